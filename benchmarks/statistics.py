"""Agreement on a large study: every group coefficient with its bootstrap and every Cohen pair, next to other packages.

Prints one JSON object: `ours_s` is everything together, best of three, from the bare arrays; `peers_s` is the bootstrap
of alpha at four levels (timed once each and multiplied by the replicates) and the rest once; `peak_mb` is ours.
"""

import sys
from pathlib import Path

# This file is named like a module of the standard library: its folder must not come first on the path.
sys.path.pop(0)
sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

import argparse
import json
import time
import tracemalloc
from collections.abc import Callable
from functools import partial
from typing import Any

import krippendorff
import numpy as np
from sklearn.metrics import cohen_kappa_score
from statsmodels.stats.inter_rater import fleiss_kappa as statsmodels_fleiss

from agreement.statistics.counts import Ratings, count_matrix, patterns_of
from agreement.statistics.gwet import ac_estimate
from agreement.statistics.kappa import WEIGHTINGS, cohen_kappas, disagreement_weights
from agreement.statistics.krippendorff import LEVELS
from agreement.statistics.summary import group_estimates
from agreement.statistics.tables import pair_tables

PEER_REPLICATES = 3


def study(labels: int, raters: int, categories: int, per_item: int, seed: int) -> Ratings:
    """A random study: each item gets `per_item` of the raters, in shuffled row order."""
    rng = np.random.default_rng(seed)
    items = max(2, labels // per_item)
    item = np.repeat(np.arange(items), per_item)
    chosen = np.zeros((items, 0), dtype=np.int64)
    for taken in range(per_item):
        drawn = rng.integers(0, raters - taken, items)
        for earlier in np.sort(chosen, axis=1).T:
            drawn += drawn >= earlier
        chosen = np.column_stack([chosen, drawn])
    rater = chosen.ravel()
    truth = np.repeat(rng.integers(0, categories, items), per_item)
    category = np.where(rng.random(item.size) < 0.7, truth, rng.integers(0, categories, item.size))
    order = rng.permutation(item.size)
    return Ratings(item[order], rater[order], category[order], range(items), range(raters), range(1, categories + 1))


def timed(action: Callable[[], Any], repeats: int = 1) -> tuple[float, Any]:
    """Best wall time in seconds of `repeats` runs, and the last result."""
    best, result = float("inf"), None
    for _ in range(repeats):
        start = time.perf_counter()
        result = action()
        best = min(best, time.perf_counter() - start)
    return best, result


def peer_pairs(matrix: np.ndarray, weighting: str) -> dict[tuple[int, int], float]:
    """Cohen's kappa of every pair by scikit-learn."""
    found = {}
    weights = None if weighting == "plain" else weighting
    labels = np.arange(matrix.max() + 1)
    for a in range(matrix.shape[0]):
        for b in range(a + 1, matrix.shape[0]):
            shared = (matrix[a] >= 0) & (matrix[b] >= 0)
            if shared.sum() > 1:
                kappa = cohen_kappa_score(matrix[a][shared], matrix[b][shared], labels=labels, weights=weights)
                found[a, b] = float(kappa)
    return found


def our_coefficients(ratings: Ratings, replicates: int) -> dict[str, Any]:
    """Every group coefficient with its bootstrap, and every Cohen pair plain and quadratic, from the bare arrays."""
    patterns, rng = patterns_of(count_matrix(ratings)), np.random.default_rng(0)
    positions = np.asarray(ratings.scale, dtype=np.float64)
    found: dict[str, Any] = {}
    for level in LEVELS:
        group = group_estimates(patterns, positions, level, rng=rng, replicates=replicates)
        found[f"alpha_{level}"] = group["alpha"].value
        found["fleiss"] = group["fleiss"].value
    for weighting in WEIGHTINGS:
        estimate = ac_estimate(patterns, weighting=weighting, scale=positions, rng=rng, replicates=replicates)
        found[f"ac_{weighting}"] = estimate.value
    return found | our_pairs(ratings)


def our_pairs(ratings: Ratings) -> dict[str, dict[tuple[int, int], float]]:
    """Plain and quadratic kappa of every pair from one pass."""
    tables = pair_tables(ratings)
    pairs = list(zip(tables.first.tolist(), tables.second.tolist(), strict=True))
    found = {}
    for weighting in ("plain", "quadratic"):
        weights = disagreement_weights(np.arange(len(ratings.scale)), weighting)
        found[f"cohen_{weighting}"] = dict(zip(pairs, cohen_kappas(tables.tables, weights)[0].tolist(), strict=True))
    return found


def run(options: argparse.Namespace) -> dict[str, Any]:
    """Time everything together against the peers' way, and check that the values are equal."""
    ratings = study(options.labels, options.raters, options.categories, options.per_item, options.seed)
    seconds, ours = timed(lambda: our_coefficients(ratings, options.replicates), repeats=3)
    tracemalloc.start()
    our_coefficients(ratings, options.replicates)
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    parts: dict[str, dict[str, Any]] = {}
    counts = count_matrix(ratings).astype(np.int64)
    domain = np.asarray(ratings.scale, dtype=np.float64)

    def same(name: str, theirs: float) -> None:
        if abs(ours[name] - theirs) > 1e-9:
            raise SystemExit(f"{name}: {ours[name]} is not {theirs}")

    for level in LEVELS:
        alpha = partial(krippendorff.alpha, value_counts=counts, value_domain=domain, level_of_measurement=level)
        once, theirs = timed(alpha, repeats=PEER_REPLICATES)
        same(f"alpha_{level}", theirs)
        parts[f"alpha_{level}"] = {
            "peer": f"krippendorff from value counts, best of {PEER_REPLICATES}, times 1 + {options.replicates}",
            "peer_once_s": round(once, 5),
            "peer_s": round(once * (1 + options.replicates), 3),
        }
    once, theirs = timed(lambda: statsmodels_fleiss(counts))
    same("fleiss", theirs)
    parts["fleiss"] = {"peer": "statsmodels, once, no bootstrap", "peer_s": round(once, 5)}
    matrix = np.full((options.raters, len(ratings.item_ids)), -1)
    matrix[ratings.rater, ratings.item] = ratings.category
    for weighting in ("plain", "quadratic"):
        once, pairs = timed(partial(peer_pairs, matrix, weighting))
        own = ours[f"cohen_{weighting}"]
        if any(abs(own[pair] - kappa) > 1e-9 for pair, kappa in pairs.items() if np.isfinite(kappa)):
            raise SystemExit(f"a Cohen pair, {weighting}, differs from scikit-learn")
        parts[f"cohen_{weighting}"] = {"peer": "scikit-learn, once", "pairs": len(pairs), "peer_s": round(once, 4)}
    parts["cohen_plain_and_quadratic"] = {"ours_s": round(timed(lambda: our_pairs(ratings), repeats=2)[0], 5)}
    peers = sum(part.get("peer_s", 0.0) for part in parts.values())
    return {
        "benchmark": "agreement statistics",
        "labels": ratings.n,
        "replicates": options.replicates,
        "ours_s": round(seconds, 4),
        "peers_s": round(peers, 3),
        "ratio": round(peers / seconds, 1),
        "peak_mb": round(peak / 1e6, 1),
        "parts": parts,
    }


def main() -> None:
    """Read the flags, run, print JSON."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--labels", type=int, default=1_000_000)
    parser.add_argument("--raters", type=int, default=50)
    parser.add_argument("--categories", type=int, default=5)
    parser.add_argument("--per-item", type=int, default=3, help="ratings per item")
    parser.add_argument("--replicates", type=int, default=1000)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--json", action="store_true", help="one line instead of indented")
    options = parser.parse_args()
    print(json.dumps(run(options), indent=None if options.json else 2))


if __name__ == "__main__":
    main()

"""Agreement on a large study: percent, Fleiss, alpha with bootstrap and every Cohen pair, next to other packages.

Prints one JSON object. `ours_s`, `peers_s` and `ratio` cover the parts whose peer was run in full, best of two;
the peer's bootstrap is timed on a few resamples and scaled up in `peer_scaled_s`, outside of them.
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
from typing import Any

import krippendorff
import numpy as np
from sklearn.metrics import cohen_kappa_score
from statsmodels.stats.inter_rater import fleiss_kappa as statsmodels_fleiss

from agreement.statistics.counts import Ratings, count_matrix, patterns_of
from agreement.statistics.fleiss import fleiss_kappa
from agreement.statistics.kappa import cohen_kappas, disagreement_weights
from agreement.statistics.krippendorff import alpha_fast, numbers_for
from agreement.statistics.summary import agreement_summary
from agreement.statistics.tables import pair_tables

PEER_REPLICATES = 3


def study(labels: int, raters: int, categories: int, per_item: int, seed: int) -> Ratings:
    """A random study: each item gets `per_item` of the raters, in shuffled row order."""
    rng = np.random.default_rng(seed)
    items = max(2, labels // per_item)
    item = np.repeat(np.arange(items), per_item)
    rater = ((rng.integers(0, raters, items)[:, np.newaxis] + np.arange(per_item)) % raters).ravel()
    truth = np.repeat(rng.integers(0, categories, items), per_item)
    category = np.where(rng.random(item.size) < 0.7, truth, rng.integers(0, categories, item.size))
    order = rng.permutation(item.size)
    return Ratings(item[order], rater[order], category[order], range(items), range(raters), range(categories))


def timed(action: Callable[[], Any], repeats: int = 1) -> tuple[float, Any]:
    """Best wall time in seconds of `repeats` runs, and the last result."""
    best, result = float("inf"), None
    for _ in range(repeats):
        start = time.perf_counter()
        result = action()
        best = min(best, time.perf_counter() - start)
    return best, result


def peer_pairs(matrix: np.ndarray) -> dict[tuple[int, int], float]:
    """Cohen's kappa of every pair by scikit-learn."""
    found = {}
    for a in range(matrix.shape[0]):
        for b in range(a + 1, matrix.shape[0]):
            shared = (matrix[a] >= 0) & (matrix[b] >= 0)
            if shared.sum() > 1:
                found[a, b] = float(cohen_kappa_score(matrix[a][shared], matrix[b][shared]))
    return found


def our_pairs(ratings: Ratings) -> dict[tuple[int, int], float]:
    """The same from one pass."""
    found = pair_tables(ratings)
    kappas, _, _ = cohen_kappas(found.tables, disagreement_weights(np.arange(len(ratings.scale)), "plain"))
    return dict(zip(zip(found.first.tolist(), found.second.tolist(), strict=True), kappas.tolist(), strict=True))


def run(options: argparse.Namespace) -> dict[str, Any]:
    """Time every part and check that ours and the peer's values are equal."""
    ratings = study(options.labels, options.raters, options.categories, options.per_item, options.seed)
    counts = count_matrix(ratings)
    matrix = np.full((options.raters, len(ratings.item_ids)), -1)
    matrix[ratings.rater, ratings.item] = ratings.category
    parts: dict[str, dict[str, Any]] = {}

    def part(name: str, ours: Callable[[], Any], peer: Callable[[], Any] | None, peer_name: str | None) -> Any:
        seconds, value = timed(ours, repeats=2)
        parts[name] = {"ours_s": round(seconds, 5)}
        if peer is not None:
            peer_seconds, peer_value = timed(peer, repeats=2)
            parts[name] |= {"peer": peer_name, "peer_s": round(peer_seconds, 5)}
            return value, peer_value
        return value, None

    values = numbers_for(ratings, "ordinal")
    for level in ("nominal", "ordinal"):
        ours, theirs = part(
            f"alpha_{level}",
            lambda level=level: alpha_fast(patterns_of(count_matrix(ratings)), values, level),
            lambda level=level: krippendorff.alpha(value_counts=counts, level_of_measurement=level),
            "krippendorff (given the counts)",
        )
        if abs(ours - theirs) > 1e-9:
            raise SystemExit(f"alpha {level}: {ours} is not {theirs}")
    ours, theirs = part(
        "fleiss",
        lambda: fleiss_kappa(patterns_of(count_matrix(ratings))),
        lambda: statsmodels_fleiss(counts),
        "statsmodels (given the counts)",
    )
    if abs(ours - theirs) > 1e-9:
        raise SystemExit(f"fleiss: {ours} is not {theirs}")
    ours, theirs = part(
        "cohen_pairs", lambda: our_pairs(ratings), lambda: peer_pairs(matrix), "scikit-learn, pair by pair"
    )
    if any(abs(ours[pair] - kappa) > 1e-9 for pair, kappa in theirs.items() if np.isfinite(kappa)):
        raise SystemExit("a Cohen pair differs from scikit-learn")

    def summary() -> Any:
        return agreement_summary(ratings, level="ordinal", seed=1, replicates=options.replicates, with_pairs=False)

    seconds, _ = timed(summary, repeats=2)
    rng = np.random.default_rng(0)

    def peer_replicates() -> None:
        for _ in range(PEER_REPLICATES):
            drawn = counts[rng.integers(0, len(counts), len(counts))]
            krippendorff.alpha(value_counts=drawn, level_of_measurement="ordinal")

    peer_seconds, _ = timed(peer_replicates)
    parts["percent_fleiss_alpha_with_bootstrap"] = {
        "ours_s": round(seconds, 5),
        "replicates": options.replicates,
        "peer": f"krippendorff, alpha alone, {PEER_REPLICATES} resamples timed and scaled up to {options.replicates}",
        "peer_scaled_s": round(peer_seconds * options.replicates / PEER_REPLICATES, 3),
    }
    tracemalloc.start()
    summary()
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    measured = [entry for entry in parts.values() if "peer_s" in entry]
    ours_s, peers_s = (sum(entry[key] for entry in measured) for key in ("ours_s", "peer_s"))
    return {
        "benchmark": "agreement statistics",
        "labels": ratings.n,
        "items": len(ratings.item_ids),
        "raters": options.raters,
        "categories": options.categories,
        "ours_s": round(ours_s, 4),
        "peers_s": round(peers_s, 4),
        "ratio": round(peers_s / ours_s, 2),
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

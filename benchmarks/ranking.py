"""Bradley–Terry on many comparisons: strengths with intervals, ties and covariates, next to other packages.

Prints one JSON object. `ours_s`, `peers_s` and `ratio` cover the parts that have a peer. evalica computes the
point only; ours include the clustered intervals. statsmodels fits the same length-controlled logit with the same
clustered variance. The bootstrap's peers resample rows where ours resample items: evalica by refitting row lists (some
replicates are timed and the rest counted at their price), and L-BFGS on unique rows with their counts drawn anew, the
way public arena leaderboards are made.
"""

import sys
from pathlib import Path

# A neighbour of this file is named like a module of the standard library: the folder must not come first on the path.
sys.path.pop(0)
sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

import argparse
import functools
import json
import time
import tracemalloc
from collections.abc import Callable
from typing import Any

import evalica
import numpy as np
import statsmodels.api as sm
from scipy.optimize import minimize
from scipy.special import expit

from preferences.statistics.aggregate import sandwich
from preferences.statistics.bradley_terry import rank_models
from preferences.statistics.comparisons import Comparisons
from preferences.statistics.effects import length_bias
from preferences.statistics.fitting import fit_comparisons

LOGIT_ROWS = 200_000
REPLICATES = 100
#: Replicates that are timed of the peers' 100.
TIMED = {"evalica": 2, "L-BFGS on unique rows": 20}
STYLE = ("length", "headers", "lists", "bold", "first")


def comparisons(labels: int, models: int, per_item: int, seed: int) -> Comparisons:
    """Random comparisons by Davidson's model with a length effect; `per_item` judgments per item."""
    rng = np.random.default_rng(seed)
    theta = rng.normal(0, 0.7, models)
    items = max(2, labels // per_item)
    a = rng.integers(0, models, items)
    b = (a + rng.integers(1, models, items)) % models
    length = rng.normal(0, 250, items).round()
    item = np.repeat(np.arange(items), per_item)
    d = (theta[a] - theta[b] + 0.3 * length / 250)[item]
    odds = np.stack([np.exp(d / 2), np.exp(-d / 2), np.full(d.shape, 0.4)], axis=1)
    drawn = (rng.random(d.size)[:, np.newaxis] * odds.sum(axis=1, keepdims=True) > np.cumsum(odds, axis=1)).sum(axis=1)
    return Comparisons(
        [f"model {code:03d}" for code in range(models)],
        a[item],
        b[item],
        drawn.astype(np.int64),
        item,
        np.tile(np.arange(per_item), items),
        [f"rater {code}" for code in range(per_item)],
        rng.integers(0, 2, item.size),
        length[item],
        {name: rng.poisson(3, items).astype(float)[item] - 3 for name in ("headers", "lists", "bold")},
    )


def timed(action: Callable[[], Any]) -> tuple[float, Any]:
    """Wall time in seconds of one run, and its result."""
    start = time.perf_counter()
    result = action()
    return time.perf_counter() - start, result


def peer_half_wins(rows: Comparisons) -> Any:
    """Strengths with ties as half wins by evalica, point only, converged as tightly as ours."""
    winners = np.asarray([evalica.Winner.X, evalica.Winner.Y, evalica.Winner.Draw])[rows.outcome]
    names = np.asarray(rows.models)
    return evalica.bradley_terry(
        names[rows.model_a].tolist(), names[rows.model_b].tolist(), winners.tolist(), tolerance=1e-9, limit=10_000
    )


def peer_length_logit(rows: Comparisons) -> Any:
    """The length effect given the models by statsmodels' Logit with variance clustered by item."""
    rows = rows.where(rows.outcome != 2)
    n_models = len(rows.models)
    design = np.zeros((rows.n, n_models))
    design[np.arange(rows.n), rows.model_a] += 1
    design[np.arange(rows.n), rows.model_b] -= 1
    assert rows.length_difference is not None
    design[:, 0] = rows.length_difference / rows.length_difference.std(ddof=1)  # the first model is the reference
    return sm.Logit((rows.outcome == 0).astype(float), design).fit(
        disp=False, cov_type="cluster", cov_kwds={"groups": rows.item}
    )


def resampled_evalica(rows: Comparisons, replicates: int) -> None:
    """Bootstrap replicates of the strengths by evalica."""
    rng = np.random.default_rng(0)
    for _ in range(replicates):
        drawn = rows.where(rng.integers(0, rows.n, rows.n))  # type: ignore[arg-type]  # rows by number serve as well
        peer_half_wins(drawn)


def resampled_unique_rows(rows: Comparisons, replicates: int) -> None:
    """Bootstrap replicates of the strengths by L-BFGS on unique (model a, model b, outcome) with drawn counts."""
    rng = np.random.default_rng(0)
    n_models = len(rows.models)
    key, counts = np.unique((rows.model_a * n_models + rows.model_b) * 3 + rows.outcome, return_counts=True)
    a, b, won = key // 3 // n_models, key // 3 % n_models, np.asarray([1.0, 0.0, 0.5])[key % 3]
    strengths = np.zeros(n_models)
    for _ in range(replicates):
        weights = rng.multinomial(rows.n, counts / rows.n) / rows.n

        def loss(theta: Any, weights: Any = weights) -> tuple[float, Any]:
            d = theta[a] - theta[b]
            residual = weights * (expit(d) - won)
            slope = np.bincount(a, residual, n_models) - np.bincount(b, residual, n_models)
            return float(weights @ (np.logaddexp(0, d) - won * d)), slope

        minimize(loss, strengths, jac=True, method="L-BFGS-B", options={"gtol": 1e-7, "maxiter": 500})


def bootstrap_parts(rows: Comparisons) -> dict[str, dict[str, Any]]:
    """Fit, sandwich intervals and replicates in one, next to the replicates alone of the peers."""

    def ours() -> None:
        fitted = fit_comparisons(rows, ties="half", interval="bootstrap", replicates=REPLICATES)
        sandwich(fitted.fit, fitted.collapsed)

    seconds, _ = timed(ours)
    parts = {}
    for peer, action in (("evalica", resampled_evalica), ("L-BFGS on unique rows", resampled_unique_rows)):
        peer_seconds, _ = timed(functools.partial(action, rows, TIMED[peer]))
        parts[f"bootstrap_{REPLICATES}_against_{peer.split()[0].lower()}"] = {
            "ours_s": round(seconds, 4),
            "ours": f"fit, sandwich covariance and {REPLICATES} replicates, clustered by item",
            "peer": f"{peer}, {REPLICATES} replicates at the price of {TIMED[peer]}",
            "peer_s": round(peer_seconds * REPLICATES / TIMED[peer], 4),
        }
    return parts


def run(options: argparse.Namespace) -> dict[str, Any]:
    """Time every part and check that ours and the peer's values are equal."""
    rows = comparisons(options.labels, options.models, options.per_item, options.seed)
    parts: dict[str, dict[str, Any]] = {}

    seconds, ranking = timed(lambda: rank_models(rows, ties="half"))
    peer_seconds, peer = timed(lambda: peer_half_wins(rows))
    logs = np.log([peer.scores[model] for model in rows.models])
    ours = {row.model: row.strength.value for row in ranking.ranked}
    worst = max(abs(ours[model] - value) for model, value in zip(rows.models, logs - logs.mean(), strict=True))
    if worst > 1e-4:
        raise SystemExit(f"strengths differ from evalica by {worst}")
    parts["half_wins"] = {
        "ours_s": round(seconds, 4),
        "ours": "strengths, clustered intervals and rank intervals",
        "peer": "evalica (point only)",
        "peer_s": round(peer_seconds, 4),
    }

    fewer = rows.where(np.arange(rows.n) < LOGIT_ROWS)
    seconds, effect = timed(lambda: length_bias(fewer))
    peer_seconds, peer = timed(lambda: peer_length_logit(fewer))
    if abs(effect.controlled.value - peer.params[0]) > 1e-5:
        raise SystemExit(f"length effect {effect.controlled.value} is not {peer.params[0]}")
    parts["length_effect"] = {
        "ours_s": round(seconds, 4),
        "rows": fewer.n,
        "peer": "statsmodels Logit, clustered",
        "peer_s": round(peer_seconds, 4),
    }

    parts |= bootstrap_parts(rows)
    unpaired = {
        "davidson_sandwich": lambda: rank_models(rows),
        f"davidson_bootstrap_{REPLICATES}": lambda: rank_models(rows, interval="bootstrap", replicates=REPLICATES),
        "davidson_five_covariates": lambda: rank_models(rows, covariates=STYLE),
    }
    for name, action in unpaired.items():
        parts[name] = {"ours_s": round(timed(action)[0], 4)}
    tracemalloc.start()
    rank_models(rows)
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    compared = [entry for entry in parts.values() if "peer_s" in entry]
    ours_s, peers_s = (sum(entry[key] for entry in compared) for key in ("ours_s", "peer_s"))
    return {
        "benchmark": "ranking",
        "labels": rows.n,
        "models": options.models,
        "ours_s": round(ours_s, 4),
        "peers_s": round(peers_s, 4),
        "ratio": round(peers_s / ours_s, 2),
        "peak_mb": round(peak / 1e6, 1),
        "parts": parts,
    }


def main() -> None:
    """Read the flags, run, print JSON."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--labels", type=int, default=1_000_000, help="comparisons")
    parser.add_argument("--models", type=int, default=200)
    parser.add_argument("--per-item", type=int, default=3, help="judgments per item")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--json", action="store_true", help="one line instead of indented")
    options = parser.parse_args()
    print(json.dumps(run(options), indent=None if options.json else 2))


if __name__ == "__main__":
    main()

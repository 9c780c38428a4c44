"""How often the diagnosis names the planted cause first, and how often its predicted gain comes true.

    python benchmarks/diagnosis.py --seeds 50            # a table
    python benchmarks/diagnosis.py --seeds 50 --json
    python benchmarks/diagnosis.py --speed               # 20,000 items x 3 labels x 50 raters, and a million labels

Each seed draws another study (items, raters, categories, prevalence, error rates), so a rate is over studies and data.
The gain is looked up on a study drawn afresh after the recommended action; see tests/support/planted.py.
"""

import sys
from pathlib import Path

sys.path.pop(0)  # a module of this folder is named like one of the standard library
sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

import argparse
import json
import time
from collections import Counter
from typing import Any

import numpy as np

from tests.support.planted import PLANTED, QUIET, draw, remedied


def examine(name: str, seeds: int, first: int = 0) -> dict[str, Any]:
    """Return rates over `seeds` studies of one planted cause."""
    make, right = PLANTED[name]
    ranked: Counter[str] = Counter()
    inside = measured = alarms = 0
    gains: list[float] = []
    errors: list[float] = []
    for seed in range(first, first + seeds):
        rng = np.random.default_rng([seed, list(PLANTED).index(name)])
        study = make(rng)
        found = draw(study, rng).diagnose(seed)
        top = found.causes[0] if found.causes else None
        ranked[top.kind if top else "nothing"] += 1
        alarms += top is not None
        if top is None or top.kind != right or top.gain.low is None:
            continue
        after = remedied(study, top, rng)
        if after is None:
            continue
        measured += 1
        gain = after - top.before
        inside += top.gain.low <= gain <= top.gain.high
        gains.append(top.gain.value)
        errors.append(gain - top.gain.value)
    return {
        "planted": name,
        "first": ranked[right or "nothing"] / seeds,
        "ranked_first": dict(ranked.most_common()),
        "false_alarms": alarms / seeds if right is None else None,
        "gain_inside": inside / measured if measured else None,
        "measured": measured,
        "mean_gain": float(np.mean(gains)) if gains else None,
        "mean_error": float(np.mean(errors)) if errors else None,
        "spread_of_error": float(np.std(errors)) if errors else None,
    }


def quiet(name: str, seeds: int, first: int = 0) -> dict[str, Any]:
    """Return how often a study without anybody or anything to blame is left alone; noise may be named."""
    told: Counter[str] = Counter()
    for seed in range(first, first + seeds):
        rng = np.random.default_rng([seed, 99, list(QUIET).index(name)])
        found = draw(QUIET[name](rng), rng).diagnose(seed)
        blamed = [cause.kind for cause in found.causes if cause.kind not in {"noise", "overlap"}]
        told[blamed[0] if blamed else "nobody"] += 1
    return {"quiet": name, "left_alone": told["nobody"] / seeds, "blamed": dict(told.most_common())}


def speed(n_items: int, labels: int, n_raters: int) -> dict[str, Any]:
    """Return the seconds of one diagnosis of so many labels."""
    rng = np.random.default_rng(0)
    make, _ = PLANTED["bad raters"]
    study = make(rng)
    confusion = np.resize(study.confusion, (n_raters, study.size, study.size))
    big = type(study)(n_items, labels, study.prevalence, confusion, np.zeros(n_raters, dtype=np.int64), repeats=1000)
    drawn = draw(big, rng)
    began, began_cpu = time.perf_counter(), time.process_time()
    found = drawn.diagnose()
    took, worked = time.perf_counter() - began, time.process_time() - began_cpu
    return {
        "items": n_items,
        "labels": drawn.ratings.n,
        "raters": n_raters,
        "seconds": round(took, 2),
        "processor_seconds": round(worked, 2),
        "first": found.causes[0].kind if found.causes else None,
    }


def main() -> None:
    """Print the table, or JSON."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--seeds", type=int, default=50)
    parser.add_argument("--first-seed", type=int, default=0)
    parser.add_argument("--only", choices=sorted(PLANTED))
    parser.add_argument("--speed", action="store_true")
    parser.add_argument("--json", action="store_true")
    options = parser.parse_args()
    if options.speed:
        print(json.dumps([speed(20_000, 3, 50), speed(333_334, 3, 50)], indent=2))
        return
    names = [options.only] if options.only else list(PLANTED)
    rows = [examine(name, options.seeds, options.first_seed) for name in names]
    still = [] if options.only else [quiet(name, options.seeds, options.first_seed) for name in QUIET]
    if options.json:
        print(json.dumps(rows + still, indent=2))
        return
    for row in rows:
        inside = "–" if row["gain_inside"] is None else f"{row['gain_inside']:.0%} of {row['measured']}"
        gain = (
            ""
            if row["mean_gain"] is None
            else f"gain {row['mean_gain']:+.2f}, error {row['mean_error']:+.3f} ± {row['spread_of_error']:.3f}"
        )
        print(f"{row['planted']:<20} first {row['first']:>4.0%}   inside {inside:<12} {gain}  {row['ranked_first']}")
    for row in still:
        print(f"{row['quiet']:<20} left alone {row['left_alone']:>4.0%}   {row['blamed']}")


if __name__ == "__main__":
    main()

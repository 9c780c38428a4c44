"""How often 95 % intervals of agreement cover the truth: simulated studies, each coefficient, each kind of interval.

The truth is the value of one very large study by the same raters; a study covers it if it lies between the bounds.
Prints a table, or one JSON object with --json.
"""

import sys
from pathlib import Path

sys.path.pop(0)  # a module of this folder is named like one of the standard library
sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

import argparse
import json
import time

from tests.agreement.statistics.coverage import KINDS, SCENARIOS, coverage, icc_coverage


def main() -> None:
    """Read the flags, simulate, print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--studies", type=int, default=1000)
    parser.add_argument("--replicates", type=int, default=1000)
    parser.add_argument("--scenario", choices=list(SCENARIOS), action="append", help="all by default")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--json", action="store_true", help="one line of JSON")
    options = parser.parse_args()
    found = {}
    for name in options.scenario or SCENARIOS:
        start = time.perf_counter()
        rows = coverage(SCENARIOS[name], studies=options.studies, replicates=options.replicates, seed=options.seed)
        found[name] = {
            "items": SCENARIOS[name].items,
            "coverage": rows,
            "seconds": round(time.perf_counter() - start, 1),
        }
        if options.json:
            continue
        print(f"\n{name}: {SCENARIOS[name].what}; {options.studies} studies, {found[name]['seconds']} s")
        print(f"{'':<28}{'truth':>8}" + "".join(f"{kind:>12}" for kind in KINDS))
        for coefficient, row in rows.items():
            cells = "".join(f"{row[kind]:>11.1%} " if row.get(kind) is not None else f"{'–':>11} " for kind in KINDS)
            print(f"{coefficient:<28}{row['truth']:>8.3f}{cells}")
    correlations = icc_coverage(studies=options.studies, seed=options.seed)
    if not options.json:
        print(f"\nIntraclass correlations of one rating, 100 items by 4 raters; {options.studies} studies, F intervals")
        for name, (truth, share) in correlations.items():
            print(f"{f'ICC({name})':<28}{truth:>8.3f}{share:>11.1%}")
    if options.json:
        found["icc"] = {name: {"truth": truth, "f": share} for name, (truth, share) in correlations.items()}
        print(json.dumps({"benchmark": "coverage of 95 % intervals", "studies": options.studies, "scenarios": found}))


if __name__ == "__main__":
    main()

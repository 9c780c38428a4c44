"""Whether serving slows down as a study grows: claims and submits through the API at several sizes of the database.

Each size gets a database of its own, made and dropped here: on the PostgreSQL server for tests (the variable
TOUCHSTONE_TEST_POSTGRESQL_URL names another), or SQLite in a temporary folder. Prints one JSON object: milliseconds per
claim and submit with young statistics and after ANALYZE, their ratios against the smallest size (wanted: at most 1.5),
and the queries that read the most pages.
"""

import sys
from pathlib import Path

sys.path.pop(0)
sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

import argparse
import json
import tempfile
from typing import Any

from tests.support.running import fresh_database
from tests.support.web_server import Place

OVERLAP = 5
SIZES = {"postgresql": "1000:0,1000:4000,100000:400000,1000000:0,1000000:4900000", "sqlite": "1000:0,100000:400000"}
SEED_SECONDS = 3600.0


def measure(place: Place, *, items: int, judgments: int, claims: int) -> dict[str, Any]:
    """Return what one size takes."""
    world = {"items": items, "judgments": judgments, "overlap": OVERLAP, "claims": claims}
    return dict(place.run("tests.support.vast", "measure", json.dumps(world), timeout_s=SEED_SECONDS))


def measure_in_fresh_place(*, sqlite: bool, items: int, judgments: int, claims: int) -> dict[str, Any]:
    with tempfile.TemporaryDirectory(prefix="touchstone-scale-") as folder:
        if sqlite:
            return measure(Place(Path(folder)), items=items, judgments=judgments, claims=claims)
        with fresh_database("touchstone_scale") as url:
            return measure(Place(Path(folder), url), items=items, judgments=judgments, claims=claims)


def ratios(run: dict[str, Any], smallest: dict[str, Any]) -> dict[str, float]:
    """Return p50 of each measurement over that of the smallest size after ANALYZE."""
    return {
        f"{what}_{when}": round(run[when][what]["p50_ms"] / smallest["analyzed"][what]["p50_ms"], 2)
        for when in ("young", "analyzed")
        for what in ("claim", "submit")
    }


def _sizes(text: str) -> list[tuple[int, int]]:
    sizes = [(int(items), int(judgments)) for items, judgments in (size.split(":") for size in text.split(","))]
    for items, judgments in sizes:
        if items < 1 or not 0 <= judgments <= items * OVERLAP:
            raise argparse.ArgumentTypeError(f"{items} items take 0 to {items * OVERLAP} judgments, not {judgments}")
    return sizes


def main() -> int:
    """Print the measurement of every size."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--sqlite", action="store_true", help="SQLite instead of the PostgreSQL server for tests")
    parser.add_argument("--sizes", type=_sizes, default=None, help="items:judgments, several by commas")
    parser.add_argument("--claims", type=int, default=30, help="claims per measurement, each of ten tasks")
    options = parser.parse_args()
    sizes = options.sizes or _sizes(SIZES["sqlite" if options.sqlite else "postgresql"])
    runs: list[dict[str, Any]] = []
    for items, judgments in sizes:
        print(f"{items} items, {judgments} judgments", file=sys.stderr)
        runs.append(
            measure_in_fresh_place(sqlite=options.sqlite, items=items, judgments=judgments, claims=options.claims)
        )
        runs[-1]["ratio"] = ratios(runs[-1], runs[0])
    print(json.dumps({"database": "sqlite" if options.sqlite else "postgresql", "runs": runs}, indent=2))
    return 0


if __name__ == "__main__":
    raise SystemExit(main())

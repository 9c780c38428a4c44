"""How fast raters are served: real web processes, many raters over HTTP at once, and an audit of the database after.

``--raters N --seconds S`` let N signed-in browsers claim and submit as fast as they can for S seconds;
``--raters 1,10,50`` measures each number in turn on the same server and study. Prints one JSON object: judgments per
second, milliseconds per claim and submit, what was doubled or lost (must be 0), and what server and client used.
``physical`` is what the same client gets from the same server for a view that does next to nothing, so that
``ratio`` (judgments per trivial answer) can be compared between machines. SQLite in a temporary folder, or the empty
PostgreSQL database that ``--database-url`` names.
"""

import sys
from pathlib import Path

sys.path.pop(0)
sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

import argparse
import asyncio
import json
import tempfile
from collections.abc import Sequence
from typing import Any

import numpy as np

from tests.support.rush import TRIVIAL, Plan, knock, rush
from tests.support.web_server import Place, WebServer, web_server

WARM_S = 5.0
"""All raters come at once, to processes that have just started: the first seconds are worked and audited, not timed."""


def measure(
    place: Place, *, raters: Sequence[int], seconds: float, workers: int, items: int, overlap: int
) -> list[dict[str, Any]]:
    """Run one rush for each number of raters on one fresh study in ``place`` and return what is printed of each."""
    world = {"raters": max(raters), "items": items * len(raters), "overlap": overlap, "gold": 100, "gold_rate": 0.1}
    quiet = {"gold_pass_threshold": 0.0, "batch_min": 3, "batch_max": 10}
    seeded = place.run("tests.support.crowd", "seed", json.dumps({**world, **quiet}))
    with web_server(place, workers=workers) as server:
        return [_measure_one(place, server, seeded, n, seconds) for n in raters]


def _measure_one(
    place: Place, server: WebServer, seeded: dict[str, Any], raters: int, seconds: float
) -> dict[str, Any]:
    cpu_before, _ = server.cost()
    people = seeded["raters"][:raters]
    plan = Plan(seconds=WARM_S + seconds, warm_s=WARM_S)
    seen = asyncio.run(rush(server.address, seeded["project"], people, plan, by_session=True))
    cpu_after, rss_mb = server.cost()
    knocking_s = max(seconds / 5, 1.0)
    trivial = asyncio.run(knock(server.address, at_once=raters, seconds=knocking_s))
    found = place.run("tests.support.crowd", "audit", str(seeded["project"]))
    stored = set(found["keys"])
    per_s = seen.counted / (seen.seconds - WARM_S)
    return {
        "raters": raters,
        "database": "postgresql" if place.database_url else "sqlite",
        "warm_s": WARM_S,
        "seconds": round(seen.seconds - WARM_S, 2),
        "judgments": len(seen.acknowledged),
        "judgments_per_s": round(per_s, 1),
        "claim": _milliseconds(seen.claim_s),
        "submit": _milliseconds(seen.submit_s),
        "doubled": sum(found["wrong"].values()) + len(found["keys"]) - len(stored),
        "lost": len(set(seen.acknowledged) - stored),
        "errors": len(seen.problems),
        "server_cpu_s": round(cpu_after - cpu_before, 2),
        "server_cpu_ms_per_judgment": _ms_each(cpu_after - cpu_before, len(seen.acknowledged)),
        "server_rss_mb": round(rss_mb, 1),
        "client_cpu_s": round(seen.client_cpu_s, 2),
        "client_cpu_ms_per_request": _ms_each(seen.client_cpu_s, seen.requests),
        "physical": _physical(trivial, knocking_s, per_s),
    }


def _physical(trivial: Sequence[float], seconds: float, judgments_per_s: float) -> dict[str, Any]:
    """Return the rate of trivial answers, and how many judgments the server takes in the time of one."""
    per_s = len(trivial) / seconds
    return {
        "view": TRIVIAL,
        "answers_per_s": round(per_s, 1),
        **_milliseconds(trivial),
        "ratio": round(judgments_per_s / per_s, 4) if per_s else None,
    }


def _milliseconds(seconds: Sequence[float]) -> dict[str, float | int | None]:
    if not seconds:
        return {"n": 0, "p50_ms": None, "p95_ms": None, "p99_ms": None}
    p50, p95, p99 = np.percentile(np.array(seconds) * 1000, [50, 95, 99]).round(1).tolist()
    return {"n": len(seconds), "p50_ms": p50, "p95_ms": p95, "p99_ms": p99}


def _ms_each(cpu_s: float, n: int) -> float | None:
    return round(cpu_s * 1000 / n, 3) if n else None


def _numbers(text: str) -> list[int]:
    numbers = [int(part) for part in text.split(",")]
    if min(numbers) < 1:
        raise argparse.ArgumentTypeError(f"numbers of raters are 1 or more, not {text}")
    return numbers


def main() -> int:
    """Print the measurement; the exit code is 1 when anything was doubled, lost or refused."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--raters", type=_numbers, default=[20], help="a number, or several: 1,10,50")
    parser.add_argument("--seconds", type=float, default=20.0, help="for each number of raters")
    parser.add_argument("--workers", type=int, default=2, help="web processes")
    parser.add_argument("--items", type=int, default=3000, help="for each number of raters")
    parser.add_argument("--overlap", type=int, default=3)
    parser.add_argument("--database-url", default=None, help="an empty PostgreSQL database; SQLite when left out")
    parser.add_argument("--json", action="store_true", help="one line instead of indented JSON")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="touchstone-serving-") as folder:
        runs = measure(
            Place(Path(folder), options.database_url),
            raters=options.raters,
            seconds=options.seconds,
            workers=options.workers,
            items=options.items,
            overlap=options.overlap,
        )
    found: dict[str, Any] = {"web_processes": options.workers, **(runs[0] if len(runs) == 1 else {"runs": runs})}
    print(json.dumps(found, indent=None if options.json else 2))
    return 1 if any(run["doubled"] or run["lost"] or run["errors"] for run in runs) else 0


if __name__ == "__main__":
    raise SystemExit(main())

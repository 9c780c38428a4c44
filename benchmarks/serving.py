"""How fast raters are served: real web processes, many raters over HTTP at once, and an audit of the database after.

``--raters N --seconds S`` let N signed-in browsers claim and submit as fast as they can for S seconds. Prints one JSON
object: judgments per second, milliseconds per claim and submit, what was doubled or lost (must be 0), and what the
server used. SQLite in a temporary folder, or the empty PostgreSQL database that ``--database-url`` names.
"""

import sys
from pathlib import Path

sys.path.pop(0)
sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

import argparse
import asyncio
import json
import tempfile
from typing import Any

import numpy as np

from tests.support.rush import Plan, Rush, rush
from tests.support.web_server import Place, web_server


def measure(place: Place, *, raters: int, seconds: float, workers: int, items: int, overlap: int) -> dict[str, Any]:
    """Run the rush on a fresh study in ``place`` and return what is printed."""
    world = {"raters": raters, "items": items, "overlap": overlap, "gold": 100, "gold_rate": 0.1}
    quiet = {"gold_pass_threshold": 0.0, "batch_min": 3, "batch_max": 10}
    seeded = place.run("tests.support.crowd", "seed", json.dumps({**world, **quiet}))
    with web_server(place, workers=workers) as server:
        cpu_before, _ = server.cost()
        plan = Plan(seconds=seconds)
        seen = asyncio.run(rush(server.address, seeded["project"], seeded["raters"], plan, by_session=True))
        cpu_after, rss_mb = server.cost()
    found = place.run("tests.support.crowd", "audit", str(seeded["project"]))
    stored = set(found["keys"])
    return {
        "raters": raters,
        "web_processes": workers,
        "database": "postgresql" if place.database_url else "sqlite",
        "seconds": round(seen.seconds, 2),
        "judgments": len(seen.acknowledged),
        "judgments_per_s": round(len(seen.acknowledged) / seen.seconds, 1),
        "claim": _milliseconds(seen.claim_s),
        "submit": _milliseconds(seen.submit_s),
        "doubled": sum(found["wrong"].values()) + len(found["keys"]) - len(stored),
        "lost": len(set(seen.acknowledged) - stored),
        "errors": len(seen.problems),
        "server_cpu_s": round(cpu_after - cpu_before, 2),
        "server_cpu_ms_per_judgment": _per_judgment(cpu_after - cpu_before, seen),
        "server_rss_mb": round(rss_mb, 1),
    }


def _milliseconds(seconds: list[float]) -> dict[str, float | int | None]:
    if not seconds:
        return {"n": 0, "p50_ms": None, "p95_ms": None, "p99_ms": None}
    p50, p95, p99 = np.percentile(np.array(seconds) * 1000, [50, 95, 99]).round(1).tolist()
    return {"n": len(seconds), "p50_ms": p50, "p95_ms": p95, "p99_ms": p99}


def _per_judgment(cpu_s: float, seen: Rush) -> float | None:
    return round(cpu_s * 1000 / len(seen.acknowledged), 2) if seen.acknowledged else None


def main() -> int:
    """Print the measurement; the exit code is 1 when anything was doubled, lost or refused."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--raters", type=int, default=20)
    parser.add_argument("--seconds", type=float, default=20.0)
    parser.add_argument("--workers", type=int, default=2, help="web processes")
    parser.add_argument("--items", type=int, default=3000)
    parser.add_argument("--overlap", type=int, default=3)
    parser.add_argument("--database-url", default=None, help="an empty PostgreSQL database; SQLite when left out")
    parser.add_argument("--json", action="store_true", help="one line instead of indented JSON")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="touchstone-serving-") as folder:
        found = measure(
            Place(Path(folder), options.database_url),
            raters=options.raters,
            seconds=options.seconds,
            workers=options.workers,
            items=options.items,
            overlap=options.overlap,
        )
    print(json.dumps(found, indent=None if options.json else 2))
    return 1 if found["doubled"] or found["lost"] or found["errors"] else 0


if __name__ == "__main__":
    raise SystemExit(main())

"""Fifty raters work while web processes, worker, beat and broker are killed: nothing is lost and nothing doubled.

Eight kills under load in every run, which takes some 20 s; more by hand, with TOUCHSTONE_CHAOS_SECONDS=60.
"""

import asyncio
import json
import os
import threading
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

from config.supervisor import broker
from config.supervisor.errors import BrokerUnavailable
from tests.support.chaos import Chaos, everything
from tests.support.http_client import Client, NoAnswer
from tests.support.running import eventually
from tests.support.rush import Plan, Rush, headers_of, rush
from tests.support.web_server import Place

LONG = float(os.environ.get("TOUCHSTONE_CHAOS_SECONDS", "0"))
SECONDS = LONG or 20.0
EVERY_S = min(5.0, SECONDS / 9)
KILLS = int(SECONDS / EVERY_S) - 1
RATERS, OVERLAP = 50, 3
ITEMS = int(200 * SECONDS)
"""More than can be judged in that time: three judgments each, some 350 judgments a second on a fast machine."""
PATIENCE_S = 150.0
pytestmark = [pytest.mark.postgresql, pytest.mark.redis, pytest.mark.timeout(0)]


@pytest.fixture
def place(tmp_path: Path, postgresql_url: str) -> Place:
    try:
        broker.command(tmp_path)
    except BrokerUnavailable as error:
        pytest.skip(str(error))
    return Place(tmp_path, postgresql_url)


@contextmanager
def reports_asked_for(address: str, project: int, lead: dict[str, str]) -> Iterator[list[int]]:
    """Ask for an agreement report every two seconds, as a lead who presses the button does; gives their ids."""
    asked: list[int] = []
    calm = threading.Event()

    async def ask() -> None:
        async with Client(f"{address}/api/v1", headers_of(lead, by_session=True)) as http:
            while not await asyncio.to_thread(calm.wait, 2.0):
                try:
                    answer = await http.post(f"/projects/{project}/reports/", {"kind": "agreement"})
                except NoAnswer:
                    continue  # whether it was asked is not known; the lead presses again
                assert answer.status < 300, answer.text
                asked.append(answer.json()["id"])

    with ThreadPoolExecutor(1) as pool:
        asking = pool.submit(asyncio.run, ask())
        try:
            yield asked
        finally:
            calm.set()
            asking.result()


def crowd(place: Place, command: str, argument: Any) -> Any:
    return place.run("tests.support.crowd", command, json.dumps(argument), timeout_s=900.0)


def work_through(chaos: Chaos, seeded: dict[str, Any]) -> tuple[Rush, list[int]]:
    address, project = chaos.server.address, seeded["project"]
    with (
        ThreadPoolExecutor(1) as pool,
        reports_asked_for(address, project, seeded["lead"]) as asked,
        chaos.let_loose() as done,
    ):
        plan = Plan(seconds=SECONDS, goes_on=lambda: not done.is_set(), retry_for_s=120.0)
        running = rush(address, project, seeded["raters"], plan, by_session=True)
        seen = pool.submit(asyncio.run, running).result()
        assert done.is_set(), f"the load ended before the killing did: {dict(chaos.killed)}"
    return seen, asked


def test_whatever_is_killed_nothing_is_lost_or_doubled_and_every_job_ends(
    place: Place, capsys: pytest.CaptureFixture[str]
) -> None:
    world = {"raters": RATERS, "items": ITEMS, "overlap": OVERLAP, "gold": 60, "gold_rate": 0.1}
    seeded = crowd(place, "seed", {**world, "gold_pass_threshold": 0.0, "batch_min": 3, "batch_max": 10})
    project = seeded["project"]
    with everything(place, every_s=EVERY_S, kills=KILLS) as chaos:
        seen, asked = work_through(chaos, seeded)
        states: dict[str, str] = {}

        def all_ended() -> bool:
            states.update(crowd(place, "reports", project))
            return not set(states.values()) & {"queued", "running"}

        eventually(all_ended, PATIENCE_S, lambda: f"jobs that never end: {states}")
    found = crowd(place, "audit", project)
    if LONG:
        lost = len(set(seen.acknowledged) - set(found["keys"]))
        told = {"killed": dict(chaos.killed), "acknowledged": len(seen.acknowledged), "retries": seen.retries}
        told |= {"lost": lost, "doubled": len(found["keys"]) - len(set(found["keys"])), "reports": len(asked)}
        told |= {"accepted": dict(seen.accepted), "seconds": round(seen.seconds, 1)}
        with capsys.disabled():
            print("\n", json.dumps(told))
    assert chaos.killed == Counter(chaos.victims)
    assert seen.retries > 0, "the killing was not noticed"
    assert not seen.problems, seen.problems[:5]

    assert set(found["wrong"].values()) == {0}, found["wrong"]
    keys = found["keys"]
    assert len(keys) == len(set(keys))
    assert not set(seen.acknowledged) - set(keys), "acknowledged and lost"
    assert not set(keys) - set(seen.sent), "stored and never sent"
    assert len(seen.acknowledged) > RATERS

    assert asked
    assert set(map(str, asked)) <= set(states)
    assert "succeeded" in states.values()

    # When everybody has gone home, no work stays stuck with them.
    after = crowd(place, "expire", project)
    assert after["held"] == 0
    assert set(after["wrong"].values()) == {0}, after["wrong"]
    assert after["counted"] + after["open"] == ITEMS * OVERLAP

"""Twenty raters at once against two web processes: nothing doubled, nothing lost, on both databases."""

import asyncio
import json
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest

from tests.support.running import fresh_database
from tests.support.rush import Plan, Rush, rush
from tests.support.web_server import Place, web_server

RATERS = 20
pytestmark = pytest.mark.timeout(300)  # ten seconds each on a quiet machine; this one may be busy


@pytest.fixture(params=["sqlite", pytest.param("postgresql", marks=pytest.mark.postgresql)])
def place(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Place]:
    """A data folder of its own, with SQLite in it or an empty PostgreSQL database beside it."""
    if request.param == "sqlite":
        yield Place(tmp_path)
        return
    with fresh_database("touchstone_serving") as url:
        yield Place(tmp_path, url)


def work_on(place: Place, plan: Plan, **world: Any) -> tuple[Rush, dict[str, Any]]:
    """Let the raters work on a fresh study and return what they saw and what the database says."""
    seeded = place.run("tests.support.crowd", "seed", json.dumps({"raters": RATERS, **world}))
    # In a thread: where a browser test ran before in this process, its event loop still runs in the main one.
    with web_server(place, workers=2) as server, ThreadPoolExecutor(1) as pool:
        seen = pool.submit(asyncio.run, rush(server.address, seeded["project"], seeded["raters"], plan)).result()
    return seen, place.run("tests.support.crowd", "audit", str(seeded["project"]))


def assert_nothing_doubled_or_lost(seen: Rush, found: dict[str, Any]) -> None:
    assert not seen.problems, seen.problems[:5]
    assert set(found["wrong"].values()) == {0}, found["wrong"]
    assert sorted(seen.acknowledged) == sorted(found["keys"])


def test_twenty_raters_finish_200_items_of_overlap_3(place: Place):
    seen, found = work_on(place, Plan(), items=200, overlap=3, batch_min=10, batch_max=10)
    assert_nothing_doubled_or_lost(seen, found)
    assert (found["counted"], found["open"], found["surplus"]) == (600, 0, 0)
    assert seen.accepted == {"counted": 600}


def test_each_submit_sent_twice_at_once_is_stored_once(place: Place):
    seen, found = work_on(place, Plan(copies=2), items=60, overlap=3, batch_min=5, batch_max=5)
    assert_nothing_doubled_or_lost(seen, found)
    assert (found["counted"], found["open"]) == (180, 0)
    assert seen.statuses["submit 201"] == seen.statuses["submit 200"] == 180


def test_more_raters_than_work_share_it_without_a_false_end(place: Place):
    """Few items, many raters: whoever is told that nothing is left must not have been told so by a neighbour's lock."""
    seen, found = work_on(place, Plan(), items=12, overlap=20, batch_min=1, batch_max=1)
    assert_nothing_doubled_or_lost(seen, found)
    assert (found["counted"], found["open"]) == (12 * 20, 0)


def test_gold_among_the_work_disturbs_nothing(place: Place):
    world = {"items": 60, "overlap": 3, "gold": 40, "gold_rate": 0.3, "gold_pass_threshold": 0.0}
    seen, found = work_on(place, Plan(), **world)
    assert_nothing_doubled_or_lost(seen, found)
    assert (found["counted"], found["open"]) == (180, 0)
    assert found["gold"] > 20

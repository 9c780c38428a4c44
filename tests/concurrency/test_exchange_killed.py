"""A worker that is killed in the middle of an export and of an import loses nothing and doubles nothing."""

import hashlib
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import Any

import pytest

from config.supervisor import broker
from config.supervisor.broker_address import broker_url, socket_path
from config.supervisor.errors import BrokerUnavailable
from tests.support.chaos import Kept
from tests.support.running import eventually
from tests.support.web_server import Place

MODULE = "tests.concurrency.held_exchange"
WORKER = (
    *(sys.executable, "-W", "ignore:You're running the worker", "-m", "celery", "--app", MODULE, "worker"),
    *("--loglevel", "INFO", "--concurrency", "2", "--without-gossip", "--without-mingle"),
)
PATIENCE_S = 90.0
ROWS, BAD, BATCH, VOTES = 300, [7, 144, 290], 50, 400


@pytest.fixture(params=["sqlite", pytest.param("postgresql", marks=pytest.mark.postgresql)])
def place(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Place]:
    """An installation of its own with its broker running."""
    try:
        command = broker.command(tmp_path)
    except BrokerUnavailable as error:
        pytest.skip(str(error))
    url = request.getfixturevalue("postgresql_url") if request.param == "postgresql" else None
    own = {"REDIS_URL": broker_url(tmp_path), "JOB_HEARTBEAT_TIMEOUT_SECONDS": "2", "PYTHONWARNINGS": "ignore"}
    made = Place(tmp_path, url, own)
    broker.prepare(tmp_path)
    with ExitStack() as stack:
        valkey = Kept("broker", command, made.environment, tmp_path / "broker.log")
        stack.callback(valkey.kill)
        valkey.start()
        eventually(lambda: broker.answers(socket_path(tmp_path)), 20, lambda: "the broker doesn't answer")
        yield made


@pytest.fixture
def worker(place: Place) -> Iterator[Callable[..., Kept]]:
    """Starts workers, each a group of processes; whatever is left of them at the end is killed."""
    with ExitStack() as stack:

        def start(*more: str) -> Kept:
            made = Kept("worker", (*WORKER, *more), place.environment, place.folder / "worker.log")
            stack.callback(made.kill)
            made.start()
            return made

        yield start


def log_of(place: Place) -> str:
    return (place.folder / "worker.log").read_text()[-4000:]


def when_all_ended(place: Place) -> dict[str, Any]:
    deadline = time.monotonic() + PATIENCE_S
    while True:
        told: dict[str, Any] = place.run(MODULE, "told")
        states = {job["state"] for job in [*told["exports"], told["import"]]}
        if not states & {"queued", "running"}:
            return told
        assert time.monotonic() < deadline, log_of(place)


def test_the_next_worker_ends_what_a_killed_one_began(place: Place, worker: Callable[..., Kept]) -> None:
    place.run(MODULE, "make")
    halves = [place.folder / f"{what}-half" for what in ("export", "import")]
    first = worker()
    eventually(lambda: all(half.exists() for half in halves), PATIENCE_S, lambda: log_of(place))
    first.kill()

    exports = place.folder / "files" / "exports"
    left = place.run(MODULE, "told")
    assert [(job["state"], job["attempts"]) for job in [*left["exports"], left["import"]]] == [("running", 1)] * 2
    # Two batches stand, the third is undone; the export has begun its file, under no name that anybody reads.
    bad_before = [line for line in BAD if line <= 2 * BATCH]
    assert left["import"]["committed_line"] == 2 * BATCH
    assert len(left["items"]) == left["import"]["rows_created"] == 2 * BATCH - len(bad_before)
    (hidden,) = exports.iterdir()
    assert hidden.name.startswith(".")
    assert (hidden / "votes.jsonl").stat().st_size > 0

    (place.folder / "hold").unlink()
    place.run(MODULE, "again")  # the same export, which nobody interrupts
    worker("--beat", "--schedule", str(place.folder / "schedule"))
    done = when_all_ended(place)

    jobs = [*done["exports"], done["import"]]
    assert [(job["state"], job["attempts"], job["error"]) for job in jobs] == [
        ("succeeded", 2, ""),
        ("succeeded", 1, ""),
        ("succeeded", 2, ""),
    ]
    killed, calm = (place.folder / "files" / job["folder"] for job in done["exports"])
    assert sorted(exports.iterdir()) == sorted([killed, calm])
    names = {path.name for path in calm.iterdir()} - {"run.json"}
    assert {path.name for path in killed.iterdir()} - {"run.json"} == names
    assert all((killed / name).read_bytes() == (calm / name).read_bytes() for name in names)
    written = (killed / "votes.jsonl").read_bytes()
    assert len(written.splitlines()) == VOTES == done["exports"][0]["rows_written"]
    (entry,) = done["exports"][0]["manifest"]["files"]
    assert entry["sha256"] == hashlib.sha256(written).hexdigest()

    good = [str(number) for number in range(1, ROWS + 1) if number not in BAD]
    assert done["items"] == good
    assert (done["responses"], done["slots"]) == (2 * len(good), len(good))
    assert (done["import"]["rows_created"], done["import"]["rows_failed"]) == (len(good), len(BAD))
    assert done["problems"] == BAD

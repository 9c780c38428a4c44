"""A worker that is killed in the middle of a report loses nothing: the next one finishes it, once."""

import os
import signal
import sqlite3
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any

import pytest

from config.supervisor import broker
from config.supervisor.broker_address import broker_url, socket_path
from config.supervisor.errors import BrokerUnavailable

ROOT = Path(__file__).resolve().parents[2]
WORKER = (sys.executable, "-m", "celery", "-A", "tests.concurrency.slowed_worker", "worker", "-l", "INFO")
PATIENCE = 60.0


@pytest.fixture
def data_dir(tmp_path: Path) -> Path:
    return tmp_path


@pytest.fixture
def environment(data_dir: Path) -> Iterator[dict[str, str]]:
    """The environment of an installation of its own, its broker running."""
    try:
        command = broker.command(data_dir)
    except BrokerUnavailable as error:
        pytest.skip(str(error))
    broker.prepare(data_dir)
    values = {
        **{name: value for name, value in os.environ.items() if name != "DATABASE_URL"},
        "TOUCHSTONE_DATA_DIR": str(data_dir),
        "REDIS_URL": broker_url(data_dir),
        "JOB_HEARTBEAT_TIMEOUT_SECONDS": "2",
        "PYTHONWARNINGS": "ignore",
    }
    with process(command, values, data_dir / "broker.log"):
        until(lambda: broker.answers(socket_path(data_dir)), "the broker answers")
        yield values


@contextmanager
def process(command: Any, environment: dict[str, str], log: Path) -> Iterator[subprocess.Popen[bytes]]:
    """A process with a group of its own; whatever of it is left at the end is killed."""
    with log.open("wb") as file:
        started = subprocess.Popen(
            list(command), cwd=ROOT, env=environment, stdout=file, stderr=file, start_new_session=True
        )
    try:
        yield started
    finally:
        kill_group(started)


def kill_group(started: subprocess.Popen[bytes]) -> None:
    """kill -9 the process and its children, as the machine's memory guard or a power cut would."""
    if started.poll() is None:
        os.killpg(started.pid, signal.SIGKILL)
    started.wait(timeout=10)


def until(condition: Callable[[], Any], what: str) -> None:
    deadline = time.monotonic() + PATIENCE
    while not condition():
        assert time.monotonic() < deadline, f"waited {PATIENCE:.0f} s until {what}"
        time.sleep(0.1)


def row(data_dir: Path, report_id: int) -> dict[str, Any]:
    with closing(sqlite3.connect(data_dir / "touchstone.sqlite3", timeout=20)) as database:
        database.row_factory = sqlite3.Row
        found = database.execute("SELECT * FROM agreement_report WHERE id = ?", [report_id]).fetchone()
    return dict(found)


def test_the_next_worker_finishes_what_a_killed_one_left(data_dir: Path, environment: dict[str, str]) -> None:
    made = subprocess.run(
        [sys.executable, "-m", "tests.concurrency.slowed_worker"],
        check=False,
        cwd=ROOT,
        env=environment,
        capture_output=True,
        text=True,
        timeout=PATIENCE,
    )
    assert made.returncode == 0, made.stderr
    report_id = int(made.stdout.split()[-1])
    starts = data_dir / "starts"

    with process([*WORKER, "--concurrency", "1"], environment, data_dir / "first.log") as first:
        until(starts.exists, "the first worker has begun the report")
        assert row(data_dir, report_id)["state"] == "running"
        kill_group(first)
    left = row(data_dir, report_id)
    assert (left["state"], left["attempts"], left["result"]) == ("running", 1, None)

    (data_dir / "hold").unlink()
    beat = ["--beat", "--schedule", str(data_dir / "schedule")]
    with process([*WORKER, "--concurrency", "1", *beat], environment, data_dir / "second.log"):
        until(
            lambda: row(data_dir, report_id)["state"] not in {"queued", "running"}, "the second worker has finished it"
        )
    done = row(data_dir, report_id)
    assert (done["state"], done["attempts"], done["error"]) == ("succeeded", 2, "")
    assert done["claim"] is None
    assert '"krippendorff_alpha"' in done["result"]
    assert len(starts.read_text().split()) == 2

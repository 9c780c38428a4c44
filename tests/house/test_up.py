"""``manage.py up`` as a person meets it: real processes, a real broker, real signals."""

import signal
import stat
from pathlib import Path
from urllib.parse import urlsplit

import psutil
import psycopg
import pytest

from tests.machine import REDIS_URL
from tests.support.running import RunningTouchstone, Starter, eventually, status_of

PORT = "8112"
PAGE = "api/v1/health/"
pytestmark = [pytest.mark.timeout(300), pytest.mark.xdist_group("supervisor")]


def test_one_command_starts_all_mends_what_dies_and_stops_all(start: Starter, tmp_path: Path) -> None:
    touchstone = start("--port", PORT)
    address = touchstone.address()
    assert status_of(f"{address}{PAGE}") == 200
    touchstone.wait_for("ready.")  # Celery's own word, once it reached the broker

    data = tmp_path / "data"
    assert stat.S_IMODE(data.stat().st_mode) == 0o700
    broker = _broker(touchstone)
    assert not [c for c in broker.net_connections() if c.status == psutil.CONN_LISTEN and c.family.name != "AF_UNIX"]

    for word, name in [("worker", "worker"), ("gunicorn", "web"), ("beat", "beat")]:
        _kill_and_see_it_back(touchstone, word, name)
    _broker(touchstone).kill()
    touchstone.wait_for("broker ended with signal SIGKILL; started again")
    eventually(lambda: _answers(f"{address}{PAGE}"), 60)

    family = touchstone.family()
    assert touchstone.stop(signal.SIGINT) == 0, touchstone.output
    assert "Stopped." in touchstone.output
    assert not [process for process in family if process.is_running()]
    assert (data / "log" / "worker.log").stat().st_size > 0


def test_a_second_instance_is_refused_and_a_busy_port_gives_the_next(start: Starter, tmp_path: Path) -> None:
    first = start("--port", PORT)
    address = first.address()
    second = start("--port", PORT)
    assert second.process.wait(timeout=60) == 1
    second.wait_for("in use by a running Touchstone", 5)
    assert f"pid {first.process.pid}, {address}" in second.output
    assert "Traceback" not in second.output

    other = start("--port", PORT, data=tmp_path / "other")
    assert int(other.address().rsplit(":", 1)[1].strip("/")) > int(address.rsplit(":", 1)[1].strip("/"))
    assert "is busy" in other.output
    assert status_of(first.address() + PAGE) == status_of(other.address() + PAGE) == 200
    assert other.stop(signal.SIGTERM) == 0
    assert first.stop(signal.SIGINT) == 0


def test_a_killed_supervisor_leaves_no_orphan_and_a_new_start_works(start: Starter) -> None:
    touchstone = start("--port", PORT)
    touchstone.address()
    touchstone.wait_for("ready.")
    family = touchstone.family()
    assert len(family) >= 4
    touchstone.process.kill()
    _, alive = psutil.wait_procs(family, timeout=15)
    assert not alive
    again = start("--port", PORT)
    assert status_of(f"{again.address()}{PAGE}") == 200
    assert again.stop() == 0


def test_a_child_that_cannot_live_ends_everything_loudly(start: Starter) -> None:
    touchstone = start("--port", PORT, GUNICORN_CMD_ARGS="--config /no/such/file.py")
    assert touchstone.process.wait(timeout=90) == 1
    touchstone.wait_for("web died 5 times right after its start", 5)
    assert "/no/such/file.py" in touchstone.output
    assert "Traceback" not in touchstone.output


@pytest.mark.postgresql
@pytest.mark.redis
def test_services_named_in_the_environment_take_the_place_of_the_embedded_ones(
    start: Starter, tmp_path: Path, postgresql_url: str
) -> None:
    redis_url = urlsplit(REDIS_URL)._replace(path="/5").geturl()
    touchstone = start("--port", PORT, DATABASE_URL=postgresql_url, REDIS_URL=redis_url)
    assert status_of(touchstone.address() + PAGE) == 200
    touchstone.wait_for("ready.")
    assert "valkey-server" not in {process.name() for process in touchstone.family()}
    assert touchstone.stop() == 0
    assert not list((tmp_path / "data").glob("*.sqlite3"))
    with psycopg.connect(postgresql_url) as database:
        assert len(database.execute("SELECT name FROM django_migrations").fetchall()) > 10


@pytest.mark.parametrize("arguments", [("--port", "0"), ("--port", "http"), ("--workers", "0")])
def test_wrong_arguments_are_named(start: Starter, arguments: tuple[str, str]) -> None:
    touchstone = start(*arguments)
    assert touchstone.process.wait(timeout=60) == 2
    eventually(lambda: f"argument {arguments[0]}: {arguments[1]!r} isn't" in touchstone.output, 5)


def _kill_and_see_it_back(touchstone: RunningTouchstone, word: str, name: str) -> None:
    """Kill a child outright: another comes, and nothing of the first one's own children is left."""
    before = touchstone.child(word)
    offspring = before.children(recursive=True)
    before.kill()
    touchstone.wait_for(f"{name} ended with signal SIGKILL; started again")
    eventually(lambda: touchstone.child(word).pid != before.pid, 20)
    assert not psutil.wait_procs(offspring, timeout=10)[1]


def _answers(url: str) -> bool:
    """Whether ``url`` is answered by now; while the web server starts again, a caller waits in the backlog."""
    try:
        return status_of(url) == 200
    except OSError:
        return False


def _broker(touchstone: RunningTouchstone) -> psutil.Process:
    found: list[psutil.Process] = []

    def there() -> bool:
        found[:] = [p for p in touchstone.family() if p.name() == "valkey-server"]
        return bool(found)

    eventually(there, 20)
    return found[0]

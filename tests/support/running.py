"""A real Touchstone in a folder of its own, started the way a person starts it, and databases to run it on."""

import os
import re
import signal
import subprocess
import sys
import threading
import time
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

import psutil
import psycopg
from psycopg import sql

from tests.machine import BASE_DIR, POSTGRESQL_URL

READY = re.compile(r"ready at (http://\S+)")
START_SECONDS = 240.0
STOP_SECONDS = 40.0


@dataclass
class RunningTouchstone:
    """``manage.py up`` as a process, with everything it printed so far."""

    process: subprocess.Popen[str]
    lines: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        self._reader = threading.Thread(target=self._read, daemon=True)
        self._reader.start()

    @property
    def output(self) -> str:
        return "".join(self.lines)

    def address(self) -> str:
        """Wait until it says that it is ready, and return the address it gave."""
        eventually(lambda: READY.search(self.output) or self.process.poll() is not None, START_SECONDS)
        found = READY.search(self.output)
        assert found, f"never ready:\n{self.output}"
        return found[1]

    def wait_for(self, text: str, seconds: float = START_SECONDS) -> None:
        """Wait until ``text`` was printed."""
        eventually(lambda: text in self.output, seconds, lambda: f"no {text!r} in:\n{self.output}")

    def family(self) -> list[psutil.Process]:
        """Return all processes below the supervisor."""
        return psutil.Process(self.process.pid).children(recursive=True)

    def child(self, word: str) -> psutil.Process:
        """Wait for and return the direct child whose command line contains ``word``."""
        found: list[psutil.Process] = []

        def there() -> bool:
            direct = psutil.Process(self.process.pid).children()
            found[:] = [
                process for process in direct if word in process.cmdline() and "leash.py" not in str(process.cmdline())
            ]
            return bool(found)

        eventually(there, 20, lambda: f"no child {word!r}:\n{self.output}")
        return found[0]

    def stop(self, number: signal.Signals = signal.SIGINT) -> int:
        """Send a signal, wait for the end, and return the exit code."""
        self.process.send_signal(number)
        code = self.process.wait(timeout=STOP_SECONDS)
        self._reader.join(timeout=5)
        return code

    def kill(self) -> None:
        """End it and everything below it, at once."""
        try:
            family = self.family()
        except psutil.NoSuchProcess:
            family = []
        if self.process.poll() is None:
            self.process.kill()
        for process in family:
            if process.is_running():
                process.kill()
        self.process.wait(timeout=10)
        if self.process.stdout:
            self._reader.join(timeout=5)
            self.process.stdout.close()

    def _read(self) -> None:
        assert self.process.stdout is not None
        for line in self.process.stdout:
            self.lines.append(line)


def eventually(true: Callable[[], object], seconds: float, otherwise: Callable[[], str] = lambda: "too late") -> None:
    """Wait until ``true()``, at most ``seconds``."""
    deadline = time.monotonic() + seconds
    while not true():
        assert time.monotonic() < deadline, otherwise()
        time.sleep(0.05)


def status_of(url: str) -> int:
    """Return the HTTP status of a GET."""
    with urllib.request.urlopen(url, timeout=10) as response:
        return int(response.status)


class Starter:
    """Starts ``manage.py up`` as often as asked and, at the end, kills whatever is left."""

    FOREIGN = frozenset({"DATABASE_URL", "REDIS_URL", "PYTEST_XDIST_WORKER", "PYTEST_CURRENT_TEST"})

    def __init__(self, folder: Path) -> None:
        self.data = folder / "data"
        self.started: list[RunningTouchstone] = []

    def __call__(self, *arguments: str, data: Path | None = None, **environment: str) -> RunningTouchstone:
        """Start on ``data`` with SQLite and the embedded broker, unless ``environment`` names others."""
        own = {name: value for name, value in os.environ.items() if name not in self.FOREIGN}
        folder = str(data or self.data)
        process = subprocess.Popen(
            [sys.executable, "-W", "default", "manage.py", "up", "--workers", "1", *arguments],
            cwd=BASE_DIR,
            env={**own, "TOUCHSTONE_DATA_DIR": folder, "PYTHONUNBUFFERED": "1", **environment},
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
        )
        self.started.append(RunningTouchstone(process))
        return self.started[-1]

    def kill_all(self) -> None:
        for touchstone in self.started:
            touchstone.kill()


@contextmanager
def fresh_database(name: str) -> Iterator[str]:
    """Make an empty PostgreSQL database, give its URL, and drop it at the end."""
    unique = f"{name}_{os.getpid()}"
    with psycopg.connect(POSTGRESQL_URL, autocommit=True) as connection:
        connection.execute(sql.SQL("CREATE DATABASE {}").format(sql.Identifier(unique)))
    try:
        yield POSTGRESQL_URL.rsplit("/", 1)[0] + f"/{unique}"
    finally:
        with psycopg.connect(POSTGRESQL_URL, autocommit=True) as connection:
            connection.execute(sql.SQL("DROP DATABASE {} WITH (FORCE)").format(sql.Identifier(unique)))

"""The web server as a process of its own: gunicorn with several workers on a database and a folder of its own."""

import json
import os
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import psutil

from config.supervisor.plans import WEB_THREADS, WORKER_CLASS
from tests.machine import BASE_DIR

START_SECONDS = 60.0
FOREIGN = frozenset({"DATABASE_URL", "REDIS_URL", "PYTEST_XDIST_WORKER", "PYTEST_CURRENT_TEST", "DEBUG"})


@dataclass(frozen=True)
class Place:
    """Where a server keeps everything: a data folder, and a database unless that is SQLite in the folder."""

    folder: Path
    database_url: str | None = None
    extra: Mapping[str, str] = field(default_factory=dict)

    @property
    def environment(self) -> dict[str, str]:
        own = {name: value for name, value in os.environ.items() if name not in FOREIGN}
        database = {"DATABASE_URL": self.database_url} if self.database_url else {}
        quiet = {"LOG_LEVEL": "WARNING", "LOG_JSON": "1"}
        return {**own, **database, "TOUCHSTONE_DATA_DIR": str(self.folder), **quiet, **self.extra}

    def run(self, module: str, *arguments: str, timeout_s: float = 300.0) -> Any:
        """Run a Python module there and return the JSON that it prints."""
        done = subprocess.run(
            [sys.executable, "-m", module, *arguments],
            cwd=BASE_DIR,
            env=self.environment,
            capture_output=True,
            text=True,
            timeout=timeout_s,
            check=False,
        )
        assert done.returncode == 0, done.stderr[-4000:]
        return json.loads(done.stdout)


@dataclass(frozen=True)
class WebServer:
    """A running server. ``cost`` says what it used so far."""

    address: str
    process: subprocess.Popen[bytes]
    log: Path

    def family(self) -> list[psutil.Process]:
        parent = psutil.Process(self.process.pid)
        return [parent, *parent.children(recursive=True)]

    def cost(self) -> tuple[float, float]:
        """Return (CPU seconds, resident megabytes) of the server and its workers."""
        family = self.family()
        cpu = sum(sum(process.cpu_times()[:2]) for process in family)
        return cpu, sum(process.memory_info().rss for process in family) / 1e6


@contextmanager
def web_server(place: Place, *, workers: int = 2, threads: int = WEB_THREADS) -> Iterator[WebServer]:
    """Start gunicorn with ``workers`` processes on a free port of 127.0.0.1, and stop it at the end."""
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        listener.listen(512)
        log = place.folder / "web.log"
        with log.open("wb") as out:
            process = subprocess.Popen(
                [
                    *(sys.executable, "-m", "gunicorn", "config.wsgi:application", "--bind"),
                    *(f"fd://{listener.fileno()}", "--workers", str(workers), "--worker-class", WORKER_CLASS),
                    *("--threads", str(threads), "--timeout", "60", "--keep-alive", "30", "--preload"),
                    *("--no-control-socket", "--log-level", "warning"),
                ],
                cwd=BASE_DIR,
                env=place.environment,
                stdout=out,
                stderr=subprocess.STDOUT,
                pass_fds=(listener.fileno(),),
            )
        server = WebServer(f"http://127.0.0.1:{listener.getsockname()[1]}", process, log)
        try:
            _wait_until_it_answers(server)
            yield server
        finally:
            process.terminate()
            try:
                process.wait(timeout=15)
            except subprocess.TimeoutExpired:
                for member in server.family():
                    member.kill()
                process.wait(timeout=5)


def _wait_until_it_answers(server: WebServer) -> None:
    deadline = time.monotonic() + START_SECONDS
    while True:
        try:
            with urllib.request.urlopen(f"{server.address}/_allauth/browser/v1/config", timeout=5):
                return
        except OSError:
            if server.process.poll() is not None or time.monotonic() > deadline:
                raise RuntimeError(f"the web server doesn't answer:\n{server.log.read_text()}") from None
            time.sleep(0.1)

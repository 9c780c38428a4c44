"""Processes that are killed without warning while people work, and started again as a supervisor would."""

import os
import random
import signal
import subprocess
import sys
import threading
import time
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from pathlib import Path

import psutil

from config.supervisor import broker
from config.supervisor.broker_address import broker_url, socket_path
from tests.machine import BASE_DIR
from tests.support.running import eventually
from tests.support.web_server import Place, WebServer, web_server

CELERY = (sys.executable, "-W", "ignore:You're running the worker", "-m", "celery", "--app", "config.celery")
WORKER = (*CELERY, "worker", "--concurrency", "1", "--loglevel", "WARNING", "--without-gossip", "--without-mingle")


@dataclass
class Kept:
    """A process in a group of its own, which can be killed and started again."""

    name: str
    command: Sequence[str]
    environment: Mapping[str, str]
    log: Path
    process: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        with self.log.open("ab") as out:
            self.process = subprocess.Popen(
                list(self.command),
                cwd=BASE_DIR,
                env=dict(self.environment),
                stdout=out,
                stderr=out,
                start_new_session=True,
            )

    def kill(self) -> None:
        """Kill it and its children at once, as the machine's memory guard would."""
        if self.process is not None:
            if self.process.poll() is None:
                os.killpg(self.process.pid, signal.SIGKILL)
            self.process.wait(timeout=10)


@dataclass
class Chaos:
    """Kills one of the processes every ``every_s``, and the broker ``broker_kills`` times within ``seconds``."""

    server: WebServer
    broker: Kept
    others: list[Kept]
    data_dir: Path
    every_s: float
    seconds: float
    broker_kills: int = 2
    rng: random.Random = field(default_factory=lambda: random.Random(5))
    killed: Counter[str] = field(default_factory=Counter)

    @contextmanager
    def let_loose(self) -> Iterator[None]:
        """Kill while the block runs; when it ends, everything is running again."""
        calm = threading.Event()
        thread = threading.Thread(target=self._rage, args=[calm])
        thread.start()
        try:
            yield
        finally:
            calm.set()
            thread.join()

    def _rage(self, calm: threading.Event) -> None:
        started = time.monotonic()
        due = [self.seconds * (n + 1) / (self.broker_kills + 1) for n in range(self.broker_kills)]
        while not calm.wait(self.every_s):
            if due and time.monotonic() - started >= due[0]:
                due.pop(0)
                self._restart(self.broker)
                continue
            victim = self.rng.choice(["web", "web", *(kept.name for kept in self.others)])
            if victim == "web":
                self._kill_a_web_process()
            else:
                self._restart(next(kept for kept in self.others if kept.name == victim))

    def _restart(self, kept: Kept) -> None:
        kept.kill()
        self.killed[kept.name] += 1
        if kept is self.broker:
            time.sleep(0.5)  # long enough to be missed
            broker.prepare(self.data_dir)
        kept.start()

    def _kill_a_web_process(self) -> None:
        workers = psutil.Process(self.server.process.pid).children()
        if workers:
            self.rng.choice(workers).kill()
            self.killed["web"] += 1


@contextmanager
def everything(place: Place, *, every_s: float, seconds: float) -> Iterator[Chaos]:
    """Run broker, web, worker and beat on ``place``, and give what can kill them."""
    data_dir = place.folder
    own = {"REDIS_URL": broker_url(data_dir), "JOB_HEARTBEAT_TIMEOUT_SECONDS": "3", "PYTHONWARNINGS": "ignore"}
    environment = {**place.environment, **own}
    broker.prepare(data_dir)
    beat = (*CELERY, "beat", "--loglevel", "WARNING", "--pidfile", "", "--schedule", str(data_dir / "schedule"))
    valkey = Kept("broker", broker.command(data_dir), environment, data_dir / "broker.log")
    others = [
        Kept("worker", WORKER, environment, data_dir / "worker.log"),
        Kept("beat", beat, environment, data_dir / "beat.log"),
    ]
    with ExitStack() as stack:
        for kept in (valkey, *others):
            stack.callback(kept.kill)
            kept.start()
        eventually(lambda: broker.answers(socket_path(data_dir)), 20, lambda: "the broker doesn't answer")
        server = stack.enter_context(web_server(Place(place.folder, place.database_url, own), workers=2))
        yield Chaos(server, valkey, others, data_dir, every_s, seconds)

"""Processes that are killed without warning while people work, and started again as a supervisor would."""

import itertools
import os
import random
import signal
import subprocess
import sys
import threading
import time
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
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


def schedule(kills: int) -> list[str]:
    """Return whom to kill, one after the other: the broker at a third and at two thirds, the others by turns."""
    others = itertools.cycle(["web", "worker", "web", "beat"])
    broker_at = {kills // 3, 2 * kills // 3}
    return ["broker" if n in broker_at else next(others) for n in range(kills)]


@dataclass
class Chaos:
    """Kills the ``victims`` in their order, one every ``every_s``, however slow the machine is."""

    server: WebServer
    broker: Kept
    others: list[Kept]
    data_dir: Path
    every_s: float
    victims: Sequence[str]
    rng: random.Random = field(default_factory=lambda: random.Random(5))
    killed: Counter[str] = field(default_factory=Counter)

    @contextmanager
    def let_loose(self) -> Iterator[threading.Event]:
        """Kill while the block runs; gives the event that is set when the last victim is dead or killing failed."""
        done, stop = threading.Event(), threading.Event()

        def rage() -> None:
            try:
                for victim in self.victims:
                    if stop.wait(self.every_s):
                        return
                    self._kill(victim)
            finally:
                done.set()

        with ThreadPoolExecutor(1) as pool:
            raging = pool.submit(rage)
            try:
                yield done
            finally:
                stop.set()
                raging.result()

    def _kill(self, victim: str) -> None:
        if victim == "web":
            self._kill_a_web_process()
        else:
            self._restart(next(kept for kept in (self.broker, *self.others) if kept.name == victim))

    def _restart(self, kept: Kept) -> None:
        kept.kill()
        self.killed[kept.name] += 1
        if kept is self.broker:
            time.sleep(0.5)  # long enough to be missed
            broker.prepare(self.data_dir)
        kept.start()

    def _kill_a_web_process(self) -> None:
        master = psutil.Process(self.server.process.pid)
        eventually(lambda: bool(master.children()), 20, lambda: "no web process was started again")
        self.rng.choice(master.children()).kill()
        self.killed["web"] += 1


@contextmanager
def everything(place: Place, *, every_s: float, kills: int) -> Iterator[Chaos]:
    """Run broker, web, worker and beat on ``place``, and give what kills one every ``every_s``, ``kills`` in all."""
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
        yield Chaos(server, valkey, others, data_dir, every_s, schedule(kills))

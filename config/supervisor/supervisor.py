"""Starts the children in order, watches them, starts a dead one again, and stops all in the reverse order."""

import os
import signal
import threading
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from types import FrameType

from config.supervisor import broker, plans, ports, readiness
from config.supervisor.broker_address import socket_path
from config.supervisor.child import Child, Plan
from config.supervisor.console import Console
from config.supervisor.errors import BrokerUnavailable, ChildGaveUp, NotReady
from config.supervisor.lock import DataFolderLock

HEALTH_PATH = "/api/v1/health/"
WATCH_SECONDS = 0.1
BROKER_SECONDS = 20.0
WEB_SECONDS = 60.0
STOP_SIGNALS = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)


@dataclass
class Supervisor:
    """Runs Touchstone on one data folder until it is told to stop.

    ``prepare`` is called once the broker is up and before the web server starts (migrations, demo project); the text
    that it returns is printed below the address.
    """

    data_dir: Path
    host: str
    port: int
    web_processes: int
    worker_processes: int
    prepare: Callable[[], str]
    console: Console
    children: list[Child] = field(default_factory=list)
    stopping: threading.Event = field(default_factory=threading.Event)
    hurry: threading.Event = field(default_factory=threading.Event)

    def run(self) -> None:
        """Run until SIGINT, SIGTERM or SIGHUP; return after an orderly stop.

        Raises a SupervisorError when the folder is in use, no port is free, or a child is given up; everything that
        was started is stopped first. A second signal stops without waiting.
        """
        with DataFolderLock(self.data_dir) as lock, ports.listen(host=self.host, port=self.port) as listener:
            address = ports.url(*ports.local_address(listener))
            lock.note(f"pid {os.getpid()}, {address}")
            # Under nohup a hang-up is to be survived, as asked.
            wanted = [number for number in STOP_SIGNALS if not ignores_hang_up(number)]
            handlers = {number: signal.signal(number, self._on_signal) for number in wanted}
            try:
                house = plans.House(self.data_dir, listener, self.web_processes, self.worker_processes)
                self._start_all(house, address)
                self._watch()
            finally:
                self._stop_all()
                for number, handler in handlers.items():
                    signal.signal(number, handler)

    def _start_all(self, house: plans.House, address: str) -> None:
        if house.embedded_broker:
            broker.prepare(house.data_dir)
            self._start(plans.broker_plan(house))
            path = socket_path(house.data_dir)
            self._await(lambda: broker.answers(path), BROKER_SECONDS, BrokerUnavailable("The broker doesn't answer."))
        text = "" if self.stopping.is_set() else self.prepare()
        self._start(plans.web_plan(house))
        host, port = ports.local_address(house.listener)
        answered = readiness.watch(host=host, port=port, path=HEALTH_PATH, cancelled=self.stopping)
        self._await(
            answered.is_set,
            WEB_SECONDS,
            NotReady(f"The web server doesn't answer at {address}; its lines above, and in log/web.log, say why."),
        )
        if self.stopping.is_set():
            return
        if port != self.port:
            self.console.say(f"Port {self.port} is busy, {port} was free.")
        for line in text.splitlines():
            self.console.say(line)
        self.console.say(f"Touchstone is ready at {address}   (Ctrl-C stops it; data in {self.data_dir})")
        # The page comes first: on a small machine the worker's start would slow it down.
        self._start(plans.worker_plan(house))
        self._start(plans.beat_plan(house))

    def _start(self, plan: Plan) -> None:
        if self.stopping.is_set():
            return
        child = Child(plan=plan, console=self.console)
        self.children.append(child)
        child.start()

    def _await(self, ready: Callable[[], bool], seconds: float, error: Exception) -> None:
        """Wait until ``ready()``, keeping the children alive meanwhile; raise ``error`` when it takes too long."""
        deadline = time.monotonic() + seconds
        while not self.stopping.is_set() and not ready():
            if time.monotonic() > deadline:
                raise error
            self._mend()
            self.stopping.wait(WATCH_SECONDS)

    def _watch(self) -> None:
        while not self.stopping.wait(WATCH_SECONDS):
            self._mend()

    def _mend(self) -> None:
        """Start again what died, after its delay. Raises ChildGaveUp when one can't be kept alive."""
        for child in self.children:
            if (how := child.death()) is not None:
                delay = child.plan_restart()
                if delay is None:
                    raise ChildGaveUp(
                        f"{child.plan.name} died {child.backoff.quick_deaths} times right after its start "
                        f"(last: {how}). Its lines are above and in log/{child.plan.name}.log."
                    )
                self.console.say(f"{child.plan.name} ended with {how}; started again in {delay:g} s.")
            if child.restart_at is not None and time.monotonic() >= child.restart_at:
                child.start()

    def _stop_all(self) -> None:
        self.stopping.set()
        if self.children:
            self.console.say("Stopping.")
        for child in in_stop_order(self.children):
            child.stop(hurry=self.hurry)
        if self.children:
            self.console.say("Stopped.")

    def _on_signal(self, _number: int, _frame: FrameType | None) -> None:
        if self.stopping.is_set():
            self.hurry.set()
        self.stopping.set()


def in_stop_order(children: Sequence[Child]) -> list[Child]:
    """Return the children as they are stopped: the last started first, so the broker outlives whoever talks to it."""
    return list(reversed(children))


def ignores_hang_up(number: signal.Signals) -> bool:
    """Return whether ``number`` is a hang-up that this process was started to ignore."""
    return number == signal.SIGHUP and signal.getsignal(number) == signal.SIG_IGN

"""One child process: how it is started on a leash, how its lines are read, how it is asked and then made to stop."""

import os
import signal
import subprocess
import sys
import threading
import time
from collections import deque
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from config.supervisor.backoff import Backoff
from config.supervisor.console import Console

LEASH = Path(__file__).with_name("leash.py")
POLL_SECONDS = 0.05
LAST_LINES = 15


@dataclass(frozen=True)
class Plan:
    """What a child is: ``stops`` are the signals to try in turn, each with the seconds it is given.

    ``orphan_signal`` is what the kernel sends when the supervisor is gone: the quickest orderly end the program knows.
    A ``quiet`` child's lines go to its log file; the last ones are shown on the terminal when it dies.
    """

    name: str
    command: Sequence[str]
    environment: Mapping[str, str]
    directory: Path
    stops: Sequence[tuple[signal.Signals, float]] = ((signal.SIGTERM, 5.0),)
    orphan_signal: signal.Signals = signal.SIGTERM
    lent_handles: Sequence[int] = ()
    quiet: bool = False


@dataclass
class Child:
    """A plan and the process that currently carries it out, if any.

    Start it from the main thread only: the kernel's "parent" of the leash is the thread that started the child.
    """

    plan: Plan
    console: Console
    backoff: Backoff = field(default_factory=Backoff)
    restart_at: float | None = None
    _process: subprocess.Popen[str] | None = None
    _started_at: float = 0.0
    _reader: threading.Thread | None = None
    _last_lines: deque[str] = field(default_factory=lambda: deque(maxlen=LAST_LINES))

    @property
    def pid(self) -> int | None:
        """The process id, or ``None`` while there is no process."""
        return self._process.pid if self._process else None

    def start(self) -> None:
        """Start the process in a session of its own, so that Ctrl-C reaches the supervisor alone."""
        plan = self.plan
        leash = [sys.executable, "-I", "-S", str(LEASH), str(os.getpid()), str(int(plan.orphan_signal))]
        self._process = subprocess.Popen(
            [*leash, *plan.command],
            env=dict(plan.environment),
            cwd=plan.directory,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            encoding="utf-8",
            errors="replace",
            start_new_session=True,
            pass_fds=tuple(plan.lent_handles),
        )
        self._started_at = time.monotonic()
        self.restart_at = None
        self._reader = threading.Thread(target=self._pump, args=(self._process,), daemon=True)
        self._reader.start()

    def death(self) -> str | None:
        """Return how the process ended ("exit code 1", "signal SIGKILL"), or ``None`` while it runs or isn't started.

        Reaps the process, and kills what it may have left behind of its own children.
        """
        process = self._process
        if process is None or (code := process.poll()) is None:
            return None
        self._sweep()
        if self.plan.quiet:
            for line in self._last_lines:
                self.console.write(self.plan.name, line)
        return f"signal {signal.Signals(-code).name}" if code < 0 else f"exit code {code}"

    def plan_restart(self) -> float | None:
        """Note the time of the next start after a death; return the delay, or ``None`` when the child is given up."""
        delay = self.backoff.after_death(lived_seconds=time.monotonic() - self._started_at)
        self.restart_at = None if delay is None else time.monotonic() + delay
        return delay

    def stop(self, *, hurry: threading.Event) -> None:
        """Ask the process to end, insist signal by signal, and at last kill its whole group.

        ``hurry`` set (a second Ctrl-C) skips the waiting.
        """
        self.restart_at = None
        process = self._process
        if process is None:
            return
        for signal_number, seconds in self.plan.stops:
            if process.poll() is None:
                process.send_signal(signal_number)
                self._wait(process, seconds, hurry)
        if process.poll() is None:
            self.console.say(f"{self.plan.name} didn't stop when asked; it is killed.")
        self._sweep()
        process.wait()

    def _sweep(self) -> None:
        """Kill the process group (the process is its leader) and forget the process."""
        process, self._process = self._process, None
        if process is None:
            return
        try:
            os.killpg(process.pid, signal.SIGKILL)
        except ProcessLookupError:
            return  # the usual case: nobody was left
        finally:
            if self._reader:
                self._reader.join(timeout=2)

    def _wait(self, process: subprocess.Popen[str], seconds: float, hurry: threading.Event) -> None:
        deadline = time.monotonic() + seconds
        while process.poll() is None and time.monotonic() < deadline and not hurry.is_set():
            time.sleep(POLL_SECONDS)

    def _pump(self, process: subprocess.Popen[str]) -> None:
        if process.stdout is None:
            raise RuntimeError("A child is always started with a pipe.")
        with process.stdout as lines:
            for line in lines:
                self._last_lines.append(line.rstrip("\n"))
                self.console.write(self.plan.name, self._last_lines[-1], quiet=self.plan.quiet)

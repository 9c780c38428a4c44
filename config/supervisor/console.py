"""Where the lines of all children come together: the terminal, prefixed and coloured, and one log file per child."""

import logging
import re
import sys
import threading
from logging.handlers import RotatingFileHandler
from pathlib import Path
from typing import TextIO

COLOURS = {"web": 36, "worker": 33, "beat": 35, "broker": 34, "touchstone": 32}
RESET = "\x1b[0m"
ANSI = re.compile(r"\x1b\[[0-9;]*m")
LOG_BYTES = 10 * 1024 * 1024
LOG_FILES = 3
WIDTH = 10


class Console:
    """Writes whole lines from several threads; each child's lines also go to ``<log_dir>/<child>.log``."""

    def __init__(self, *, log_dir: Path, stream: TextIO | None = None) -> None:
        log_dir.mkdir(mode=0o700, parents=True, exist_ok=True)
        self._log_dir = log_dir
        self._stream: TextIO | None = stream or sys.stdout
        self._coloured = self._stream.isatty()
        self._lock = threading.Lock()
        self._logs: dict[str, logging.Logger] = {}

    def say(self, line: str = "") -> None:
        """Write a line of the supervisor's own."""
        self.write("touchstone", line)

    def write(self, name: str, line: str, *, quiet: bool = False) -> None:
        """Write one line of the child called ``name``; ``quiet`` keeps it off the terminal."""
        with self._lock:
            self._log(name).info("%s", ANSI.sub("", line))
            if quiet or self._stream is None:
                return
            prefix = f"{name:<{WIDTH}}│ "
            text = (
                f"\x1b[{COLOURS.get(name, 37)}m{prefix}{RESET}{line}" if self._coloured else prefix + ANSI.sub("", line)
            )
            try:
                print(text, file=self._stream, flush=True)
            except (OSError, ValueError):
                # The terminal or the pipe behind it is gone: the files go on, and tell that it went.
                self._stream = None
                self._log("touchstone").warning("The terminal is gone; only these files are written from here on.")

    def close(self) -> None:
        """Close the log files."""
        with self._lock:
            for log in self._logs.values():
                for handler in log.handlers:
                    handler.close()
            self._logs.clear()

    def _log(self, name: str) -> logging.Logger:
        if name not in self._logs:
            # Not from the logging tree: these lines are finished and must not pass the application's handlers again.
            log = logging.Logger(f"touchstone.supervisor.{name}")  # noqa: LOG001
            handler = RotatingFileHandler(
                self._log_dir / f"{name}.log", maxBytes=LOG_BYTES, backupCount=LOG_FILES, encoding="utf-8"
            )
            handler.setFormatter(logging.Formatter("%(asctime)s %(message)s"))
            log.addHandler(handler)
            self._logs[name] = log
        return self._logs[name]

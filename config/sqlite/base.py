"""SQLite with a queue for its writers."""

import fcntl
import os
from contextlib import suppress
from pathlib import Path
from typing import Any

from django.db.backends.sqlite3.base import DatabaseWrapper as SQLiteWrapper


class WritersQueue:
    """A file lock that each transaction takes before SQLite's own, so that writers sleep until it is their turn.

    SQLite lets a writer that finds the file locked try again after 1, 2, 5, … 100 ms: who comes later may be faster,
    and with ten raters at once some wait a second for a lock that is free most of the time. The kernel wakes the
    waiters of this lock when it is released, across threads and processes, and frees it when its holder dies.
    """

    def __init__(self, path: Path) -> None:
        self._path = path
        self._handle: int | None = None
        self._inside = False

    def enter(self) -> None:
        """Wait for the turn. Each connection has a handle of its own, because the lock belongs to the handle."""
        if self._handle is None:
            self._handle = os.open(self._path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
        fcntl.flock(self._handle, fcntl.LOCK_EX)
        self._inside = True

    def leave(self) -> None:
        """Let the next one in. Does nothing for who isn't inside."""
        if self._inside and self._handle is not None:
            self._inside = False
            fcntl.flock(self._handle, fcntl.LOCK_UN)

    def close(self) -> None:
        """Leave and give the handle back."""
        self.leave()
        if self._handle is not None:
            with suppress(OSError):
                os.close(self._handle)
            self._handle = None


class DatabaseWrapper(SQLiteWrapper):
    """Django's SQLite, whose transactions queue. A statement outside of any still waits in SQLite's own way."""

    def __init__(self, *arguments: Any, **options: Any) -> None:
        super().__init__(*arguments, **options)
        self._queue: WritersQueue | None = None

    def _start_transaction_under_autocommit(self) -> None:
        if self.is_in_memory_db():
            super()._start_transaction_under_autocommit()  # type: ignore[misc]
            return
        if self._queue is None:
            self._queue = WritersQueue(Path(f"{self.settings_dict['NAME']}-queue"))
        self._queue.enter()
        try:
            super()._start_transaction_under_autocommit()  # type: ignore[misc]
        except BaseException:
            self._queue.leave()
            raise

    def _commit(self) -> None:
        # A commit that fails is followed by a rollback, which leaves.
        super()._commit()  # type: ignore[misc]
        self._leave()

    def _rollback(self) -> None:
        try:
            super()._rollback()  # type: ignore[misc]
        finally:
            self._leave()

    def _close(self) -> None:
        try:
            super()._close()  # type: ignore[misc]
        finally:
            if self._queue is not None:
                self._queue.close()

    def _leave(self) -> None:
        if self._queue is not None:
            self._queue.leave()

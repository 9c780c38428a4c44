"""One idle connection per process, which keeps SQLite's write-ahead log in place while others come and go.

SQLite locks its file with POSIX locks, which belong to the process and are all dropped when the process closes any
handle of the file. SQLite knows, and keeps such a handle for later while another connection of the process holds a
lock. Between looking and closing, though, another thread may just have taken its lock; it is then lost, another process
takes its own connection for the last one and deletes the log, and this process reads frames that are no longer there:
"disk I/O error" or "database disk image is malformed" on every statement until all its threads have closed. While one
connection stays open there is always a lock to be respected, inside the process and outside.
"""

import os
import sqlite3
import threading
from typing import Any

from django.db.backends.base.base import BaseDatabaseWrapper

_guard = threading.Lock()
_held: dict[str, sqlite3.Connection] = {}


def hold_open(*, connection: BaseDatabaseWrapper, **_: Any) -> None:
    """Keep the file of a new ``connection`` open as long as this process lives; receives ``connection_created``."""
    if connection.vendor != "sqlite" or connection.is_in_memory_db():  # type: ignore[attr-defined]
        return
    name = str(connection.settings_dict["NAME"])
    with _guard:
        if name not in _held:
            _held[name] = _reading(name)


def let_go() -> None:
    """Close what is held: before a fork, because a child must not inherit a connection, or to delete the file."""
    with _guard:
        while _held:
            _held.popitem()[1].close()


def _reading(name: str) -> sqlite3.Connection:
    # A connection in WAL mode keeps its shared lock from its first read until it is closed.
    held = sqlite3.connect(name, timeout=20, isolation_level=None, check_same_thread=False)
    held.execute("SELECT count(*) FROM sqlite_master").fetchall()
    return held


os.register_at_fork(before=let_go)

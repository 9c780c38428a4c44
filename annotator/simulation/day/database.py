"""A database that lives for one simulation and in memory alone: the user's own is neither read nor written."""

import gc
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache

from django.core.management import call_command
from django.db import DEFAULT_DB_ALIAS, connections
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.utils import ConnectionHandler

_CONFIGURATION = {
    "ENGINE": "django.db.backends.sqlite3",
    "NAME": ":memory:",
    "OPTIONS": {
        # As the product's own, less what only costs where there is no disk and no other process.
        "transaction_mode": "IMMEDIATE",
        "init_command": (
            "PRAGMA journal_mode=MEMORY; PRAGMA synchronous=OFF; PRAGMA foreign_keys=ON; PRAGMA temp_store=MEMORY"
        ),
        "check_same_thread": False,
    },
}


@contextmanager
def throw_away_database() -> Iterator[None]:
    """Put a fresh, migrated SQLite database in memory in the place of this thread's default one, then take it away.

    Connections belong to a thread, so other threads of the process keep theirs.
    """
    empty = _empty()
    with _in_place(empty):
        _migrated().backup(empty.connection)
        gc.collect()
        gc.freeze()  # what is loaded by now stays: a collector that looks at it again and again costs a tenth
        try:
            yield
        finally:
            gc.unfreeze()


@cache
def _migrated() -> sqlite3.Connection:
    """Return a database with all tables and no rows, made once in a process: migrating takes seconds, copying none."""
    empty = _empty()
    with _in_place(empty, keep_open=True):
        call_command("migrate", verbosity=0, interactive=False)
    return _raw(empty)


def _empty() -> BaseDatabaseWrapper:
    made = ConnectionHandler({DEFAULT_DB_ALIAS: _CONFIGURATION}).create_connection(DEFAULT_DB_ALIAS)
    made.connect()
    return made


@contextmanager
def _in_place(database: BaseDatabaseWrapper, *, keep_open: bool = False) -> Iterator[None]:
    users_own = connections[DEFAULT_DB_ALIAS]
    connections[DEFAULT_DB_ALIAS] = database
    try:
        yield
    finally:
        connections[DEFAULT_DB_ALIAS] = users_own
        if not keep_open:
            _raw(database).close()  # Django's own close leaves a database in memory open


def _raw(database: BaseDatabaseWrapper) -> sqlite3.Connection:
    raw: sqlite3.Connection = database.connection
    return raw

"""A database that lives for one simulation and in memory alone: the user's own is neither read nor written."""

import gc
from collections.abc import Iterator
from contextlib import contextmanager

from django.core.management import call_command
from django.db import DEFAULT_DB_ALIAS, ConnectionHandler, connections

_CONFIGURATION = {
    "ENGINE": "django.db.backends.sqlite3",
    "NAME": ":memory:",
    "OPTIONS": {
        # As the product's own, less what only costs where there is no disk and no other process.
        "transaction_mode": "IMMEDIATE",
        "init_command": (
            "PRAGMA journal_mode=OFF; PRAGMA synchronous=OFF; PRAGMA foreign_keys=ON; PRAGMA temp_store=MEMORY"
        ),
    },
}


@contextmanager
def throw_away_database() -> Iterator[None]:
    """Put a fresh, migrated SQLite database in memory in the place of this thread's default one, then take it away.

    Connections belong to a thread, so other threads of the process keep theirs.
    """
    users_own = connections[DEFAULT_DB_ALIAS]
    thrown_away = ConnectionHandler({DEFAULT_DB_ALIAS: _CONFIGURATION}).create_connection(DEFAULT_DB_ALIAS)
    connections[DEFAULT_DB_ALIAS] = thrown_away
    try:
        call_command("migrate", verbosity=0, interactive=False)
        gc.collect()
        gc.freeze()  # what is loaded by now stays: a collector that looks at it again and again costs a tenth
        yield
    finally:
        gc.unfreeze()
        connections[DEFAULT_DB_ALIAS] = users_own
        thrown_away.close()

"""A connection for one long query of an export on PostgreSQL, whose rows come while others write."""

from collections.abc import Iterator
from contextlib import closing, contextmanager
from typing import Any

from django.db import connection

#: One long statement: compiling its expressions takes longer than it saves; its sorts and joins are worth some memory
#: of the server's; and all of its rows are wanted, not the first few.
_SETTINGS = "SET LOCAL jit = off; SET LOCAL work_mem = '64MB'; SET LOCAL cursor_tuple_fraction = 1"


def on_postgresql() -> bool:
    """Whether the database streams: PostgreSQL does."""
    return connection.vendor == "postgresql"


@contextmanager
def long_query() -> Iterator[Any]:
    """Give a Django connection inside a transaction of its own; progress can be written on the usual one meanwhile.

    Within a caller's transaction it is the usual one: another wouldn't see what was written there.
    """
    if connection.in_atomic_block:
        yield connection
        return
    with closing(connection.copy()) as other:
        other.set_autocommit(False)
        with other.cursor() as cursor:
            cursor.execute(_SETTINGS)
        yield other
        other.rollback()


def shares_the_transaction(used: Any) -> bool:
    """Whether ``used`` is the usual connection, on which nothing else may run while a COPY is open."""
    return used is connection

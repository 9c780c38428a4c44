"""A statement sent to PostgreSQL by libpq itself: prepared once per connection, values as text, one round trip.

Psycopg's cursor does much that these statements don't need (rewriting the query, choosing types, one generator step for
each message), which takes longer than the server takes for a row by its key. Its adapters, its errors and its
connection are used as they are, so that values and failures look the same either way.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from functools import lru_cache
from typing import Any
from weakref import WeakKeyDictionary, proxy

import psycopg
from psycopg.adapt import AdaptersMap, Buffer, PyFormat, Transformer
from psycopg.pq import ConnStatus, DiagnosticField, ExecStatus, TransactionStatus
from psycopg.types.datetime import TimestamptzLoader

BEGIN = b"BEGIN"
FORGOTTEN = b"26000"
"""A prepared statement doesn't exist: somebody had the server forget them (DISCARD ALL, DEALLOCATE ALL)."""

FINE = (ExecStatus.TUPLES_OK, ExecStatus.COMMAND_OK)


class _InstantLoader(TimestamptzLoader):
    """An instant as the server writes it, in UTC: read in one step where psycopg takes ten."""

    def load(self, data: Buffer) -> datetime:
        try:
            return datetime.fromisoformat(bytes(data).decode()).astimezone(UTC)
        except ValueError:  # another style of dates, or a year that Python has no date for
            return super().load(data)


class _Context:
    """The connection's adapters but for that of instants."""

    def __init__(self, connection: "psycopg.Connection[Any]") -> None:
        self.adapters = AdaptersMap(connection.adapters)
        self.adapters.register_loader("timestamptz", _InstantLoader)
        self.connection = proxy(connection)  # what is kept per connection must not keep it alive


@dataclass
class _Prepared:
    """What one connection has: the adapters for its values and the names of what its server has prepared."""

    adapters: Any
    names: dict[str, bytes] = field(default_factory=dict)


_kept: WeakKeyDictionary["psycopg.Connection[Any]", _Prepared] = WeakKeyDictionary()


def run(connection: "psycopg.Connection[Any]", sql: str, values: Sequence[Any]) -> tuple[list[tuple[Any, ...]], int]:
    """Run ``sql`` with a ``%s`` for each of ``values`` and return (rows, number of rows returned or changed).

    Begins a transaction as psycopg does when the connection isn't in autocommit mode. With a ``prepare_threshold`` of
    ``None`` nothing is prepared. Raises psycopg's errors.
    """
    kept = _kept.get(connection)
    if kept is None:
        kept = _kept[connection] = _Prepared(Transformer(_Context(connection)))
    server = connection.pgconn
    if not connection.autocommit and server.transaction_status == TransactionStatus.IDLE:
        _checked(connection, server.exec_(BEGIN))
    given = kept.adapters.dump_sequence(values, _as_text(len(values)))
    if connection.prepare_threshold is None:
        result = server.exec_params(_numbered(sql), given)
    else:
        result = server.exec_prepared(_name_of(connection, kept, sql), given)
        if result.error_field(DiagnosticField.SQLSTATE) == FORGOTTEN:
            kept.names.clear()  # this transaction is lost, and the next one prepares anew
    _checked(connection, result)
    if result.status == ExecStatus.COMMAND_OK:
        return [], result.command_tuples or 0
    n_rows = result.ntuples
    kept.adapters.set_pgresult(result)
    rows = kept.adapters.load_rows(0, n_rows, tuple)
    kept.adapters.set_pgresult(None)
    return rows, n_rows


def _name_of(connection: "psycopg.Connection[Any]", kept: _Prepared, sql: str) -> bytes:
    name = kept.names.get(sql)
    if name is None:
        name = b"touchstone_%d" % len(kept.names)
        # No types are named: the server finds them out from where the values stand.
        _checked(connection, connection.pgconn.prepare(name, _numbered(sql)))
        kept.names[sql] = name
    return name


@lru_cache(maxsize=512)
def _numbered(sql: str) -> bytes:
    """Return ``sql`` as the server wants it: values are numbered."""
    first, *parts = sql.split("%s")
    return (first + "".join(f"${place}{part}" for place, part in enumerate(parts, start=1))).encode()


@lru_cache(maxsize=512)
def _as_text(n_values: int) -> list[PyFormat]:
    return [PyFormat.TEXT] * n_values


def _checked(connection: "psycopg.Connection[Any]", result: Any) -> None:
    if result.status in FINE:
        return
    if connection.pgconn.status == ConnStatus.BAD:
        raise psycopg.OperationalError(result.get_error_message() or "the connection is lost")
    raise psycopg.errors.error_from_result(result, encoding=connection.info.encoding)

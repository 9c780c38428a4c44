"""Columns of numbers read from the database: in bulk on PostgreSQL, row by row elsewhere.

PostgreSQL hands over each column of a stretch of rows as one array. That takes about as long as counting them, and
spares a Python object for each value; the server holds one stretch at a time.
"""

from collections.abc import Iterator, Mapping
from itertools import islice
from typing import Any, cast

import numpy as np
import psycopg
from django.db import connections
from django.db.models import QuerySet

from agreement.statistics.codes import Floats, Ints

CHUNK = 20_000
STRETCH = 250_000
"""Rows in one array: some 60 bytes each, here and on the server."""


def read_columns(
    rows: QuerySet[Any, Any], columns: Mapping[str, Any], *, keys: QuerySet[Any, Any], key: str = "pk"
) -> list[Any]:
    """Return each of the ``columns`` (expressions without NULL) of ``rows`` as an array (n,), int64 or float64.

    ``keys`` are rows whose primary keys, in their order, say where to part ``rows`` by their column ``key``.
    """
    collected: list[list[Any]] = [[np.zeros(0, dtype=np.int64)] for _ in columns]
    chunks = _stretches if connections[rows.db].vendor == "postgresql" else _row_by_row
    for arrays in chunks(rows.order_by(), columns, keys, key):
        for parts, array in zip(collected, arrays, strict=True):
            parts.append(array)
    return [np.concatenate(parts) for parts in collected]


def _row_by_row(
    rows: QuerySet[Any, Any], columns: Mapping[str, Any], keys: QuerySet[Any, Any], key: str
) -> Iterator[list[Any]]:
    selected = rows.annotate(**columns).values_list(*columns).iterator(chunk_size=CHUNK)
    while chunk := list(islice(selected, CHUNK)):
        yield [np.asarray(column) for column in zip(*chunk, strict=True)]


def _stretches(
    rows: QuerySet[Any, Any], columns: Mapping[str, Any], keys: QuerySet[Any, Any], key: str
) -> Iterator[list[Any]]:
    connection = connections[rows.db]
    connection.ensure_connection()
    arrays = ", ".join(f"ARRAY_AGG({name})" for name in columns)
    of_keys = f"{connection.ops.quote_name(keys.model._meta.db_table)}.id"
    with psycopg.Cursor(connection.connection) as cursor:
        for first, last in _bounds(keys):
            stretch = rows.filter(**{f"{key}__gte": first, f"{key}__lte": last})
            if key != "pk":
                # The server doesn't carry a range over from one side of a join to the other.
                stretch = stretch.extra(where=[f"{of_keys} BETWEEN %s AND %s"], params=[first, last])  # noqa: S610 - our own name
            sql, parameters = stretch.annotate(**columns).values_list(*columns).query.sql_with_params()
            # The names are our own and the values stay parameters.
            wanted = cast(Any, f"SELECT {arrays} FROM ({sql}) selected")  # noqa: S608
            # Where psycopg has prepared a statement itself, it has the server forget all of them after a rollback.
            cursor.execute(wanted, parameters, prepare=False, binary=True)
            sent = [cast(Any, cursor.pgresult).get_value(0, place) for place in range(len(columns))]
            if None not in sent:  # else there was no row
                yield [_array(data) for data in sent]


def _bounds(keys: QuerySet[Any, Any]) -> Iterator[tuple[int, int]]:
    """Yield (first, last) keys that cover ``keys``, with ``STRETCH`` of them in each but the last."""
    ordered = keys.order_by("pk").values_list("pk", flat=True)
    newest = ordered.last()
    first = 0
    while newest is not None and first <= newest:
        last = next(iter(ordered.filter(pk__gte=first)[STRETCH - 1 : STRETCH]), newest)
        yield first, last
        first = last + 1


_ELEMENTS = {20: ">i8", 21: ">i2", 23: ">i4", 701: ">f8"}
"""Element types by their object id: bigint, smallint, integer, double precision."""


def _array(data: bytes) -> "Ints | Floats":
    """Return the array of numbers without NULL that PostgreSQL sent in its binary format.

    Five integers (dimensions, flag, element type, size, lower bound), then each element with its length before it
    (``array_send`` in src/backend/utils/adt/arrayfuncs.c).
    """
    _, _, kind, size, _ = np.frombuffer(data, dtype=">i4", count=5)
    element = _ELEMENTS[int(kind)]
    pairs = np.frombuffer(data, dtype=[("length", ">i4"), ("value", element)], offset=20, count=int(size))
    if element == ">f8":
        return pairs["value"].astype(np.float64)
    return pairs["value"].astype(np.int64)

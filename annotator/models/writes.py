"""Rows written with each judgment, by statements whose SQL is made once and only whose values change."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from typing import Any

from django.db import connection
from django.db.models import Field, Model

from annotator.models.statements import WholeNumbers, connections_own, listed, run


def insert(row: Model) -> None:
    """Insert one new row with an automatic key, which it then has."""
    insert_all([row])


def insert_all(rows: Sequence[Model]) -> None:
    """Insert new rows of one model in one statement and give them their keys."""
    if not rows:
        return
    model = type(rows[0])
    fields = _written(model)
    here = connections_own()
    values = [field.get_db_prep_save(getattr(row, field.attname), here) for row in rows for field in fields]
    keys, _ = run(here, _insert_sql(model, len(rows)), values)
    for row, (key,) in zip(rows, keys, strict=True):
        row.pk = key
        row._state.adding, row._state.db = False, here.alias


def update(row: Model, *names: str) -> int:
    """Write the named fields of one row. Returns how many rows there were: 1, or 0 when it is gone."""
    model = type(row)
    return update_where(model, {name: getattr(row, _field(model, name).attname) for name in names}, id=row.pk)


def update_where(model: type[Model], values: Mapping[str, Any], **where: Any) -> int:
    """Set ``values`` in the rows where all of ``where`` hold (equality). Returns how many rows there were."""
    (n_rows,) = together(updating(model, values, **where))
    return n_rows


def update_among(model: type[Model], values: Mapping[str, Any], keys: Sequence[int]) -> int:
    """Set ``values`` in the rows with these primary keys. Returns how many rows there were."""
    here = connections_own()
    given = [_field(model, name).get_db_prep_save(value, here) for name, value in values.items()]
    sql = _update_sql(model, tuple(values), (), among=listed(here))
    _, n_rows = run(here, sql, [*given, WholeNumbers().get_db_prep_value(keys, here)])
    return n_rows


def insert_with(row: Model, parts: Sequence[Model], *, link: str) -> None:
    """Insert a new row and its parts of one model, whose field ``link`` points to it; all have their keys then.

    One statement on PostgreSQL, where each costs a round trip and a rater's wait.
    """
    here = connections_own()
    if here.vendor != "postgresql" or not parts:
        insert(row)
        for part in parts:
            setattr(part, link, row)
        insert_all(parts)
        return
    model, of_parts = type(row), type(parts[0])
    own = [field.get_db_prep_save(getattr(row, field.attname), here) for field in _written(model)]
    fields = [field for field in _written(of_parts) if field.name != link]
    values = [field.get_db_prep_save(getattr(part, field.attname), here) for part in parts for field in fields]
    keys, _ = run(here, _insert_with_sql(model, of_parts, link, len(parts)), [*own, *values])
    for written, key in ((row, keys[0][0]), *zip(parts, (key for _, key in keys), strict=True)):
        written.pk = key
        written._state.adding, written._state.db = False, here.alias
    for part in parts:
        setattr(part, link, row)


@dataclass(frozen=True)
class Update:
    """An UPDATE to be run: its SQL and the values for it."""

    sql: str
    values: Sequence[Any]


def updating(model: type[Model], values: Mapping[str, Any], **where: Any) -> Update:
    """Return what sets ``values`` in the rows where all of ``where`` hold (equality)."""
    here = connections_own()
    fields = [_field(model, name) for name in (*values, *where)]
    given = zip(fields, (*values.values(), *where.values()), strict=True)
    return Update(
        _update_sql(model, tuple(values), tuple(where)), [field.get_db_prep_save(value, here) for field, value in given]
    )


def together(*updates: Update) -> list[int]:
    """Run updates of different rows and return how many rows each had; in one statement on PostgreSQL."""
    here = connections_own()
    if here.vendor != "postgresql" or len(updates) == 1:
        return [run(here, each.sql, each.values)[1] for each in updates]
    sql = _together_sql(tuple(each.sql for each in updates))
    ((*counts,),), _ = run(here, sql, [value for each in updates for value in each.values])
    return counts


@cache
def _written(model: type[Model]) -> "tuple[Field[Any, Any], ...]":
    return tuple(field for field in model._meta.concrete_fields if not field.primary_key)


@cache
def _field(model: type[Model], name: str) -> "Field[Any, Any]":
    return model._meta.get_field(name)  # type: ignore[return-value]


@lru_cache(maxsize=256)
def _insert_sql(model: type[Model], n_rows: int) -> str:
    columns = [field.column for field in _written(model)]
    row = f"({', '.join(['%s'] * len(columns))})"
    return (
        f"INSERT INTO {_name(model._meta.db_table)} ({', '.join(map(_name, columns))}) "  # noqa: S608 - our own names
        f"VALUES {', '.join([row] * n_rows)} RETURNING {_name(model._meta.pk.column)}"
    )


@lru_cache(maxsize=256)
def _insert_with_sql(model: type[Model], of_parts: type[Model], link: str, n_parts: int) -> str:
    fields = [field for field in _written(of_parts) if field.name != link]
    columns = [_name(column) for column in (_field(of_parts, link).column, *(field.column for field in fields))]
    # A value that goes through a SELECT has no column to take its type from.
    part = f"({', '.join(f'%s::{field.db_type(connection)}' for field in fields)})"
    return (
        f"WITH whole AS ({_insert_sql(model, 1)}) "  # noqa: S608 - our own names
        f"INSERT INTO {_name(of_parts._meta.db_table)} ({', '.join(columns)}) "
        f"SELECT whole.*, part.* FROM whole, (VALUES {', '.join([part] * n_parts)}) part "
        f"RETURNING {columns[0]}, {_name(of_parts._meta.pk.column)}"
    )


@lru_cache(maxsize=64)
def _together_sql(updates: tuple[str, ...]) -> str:
    parts = ", ".join(f"part_{place} AS ({sql} RETURNING 1)" for place, sql in enumerate(updates))
    counts = ", ".join(f"(SELECT COUNT(*) FROM part_{place})" for place in range(len(updates)))  # noqa: S608 - as above
    return f"WITH {parts} SELECT {counts}"


@lru_cache(maxsize=256)
def _update_sql(model: type[Model], values: tuple[str, ...], where: tuple[str, ...], among: str = "") -> str:
    def equal(names: tuple[str, ...]) -> list[str]:
        return [f"{_name(_field(model, name).column)} = %s" for name in names]

    table = _name(model._meta.db_table)
    by_key = [f"{_name(model._meta.pk.column)} {among}"] if among else []
    condition = " AND ".join([*equal(where), *by_key])
    return f"UPDATE {table} SET {', '.join(equal(values))} WHERE {condition}"  # noqa: S608 - as above


def _name(name: str | None) -> str:
    return connection.ops.quote_name(name or "")

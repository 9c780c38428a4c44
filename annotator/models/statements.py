"""Statements that are compiled once and run with each judgment: rows by key, one row written.

Django builds and compiles a query anew each time, which takes several times as long as the database takes for a row
by its key. Where a rater waits, the SQL is made once per connection and only its values change. Everything else is
asked of Django's managers as usual.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import cache, lru_cache
from typing import Any, Generic, TypeVar, cast
from weakref import WeakKeyDictionary

from django.db import connection
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.models import BooleanField, Expression, F, Field, Model, QuerySet
from django.db.models.query import get_related_populators
from django.db.models.sql.compiler import SQLCompiler

from annotator.models import direct

M = TypeVar("M", bound=Model)


class Given(Expression):
    """A value of a prepared query that is known only when it runs; ``field`` says how it goes to the database."""

    def __init__(self, name: str, field: "Field[Any, Any]") -> None:
        super().__init__(output_field=field)
        self.name = name

    def as_sql(self, compiler: Any, connection: Any) -> Any:
        return "%s", (self,)


class _WholeNumbers:
    """How several whole numbers go to the database: as one value, so that any number of them has the same SQL."""

    def get_db_prep_value(self, value: Sequence[int], connection: BaseDatabaseWrapper) -> str:
        listed = ",".join(map(str, value))
        return f"{{{listed}}}" if connection.vendor == "postgresql" else f"[{listed}]"


class Among(Expression):
    """The condition of a prepared query that the whole number ``column`` is one of the values ``name``."""

    conditional = True

    def __init__(self, column: str, name: str) -> None:
        super().__init__(output_field=BooleanField())
        self.column: Any = F(column)
        self.values = Given(name, cast("Field[Any, Any]", _WholeNumbers()))

    def get_source_expressions(self) -> list[Any]:
        return [self.column]

    def set_source_expressions(self, expressions: Sequence[Any]) -> None:
        (self.column,) = expressions

    def as_sql(self, compiler: Any, connection: Any) -> Any:
        column, parameters = compiler.compile(self.column)
        return f"{column} {_listed(connection)}", (*parameters, self.values)


def _listed(here: BaseDatabaseWrapper) -> str:
    return "= ANY(%s)" if here.vendor == "postgresql" else "IN (SELECT value FROM json_each(%s))"


class Prepared(Generic[M]):
    """A query with ``Given`` values. ``build`` returns it; it is called once per connection, when first needed."""

    def __init__(self, build: Callable[[], QuerySet[M, Any]]) -> None:
        self._build = build
        self._plans: WeakKeyDictionary[BaseDatabaseWrapper, _Plan] = WeakKeyDictionary()

    def rows(self, **values: Any) -> list[M]:
        """Return the rows for those values, related ones attached as the query selects them."""
        here = connections_own()
        plan = self._plan(here)
        return list(plan.objects(here, plan.tuples(here, values)))

    def first(self, **values: Any) -> M | None:
        """Return the first of the rows, or ``None``."""
        return next(iter(self.rows(**values)), None)

    def tuples(self, **values: Any) -> list[tuple[Any, ...]]:
        """Return what the query selects (``values_list``), a tuple for each row."""
        here = connections_own()
        return self._plan(here).tuples(here, values)

    def _plan(self, here: BaseDatabaseWrapper) -> "_Plan":
        plan = self._plans.get(here)
        if plan is None:
            plan = self._plans[here] = _Plan(self._build().query.get_compiler(connection=here))
        return plan


def connections_own() -> BaseDatabaseWrapper:
    """Return this thread's connection itself instead of the proxy that finds it."""
    return connection._connections[connection._alias]  # type: ignore[attr-defined]  # noqa: SLF001


class _Plan:
    """What ``ModelIterable`` finds out about a query each time, kept."""

    def __init__(self, compiler: SQLCompiler) -> None:
        sql, parameters = compiler.as_sql()
        self.sql, self.parameters = sql, cast("tuple[Any, ...]", parameters)
        self.compiler = compiler
        self.converters = compiler.get_converters([column[0] for column in compiler.select])
        if compiler.klass_info is not None:
            self._of_models(compiler, compiler.klass_info)

    def _of_models(self, compiler: SQLCompiler, info: dict[str, Any]) -> None:
        own = info["select_fields"]
        self.model: type[Any] = info["model"]
        self.columns = slice(own[0], own[-1] + 1)
        self.names = [column[0].target.attname for column in compiler.select[self.columns]]
        self.related = get_related_populators(info, compiler.select, compiler.using or "default")  # type: ignore[call-arg]

    def tuples(self, here: BaseDatabaseWrapper, values: Mapping[str, Any]) -> list[tuple[Any, ...]]:
        bound = [
            part.output_field.get_db_prep_value(values[part.name], here) if isinstance(part, Given) else part
            for part in self.parameters
        ]
        rows, _ = run(here, self.sql, bound)
        return list(map(tuple, self.compiler.apply_converters(rows, self.converters))) if self.converters else rows

    def objects(self, here: BaseDatabaseWrapper, rows: Sequence[tuple[Any, ...]]) -> Iterator[Any]:
        for row in rows:
            found = self.model.from_db(here.alias, self.names, row[self.columns])
            for populator in self.related:
                populator.populate(row, found)
            yield found


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
    here = connections_own()
    fields = [_field(model, name) for name in (*values, *where)]
    given = [
        field.get_db_prep_save(value, here)
        for field, value in zip(fields, (*values.values(), *where.values()), strict=True)
    ]
    _, n_rows = run(here, _update_sql(model, tuple(values), tuple(where)), given)
    return n_rows


def update_among(model: type[Model], values: Mapping[str, Any], keys: Sequence[int]) -> int:
    """Set ``values`` in the rows with these primary keys. Returns how many rows there were."""
    here = connections_own()
    given = [_field(model, name).get_db_prep_save(value, here) for name, value in values.items()]
    sql = _update_sql(model, tuple(values), (), listed=_listed(here))
    _, n_rows = run(here, sql, [*given, _WholeNumbers().get_db_prep_value(keys, here)])
    return n_rows


def run(here: BaseDatabaseWrapper, sql: str, values: Sequence[Any]) -> tuple[list[tuple[Any, ...]], int]:
    """Run ``sql`` and return (rows, number of rows found or changed); on PostgreSQL the server has prepared it.

    Where somebody counts or wraps queries they go Django's own way, so that they are seen.
    """
    if here.vendor != "postgresql" or here.queries_logged or here.execute_wrappers:
        with here.cursor() as cursor:
            cursor.execute(sql, values)
            rows = cursor.fetchall() if cursor.description else []
            return rows, len(rows) if cursor.description else int(cursor.rowcount)
    here.ensure_connection()
    here.validate_no_broken_transaction()
    with here.wrap_database_errors:
        return direct.run(here.connection, sql, values)


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
def _update_sql(model: type[Model], values: tuple[str, ...], where: tuple[str, ...], listed: str = "") -> str:
    def equal(names: tuple[str, ...]) -> list[str]:
        return [f"{_name(_field(model, name).column)} = %s" for name in names]

    table = _name(model._meta.db_table)
    among = [f"{_name(model._meta.pk.column)} {listed}"] if listed else []
    condition = " AND ".join([*equal(where), *among])
    return f"UPDATE {table} SET {', '.join(equal(values))} WHERE {condition}"  # noqa: S608 - as above


def _name(name: str | None) -> str:
    return connection.ops.quote_name(name or "")

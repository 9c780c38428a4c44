"""Queries that are compiled once and run with each judgment.

Django builds and compiles a query anew each time, which takes several times as long as the database takes for a row
by its key. Where a rater waits, the SQL is made once per connection and only its values change. Everything else is
asked of Django's managers as usual.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
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


class WholeNumbers:
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
        self.values = Given(name, cast("Field[Any, Any]", WholeNumbers()))

    def get_source_expressions(self) -> list[Any]:
        return [self.column]

    def set_source_expressions(self, expressions: Sequence[Any]) -> None:
        (self.column,) = expressions

    def as_sql(self, compiler: Any, connection: Any) -> Any:
        column, parameters = compiler.compile(self.column)
        return f"{column} {listed(connection)}", (*parameters, self.values)


class OneOf(Among):
    """As ``Among``, in a query prepared with ``each``: PostgreSQL looks the values up one after the other.

    A plan for ``= ANY`` that is made while the table is small, or unknown to the server, reads the whole table each
    time, and goes on doing so while the table grows. This one can only use the index of ``column``.
    """

    def as_sql(self, compiler: Any, connection: Any) -> Any:
        if connection.vendor != "postgresql":
            return super().as_sql(compiler, connection)
        column, parameters = compiler.compile(self.column)
        return f"{column} = one_of.value", parameters


def listed(here: BaseDatabaseWrapper) -> str:
    return "= ANY(%s)" if here.vendor == "postgresql" else "IN (SELECT value FROM json_each(%s))"


class Prepared(Generic[M]):
    """A query with ``Given`` values. ``build`` returns it; it is called once per connection, when first needed.

    ``each`` names the values that the query's ``OneOf`` goes through.
    """

    def __init__(self, build: Callable[[], QuerySet[M, Any]], *, each: str | None = None) -> None:
        self._build, self._each = build, each
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
            plan = self._plans[here] = _Plan(self._build().query.get_compiler(connection=here), self._each)
        return plan


def connections_own() -> BaseDatabaseWrapper:
    """Return this thread's connection itself instead of the proxy that finds it."""
    return connection._connections[connection._alias]  # type: ignore[attr-defined]  # noqa: SLF001


class _Plan:
    """What ``ModelIterable`` finds out about a query each time, kept."""

    def __init__(self, compiler: SQLCompiler, each: str | None) -> None:
        sql, parameters = compiler.as_sql()
        self.sql, self.parameters = sql, cast("tuple[Any, ...]", parameters)
        if each is not None and compiler.connection.vendor == "postgresql":
            # OFFSET keeps the server from turning the look-ups into one join, for which it may read the whole table.
            self.sql = f"SELECT found.* FROM UNNEST(%s::bigint[]) one_of(value), LATERAL ({sql} OFFSET 0) found"  # noqa: S608
            self.parameters = (Given(each, cast("Field[Any, Any]", WholeNumbers())), *self.parameters)
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

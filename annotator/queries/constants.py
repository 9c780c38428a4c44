"""Constants written into the SQL itself, where an index is partial on them."""

from typing import Any

from django.db.models import Expression, Field


class Constant(Expression):
    """A state's name as an SQL literal instead of a parameter.

    SQLite plans a statement before it sees its parameters, so ``state = ?`` can't use an index that holds only open
    slots; ``state = 'open'`` can.
    """

    def __init__(self, value: str, output_field: "Field[Any, Any] | None" = None) -> None:
        if not value.replace("_", "").isalnum() or not value.isascii():
            raise ValueError(f"{value!r} is no name of a state")
        super().__init__(output_field=output_field)
        self.value = value

    def as_sql(self, compiler: Any, connection: Any) -> tuple[str, tuple[str | int, ...]]:
        return f"'{self.value}'", ()

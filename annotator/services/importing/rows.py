"""What readers hand to parsers: one row of a file, or what is wrong with it."""

from typing import Any, NamedTuple

EXCERPT_CHARS = 120
START_BYTES = 4 * EXCERPT_CHARS


class RowError(Exception):
    """A row that can't be imported: the field at fault (empty for the row as a whole) and the reason, in words."""

    def __init__(self, field: str, reason: str) -> None:
        super().__init__(f"{field}: {reason}" if field else reason)
        self.field = field
        self.reason = reason

    def within(self, place: str) -> "RowError":
        """Return the error with its field named as a part of ``place``. Only what is wrong pays for its name."""
        return RowError(f"{place}.{self.field}" if self.field else place, self.reason)


class FailedRow(NamedTuple):
    """A line of the error report."""

    line: int
    field: str
    reason: str
    excerpt: str


class Row(NamedTuple):
    """One row: the lines where it starts and ends, where the file stands after it, and its content or error."""

    line: int
    last_line: int
    end_offset: int
    size: int
    values: dict[str, Any] | None
    error: RowError | None
    start: bytes

    def failed(self, error: RowError) -> FailedRow:
        """Return the report line that says why this row failed."""
        return FailedRow(self.line, error.field, error.reason, excerpt_of(self.start))


def excerpt_of(data: bytes) -> str:
    """Return the start of ``data`` as one printable line."""
    text = data[:START_BYTES].decode("utf-8", errors="replace")[:EXCERPT_CHARS]
    return "".join(char if char.isprintable() else "�" for char in text.strip("\r\n"))

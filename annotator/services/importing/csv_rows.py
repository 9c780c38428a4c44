"""CSV with a header row: quoted cells may hold line ends, broken quotes cost one row and not the rest of the file."""

import csv
from collections.abc import Callable, Iterator
from typing import Any, BinaryIO

from annotator.errors import InvalidInput
from annotator.services.importing.lines import Line, LineReader, size_in_words
from annotator.services.importing.rows import START_BYTES, Row, RowError

DELIMITERS = (",", ";", "\t")
# Each costs rereading at most one row's worth of bytes, so a hostile file can't make reading quadratic.
MAX_UNCLOSED = 1000


class BadHeader(InvalidInput):
    code = "bad_header"


class HopelessQuotes(InvalidInput):
    code = "hopeless_quotes"


class _TooLong(Exception):
    def __init__(self, size: int) -> None:
        super().__init__(size)
        self.size = size


class _Source:
    """Feeds physical lines to ``csv.reader`` and stops a row that outgrows the limit."""

    def __init__(self, lines: LineReader) -> None:
        self.lines = lines
        self.row_bytes = 0
        self.first: Line | None = None

    def begin_row(self) -> None:
        self.row_bytes = 0
        self.first = None

    def __iter__(self) -> Iterator[str]:
        while (line := self.lines.read()) is not None:
            self.row_bytes += line.size
            self.first = self.first or line
            if line.too_long or self.row_bytes > self.lines.max_bytes + 2:
                raise _TooLong(self.row_bytes)
            # What is not UTF-8 becomes lone surrogates, which the check of each cell then finds and names.
            yield line.data.decode("utf-8", errors="surrogateescape") + "\n"


def read_csv(
    file: BinaryIO, *, max_line_bytes: int, columns: Callable[[list[str]], None], after_line: int = 0
) -> Iterator[Row]:
    """Yield the rows after line ``after_line`` as dicts from column to cell; empty cells are left out.

    ``columns(header)`` raises ``InvalidInput`` for a header that it can't use. Raises ``BadHeader`` for one that isn't
    one.
    """
    csv.field_size_limit(max(csv.field_size_limit(), max_line_bytes))
    lines = LineReader(file, max_bytes=max_line_bytes)
    first = lines.read()
    if first is None:
        return
    text = _header_text(first)
    delimiter = max(DELIMITERS, key=text.count)
    lines.go_back(number=0, offset=0)
    source = _Source(lines)
    reader = csv.reader(iter(source), delimiter=delimiter, strict=True)
    header = _header(reader)
    columns(header)
    unclosed = 0
    while True:
        source.begin_row()
        start_line, start_offset = lines.number + 1, lines.offset
        error: RowError | None = None
        cells: list[str] = []
        try:
            cells = next(reader)
        except StopIteration:
            return
        except (csv.Error, _TooLong) as problem:
            error = _row_error(problem, start_line, lines, max_line_bytes)
            if source.first is None:
                return
            if lines.number > start_line:
                unclosed += 1
                if unclosed > MAX_UNCLOSED:
                    raise HopelessQuotes(
                        f"More than {MAX_UNCLOSED} rows have broken quotes; the last on line {start_line}."
                    ) from problem
            # Go on right after the row's first line: what followed an unclosed quote are rows of their own.
            lines.go_back(number=start_line, offset=start_offset + source.first.size)
            reader = csv.reader(iter(source), delimiter=delimiter, strict=True)
        if lines.number <= after_line or (not error and not any(cells)):
            continue
        values = None
        if error is None:
            try:
                values = _by_column(header, cells)
            except RowError as problem:
                error = problem
        data = source.first.data if source.first else b""
        yield Row(start_line, lines.number, lines.offset, source.row_bytes, values, error, data[:START_BYTES])


def _header_text(line: Line) -> str:
    if line.too_long:
        raise BadHeader("Line 1: the header row is too long.")
    try:
        return line.data.decode("utf-8")
    except UnicodeDecodeError as error:
        raise BadHeader(f"Line 1: the header row is not valid UTF-8 (position {error.start + 1}).") from error


def _header(reader: Any) -> list[str]:
    try:
        header = [name.strip() for name in next(reader)]
    except StopIteration:
        header = []
    except (csv.Error, _TooLong) as error:
        raise BadHeader("Line 1: a quote in the header row is never closed.") from error
    if not any(header):
        raise BadHeader("Line 1: the header row with the column names is missing.")
    for index, name in enumerate(header):
        if not name:
            raise BadHeader(f"Line 1: column {index + 1} has no name.")
        if name in header[:index]:
            raise BadHeader(f"Line 1: two columns are named “{name}”.")
    return header


def _row_error(problem: Exception, start: int, lines: LineReader, max_bytes: int) -> RowError:
    if isinstance(problem, _TooLong):
        span = f" (it reaches to line {lines.number}: is a quote left open?)" if lines.number > start else ""
        return RowError(
            "", f"the row has more than {size_in_words(max_bytes)}: {size_in_words(problem.size)} and counting{span}"
        )
    if "unexpected end of data" in str(problem):
        return RowError("", "a quote is opened in this row and never closed")
    if lines.number > start:
        return RowError("", f"a quote opened in this row is closed wrongly on line {lines.number}")
    return RowError("", f"not valid CSV: {problem}")


def _by_column(header: list[str], cells: list[str]) -> dict[str, str]:
    if len(cells) != len(header):
        raise RowError("", f"the row has {len(cells)} cells, the header has {len(header)}")
    return {name: cell for name, cell in zip(header, cells, strict=True) if cell != ""}

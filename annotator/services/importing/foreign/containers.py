"""How records lie in a file: JSON lines, one JSON array, CSV with a header, or Parquet; told by the first bytes."""

import codecs
import json
from collections.abc import Iterator
from typing import Any, BinaryIO

from annotator.errors import InvalidInput
from annotator.services.importing.csv_rows import read_csv
from annotator.services.importing.jsonl import kind_of, read_jsonl
from annotator.services.importing.lines import BOM, size_in_words
from annotator.services.importing.rows import START_BYTES, Row, RowError
from annotator.services.parquet import parquet_rows

CONTAINERS = ("jsonl", "json", "csv", "parquet")
_READ = 1024 * 1024


class NotAnArray(InvalidInput):
    code = "not_a_json_array"


def container_of(file: BinaryIO) -> str:
    """Return ``jsonl``, ``json``, ``csv`` or ``parquet``, by what the file begins with; the file is at its start."""
    file.seek(0)
    start = file.read(4096)
    file.seek(0)
    if start.startswith(b"PAR1"):
        return "parquet"
    text = start.removeprefix(BOM).lstrip()
    if text.startswith(b"["):
        return "json"
    return "jsonl" if text.startswith(b"{") else "csv"


def records(file: BinaryIO, container: str, *, max_line_bytes: int, after_line: int = 0) -> Iterator[Row]:
    """Yield the file's records as rows after ``after_line``, in memory bounded by the largest allowed record.

    In a JSON array and in Parquet, "line" counts records from 1. Raises ``InvalidInput`` for a file that can't be read.
    """
    if container == "jsonl":
        return read_jsonl(file, max_line_bytes=max_line_bytes, after_line=after_line)
    if container == "csv":
        return read_csv(file, max_line_bytes=max_line_bytes, columns=lambda header: None, after_line=after_line)
    if container == "json":
        return _array(file, max_line_bytes, after_line)
    return _parquet(file, after_line)


def _parquet(file: BinaryIO, after_line: int) -> Iterator[Row]:
    for number, values in enumerate(parquet_rows(file), start=1):
        if number > after_line:
            # Columns lie apart: a record has no place in the file, so progress is what has been read of it.
            size = sum(len(value) if isinstance(value, str) else 8 for value in values.values())
            yield Row(number, number, file.tell(), size, values, None, b"")


def _array(file: BinaryIO, max_bytes: int, after_line: int) -> Iterator[Row]:
    """The elements of one array, read piece by piece."""
    text = _Text(file, max_bytes)
    if text.next_sign() != "[":
        raise NotAnArray("The file doesn't begin with a JSON array.")
    text.skip(1)
    number = 0
    while True:
        sign = text.next_sign()
        if sign == "]":
            return
        if sign == ",":
            if not number:
                raise NotAnArray("Record 1: a comma without a record before it.")
            text.skip(1)
            sign = text.next_sign()
        elif number and sign:
            raise NotAnArray(f"After record {number}: expected a comma or the end of the array.")
        if not sign:
            raise NotAnArray(f"After record {number}: the array is never closed.")
        number += 1
        value, size = text.value(number)
        if number <= after_line:
            continue
        if isinstance(value, dict):
            yield Row(number, number, text.offset, size, value, None, b"")
        else:
            error = RowError("", f"expected a JSON object, not {kind_of(value)}")
            yield Row(number, number, text.offset, size, None, error, str(value).encode()[:START_BYTES])


class _Text:
    """A window over the file's text that grows until it holds a whole value."""

    def __init__(self, file: BinaryIO, max_bytes: int) -> None:
        self._file = file
        self._max = max_bytes
        self._decode = codecs.getincrementaldecoder("utf-8-sig")()
        self._parse = json.JSONDecoder(parse_constant=_no_constant)
        self._window = ""
        self._at = 0
        self._ended = False

    @property
    def offset(self) -> int:
        """How many bytes have been read."""
        return self._file.tell()

    def _more(self) -> bool:
        if self._ended:
            return False
        part = self._file.read(_READ)
        self._ended = not part
        try:
            added = self._decode.decode(part, final=self._ended)
        except UnicodeDecodeError as error:
            raise NotAnArray(f"The file is not valid UTF-8: {error.reason}.") from error
        self._window = self._window[self._at :] + added
        self._at = 0
        return True

    def next_sign(self) -> str:
        """The next character that isn't space; empty at the end."""
        while True:
            while self._at < len(self._window):
                if not self._window[self._at].isspace():
                    return self._window[self._at]
                self._at += 1
            if not self._more():
                return ""

    def skip(self, count: int) -> None:
        """Go on behind ``count`` characters."""
        self._at += count

    def value(self, number: int) -> tuple[Any, int]:
        """Return the value that begins here, and its length. Raises ``NotAnArray``: what follows can't be found."""
        while True:
            try:
                value, end = self._parse.raw_decode(self._window, self._at)
            except ValueError as error:
                if len(self._window) - self._at > self._max:
                    message = f"Record {number}: is larger than {size_in_words(self._max)}, or not valid JSON."
                    raise NotAnArray(message) from error
                if not self._more():
                    raise NotAnArray(f"Record {number}: not valid JSON: {error}") from error
                continue
            # A number or word that touches the window's end may go on in the next piece.
            if end == len(self._window) and self._more():
                continue
            size, self._at = end - self._at, end
            return value, size


def _no_constant(name: str) -> Any:
    raise ValueError(f"{name} is not a JSON number")

"""JSONL: one JSON object a line."""

from collections.abc import Iterator
from typing import Any, BinaryIO

import orjson

from annotator.services.importing.lines import Line, LineReader, size_in_words
from annotator.services.importing.rows import START_BYTES, Row, RowError


def read_jsonl(file: BinaryIO, *, max_line_bytes: int, after_line: int = 0) -> Iterator[Row]:
    """Yield the rows after line ``after_line``; blank lines are none. Memory is bounded by the longest allowed line."""
    lines = LineReader(file, max_bytes=max_line_bytes)
    for line in lines:
        if line.number <= after_line or not line.data.strip():
            continue
        values, error = None, None
        try:
            values = _object(line, max_line_bytes)
        except RowError as problem:
            error = problem
        yield Row(line.number, line.number, lines.offset, line.size, values, error, line.data[:START_BYTES])


def _object(line: Line, max_line_bytes: int) -> dict[str, Any]:
    if line.too_long:
        raise RowError(
            "", f"the line has {size_in_words(line.size)}; at most {size_in_words(max_line_bytes)} are allowed"
        )
    try:
        value = orjson.loads(line.data)
    except orjson.JSONDecodeError as error:
        raise RowError("", _why_not(line.data, error)) from error
    if not isinstance(value, dict):
        raise RowError("", f"expected a JSON object, not {kind_of(value)}")
    return value


def _why_not(data: bytes, error: orjson.JSONDecodeError) -> str:
    """Why ``data`` is no JSON; positions are in characters, and bytes that are no text are named as such."""
    try:
        text = data.decode("utf-8")
    except UnicodeDecodeError as broken:
        return f"invalid UTF-8: byte 0x{data[broken.start]:02x} at position {broken.start + 1}"
    return f"not valid JSON: {_plainly(error, text)}"


def _plainly(error: orjson.JSONDecodeError, text: str) -> str:
    if any(word in text for word in ("NaN", "Infinity")) and "unexpected character" in error.msg:
        return f"NaN and Infinity are not JSON numbers (position {error.pos + 1})"
    return f"{error.msg} (position {error.pos + 1})"


def kind_of(value: Any) -> str:
    """Return what a JSON value is, as an English noun phrase."""
    if value is None:
        return "null"
    if isinstance(value, bool):
        return "a JSON boolean"
    if isinstance(value, (int, float)):
        return "a number"
    if isinstance(value, str):
        return "text"
    return "a list" if isinstance(value, list) else "an object"

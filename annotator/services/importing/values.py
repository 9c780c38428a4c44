"""Checks of single values: text, numbers, ids. Each returns the value or raises ``RowError`` naming the field."""

import math
import re
from typing import Any

from annotator.services.importing.jsonl import kind_of
from annotator.services.importing.rows import RowError

MAX_ID_CHARS = 200
MAX_DEPTH = 20
# C0 controls but tab, line feed and carriage return (Windows texts end lines with it), DEL, and lone surrogates.
# Others, such as U+0085, occur in real texts and can be stored everywhere.
_FORBIDDEN = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff]")


#: The same controls as bytes, which no other character has in its UTF-8.
_FORBIDDEN_BYTES = bytes([*range(0x09), 0x0B, 0x0C, *range(0x0E, 0x20), 0x7F])
#: Characters up to which it is faster to ask each of them.
_SHORT = 100


def _clean(value: str) -> bool:
    """Whether nothing is forbidden: five times faster than the expression, which then says what and where."""
    if len(value) <= _SHORT and value.isprintable():
        return True
    try:
        encoded = value.encode()
    except UnicodeEncodeError:  # a surrogate
        return False
    return len(encoded.translate(None, _FORBIDDEN_BYTES)) == len(encoded)


def check_characters(value: str, field: str) -> str:
    """Return ``value`` if it can be stored and shown. Raises ``RowError`` naming the character and where it is."""
    if _clean(value):
        return value
    found = _FORBIDDEN.search(value)
    if found is None:
        return value
    code = ord(found.group())
    where = f"at position {found.start() + 1}"
    if 0xDC80 <= code <= 0xDCFF:
        raise RowError(field, f"invalid UTF-8: byte 0x{code - 0xDC00:02x} {where}")
    if code >= 0xD800:
        raise RowError(field, f"half a character (the lone surrogate U+{code:04X}) {where}")
    raise RowError(field, f"control character U+{code:04X} {where}")


def text(value: Any, field: str, *, max_chars: int | None = None) -> str:
    """Return ``value`` if it is text without forbidden characters, not longer than ``max_chars``."""
    if not isinstance(value, str):
        raise RowError(field, f"{kind_of(value)}, expected text")
    if max_chars is not None and len(value) > max_chars:
        raise RowError(field, f"has {len(value)} characters, at most {max_chars} are allowed")
    return check_characters(value, field)


def external_id(value: Any, field: str) -> str:
    """Return an id as text without surrounding spaces. Whole numbers are accepted and written in digits."""
    if isinstance(value, int) and not isinstance(value, bool):
        value = str(value)
    found = text(value, field).strip()
    if not found:
        raise RowError(field, "is empty")
    if len(found) > MAX_ID_CHARS:
        raise RowError(field, f"has {len(found)} characters, at most {MAX_ID_CHARS} are allowed")
    if "\n" in found or "\r" in found or "\t" in found:
        raise RowError(field, "holds a line end or tab")
    return found


def whole_number(value: Any, field: str, *, low: int, high: int) -> int:
    """Return a whole number from ``low`` to ``high``; text of digits (as CSV has it) counts as one."""
    if isinstance(value, str) and re.fullmatch(r"\s*[+-]?\d{1,18}\s*", value, flags=re.ASCII):
        value = int(value)
    if isinstance(value, float) and value.is_integer():
        value = int(value)
    if isinstance(value, bool) or not isinstance(value, int):
        raise RowError(field, f"{_shown(value)}, expected a whole number")
    if not low <= value <= high:
        raise RowError(field, f"{value} is outside {low} to {high}")
    return value


def number(value: Any, field: str) -> float:
    """Return a finite number; text that reads as one (as CSV has it) counts as one."""
    if isinstance(value, str) and re.fullmatch(r"\s*[+-]?\d{1,18}(\.\d{1,18})?\s*", value, flags=re.ASCII):
        value = float(value)
    if isinstance(value, bool) or not isinstance(value, (int, float)):
        raise RowError(field, f"{_shown(value)}, expected a number")
    if not math.isfinite(value):
        raise RowError(field, "is not a finite number")
    return float(value)


def free_object(value: Any, field: str) -> dict[str, Any]:
    """Return ``value`` if it is a JSON object that can be stored: clean texts, nested at most ``MAX_DEPTH`` deep."""
    if not isinstance(value, dict):
        raise RowError(field, f"{kind_of(value)}, expected an object")
    if value:
        _check_inside(value, field, 1)
    return value


def _check_inside(value: Any, field: str, depth: int) -> None:
    if depth > MAX_DEPTH:
        raise RowError(field, f"is nested more than {MAX_DEPTH} deep")
    if isinstance(value, str):
        check_characters(value, field)
    elif isinstance(value, dict):
        for name, part in value.items():
            check_characters(name, field)
            _check_inside(part, field, depth + 1)
    elif isinstance(value, list):
        for part in value:
            _check_inside(part, field, depth + 1)


def refuse_unknown(values: dict[str, Any], known: frozenset[str]) -> None:
    """Raise ``RowError`` for the first field that isn't known."""
    if values.keys() <= known:
        return
    for name in values:
        if name not in known:
            shown = check_characters(name[:80], "")
            raise RowError(shown, f"unknown field; known are {', '.join(sorted(known))}")


def _shown(value: Any) -> str:
    return f"“{value[:40]}”" if isinstance(value, str) else kind_of(value)

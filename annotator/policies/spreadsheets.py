"""CSV files that people open in a spreadsheet."""

from typing import TypeVar

V = TypeVar("V")
_FORMULA = ("=", "+", "-", "@", "\t", "\r")


def inert(value: V) -> V | str:
    """Return ``value`` so that a spreadsheet shows it: a text that it would run as a formula gets an apostrophe."""
    return f"'{value}" if isinstance(value, str) and value.startswith(_FORMULA) else value

"""Cells of CSV files that people open in a spreadsheet."""

from typing import TypeVar

V = TypeVar("V")
FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r")


def harmless(value: V) -> V | str:
    """Return ``value``; a text that a spreadsheet would take for a formula comes with an apostrophe before it.

    Names come from people and imports.
    """
    return f"'{value}" if isinstance(value, str) and value.startswith(FORMULA_STARTS) else value

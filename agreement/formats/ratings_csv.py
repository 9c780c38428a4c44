"""Reads ratings from a CSV file with the columns item, rater and value; what is wrong is named by line and column."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np

from agreement.formats.csv_lines import csv_lines
from agreement.statistics.codes import Ints
from agreement.statistics.counts import Ratings
from agreement.statistics.votes import Votes
from annotator.errors import InvalidInput

COLUMNS = ("item", "rater", "value")


@dataclass(frozen=True, slots=True, eq=False)
class RatingsFile:
    """A file's rows: `line` (n,) and codes (n,) into the names; `numeric` when every category is a finite number.

    `ordered` says whether the order of `scale` means something: numbers by size, or the order in which it was declared.
    `extra` holds the cells (n,) of each optional column that was asked for and is there. `anonymous` raters are not
    told apart: who gave which rating of two items is not known.
    """

    name: str
    line: Ints
    item: Ints
    rater: Ints
    category: Ints
    item_ids: list[str]
    rater_ids: list[str]
    scale: list[str] | list[float]
    numeric: bool
    ordered: bool
    notes: list[str]
    extra: dict[str, list[str]] = field(default_factory=dict)
    anonymous: bool = False

    def ratings(self) -> Ratings:
        """At most one rating of an item by a rater; else InvalidInput naming both lines."""
        keys = self.item * max(len(self.rater_ids), 1) + self.rater
        order = np.argsort(keys, kind="stable")
        again = np.flatnonzero(keys[order][1:] == keys[order][:-1])
        if again.size:
            first, second = order[again[0]], order[again[0] + 1]
            item, rater = self.item_ids[self.item[first]], self.rater_ids[self.rater[first]]
            raise InvalidInput(
                f"{self.name}, line {self.line[second]}, column rater: rater {rater!r} rated item {item!r} already"
                f" on line {self.line[first]}."
            )
        return Ratings(self.item, self.rater, self.category, self.item_ids, self.rater_ids, self.scale)

    def clusters(self, column: str) -> Ints:
        """The cluster (N,) of each item by `column`; InvalidInput where it is not there, or an item has two."""
        if self.line.size and column not in self.extra:
            raise InvalidInput(f"{self.name}, line 1: column {column} is not there.")
        of_item = np.full(len(self.item_ids), -1, dtype=np.int64)
        code: dict[str, int] = {}
        for line, item, cell in zip(self.line.tolist(), self.item.tolist(), self.extra.get(column, []), strict=True):
            found = code.setdefault(cell, len(code))
            if of_item[item] not in {-1, found}:
                at = f"{self.name}, line {line}, column {column}"
                raise InvalidInput(f"{at}: item {self.item_ids[item]!r} is {cell!r} here and something else above.")
            of_item[item] = found
        return of_item

    def votes(self) -> Votes:
        """Every row counts, also repeats of a rater on an item."""
        return Votes(self.item, self.rater, self.category, self.item_ids, self.rater_ids, self.scale)


def read_ratings(
    path: Path,
    *,
    categories: Sequence[str] | None = None,
    numbers: bool = False,
    names: Mapping[str, str] | None = None,
    optional: Sequence[str] = (),
) -> RatingsFile:
    """Read a CSV file (UTF-8, one header line) with the columns item, rater and value, in any order.

    `categories` declares the scale in its order; None takes the values that occur, numbers by size, else by the
    alphabet. `numbers` demands finite numbers. An empty value is a missing rating; it is left out and noted, as are
    other columns. `names` says what item, rater and value are called in the file; `optional` columns are kept in
    `extra` where the file has them. Raises InvalidInput.
    """
    called = {name: (names or {}).get(name, name) for name in COLUMNS} | {name: name for name in optional}
    notes: list[str] = []
    columns: dict[str, list[str]] = {name: [] for name in called}
    lines: list[int] = []
    missing = 0
    for line, row in _rows(path, called, notes):
        if not row["value"]:
            missing += 1
            continue
        lines.append(line)
        for name, cell in row.items():
            columns[name].append(cell)
    if missing:
        notes.append(f"{missing} row{'s' if missing > 1 else ''} without a value left out: not rated.")
    said = columns["value"]
    place = f"{path.name}, line {{line}}, column value"
    scale = declared_scale(categories) if categories is not None else _found(said, lines, place=place, numbers=numbers)
    numeric = all(isinstance(value, float) for value in scale)
    if numbers and not numeric:
        raise InvalidInput("This level of measurement needs categories that are numbers.")
    position = {value: code for code, value in enumerate(scale)}
    category = np.empty(len(said), dtype=np.int64)
    for row_number, value in enumerate(said):
        code = position.get(_number(value) if numeric else value)
        if code is None:
            at = place.format(line=lines[row_number])
            raise InvalidInput(f"{at}: {value!r} is none of the categories {', '.join(map(str, categories or scale))}.")
        category[row_number] = code
    items, item = _encode(columns["item"])
    raters, rater = _encode(columns["rater"])
    by_name = sorted(range(len(raters)), key=lambda code: (_number(raters[code]) or 0.0, raters[code]))
    rater = np.argsort(np.asarray(by_name, dtype=np.int64))[rater]
    return RatingsFile(
        name=path.name,
        line=np.asarray(lines, dtype=np.int64),
        item=item,
        rater=rater,
        category=category,
        item_ids=items,
        rater_ids=[raters[code] for code in by_name],
        scale=scale,
        numeric=numeric and bool(scale),
        ordered=bool(scale) and (numeric or categories is not None),
        notes=notes,
        extra={name: columns[name] for name in optional if len(columns[name]) == len(said)},
    )


def label(value: str | float) -> str:
    """A category as people write it: 1, not 1.0."""
    return f"{value:.15g}" if isinstance(value, float) else value


def _rows(path: Path, called: Mapping[str, str], notes: list[str]) -> Iterator[tuple[int, dict[str, str]]]:
    """The line number and the stripped cells of each row that is not blank, by the columns' own names."""
    lines = csv_lines(path)
    _, header = next(lines, (1, []))
    place = _header(header, path.name, called, notes)
    for line, cells in lines:
        row = {name: cells[at] for name, at in place.items()}
        for name in ("item", "rater"):
            if not row[name]:
                raise InvalidInput(f"{path.name}, line {line}, column {name}: is empty.")
        yield line, row


def _header(found: list[str], name: str, called: Mapping[str, str], notes: list[str]) -> dict[str, int]:
    """Where the needed columns are, and the optional ones that the file has."""
    place: dict[str, int] = {}
    for own, column in called.items():
        if found.count(column) == 0 and own not in COLUMNS:
            continue
        if found.count(column) != 1:
            problem = (
                "twice or more" if column in found else f"not there; the header has {', '.join(found) or 'nothing'}"
            )
            needed = ", ".join(called[each] for each in COLUMNS)
            raise InvalidInput(f"{name}, line 1: column {column} is {problem}. Needed: {needed}.")
        place[own] = found.index(column)
    others = [column for column in found if column not in called.values()]
    if others:
        notes.append(f"Not used: column {', '.join(others)}.")
    return place


def declared_scale(categories: Sequence[str]) -> list[str] | list[float]:
    """The scale in its declared order, as numbers if all of it are; raises InvalidInput for an empty or double name."""
    names = [category.strip() for category in categories]
    if not all(names) or not names:
        raise InvalidInput("--categories: a category is empty.")
    parsed = [_number(name) for name in names]
    scale: list[str] | list[float] = names
    if all(number is not None for number in parsed):
        scale = [number for number in parsed if number is not None]
    if len(set(scale)) != len(scale):
        raise InvalidInput("--categories: a category is named twice.")
    return scale


def _found(said: list[str], lines: list[int], *, place: str, numbers: bool) -> list[str] | list[float]:
    distinct = set(said)
    parsed = {value: _number(value) for value in distinct}
    finite = [number for number in parsed.values() if number is not None]
    broken = {value for value in distinct if parsed[value] is None}
    # A nan among numbers is an accident, not a category.
    accident = bool(finite) and all(value.lower().lstrip("+-") in {"nan", "inf", "infinity"} for value in broken)
    if broken and (numbers or accident):
        row_number = next(index for index, value in enumerate(said) if value in broken)
        raise InvalidInput(f"{place.format(line=lines[row_number])}: {said[row_number]!r} is not a finite number.")
    return sorted(distinct) if broken else sorted(set(finite))


def _number(value: str) -> float | None:
    try:
        number = float(value)
    except ValueError:
        return None
    return number if math.isfinite(number) and "_" not in value else None


def _encode(names: list[str]) -> tuple[list[str], Ints]:
    """The distinct names in order of appearance, and the code of each row."""
    code: dict[str, int] = {}
    codes = [code.setdefault(name, len(code)) for name in names]
    return list(code), np.asarray(codes, dtype=np.int64)

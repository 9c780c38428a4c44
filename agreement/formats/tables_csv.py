"""Ratings as tables: counts of items by categories, and the contingency table of two raters; and weighted ratings."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import Literal

import numpy as np

from agreement.formats.csv_lines import csv_lines
from agreement.formats.ratings_csv import COLUMNS, RatingsFile, declared_scale, read_ratings
from agreement.statistics.codes import Ints
from annotator.errors import InvalidInput

Layout = Literal["ratings", "counts", "contingency"]
LAYOUTS: tuple[Layout, ...] = ("ratings", "counts", "contingency")
#: Tables are laid out as ratings; more than this are none that people gave.
MOST_RATINGS = 20_000_000


def read_any(
    path: Path,
    *,
    layout: Layout | None = None,
    categories: Sequence[str] | None = None,
    numbers: bool = False,
    cluster: str | None = None,
    slices: Sequence[str] = (),
) -> RatingsFile:
    """Read a file of ratings, of counts or of a contingency table; None finds out by the header.

    - ratings: columns item, rater, value, and perhaps weight, how many items like this one there are (the same for all
      ratings of an item).
    - counts: a column item and one for each category, holding how many raters chose it. Raters are not told apart.
    - contingency: the first column and the header name the same categories; a cell counts the items that the one rater
      put into its row and the other into its column.

    `cluster` names one more column of ratings, which says what items go together, `slices` further ones. Raises
    InvalidInput naming line and column.
    """
    found = layout or _layout(path)
    if found == "counts":
        return _counts(path, categories, numbers)
    if found == "contingency":
        return _contingency(path, categories, numbers)
    optional = tuple(dict.fromkeys(["weight", *slices, *([] if cluster is None else [cluster])]))
    return _weighted(read_ratings(path, categories=categories, numbers=numbers, optional=optional))


def _layout(path: Path) -> Layout:
    lines = csv_lines(path)
    _, header = next(lines, (1, []))
    _, first = next(lines, (2, []))
    if "item" in header and not {"rater", "value"} & set(header) and len(header) > 2:
        return "counts"
    if not set(COLUMNS) & set(header) and first and first[0] in header[1:]:
        return "contingency"
    return "ratings"


def _weighted(file: RatingsFile) -> RatingsFile:
    """Each item as often as its weight says."""
    if "weight" not in file.extra or not file.line.size:
        return file
    times = np.asarray(
        [
            _whole(cell, f"{file.name}, line {line}, column weight")
            for line, cell in zip(file.line.tolist(), file.extra["weight"], strict=True)
        ],
        dtype=np.int64,
    )
    of_item = np.full(len(file.item_ids), -1, dtype=np.int64)
    of_item[file.item] = times
    if (wrong := np.flatnonzero(of_item[file.item] != times)).size:
        item = file.item_ids[file.item[wrong[0]]]
        at = f"{file.name}, line {file.line[wrong[0]]}, column weight"
        raise InvalidInput(f"{at}: item {item!r} has another weight elsewhere; an item has one weight.")
    _check_size(int(times.sum()), file.name)
    start = np.cumsum(of_item) - of_item
    again = np.repeat(np.arange(times.size), times)
    copy = np.arange(again.size) - np.repeat(np.cumsum(times) - times, times)
    names = [
        name if n == 1 else f"{name} #{k + 1}" for name, n in zip(file.item_ids, of_item, strict=True) for k in range(n)
    ]
    return replace(
        file,
        line=file.line[again],
        item=start[file.item[again]] + copy,
        rater=file.rater[again],
        category=file.category[again],
        item_ids=names,
        notes=[*file.notes, f"{times.size} ratings stand for {again.size} by their weights."],
        extra={name: [cells[row] for row in again.tolist()] for name, cells in file.extra.items() if name != "weight"},
    )


def _counts(path: Path, categories: Sequence[str] | None, numbers: bool) -> RatingsFile:
    lines = csv_lines(path)
    _, header = next(lines, (1, []))
    if "item" not in header:
        raise InvalidInput(f"{path.name}, line 1: column item is not there; the header has {', '.join(header)}.")
    columns = [name for name in header if name != "item"]
    names = list(categories) if categories is not None else columns
    if unknown := [name for name in columns if name not in names]:
        raise InvalidInput(f"{path.name}, line 1: column {unknown[0]} is none of the categories {', '.join(names)}.")
    scale = declared_scale(names)
    item_ids: list[str] = []
    at: list[int] = []
    table: list[list[int]] = []
    seen: dict[str, int] = {}
    for line, cells in lines:
        row = dict(zip(header, cells, strict=True))
        name_of_item = row["item"]
        if name_of_item in seen:
            before = seen[name_of_item]
            raise InvalidInput(f"{path.name}, line {line}, column item: {name_of_item!r} is already on line {before}.")
        seen[name_of_item] = line
        item_ids.append(name_of_item)
        at.append(line)
        table.append([_whole(row.get(name, "0") or "0", f"{path.name}, line {line}, column {name}") for name in names])
    counts = np.asarray(table, dtype=np.int64).reshape(-1, len(names))
    _check_size(int(counts.sum()), path.name)
    rows, columns_of = np.nonzero(counts)
    times = counts[rows, columns_of]
    item = np.repeat(rows, times).astype(np.int64)
    category = np.repeat(columns_of, times).astype(np.int64)
    per_item = np.bincount(item, minlength=len(item_ids))
    rater = np.arange(item.size) - np.repeat(np.cumsum(per_item) - per_item, per_item)
    return _file(path, np.asarray(at, dtype=np.int64)[item], (item, rater, category), item_ids, scale, numbers, True)


def _contingency(path: Path, categories: Sequence[str] | None, numbers: bool) -> RatingsFile:
    lines = csv_lines(path)
    _, header = next(lines, (1, []))
    columns = header[1:]
    names = list(categories) if categories is not None else columns
    if unknown := [name for name in columns if name not in names]:
        raise InvalidInput(f"{path.name}, line 1: column {unknown[0]} is none of the categories {', '.join(names)}.")
    scale = declared_scale(names)
    code = {name: position for position, name in enumerate(names)}
    codes: list[tuple[int, int, int, int]] = []
    seen: set[str] = set()
    for line, cells in lines:
        if cells[0] not in code or cells[0] in seen:
            problem = "is there twice" if cells[0] in seen else f"is none of the categories {', '.join(names)}"
            raise InvalidInput(f"{path.name}, line {line}, column {header[0] or 1}: {cells[0]!r} {problem}.")
        seen.add(cells[0])
        for name, cell in zip(columns, cells[1:], strict=True):
            times = _whole(cell, f"{path.name}, line {line}, column {name}")
            codes.append((line, code[cells[0]], code[name], times))
    at, one, other, times_of = np.asarray(codes, dtype=np.int64).reshape(-1, 4).T
    _check_size(2 * int(times_of.sum()), path.name)
    one, other, at = (np.repeat(column, times_of) for column in (one, other, at))
    item = np.repeat(np.arange(one.size), 2)
    rater = np.tile(np.asarray([0, 1], dtype=np.int64), one.size)
    category = np.stack([one, other], axis=1).reshape(-1)
    ids = [str(number) for number in range(1, one.size + 1)]
    return _file(path, np.repeat(at, 2), (item, rater, category), ids, scale, numbers, False)


def _file(
    path: Path,
    line: Ints,
    codes: tuple[Ints, Ints, Ints],
    item_ids: list[str],
    scale: list[str] | list[float],
    numbers: bool,
    anonymous: bool,
) -> RatingsFile:
    numeric = bool(scale) and all(isinstance(value, float) for value in scale)
    if numbers and not numeric:
        raise InvalidInput("This level of measurement needs categories that are numbers.")
    item, rater, category = codes
    raters = int(rater.max()) + 1 if rater.size else 0
    return RatingsFile(
        name=path.name,
        line=line,
        item=item,
        rater=rater,
        category=category,
        item_ids=item_ids,
        rater_ids=[str(number) for number in range(1, raters + 1)],
        scale=scale,
        numeric=numeric,
        ordered=True,
        notes=["Raters are not told apart in a table of counts."] if anonymous else [],
        anonymous=anonymous,
    )


def _whole(cell: str, at: str) -> int:
    if not cell.isdecimal():
        raise InvalidInput(f"{at}: {'is empty' if not cell else f'{cell!r} is not a whole number of at least 0'}.")
    return int(cell)


def _check_size(n: int, name: str) -> None:
    if n > MOST_RATINGS:
        raise InvalidInput(f"{name}: {n} ratings; at most {MOST_RATINGS} can be analysed.")

"""Reads comparisons of two models from a CSV or JSONL file; what is wrong is named by line and column."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np

from agreement.formats.csv_lines import csv_lines
from agreement.statistics.codes import Floats
from annotator.errors import InvalidInput
from preferences.formats.json_lines import json_lines
from preferences.statistics.comparisons import Comparisons, comparisons_from_columns

NEEDED = ("model_a", "model_b", "winner")
#: Spellings in use for each outcome; anything else is an error, never a guess.
SPELLINGS = {
    "a": "a",
    "model_a": "a",
    "b": "b",
    "model_b": "b",
    "tie": "tie",
    "both_bad": "both_bad",
    "bothbad": "both_bad",
    "tie (bothbad)": "both_bad",
}
#: A count is laid out as so many rows; more than this is no file of human judgments.
MOST_ROWS = 20_000_000

Row = Mapping[str, Any]


@dataclass(frozen=True, slots=True, eq=False)
class ComparisonsFile:
    """What was read: the comparisons, the first-listed side taken as shown first, and what there is to say about it.

    ``item_names`` (n,) is None without a column of items; ``groups`` maps each column asked for to its texts (n,), ""
    where a cell is empty.
    """

    comparisons: Comparisons
    has_raters: bool
    notes: list[str]
    item_names: Sequence[str] | None = None
    groups: Mapping[str, Sequence[str]] = field(default_factory=dict)


def read_comparisons(path: Path, *, covariates: Sequence[str] = (), groups: Sequence[str] = ()) -> ComparisonsFile:
    """Read `model_a`, `model_b`, `winner` and, where there, `count`, `rater`, `item`, `length_a` and `length_b`.

    `winner` is a or model_a, b or model_b, tie, both_bad (also bothbad, tie (bothbad)), or the winning model's name.
    Each of `covariates` is a column of that name (a less b) or two columns with the endings _a and _b; each of `groups`
    is a column of texts. Without an item each row is one of its own. A name ending in .jsonl or .ndjson is read as JSON
    lines, else as CSV. Raises InvalidInput.
    """
    rows, fields = _jsonl(path) if path.suffix.lower() in {".jsonl", ".ndjson"} else _csv(path)
    for name in NEEDED:
        if name not in fields:
            raise InvalidInput(
                f"{path.name}: column {name} is not there; found {', '.join(sorted(fields)) or 'nothing'}."
            )
    if ("length_a" in fields) != ("length_b" in fields):
        raise InvalidInput(f"{path.name}: lengths are given for one side only.")
    for name in covariates:
        if name not in fields and not {f"{name}_a", f"{name}_b"} <= fields:
            raise InvalidInput(f"{path.name}: covariate {name} needs a column {name}, or {name}_a and {name}_b.")
    for name in groups:
        if name not in fields:
            raise InvalidInput(f"{path.name}: there is no column {name} to group by.")
    reader = _Reader(path.name, fields, covariates, groups)
    for line, row in rows:
        reader.take(line, row)
    return reader.finish()


class _Reader:
    """Collects the columns row by row."""

    def __init__(self, name: str, fields: set[str], covariates: Sequence[str], groups: Sequence[str]) -> None:
        self.name = name
        self.fields = fields
        self.text: dict[str, list[str]] = {"model_a": [], "model_b": [], "outcome": [], "item": [], "rater": []}
        self.numbers: dict[str, list[float]] = {}
        self.pairs = {f"{name}_{side}" for name in covariates if name not in fields for side in "ab"}
        self.plain = [name for name in covariates if name in fields]
        self.covariates = covariates
        self.counts: list[int] = []
        self.groups: dict[str, list[str]] = {name: [] for name in groups}

    def take(self, line: int, row: Row) -> None:
        """Add one row; raises InvalidInput naming line and column."""
        at = f"{self.name}, line {line}, column"
        a, b = (self._text(row, name, at) for name in ("model_a", "model_b"))
        if a == b:
            raise InvalidInput(f"{at} model_b: {b!r} is compared with itself.")
        self.text["model_a"].append(a)
        self.text["model_b"].append(b)
        self.text["outcome"].append(_outcome(self._text(row, "winner", at), a, b, at))
        self.text["item"].append(self._text(row, "item", at) if "item" in self.fields else str(line))
        if "rater" in self.fields:
            self.text["rater"].append(self._text(row, "rater", at))
        for name, column in self.groups.items():
            column.append("" if row.get(name) in (None, "") else self._text(row, name, at))
        for name in (*(("length_a", "length_b") if "length_a" in self.fields else ()), *self.pairs, *self.plain):
            self.numbers.setdefault(name, []).append(_number(row.get(name), f"{at} {name}"))
        if "count" in self.fields:
            self.counts.append(_count(row.get("count"), f"{at} count"))

    def finish(self) -> ComparisonsFile:
        """Return what was taken."""
        n = len(self.text["outcome"])
        times = np.asarray(self.counts, dtype=np.int64) if self.counts else np.ones(n, dtype=np.int64)
        if times.sum() > MOST_ROWS:
            raise InvalidInput(f"{self.name}: {times.sum()} comparisons; at most {MOST_ROWS} can be analysed.")
        again = np.repeat(np.arange(n), times)
        alone = bool(self.counts) and "item" not in self.fields  # each of the counted comparisons is one of its own
        number = {name: np.asarray(column, dtype=np.float64)[again] for name, column in self.numbers.items()}

        def laid_out(column: list[str]) -> list[str]:
            return [column[row] for row in again.tolist()] if self.counts else column

        compared = comparisons_from_columns(
            items=range(again.size) if alone else laid_out(self.text["item"]),
            model_a=laid_out(self.text["model_a"]),
            model_b=laid_out(self.text["model_b"]),
            outcomes=laid_out(self.text["outcome"]),
            raters=laid_out(self.text["rater"]) if "rater" in self.fields else None,
            first=["a"] * again.size,
            length_a=number["length_a"].tolist() if "length_a" in number else None,
            length_b=number["length_b"].tolist() if "length_b" in number else None,
            features=self._features(number),
        )
        used = {*NEEDED, "item", "rater", "count", "length_a", "length_b", *self.pairs, *self.plain, *self.groups}
        others = sorted(self.fields - used)
        notes = [f"{compared.n} comparisons of {len(compared.models)} models on {compared.n_items} items."]
        if others:
            notes.append(f"Not used: column {', '.join(others)}.")
        names = laid_out(self.text["item"]) if "item" in self.fields else None
        groups = {name: laid_out(column) for name, column in self.groups.items()}
        return ComparisonsFile(compared, "rater" in self.fields, notes, names, groups)

    def _features(self, number: Mapping[str, Floats]) -> dict[str, Floats]:
        return {
            name: number[name] if name in self.plain else number[f"{name}_a"] - number[f"{name}_b"]
            for name in self.covariates
            if self.text["outcome"]
        }

    def _text(self, row: Row, name: str, at: str) -> str:
        value = row.get(name)
        if isinstance(value, bool) or not isinstance(value, str | int):
            raise InvalidInput(f"{at} {name}: {'is empty' if value is None else f'{value!r} is not a text'}.")
        found = str(value).strip()
        if not found:
            raise InvalidInput(f"{at} {name}: is empty.")
        return found


def _outcome(said: str, a: str, b: str, at: str) -> str:
    named = {a: "a", b: "b"}.get(said)
    spelled = SPELLINGS.get(said if named else said.lower())
    if named is not None and spelled is not None and named != spelled:
        raise InvalidInput(f"{at} winner: {said!r} is a model's name as well as an outcome; write model_a or model_b.")
    found = named or spelled
    if found is None:
        known = "model_a, model_b, tie, both_bad or the winning model's name"
        raise InvalidInput(f"{at} winner: unknown outcome {said!r}; it must be {known}.")
    return found


def _number(value: Any, at: str) -> float:
    try:
        number = math.nan if value is None or isinstance(value, bool) else float(value)
    except (TypeError, ValueError):
        number = math.nan
    if not math.isfinite(number):
        raise InvalidInput(f"{at}: {'is empty' if value in (None, '') else f'{value!r} is not a finite number'}.")
    return number


def _count(value: Any, at: str) -> int:
    number = _number(value, at)
    if number != int(number) or not 0 <= number <= MOST_ROWS:
        raise InvalidInput(f"{at}: {value!r} is not a whole number from 0 to {MOST_ROWS}.")
    return int(number)


def _csv(path: Path) -> tuple[Iterator[tuple[int, Row]], set[str]]:
    lines = csv_lines(path)
    _, names = next(lines, (1, []))
    if twice := {name for name in names if names.count(name) > 1}:
        raise InvalidInput(f"{path.name}, line 1: column {min(twice)} is there twice.")
    return ((line, dict(zip(names, cells, strict=True))) for line, cells in lines), set(names)


def _jsonl(path: Path) -> tuple[Iterator[tuple[int, Row]], set[str]]:
    """Rows, and the fields of the first of them: what a study records, it records from its first row on."""
    rows = json_lines(path)
    first = next(rows, None)
    if first is None:
        return iter(()), set(NEEDED)

    def all_rows() -> Iterator[tuple[int, Row]]:
        yield first
        yield from rows

    return all_rows(), set(first[1])

"""Ratings for tests: from published layouts, and random ragged ones."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np

from agreement.statistics.codes import Ints
from agreement.statistics.counts import Ratings, ratings_from_columns

REFERENCE = Path(__file__).resolve().parents[2] / "reference"


def reference(name: str, *, file: str = "agreement_tables") -> dict[str, Any]:
    """A published table by name."""
    tables: dict[str, dict[str, Any]] = json.loads((REFERENCE / f"{file}.json").read_text(encoding="utf-8"))
    return tables[name]


def from_matrix(rows: Sequence[Sequence[Any]], *, scale: Sequence[Any] | None = None) -> Ratings:
    """Ratings from one row per item and one column per rater, None where there is no rating."""
    cells = [
        (item, f"rater {rater}", value)
        for item, row in enumerate(rows)
        for rater, value in enumerate(row)
        if value is not None
    ]
    items, raters, values = zip(*cells, strict=True) if cells else ((), (), ())
    return ratings_from_columns(items, raters, values, scale=scale)


def from_table(table: Sequence[Sequence[int]]) -> Ratings:
    """Ratings of two raters from their contingency table."""
    size = len(table)
    rows = [[i, j] for i in range(size) for j in range(size) for _ in range(table[i][j])]
    return from_matrix(rows, scale=range(size))


def from_counts(counts: Sequence[Sequence[int]]) -> Ratings:
    """Ratings from items x categories counts; raters are made up per item."""
    rows = [[category for category, n in enumerate(row) for _ in range(n)] for row in counts]
    return from_matrix(rows, scale=range(len(counts[0])))


def ragged(
    seed: int, *, items: int = 60, raters: int = 6, categories: int = 4, density: float = 0.6, skill: float = 0.6
) -> Ratings:
    """Random ratings with missing cells: with chance `skill` the item's true category, else any."""
    rng = np.random.default_rng(seed)
    truth = rng.integers(0, categories, items)
    drawn = np.where(
        rng.random((items, raters)) < skill, truth[:, np.newaxis], rng.integers(0, categories, (items, raters))
    )
    item, rater = np.nonzero(rng.random((items, raters)) < density)
    return Ratings(item, rater, drawn[item, rater], range(items), range(raters), range(categories))


def as_matrix(ratings: Ratings) -> np.ndarray[Any, np.dtype[np.float64]]:
    """Raters x items values with nan for missing, as other packages take them."""
    matrix = np.full((len(ratings.rater_ids), len(ratings.item_ids)), np.nan)
    matrix[ratings.rater, ratings.item] = ratings.category
    return matrix


def pair_table(ratings: Ratings, a: int, b: int) -> Ints:
    """The contingency table of raters `a` and `b`, counted the slow way."""
    own = {
        int(item): int(c) for item, r, c in zip(ratings.item, ratings.rater, ratings.category, strict=True) if r == a
    }
    table = np.zeros((len(ratings.scale), len(ratings.scale)), dtype=np.int64)
    for item, r, c in zip(ratings.item, ratings.rater, ratings.category, strict=True):
        if r == b and int(item) in own:
            table[own[int(item)], c] += 1
    return table

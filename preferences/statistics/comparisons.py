"""Comparisons of two models as columns, checked once: every outcome known, every side told or said to be unknown."""

from __future__ import annotations

from collections.abc import Hashable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Literal

import numpy as np

from agreement.statistics.codes import Floats, Ints, count_distinct

Outcome = Literal["a", "b", "tie", "both_bad"]
#: The outcome codes are positions in this list.
OUTCOMES: tuple[Outcome, ...] = ("a", "b", "tie", "both_bad")
A, B, TIE, BOTH_BAD = range(4)
#: `first` codes: side a was shown first, side b was, or nobody knows.
FIRST_A, FIRST_B, FIRST_UNKNOWN = 0, 1, -1


class InvalidComparison(ValueError):
    """A comparison names the same model twice, a bad length, or columns that do not fit together."""


class UnknownOutcome(ValueError):
    """An outcome is none of a, b, tie, both_bad; it is never guessed."""


class UnknownSide(ValueError):
    """The side shown first is none of a, b, or None for unknown."""


@dataclass(frozen=True, slots=True, eq=False)
class Comparisons:
    """Judged comparisons, one row each, n in all.

    `model_a`, `model_b` (n,) are positions in `models`; `outcome` (n,) in OUTCOMES; `first` (n,) is FIRST_A, FIRST_B or
    FIRST_UNKNOWN, the side shown first; `item` (n,) and `rater` (n,) group rows that are not independent;
    `length_difference` (n,) is length of side a minus length of side b, or None when lengths are not known; `features`
    maps any other feature's name to its difference, likewise (n,).
    """

    models: Sequence[str]
    model_a: Ints
    model_b: Ints
    outcome: Ints
    item: Ints
    rater: Ints
    rater_ids: Sequence[Hashable]
    first: Ints
    length_difference: Floats | None = None
    features: Mapping[str, Floats] = field(default_factory=dict)

    def __post_init__(self) -> None:
        n = self.outcome.shape
        columns = [self.model_a, self.model_b, self.item, self.rater, self.first]
        if self.length_difference is not None:
            columns.append(self.length_difference)  # type: ignore[arg-type]
        columns.extend(self.features.values())  # type: ignore[arg-type]
        if len(n) != 1 or any(column.shape != n for column in columns):
            raise InvalidComparison("the columns of the comparisons have different lengths")
        if (self.model_a == self.model_b).any():
            row = int(np.flatnonzero(self.model_a == self.model_b)[0])
            raise InvalidComparison(f"row {row} compares model {self.models[self.model_a[row]]!r} with itself")
        if n[0] and (self.outcome.min() < 0 or self.outcome.max() >= len(OUTCOMES)):
            raise UnknownOutcome(f"an outcome code is not one of 0..{len(OUTCOMES) - 1}")
        if n[0] and (self.first.min() < FIRST_UNKNOWN or self.first.max() > FIRST_B):
            raise UnknownSide("a code of the side shown first is not 0, 1 or -1")
        if self.length_difference is not None and not np.isfinite(self.length_difference).all():
            raise InvalidComparison("a length difference is nan or infinite")

    @property
    def n(self) -> int:
        """The number of comparisons."""
        return int(self.outcome.size)

    @property
    def n_items(self) -> int:
        """The number of distinct items."""
        return count_distinct(self.item)

    def where(self, mask: np.ndarray[tuple[int], np.dtype[np.bool_]]) -> Comparisons:
        """The rows for which `mask` (n,) holds; models and raters keep their codes."""
        return replace(
            self,
            model_a=self.model_a[mask],
            model_b=self.model_b[mask],
            outcome=self.outcome[mask],
            item=self.item[mask],
            rater=self.rater[mask],
            first=self.first[mask],
            length_difference=None if self.length_difference is None else self.length_difference[mask],
            features={name: column[mask] for name, column in self.features.items()},
        )


def comparisons_from_columns(
    *,
    items: Sequence[Hashable],
    model_a: Sequence[str],
    model_b: Sequence[str],
    outcomes: Sequence[str],
    raters: Sequence[Hashable] | None = None,
    first: Sequence[str | None] | None = None,
    length_a: Sequence[float] | None = None,
    length_b: Sequence[float] | None = None,
    features: Mapping[str, Floats] | None = None,
) -> Comparisons:
    """Comparisons from plain columns of equal length.

    `outcomes` are a, b, tie or both_bad; `first` names the side shown first, "a" or "b", None where unknown (or as a
    whole); `features` maps names to differences, a less b. Raises UnknownOutcome, UnknownSide or InvalidComparison,
    naming the row.
    """
    given = [items, model_a, model_b, outcomes, raters, first, length_a, length_b]
    n = len(outcomes)
    if any(column is not None and len(column) != n for column in given):
        raise InvalidComparison("the columns of the comparisons have different lengths")
    if (length_a is None) != (length_b is None):
        raise InvalidComparison("lengths are given for one side only")
    models = sorted(set(model_a) | set(model_b))
    position = {name: code for code, name in enumerate(models)}
    rater_ids, rater = _codes(raters) if raters is not None else ([None], np.zeros(n, dtype=np.int64))
    lengths = None
    if length_a is not None and length_b is not None:
        lengths = np.asarray(length_a, dtype=np.float64) - np.asarray(length_b, dtype=np.float64)
    return Comparisons(
        models,
        np.fromiter((position[name] for name in model_a), dtype=np.int64, count=n),
        np.fromiter((position[name] for name in model_b), dtype=np.int64, count=n),
        _lookup(outcomes, dict(zip(OUTCOMES, range(4), strict=True)), UnknownOutcome, "outcome"),
        _codes(items)[1],
        rater,
        rater_ids,
        np.full(n, FIRST_UNKNOWN, dtype=np.int64)
        if first is None
        else _lookup(first, {"a": FIRST_A, "b": FIRST_B, None: FIRST_UNKNOWN}, UnknownSide, "side shown first"),
        lengths,
        features or {},
    )


def _lookup(column: Sequence[Hashable], codes: dict[Hashable, int], error: type[ValueError], what: str) -> Ints:
    found = np.empty(len(column), dtype=np.int64)
    for row, value in enumerate(column):
        if value not in codes:
            known = ", ".join(str(name) for name in codes)
            raise error(f"row {row}: unknown {what} {value!r}, not one of {known}")
        found[row] = codes[value]
    return found


def _codes(column: Sequence[Hashable]) -> tuple[list[Hashable], Ints]:
    """Codes in order of first appearance."""
    position: dict[Hashable, int] = {}
    codes = np.fromiter(
        (position.setdefault(name, len(position)) for name in column), dtype=np.int64, count=len(column)
    )
    return list(position), codes

"""Counts first: long ratings become items x categories counts, distinct patterns, and rater-pair tables."""

from __future__ import annotations

from collections.abc import Hashable, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from agreement.statistics.codes import Floats, Ints

#: Cells of a dense items x categories table that are still counted (2 bytes each).
MAX_CELLS = 200_000_000


class DuplicateRating(ValueError):
    """A rater has more than one rating of an item; only the current one may be passed."""


class ValueOutsideScale(ValueError):
    """A rating is not on the declared scale."""


class InvalidRatings(ValueError):
    """The rating columns do not fit together, or hold a missing value (missing ratings are simply absent)."""


class TooManyCells(ValueError):
    """Items times categories is more than can be counted densely."""


@dataclass(frozen=True, slots=True, eq=False)
class Ratings:
    """Ratings in long form: row r says that rater `rater[r]` put item `item[r]` into category `category[r]`.

    The three code arrays are (n,) int64; `item_ids` (N,), `rater_ids` (R,) name the codes, and `scale` (V,) is the full
    declared list of categories in order (also those nobody used). Missing ratings are absent rows.
    """

    item: Ints
    rater: Ints
    category: Ints
    item_ids: Sequence[Hashable]
    rater_ids: Sequence[Hashable]
    scale: Sequence[Hashable]

    def __post_init__(self) -> None:
        columns = (("item", self.item_ids), ("rater", self.rater_ids), ("category", self.scale))
        for name, names in columns:
            codes = getattr(self, name)
            if codes.shape != self.item.shape or codes.ndim != 1:
                raise InvalidRatings(f"column {name} has shape {codes.shape}, not {self.item.shape}")
            if codes.size and (codes.min() < 0 or codes.max() >= len(names)):
                raise InvalidRatings(f"column {name} holds a code outside 0..{len(names) - 1}")
        if len(set(self.scale)) != len(self.scale):
            raise InvalidRatings("the scale names a category twice")
        self._refuse_duplicates()

    def _refuse_duplicates(self) -> None:
        keys = self.item * len(self.rater_ids) + self.rater
        cells = len(self.item_ids) * len(self.rater_ids)
        if cells <= MAX_CELLS:
            seen = np.zeros(cells, dtype=bool)
            seen[keys] = True
            distinct = int(np.count_nonzero(seen))
        else:
            distinct = int(np.unique(keys).size)
        if distinct == keys.size:
            return
        ordered = np.sort(keys)
        first = int(ordered[:-1][ordered[1:] == ordered[:-1]][0])
        item, rater = divmod(first, len(self.rater_ids))
        raise DuplicateRating(
            f"rater {self.rater_ids[rater]!r} rated item {self.item_ids[item]!r} more than once"
            f" ({keys.size - distinct} ratings too many in all)"
        )

    @property
    def n(self) -> int:
        """The number of ratings."""
        return int(self.item.size)

    def values(self) -> Floats:
        """The scale as numbers (V,): the categories themselves where all are numbers, else raises InvalidRatings."""
        if not all(isinstance(value, (int, float, np.number)) and not isinstance(value, bool) for value in self.scale):
            raise InvalidRatings("the scale is not numeric")
        numbers = np.asarray([float(value) for value in self.scale], dtype=np.float64)  # type: ignore[arg-type]
        if not np.isfinite(numbers).all():
            raise InvalidRatings("the scale holds nan or infinity")
        return numbers


def ratings_from_columns(
    items: Sequence[Hashable] | npt.NDArray[np.generic],
    raters: Sequence[Hashable] | npt.NDArray[np.generic],
    values: Sequence[Hashable] | npt.NDArray[np.generic],
    *,
    scale: Sequence[Hashable] | None = None,
) -> Ratings:
    """Ratings from three columns of equal length with any hashable ids and values.

    `scale` is the declared list of categories in order; None takes the values that occur, sorted (numbers by size).
    Raises ValueOutsideScale, DuplicateRating, or InvalidRatings when a value is None or nan.
    """
    if not len(items) == len(raters) == len(values):
        raise InvalidRatings(f"{len(items)} items, {len(raters)} raters and {len(values)} values do not fit together")
    item_ids, item = _encode(items)
    rater_ids, rater = _encode(raters)
    found, codes = _encode(values)
    for value in found:
        if value is None or value != value:
            raise InvalidRatings("a value is None or nan: leave missing ratings out")
    declared = list(found) if scale is None else [_plain(value) for value in scale]
    position = {value: index for index, value in enumerate(declared)}
    outside = [value for value in found if value not in position]
    if outside:
        raise ValueOutsideScale(f"{outside[0]!r} is not on the scale {declared[:20]!r}")
    lookup = np.asarray([position[value] for value in found], dtype=np.int64)
    category = lookup[codes] if len(found) else codes
    return Ratings(item, rater, category, item_ids, rater_ids, declared)


def _plain(value: Hashable) -> Hashable:
    return value.item() if isinstance(value, np.generic) else value


def _encode(column: Sequence[Hashable] | npt.NDArray[np.generic]) -> tuple[list[Hashable], Ints]:
    """The distinct values of a column in sorted order and the code of each row."""
    if isinstance(column, np.ndarray) and column.dtype.kind in "iufUS":
        distinct, codes = np.unique(column, return_inverse=True)
        return distinct.tolist(), codes.astype(np.int64).reshape(-1)
    plain = [_plain(value) for value in column]
    try:
        names = sorted(set(plain))  # type: ignore[type-var]
    except TypeError:
        names = sorted(set(plain), key=lambda value: (type(value).__name__, str(value)))
    position = {name: code for code, name in enumerate(names)}
    return names, np.fromiter((position[value] for value in plain), dtype=np.int64, count=len(plain))


def count_matrix(ratings: Ratings) -> Ints:
    """How many raters put each item into each category, (N, V). Raises TooManyCells above MAX_CELLS."""
    cells = len(ratings.item_ids) * len(ratings.scale)
    if cells > MAX_CELLS:
        raise TooManyCells(f"{len(ratings.item_ids)} items x {len(ratings.scale)} categories is too large to count")
    keys = ratings.item * len(ratings.scale) + ratings.category
    counted = np.bincount(keys, minlength=cells).astype(np.int64, copy=False)
    return counted.reshape(len(ratings.item_ids), len(ratings.scale))


@dataclass(frozen=True, slots=True, eq=False)
class Patterns:
    """Distinct rows of a count matrix, `counts` (P, V), and how many items show each, `items` (P,).

    Every chance-corrected coefficient for exchangeable raters is a function of these two. Items without any rating are
    left out; items with a single rating stay in (each statistic says what it does with them).
    """

    counts: Ints
    items: Ints

    @property
    def ratings_per_item(self) -> Ints:
        """How many ratings an item of each pattern has, (P,)."""
        return self.counts.sum(axis=1)

    @property
    def n_items(self) -> int:
        """Items with at least two ratings: those that say something about agreement."""
        return int(self.items[self.ratings_per_item >= 2].sum())

    @property
    def n_judgments(self) -> int:
        """Ratings of items with at least two ratings."""
        per_item = self.ratings_per_item
        paired = per_item >= 2
        return int((self.items * per_item)[paired].sum())


def patterns_of(counts: Ints) -> Patterns:
    """The distinct rows of a count matrix (N, V) and their multiplicities, rows without ratings dropped."""
    rated = counts.any(axis=1)
    rows = counts if rated.all() else counts[rated]
    n_categories = counts.shape[1]
    if rows.shape[0] == 0:
        return Patterns(np.zeros((0, n_categories), dtype=np.int64), np.zeros(0, dtype=np.int64))
    radix = int(rows.max()) + 1
    if n_categories * np.log2(radix) < 62:
        # One integer per row, digits in base (largest count + 1): sorting integers is far cheaper than sorting rows.
        keys = rows @ (radix ** np.arange(n_categories, dtype=np.int64))
        _, first, items = np.unique(keys, return_index=True, return_counts=True)
        return Patterns(rows[first], items.astype(np.int64))
    narrow = np.ascontiguousarray(rows.astype(np.uint16 if radix <= 65_536 else np.int64))
    as_bytes = narrow.view(np.dtype((np.void, narrow.dtype.itemsize * n_categories))).reshape(-1)
    _, first, items = np.unique(as_bytes, return_index=True, return_counts=True)
    return Patterns(rows[first], items.astype(np.int64))

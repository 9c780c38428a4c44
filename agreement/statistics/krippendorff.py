"""Krippendorff's alpha at four levels of measurement; the only module that uses the `krippendorff` package."""

from __future__ import annotations

from typing import Literal, get_args

import krippendorff
import numpy as np

from agreement.statistics.bootstrap import divide
from agreement.statistics.codes import Floats, Ints
from agreement.statistics.counts import Patterns, Ratings, count_matrix

Level = Literal["nominal", "ordinal", "interval", "ratio"]
LEVELS: tuple[Level, ...] = get_args(Level)

#: Largest units x values x values array handed to the package, which builds a few of them in memory.
PACKAGE_CELLS = 4_000_000
#: Most distinct values for which resampling at the ordinal and ratio levels stays affordable.
MAX_RESAMPLED_VALUES = 256


class InvalidLevel(ValueError):
    """An unknown level of measurement, or values that the level can't measure (negative ones at the ratio level)."""


def check_level(level: Level, values: Floats) -> None:
    """Raise InvalidLevel unless `values` (V,) can be measured at `level`."""
    if level not in LEVELS:
        raise InvalidLevel(f"unknown level of measurement {level!r}; one of {', '.join(LEVELS)}")
    if level == "ratio" and (values < 0).any():
        raise InvalidLevel("the ratio level needs values of at least 0")


def numbers_for(ratings: Ratings, level: Level) -> Floats:
    """The numbers (V,) that stand for the scale: its values at interval and ratio level, else its positions."""
    if level in {"interval", "ratio"}:
        return ratings.values()
    return np.arange(len(ratings.scale), dtype=np.float64)


def distances(values: Floats, level: Level, margins: Floats) -> Floats:
    """Krippendorff's squared distances between values, (V, V); `margins` (V,) count the pairable uses of each."""
    if level == "nominal":
        return 1 - np.eye(values.size)
    if level == "ordinal":
        # sum of n_g over g = k..l, less (n_k + n_l) / 2, is the difference of the mid-ranks.
        values = np.cumsum(margins) - margins / 2
    difference = values[:, np.newaxis] - values[np.newaxis, :]
    if level == "ratio":
        return np.nan_to_num(divide(difference, values[:, np.newaxis] + values[np.newaxis, :])) ** 2
    return difference**2


def alpha_features(counts: Ints, values: Floats, level: Level) -> Floats:
    """Additive per-row statistics (P, d) that alpha at `level` is a function of; zero for rows with one rating.

    With m ratings n_k in a row, coincidences are o_kl = n_k (n_l - [k = l]) / (m - 1). Nominal and ratio: sum of
    o_kl d_kl and the V margins. Interval: the same sum, and the first three moments. Ordinal: the V margins and
    all o_kl with k < l, since there distances change with the margins.
    """
    per_row = counts.sum(axis=1)
    paired = per_row >= 2
    rows = np.where(paired[:, np.newaxis], counts, 0).astype(np.float64)
    pairs = np.where(paired, per_row - 1, 1).astype(np.float64)
    if level == "ordinal":
        first, second = np.triu_indices(values.size, k=1)
        return np.column_stack([rows, rows[:, first] * rows[:, second] / pairs[:, np.newaxis]])
    if level == "interval":
        m, total, squares = rows.sum(axis=1), rows @ values, rows @ values**2
        return np.column_stack([2 * (m * squares - total**2) / pairs, m, total, squares])
    within = ((rows @ distances(values, level, np.zeros_like(values))) * rows).sum(axis=1) / pairs
    return np.column_stack([within, rows])


def alpha_from_totals(totals: Floats, values: Floats, level: Level) -> Floats:
    """Alpha = 1 - observed / expected disagreement from totals (…, d) of `alpha_features`; nan where undefined."""
    if level == "interval":
        within, n, total, squares = (totals[..., column] for column in range(4))
        expected = 2 * (n * squares - total**2)
        # Moments of equal values cancel only up to rounding.
        expected = np.where(expected > 1e-10 * n * squares, expected, 0.0)
    elif level == "ordinal":
        within, expected, n = _ordinal_disagreements(totals, values.size)
    else:
        within, margins = totals[..., 0], totals[..., 1:]
        n = margins.sum(axis=-1)
        apart = distances(values, level, np.zeros_like(values))
        expected = ((margins @ apart) * margins).sum(axis=-1)
    return 1 - divide((n - 1) * within, expected)


def _ordinal_disagreements(totals: Floats, size: int) -> tuple[Floats, Floats, Floats]:
    first, second = np.triu_indices(size, k=1)
    margins, coincidences = totals[..., :size], totals[..., size:]
    ranks = np.cumsum(margins, axis=-1) - margins / 2
    squared = (ranks[..., first] - ranks[..., second]) ** 2
    within = 2 * (coincidences * squared).sum(axis=-1)
    expected = 2 * (margins[..., first] * margins[..., second] * squared).sum(axis=-1)
    return within, expected, margins.sum(axis=-1)


def used_categories(patterns: Patterns, values: Floats) -> tuple[Ints, Floats]:
    """Counts and values of the categories that occur; unused ones change no alpha. Values are centred on their mean."""
    used = patterns.counts.any(axis=0)
    kept = values[used]
    return patterns.counts[:, used], kept


def centred(values: Floats, level: Level) -> Floats:
    """Values shifted to mean 0 at the interval level, where only differences count, so that moments don't cancel."""
    return values - values.mean() if level == "interval" and values.size else values


def alpha_fast(patterns: Patterns, values: Floats, level: Level) -> float:
    """Alpha from count patterns (P, V) and values (V,); nan if undefined. Krippendorff (2011)."""
    check_level(level, values)
    counts, kept = used_categories(patterns, values)
    kept = centred(kept, level)
    if kept.size < 2:
        return float("nan")
    return float(alpha_from_totals(patterns.items @ alpha_features(counts, kept, level), kept, level))


def alpha_by_package(patterns: Patterns, values: Floats, level: Level) -> float:
    """The same alpha from the `krippendorff` package (Castro 2017), which expects every unit; nan if undefined."""
    check_level(level, values)
    paired = patterns.ratings_per_item >= 2
    counts = np.repeat(patterns.counts[paired], patterns.items[paired], axis=0)
    used = counts.any(axis=0)
    if np.count_nonzero(used) < 2:
        return float("nan")
    return float(
        krippendorff.alpha(value_counts=counts[:, used], value_domain=values[used], level_of_measurement=level)
    )


def alpha(patterns: Patterns, values: Floats, level: Level) -> float:
    """Krippendorff's alpha; nan if undefined.

    The package's value, except on data so large that its units x values x values arrays would not fit, where the
    equal (to 1e-12) value from patterns is given.
    """
    cells = int(patterns.items.sum()) * patterns.counts.shape[1] ** 2
    if cells > PACKAGE_CELLS:
        return alpha_fast(patterns, values, level)
    return alpha_by_package(patterns, values, level)


def alpha_without_each_rater(ratings: Ratings, level: Level) -> Floats:
    """Alpha of the data without each rater, (R,); nan where undefined.

    Each rater's items are counted once with and once without them: features are additive, so the rest stays.
    """
    values = numbers_for(ratings, level)
    check_level(level, values)
    counts = count_matrix(ratings)
    values = centred(values, level)
    total = alpha_features(counts, values, level).sum(axis=0)
    order = np.argsort(ratings.rater, kind="stable")
    bounds = np.searchsorted(ratings.rater[order], np.arange(len(ratings.rater_ids) + 1))
    without = np.empty(len(ratings.rater_ids))
    for rater in range(len(ratings.rater_ids)):
        rows = order[bounds[rater] : bounds[rater + 1]]
        before = counts[ratings.item[rows]]
        after = before.copy()
        after[np.arange(rows.size), ratings.category[rows]] -= 1
        change = alpha_features(after, values, level).sum(axis=0) - alpha_features(before, values, level).sum(axis=0)
        without[rater] = float(alpha_from_totals(total + change, values, level))
    return without

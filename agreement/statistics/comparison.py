"""Is agreement different on one side than on the other: two coefficients and the interval of their difference.

The sides are two sets of judgments, such as two periods. An item may have judgments on both, so that the sides are not
independent: items are resampled with all they have on both sides.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from agreement.statistics.agreement import percent_features, percent_from_totals
from agreement.statistics.bootstrap import resampled_totals
from agreement.statistics.clustered import additive_alpha
from agreement.statistics.codes import Floats, Ints
from agreement.statistics.counts import Patterns
from agreement.statistics.estimate import Estimate, unknown
from agreement.statistics.fleiss import fleiss_features, fleiss_from_totals
from agreement.statistics.gwet import ac1_from_totals
from agreement.statistics.krippendorff import Level

Statistic = Callable[[Floats], Floats]
MIN_DEFINED = 0.9


@dataclass(frozen=True, slots=True, eq=False)
class Side:
    """One side: the count matrix `counts` (N, V) of its units, the item of each unit `item` (N,), its Estimates."""

    counts: Ints
    item: Ints
    estimates: dict[str, Estimate]

    @property
    def paired(self) -> Ints:
        """The items of which some unit has two judgments on this side, ascending."""
        return np.unique(self.item[self.counts.sum(axis=1) >= 2])


def differences(
    a: Side, b: Side, *, values: Floats, level: Level, replicates: int, rng: np.random.Generator
) -> dict[str, Estimate]:
    """Per coefficient b less a, with a percentile interval from items resampled together on both sides.

    Items are drawn within three strata (judged in a only, in b only, in both), so that the sizes of the sides stay as
    they are (Efron and Tibshirani 1993, section 8.3: the two-sample bootstrap; an item of both sides is one draw).
    Where a side shows no disagreement at all, resampling it tells nothing, and the interval is put together from the
    two sides' own (MOVER, Zou and Donner 2008), which takes them as independent and is then rather too wide.
    """
    union, place = np.unique(np.concatenate([a.item, b.item]), return_inverse=True)
    places = (place[: a.item.size], place[a.item.size :])
    blocks: list[Floats] = []
    statistics: list[dict[str, tuple[slice, Statistic]]] = []
    width = 0
    for side, where in zip((a, b), places, strict=True):
        told = {}
        for name, features, statistic in _additive(side.counts, values, level):
            told[name] = (slice(width, width + features.shape[1]), statistic)
            width += features.shape[1]
            blocks.append(_onto(features, where, union.size))
        statistics.append(told)
    stratum = np.isin(union, a.item) + 2 * np.isin(union, b.item)
    drawn = _drawn(np.column_stack(blocks) if blocks else np.zeros((0, 0)), stratum, replicates, rng)
    n_items = int(np.union1d(a.paired, b.paired).size)
    found = {}
    for name, of_a in a.estimates.items():
        replicated = None
        if name in statistics[0] and name in statistics[1]:
            (columns_a, first), (columns_b, second) = statistics[0][name], statistics[1][name]
            replicated = second(drawn[:, columns_b]) - first(drawn[:, columns_a])
        found[name] = _difference(of_a, b.estimates[name], replicated, n_items, replicates)
    return found


def _additive(counts: Ints, values: Floats, level: Level) -> list[tuple[str, Floats, Statistic]]:
    units = Patterns(counts, np.ones(counts.shape[0], dtype=np.int64))
    shares = fleiss_features(units)
    found: list[tuple[str, Floats, Statistic]] = [
        ("percent", percent_features(units), percent_from_totals),
        ("fleiss", shares, fleiss_from_totals),
        ("ac1", shares, lambda totals: ac1_from_totals(totals, values.size)),
    ]
    if (alpha := additive_alpha(units, values, level)) is not None:
        found.append(("alpha", alpha.features, alpha.statistic))
    return found


def _onto(features: Floats, place: Ints, size: int) -> Floats:
    """The rows of `features` (N, d) summed at their `place` (N,), (size, d)."""
    summed = np.empty((size, features.shape[1]))
    for column in range(features.shape[1]):
        summed[:, column] = np.bincount(place, weights=features[:, column], minlength=size)
    return summed


def _drawn(features: Floats, stratum: Ints, replicates: int, rng: np.random.Generator) -> Floats:
    """Totals over items drawn within each stratum, (B, d)."""
    totals = np.zeros((replicates, features.shape[1]))
    for one in np.unique(stratum):
        # Items with equal features are one pattern: mostly few, so that a replicate is one multinomial.
        rows, items = np.unique(features[stratum == one].round(12), axis=0, return_counts=True)
        totals += resampled_totals(rows, items.astype(np.int64), replicates=replicates, rng=rng)[0]
    return totals


def _difference(a: Estimate, b: Estimate, replicated: Floats | None, n_items: int, replicates: int) -> Estimate:
    name = f"difference (B less A) of {a.method.split(';')[0]}"
    n_judgments = a.n_judgments + b.n_judgments

    def without(reason: str) -> Estimate:
        return unknown(reason, method=name, n_items=n_items, n_judgments=n_judgments, level=a.level)

    if a.value is None or b.value is None:
        side, reason = ("A", a.reason) if a.value is None else ("B", b.reason)
        return without(f"side {side}: {reason}")
    value = b.value - a.value
    if max(a.value, b.value) >= 1 - 1e-12:
        bounds = _mover(a, b)
        method = f"{name}; put together from the intervals of both sides (MOVER), one side shows no disagreement"
        return _told(value, bounds, n_items, n_judgments, method, a.level, se=None)
    method = f"{name}; percentile bootstrap over items, drawn with all their judgments on both sides"
    method += f", within A only, B only and both, {replicates} replicates"
    defined = replicated[np.isfinite(replicated)] if replicated is not None else np.zeros(0)
    if defined.size < MIN_DEFINED * replicates:
        return _told(value, None, n_items, n_judgments, method, a.level, se=None)
    low, high = np.quantile(defined, [(1 - a.level) / 2, (1 + a.level) / 2]).tolist()
    return _told(value, (low, high), n_items, n_judgments, method, a.level, se=float(defined.std(ddof=1)))


def _told(
    value: float,
    bounds: tuple[float, float] | None,
    n_items: int,
    n_judgments: int,
    method: str,
    level: float,
    *,
    se: float | None,
) -> Estimate:
    if bounds is None:
        reason = "no interval: too little variation on one side"
        return Estimate(value, None, None, n_items, n_judgments, method, reason=reason, level=level)
    return Estimate(value, *bounds, n_items, n_judgments, method, se=se, level=level)


def _mover(a: Estimate, b: Estimate) -> tuple[float, float] | None:
    if a.value is None or b.value is None or a.low is None or b.low is None or a.high is None or b.high is None:
        return None
    value = b.value - a.value
    below = math.hypot(b.value - b.low, a.high - a.value)
    above = math.hypot(b.high - b.value, a.value - a.low)
    return value - below, value + above


def shared_items(a: Side, b: Side) -> Ints:
    """The items that two or more raters judged on both sides."""
    return np.intersect1d(a.paired, b.paired)


def only(counts: Ints, item: Ints, kept: Ints) -> tuple[Ints, Ints]:
    """The units of the `kept` items: their counts and their items."""
    rows = np.isin(item, kept)
    return counts[rows], item[rows]

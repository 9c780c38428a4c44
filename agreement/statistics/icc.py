"""Intraclass correlations: agreement on a Likert scale taken as an interval scale, with intervals from F."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from scipy.stats import f as fisher

from agreement.statistics.codes import Floats
from agreement.statistics.estimate import Estimate, unknown

#: McGraw and Wong's names: one rating, and the mean of the k ratings of an item.
NAMES = ("1", "A-1", "C-1", "k", "A-k", "C-k")
MEANING = {
    "1": "one-way, one rating",
    "A-1": "two-way, absolute agreement, one rating",
    "C-1": "two-way, consistency, one rating",
    "k": "one-way, mean of {k} ratings",
    "A-k": "two-way, absolute agreement, mean of {k} ratings",
    "C-k": "two-way, consistency, mean of {k} ratings",
}


@dataclass(frozen=True, slots=True)
class MeanSquares:
    """Mean squares of n items x k raters: between items, between raters, within items, and the residual."""

    n: int
    k: int
    items: float
    raters: float
    within: float
    residual: float


def mean_squares(matrix: Floats) -> MeanSquares:
    """The two-way and the one-way analysis of variance of `matrix` (n, k), n and k at least 2."""
    n, k = matrix.shape
    mean = matrix.mean()
    by_item, by_rater = matrix.mean(axis=1), matrix.mean(axis=0)
    items = k * float(((by_item - mean) ** 2).sum())
    raters = n * float(((by_rater - mean) ** 2).sum())
    within = float(((matrix - by_item[:, np.newaxis]) ** 2).sum())
    residual = float(((matrix - by_item[:, np.newaxis] - by_rater + mean) ** 2).sum())
    return MeanSquares(n, k, items / (n - 1), raters / (k - 1), within / (n * (k - 1)), residual / ((n - 1) * (k - 1)))


def intraclass_correlations(matrix: Floats, *, level: float = 0.95) -> dict[str, Estimate]:
    """The six ICCs of McGraw and Wong (1996, Psychol. Methods 1:30) by NAMES, with their intervals from F.

    `matrix` (n, k) holds the values of n items by k ratings each, complete. "1" and "k" take the ratings of an item as
    exchangeable (any raters); the others need the same raters in the same columns. "A" counts a rater's leniency as
    disagreement, "C" does not. Shrout and Fleiss (1979) call them (1,1), (2,1), (3,1), (1,k), (2,k), (3,k). No value,
    with the reason, for fewer than two items or ratings, or when all values, or all items, are alike.
    """
    if not np.isfinite(matrix).all():
        raise ValueError("the matrix holds nan or infinity: pass the items that every rater rated")
    n, k = matrix.shape
    reason = _why_unknown(matrix)
    if reason is not None:
        return {name: unknown(reason, method=_method(name, k), n_items=n, n_judgments=n * k) for name in NAMES}
    squares = mean_squares(matrix)
    found: dict[str, Estimate] = {}
    for kind, bounds in (
        ("1", _one_way(squares, level)),
        ("A-1", _agreement(squares, level)),
        ("C-1", _consistency(squares, level)),
    ):
        mean_of = kind.replace("1", "k")
        found[kind] = _estimate(kind, bounds, squares, level)
        found[mean_of] = _estimate(mean_of, tuple(_stepped_up(bound, k) for bound in bounds), squares, level)
    return {name: found[name] for name in NAMES}


def _why_unknown(matrix: Floats) -> str | None:
    n, k = matrix.shape
    if n * k == 0:
        return "nothing comparable: no item was rated by all raters"
    if k < 2:
        return "only one rater: nothing to compare"
    if n < 2:
        return "one item only was rated by all raters"
    if np.ptp(matrix) == 0:
        return "no variation: only one value was used"
    if np.ptp(matrix.mean(axis=1)) <= 1e-12 * np.abs(matrix).max():
        return "no variation between items: their means are equal"
    return None


def _one_way(squares: MeanSquares, level: float) -> tuple[float, float, float]:
    n, k = squares.n, squares.k
    return _from_ratio(squares.items, squares.within, k, n - 1, n * (k - 1), level)


def _consistency(squares: MeanSquares, level: float) -> tuple[float, float, float]:
    n, k = squares.n, squares.k
    return _from_ratio(squares.items, squares.residual, k, n - 1, (n - 1) * (k - 1), level)


def _from_ratio(above: float, below: float, k: int, df1: int, df2: int, level: float) -> tuple[float, float, float]:
    """(F - 1) / (F + k - 1) at F = above / below and at F over, or times, its quantiles; value, low, high."""
    tail = 0.5 + level / 2
    low, high = above / float(fisher.ppf(tail, df1, df2)), above * float(fisher.ppf(tail, df2, df1))
    value, least, most = ((each - below) / (each + (k - 1) * below) for each in (above, low, high))
    return value, least, most


def _agreement(squares: MeanSquares, level: float) -> tuple[float, float, float]:
    """Absolute agreement: the raters' mean square counts too, so F has Satterthwaite's degrees of freedom."""
    n, k, tail = squares.n, squares.k, 0.5 + level / 2
    r, c, e = squares.items, squares.raters, squares.residual
    value = (r - e) / (r + (k - 1) * e + k * (c - e) / n)
    if value >= 1 - 1e-12:
        return value, value, value
    a = k * value / (n * (1 - value))
    b = 1 + k * value * (n - 1) / (n * (1 - value))
    freedom = (a * c + b * e) ** 2 / ((a * c) ** 2 / (k - 1) + (b * e) ** 2 / ((n - 1) * (k - 1)))
    below, above = float(fisher.ppf(tail, n - 1, freedom)), float(fisher.ppf(tail, freedom, n - 1))
    rest = k * c + (k * n - k - n) * e
    return value, n * (r - below * e) / (below * rest + n * r), n * (above * r - e) / (rest + n * above * r)


def _stepped_up(one: float, k: int) -> float:
    """Spearman and Brown's reliability of the mean of k ratings, from that of one; nan at and below -1 / (k - 1)."""
    spread = 1 + (k - 1) * one
    return k * one / spread if spread > 1e-12 else float("nan")


def _method(name: str, k: int) -> str:
    return f"ICC({name}), {MEANING[name].format(k=k)}; F interval by McGraw and Wong (1996)"


def _estimate(name: str, bounds: tuple[float, ...], squares: MeanSquares, level: float) -> Estimate:
    value, low, high = bounds
    n, k = squares.n, squares.k
    method = _method(name, k)
    if not np.isfinite(value):
        reason = "ratings of an item differ more than ratings of any two items: their mean has no reliability"
        return unknown(reason, method=method, n_items=n, n_judgments=n * k, level=level)
    if value >= 1 - 1e-12:
        reason = "no interval: no disagreement was seen, which the F interval takes for certainty"
        return Estimate(value, None, None, n, n * k, method, reason=reason, level=level)
    if not np.isfinite([low, high]).all() or not low <= value <= high:
        reason = "no interval: the F interval does not hold for a value this low"
        return Estimate(value, None, None, n, n * k, method, reason=reason, level=level)
    return Estimate(value, low, high, n, n * k, method, level=level)

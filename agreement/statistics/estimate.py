"""An Estimate is a value with its interval, or no value and the reason: never nan, never 0 for "unknown"."""

from __future__ import annotations

import math
from dataclasses import dataclass
from statistics import NormalDist
from typing import Any

import numpy as np
import numpy.typing as npt

from agreement.statistics import codes

Ints = codes.Ints
Floats = codes.Floats


class InvalidEstimate(ValueError):
    """An Estimate was built from nan, infinity, a crossed interval, or without the reason for a missing value."""


@dataclass(frozen=True, slots=True)
class Estimate:
    """One statistic with its uncertainty.

    `value`, `low`, `high` and `se` are in the unit of the statistic; `low` and `high` bound the two-sided interval at
    `level`. `n_items` and `n_judgments` say how much data stands behind the value. A `value` of None means "not known"
    and `reason` says why; a value whose interval is None also carries a reason.
    """

    value: float | None
    low: float | None
    high: float | None
    n_items: int
    n_judgments: int
    method: str
    reason: str | None = None
    se: float | None = None
    level: float = 0.95

    def __post_init__(self) -> None:
        for name in ("value", "low", "high", "se"):
            number = getattr(self, name)
            if number is None:
                continue
            if not math.isfinite(number):
                raise InvalidEstimate(f"{name} of {self.method!r} is {number}: say None and give the reason")
            object.__setattr__(self, name, float(number))
        object.__setattr__(self, "n_items", int(self.n_items))
        object.__setattr__(self, "n_judgments", int(self.n_judgments))
        if (self.low is None) != (self.high is None):
            raise InvalidEstimate(f"{self.method!r} has one bound only")
        if self.low is not None and self.high is not None and self.low > self.high:
            raise InvalidEstimate(f"the interval of {self.method!r} is crossed: {self.low} > {self.high}")
        if self.value is None and self.low is not None:
            raise InvalidEstimate(f"{self.method!r} has an interval but no value")
        if self.low is None and not self.reason:
            raise InvalidEstimate(f"{self.method!r} lacks a value or an interval and gives no reason")
        if not 0 < self.level < 1:
            raise InvalidEstimate(f"level must lie between 0 and 1, not {self.level}")

    def as_dict(self) -> dict[str, Any]:
        """The fields as JSON-safe Python values."""
        return {name: getattr(self, name) for name in self.__slots__}


def unknown(reason: str, *, method: str, n_items: int = 0, n_judgments: int = 0, level: float = 0.95) -> Estimate:
    """An Estimate without a value, for the `reason` given in words."""
    return Estimate(None, None, None, n_items, n_judgments, method, reason=reason, level=level)


def normal_quantile(level: float) -> float:
    """The two-sided standard normal quantile: 1.959964 for a level of 0.95."""
    return NormalDist().inv_cdf(0.5 + level / 2)


def wilson_interval(successes: float, n: float, level: float = 0.95) -> tuple[float, float]:
    """Wilson's (1927) score interval of a proportion; `n` may be an effective, fractional number above zero."""
    z2 = normal_quantile(level) ** 2
    share = successes / n
    centre = (share + z2 / (2 * n)) / (1 + z2 / n)
    half = math.sqrt(z2 * (share * (1 - share) / n + z2 / (4 * n * n))) / (1 + z2 / n)
    low = 0.0 if successes == 0 else max(0.0, centre - half)
    high = 1.0 if successes == n else min(1.0, centre + half)
    return low, high


def proportion(
    successes: int, n: int, *, what: str = "proportion", n_items: int | None = None, level: float = 0.95
) -> Estimate:
    """The share `successes / n` of independent trials, with Wilson's score interval."""
    method = f"{what}, Wilson score interval"
    if not 0 <= successes <= n:
        raise ValueError(f"{what}: {successes} successes in {n} trials")
    if n == 0:
        return unknown("nothing to count", method=method, level=level)
    low, high = wilson_interval(successes, n, level)
    share = successes / n
    se = math.sqrt(share * (1 - share) / n)
    return Estimate(share, low, high, n if n_items is None else n_items, n, method, se=se, level=level)


def clustered_proportion(
    hits: npt.NDArray[np.bool_], clusters: Ints, *, what: str = "proportion", level: float = 0.95
) -> Estimate:
    """The share of `hits` (n,) when trials of one cluster (n,) go together: several raters on one item.

    Wilson's interval at the effective number of trials n / deff, where deff is the cluster-robust variance of the
    share over its binomial variance (Kish 1965; Korn and Graubard 1998), never below 1. With one trial per cluster, and
    when all trials agree, clusters stand in for trials.
    """
    group, groups = codes.dense_codes(clusters)
    sizes = np.bincount(group, minlength=groups)
    return proportion_of_clusters(np.bincount(group[hits], minlength=groups), sizes, what=what, level=level)


def proportion_of_clusters(hits: Ints, sizes: Ints, *, what: str = "proportion", level: float = 0.95) -> Estimate:
    """As `clustered_proportion`, from the numbers of hits (G,) and of trials (G,), above 0, of each cluster."""
    n, successes, groups = int(sizes.sum()), int(hits.sum()), int(sizes.size)
    if groups == n:
        return proportion(successes, n, what=what, n_items=groups, level=level)
    method = f"{what}, Wilson score interval at the effective number of judgments clustered by item"
    share = successes / n
    if groups == 1 or successes in (0, n):
        effective, se = float(groups), 0.0
    else:
        residuals = hits - share * sizes
        variance = float(residuals @ residuals) / n**2 * groups / (groups - 1)
        variance = max(variance, share * (1 - share) / n)
        effective, se = share * (1 - share) / variance, math.sqrt(variance)
    low, high = wilson_interval(share * effective, effective, level)
    return Estimate(share, min(low, share), max(high, share), groups, n, method, se=se, level=level)

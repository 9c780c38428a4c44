"""Bias-corrected and accelerated bootstrap bounds: the percentiles moved for bias and skewness (Efron 1987)."""

from __future__ import annotations

from collections.abc import Callable
from statistics import NormalDist
from typing import Literal

import numpy as np

from agreement.statistics.codes import Floats, Ints

#: Numbers held at once while one item after the other is left out.
CHUNK_NUMBERS = 4_000_000
#: From additive totals (…, d) to the statistic (…).
Statistic = Callable[[Floats], Floats]
#: "best" is the kind whose coverage is nearer to its level in simulated studies: BCa, but for alpha below ALPHA_HIGH.
Kind = Literal["best", "percentile", "bca"]
#: Up to this value percentile intervals of alpha cover as they say, and are the ones that published programs print.
ALPHA_HIGH = 0.85


def influence_acceleration(influence: Floats, items: Ints) -> float:
    """Efron's (1987) acceleration sum u³ / (6 (sum u²)^1.5) from influences (P,) that `items` (P,) items have.

    `influence` need not be centred, and its unit does not matter. 0 without variation, and where one is not finite.
    """
    if not np.isfinite(influence).all() or influence.size == 0:
        return 0.0
    centred = influence - items @ influence / items.sum()
    largest = float(np.abs(centred).max())
    if largest <= 1e-14:
        return 0.0
    scaled = centred / largest  # third powers of small influences underflow
    return float(items @ scaled**3 / (6 * (items @ scaled**2) ** 1.5))


def jackknife_acceleration(features: Floats, items: Ints, statistic: Statistic) -> float:
    """The acceleration of a statistic of additive totals, from leaving out one item of each pattern (P, d)."""
    return acceleration_of(without_each(features, items, statistic), items)


def without_each(features: Floats, items: Ints, statistic: Statistic) -> Floats:
    """The statistic without one item of each pattern, (P,); nan where it is undefined.

    Leaving out an item takes its features (d,) off the totals, so that all items cost as much as there are patterns.
    """
    total = items @ features
    step = max(1, CHUNK_NUMBERS // max(features.shape[1], 1))
    return np.concatenate([statistic(total - features[start : start + step]) for start in range(0, items.size, step)])


def acceleration_of(left: Floats, items: Ints) -> float:
    """The acceleration from the statistic without one item of each pattern, (P,); undefined ones are left aside."""
    defined = np.isfinite(left)
    return influence_acceleration(-left[defined], items[defined]) if defined.any() else 0.0


def bca_bounds(value: float, replicates: Floats, acceleration: float, level: float) -> tuple[float, float] | None:
    """The BCa interval of `value` from its defined `replicates` (B,); None where the correction has no answer.

    With z0 the normal quantile of the share of replicates below the value (half of those equal to it), a bound at
    quantile z lies at the percentile Phi(z0 + (z0 + z) / (1 - a (z0 + z))) (Efron 1987; Efron and Tibshirani 1993,
    section 14.3). No answer when all replicates lie on one side of the value, or the acceleration is too large.
    """
    normal = NormalDist()
    tolerance = 1e-12 * max(1.0, abs(value))
    below = (
        np.count_nonzero(replicates < value - tolerance) + np.count_nonzero(np.abs(replicates - value) <= tolerance) / 2
    )
    share = float(below) / replicates.size
    if not 0 < share < 1:
        return None
    bias = normal.inv_cdf(share)
    places = []
    for tail in ((1 - level) / 2, (1 + level) / 2):
        moved = bias + normal.inv_cdf(tail)
        spread = 1 - acceleration * moved
        if spread <= 0:
            return None
        places.append(normal.cdf(bias + moved / spread))
    low, high = np.quantile(replicates, places)
    return float(low), float(high)

"""One candidate cause of low agreement, and the gain of acting on it."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import Any, Literal

import numpy as np

from agreement.statistics.codes import Floats
from agreement.statistics.diagnosis.alphas import spread
from agreement.statistics.estimate import Estimate, normal_quantile

Kind = Literal["overlap", "schools", "raters", "slice", "categories", "prevalence", "differences", "noise"]
Unit = Literal["alpha", "consensus", "half_width"]

#: A cause must move alpha by this much to be told.
MIN_GAIN = 0.03
#: The chance of a false alarm that each family of tests may take.
ERROR = 0.005


@dataclass(frozen=True, slots=True)
class Cause:
    """What may be wrong, by codes; words are made where names are known.

    `gain` is in the `unit`: alpha, the reliability of an item's consensus, or the half-width of alpha's interval (where
    less is better, so the gain is negative). `before` and `after` are on the same scale. `effect` is the share of what
    is lost (1 - alpha) that it accounts for, `z` the test statistic against "no such structure". `judgments` is the
    cost of the action. `explained_by` names a stronger cause of which this one is an echo.
    """

    kind: Kind
    subjects: tuple[Any, ...]
    gain: Estimate
    before: float
    after: float
    effect: float
    z: float | None
    judgments: int
    unit: Unit = "alpha"
    evidence: dict[str, Any] = field(default_factory=dict)
    explained_by: Kind | None = None

    def echo_of(self, kind: Kind) -> Cause:
        """The same cause, explained by another."""
        return replace(self, explained_by=kind)


def predicted_gain(
    before: float,
    after: float,
    se: float,
    *,
    n_items: int,
    n_judgments: int,
    method: str,
    fresh: float = 1.0,
    also: float = 0.0,
) -> Estimate:
    """The gain after - before with the interval of what a new study of this size will show against this one.

    `se` is that of `after`; the new study errs as much again, times `fresh` in variance, and by a standard deviation of
    `also` for what is new in it besides the items. So the interval is one of
    prediction and wider than a confidence interval of the expected gain.
    """
    gain = after - before
    how = f"{method}; bootstrap over items, prediction interval for a new study of this size"
    if not np.isfinite(se):
        reason = "no interval: many resamples of the items leave it undefined"
        return Estimate(gain, None, None, n_items, n_judgments, how, reason=reason)
    half = normal_quantile(0.95) * float(np.sqrt(se**2 * (1 + fresh) + also**2))
    low, high = max(gain - half, -1.0 - before), min(gain + half, 1.0 - before)
    return Estimate(gain, min(low, gain), max(high, gain), n_items, n_judgments, how, se=se)


def gain_from_replicates(
    before: float,
    after: float,
    replicates: Floats,
    *,
    n_items: int,
    n_judgments: int,
    method: str,
    fresh: float = 1.0,
    also: float = 0.0,
) -> Estimate:
    """`predicted_gain` with the standard error of `replicates` (B,) of `after`."""
    return predicted_gain(
        before,
        after,
        spread(replicates),
        n_items=n_items,
        n_judgments=n_judgments,
        method=method,
        fresh=fresh,
        also=also,
    )

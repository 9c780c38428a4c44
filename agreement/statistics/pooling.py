"""Small groups borrow strength from their siblings: each value is pulled towards the common mean as far as it is noise.

Partial pooling by empirical Bayes (Efron and Morris 1975): group k's value is its own truth plus noise of known
variance, and the truths scatter about a common mean.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from agreement.statistics.codes import Floats
from agreement.statistics.estimate import Estimate, normal_quantile, unknown

#: Fewer groups than this say too little about how groups differ.
MIN_GROUPS = 4
#: Groups with fewer items are small: their own standard error is not to be trusted either.
SMALL = 30
METHOD = "partial pooling (empirical Bayes, between-group variance by DerSimonian and Laird)"


@dataclass(frozen=True, slots=True, eq=False)
class Pooled:
    """Pooled values (K,), their standard errors (K,), the common mean and the variance between the groups' truths."""

    values: Floats
    errors: Floats
    mean: float
    between: float


def pool(values: Floats, variances: Floats) -> Pooled:
    """Pool `values` (K,) with sampling `variances` (K,), all above 0; K of at least MIN_GROUPS.

    The variance between groups is DerSimonian and Laird's (1986) moment estimate. With B_k = v_k / (v_k + tau²) group k
    becomes m + (1 - B_k) (y_k - m). Its variance is (1 - B_k) v_k, plus B_k² var(m) for the mean, plus Morris' (1983)
    2 / (K - 3) B_k² (y_k - m)² (v̄ + tau²) / (v_k + tau²), because tau² is estimated from K groups only.
    """
    size = values.size
    if size < MIN_GROUPS:
        raise ValueError(f"{size} groups are too few to pool")
    weights = 1 / variances
    fixed = weights @ values / weights.sum()
    scatter = float(weights @ (values - fixed) ** 2)
    between = max(0.0, (scatter - (size - 1)) / float(weights.sum() - (weights @ weights) / weights.sum()))
    weights = 1 / (variances + between)
    mean = float(weights @ values / weights.sum())
    shrink = variances * weights
    pulled = mean + (1 - shrink) * (values - mean)
    average = float(weights @ variances / weights.sum())
    unsure = 2 / (size - 3) * shrink**2 * (values - mean) ** 2 * (average + between) * weights
    spread = (1 - shrink) * variances + shrink**2 / weights.sum() + unsure
    return Pooled(pulled, np.sqrt(spread), mean, between)


def pooled_estimates(groups: Sequence[Estimate], *, whole: Estimate, what: str, most: float = 1.0) -> list[Estimate]:
    """The `groups`' Estimates of `what` after pooling, in their order, none above `most`.

    A group of fewer than SMALL items, or with no standard error of its own (resampling unanimous items gives none), has
    the variance per item of the `whole`. A group without a value stays without one: nothing is made up for it.
    """
    per_item = None if not whole.se or not whole.n_items else whole.se**2 * whole.n_items
    usable = [k for k, group in enumerate(groups) if group.value is not None and group.n_items > 0]
    method = f"{what}; {METHOD}"
    if per_item is None:
        return [_not_pooled(group, "the whole has no standard error", method) for group in groups]
    if len(usable) < MIN_GROUPS:
        reason = f"fewer than {MIN_GROUPS} groups have a value to pool"
        return [_not_pooled(group, reason, method) for group in groups]
    variances = np.array([_variance(groups[k], per_item) for k in usable])
    found = pool(np.array([groups[k].value for k in usable], dtype=np.float64), variances)
    z = normal_quantile(whole.level)
    told = {}
    for place, k in enumerate(usable):
        value, error = min(float(found.values[place]), most), float(found.errors[place])
        told[k] = Estimate(
            value,
            value - z * error,
            min(value + z * error, most),
            groups[k].n_items,
            groups[k].n_judgments,
            method,
            se=error,
            level=whole.level,
        )
    return [told.get(k) or _not_pooled(group, group.reason or "no value", method) for k, group in enumerate(groups)]


def _variance(group: Estimate, per_item: float) -> float:
    if group.n_items < SMALL or not group.se:
        return per_item / group.n_items
    return group.se**2


def _not_pooled(group: Estimate, reason: str, method: str) -> Estimate:
    return unknown(reason, method=method, n_items=group.n_items, n_judgments=group.n_judgments, level=group.level)

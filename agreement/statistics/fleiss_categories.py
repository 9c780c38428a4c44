"""Fleiss' kappa of each category against the rest, with intervals."""

from __future__ import annotations

import numpy as np

from agreement.statistics.bca import influence_acceleration
from agreement.statistics.bootstrap import divide, estimate_from_replicates, resampled_totals
from agreement.statistics.codes import Floats
from agreement.statistics.counts import Patterns
from agreement.statistics.estimate import Estimate, unknown

NAME = "Fleiss' kappa of one category against the rest"


def category_estimates(
    patterns: Patterns, *, rng: np.random.Generator, replicates: int = 1000, level: float = 0.95
) -> list[Estimate]:
    """Kappa of each of the V categories (Fleiss 1971), with a BCa bootstrap over items.

    The overall kappa is the mean of these, weighted by p_k (1 - p_k). No value, with the reason, for a category nobody
    or everybody used, for fewer than two items, and unless every rated item has the same number of ratings.
    """
    n_items, n_judgments, size = patterns.n_items, patterns.n_judgments, patterns.counts.shape[1]
    if (reason := _why_unknown(patterns)) is not None:
        nothing = unknown(reason, method=NAME, n_items=n_items, n_judgments=n_judgments, level=level)
        return [nothing] * size
    m = int(patterns.ratings_per_item[0])
    features = np.column_stack([patterns.counts, patterns.counts * (m - patterns.counts)]).astype(np.float64)
    totals, how = resampled_totals(features, patterns.items, replicates=replicates, rng=rng)
    values = _from_totals(patterns.items @ features, n_items, m)
    drawn = _from_totals(totals, n_items, m)
    left = _from_totals(patterns.items @ features - features, n_items - 1, m)
    estimates = []
    for category, value in enumerate(values.tolist()):
        if np.isfinite(value):
            estimate = estimate_from_replicates(
                value,
                drawn[:, category],
                name=NAME,
                how=how,
                n_items=n_items,
                n_judgments=n_judgments,
                level=level,
                acceleration=influence_acceleration(-left[:, category], patterns.items),
            )
        else:
            used = patterns.counts[:, category].any()
            reason = "no variation: only this category was used" if used else "nobody used this category"
            estimate = unknown(reason, method=NAME, n_items=n_items, n_judgments=n_judgments, level=level)
        estimates.append(estimate)
    return estimates


def _from_totals(totals: Floats, n_items: int, m: int) -> Floats:
    """Kappas (…, V) from totals (…, 2 V) of n_k and n_k (m - n_k): 1 - sum n_k (m - n_k) / (N m (m - 1) p_k q_k)."""
    size = totals.shape[-1] // 2
    share = totals[..., :size] / (n_items * m)
    return 1 - divide(totals[..., size:], n_items * m * (m - 1) * share * (1 - share))


def _why_unknown(patterns: Patterns) -> str | None:
    if patterns.items.size == 0:
        return "no judgments"
    if patterns.n_items == 0:
        return "nothing comparable: no item has two judgments"
    if np.unique(patterns.ratings_per_item).size > 1:
        return "kappa per category needs the same number of judgments on every item"
    if patterns.n_items == 1:
        return "one item only has two judgments: chance agreement can't be told from it"
    return None

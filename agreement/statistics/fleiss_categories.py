"""Fleiss' kappa of each category against the rest, with intervals."""

from __future__ import annotations

import numpy as np

from agreement.statistics.bca import jackknife_acceleration
from agreement.statistics.bootstrap import divide, estimate_from_replicates, resampled_totals
from agreement.statistics.clustered import Additive
from agreement.statistics.codes import Floats, Ints
from agreement.statistics.counts import Patterns
from agreement.statistics.estimate import Estimate, unknown

NAME = "Fleiss' kappa of one category against the rest"


def category_estimates(
    patterns: Patterns, *, rng: np.random.Generator, replicates: int = 1000, level: float = 0.95
) -> list[Estimate]:
    """Kappa of each of the V categories (Fleiss 1971), with a BCa bootstrap over items.

    With m ratings an item it is 1 - sum n_k (m - n_k) / (N m (m - 1) p_k (1 - p_k)); the overall kappa is the mean of
    these, weighted by p_k (1 - p_k). No value, with the reason, for a category nobody
    or everybody used, for fewer than two items, and unless every rated item has the same number of ratings.
    """
    n_items, n_judgments, size = patterns.n_items, patterns.n_judgments, patterns.counts.shape[1]
    if (reason := _why_unknown(patterns)) is not None:
        nothing = unknown(reason, method=NAME, n_items=n_items, n_judgments=n_judgments, level=level)
        return [nothing] * size
    m = int(patterns.ratings_per_item[0])
    parts = [additive_category(patterns.counts, category, m) for category in range(size)]
    stacked = np.column_stack([part.features for part in parts])
    totals, how = resampled_totals(stacked, patterns.items, replicates=replicates, rng=rng)
    estimates = []
    for category, part in enumerate(parts):
        value = float(part.statistic(patterns.items @ part.features))
        if np.isfinite(value):
            estimate = estimate_from_replicates(
                value,
                part.statistic(totals[:, 3 * category : 3 * category + 3]),
                name=NAME,
                how=how,
                n_items=n_items,
                n_judgments=n_judgments,
                level=level,
                acceleration=jackknife_acceleration(part.features, patterns.items, part.statistic),
            )
        else:
            used = patterns.counts[:, category].any()
            reason = "no variation: only this category was used" if used else "nobody used this category"
            estimate = unknown(reason, method=NAME, n_items=n_items, n_judgments=n_judgments, level=level)
        estimates.append(estimate)
    return estimates


def additive_category(counts: Ints, category: int, m: int) -> Additive:
    """Kappa of one category against the rest as a function of totals over items with `counts` (N, V), `m` each."""
    chosen = counts[:, category]
    features = np.column_stack([chosen, chosen * (m - chosen), np.full(chosen.size, m)]).astype(np.float64)

    def statistic(totals: Floats) -> Floats:
        chosen, disagreeing, whole = (totals[..., column] for column in range(3))
        share = divide(chosen, whole)
        return 1 - divide(disagreeing, whole * (m - 1) * share * (1 - share))

    return Additive(features, statistic)


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

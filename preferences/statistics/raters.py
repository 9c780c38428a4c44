"""Each rater's own rates: longer response preferred, first-shown response preferred, ties."""

from __future__ import annotations

from collections.abc import Hashable
from dataclasses import dataclass
from typing import Any

import numpy as np

from agreement.statistics.codes import Floats, Ints
from agreement.statistics.estimate import Estimate, proportion
from preferences.statistics.comparisons import FIRST_A, FIRST_UNKNOWN, TIE, A, B, Comparisons
from preferences.statistics.connectivity import Mask


@dataclass(frozen=True, slots=True)
class RaterEffect:
    """One rater's rates: longer response preferred, first-shown preferred, ties; and the first two `shrunk` towards
    the rate of all raters as far as the rater's few judgments warrant (None where there is nothing to shrink)."""

    rater: Hashable
    longer_wins: Estimate
    longer_wins_shrunk: float | None
    first_wins: Estimate
    first_wins_shrunk: float | None
    tie_rate: Estimate

    def as_dict(self) -> dict[str, Any]:
        """JSON-safe, as long as the rater id is."""
        return {
            "rater": self.rater,
            "longer_wins": self.longer_wins.as_dict(),
            "longer_wins_shrunk": self.longer_wins_shrunk,
            "first_wins": self.first_wins.as_dict(),
            "first_wins_shrunk": self.first_wins_shrunk,
            "tie_rate": self.tie_rate.as_dict(),
        }


def longer_wins(comparisons: Comparisons) -> tuple[Mask, Ints]:
    """Per decided comparison of unequal lengths: whether the longer side won, and its item."""
    if comparisons.length_difference is None:
        return np.zeros(0, dtype=bool), np.zeros(0, dtype=np.int64)
    counts = (comparisons.outcome <= B) & (comparisons.length_difference != 0)
    longer = np.where(comparisons.length_difference > 0, A, B)
    return (comparisons.outcome == longer)[counts], comparisons.item[counts]


def first_wins(comparisons: Comparisons) -> tuple[Mask, Ints]:
    """Per decided comparison with a known order: whether the side shown first won, and its item."""
    counts = (comparisons.outcome <= B) & (comparisons.first != FIRST_UNKNOWN)
    return (comparisons.outcome == comparisons.first)[counts], comparisons.item[counts]


def order_varied(told: Comparisons) -> Mask:
    """Marks comparisons (n,) of model pairs of which each model has been shown first at least once."""
    n_models = len(told.models)
    low, high = np.minimum(told.model_a, told.model_b), np.maximum(told.model_a, told.model_b)
    first_model = np.where(told.first == FIRST_A, told.model_a, told.model_b)
    pair = low * n_models + high
    by_low = np.bincount(pair[first_model == low], minlength=n_models**2) > 0
    by_high = np.bincount(pair[first_model == high], minlength=n_models**2) > 0
    return np.asarray((by_low & by_high)[pair])


def rater_effects(comparisons: Comparisons, *, level: float = 0.95) -> tuple[RaterEffect, ...]:
    """Each rater's own rates, raw and shrunk, in the order of `rater_ids`; raters without comparisons are left out."""
    told = comparisons.where(comparisons.first != FIRST_UNKNOWN)
    varied = told.where(order_varied(told))
    rows = []
    for code in np.flatnonzero(np.bincount(comparisons.rater)).tolist():
        own = comparisons.where(comparisons.rater == code)
        longer, _ = longer_wins(own)
        first, _ = first_wins(varied.where(varied.rater == code))
        ties = own.outcome == TIE
        rows.append((code, longer, first, ties))
    longer_shrunk = shrunk_rates([row[1] for row in rows])
    first_shrunk = shrunk_rates([row[2] for row in rows])
    effects = []
    for (code, longer, first, ties), longer_rate, first_rate in zip(rows, longer_shrunk, first_shrunk, strict=True):
        rates = [
            proportion(int(np.count_nonzero(hits)), int(hits.size), what=what, level=level)
            for hits, what in (
                (longer, "share won by the longer response"),
                (first, "share won by the response shown first"),
                (ties, "share of ties"),
            )
        ]
        effects.append(RaterEffect(comparisons.rater_ids[code], rates[0], longer_rate, rates[1], first_rate, rates[2]))
    return tuple(effects)


def shrunk_rates(hits: list[Mask]) -> list[float | None]:
    """Each group's rate drawn towards the pooled rate by a beta-binomial prior (Kleinman 1973); None if empty.

    The prior weighs as many judgments as the spread between groups says: none when they differ widely, all when they
    differ no more than chance.
    """
    sizes: Floats = np.asarray([group.size for group in hits], dtype=np.float64)
    won: Floats = np.asarray([np.count_nonzero(group) for group in hits], dtype=np.float64)
    filled = sizes > 0
    total, groups = float(sizes.sum()), int(np.count_nonzero(filled))
    if total == 0:
        return [None] * len(hits)
    pooled = float(won.sum()) / total
    if groups < 2 or pooled in (0.0, 1.0):
        return [float(w / n) if n else None for w, n in zip(won, sizes, strict=True)]
    rates = np.divide(won, sizes, out=np.full(sizes.shape, pooled), where=filled)
    spread = float((sizes * (rates - pooled) ** 2).sum())
    binomial = pooled * (1 - pooled)
    scale = total - float((sizes**2).sum()) / total
    # Method of moments: E[spread] = binomial * ((groups - 1) (1 - rho) + rho * scale), rho between-group correlation.
    denominator = binomial * (scale - (groups - 1))
    rho = (spread - binomial * (groups - 1)) / denominator if denominator > 0 else 0.0
    rho = min(max(rho, 0.0), 1.0)
    if rho == 0.0:
        return [pooled if n else None for n in sizes]
    weight = (1 - rho) / rho
    return [float((w + weight * pooled) / (n + weight)) if n else None for w, n in zip(won, sizes, strict=True)]

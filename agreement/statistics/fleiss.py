"""Fleiss' kappa for exchangeable raters, with Gwet's generalisation to unequal numbers of ratings."""

from __future__ import annotations

import numpy as np

from agreement.statistics.agreement import pair_agreement
from agreement.statistics.bootstrap import divide
from agreement.statistics.codes import Floats
from agreement.statistics.counts import Patterns

NAME = "Fleiss' kappa"
NAME_UNEQUAL = "Fleiss' kappa, Gwet's (2014) generalisation to unequal numbers of ratings"


class UnequalRatings(ValueError):
    """A statistic that needs the same number of ratings on every item was asked of unequal ones."""


def fleiss_name(patterns: Patterns) -> str:
    """Which Fleiss' kappa is computed: the plain one, or the generalisation when items have unequal numbers."""
    return NAME if np.unique(patterns.ratings_per_item).size <= 1 else NAME_UNEQUAL


def fleiss_features(patterns: Patterns) -> Floats:
    """Per pattern, (P, 2 + V): share of agreeing pairs, 1 where m >= 2, and the item's share of each category."""
    per_item = patterns.ratings_per_item
    shares = patterns.counts / np.maximum(per_item, 1)[:, np.newaxis]
    paired = (per_item >= 2).astype(np.float64)
    return np.column_stack([pair_agreement(patterns.counts), paired, shares])


def fleiss_from_totals(totals: Floats) -> Floats:
    """Kappa from totals (…, 2 + V) of `fleiss_features`; nan where it is undefined (one category, or no pair).

    p_e sums the squared mean shares over all rated items, those with one rating included (Gwet 2014, section 2.4).
    """
    observed = divide(totals[..., 0], totals[..., 1])
    shares = totals[..., 2:]
    rated = shares.sum(axis=-1)
    expected = divide((shares**2).sum(axis=-1), rated**2)
    spread = 1 - expected
    return divide(observed - expected, np.where(spread > 1e-12, spread, 0.0))


def fleiss_kappa(patterns: Patterns) -> float:
    """Fleiss' (1971) kappa; nan if undefined."""
    return float(fleiss_from_totals(patterns.items @ fleiss_features(patterns)))


def fleiss_per_category(patterns: Patterns) -> Floats:
    """Kappa of each category against the rest (Fleiss 1971), (V,); nan for a category nobody or everybody used.

    Raises UnequalRatings unless every item has the same number m >= 2 of ratings.
    """
    sizes = np.unique(patterns.ratings_per_item)
    if sizes.size != 1 or sizes[0] < 2:
        raise UnequalRatings(f"kappa per category needs the same number of ratings on every item, not {sizes.tolist()}")
    m, n_items = int(sizes[0]), int(patterns.items.sum())
    counts = patterns.counts
    share = (patterns.items @ counts) / (n_items * m)
    disagreeing = (patterns.items[:, np.newaxis] * counts * (m - counts)).sum(axis=0)
    spread = n_items * m * (m - 1) * share * (1 - share)
    return 1 - divide(disagreeing, spread)

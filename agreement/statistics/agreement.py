"""Percent agreement: how often two raters of an item, drawn at random, say the same."""

from __future__ import annotations

import numpy as np

from agreement.statistics.bootstrap import divide
from agreement.statistics.codes import Floats, Ints
from agreement.statistics.counts import Patterns

NAME = "percent agreement (mean over items of the share of agreeing rater pairs)"


def pair_agreement(counts: Ints) -> Floats:
    """The share of agreeing rater pairs of each row of `counts` (P, V): sum n_k (n_k - 1) / (m (m - 1)); 0 if m < 2."""
    per_item = counts.sum(axis=1)
    agreeing = (counts * (counts - 1)).sum(axis=1)
    pairs = per_item * (per_item - 1)
    return np.divide(agreeing, pairs, out=np.zeros(counts.shape[0]), where=pairs > 0)


def percent_features(patterns: Patterns) -> Floats:
    """Per pattern, (P, 2): the share of agreeing pairs, and 1 where the item has at least two ratings."""
    paired = (patterns.ratings_per_item >= 2).astype(np.float64)
    return np.column_stack([pair_agreement(patterns.counts), paired])


def percent_from_totals(totals: Floats) -> Floats:
    """Percent agreement from totals (…, 2) of `percent_features`; nan where no item has two ratings."""
    return divide(totals[..., 0], totals[..., 1])


def percent_agreement(patterns: Patterns) -> float:
    """Mean pairwise agreement over items with at least two ratings; nan if there is none (Fleiss 1971, mean P_i)."""
    return float(percent_from_totals(patterns.items @ percent_features(patterns)))

"""Gwet's AC1 and AC2: agreement beyond chance that a skewed prevalence does not pull down."""

from __future__ import annotations

import numpy as np

from agreement.statistics.bca import Kind
from agreement.statistics.bootstrap import divide
from agreement.statistics.chance import chance_coefficient, chance_estimate
from agreement.statistics.codes import Floats
from agreement.statistics.counts import Patterns
from agreement.statistics.estimate import Estimate
from agreement.statistics.kappa import Weighting, agreement_weights, disagreement_weights

NAME = "Gwet's AC1"


def ac_name(weighting: Weighting) -> str:
    """AC1 without weights, else AC2 and the weights."""
    return NAME if weighting == "plain" else f"Gwet's AC2, {weighting} weights"


def ac_weights(scale: Floats, weighting: Weighting) -> Floats:
    """Agreement weights (V, V) over the declared scale (V,): 1 - d / max d."""
    return agreement_weights(disagreement_weights(scale, weighting), scale.size)


def ac1(patterns: Patterns) -> float:
    """Gwet's (2008) AC1; nan if undefined. All V categories of the declared scale count, used or not."""
    return chance_coefficient(patterns, np.eye(patterns.counts.shape[1]), "gwet")


def ac1_from_totals(totals: Floats, n_categories: int) -> Floats:
    """AC1 from totals of `fleiss_features` (…, 2 + used categories), which are its features too; nan where undefined.

    `n_categories` is the length of the declared scale; columns of categories that nobody used may be left out.
    """
    observed, rated = divide(totals[..., 0], totals[..., 1]), totals[..., 2:].sum(axis=-1)
    shares = divide(totals[..., 2:], rated[..., np.newaxis])
    expected = divide((shares * (1 - shares)).sum(axis=-1), float(n_categories - 1))
    return divide(observed - expected, 1 - expected)


def ac_estimate(
    patterns: Patterns,
    *,
    weighting: Weighting,
    scale: Floats,
    rng: np.random.Generator | None,
    replicates: int = 1000,
    level: float = 0.95,
    kind: Kind = "best",
) -> Estimate:
    """AC1 ("plain") or AC2 (Gwet 2014, chapters 4 and 5) with Gwet's standard error; missing ratings are allowed.

    p_a is the mean over items with two ratings, the shares p_k the mean over all rated items. `scale` (V,) holds the
    positions or values of the declared categories. Interval: bootstrap over items, or Gwet's t without `rng`.
    """
    return chance_estimate(
        patterns,
        name=ac_name(weighting),
        weights=ac_weights(scale, weighting),
        chance="gwet",
        rng=rng,
        replicates=replicates,
        level=level,
        kind=kind,
    )


def alpha_standard_error(patterns: Patterns, weights: Floats) -> float:
    """Gwet's (2014, section 5.4) standard error of Krippendorff's alpha 1 - D_o / D_e; nan if undefined.

    For distances 1 - w_kl that do not depend on the data: all levels but the ordinal one. Items rated once are dropped.
    """
    paired = patterns.ratings_per_item >= 2
    counts, items = patterns.counts[paired], patterns.items[paired]
    m, n = counts.sum(axis=1), float(items.sum())
    if n < 2:
        return float("nan")
    mean_m = float(items @ m) / n
    agreeing = divide((counts * (counts @ weights.T - 1)).sum(axis=1), mean_m * (m - 1))
    shares = counts / mean_m
    pooled = items @ shares / n
    observed, expected = float(items @ agreeing) / n, float(pooled @ weights @ pooled)
    if 1 - expected <= 1e-12:
        return float("nan")
    value = (observed - expected) / (1 - expected)
    size = (m - mean_m) / mean_m
    own_observed = agreeing - (observed + (1 - observed) / (n * mean_m)) * size  # alpha's p_a, corrected for n
    own_expected = shares @ ((weights + weights.T) / 2 @ pooled) - expected * size
    by_item = (own_observed - expected - 2 * (1 - value) * (own_expected - expected)) / (1 - expected)
    return float(np.sqrt(items @ (by_item - value) ** 2 / (n * (n - 1))))

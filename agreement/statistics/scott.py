"""Scott's pi and the prevalence- and bias-adjusted kappa: two raters who share one idea of chance."""

from __future__ import annotations

import numpy as np

from agreement.statistics.bca import Kind
from agreement.statistics.chance import chance_estimate
from agreement.statistics.codes import Floats, count_distinct
from agreement.statistics.counts import Patterns, Ratings, count_matrix, patterns_of
from agreement.statistics.estimate import Estimate

SCOTT = "Scott's pi"
SCOTT_MANY = "Scott's pi for more than two raters, which is Fleiss' kappa"
PABAK = "Prevalence- and bias-adjusted kappa (Brennan and Prediger's)"


def scott_estimate(
    ratings: Ratings,
    *,
    rng: np.random.Generator | None,
    replicates: int = 1000,
    level: float = 0.95,
    kind: Kind = "best",
) -> Estimate:
    """Scott's (1955) pi over the items that both raters rated, with Gwet's standard error.

    Chance is the squared shares of the categories pooled over both raters. Fleiss (1971) carried the same idea to more
    raters: with more than two the value is Fleiss' kappa and the method says so; with two it equals Fleiss' kappa
    unless some item has one rating only, which pi leaves out and the generalised Fleiss counts in its shares.
    """
    patterns = patterns_of(count_matrix(ratings))
    two = count_distinct(ratings.rater) <= 2
    if two:
        paired = patterns.ratings_per_item >= 2
        patterns = Patterns(patterns.counts[paired], patterns.items[paired]) if paired.any() else patterns
    name = SCOTT if two else SCOTT_MANY
    weights = np.eye(len(ratings.scale))
    return chance_estimate(
        patterns, name=name, weights=weights, chance="pooled", rng=rng, replicates=replicates, level=level, kind=kind
    )


def pabak_estimate(
    patterns: Patterns,
    *,
    weights: Floats | None = None,
    rng: np.random.Generator | None,
    replicates: int = 1000,
    level: float = 0.95,
    kind: Kind = "best",
) -> Estimate:
    """(V p_a - 1) / (V - 1), which is 2 p_a - 1 with two categories, with Gwet's standard error.

    Byrt, Bishop and Carlin (1993) for two raters and two categories; Bennett, Alpert and Goldstein (1954) and Brennan
    and Prediger (1981) for any number. V counts the declared scale: a longer scale raises the value. `weights` (V, V)
    are agreement weights; None counts every disagreement the same.
    """
    size = patterns.counts.shape[1]
    return chance_estimate(
        patterns,
        name=PABAK,
        weights=np.eye(size) if weights is None else weights,
        chance="uniform",
        rng=rng,
        replicates=replicates,
        level=level,
        kind=kind,
    )

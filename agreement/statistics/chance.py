"""Chance-corrected agreement of exchangeable raters: one observed agreement, three ideas of chance."""

from __future__ import annotations

import math
from dataclasses import replace
from typing import Literal

import numpy as np
from scipy.stats import t as student

from agreement.statistics.bca import Kind, acceleration_of, without_each
from agreement.statistics.bootstrap import divide, estimate_from_replicates, resampled_totals
from agreement.statistics.codes import Floats, Ints
from agreement.statistics.counts import Patterns
from agreement.statistics.estimate import Estimate, unknown
from agreement.statistics.rare import gamma_lower_bound, worst_item

#: "pooled": raters guess with the categories' shares (Scott 1955, Fleiss 1971); "gwet": they guess on hard items only
#: (Gwet 2008); "uniform": every category is as likely (Bennett 1954, Brennan and Prediger 1981).
Chance = Literal["pooled", "gwet", "uniform"]

SE_SOURCE = "se by Gwet (2014)"


def weighted_agreement(counts: Ints, weights: Floats) -> Floats:
    """Mean agreement weight of two ratings of each row of `counts` (P, V), (P,); 0 for rows with fewer than two."""
    per_item = counts.sum(axis=1)
    agreeing = (counts * (counts @ weights.T - 1)).sum(axis=1)
    pairs = per_item * (per_item - 1)
    return np.divide(agreeing, pairs, out=np.zeros(counts.shape[0]), where=pairs > 0)


def chance_features(patterns: Patterns, weights: Floats) -> Floats:
    """Per pattern, (P, 2 + V): weighted agreement, 1 where m >= 2, and the item's share of each category.

    `weights` (V, V) are agreement weights with a diagonal of 1, as from `agreement_weights`.
    """
    per_item = patterns.ratings_per_item
    shares = patterns.counts / np.maximum(per_item, 1)[:, np.newaxis]
    return np.column_stack([weighted_agreement(patterns.counts, weights), per_item >= 2, shares])


def chance_from_totals(totals: Floats, weights: Floats, chance: Chance) -> Floats:
    """(p_a - p_e) / (1 - p_e) from totals (…, 2 + V) of `chance_features`; nan where it is undefined."""
    observed = divide(totals[..., 0], totals[..., 1])
    rated = totals[..., 2:].sum(axis=-1)
    expected = expected_agreement(divide(totals[..., 2:], rated[..., np.newaxis]), weights, chance)
    spread = 1 - expected
    return divide(observed - expected, np.where(spread > 1e-12, spread, 0.0))


def expected_agreement(shares: Floats, weights: Floats, chance: Chance) -> Floats:
    """Agreement expected by chance (…) from the mean shares of the categories (…, V).

    With T the sum of the weights and V the categories of the declared scale: sum w_kl p_k p_l ("pooled");
    T / (V (V - 1)) sum p_k (1 - p_k) ("gwet"); T / V² ("uniform"). nan for "gwet" on a scale of one category.
    """
    size = weights.shape[0]
    if chance == "pooled":
        return ((shares @ weights) * shares).sum(axis=-1)
    if chance == "gwet":
        return divide(float(weights.sum()) * (shares * (1 - shares)).sum(axis=-1), float(size * (size - 1)))
    return np.full(shares.shape[:-1], float(weights.sum()) / size**2)


def chance_coefficient(patterns: Patterns, weights: Floats, chance: Chance) -> float:
    """The coefficient of count patterns; nan if it is undefined."""
    return float(chance_from_totals(patterns.items @ chance_features(patterns, weights), weights, chance))


def chance_standard_error(patterns: Patterns, weights: Floats, chance: Chance) -> float:
    """Gwet's (2008; 2014, chapter 5) standard error of the coefficient, raters taken as given; nan if undefined.

    Each rated item gets the value k_i = (n / n') (p_a,i - p_e) / (1 - p_e) - 2 (1 - k) (p_e,i - p_e) / (1 - p_e), n'
    being the items with two ratings; the variance of k is that of the k_i over n. Items rated once count in n.
    """
    features, items = chance_features(patterns, weights), patterns.items
    n, paired = float(items.sum()), features[:, 1]
    value = chance_coefficient(patterns, weights, chance)
    if n < 2 or not math.isfinite(value):
        return float("nan")
    mean = items @ features[:, 2:] / n
    expected = float(expected_agreement(mean, weights, chance))
    own = _expected_by_item(features[:, 2:], mean, expected, weights, chance)
    observed = n / float(items @ paired) * (features[:, 0] - expected * paired)
    return linearised_error((observed - 2 * (1 - value) * (own - expected)) / (1 - expected), value, items)


def linearised_error(by_item: Floats, value: float, items: Ints) -> float:
    """Standard error of a mean `value` of linearised values (P,) that `items` (P,) items have."""
    n = float(items.sum())
    return math.sqrt(float(items @ (by_item - value) ** 2) / (n * (n - 1)))


def _expected_by_item(shares: Floats, mean: Floats, expected: float, weights: Floats, chance: Chance) -> Floats:
    """What each pattern says about chance agreement, (P,): the mean over items is `expected`."""
    size = weights.shape[0]
    if chance == "pooled":
        return shares @ ((weights + weights.T) / 2 @ mean)
    if chance == "gwet":
        return float(weights.sum()) / (size * (size - 1)) * (shares @ (1 - mean))
    return np.full(shares.shape[0], expected)


def why_unknown(patterns: Patterns, chance: Chance) -> str | None:
    """Why a coefficient with this idea of chance has no value, or None."""
    if patterns.items.size == 0:
        return "no judgments"
    if patterns.n_items == 0:
        return "nothing comparable: no item has two judgments"
    if patterns.n_items == 1:
        return "one item only has two judgments: chance agreement can't be told from it"
    if patterns.counts.shape[1] == 1:
        return "no variation: the scale has one category only"
    paired = patterns.ratings_per_item >= 2
    if chance == "pooled" and np.count_nonzero(patterns.counts[paired].any(axis=0)) == 1:
        return "no variation: only one category was used"
    return None


def chance_estimate(
    patterns: Patterns,
    *,
    name: str,
    weights: Floats,
    chance: Chance,
    rng: np.random.Generator | None,
    replicates: int = 1000,
    level: float = 0.95,
    kind: Kind = "best",
) -> Estimate:
    """The coefficient `name` with Gwet's standard error, or no value and the reason.

    The interval is a bootstrap over items (BCa unless `kind` says percentile), or value ± t · se with n - 1 degrees of
    freedom, at most 1, when `rng` is None (as Gwet publishes it).
    """
    n_items, n_judgments = patterns.n_items, patterns.n_judgments
    if (reason := why_unknown(patterns, chance)) is not None:
        return unknown(reason, method=name, n_items=n_items, n_judgments=n_judgments, level=level)
    value = chance_coefficient(patterns, weights, chance)
    if not math.isfinite(value):
        reason = "no variation: agreement by chance is certain"
        return unknown(reason, method=name, n_items=n_items, n_judgments=n_judgments, level=level)
    se = chance_standard_error(patterns, weights, chance)
    drawn, how, acceleration, at_most = None, "", None, None
    if rng is not None:
        features = chance_features(patterns, weights)
        totals, how = resampled_totals(features, patterns.items, replicates=replicates, rng=rng)
        drawn = chance_from_totals(totals, weights, chance)
        if kind != "percentile":
            left = without_each(features, patterns.items, lambda left: chance_from_totals(left, weights, chance))
            acceleration = acceleration_of(left, patterns.items)
            if kind == "best" and np.unique(weights).size > 2:
                at_most = _rare_bound(patterns, features, weights, chance, left, value, level)
    return estimate_with_error(
        value,
        se,
        drawn,
        name=name,
        how=how,
        n=(n_items, n_judgments, int(patterns.items.sum())),
        level=level,
        acceleration=acceleration,
        at_most=at_most,
    )


def _rare_bound(
    patterns: Patterns, features: Floats, weights: Floats, chance: Chance, left: Floats, value: float, level: float
) -> float | None:
    first, second = np.unravel_index(int(weights.argmin()), weights.shape)
    worst = Patterns(worst_item(patterns.counts, (int(first), int(second))), np.ones(1, dtype=np.int64))
    totals = patterns.items @ features + chance_features(worst, weights)[0]
    with_worst = float(chance_from_totals(totals, weights, chance))
    return gamma_lower_bound(value, left, patterns.items, with_worst, level)


def estimate_with_error(
    value: float,
    se: float,
    drawn: Floats | None,
    *,
    name: str,
    how: str,
    n: tuple[int, int, int],
    level: float,
    acceleration: float | None = None,
    at_most: float | None = None,
) -> Estimate:
    """The Estimate of `value` with standard error `se`: the interval from resampled values `drawn` (B,), else by t.

    With an `acceleration` the resampled interval is BCa; `at_most` bounds its lower end (see `rare`). `n` counts the
    items with two judgments, their judgments, and all rated items (t has one degree of freedom less). Without a
    disagreement the interval is Wilson's bound either way, since a standard error of 0 is not certainty.
    """
    n_items, n_judgments, n_rated = n
    if drawn is not None or value >= 1 - 1e-12:
        replicated = np.zeros(0) if drawn is None else drawn
        estimate = estimate_from_replicates(
            value,
            replicated,
            name=name,
            how=f"{how}; {SE_SOURCE}",
            n_items=n_items,
            n_judgments=n_judgments,
            level=level,
            acceleration=acceleration,
            at_most=at_most,
        )
        return estimate if value >= 1 - 1e-12 else replace(estimate, se=se)
    half = float(student.ppf(0.5 + level / 2, n_rated - 1)) * se
    method = f"{name}; t interval, {SE_SOURCE}"
    return Estimate(value, value - half, min(1.0, value + half), n_items, n_judgments, method, se=se, level=level)

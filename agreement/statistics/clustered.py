"""Intervals for units that come in clusters, such as the responses of one item: whole clusters are resampled."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from agreement.statistics.agreement import percent_features, percent_from_totals
from agreement.statistics.bca import ALPHA_HIGH, Kind, Statistic, jackknife_acceleration
from agreement.statistics.bootstrap import estimate_from_replicates, resampled_totals
from agreement.statistics.codes import Floats, Ints, dense_codes
from agreement.statistics.counts import Patterns
from agreement.statistics.estimate import Estimate
from agreement.statistics.fleiss import fleiss_features, fleiss_from_totals
from agreement.statistics.gwet import ac1_from_totals
from agreement.statistics.krippendorff import (
    MAX_RESAMPLED_VALUES,
    Level,
    alpha_features,
    alpha_from_totals,
    centred,
    used_categories,
)


@dataclass(frozen=True, slots=True, eq=False)
class Additive:
    """A coefficient as a `statistic` of the totals over units of `features` (N, d)."""

    features: Floats
    statistic: Statistic
    is_alpha: bool = False


def clustered_estimates(
    estimates: Mapping[str, Estimate],
    counts: Ints,
    clusters: Ints,
    *,
    values: Floats,
    level: Level,
    replicates: int,
    rng: np.random.Generator,
    kind: Kind = "best",
) -> dict[str, Estimate]:
    """The Estimates of `group_estimates` with intervals over clusters instead of units.

    `counts` (N, V) is the count matrix that they were made from, `clusters` (N,) the cluster of each unit, `values`
    (V,) the scale.
    """
    units = Patterns(counts, np.ones(counts.shape[0], dtype=np.int64))
    shares = fleiss_features(units)
    additive = {
        "percent": Additive(percent_features(units), percent_from_totals),
        "fleiss": Additive(shares, fleiss_from_totals),
        "ac1": Additive(shares, lambda totals: ac1_from_totals(totals, values.size)),
    }
    if (alpha := additive_alpha(units, values, level)) is not None:
        additive["alpha"] = alpha
    paired = counts.sum(axis=1) >= 2
    return over_clusters(estimates, additive, clusters, paired=paired, replicates=replicates, rng=rng, kind=kind)


def additive_alpha(units: Patterns, values: Floats, level: Level) -> Additive | None:
    """Krippendorff's alpha of `units`; None where there are too many values to resample."""
    used, kept = used_categories(units, values)
    kept = centred(kept, level)
    if level in {"ordinal", "ratio"} and kept.size > MAX_RESAMPLED_VALUES:
        return None
    return Additive(alpha_features(used, kept, level), lambda totals: alpha_from_totals(totals, kept, level), True)


def over_clusters(
    estimates: Mapping[str, Estimate],
    additive: Mapping[str, Additive],
    clusters: Ints,
    *,
    paired: npt.NDArray[np.bool_],
    replicates: int,
    rng: np.random.Generator,
    kind: Kind = "best",
    drawn_as: str = "items with all their units",
) -> dict[str, Estimate]:
    """The `estimates` with intervals over `clusters` (N,), all from the same resampled ones.

    Features are additive, so a cluster's are the sums over its units and a replicate draws clusters with replacement
    (Davison and Hinkley 1997, section 3.8). `n_items` becomes the number of clusters with a unit that two raters rated
    (`paired`, (N,)), `se` the standard deviation of the replicates. Without a value, with one comparable cluster only,
    and for an estimate that is not among the `additive` there is no interval. The method says what was `drawn_as` one.
    """
    n_items = int(np.unique(clusters[paired]).size)
    sums = {name: _sums(each.features, clusters) for name, each in additive.items()}
    blocks = list(sums.values())
    ones = np.ones(blocks[0].shape[0], dtype=np.int64)
    drawn, _ = resampled_totals(np.column_stack(blocks), ones, replicates=replicates, rng=rng)
    edges = np.cumsum([block.shape[1] for block in blocks])
    totals = dict(zip(sums, np.split(drawn, edges[:-1], axis=1), strict=True))
    found = {}
    for name, estimate in estimates.items():
        if (reason := _why_not(estimate, known=name in additive, n_items=n_items)) is not None:
            found[name] = _without_interval(estimate, reason, n_items)
            continue
        one = additive[name]
        value = estimate.value or 0.0
        percentile = kind == "percentile" or (kind == "best" and one.is_alpha and value < ALPHA_HIGH)
        found[name] = estimate_from_replicates(
            value,
            one.statistic(totals[name]),
            name=_name(estimate),
            how=f"bootstrap over {drawn_as}, {replicates} replicates",
            n_items=n_items,
            n_judgments=estimate.n_judgments,
            level=estimate.level,
            acceleration=None if percentile else jackknife_acceleration(sums[name], ones, one.statistic),
        )
    return found


def _why_not(estimate: Estimate, *, known: bool, n_items: int) -> str | None:
    if estimate.value is None:
        return estimate.reason
    if not known:
        return estimate.reason or "too many values to resample"
    return "one item only has two judgments: no interval" if n_items < 2 else None


def _without_interval(estimate: Estimate, reason: str, n_items: int) -> Estimate:
    return Estimate(
        estimate.value,
        None,
        None,
        n_items,
        estimate.n_judgments,
        _name(estimate),
        reason=reason,
        level=estimate.level,
    )


def _name(estimate: Estimate) -> str:
    """The statistic's own name, without how its interval was made."""
    return estimate.method.split(";")[0]


def _sums(features: Floats, clusters: Ints) -> Floats:
    """Sums of the rows of `features` (N, d) by cluster, (C, d)."""
    codes, _ = dense_codes(clusters)
    order = np.argsort(codes, kind="stable")
    starts = np.flatnonzero(np.diff(codes[order], prepend=-1))
    return np.add.reduceat(features[order], starts, axis=0) if order.size else features

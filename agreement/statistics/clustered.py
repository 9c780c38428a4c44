"""Intervals for units that come in clusters, such as the responses of one item: whole clusters are resampled."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

from agreement.statistics.agreement import percent_features, percent_from_totals
from agreement.statistics.bootstrap import estimate_from_replicates, resampled_totals
from agreement.statistics.codes import Floats, Ints
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


def clustered_estimates(
    estimates: Mapping[str, Estimate],
    counts: Ints,
    clusters: Ints,
    *,
    values: Floats,
    level: Level,
    replicates: int,
    rng: np.random.Generator,
) -> dict[str, Estimate]:
    """The Estimates of `group_estimates` with intervals over clusters instead of units.

    `counts` (N, V) is the count matrix that they were made from, `clusters` (N,) the cluster of each unit, `values`
    (V,) the scale. Features are additive, so a cluster's are the sums over its units and a replicate draws clusters
    with replacement (Davison and Hinkley 1997, section 3.8). `n_items` becomes the number of clusters with a unit
    that two raters rated. Without a value, or with one comparable cluster only, there is no interval.
    """
    paired = counts.sum(axis=1) >= 2
    n_items = int(np.unique(clusters[paired]).size)
    units = Patterns(counts, np.ones(counts.shape[0], dtype=np.int64))
    used, kept = used_categories(units, values)
    units = Patterns(used, units.items)
    kept = centred(kept, level)
    blocks = {"percent": percent_features(units), "fleiss": fleiss_features(units)}
    if level in {"nominal", "interval"} or kept.size <= MAX_RESAMPLED_VALUES:
        blocks["alpha"] = alpha_features(used, kept, level)
    summed = _sums(np.column_stack(list(blocks.values())), clusters)
    ones = np.ones(summed.shape[0], dtype=np.int64)
    drawn, _ = resampled_totals(summed, ones, replicates=replicates, rng=rng)
    edges = np.cumsum([block.shape[1] for block in blocks.values()])
    parts = dict(zip(blocks, np.split(drawn, edges[:-1], axis=1), strict=True))
    replicated = {
        "percent": percent_from_totals(parts["percent"]),
        "fleiss": fleiss_from_totals(parts["fleiss"]),
        "ac1": ac1_from_totals(parts["fleiss"], values.size),
    }
    if "alpha" in parts:
        replicated["alpha"] = alpha_from_totals(parts["alpha"], kept, level)
    how = f"percentile bootstrap over items with all their units, {replicates} replicates"
    return {
        name: _over_clusters(estimate, replicated.get(name), name_and_how=(_name(estimate), how), n_items=n_items)
        for name, estimate in estimates.items()
    }


def _over_clusters(
    estimate: Estimate, replicates: Floats | None, *, name_and_how: tuple[str, str], n_items: int
) -> Estimate:
    name, how = name_and_how
    if estimate.value is None or replicates is None:
        low = high = se = None
        reason, method = estimate.reason or "too many values to resample", estimate.method
    elif n_items < 2:
        low = high = se = None
        reason, method = "one item only has two judgments: no interval", name
    else:
        return estimate_from_replicates(
            estimate.value,
            replicates,
            name=name,
            how=how,
            n_items=n_items,
            n_judgments=estimate.n_judgments,
            level=estimate.level,
        )
    return Estimate(
        estimate.value, low, high, n_items, estimate.n_judgments, method, reason=reason, se=se, level=estimate.level
    )


def _name(estimate: Estimate) -> str:
    """The statistic's own name, without how its interval was made."""
    return estimate.method.split(";")[0]


def _sums(features: Floats, clusters: Ints) -> Floats:
    """Sums of the rows of `features` (N, d) by cluster, (C, d)."""
    _, codes = np.unique(clusters, return_inverse=True)
    order = np.argsort(codes.reshape(-1), kind="stable")
    starts = np.flatnonzero(np.diff(codes.reshape(-1)[order], prepend=-1))
    return np.add.reduceat(features[order], starts, axis=0) if order.size else features

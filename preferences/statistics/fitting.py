"""A Bradley–Terry fit and the covariance of its parameters: sandwich, bootstrap over items, or information."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

import numpy as np
from scipy.sparse import csr_array

from agreement.statistics.bootstrap import MIN_DEFINED, resampled_totals
from agreement.statistics.codes import Floats, Ints
from agreement.statistics.estimate import Estimate, normal_quantile
from preferences.statistics.aggregate import Aggregate, Covariate, aggregate, counted, sandwich
from preferences.statistics.comparisons import Comparisons
from preferences.statistics.connectivity import TIES, Ties
from preferences.statistics.likelihood import Cells, Fit, NotConverged, NotIdentified, maximise, refit
from preferences.statistics.tie_models import TIE_MODELS

Interval = Literal["sandwich", "bootstrap", "model"]
INTERVALS: tuple[Interval, ...] = ("sandwich", "bootstrap", "model")

INTERVAL_NAMES = {
    "sandwich": "sandwich variance clustered by item",
    "model": "inverse information (judgments independent)",
}


@dataclass(frozen=True, slots=True, eq=False)
class Fitted:
    """A fit with what it was made from; `replicates` (B, p) are refits on resampled items, or None."""

    fit: Fit
    collapsed: Aggregate
    covariance: Floats
    replicates: Floats | None
    how: str


def fit_comparisons(
    comparisons: Comparisons,
    *,
    ties: Ties,
    covariates: tuple[Covariate, ...] = (),
    interval: Interval = "sandwich",
    seed: int = 0,
    replicates: int = 500,
) -> Fitted:
    """Fit comparisons of connected models, without both-bad ones, and the covariance of the parameters.

    Raises NotConverged or NotIdentified (no finite maximum; see `connectivity`).
    """
    if ties not in TIES:
        raise ValueError(f"unknown treatment of ties {ties!r}; one of {', '.join(TIES)}")
    if interval not in INTERVALS:
        raise ValueError(f"unknown interval {interval!r}; one of {', '.join(INTERVALS)}")
    collapsed = aggregate(comparisons, ties=ties, covariates=covariates)
    tie_model = TIE_MODELS.get(ties) if collapsed.cells.counts[:, 2].any() else None
    fit = maximise(collapsed.cells, len(comparisons.models), ties=tie_model)
    if interval == "model":
        return Fitted(fit, collapsed, fit.covariance, None, INTERVAL_NAMES[interval])
    if interval == "sandwich":
        return Fitted(fit, collapsed, sandwich(fit, collapsed), None, INTERVAL_NAMES[interval])
    drawn, how = _refits(fit, collapsed, np.random.default_rng(seed), replicates)
    covariance = np.cov(drawn, rowvar=False, ddof=1) if drawn.shape[0] > 1 else fit.covariance
    return Fitted(fit, collapsed, np.atleast_2d(covariance), drawn, how)


def _refits(fit: Fit, collapsed: Aggregate, rng: np.random.Generator, replicates: int) -> tuple[Floats, str]:
    """Parameters refitted on resampled items, (B', p); resamples without a finite maximum are left out."""
    features, items = _item_patterns(collapsed)
    totals, drawn_how = resampled_totals(features, items, replicates=replicates, rng=rng)
    how = f"percentile {drawn_how}"
    cells = collapsed.cells
    drawn: list[Floats] = []
    for row in totals:
        counts = counted(row.reshape(-1, 3), collapsed.ties)
        try:
            drawn.append(refit(fit, Cells(cells.a, cells.b, cells.x, counts)))
        except (NotConverged, NotIdentified):
            continue  # counted below: too many of them leave no interval
    if len(drawn) < MIN_DEFINED * replicates:
        return np.zeros((0, fit.parameters.size)), how
    return np.stack(drawn), f"{how} ({replicates - len(drawn)} left out: no finite maximum)"


def _item_patterns(collapsed: Aggregate) -> tuple[csr_array, Ints]:
    """Distinct outcomes-by-cell rows of items, sparse (P, 3 C), and their multiplicities (P,)."""
    width = collapsed.cells.counts.shape[0] * 3
    column = collapsed.row_cell * 3 + collapsed.row_outcome
    ones = np.ones(column.size)
    rows = csr_array((ones, (collapsed.row_item, column)), shape=(collapsed.n_items, width))
    # A random 64-bit number per column, summed with wrap-around, tells rows apart but for a chance of 2**-64 each.
    codes = np.random.default_rng(0).integers(0, 2**63, size=width, dtype=np.uint64)
    keys = np.zeros(collapsed.n_items, dtype=np.uint64)
    np.add.at(keys, collapsed.row_item, codes[column])
    _, first, items = np.unique(keys, return_index=True, return_counts=True)
    return rows[first], items.astype(np.int64)


def parameter_estimates(fitted: Fitted, comparisons: Comparisons, *, method: str, level: float) -> list[Estimate]:
    """One Estimate per parameter of the fit, in its order."""
    n_items, n = comparisons.n_items, comparisons.n
    half = normal_quantile(level) * np.sqrt(np.maximum(np.diagonal(fitted.covariance), 0.0))
    estimates = []
    for position, value in enumerate(fitted.fit.parameters):
        se = float(half[position] / normal_quantile(level))
        if fitted.replicates is None and n_items < 2:
            reason = "no interval: one item only"
            estimates.append(Estimate(float(value), None, None, n_items, n, method, reason=reason, level=level))
        elif fitted.replicates is None:
            low, high = value - half[position], value + half[position]
            estimates.append(Estimate(float(value), low, high, n_items, n, method, se=se, level=level))
        elif fitted.replicates.shape[0] == 0:
            reason = "no interval: many resamples of the items leave some strength without a bound"
            estimates.append(Estimate(float(value), None, None, n_items, n, method, reason=reason, level=level))
        else:
            low, high = np.quantile(fitted.replicates[:, position], [(1 - level) / 2, (1 + level) / 2])
            estimates.append(Estimate(float(value), float(low), float(high), n_items, n, method, se=se, level=level))
    return estimates

"""What models score on a scale, with the raters' severity and spread removed.

A score is a model's level plus its rater's severity plus noise whose spread is the rater's own: y = mu_m + s_r + e with
Var e = sigma_r², the severities summing to zero over raters weighted by their scores: a linear many-facet model, kin of
Linacre's (1989) logistic one. Fitted by weighted least squares, the weights from the residuals once; errors are
clustered by item (Liang and Zeger 1986), so that a wrong weight costs precision, not honesty.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from scipy.sparse import csr_array
from scipy.sparse.csgraph import connected_components

from agreement.statistics.codes import Floats, Ints, dense_codes
from agreement.statistics.estimate import Estimate, normal_quantile, unknown

#: A rater's spread is drawn towards that of all as if this many scores had been seen of it.
PRIOR_SCORES = 10
MEAN = "mean score, interval clustered by item"
ADJUSTED = "mean score with the raters' severity removed and raters weighted by their spread, clustered by item"
NOT_LINKED = "its raters scored no model that the others' raters scored: severity and level can't be told apart"


@dataclass(frozen=True, slots=True)
class RatedModel:
    """One model: `raw` its mean score, `adjusted` that of a rater of average severity, `counts` (K,) of each score."""

    model: int
    n: int
    raw: Estimate
    adjusted: Estimate
    counts: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class RaterScale:
    """How one rater uses the scale: `severity` below zero is stricter than average; `spread` of what is left over."""

    rater: int
    n: int
    severity: Estimate
    spread: float


@dataclass(frozen=True, slots=True)
class Ratings:
    """Every model from highest to lowest adjusted mean, and every rater from strictest to mildest."""

    models: tuple[RatedModel, ...]
    raters: tuple[RaterScale, ...]


def rate_models(
    score: Floats, model: Ints, rater: Ints, item: Ints, *, scale: Sequence[int], level: float = 0.95
) -> Ratings:
    """Rate the models by `score` (n,) of codes `model`, `rater`, `item` (n,), all from 0; `scale` lists the scores."""
    if score.size == 0:
        return Ratings((), ())
    model_codes, model, n_models = _dense(model)
    rater_codes, rater, n_raters = _dense(rater)
    item, _ = dense_codes(item)
    group = _groups(model, rater, n_models, n_raters)
    largest = int(np.bincount(group[model]).argmax())
    linked = group[:n_models] == largest
    inside = linked[model]
    fitted = _fit(score[inside], model[inside], rater[inside], item[inside], n_models, n_raters)
    z = normal_quantile(level)
    models = []
    for code in range(n_models):
        own = model == code
        raw = _mean(score[own], item[own], level)
        n = int(np.count_nonzero(own))
        if not linked[code]:
            adjusted = unknown(NOT_LINKED, method=ADJUSTED, n_items=raw.n_items, n_judgments=n, level=level)
        else:
            adjusted = _estimate(float(fitted.level[code]), float(fitted.level_se[code]), raw.n_items, n, z, level)
        counts = tuple(int(np.count_nonzero(score[own] == value)) for value in scale)
        models.append(RatedModel(int(model_codes[code]), n, raw, adjusted, counts))
    raters = []
    for code in range(n_raters):
        own = (rater == code) & inside
        n = int(np.count_nonzero(own))
        if n == 0:
            continue
        items = int(np.unique(item[own]).size)
        value, se = float(fitted.severity[code]), float(fitted.severity_se[code])
        severity = _estimate(value, se, items, n, z, level, method="severity: scores above those of the average rater")
        raters.append(RaterScale(int(rater_codes[code]), n, severity, float(fitted.spread[code])))
    models.sort(key=lambda one: (-_or(one.adjusted.value, one.raw.value), one.model))
    raters.sort(key=lambda one: (_or(one.severity.value, 0.0), one.rater))
    return Ratings(tuple(models), tuple(raters))


def _or(value: float | None, other: float | None) -> float:
    return value if value is not None else other if other is not None else float("-inf")


@dataclass(frozen=True, slots=True, eq=False)
class _Fit:
    level: Floats
    level_se: Floats
    severity: Floats
    severity_se: Floats
    spread: Floats


def _dense(codes: Ints) -> tuple[Ints, Ints, int]:
    distinct, dense = np.unique(codes, return_inverse=True)
    return distinct.astype(np.int64), dense.reshape(-1).astype(np.int64), int(distinct.size)


def _groups(model: Ints, rater: Ints, n_models: int, n_raters: int) -> Ints:
    """Which models and raters (M + R,) are linked by scores."""
    size = n_models + n_raters
    edges = csr_array((np.ones(model.size), (model, rater + n_models)), shape=(size, size))
    _, labels = connected_components(edges, directed=False)
    return np.asarray(labels, dtype=np.int64)


def _fit(score: Floats, model: Ints, rater: Ints, item: Ints, n_models: int, n_raters: int) -> _Fit:
    weight = np.ones(score.size)
    spread = np.ones(n_raters)
    for _ in range(2):  # equal weights, then by what is left over
        inverse, parameters = _solve(score, model, rater, weight, n_models, n_raters)
        residual = score - parameters[model] - parameters[n_models + rater]
        spread = _spreads(residual, rater, n_raters)
        if _ == 0:
            weight = 1 / spread[rater] ** 2
    item, n_items = dense_codes(item)
    rows = np.concatenate([item, item])
    columns = np.concatenate([model, rater + n_models])
    values = np.concatenate([weight * residual, weight * residual])
    scores = csr_array((values, (rows, columns)), shape=(n_items, n_models + n_raters))
    meat = (scores.T @ scores).toarray() * n_items / max(n_items - 1, 1)
    covariance = inverse @ meat @ inverse
    se = np.sqrt(np.maximum(np.diagonal(covariance), 0.0))
    return _Fit(parameters[:n_models], se[:n_models], parameters[n_models:], se[n_models:], spread)


def _solve(
    score: Floats, model: Ints, rater: Ints, weight: Floats, n_models: int, n_raters: int
) -> tuple[Floats, Floats]:
    """The generalised inverse of the normal equations under the constraint on severities, and the solution (M + R,)."""
    size = n_models + n_raters
    normal = np.zeros((size, size))
    cross = np.bincount(model * n_raters + rater, weights=weight, minlength=n_models * n_raters)
    cross = cross.reshape(n_models, n_raters)
    normal[:n_models, n_models:], normal[n_models:, :n_models] = cross, cross.T
    of_rater = cross.sum(axis=0)
    normal[np.diag_indices(size)] = np.concatenate([cross.sum(axis=1), of_rater])
    right = np.concatenate(
        [
            np.bincount(model, weights=weight * score, minlength=n_models),
            np.bincount(rater, weights=weight * score, minlength=n_raters),
        ]
    )
    # Severities sum to zero over scores: the level of a model is that of the average score's rater. Whoever has no
    # score here is held at zero.
    counts = np.bincount(rater, minlength=n_raters).astype(np.float64)
    constraint = np.concatenate([np.zeros(n_models), counts / counts.sum()])
    absent = normal.diagonal() == 0
    bordered = np.zeros((size + 1, size + 1))
    bordered[:size, :size] = normal + np.diag(absent.astype(np.float64))
    bordered[size, :size] = bordered[:size, size] = constraint
    inverse: Floats = np.asarray(np.linalg.inv(bordered)[:size, :size], dtype=np.float64)
    return inverse, np.asarray(inverse @ right, dtype=np.float64)


def _spreads(residual: Floats, rater: Ints, n_raters: int) -> Floats:
    """Each rater's standard deviation of residuals (R,), drawn towards that of all; never zero."""
    n = np.bincount(rater, minlength=n_raters)
    squares = np.bincount(rater, weights=residual**2, minlength=n_raters)
    pooled = max(float((residual**2).mean()), 1e-6)
    return np.asarray(np.sqrt((squares + PRIOR_SCORES * pooled) / (n + PRIOR_SCORES)))


def _mean(score: Floats, item: Ints, level: float) -> Estimate:
    group, groups = dense_codes(item)
    n, mean = int(score.size), float(score.mean())
    if groups < 2:
        return Estimate(mean, None, None, groups, n, MEAN, reason="no interval: one item only", level=level)
    sums = np.bincount(group, weights=score - mean, minlength=groups)
    se = float(np.sqrt((sums @ sums) * groups / (groups - 1))) / n
    half = normal_quantile(level) * se
    return Estimate(mean, mean - half, mean + half, groups, n, MEAN, se=se, level=level)


def _estimate(
    value: float, se: float, n_items: int, n: int, z: float, level: float, *, method: str = ADJUSTED
) -> Estimate:
    if n_items < 2:
        return Estimate(value, None, None, n_items, n, method, reason="no interval: one item only", level=level)
    return Estimate(value, value - z * se, value + z * se, n_items, n, method, se=se, level=level)

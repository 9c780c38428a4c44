"""How each model does in each slice, beside its overall strength: partially pooled, so that few votes shout less.

Within a slice the models' strengths are the overall ones plus deviations drawn from a normal distribution around zero,
whose spread all slices together tell of: a hierarchical Bradley–Terry model (Gelman et al., Bayesian Data Analysis,
chapter 5), by Laplace's approximation for each spread of a grid, averaged over the grid with a flat prior. Plugging in
the best spread alone would make the intervals too narrow where there are few slices. Votes on one item count as fewer
votes as they go together.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from scipy.special import expit, xlogy

from agreement.statistics.codes import Floats, Ints
from agreement.statistics.estimate import Estimate, normal_quantile
from preferences.statistics.comparisons import TIE, A, Comparisons
from preferences.statistics.effects import MATERIAL_LOG_ODDS

#: A cell with fewer items says nothing worth a line.
LEAST_ITEMS = 5
_STEPS = 8
#: A wide prior keeps the own offset of a model finite that won, or lost, everything in a slice.
_WIDE = 2.0
#: Spreads that are tried, in log odds: from none to far more than slices ever differ.
_SPREADS = np.geomspace(0.02, 2.5, 18)
METHOD = "deviation from the overall strength, partially pooled over models and slices (hierarchical Bradley–Terry)"


@dataclass(frozen=True, slots=True)
class SliceCell:
    """One model in one slice: its deviation on the log odds, against the mean of the models there, unpooled and pooled.

    ``weak`` says that the whole interval is below zero and the deviation would move an even choice by five points.
    """

    model: int
    value: int
    n: int
    n_items: int
    raw: float
    deviation: Estimate
    weak: bool


@dataclass(frozen=True, slots=True)
class Scorecard:
    """The cells of one slice's name, the weakest first; ``spread`` is the standard deviation of true deviations."""

    spread: float
    cells: tuple[SliceCell, ...]


def scorecard(
    comparisons: Comparisons, strengths: Floats, covariance: Floats, values: Ints, *, level: float = 0.95
) -> Scorecard:
    """The scorecard of ``comparisons`` (n,) over ``values`` (n,), codes of one slice's values; below zero: none.

    ``strengths`` (M,) and their ``covariance`` (M, M) are those of a fit of the same comparisons with a tie as half a
    win for both; both-bad verdicts and models without a strength must be left out beforehand.
    """
    told = values >= 0
    if not told.any():
        return Scorecard(0.0, ())
    compared, values = comparisons.where(told), values[told]
    slices = _Slices.of(compared, strengths, covariance, values)
    raw, _, _ = _fitted(slices, _WIDE)
    pooled, variance, spread = _averaged(slices)
    z = normal_quantile(level)
    found = []
    for value, model in np.argwhere(slices.items >= LEAST_ITEMS).tolist():
        deviation, se = float(pooled[value, model]), float(np.sqrt(variance[value, model]))
        n_items, n = int(slices.items[value, model]), int(slices.met[value, model].sum())
        low, high = deviation - z * se, deviation + z * se
        estimate = Estimate(deviation, low, high, n_items, n, METHOD, se=se, level=level)
        weak = high < 0 and deviation < -MATERIAL_LOG_ODDS
        found.append(SliceCell(model, value, n, n_items, float(raw[value, model]), estimate, weak))
    found.sort(key=lambda cell: (cell.deviation.value or 0.0, cell.model, cell.value))
    return Scorecard(spread, tuple(found))


@dataclass(frozen=True, slots=True, eq=False)
class _Slices:
    """Comparisons by slice: how often two models ``met`` (S, M, M), the score of the one against the other ``won``
    (S, M, M), a tie half; ``odds`` (M, M) by overall strength and its ``covariance`` (M, M); distinct ``items`` (S, M);
    ``design``, by how much the variance of the votes exceeds that of independent ones."""

    met: Floats
    won: Floats
    odds: Floats
    covariance: Floats
    items: Ints
    design: float

    @property
    def centred(self) -> Floats:
        """What takes the mean of the models that met in each slice from each of them, (S, M, M)."""
        present = (self.met.sum(axis=2) > 0).astype(np.float64)
        mean = present[:, :, None] * present[:, None, :] / np.maximum(present.sum(axis=1), 1.0)[:, None, None]
        return np.asarray(np.eye(present.shape[1]) * present[:, :, None] - mean)

    @classmethod
    def of(cls, compared: Comparisons, strengths: Floats, covariance: Floats, values: Ints) -> _Slices:
        m, s = len(strengths), int(values.max()) + 1
        a, b = compared.model_a, compared.model_b
        score = np.where(compared.outcome == TIE, 0.5, (compared.outcome == A).astype(np.float64))
        odds = strengths[:, None] - strengths[None, :]
        shape = (s, m, m)
        met, won = np.zeros(shape), np.zeros(shape)
        for one, other, points in ((a, b, score), (b, a, 1 - score)):
            np.add.at(met, (values, one, other), 1.0)
            np.add.at(won, (values, one, other), points)
        _, item = np.unique(compared.item, return_inverse=True)
        item = item.reshape(-1).astype(np.int64)
        n_items = int(item.max()) + 1
        cells = np.concatenate([values * m + a, values * m + b])
        pairs = np.unique(cells * n_items + np.concatenate([item, item]))
        items = np.bincount(pairs // n_items, minlength=s * m).reshape(s, m)
        return cls(
            met, won, odds, covariance, items, _design(score - expit(odds[a, b]), expit(odds[a, b]), item, (a, b))
        )


def _design(residual: Floats, expected: Floats, item: Ints, sides: tuple[Ints, Ints]) -> float:
    """The variance of the sums of residuals by item and pair of models, against that of as many independent votes."""
    a, b = sides
    m = int(max(a.max(), b.max())) + 1
    turned = np.where(a < b, residual, -residual)
    key = (item * m + np.minimum(a, b)) * m + np.maximum(a, b)
    _, group = np.unique(key, return_inverse=True)
    sums = np.bincount(group.reshape(-1), weights=turned)
    independent = float((expected * (1 - expected)).sum())
    return float((sums**2).sum()) / independent if independent > 0 else 1.0


def _averaged(slices: _Slices) -> tuple[Floats, Floats, float]:
    """Mean (S, M) and variance (S, M) of the deviations over all spreads, and the mean spread."""
    fits = [_fitted(slices, spread) for spread in _SPREADS]
    evidence = np.array([found[2] for found in fits])
    # A flat prior on the spread: on the logarithmic grid each stands for a stretch as long as itself.
    weight = np.exp(evidence - evidence.max()) * _SPREADS
    weight /= weight.sum()
    means, variances = np.stack([found[0] for found in fits]), np.stack([found[1] for found in fits])
    mean = np.tensordot(weight, means, axes=1)
    variance = np.tensordot(weight, variances + (means - mean) ** 2, axes=1)
    return mean, variance, float(weight @ _SPREADS)


def _fitted(slices: _Slices, spread: float) -> tuple[Floats, Floats, float]:
    """The deviations (S, M) under a normal prior of that spread, their variances (S, M) and the log evidence for it.

    Deviations are from the mean of the models that met in the slice.
    """
    n_slices, m, _ = slices.met.shape
    deviation: Floats = np.zeros((n_slices, m))
    prior = np.eye(m) / spread**2
    for _ in range(_STEPS):
        gradient, information = _curve(slices, deviation)
        step = np.linalg.solve(information + prior, (gradient - deviation / spread**2)[..., None])[..., 0]
        deviation = deviation + np.clip(step, -1.0, 1.0)
    _, information = _curve(slices, deviation)
    covariance = np.linalg.inv(information + prior)
    expected = expit(slices.odds + deviation[:, :, None] - deviation[:, None, :])
    # Every comparison stands in both triangles.
    likelihood = float(xlogy(slices.won, expected).sum()) / slices.design
    _, curvature = np.linalg.slogdet(information + prior)
    evidence = likelihood - 0.5 * float((deviation**2).sum()) / spread**2
    evidence -= deviation.size * float(np.log(spread)) + 0.5 * float(curvature.sum())
    # Votes tell differences alone: what all models of a slice have in common is the prior's word, and is taken out.
    centred = slices.centred
    # What is left of a mistake in the overall strengths: as much as the deviations follow the votes.
    follows = covariance @ information
    covariance = covariance + follows @ slices.covariance @ np.swapaxes(follows, 1, 2)
    variance = np.einsum("smn,snk,smk->sm", centred, covariance, centred)
    return np.einsum("smn,sn->sm", centred, deviation), variance, evidence


def _curve(slices: _Slices, deviation: Floats) -> tuple[Floats, Floats]:
    """The gradient (S, M) and the information (S, M, M) of the votes, each divided by the design effect."""
    expected = expit(slices.odds + deviation[:, :, None] - deviation[:, None, :])
    gradient = (slices.won - slices.met * expected).sum(axis=2)
    weight = slices.met * expected * (1 - expected)
    information = -weight
    diagonal = np.arange(weight.shape[1])
    information[:, diagonal, diagonal] += weight.sum(axis=2)
    return gradient / slices.design, information / slices.design

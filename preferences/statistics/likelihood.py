"""The Bradley–Terry likelihood with ties and covariates, and Newton's method on it."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from agreement.statistics.codes import Floats, Ints
from preferences.statistics.tie_models import NO_TIES, TieModel

MAX_ITERATIONS = 100
#: Strengths beyond this (odds of e**40) mean that the likelihood has no maximum.
FARTHEST = 40.0
#: Refits step so often by an old curvature, and end where a step is this small on the log odds.
CHORD_STEPS, CLOSE = 40, 1e-7


class NotConverged(ArithmeticError):
    """Newton's method found no maximum: the likelihood keeps rising as some parameter runs away."""


class NotIdentified(ArithmeticError):
    """Two parameters can't be told apart on these comparisons (a covariate that never varies against the models)."""


@dataclass(frozen=True, slots=True, eq=False)
class Cells:
    """Aggregated comparisons: cell c compares model `a[c]` with `b[c]` under covariates `x[c]` (K,).

    `counts` (C, 3) holds wins of a, wins of b and ties; they may be fractional. Covariates are signed towards a.
    """

    a: Ints
    b: Ints
    x: Floats
    counts: Floats


@dataclass(frozen=True, slots=True, eq=False)
class Fit:
    """A maximum of the likelihood. Parameters (p,) are M strengths (sum 0), a tie parameter if `ties`, then K effects.

    `covariance` (p, p) is the inverse information under that constraint; `probabilities` (C, 3) are fitted.
    """

    parameters: Floats
    covariance: Floats
    probabilities: Floats
    n_models: int
    ties: TieModel | None
    log_likelihood: float
    iterations: int

    @property
    def with_ties(self) -> bool:
        """Whether there is a tie parameter."""
        return self.ties is not None

    @property
    def strengths(self) -> Floats:
        """Strengths on the natural log scale, (M,), summing to zero."""
        return self.parameters[: self.n_models]

    @property
    def tie(self) -> float | None:
        """The tie parameter, None in a model without ties."""
        return float(self.parameters[self.n_models]) if self.with_ties else None

    @property
    def effects(self) -> Floats:
        """Covariate effects on the log odds of a over b, (K,)."""
        return self.parameters[self.n_models + self.with_ties :]


def probabilities(parameters: Floats, cells: Cells, n_models: int, ties: TieModel | None) -> Floats:
    """Log probabilities (C, 3) of a, b and tie, with d = strength a - strength b + x·effects.

    Without ties the logistic of d (Bradley and Terry 1952).
    """
    first = n_models + (ties is not None)
    d = parameters[cells.a] - parameters[cells.b] + cells.x @ parameters[first:]
    if ties is None:
        return NO_TIES.log_probabilities(d, -np.inf)
    return ties.log_probabilities(d, float(parameters[n_models]))


def _log_likelihood(log_p: Floats, counts: Floats) -> float:
    return float(np.where(counts > 0, counts * np.where(counts > 0, log_p, 0.0), 0.0).sum())


def _by_model(weights: Floats, cells: Cells, n_models: int) -> Floats:
    """Per model the sum of cell weights in which it is a, less those in which it is b, (M,)."""
    gained = np.bincount(cells.a, weights=weights, minlength=n_models)
    lost = np.bincount(cells.b, weights=weights, minlength=n_models)
    return np.asarray(gained - lost, dtype=np.float64)


def _gradient(by_d: Floats, by_tie: Floats, cells: Cells, n_models: int, *, with_ties: bool) -> Floats:
    strengths = _by_model(by_d, cells, n_models)
    return np.concatenate([strengths, [by_tie.sum()] if with_ties else [], by_d @ cells.x])


def _information(p: Floats, cells: Cells, n_models: int, ties: TieModel | None) -> Floats:
    """Observed information, (p, p)."""
    with_ties = ties is not None
    dd, cross, tt = (ties or NO_TIES).curvature(p, cells.counts)
    size = n_models + with_ties + cells.x.shape[1]
    pairs = np.bincount(cells.a * n_models + cells.b, dd, n_models**2).reshape(n_models, n_models)
    pairs = pairs + pairs.T
    information = np.zeros((size, size))
    information[:n_models, :n_models] = np.diag(pairs.sum(axis=1)) - pairs
    if with_ties:
        information[:n_models, n_models] = information[n_models, :n_models] = _by_model(cross, cells, n_models)
        information[n_models, n_models] = tt.sum()
    first = n_models + with_ties
    for column in range(cells.x.shape[1]):
        at = first + column
        x = cells.x[:, column]
        information[:n_models, at] = information[at, :n_models] = _by_model(dd * x, cells, n_models)
        if with_ties:
            information[n_models, at] = information[at, n_models] = cross @ x
        information[at, first:] = (dd * x) @ cells.x
    return information


def maximise(cells: Cells, n_models: int, *, ties: TieModel | None, start: Floats | None = None) -> Fit:
    """The maximum-likelihood fit by Newton's method with step halving.

    Raises NotConverged when the likelihood has no (finite) maximum, and NotIdentified when the information is singular
    beyond the free level of the strengths. Check connectivity first: it gives the better reason.
    """
    with_ties = ties is not None
    size = n_models + with_ties + cells.x.shape[1]
    level = np.zeros(size)
    level[:n_models] = 1.0  # adding a constant to all strengths changes nothing: held at sum zero
    parameters = np.zeros(size) if start is None else start.copy()
    if start is None and ties is not None:
        parameters[n_models] = ties.start
    log_p = probabilities(parameters, cells, n_models, ties)
    current = _log_likelihood(log_p, cells.counts)
    for iteration in range(1, MAX_ITERATIONS + 1):
        p = np.exp(log_p)
        by_d, by_tie = (ties or NO_TIES).scores(p)
        gradient = _gradient(
            (cells.counts * by_d).sum(axis=1),
            (cells.counts * by_tie).sum(axis=1),
            cells,
            n_models,
            with_ties=with_ties,
        )
        information = _information(p, cells, n_models, ties)
        held = information + np.outer(level, level) * max(float(np.diagonal(information).mean()), 1e-12)
        step = _solve(held, gradient)
        scale, tries = 1.0, 0
        while True:
            proposal = parameters + scale * step
            log_p = probabilities(proposal, cells, n_models, ties)
            reached = _log_likelihood(log_p, cells.counts)
            if reached >= current - 1e-10 * (1 + abs(current)) or tries == 30:
                break
            scale, tries = scale / 2, tries + 1
        parameters, current = proposal, reached
        if np.abs(parameters).max() > FARTHEST:
            break
        if np.abs(step).max() < 1e-10 * (1 + np.abs(parameters).max()):
            p = np.exp(log_p)
            covariance = _constrained_inverse(_information(p, cells, n_models, ties), level)
            return Fit(parameters, covariance, p, n_models, ties, current, iteration)
    raise NotConverged(
        f"no maximum of the Bradley–Terry likelihood after {iteration} Newton steps: some strength runs away"
    )


def refit(fit: Fit, cells: Cells) -> Floats:
    """The parameters (p,) at the maximum on like counts, such as a resample of those that `fit` was made from.

    Steps by the covariance of `fit` instead of a new curvature each time (the chord method), which is near enough to
    get there in a few cheap steps; where it does not, Newton's method finds out why. Raises as `maximise` does.
    """
    parameters, n_models = fit.parameters.copy(), fit.n_models
    ties = fit.ties or NO_TIES
    first = n_models + fit.with_ties
    counts = np.asfortranarray(cells.counts)  # read by column in each step
    for _ in range(CHORD_STEPS):
        d = parameters[cells.a] - parameters[cells.b] + cells.x @ parameters[first:]
        tie = float(parameters[n_models]) if fit.with_ties else -np.inf
        by_d, by_tie = ties.slopes(d, tie, counts)
        step = fit.covariance @ _gradient(by_d, by_tie, cells, n_models, with_ties=fit.with_ties)
        size = np.abs(step).max()
        if not np.isfinite(size) or size > FARTHEST:
            break
        parameters = parameters + step
        if size < CLOSE:
            return parameters
    return maximise(cells, n_models, ties=fit.ties, start=fit.parameters).parameters


def _solve(held: Floats, gradient: Floats) -> Floats:
    try:
        step: Floats = np.asarray(np.linalg.solve(held, gradient), dtype=np.float64)
    except np.linalg.LinAlgError as error:
        raise NotIdentified("the comparisons do not determine all parameters (singular information)") from error
    return step


def _constrained_inverse(information: Floats, level: Floats) -> Floats:
    """The inverse of the information on the strengths' sum-zero plane, (p, p); raises NotIdentified if singular."""
    scales = np.sqrt(np.maximum(np.diagonal(information), 1e-300))
    n_models = int(level.sum())
    weight = float(np.diagonal(information)[:n_models].mean()) if n_models else 0.0
    held = information + np.outer(level, level) * weight
    balanced = held / np.outer(scales, scales)
    if np.linalg.eigvalsh(balanced).min() < 1e-9:
        raise NotIdentified("the comparisons do not determine all parameters: a covariate never varies by itself")
    inverse: Floats = np.asarray(np.linalg.inv(held), dtype=np.float64)
    return inverse - np.outer(level, level) / (weight * n_models**2) if n_models else inverse

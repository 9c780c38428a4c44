"""Strengths with every rater weighed by how well they follow them, from votes alone.

The Bradley–Terry model with a discrimination of each rater's own,

    P(r prefers a) = L(lambda_r d),  d = strength a - strength b,  L the logistic function,

as in the two-parameter model of item response (Birnbaum 1968): a rater who clicks at random has weight 0, one who
takes the scale the wrong way round a weight below it, the average rater 1. Weights are normal with a spread that all
raters together tell of (Laplace's approximation for each spread of a grid), and their mean is held at 1, which sets the
scale of the strengths. A tie is half a win for both. Crowd-BT (Chen et al. 2013) flips a rater's votes by chance
instead: there larger strengths and less reliable raters say nearly the same, and strengths may run away.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
from scipy.sparse import csr_array
from scipy.special import expit

from agreement.statistics.codes import Floats, Ints
from agreement.statistics.estimate import Estimate, normal_quantile
from preferences.statistics.aggregate import aggregate, between_rankable, without_both_bad
from preferences.statistics.bradley_terry import Ranking, ranking_of
from preferences.statistics.comparisons import TIE, B, Comparisons
from preferences.statistics.fitting import Fitted
from preferences.statistics.likelihood import Fit, NotConverged, maximise

NAME = "Bradley–Terry with a weight of each rater's own, a tie as half a win for both"
METHOD = "weight of the rater in the model: 0 is chance, 1 the average rater"
#: Spreads of weights that are tried: from raters who are all alike to some who are worth several others.
_SPREADS = np.geomspace(0.02, 1.5, 14)
_STEPS, _HALVINGS, _FARTHEST, _CLOSE = 200, 30, 1.0, 1e-7
LEAST_RATERS = 3


@dataclass(frozen=True, slots=True)
class WeighedRanking:
    """The leaderboard with raters weighed, the weight of each by the raters' codes, and the ``spread`` of weights."""

    ranking: Ranking
    weights: dict[int, Estimate]
    spread: float


def rank_with_raters(comparisons: Comparisons, *, seed: int = 0, level: float = 0.95) -> WeighedRanking | None:
    """Rank the models with the raters weighed; None where nothing can be ranked, or by fewer than three raters.

    Strengths are on the scale of the average rater; intervals by the sandwich clustered by item, strengths and weights
    taken together at the likeliest spread. Raises NotConverged.
    """
    inside, linked, results = between_rankable(without_both_bad(comparisons, as_tie=False), "half")
    if not linked.rankable.any() or np.unique(inside.rater).size < LEAST_RATERS:
        return None
    votes = _Votes.of(inside)
    # A plain fit first: it finds out whether there is a maximum, and is where to start from.
    collapsed = aggregate(inside, ties="half")
    plain = maximise(collapsed.cells, len(inside.models), ties=None)
    found = _State(plain.strengths.copy(), np.ones(votes.codes.size))
    fits = []
    for spread in _SPREADS.tolist():
        found = _fitted(votes, found, spread)
        fits.append((_evidence(votes, found, spread), spread, found))
    _, spread, best = max(fits, key=lambda fit: fit[0])
    curve = _curve(votes, best)
    information = _Information.of(votes, curve, spread)
    covariance = _sandwich(votes, curve, information)
    fit = Fit(best.strengths, covariance, plain.probabilities, len(inside.models), None, _likelihood(votes, best), 0)
    how = "sandwich variance clustered by item, weights fitted too"
    ranking = ranking_of(
        comparisons, inside, Fitted(fit, collapsed, covariance, None, how), linked, results,
        name=NAME, seed=seed, level=level,
    )  # fmt: skip
    return WeighedRanking(ranking, _weights(votes, fits, level), spread)


@dataclass(frozen=True, slots=True, eq=False)
class _Votes:
    """Votes as seen from the winner, (n,) each, a tie as two of half the weight; ``rater`` are places in ``codes``."""

    winner: Ints
    loser: Ints
    weight: Floats
    rater: Ints
    item: Ints
    codes: Ints
    n_models: int

    @classmethod
    def of(cls, inside: Comparisons) -> _Votes:
        lost, tie = inside.outcome == B, inside.outcome == TIE
        winner = np.where(lost, inside.model_b, inside.model_a)
        loser = np.where(lost, inside.model_a, inside.model_b)
        codes, rater = np.unique(inside.rater, return_inverse=True)
        _, item = np.unique(inside.item, return_inverse=True)
        both = np.concatenate([np.arange(inside.n), np.flatnonzero(tie)])
        return cls(
            np.concatenate([winner, loser[tie]]),
            np.concatenate([loser, winner[tie]]),
            np.where(tie, 0.5, 1.0)[both],
            rater.reshape(-1)[both].astype(np.int64),
            item.reshape(-1)[both].astype(np.int64),
            codes,
            len(inside.models),
        )


class _State(NamedTuple):
    """Strengths (M,) and raters' weights (R,)."""

    strengths: Floats
    weights: Floats


class _Curve(NamedTuple):
    """Per vote the scores by d and by the rater's weight, and the information: by d d, d weight, weight weight."""

    by_d: Floats
    by_weight: Floats
    dd: Floats
    cross: Floats
    ww: Floats


def _curve(votes: _Votes, state: _State) -> _Curve:
    d = state.strengths[votes.winner] - state.strengths[votes.loser]
    own = state.weights[votes.rater]
    p = expit(own * d)
    missed, information = votes.weight * (1 - p), votes.weight * p * (1 - p)
    return _Curve(missed * own, missed * d, information * own**2, information * own * d, information * d**2)


def _totals(codes: Ints, values: Floats, size: int) -> Floats:
    """Sums of the values by code, (size,)."""
    return np.asarray(np.bincount(codes, values, size), dtype=np.float64)


def _likelihood(votes: _Votes, state: _State) -> float:
    d = state.strengths[votes.winner] - state.strengths[votes.loser]
    return -float(votes.weight @ np.logaddexp(0, -state.weights[votes.rater] * d))


def _posterior(votes: _Votes, state: _State, spread: float) -> float:
    return _likelihood(votes, state) - float(((state.weights - 1) ** 2).sum()) / (2 * spread**2)


def _evidence(votes: _Votes, state: _State, spread: float) -> float:
    """The log likelihood of the spread, the weights integrated out by Laplace's approximation."""
    raters = _Information.of(votes, _curve(votes, state), spread).raters
    held = np.log((1 / (raters * spread**2)).mean())  # one direction less: the mean of the weights
    return _posterior(votes, state, spread) - 0.5 * (float(np.log(raters * spread**2).sum()) + float(held))


def _fitted(votes: _Votes, state: _State, spread: float) -> _State:
    """The strengths, summing to zero, and weights at the maximum by Fisher's scoring with step halving."""
    current = _posterior(votes, state, spread)
    for _ in range(_STEPS):
        curve = _curve(votes, state)
        m, r = votes.n_models, votes.codes.size
        by_model = _totals(votes.winner, curve.by_d, m) - _totals(votes.loser, curve.by_d, m)
        by_rater = _totals(votes.rater, curve.by_weight, r) - (state.weights - 1) / spread**2
        step, own = _Information.of(votes, curve, spread).solve(by_model, by_rater)
        farthest = max(float(np.abs(step).max()), float(np.abs(own).max()))
        scale = min(1.0, _FARTHEST / max(farthest, 1e-300))
        for _ in range(_HALVINGS):
            proposal = _State(state.strengths + scale * step, state.weights + scale * own)
            reached = _posterior(votes, proposal, spread)
            if reached >= current - 1e-10 * (1 + abs(current)):
                break
            scale /= 2
        state, current = proposal, reached
        if farthest < _CLOSE:
            return _State(state.strengths - state.strengths.mean(), state.weights)
    raise NotConverged(f"strengths and raters' weights did not settle in {_STEPS} steps")


@dataclass(frozen=True, slots=True, eq=False)
class _Information:
    """Expected information with the prior's, by blocks, because the raters' block (R,) is diagonal.

    ``through`` (M, R) is the crossed block over it, ``inverse`` (M, M) that of what the strengths keep when weights are
    fitted too (Schur's complement).
    """

    inverse: Floats
    through: Floats
    raters: Floats

    @classmethod
    def of(cls, votes: _Votes, curve: _Curve, spread: float) -> _Information:
        m, r = votes.n_models, votes.codes.size
        pairs = _totals(votes.winner * m + votes.loser, curve.dd, m * m).reshape(m, m)
        pairs = pairs + pairs.T
        crossed = _totals(votes.winner * r + votes.rater, curve.cross, m * r)
        crossed = (crossed - _totals(votes.loser * r + votes.rater, curve.cross, m * r)).reshape(m, r)
        raters = _totals(votes.rater, curve.ww, r) + 1 / spread**2
        found = cls(np.zeros((m, m)), np.zeros((m, r)), raters)
        through = found.on_mean(crossed)
        strengths = np.diag(pairs.sum(axis=1)) - pairs - through @ crossed.T
        level = max(float(np.diagonal(strengths).mean()), 1e-9)
        inverse = np.linalg.inv(strengths + level / m) - 1 / (level * m)  # adding a constant to all changes nothing
        return cls(np.asarray(inverse), through, raters)

    def solve(self, strengths: Floats, raters: Floats) -> tuple[Floats, Floats]:
        """The step for a gradient by strengths (M,) and by raters (R,)."""
        step = self.inverse @ (strengths - self.through @ raters)
        return step, self.on_mean(raters) - self.through.T @ step

    def on_mean(self, rows: Floats) -> Floats:
        """Rows (…, R) over the raters' block, the mean of the weights held: they say how raters compare, no more."""
        share = 1 / self.raters / (1 / self.raters).sum()
        over = rows / self.raters
        return np.asarray(over - over.sum(axis=-1, keepdims=True) * share)

    def rater_variance(self) -> Floats:
        """Of each rater's weight (R,)."""
        own = 1 / self.raters - (1 / self.raters) ** 2 / (1 / self.raters).sum()
        return np.asarray(own + ((self.inverse @ self.through) * self.through).sum(axis=0))


def _sandwich(votes: _Votes, curve: _Curve, information: _Information) -> Floats:
    """The covariance of the strengths (M, M), clustered by item."""
    m, r, items = votes.n_models, votes.codes.size, int(votes.item.max()) + 1
    both = (np.tile(votes.item, 2), np.concatenate([votes.winner, votes.loser]))
    by_model = csr_array((np.concatenate([curve.by_d, -curve.by_d]), both), shape=(items, m))
    by_rater = csr_array((curve.by_weight, (votes.item, votes.rater)), shape=(items, r))
    # An item's score less what the raters' share of it moves: its strengths' part alone, without a dense row per item.
    through = information.through
    crossed = through @ (by_rater.T @ by_model).toarray()
    meat = (by_model.T @ by_model).toarray() - crossed - crossed.T + through @ ((by_rater.T @ by_rater) @ through.T)
    return np.asarray(information.inverse @ meat @ information.inverse * items / max(items - 1, 1))


def _weights(votes: _Votes, fits: list[tuple[float, float, _State]], level: float) -> dict[int, Estimate]:
    """Each rater's weight, averaged over the spreads with a flat prior on them."""
    evidence = np.array([fit[0] for fit in fits])
    # On the logarithmic grid each spread stands for a stretch as long as itself.
    share = np.exp(evidence - evidence.max()) * _SPREADS
    share /= share.sum()
    values = np.stack([state.weights for _, _, state in fits])
    variances = np.stack(
        [_Information.of(votes, _curve(votes, state), spread).rater_variance() for _, spread, state in fits]
    )
    mean = share @ values
    se = np.sqrt(share @ (variances + (values - mean) ** 2))
    counts = _totals(votes.rater, votes.weight, votes.codes.size).round().astype(int)
    z = normal_quantile(level)
    return {
        int(code): Estimate(value, value - z * error, value + z * error, n, n, METHOD, se=error, level=level)
        for code, value, error, n in zip(votes.codes.tolist(), mean.tolist(), se.tolist(), counts.tolist(), strict=True)
    }

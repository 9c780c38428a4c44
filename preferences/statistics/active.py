"""Which two models to compare next: those whose outcome is expected to tell most about the strengths.

The strengths have a normal posterior (Laplace's approximation of a Bradley–Terry model with a wide normal prior, so
that models without a vote, and undefeated ones, have one, too). A comparison of i and j is worth the mutual information
of its outcome and the strengths, I = H(E p) - E H(p) with p = L(d) and d normal (Lindley 1956; Houlsby et al. 2011). A
row of comparisons is chosen greedily, and after each choice the posterior shrinks as it would on average, so that one
pair is not chosen over and over.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from scipy.special import entr, expit

from agreement.statistics.codes import Floats, Ints

#: Standard deviation of the prior, in log odds: odds of fifty to one between two models are nothing special.
PRIOR_SD = 2.0
_STEPS = 60
#: Gauss–Hermite points for expectations over d.
_NODES, _WEIGHTS = np.polynomial.hermite_e.hermegauss(15)
_SHARES = _WEIGHTS / _WEIGHTS.sum()
#: All pairs are looked at so many times while a long row is chosen; then several of one pair are chosen at once.
_LOOKS = 400


@dataclass(frozen=True, slots=True, eq=False)
class Posterior:
    """Strengths (M,) and their covariance (M, M)."""

    mean: Floats
    covariance: Floats

    def spread(self) -> Floats:
        """Variances of all differences, (M, M)."""
        own = np.diagonal(self.covariance)
        return np.maximum(own[:, None] + own[None, :] - 2 * self.covariance, 0.0)


def posterior_of(wins: Floats) -> Posterior:
    """The posterior by the matrix of wins (M, M), row over column, a tie half for both; counts may be fractional."""
    m = wins.shape[0]
    met = wins + wins.T
    won = wins.sum(axis=1)
    mean: Floats = np.zeros(m)
    prior = np.eye(m) / PRIOR_SD**2
    for _ in range(_STEPS):
        p = expit(mean[:, None] - mean[None, :])
        gradient = won - (met * p).sum(axis=1) - mean / PRIOR_SD**2
        step = np.linalg.solve(_information(met, p) + prior, gradient)
        mean = mean + np.clip(step, -1.0, 1.0)
        if np.abs(step).max() < 1e-8:
            break
    p = expit(mean[:, None] - mean[None, :])
    return Posterior(mean, np.asarray(np.linalg.inv(_information(met, p) + prior)))


def _information(met: Floats, p: Floats) -> Floats:
    weight = met * p * (1 - p)
    return np.asarray(np.diag(weight.sum(axis=1)) - weight)


def expected_gain(posterior: Posterior) -> Floats:
    """Bits that one more comparison of each two models is expected to tell, (M, M), zero on the diagonal."""
    gain, _ = _gains(posterior.mean[:, None] - posterior.mean[None, :], posterior.spread())
    return gain


def _gains(mean: Floats, variance: Floats) -> tuple[Floats, Floats]:
    """The gain in bits, and the expected information p (1 - p), for differences of these means and variances."""
    p = expit(mean[..., None] + np.sqrt(variance)[..., None] * _NODES)
    average = p @ _SHARES
    gain = entr(average) + entr(1 - average) - (entr(p) + entr(1 - p)) @ _SHARES
    return np.asarray(np.maximum(gain, 0.0) / np.log(2)), np.asarray((p * (1 - p)) @ _SHARES)


def choose_pairs(posterior: Posterior, available: Ints, n: int, *, votes: int = 1) -> Ints:
    """How many comparisons of each pair to make next, (M, M), upper triangle, `n` in all or as many as there are.

    `available` (M, M), upper triangle, is how many can be made; each brings `votes`.
    """
    first, second = np.nonzero(np.triu(available, 1))
    left = available[first, second].astype(np.int64)
    chosen = np.zeros_like(available, dtype=np.int64)
    covariance = posterior.covariance.copy()
    mean = posterior.mean[first] - posterior.mean[second]
    wanted = min(n, int(left.sum()))
    each = max(1, wanted // _LOOKS)
    while wanted > 0:
        own = np.diagonal(covariance)
        variance = np.maximum(own[first] + own[second] - 2 * covariance[first, second], 0.0)
        gain, information = _gains(mean, variance)
        pick = int(np.argmax(np.where(left > 0, gain, -1.0)))
        i, j = int(first[pick]), int(second[pick])
        several = min(each, wanted, int(left[pick]))
        chosen[i, j] += several
        left[pick] -= several
        wanted -= several
        direction = covariance[:, i] - covariance[:, j]
        weight = several * votes * float(information[pick])
        covariance -= np.outer(direction, direction) * weight / (1 + weight * float(variance[pick]))
    return chosen

"""Dawid and Skene's model of raters, and its one-coin form: true categories and error rates from votes alone, by EM."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from scipy.sparse import csr_array

from agreement.statistics.bootstrap import divide
from agreement.statistics.codes import Floats, count_distinct
from agreement.statistics.rater_model import RaterModel, without_fit
from agreement.statistics.votes import Votes

#: EM stops when the log-likelihood moves by less than this, or by less than its own rounding error.
TOLERANCE = 1e-8
ROUNDING = 1e-13
MAX_ITERATIONS = 5_000

#: From expected votes (R, vote, truth) to the probability of each vote given the truth, the same shape.
Errors = Callable[[Floats], Floats]


class NotConverged(RuntimeError):
    """EM was still moving when its iterations were used up."""


def dawid_skene(
    votes: Votes, *, smoothing: float = 0.0, tolerance: float = TOLERANCE, max_iterations: int = MAX_ITERATIONS
) -> RaterModel:
    """Each rater has a V x V matrix of error rates (Dawid and Skene 1979, Appl. Stat. 28:20), fitted by EM.

    EM starts from the vote shares, as published; other starts can end in other maxima. `smoothing` is added to every
    expected count of the matrices (0, the default, is maximum likelihood, and real zeros stay zeros). No fit, with the
    reason, without votes, with one rater, or one category. Raises NotConverged after `max_iterations`.
    """
    how = f"smoothing {smoothing:g}" if smoothing else "no smoothing"
    method = f"Dawid-Skene, EM from vote shares, {how}"
    if smoothing < 0:
        raise ValueError(f"smoothing must be at least 0, not {smoothing}")

    def error_rates(expected: Floats) -> Floats:
        smoothed = expected + smoothing
        return divide(smoothed, smoothed.sum(axis=1, keepdims=True))

    return _fit(votes, error_rates, method, tolerance, max_iterations)


def one_coin(votes: Votes, *, tolerance: float = TOLERANCE, max_iterations: int = MAX_ITERATIONS) -> RaterModel:
    """Each rater has one chance of being right, and errs evenly over the other categories; fitted by EM.

    The one-coin form of Dawid and Skene's model (Zhang, Chen, Zhou and Jordan 2016, JMLR 17:102), prevalence estimated.
    Fewer numbers per rater, so it bears less data; blind to which categories are confused. Otherwise as `dawid_skene`.
    """
    size = len(votes.scale)
    right = np.eye(size, dtype=bool)

    def error_rates(expected: Floats) -> Floats:
        hits = expected[:, right].sum(axis=1)
        # Rounding can lift a faultless rater's share above 1.
        skill = np.minimum(divide(hits, expected.sum(axis=(1, 2))), 1.0)[:, np.newaxis, np.newaxis]
        return np.where(right, skill, (1 - skill) / max(size - 1, 1))

    return _fit(votes, error_rates, "One-coin Dawid-Skene, EM from vote shares", tolerance, max_iterations)


def _fit(votes: Votes, error_rates: Errors, method: str, tolerance: float, max_iterations: int) -> RaterModel:
    if (reason := _why_not(votes)) is not None:
        return without_fit(votes, reason, method=method)
    counts = votes.by_item()
    voted = np.diff(counts.indptr) > 0
    counts = counts[voted]
    by_rater = csr_array(counts.T)
    shape = (len(votes.rater_ids), len(votes.scale), len(votes.scale))
    posterior = votes.shares()[voted]
    before = -np.inf
    for iteration in range(1, max_iterations + 1):
        prevalence = posterior.mean(axis=0)
        rates = error_rates(np.asarray(by_rater @ posterior).reshape(shape))
        posterior, log_likelihood = _posterior(counts, prevalence, rates)
        if abs(log_likelihood - before) < max(tolerance, ROUNDING * abs(log_likelihood)):
            expected = np.asarray(by_rater @ posterior).reshape(shape)
            hits = np.trace(expected, axis1=1, axis2=2)
            everywhere = np.full((voted.size, len(votes.scale)), np.nan)
            everywhere[voted] = posterior
            return RaterModel(
                method,
                votes.scale,
                votes.item_ids,
                votes.rater_ids,
                prevalence,
                rates.transpose(0, 2, 1),
                everywhere,
                np.minimum(divide(hits, expected.sum(axis=(1, 2))), 1.0),
                log_likelihood,
                iteration,
            )
        before = log_likelihood
    raise NotConverged(f"{method}: still moving after {max_iterations} iterations")


def _posterior(counts: csr_array, prevalence: Floats, rates: Floats) -> tuple[Floats, float]:
    """Probabilities of the true categories (N, V) and the log-likelihood; `rates` are (R, vote, truth).

    A rate is nan where its rater saw no item that can be of that category: such a category stays impossible there.
    """
    with np.errstate(divide="ignore"):
        log_rates = np.log(np.nan_to_num(rates)).reshape(-1, rates.shape[2])
        log_joint = np.asarray(counts @ log_rates) + np.log(prevalence)
    most = log_joint.max(axis=1, keepdims=True)
    joint = np.exp(log_joint - most)
    total = joint.sum(axis=1, keepdims=True)
    return joint / total, float((most + np.log(total)).sum())


def _why_not(votes: Votes) -> str | None:
    if votes.n == 0:
        return "no judgments"
    if count_distinct(votes.rater) == 1:
        return "only one rater: nothing to compare"
    if count_distinct(votes.category) == 1:
        return "no variation: only one category was used"
    return None

"""Expectation and maximisation for rater models: from votes to the probabilities of the true categories."""

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


def fit_by_em(
    votes: Votes,
    error_rates: Errors,
    *,
    method: str,
    tolerance: float = TOLERANCE,
    max_iterations: int = MAX_ITERATIONS,
    uniform: bool = False,
) -> RaterModel:
    """The model whose M-step is `error_rates`, from the vote shares as the start.

    Prevalence is estimated, or 1 / V for all categories when `uniform`; what is returned as prevalence is the mean
    posterior either way. No fit, with the reason, without votes, with one rater, or one category. Raises NotConverged
    after `max_iterations`.
    """
    if (reason := _why_not(votes)) is not None:
        return without_fit(votes, reason, method=method)
    counts = votes.by_item()
    voted = np.diff(counts.indptr) > 0
    counts = counts[voted]
    by_rater = csr_array(counts.T)
    size = len(votes.scale)
    shape = (len(votes.rater_ids), size, size)
    posterior = votes.shares()[voted]
    before = -np.inf
    for iteration in range(1, max_iterations + 1):
        prevalence = posterior.mean(axis=0)
        rates = error_rates(np.asarray(by_rater @ posterior).reshape(shape))
        prior = np.full(size, 1 / size) if uniform else prevalence
        posterior, log_likelihood = _posterior(counts, prior, rates)
        if abs(log_likelihood - before) < max(tolerance, ROUNDING * abs(log_likelihood)):
            everywhere = np.full((voted.size, size), np.nan)
            everywhere[voted] = posterior
            expected = np.asarray(by_rater @ posterior).reshape(shape)
            squared = np.asarray(by_rater @ posterior**2).reshape(shape)
            hits, cast = np.trace(expected, axis1=1, axis2=2), expected.sum(axis=(1, 2))
            accuracy = np.minimum(divide(hits, cast), 1.0)
            return RaterModel(
                method=method,
                scale=votes.scale,
                item_ids=votes.item_ids,
                rater_ids=votes.rater_ids,
                prevalence=posterior.mean(axis=0) if uniform else prevalence,
                confusion=rates.transpose(0, 2, 1),
                posterior=everywhere,
                accuracy=accuracy,
                log_likelihood=log_likelihood,
                iterations=iteration,
                confusion_weight=_confusion_weight(squared, rates).transpose(0, 2, 1),
                accuracy_weight=_accuracy_weight(np.trace(squared, axis1=1, axis2=2), cast, accuracy),
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


def _confusion_weight(squared: Floats, rates: Floats) -> Floats:
    """How many votes on items of a known category a rate is worth, (R, vote, truth).

    A vote on an item that is of category k with probability g adds the squared score g² ([vote is l] - p)² /
    (p (1 - p))² to the information on p, the rate of l given k; `squared` holds the sums of g². With g certain the
    weight is the number of votes.
    """
    whole = squared.sum(axis=1, keepdims=True)
    right, wrong = divide(squared * (1 - rates), rates), divide((whole - squared) * rates, 1 - rates)
    inside = (rates > 0) & (rates < 1)
    return np.where(inside, right + wrong, np.broadcast_to(whole, squared.shape))


def _accuracy_weight(squared: Floats, votes: Floats, accuracy: Floats) -> Floats:
    """How many votes on items of known categories an accuracy is worth, (R,): sum (q - p)² / (p (1 - p)).

    q is the probability that a vote is right, `squared` the sums of q² over the `votes` of each rater.
    """
    inside = (accuracy > 0) & (accuracy < 1)
    spread = np.maximum(squared - votes * accuracy**2, 0.0)
    return np.where(inside, divide(spread, accuracy * (1 - accuracy)), votes)


def _why_not(votes: Votes) -> str | None:
    if votes.n == 0:
        return "no judgments"
    if count_distinct(votes.rater) == 1:
        return "only one rater: nothing to compare"
    if count_distinct(votes.category) == 1:
        return "no variation: only one category was used"
    return None

"""Dawid and Skene's model of raters, and its one-coin form: true categories and error rates from votes alone, by EM."""

from __future__ import annotations

import numpy as np

from agreement.statistics.bootstrap import divide
from agreement.statistics.codes import Floats
from agreement.statistics.em import MAX_ITERATIONS, TOLERANCE, fit_by_em
from agreement.statistics.rater_model import RaterModel
from agreement.statistics.votes import Votes


def dawid_skene(
    votes: Votes, *, smoothing: float = 0.0, tolerance: float = TOLERANCE, max_iterations: int = MAX_ITERATIONS
) -> RaterModel:
    """Each rater has a V x V matrix of error rates (Dawid and Skene 1979, Appl. Stat. 28:20), fitted by EM.

    EM starts from the vote shares, as published; other starts can end in other maxima. `smoothing` is added to every
    expected count of the matrices (0, the default, is maximum likelihood, and real zeros stay zeros). No fit, with the
    reason, without votes, with one rater, or one category. Raises NotConverged after `max_iterations`.
    """
    how = f"smoothing {smoothing:g}" if smoothing else "no smoothing"
    if smoothing < 0:
        raise ValueError(f"smoothing must be at least 0, not {smoothing}")

    def error_rates(expected: Floats) -> Floats:
        smoothed = expected + smoothing
        return divide(smoothed, smoothed.sum(axis=1, keepdims=True))

    return fit_by_em(
        votes,
        error_rates,
        method=f"Dawid-Skene, EM from vote shares, {how}",
        tolerance=tolerance,
        max_iterations=max_iterations,
    )


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

    return fit_by_em(
        votes,
        error_rates,
        method="One-coin Dawid-Skene, EM from vote shares",
        tolerance=tolerance,
        max_iterations=max_iterations,
    )

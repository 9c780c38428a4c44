"""MACE: a rater either knows an item's category or guesses by a habit of their own."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from agreement.statistics.bootstrap import divide
from agreement.statistics.codes import Floats
from agreement.statistics.em import MAX_ITERATIONS, TOLERANCE, fit_by_em
from agreement.statistics.rater_model import RaterModel
from agreement.statistics.votes import Votes

#: Whether a vote was known or guessed is hidden too: the M-step is an EM of its own, on a few numbers per rater.
INNER_STEPS = 50


class _Competence:
    """The M-step, which keeps each rater's competence (R,) and habit (R, V) from one step to the next."""

    def __init__(self, n_raters: int, size: int, smoothing: float) -> None:
        self.smoothing = smoothing
        self.competence = np.full(n_raters, 0.5)
        self.habit = np.full((n_raters, size), 1 / size)

    def __call__(self, expected: Floats) -> Floats:
        cast = expected.sum(axis=2)
        right = np.diagonal(expected, axis1=1, axis2=2)
        for _ in range(INNER_STEPS):
            self._step(right, cast)
        rates = (1 - self.competence)[:, np.newaxis, np.newaxis] * self.habit[:, :, np.newaxis]
        return rates + self.competence[:, np.newaxis, np.newaxis] * np.eye(self.habit.shape[1])

    def _step(self, right: Floats, cast: Floats) -> None:
        """One step of the inner EM: which of the votes that are `right` (R, V), of all `cast` (R, V), were known."""
        size = self.habit.shape[1]
        knew = self.competence[:, np.newaxis]
        known = right * divide(knew, knew + (1 - knew) * self.habit)
        known = np.nan_to_num(known)  # a rater without competence never knew what they never guess
        guessed = np.maximum(cast - known, 0.0) + self.smoothing
        knowing, guessing = known.sum(axis=1) + self.smoothing, guessed.sum(axis=1)
        if self.smoothing:
            guessing = guessing - (size - 1) * self.smoothing  # one smoothed count for guessing, as for knowing
        self.competence = divide(knowing, knowing + guessing)
        # The habit of who never guesses is not known; any one will do, since it has no weight.
        shares = divide(guessed, guessed.sum(axis=1, keepdims=True))
        self.habit = np.where(np.isfinite(shares), shares, 1 / size)


def mace(
    votes: Votes, *, smoothing: float = 0.0, tolerance: float = TOLERANCE, max_iterations: int = MAX_ITERATIONS
) -> RaterModel:
    """Multi-annotator competence estimation (Hovy, Berg-Kirkpatrick, Vaswani and Hovy 2013, NAACL 1120-1130), by EM.

    Categories are equally probable beforehand. Rater j knows the category with probability `competence` and says it;
    else guesses with a habit xi_j over the categories. V numbers per rater: it tells a spammer with a favourite answer
    from one who errs. `smoothing` is added to the expected counts of knowing, of guessing and of each guess (the
    authors' program adds 0.01 / V). EM starts from the vote shares, competence one half and even habits, so that a fit
    is the same every time. Without votes, with one rater or one category there is no fit. Raises NotConverged.
    """
    if smoothing < 0:
        raise ValueError(f"smoothing must be at least 0, not {smoothing}")
    how = f"smoothing {smoothing:g}" if smoothing else "no smoothing"
    step = _Competence(len(votes.rater_ids), len(votes.scale), smoothing)
    found = fit_by_em(
        votes,
        step,
        method=f"MACE, EM from vote shares, {how}",
        tolerance=tolerance,
        max_iterations=max_iterations,
        uniform=True,
    )
    return found if found.reason is not None else replace(found, competence=step.competence)

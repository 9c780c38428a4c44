"""How a tie enters the likelihood of a comparison: by a probability of its own, or by a threshold of the difference.

Each model says, for d the log odds of side a over side b and one tie parameter, the log probabilities of the outcomes
(a, b, tie), their derivatives by d and by the tie parameter, and the curvature. All are functions of the fitted
probabilities (C, 3), which keeps Newton's method to one evaluation a step.
"""

from __future__ import annotations

from typing import Protocol

import numpy as np

from agreement.statistics.codes import Floats


class TieModel(Protocol):
    """What Newton's method needs to know; `start` is where the tie parameter begins."""

    start: float

    def log_probabilities(self, d: Floats, tie: float) -> Floats:
        """Log probabilities (C, 3) of a, b and tie at the differences `d` (C,)."""

    def scores(self, p: Floats) -> tuple[Floats, Floats]:
        """Derivatives (C, 3) each of the log probability of every outcome: by d, and by the tie parameter."""

    def slopes(self, d: Floats, tie: float, counts: Floats) -> tuple[Floats, Floats]:
        """Derivatives (C,) of the log likelihood of `counts` (C, 3) at `d` (C,): by d, and by the tie parameter."""

    def curvature(self, p: Floats, counts: Floats) -> tuple[Floats, Floats, Floats]:
        """Negative second derivatives (C,) of the log likelihood of `counts` (C, 3): by d d, d tie, and tie tie."""


class Davidson:
    """a : b : tie as exp(d/2) : exp(-d/2) : nu; the parameter is log nu (Davidson 1970). No ties where it is -inf."""

    start = 0.0

    def log_probabilities(self, d: Floats, tie: float) -> Floats:
        """See TieModel."""
        logits = np.stack([d / 2, -d / 2, np.full(d.shape, tie)], axis=1)
        shifted = logits - logits.max(axis=1, keepdims=True)
        return np.asarray(shifted - np.log(np.exp(shifted).sum(axis=1, keepdims=True)))

    def scores(self, p: Floats) -> tuple[Floats, Floats]:
        """See TieModel."""
        seen = np.eye(3)
        by_d = ((seen[:, 0] - seen[:, 1])[np.newaxis, :] - (p[:, 0] - p[:, 1])[:, np.newaxis]) / 2
        by_tie = seen[:, 2][np.newaxis, :] - p[:, 2][:, np.newaxis]
        return by_d, by_tie

    def slopes(self, d: Floats, tie: float, counts: Floats) -> tuple[Floats, Floats]:
        """See TieModel."""
        one = np.exp(d / 2)  # differences are bounded long before this overflows
        other = 1 / one
        nu = np.exp(tie)
        won, lost, tied = counts.T  # summed by hand: a sum over three columns costs more than all the rest
        share = (won + lost + tied) / (one + other + nu)
        return (won - lost - share * (one - other)) / 2, tied - share * nu

    def curvature(self, p: Floats, counts: Floats) -> tuple[Floats, Floats, Floats]:
        """See TieModel. The model is log-linear: the observed information is the expected one."""
        n = counts.sum(axis=1)
        dd = n * ((p[:, 0] + p[:, 1]) - (p[:, 0] - p[:, 1]) ** 2) / 4
        return dd, -n * p[:, 2] * (p[:, 0] - p[:, 1]) / 2, n * p[:, 2] * (1 - p[:, 2])


class RaoKupper:
    """A wins where its advantage passes a threshold t > 0, else they tie: P(a) = L(d - t), P(b) = L(-d - t).

    L is the logistic function and the parameter is t = log theta (Rao and Kupper 1967). Since
    P(tie) = (theta^2 - 1) P(a) P(b), nothing is subtracted. The likelihood is concave in d and t.
    """

    start = 0.5

    def log_probabilities(self, d: Floats, tie: float) -> Floats:
        """See TieModel; a threshold that isn't positive leaves ties impossible."""
        a, b = -np.logaddexp(0.0, tie - d), -np.logaddexp(0.0, tie + d)
        level = np.log(np.expm1(2 * tie)) if tie > 0 else -np.inf
        return np.stack([a, b, level + a + b], axis=1)

    def scores(self, p: Floats) -> tuple[Floats, Floats]:
        """See TieModel."""
        a, b = p[:, 0], p[:, 1]
        by_d = np.stack([1 - a, b - 1, b - a], axis=1)
        return by_d, np.stack([a - 1, b - 1, self._by_threshold(p)], axis=1)

    def slopes(self, d: Floats, tie: float, counts: Floats) -> tuple[Floats, Floats]:
        """See TieModel."""
        by_d, by_tie = self.scores(np.exp(self.log_probabilities(d, tie)))
        return (counts * by_d).sum(axis=1), (counts * by_tie).sum(axis=1)

    def curvature(self, p: Floats, counts: Floats) -> tuple[Floats, Floats, Floats]:
        """See TieModel; observed, not expected."""
        qa, qb = p[:, 0] * (1 - p[:, 0]), p[:, 1] * (1 - p[:, 1])
        won_a, won_b, tied = counts.T
        # A threshold has the slope 2 theta^2 / (theta^2 - 1) in the log of theta^2 - 1; what follows is its own slope.
        slope = self._by_threshold(p) + (1 - p[:, 0]) + (1 - p[:, 1])
        own = slope * (slope - 2)
        return (
            (won_a + tied) * qa + (won_b + tied) * qb,
            (won_b + tied) * qb - (won_a + tied) * qa,
            (won_a + tied) * qa + (won_b + tied) * qb + tied * own,
        )

    @staticmethod
    def _by_threshold(p: Floats) -> Floats:
        """d log P(tie) / dt = (q_a + q_b) / P(tie) with q = P (1 - P); 0 where a tie can't be."""
        spread = p[:, 0] * (1 - p[:, 0]) + p[:, 1] * (1 - p[:, 1])
        return np.divide(spread, p[:, 2], out=np.zeros_like(spread), where=p[:, 2] > 0)


TIE_MODELS: dict[str, TieModel] = {"davidson": Davidson(), "rao-kupper": RaoKupper()}
NO_TIES: TieModel = Davidson()

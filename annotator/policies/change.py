"""Finding a change while it happens: cumulative sums of log-likelihood ratios, and how often they cry wolf.

Page's CUSUM (E. S. Page, "Continuous Inspection Schemes", Biometrika 41, 1954, 100-115) adds, for each observation, the
logarithm of how much likelier it is after the change than before, and starts again from 0 whenever the sum would fall
below. No rule that is wrong as seldom finds the change sooner in the worst case (G. Lorden, Annals of Mathematical
Statistics 42, 1971, 1897-1908). Signals of different kinds add up: for a change in a known direction the best
multivariate CUSUM is the one of the summed log-likelihood ratios (J. D. Healy, Technometrics 29, 1987, 409-412).
"""

import math
from dataclasses import dataclass
from statistics import NormalDist

NORMAL = NormalDist()
CLIP = 2.5
"""Standardised observations are cut here, so that one interrupted item is no evidence of a change."""


def accumulated(evidence: float, increment: float, *, limit: float) -> float:
    """Return the evidence (nats) after one more observation: never below 0, never above ``limit``."""
    return min(max(evidence + increment, 0.0), limit)


def normal_llr(u: float, *, shift: float) -> float:
    """Return ln of the density of ``u`` under N(shift, 1) over that under N(0, 1)."""
    return shift * u - shift * shift / 2


def share_llr(hit: bool, *, share: float, odds: float) -> float:
    """Return the log-likelihood ratio of one hit or miss when the odds of a hit are ``odds`` times those of ``share``.

    ``share`` must lie strictly between 0 and 1.
    """
    raised = odds * share / (1 - share + odds * share)
    return math.log(raised / share) if hit else math.log((1 - raised) / (1 - share))


def standardised(residual: float, *, scale: float, freedom: float) -> float:
    """Return a residual as a standard normal value; its ``scale`` was estimated with so many degrees of ``freedom``.

    This makes the chart self-starting: it needs no period of calibration, and its false alarms stay those of known
    parameters (D. M. Hawkins, "Self-starting Cusum Charts for Location and Scale", The Statistician 36, 1987, 299-315).
    Student's t becomes normal by Wallace's approximation (Annals of Mathematical Statistics 30, 1959, 1124-1130). Cut
    at ``CLIP``.
    """
    t = residual / scale
    size = (8 * freedom + 1) / (8 * freedom + 3) * math.sqrt(freedom * math.log1p(t * t / freedom))
    return max(-CLIP, min(CLIP, math.copysign(size, t)))


@dataclass(frozen=True, slots=True)
class Chart:
    """A one-sided CUSUM of normal observations with reference value ``k`` and limit ``h``, in standard deviations."""

    k: float
    h: float

    def average_run_length(self, shift: float = 0.0, *, cells: int = 120) -> float:
        """Return the mean number of observations until an alarm when their mean is ``shift``; exact but for the grid.

        The sum is a Markov chain on ``cells`` equal cells (D. Brook and D. A. Evans, Biometrika 59, 1972, 539-549);
        the mean times to absorption solve (I - R) t = 1.
        """
        width = 2 * self.h / (2 * cells - 1)
        drop = self.k - shift

        def below(edge: float) -> float:
            return NORMAL.cdf(edge + drop)

        rows = []
        for i in range(cells):
            at = i * width
            row = [below(width / 2 - at)]
            row += [below((j + 0.5) * width - at) - below((j - 0.5) * width - at) for j in range(1, cells)]
            rows.append(row)
        return _absorption_time(rows)


def _absorption_time(moves: list[list[float]]) -> float:
    """Return the mean number of steps to leave the chain from its first state, by Gaussian elimination."""
    n = len(moves)
    table = [[(1.0 if i == j else 0.0) - moves[i][j] for j in range(n)] + [1.0] for i in range(n)]
    for i in range(n - 1, 0, -1):  # I - R is diagonally dominant: no pivoting is needed
        pivot = table[i]
        for row in table[:i]:
            factor = row[i] / pivot[i]
            if factor:
                for j in range(i):
                    row[j] -= factor * pivot[j]
                row[n] -= factor * pivot[n]
    return table[0][n] / table[0][0]


def nats_needed(*, power: float, false_alarms: float) -> float:
    """Return the least Kullback-Leibler information with which a test finds a change with ``power`` at that error rate.

    Whatever the test, the data's information about the change must be at least that of its own decision, the binary
    divergence kl(power, false_alarms) (A. Wald, Annals of Mathematical Statistics 16, 1945, 117-186, for the sequential
    test; the data-processing inequality for any other).
    """
    if not 0 < false_alarms < power < 1:
        raise ValueError(f"0 < false_alarms < power < 1 doesn't hold for {false_alarms} and {power}")
    return power * math.log(power / false_alarms) + (1 - power) * math.log((1 - power) / (1 - false_alarms))

"""The alternative annotator test: may a model judge stand in for the human raters?"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Any

import numpy as np
from scipy.stats import false_discovery_control
from scipy.stats import t as student

from agreement.statistics.codes import Floats
from agreement.statistics.estimate import Estimate, normal_quantile, unknown

#: Items that a human must share with the judge and another human; below it the t statistic can't be trusted.
MIN_ITEMS = 30
METHOD = "alternative annotator test (Calderon et al. 2025)"


@dataclass(frozen=True, slots=True)
class Comparison:
    """One human against the judge, each measured by the other humans of the same items.

    `judge_wins` and `human_wins` are shares of `n_items` (a draw counts for both); `p_value` is one-sided and None
    where `reason` says why it is not known; `rejected` says whether the judge is as good, after the correction.
    """

    rater: str
    n_items: int
    judge_wins: float | None
    human_wins: float | None
    p_value: float | None
    rejected: bool
    reason: str | None

    def as_dict(self) -> dict[str, Any]:
        """The fields as JSON-safe values."""
        return {name: getattr(self, name) for name in self.__slots__}


@dataclass(frozen=True, slots=True)
class AlternativeAnnotator:
    """The test of one judge: `winning_rate` omega, the average `advantage` probability rho, and each comparison.

    `passed` is omega >= 0.5; None where no human can be compared, for the `reason` given.
    """

    epsilon: float
    q: float
    winning_rate: float | None
    passed: bool | None
    advantage: Estimate
    comparisons: list[Comparison]
    reason: str | None

    def as_dict(self) -> dict[str, Any]:
        """The fields as JSON-safe values."""
        return {
            "method": METHOD,
            "epsilon": self.epsilon,
            "q": self.q,
            "winning_rate": self.winning_rate,
            "passed": self.passed,
            "advantage": self.advantage.as_dict(),
            "humans": [each.as_dict() for each in self.comparisons],
            "reason": self.reason,
        }


def alternative_annotator_test(
    humans: Floats, judge: Floats, names: list[str], *, numeric: bool, epsilon: float = 0.2, q: float = 0.05
) -> AlternativeAnnotator:
    """Calderon, Reichart and Dror (2025), The Alternative Annotator Test for LLM-as-a-Judge.

    `humans` (R, N) and `judge` (N,) hold values or codes, nan where not rated; `names` (R,). Human j is left out; both
    are scored on an item by their nearness to its other humans: the share who say the same, or, when `numeric`, minus
    the root mean squared difference. H0 says that the judge wins no more often than j does, less `epsilon`, the
    discount for the cost of a human; a one-sided paired t test per human, Benjamini and Yekutieli's correction at `q`.
    """
    if not 0 <= epsilon < 1 or not 0 < q < 1:
        raise ValueError(f"epsilon must lie in [0, 1) and q in (0, 1), not {epsilon} and {q}")
    found = [_compare(humans, judge, code, name, numeric, epsilon) for code, name in enumerate(names)]
    tested = [each for each, _ in found if each.p_value is not None]
    advantage = _advantage([wins for _, wins in found if wins.size])
    if not tested:
        reason = f"no human shares {MIN_ITEMS} items with the judge and another human"
        return AlternativeAnnotator(epsilon, q, None, None, advantage, [each for each, _ in found], reason)
    corrected = false_discovery_control([each.p_value for each in tested], method="by")
    passed = {each.rater for each, p in zip(tested, corrected, strict=True) if p <= q}
    comparisons = [
        Comparison(
            each.rater,
            each.n_items,
            each.judge_wins,
            each.human_wins,
            each.p_value,
            each.rater in passed,
            each.reason,
        )
        for each, _ in found
    ]
    omega = len(passed) / len(tested)
    return AlternativeAnnotator(epsilon, q, omega, omega >= 0.5, advantage, comparisons, None)


def _compare(
    humans: Floats, judge: Floats, code: int, name: str, numeric: bool, epsilon: float
) -> tuple[Comparison, Floats]:
    """The comparison with one human, and on which items the judge won, (n,)."""
    others = np.delete(humans, code, axis=0)
    rated = np.isfinite(others)
    shared = np.isfinite(judge) & np.isfinite(humans[code]) & rated.any(axis=0)
    n = int(np.count_nonzero(shared))
    if n == 0:
        reason = "no item is shared with the judge and another human"
        return Comparison(name, 0, None, None, None, False, reason), np.zeros(0)
    of_judge = _nearness(judge[shared], others[:, shared], numeric)
    of_human = _nearness(humans[code, shared], others[:, shared], numeric)
    judge_wins = (of_judge >= of_human - 1e-12).astype(np.float64)
    human_wins = (of_human >= of_judge - 1e-12).astype(np.float64)
    shares = float(judge_wins.mean()), float(human_wins.mean())
    if n < MIN_ITEMS:
        reason = f"{n} shared items are too few for the test; it needs {MIN_ITEMS}"
        return Comparison(name, n, *shares, None, False, reason), judge_wins
    difference = human_wins - judge_wins
    centre, spread = float(difference.mean()) - epsilon, float(difference.std(ddof=1)) / math.sqrt(n)
    p = float(student.cdf(centre / spread, n - 1)) if spread > 0 else float(centre >= 0)
    return Comparison(name, n, *shares, p, False, None), judge_wins


def _nearness(values: Floats, others: Floats, numeric: bool) -> Floats:
    """How near `values` (n,) are to the ratings of `others` (R, n), nan where they did not rate; (n,)."""
    rated = np.isfinite(others)
    number = rated.sum(axis=0)
    if not numeric:
        return ((others == values) & rated).sum(axis=0) / number
    squared = np.where(rated, others - values, 0.0) ** 2
    return -np.sqrt(squared.sum(axis=0) / number)


def _advantage(wins: list[Floats]) -> Estimate:
    """The mean over humans of the judge's share of wins; the interval takes the humans as given."""
    method = "average advantage probability, normal interval, humans taken as given"
    if not wins:
        return unknown("no item is shared by the judge and two humans", method=method)
    value = float(np.mean([each.mean() for each in wins]))
    n = sum(each.size for each in wins)
    if min(each.size for each in wins) < 2:
        reason = "no interval: a human shares one item only"
        return Estimate(value, None, None, n, n, method, reason=reason)
    se = math.sqrt(sum(each.var(ddof=1) / each.size for each in wins)) / len(wins)
    half = normal_quantile(0.95) * se
    if half == 0:
        return Estimate(value, None, None, n, n, method, reason="no interval: every comparison ended alike")
    return Estimate(value, max(0.0, value - half), min(1.0, value + half), n, n, method, se=se)

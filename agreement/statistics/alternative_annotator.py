"""The alternative annotator test: may a model judge stand in for the human raters?"""

from __future__ import annotations

import math
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
from scipy.stats import false_discovery_control
from scipy.stats import t as student

from agreement.statistics.codes import Floats
from agreement.statistics.estimate import Estimate, normal_quantile, unknown

#: Items that a human must share with the judge and another human; below it the t statistic can't be trusted (the
#: paper's section 3.3, and the authors' program, which leaves such humans out altogether).
MIN_ITEMS = 30
#: What the paper suggests (appendix B.1): experts cost more than skilled people, and they more than a crowd.
EPSILONS = {"experts": 0.2, "skilled people": 0.15, "crowd workers": 0.1}
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

    `advantage` averages over the tested humans, or over all where none can be tested. `passed` is omega >= 0.5; None
    where no human can be tested, for the `reason` given.
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
    """Calderon, Reichart and Dror (2025), The Alternative Annotator Test for LLM-as-a-Judge, ACL, section 3.

    `humans` (R, N) and `judge` (N,) hold values or codes, nan where not rated; `names` (R,). Human j is left out; both
    are scored on an item by their nearness to its other humans: the share who say the same, or, when `numeric`, minus
    the root mean squared difference. H0 says that the judge wins no more often than j does, less `epsilon`, the
    discount for the cost of a human (see EPSILONS); a one-sided paired t test per human, Benjamini and Yekutieli's
    correction at `q` over the tested humans, who are the denominator of the winning rate.
    """
    if not 0 <= epsilon < 1 or not 0 < q < 1:
        raise ValueError(f"epsilon must lie in [0, 1) and q in (0, 1), not {epsilon} and {q}")
    found = [_compare(humans, judge, code, name, numeric, epsilon) for code, name in enumerate(names)]
    compared = [each for each, _ in found]
    tested = [each for each in compared if each.p_value is not None]
    advantage = _advantage([wins for each, wins in found if not tested or each.p_value is not None])
    if not tested:
        reason = f"no human shares {MIN_ITEMS} items with the judge and another human"
        return AlternativeAnnotator(epsilon, q, None, None, advantage, compared, reason)
    corrected = false_discovery_control([each.p_value for each in tested], method="by")
    passed = {each.rater for each, p in zip(tested, corrected, strict=True) if p <= q}
    comparisons = [replace(each, rejected=each.rater in passed) for each in compared]
    omega = len(passed) / len(tested)
    return AlternativeAnnotator(epsilon, q, omega, omega >= 0.5, advantage, comparisons, None)


def _compare(
    humans: Floats, judge: Floats, code: int, name: str, numeric: bool, epsilon: float
) -> tuple[Comparison, Floats]:
    """The comparison with one human, and on which items the judge won, (N,), nan on items that are not compared."""
    others = np.delete(humans, code, axis=0)
    rated = np.isfinite(others)
    shared = np.isfinite(judge) & np.isfinite(humans[code]) & rated.any(axis=0)
    n = int(np.count_nonzero(shared))
    wins = np.full(judge.size, np.nan)
    if n == 0:
        reason = "no item is shared with the judge and another human"
        return Comparison(name, 0, None, None, None, False, reason), wins
    of_judge = _nearness(judge[shared], others[:, shared], numeric)
    of_human = _nearness(humans[code, shared], others[:, shared], numeric)
    judge_wins = (of_judge >= of_human - 1e-12).astype(np.float64)
    human_wins = (of_human >= of_judge - 1e-12).astype(np.float64)
    wins[shared] = judge_wins
    shares = float(judge_wins.mean()), float(human_wins.mean())
    if n < MIN_ITEMS:
        reason = f"{n} shared items are too few for the test; it needs {MIN_ITEMS}"
        return Comparison(name, n, *shares, None, False, reason), wins
    difference = human_wins - judge_wins
    centre, spread = float(difference.mean()) - epsilon, float(difference.std(ddof=1)) / math.sqrt(n)
    p = float(student.cdf(centre / spread, n - 1)) if spread > 0 else float(centre >= 0)
    return Comparison(name, n, *shares, p, False, None), wins


def _nearness(values: Floats, others: Floats, numeric: bool) -> Floats:
    """How near `values` (n,) are to the ratings of `others` (R, n), nan where they did not rate; (n,)."""
    rated = np.isfinite(others)
    number = rated.sum(axis=0)
    if not numeric:
        return ((others == values) & rated).sum(axis=0) / number
    squared = np.where(rated, others - values, 0.0) ** 2
    return -np.sqrt(squared.sum(axis=0) / number)


def _advantage(wins: list[Floats]) -> Estimate:
    """The mean over humans of the judge's share of wins (N,); the interval is over items, the humans taken as given.

    An item on which several humans are compared is one draw: its deviations are summed before they are squared.
    """
    method = "average advantage probability, normal interval clustered by item, humans taken as given"
    compared = [each for each in wins if np.isfinite(each).any()]
    if not compared:
        return unknown("no item is shared by the judge and two humans", method=method)
    table = np.stack(compared)
    known = np.isfinite(table)
    n_each = known.sum(axis=1)
    shares = np.where(known, table, 0.0).sum(axis=1) / n_each
    value, n = float(shares.mean()), int(n_each.sum())
    n_items = int(np.count_nonzero(known.any(axis=0)))
    if n_items < 2:
        return Estimate(value, None, None, n_items, n, method, reason="no interval: one item only is compared")
    deviation = np.where(known, table - shares[:, np.newaxis], 0.0) / (n_each * len(compared))[:, np.newaxis]
    se = math.sqrt(float((deviation.sum(axis=0) ** 2).sum()) * n_items / (n_items - 1))
    half = normal_quantile(0.95) * se
    if half <= 1e-12:
        return Estimate(value, None, None, n_items, n, method, reason="no interval: every comparison ended alike")
    return Estimate(value, max(0.0, value - half), min(1.0, value + half), n_items, n, method, se=se)

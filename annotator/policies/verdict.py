"""The sequential verdict on a rater: after each hidden check, is the evidence enough to say good or bad?

Wald's sequential probability ratio test (A. Wald, "Sequential Tests of Statistical Hypotheses", Annals of Mathematical
Statistics 16, 1945, 117-186) between an unacceptable accuracy ``p0`` and an acceptable ``p1``. The evidence is the sum
of log(P(check | p0) / P(check | p1)): it climbs with each miss and falls with each pass. At the upper boundary
log((1 - beta) / alpha) the rater is stopped. At the lower one, log(beta / (1 - alpha)), they are accepted and the test
starts again from 0, so that years of good work are no credit against a decline that starts today. Repeating the test
like this is Page's scheme (E. S. Page, "Continuous Inspection Schemes", Biometrika 41, 1954, 100-115); CUSUM is its
case with the lower boundary at 0. ``alpha`` and ``beta`` bound the errors of one test, not of a life of tests: for
these see ``stopped_by``, which is exact.
"""

import math
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Generic, Literal, TypeVar

Outcome = Literal["undecided", "good", "suspect", "bad"]
Mark = TypeVar("Mark")

ODDS_RATIO = 4.0
"""An acceptable rater's odds of passing a check, against those of a rater at the project's threshold."""

HIGHEST_THRESHOLD = 0.95
"""A threshold above is read as this one: nobody passes every check, and the test must be able to say good."""

ALPHA = 0.015
"""Chance, per test, that an acceptable rater is stopped (Wald's bound)."""

BETA = 0.05
"""Chance, per test, that a rater at the threshold is accepted; the next test gets another go."""

SUSPECT_SHARE = 0.5
"""Suspicion starts this far up to the boundary at which a rater is stopped."""

_SLACK = 1e-9  # sums of the same steps in another order must meet the same boundary


@dataclass(frozen=True, slots=True)
class SequentialTest:
    """A test between the accuracies ``p0`` (unacceptable) and ``p1`` (acceptable), 0 < p0 < p1 < 1."""

    p0: float
    p1: float
    alpha: float = ALPHA
    beta: float = BETA

    def __post_init__(self) -> None:
        if not 0 < self.p0 < self.p1 < 1:
            raise ValueError(f"0 < p0 < p1 < 1 doesn't hold for p0 = {self.p0} and p1 = {self.p1}")
        if not (self.alpha > 0 and self.beta > 0 and self.alpha + self.beta < 1):
            raise ValueError(f"alpha = {self.alpha} and beta = {self.beta} must be above 0 and below 1 together")

    @property
    def bad_at(self) -> float:
        """Evidence at which the rater is stopped."""
        return math.log((1 - self.beta) / self.alpha)

    @property
    def good_at(self) -> float:
        """Evidence (below 0) at which the rater is accepted and the test starts again."""
        return math.log(self.beta / (1 - self.alpha))

    def step(self, passed: bool) -> float:
        """Return what one check adds to the evidence."""
        return math.log(self.p0 / self.p1) if passed else math.log((1 - self.p0) / (1 - self.p1))

    def after(self, evidence: float, passed: bool) -> float:
        """Return the evidence after one more check, never above ``bad_at``; see then ``accepts`` and ``stops``."""
        return min(evidence + self.step(passed), self.bad_at)

    def accepts(self, evidence: float) -> bool:
        return evidence <= self.good_at + _SLACK

    def stops(self, evidence: float) -> bool:
        return evidence >= self.bad_at - _SLACK


@dataclass(frozen=True, slots=True)
class Verdict:
    """What the checks say.

    ``evidence`` runs from below 0 (for the rater) to 1 (stopped), as a share of the way to ``bad``. ``last_good`` is
    the 0-based number of the check at which the rater was last accepted, ``None``: never.
    """

    outcome: Outcome
    checked: int
    passed: int
    evidence: float
    last_good: int | None


def sequential_test(threshold: float) -> SequentialTest | None:
    """Return the test of a project with that pass threshold, or ``None`` at 0: then nobody is ever stopped.

    ``p0`` is the threshold itself; ``p1`` has ``ODDS_RATIO`` times its odds (0.6 gives 0.857, 0.8 gives 0.941), so that
    both stay between 0 and 1 for every threshold.
    """
    if not 0 <= threshold <= 1:
        raise ValueError(f"a threshold is a share, not {threshold}")
    if threshold == 0:
        return None
    p0 = min(threshold, HIGHEST_THRESHOLD)
    return SequentialTest(p0=p0, p1=ODDS_RATIO * p0 / (1 - p0 + ODDS_RATIO * p0))


@dataclass(frozen=True, slots=True)
class Running(Generic[Mark]):
    """The test in the middle of a rater's checks: all that it remembers, so that the next check needs no earlier one.

    ``evidence`` is in natural logs; ``stopped`` stays; ``last_good`` is the mark of the check at which the rater was
    last accepted.
    """

    checked: int = 0
    passed: int = 0
    evidence: float = 0.0
    suspect: bool = False
    stopped: bool = False
    last_good: Mark | None = None

    def after(self, test: SequentialTest | None, passed: bool, *, mark: Mark, min_checks: int) -> "Running[Mark]":
        """Return the state after one more check; ``mark`` names it, such as its number or time.

        ``test`` is that of this check's kind; kinds may differ in accuracies but share the boundaries. Without a test
        checks are only counted.
        """
        counted = replace(self, checked=self.checked + 1, passed=self.passed + passed)
        if test is None or self.stopped:
            return counted
        evidence, suspect, last_good = test.after(self.evidence, passed), self.suspect, self.last_good
        if test.accepts(evidence):
            evidence, suspect, last_good = 0.0, False, mark
        return replace(
            counted,
            evidence=evidence,
            suspect=suspect or evidence >= SUSPECT_SHARE * test.bad_at - _SLACK,
            stopped=test.stops(evidence) and counted.checked >= min_checks,
            last_good=last_good,
        )

    @property
    def outcome(self) -> Outcome:
        if self.stopped:
            return "bad"
        if self.suspect:
            return "suspect"
        return "undecided" if self.last_good is None else "good"


def judge(checks: Sequence[bool], *, threshold: float, min_checks: int) -> Verdict:
    """Return the verdict on ``checks`` (oldest first; whether each was passed).

    ``bad`` needs ``min_checks`` checks; until then the evidence waits at the boundary, where passes can still take it
    down. ``suspect`` stays until the rater is accepted again, so that it doesn't flicker. The verdict is provisional:
    it pauses, and a person decides.
    """
    test = sequential_test(threshold)
    state: Running[int] = Running()
    for number, check in enumerate(checks):
        state = state.after(test, check, mark=number, min_checks=min_checks)
    return verdict_of(state, test, last_good=state.last_good)


def verdict_of(state: Running[Mark], test: SequentialTest | None, *, last_good: int | None = None) -> Verdict:
    """Return what ``state`` says, its evidence as a share of the way to the boundary."""
    share = 0.0 if test is None else 1.0 if state.stopped else state.evidence / test.bad_at
    return Verdict(state.outcome, state.checked, state.passed, share, last_good)


def stopped_by(test: SequentialTest, *, accuracy: float, checks: int, min_checks: int = 1) -> list[float]:
    """Return the chance that a rater of that accuracy is stopped by check 1, 2, … ``checks``.

    The operating characteristic, exact: the distribution of the evidence is carried from check to check, with restarts.
    """
    spread: dict[float, float] = {0.0: 1.0}
    stopped, curve = 0.0, []
    for number in range(1, checks + 1):
        moved: dict[float, float] = defaultdict(float)
        for evidence, weight in spread.items():
            for passed, chance in ((True, accuracy), (False, 1 - accuracy)):
                to = test.after(evidence, passed)
                if test.stops(to) and number >= min_checks:
                    stopped += weight * chance
                else:
                    moved[0.0 if test.accepts(to) else round(to, 9)] += weight * chance
        spread = moved
        curve.append(stopped)
    return curve


def median_checks(test: SequentialTest, *, accuracy: float, min_checks: int = 1, within: int = 400) -> int | None:
    """Return by which check half of the raters of that accuracy are stopped; ``None``: not ``within`` so many."""
    curve = stopped_by(test, accuracy=accuracy, checks=within, min_checks=min_checks)
    return next((number for number, share in enumerate(curve, start=1) if share >= 0.5), None)


def chance_of_acceptance(test: SequentialTest, accuracy: float) -> float:
    """Return the chance that one test (no restart) accepts a rater of that accuracy: Wald's L(p), overshoot neglected.

    With h solving p·e^(h·z₁) + (1-p)·e^(h·z₀) = 1 for the steps z, L = (e^(hA) - 1)/(e^(hA) - e^(hB)).
    """
    up, down = test.bad_at, test.good_at
    h = _wald_root(test, accuracy)
    if abs(h) < 1e-6:
        return up / (up - down)
    return math.expm1(h * up) / (math.exp(h * up) - math.exp(h * down))


def expected_checks(test: SequentialTest, accuracy: float) -> float:
    """Return the mean number of checks that one test takes to accept or stop: Wald's, overshoot neglected."""
    up, down = test.bad_at, test.good_at
    drift = accuracy * test.step(True) + (1 - accuracy) * test.step(False)
    if abs(drift) < 1e-6:
        variance = accuracy * test.step(True) ** 2 + (1 - accuracy) * test.step(False) ** 2
        return -up * down / variance
    accepted = chance_of_acceptance(test, accuracy)
    return (accepted * down + (1 - accepted) * up) / drift


def _wald_root(test: SequentialTest, accuracy: float) -> float:
    """Return the root other than 0 of E[exp(h·step)] = 1, found by bisection; near 0 where the drift vanishes."""
    if not 0 < accuracy < 1:
        raise ValueError(f"the accuracy must lie between 0 and 1, not {accuracy}")
    on_pass, on_miss = test.step(True), test.step(False)
    drift = accuracy * on_pass + (1 - accuracy) * on_miss

    def excess(h: float) -> float:
        return accuracy * math.exp(h * on_pass) + (1 - accuracy) * math.exp(h * on_miss) - 1

    if abs(drift) < 1e-9:
        return 0.0
    # Convex, 0 at h = 0, falling there when the drift is negative: then the other root is positive, else negative.
    sign = 1.0 if drift < 0 else -1.0
    near, far = 1e-9 * sign, sign
    while excess(far) < 0:
        near, far = far, far * 2
    for _ in range(200):
        middle = (near + far) / 2
        near, far = (middle, far) if excess(middle) < 0 else (near, middle)
    return (near + far) / 2

"""Whether a gold item is a fair check: what good raters make of it, and when it is retired without asking.

A wrong gold answer counts against everybody, good raters most. Good is therefore said without the item itself: a rater
is good *for this item* if the sequential test over all their other checks says so.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass

from annotator.policies.verdict import Outcome, Running, SequentialTest

FAIR_PASS_RATE = 0.5
"""Gold that fewer good raters pass than this is no fair check."""

RETIRE_AT = 0.95
"""Probability of being unfair at which an item is retired by itself."""

RETIRE_MIN_GOOD = 5
"""Good raters that must have met it before."""

FLAG_MIN_GOOD = 3
"""Good raters that must have met it before it is flagged for a lead."""


@dataclass(frozen=True, slots=True)
class Tally:
    """How one gold item did: times shown and passed in all, by good raters, and by suspect or bad ones."""

    shown: int = 0
    passed: int = 0
    good_shown: int = 0
    good_passed: int = 0
    suspect_shown: int = 0
    suspect_passed: int = 0

    def plus(self, passed: bool, others_say: Outcome) -> "Tally":
        """Return the tally with one more check, of a rater of whom their other checks say ``others_say``."""
        good, suspect = others_say == "good", others_say in ("suspect", "bad")
        return Tally(
            self.shown + 1,
            self.passed + passed,
            self.good_shown + good,
            self.good_passed + (good and passed),
            self.suspect_shown + suspect,
            self.suspect_passed + (suspect and passed),
        )

    @property
    def doubt(self) -> float:
        return chance_below_half(self.good_passed, self.good_shown)

    @property
    def flagged(self) -> bool:
        """Most good raters missed it."""
        return self.good_shown >= FLAG_MIN_GOOD and self.good_passed < FAIR_PASS_RATE * self.good_shown

    @property
    def to_retire(self) -> bool:
        return self.good_shown >= RETIRE_MIN_GOOD and self.doubt > RETIRE_AT


def chance_below_half(passed: int, shown: int) -> float:
    """Return the posterior probability that a share is below one half, after ``passed`` of ``shown`` and a flat prior.

    The posterior is Beta(passed + 1, shown - passed + 1), and its distribution function at one half is a binomial tail:
    P(share < 1/2) = P(Bin(shown + 1, 1/2) > passed) (Abramowitz and Stegun 1964, 26.5.24). Exact in whole numbers.

    >>> chance_below_half(0, 0), chance_below_half(0, 5)
    (0.5, 0.984375)
    """
    if not 0 <= passed <= shown:
        raise ValueError(f"passed must be between 0 and shown, not {passed} of {shown}")
    n = shown + 1
    return sum(math.comb(n, k) for k in range(passed + 1, n + 1)) / 2**n


def without_each(checks: Sequence[bool], tests: Sequence[SequentialTest | None], *, min_checks: int) -> list[Outcome]:
    """Return for each check of one rater (oldest first) what all their other checks say of them. Quadratic."""
    found: list[Outcome] = []
    before: Running[int] = Running()
    for left_out, passed in enumerate(checks):
        state = before
        for number in range(left_out + 1, len(checks)):
            state = state.after(tests[number], checks[number], mark=number, min_checks=min_checks)
        found.append(state.outcome)
        before = before.after(tests[left_out], passed, mark=left_out, min_checks=min_checks)
    return found

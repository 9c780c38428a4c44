"""The people of a simulated day: honest raters, some of whom tire, and three kinds of spammers.

Tiring follows what is known from public logs of long annotation shifts: errors grow while items get *faster*. From its
onset an affected rater's error rate doubles every two hours and the pace rises by a fifth every hour, until a rest.
"""

import math
import random
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

Kind = Literal["honest", "random", "left", "fast"]
SPAM: tuple[Kind, ...] = ("random", "left", "fast")

ERRORS_DOUBLE_IN_H = 2.0
FASTER_PER_H = math.log(1.2)
"""A tired rater's seconds per item shrink by this in the natural log, per hour."""
PACE_SPREAD = 0.38
"""Standard deviation of the natural log of a rater's seconds for an item of known length, at an even pace.

With lengths of .6 to 1.4 times the usual (.24 in the log) times spread by .45.
"""
FAST_SECONDS = 4.0


@dataclass
class Person:
    """One rater's habits. ``accuracy`` is the chance to name the better response when fresh."""

    number: int
    kind: Kind
    accuracy: float
    seconds: float
    length_bias: float = 0.0
    side_bias: float = 0.0
    tires_at_h: float | None = None
    """Hours into the shift at which tiredness sets in; ``None`` for a rater who doesn't tire noticeably."""
    last: str = "a"

    @property
    def honest(self) -> bool:
        return self.kind == "honest"

    def hours_tired(self, hour: float, rested_at: float) -> float:
        """Return for how long the rater has been tired at ``hour``; a rest ends it for good."""
        if self.tires_at_h is None or hour < self.tires_at_h or rested_at >= self.tires_at_h:
            return 0.0
        return hour - self.tires_at_h

    def takes(self, rng: random.Random, *, tired_h: float, length: float) -> float:
        """Return the active seconds for an item of ``length`` times the usual length."""
        if self.kind == "fast":
            return FAST_SECONDS * math.exp(rng.gauss(0, 0.2))
        return self.seconds * length * math.exp(rng.gauss(-FASTER_PER_H * tired_h, PACE_SPREAD))

    def says(self, rng: random.Random, *, better_first: bool, longer_is_better: bool, tired_h: float) -> str:
        """Return ``a`` (shown first), ``b`` or ``tie`` for an item of which one response is better."""
        if self.kind == "random":
            return rng.choice(("a", "b"))
        if self.kind == "left":
            return "a"
        if self.kind == "fast":  # copies the last answer, and sometimes hits the other key
            self.last = self.last if rng.random() < 0.9 else rng.choice(("a", "b"))
            return self.last
        odds = math.log(self.accuracy / (1 - self.accuracy))
        odds += self.length_bias * (1 if longer_is_better else -1) + self.side_bias * (1 if better_first else -1)
        error = min(0.5, 2 ** (tired_h / ERRORS_DOUBLE_IN_H) / (1 + math.exp(odds)))
        right, wrong = ("a", "b") if better_first else ("b", "a")
        if rng.random() >= error:
            return right
        return wrong if rng.random() < 0.75 else "tie"


def crew(rng: random.Random, *, raters: int, spammers: float, tired: float) -> Iterator[Person]:
    """Yield the raters: a share of spammers, one kind after the other, and honest ones of whom a share tires."""
    n_spam = round(raters * spammers)
    for number in range(raters):
        seconds = 37.0 * math.exp(rng.gauss(0, 0.2))
        if number < n_spam:
            yield Person(number, SPAM[number % len(SPAM)], 0.5, seconds)
            continue
        yield Person(
            number,
            "honest",
            accuracy=rng.uniform(0.80, 0.95),
            seconds=seconds,
            length_bias=rng.gauss(0.2, 0.15),
            side_bias=rng.gauss(0.0, 0.15),
            tires_at_h=rng.uniform(1.0, 5.0) if rng.random() < tired else None,
        )

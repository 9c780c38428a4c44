"""The people of a simulated day: honest raters, some of whom tire, and three kinds of spammers.

Tiring follows what is known from public logs of long annotation shifts: errors grow while items get *faster*. From its
onset an affected rater's error rate doubles every two hours of tiredness and the pace rises by a fifth every hour.
Tiredness grows with the time since the last rest. A rest of ``full_rest_minutes`` ends it, a shorter one takes its
share, and afterwards it grows again.
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
LEAST_SECONDS = 1.0
SAYS_TIE = 0.25
"""Share of the errors that are ties."""
_LOGISTIC = 1.7**2
"""The logistic curve is close to the normal one stretched by 1.7; this makes up for the spread of the items' ease."""


@dataclass(frozen=True)
class Population:
    """Who is hired, and how hard the work is. Shares lie between 0 and 1.

    ``hardness``: standard deviation of the items' ease, in log-odds. ``gold_wrong``: share of the gold whose known
    answer is wrong. ``full_rest_minutes``: the rest that ends tiredness.
    """

    raters: int = 50
    spammers: float = 0.12
    tired: float = 0.5
    accuracy_low: float = 0.80
    accuracy_high: float = 0.95
    hardness: float = 0.5
    gold_wrong: float = 0.0
    full_rest_minutes: float = 10.0


@dataclass(frozen=True)
class Person:
    """One rater's habits. ``accuracy`` is the share of all items of which they name the better response when fresh."""

    number: int
    kind: Kind
    accuracy: float
    seconds: float
    length_bias: float = 0.0
    """Log-odds for the longer response."""
    side_bias: float = 0.0
    """Log-odds for the response shown first."""
    lapses: float = 0.0
    """Share of the answers given without looking, so that the same item gets another answer the next time."""
    hardness: float = 0.0
    """How much the items' ease varies for this rater."""
    tires_at_h: float | None = None
    """Hours into the day at which tiredness sets in; ``None`` for a rater who doesn't tire noticeably."""
    walks_away_at_h: float | None = None
    """When the rater closes the browser without ending the shift, and comes back no more."""

    @property
    def honest(self) -> bool:
        return self.kind == "honest"

    def takes(self, rng: random.Random, *, tired_h: float, length: float) -> float:
        """Return the active seconds for an item of ``length`` times the usual length."""
        if self.kind == "fast":
            return max(LEAST_SECONDS, FAST_SECONDS * math.exp(rng.gauss(0, 0.2)))
        return max(LEAST_SECONDS, self.seconds * length * math.exp(rng.gauss(-FASTER_PER_H * tired_h, PACE_SPREAD)))

    def says(
        self,
        rng: random.Random,
        *,
        better_first: bool,
        longer_is_better: bool,
        tired_h: float = 0.0,
        ease: float = 0.0,
        last: str = "a",
    ) -> str:
        """Return ``a`` (shown first), ``b`` or ``tie`` for an item; ``last`` is what they said before."""
        if self.kind == "left":
            return "a"
        if self.kind == "random" or (self.kind == "fast" and rng.random() < 0.1):
            return rng.choice(("a", "b"))
        if self.kind == "fast":  # the last answer again, but for a slip to the other key now and then
            return last if last in ("a", "b") else "a"
        if rng.random() < self.lapses:
            return rng.choice(("a", "b", "tie"))
        odds = self._fresh_odds() + ease
        odds += self.length_bias * (1 if longer_is_better else -1) + self.side_bias * (1 if better_first else -1)
        fresh_error = 1 / (1 + math.exp(odds))
        error = max(fresh_error, min(0.5, fresh_error * 2 ** (tired_h / ERRORS_DOUBLE_IN_H)))
        right, wrong = ("a", "b") if better_first else ("b", "a")
        if rng.random() >= error:
            return right
        return "tie" if rng.random() < SAYS_TIE else wrong

    def _fresh_odds(self) -> float:
        """Return the log-odds of being right on the usual item that make ``accuracy`` true over all of them."""
        looking = (self.accuracy - self.lapses / 3) / (1 - self.lapses)  # a third of the lapses is right by chance
        spread = self.hardness**2 + self.length_bias**2 + self.side_bias**2
        return math.log(looking / (1 - looking)) * math.sqrt(1 + spread / _LOGISTIC)


@dataclass
class Tiredness:
    """How tired a person is: hours, growing from the onset or the last rest on."""

    tires_at_h: float | None
    full_rest_minutes: float
    carried: float = 0.0
    since_h: float = 0.0

    def at(self, hour: float) -> float:
        """Return the hours of tiredness at ``hour``."""
        if self.tires_at_h is None or hour < self.tires_at_h:
            return 0.0
        return self.carried + hour - max(self.tires_at_h, self.since_h)

    def rested(self, *, began_h: float, until_h: float) -> None:
        """Take off what a rest from ``began_h`` to ``until_h`` takes off."""
        share = min(1.0, (until_h - began_h) * 60 / self.full_rest_minutes)
        self.carried = self.at(began_h) * (1 - share)
        self.since_h = until_h


def crew(rng: random.Random, population: Population) -> Iterator[Person]:
    """Yield the raters: a share of spammers, one kind after the other, and honest ones of whom a share tires."""
    n_spam = round(population.raters * population.spammers)
    for number in range(population.raters):
        seconds = 37.0 * math.exp(rng.gauss(0, 0.2))
        if number < n_spam:
            yield Person(number, SPAM[number % len(SPAM)], 0.5, seconds)
            continue
        yield Person(
            number,
            "honest",
            accuracy=rng.uniform(population.accuracy_low, population.accuracy_high),
            seconds=seconds,
            length_bias=rng.gauss(0.2, 0.15),
            side_bias=rng.gauss(0.0, 0.15),
            lapses=rng.uniform(0.0, 0.03),
            hardness=population.hardness,
            tires_at_h=rng.uniform(1.0, 5.0) if rng.random() < population.tired else None,
            walks_away_at_h=rng.uniform(1.0, 8.0) if rng.random() < 0.02 else None,
        )

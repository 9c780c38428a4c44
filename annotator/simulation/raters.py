"""Simulated raters with known habits: what they see is quality, length and side; what they say is drawn from these.

The choice model is Bradley–Terry with a tie band: the rater perceives the difference of the two qualities, plus habit,
plus logistic noise, and calls it a tie when the perceived difference is small.
"""

import math
import random
from dataclasses import dataclass


@dataclass(frozen=True)
class SimulatedRater:
    """The habits of one rater. Qualities are on a 0 to 1 scale."""

    name: str
    sharpness: float = 9.0
    """How much a difference in quality of 1 moves the log-odds of the choice."""
    length_bias: float = 0.0
    """Log-odds added per natural-log unit that the first response is longer."""
    side_bias: float = 0.0
    """Log-odds added for the response shown first."""
    tie_band: float = 0.6
    """Perceived log-odds within ± this are called a tie."""
    floor: float = 0.3
    """Both responses under this quality are called both bad, most of the time."""
    severity: float = 0.0
    """Points subtracted from every Likert score."""
    words_per_minute: float = 260.0
    fatigue_per_hour: float = 0.12
    """Share of the sharpness lost per hour since the last break."""
    careless: float = 0.02
    """Share of answers given at random."""


def choose(
    rater: SimulatedRater, rng: random.Random, *, first: tuple[float, int], second: tuple[float, int], hours: float
) -> tuple[str, int]:
    """Return ``(outcome, strength)`` in display terms for two responses given as ``(quality, characters)``.

    ``outcome`` is ``a`` (the first shown), ``b``, ``tie`` or ``both_bad``; ``strength`` is 1 to 3, 0 without a winner.
    """
    if rng.random() < rater.careless:
        outcome = rng.choice(["a", "b", "tie"])
        return outcome, 0 if outcome == "tie" else rng.randint(1, 3)
    if max(first[0], second[0]) < rater.floor and rng.random() < 0.8:
        return "both_bad", 0
    sharpness = rater.sharpness * max(0.2, 1 - rater.fatigue_per_hour * hours)
    pull = sharpness * (first[0] - second[0])
    pull += rater.length_bias * math.log((first[1] + 1) / (second[1] + 1)) + rater.side_bias
    uniform = min(max(rng.random(), 1e-9), 1 - 1e-9)
    perceived = pull + math.log(uniform / (1 - uniform))
    if abs(perceived) < rater.tie_band:
        return "tie", 0
    return ("a" if perceived > 0 else "b"), min(3, 1 + int(abs(perceived) // 2.5))


def score(
    rater: SimulatedRater, rng: random.Random, *, quality: float, chars: int, low: int, high: int, hours: float
) -> int:
    """Return a Likert score between ``low`` and ``high`` for one response."""
    if rng.random() < rater.careless:
        return rng.randint(low, high)
    noise = rng.gauss(0, 0.45 * (1 + rater.fatigue_per_hour * hours))
    raw = low + quality * (high - low) + 0.25 * rater.length_bias * math.log((chars + 1) / 300) - rater.severity + noise
    return max(low, min(high, round(raw)))


def active_seconds(rater: SimulatedRater, rng: random.Random, *, words: int, hours: float) -> float:
    """Return the seconds a rater needs for a task of ``words`` words; tired raters hurry."""
    reading = 60 * words / rater.words_per_minute
    return max(3.0, (reading + 4) * rng.lognormvariate(0, 0.3) * max(0.5, 1 - 0.6 * rater.fatigue_per_hour * hours))

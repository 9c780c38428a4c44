"""How many judgments a study needs, and what they cost."""

from __future__ import annotations

import math
from dataclasses import dataclass
from statistics import NormalDist

import numpy as np

from agreement.statistics.kappa import cohen_kappas, disagreement_weights


@dataclass(frozen=True, slots=True)
class Size:
    """`judgments` in all on `items` items, and the `design_effect` by which votes of one item say less than as many
    items."""

    items: int
    judgments: int
    design_effect: float


def design_effect(votes: int, correlation: float) -> float:
    """Kish's (1965) 1 + (k - 1) rho for k votes per item that correlate by rho."""
    if votes < 1 or not 0 <= correlation <= 1:
        raise ValueError("votes must be at least 1 and the correlation between 0 and 1")
    return 1 + (votes - 1) * correlation


def _sized(decided: float, *, ties: float, votes: int, correlation: float) -> Size:
    if not 0 <= ties < 1:
        raise ValueError("the share of ties must be at least 0 and below 1")
    effect = design_effect(votes, correlation)
    items = math.ceil(decided * effect / (1 - ties) / votes)
    return Size(items, items * votes, effect)


def for_win_rate(
    *,
    difference: float,
    power: float = 0.8,
    level: float = 0.95,
    ties: float = 0.0,
    votes: int = 1,
    correlation: float = 0.3,
) -> Size:
    """The size that tells a win rate of .5 + `difference` from .5 with that power, two-sided at `level`.

    n = (z_a · .5 + z_b · sqrt(p (1 - p)))² / difference² decided votes, by the normal approximation (Fleiss, Levin and
    Paik 2003, ch. 4); ties decide nothing.
    """
    if not 0 < difference < 0.5:
        raise ValueError("the difference must lie between 0 and .5")
    p = 0.5 + difference
    z_level, z_power = _z(0.5 + level / 2), _z(power)
    decided = ((z_level * 0.5 + z_power * math.sqrt(p * (1 - p))) / difference) ** 2
    return _sized(decided, ties=ties, votes=votes, correlation=correlation)


def for_kappa(*, expected: float, half_width: float, categories: int = 2, level: float = 0.95) -> Size:
    """The items, judged by two raters each, that give Cohen's kappa an interval of ± `half_width`.

    With `categories` equally frequent and confused alike; the large-sample variance is Fleiss, Cohen and Everitt's.
    Rare categories need more.
    """
    if not 0 <= expected < 1 or half_width <= 0 or categories < 2:
        raise ValueError("expected must lie in [0, 1), half_width above 0, and there are two categories at least")
    agree = (expected * (1 - 1 / categories) + 1 / categories) / categories
    table = np.full((categories, categories), (1 / categories - agree) / (categories - 1))
    np.fill_diagonal(table, agree)
    scale = 1e8
    _, se, _ = cohen_kappas(np.rint(table * scale).astype(np.int64), disagreement_weights(range(categories), "plain"))
    items = math.ceil((_z(0.5 + level / 2) * float(se) * math.sqrt(scale) / half_width) ** 2)
    return Size(items, 2 * items, 1.0)


def for_ranking(
    *,
    models: int,
    distance: float,
    power: float = 0.8,
    level: float = 0.95,
    ties: float = 0.0,
    votes: int = 1,
    correlation: float = 0.3,
) -> Size:
    """The size at which two of `models` that lie `distance` apart on the log-odds scale are told apart.

    Every pair of models is compared equally often, m times, all strengths near each other: the variance of a difference
    is then 2 / (M m w) with w = p (1 - p) the information of one comparison (Bradley and Terry 1952).
    """
    if models < 2 or distance <= 0:
        raise ValueError("there are two models at least, some distance above 0 apart")
    p = 1 / (1 + math.exp(-distance))
    z = _z(0.5 + level / 2) + _z(power)
    per_pair = 2 * z**2 / (models * p * (1 - p) * distance**2)
    return _sized(per_pair * models * (models - 1) / 2, ties=ties, votes=votes, correlation=correlation)


@dataclass(frozen=True, slots=True)
class Cost:
    """Rater-hours paid, and working days of the team."""

    rater_hours: float
    days: float


def cost(*, judgments: int, raters: int, seconds: float, hours_per_day: float = 8.0, productive: float = 5 / 6) -> Cost:
    """What `judgments` of `seconds` each take: `productive` is the share of paid time that is spent on them.

    The rest goes into breaks, hidden checks and reading. The default is 50 minutes of each paid hour.
    """
    if min(judgments, raters) < 1 or seconds <= 0 or hours_per_day <= 0 or not 0 < productive <= 1:
        raise ValueError("numbers must be above 0, and the productive share at most 1")
    hours = judgments * seconds / 3600 / productive
    return Cost(hours, hours / raters / hours_per_day)


def _z(probability: float) -> float:
    if not 0 < probability < 1:
        raise ValueError("level and power must lie between 0 and 1")
    return NormalDist().inv_cdf(probability)

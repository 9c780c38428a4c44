"""How far a rater agrees with the others on common items, beyond what their habits would give by chance.

Leave-one-out: for each item the rater's answer is weighed against everybody else's, and the shares are averaged over
items. Chance is taken from both sides' own distributions of answers, as Cohen did for two raters (J. Cohen, Educational
and Psychological Measurement 20, 1960, 37-46); for ordered answers the weights are quadratic (J. Cohen, Psychological
Bulletin 70, 1968, 213-220). The interval is the jackknife's over items (J. Tukey, Annals of Mathematical Statistics 29,
1958, 614), because answers to one item are not independent.
"""

import math
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from statistics import NormalDist

MIN_ITEMS = 10
LOW_AGREEMENT = 0.0
"""A rater whose whole interval lies below this agrees with the others less than by chance."""

Weight = Callable[[str | float, str | float], float]


@dataclass(frozen=True, slots=True)
class PeerAgreement:
    """Agreement beyond chance with its 95 % interval, or no value and the reason; shares observed and expected."""

    value: float | None
    low: float | None
    high: float | None
    observed: float | None
    expected: float | None
    n_items: int
    reason: str = ""

    @property
    def suspect(self) -> bool:
        return self.high is not None and self.high < LOW_AGREEMENT


@dataclass(frozen=True, slots=True)
class Common:
    """One item: the rater's answer and the shares of the others' answers (they sum to 1)."""

    own: str | float
    others: Mapping[str | float, float]


def same(one: str | float, other: str | float) -> float:
    """Return 1 for equal answers and 0 for others: the weight of unordered answers."""
    return 1.0 if one == other else 0.0


def quadratic(span: float) -> Weight:
    """Return the weight of answers on a scale ``span`` steps long: 1 - (difference / span)²."""

    def weight(one: str | float, other: str | float) -> float:
        return 1 - ((float(one) - float(other)) / span) ** 2

    return weight


def peer_agreement(items: Sequence[Common], weight: Weight = same) -> PeerAgreement:
    """Return the rater's agreement with the others over ``items``; takes about items × categories² steps."""
    n = len(items)
    if n < MIN_ITEMS:
        return PeerAgreement(None, None, None, None, None, n, f"fewer than {MIN_ITEMS} items judged by others, too")
    sums = _Sums(items, weight)
    value, observed, expected = sums.without(None)
    if value is None:
        return PeerAgreement(None, None, None, observed, expected, n, "no variation: everybody always answers the same")
    left_out = [sums.without(item)[0] for item in items]
    values = [one for one in left_out if one is not None]
    if len(values) < n:
        return PeerAgreement(None, None, None, observed, expected, n, "too little variation for an interval")
    mean = sum(values) / n
    error = math.sqrt((n - 1) / n * sum((one - mean) ** 2 for one in values))
    half = NormalDist().inv_cdf(0.975) * error
    return PeerAgreement(value, max(-1.0, value - half), min(1.0, value + half), observed, expected, n)


class _Sums:
    """Sums over items from which one item can be taken out again."""

    def __init__(self, items: Sequence[Common], weight: Weight) -> None:
        self.n, self.weight = len(items), weight
        self.agreed = sum(self._agreed(item) for item in items)
        self.own: Counter[str | float] = Counter(item.own for item in items)
        self.others: dict[str | float, float] = {}
        for item in items:
            for answer, share in item.others.items():
                self.others[answer] = self.others.get(answer, 0.0) + share
        self.cross = sum(
            n * share * weight(own, other) for own, n in self.own.items() for other, share in self.others.items()
        )

    def _agreed(self, item: Common) -> float:
        return sum(share * self.weight(item.own, answer) for answer, share in item.others.items())

    def without(self, item: Common | None) -> tuple[float | None, float, float]:
        """Return (agreement beyond chance, observed, expected) of all items but ``item``."""
        agreed, cross, n = self.agreed, self.cross, self.n
        if item is not None:
            own_row = sum(share * self.weight(item.own, other) for other, share in self.others.items())
            column = sum(
                count * share * self.weight(own, other)
                for own, count in self.own.items()
                for other, share in item.others.items()
            )
            # Taking the item from both margins takes its row and column from the product, and gives the corner back.
            cross += self._agreed(item) - own_row - column
            agreed -= self._agreed(item)
            n -= 1
        observed, expected = agreed / n, cross / n**2
        return (None if 1 - expected < 1e-12 else (observed - expected) / (1 - expected)), observed, expected

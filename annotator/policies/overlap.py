"""How many judgments an item gets: which items are sampled for more, and when an item is settled.

An item is settled when the answers to its first closed question leave little doubt. With ``K`` categories and rater
``j`` who gives the right one with probability ``a_j`` and each wrong one with ``(1 - a_j) / (K - 1)``, independently of
the others, the posterior of category ``c`` under an even prior is

    P(c | answers)  ∝  ∏_j  a_j if j answered c, else (1 - a_j) / (K - 1)

Sources: the model is that of A. P. Dawid and A. M. Skene, "Maximum Likelihood Estimation of Observer Error-Rates Using
the EM Algorithm", Applied Statistics 28, 1979, 20-28, with one accuracy per rater instead of a table; that its leading
category is the best decision is shown by S. Nitzan and J. Paroush, "Optimal Decision Rules in Uncertain Dichotomous
Choice Situations", International Economic Review 23, 1982, 289-297; buying another label where the posterior is
undecided is V. S. Sheng, F. Provost and P. G. Ipeirotis, "Get Another Label?", KDD 2008, 614-622.
"""

import math
from collections.abc import Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass

PRIOR_PASSED, PRIOR_MISSED = 8.0, 2.0
"""What is believed of a rater before any hidden check: 8 of 10 right, worth ten checks."""

HIGHEST_ACCURACY = 0.99
"""Nobody is taken to be surer than this: one slip of an expert must not outvote everybody."""

SAMPLE_STEPS = 2**20
"""Shares are told apart to a millionth."""


def sampled_below(share: float) -> int:
    """Return the number below which ``serving_order % SAMPLE_STEPS`` lies for the sampled ``share`` of the items.

    The lower bits of the serving order are a keyed hash of external id and project seed: who is sampled depends on
    neither the order of import nor the database, and a larger share keeps all those that a smaller one had. The walk
    goes by the upper bits, so that sampled items don't stand together.
    """
    return round(share * SAMPLE_STEPS)


def is_sampled(*, serving_order: int, share: float) -> bool:
    """Return whether the item at that place belongs to the sampled ``share``."""
    return serving_order % SAMPLE_STEPS < sampled_below(share)


@dataclass(frozen=True, slots=True)
class OverlapPlan:
    """A project's overlap policy. ``low`` and ``high`` are what its columns overlap_min and overlap say."""

    mode: str
    low: int
    high: int
    share: float = 0.0

    def slots_at_first(self, serving_order: int) -> int:
        """Return how many slots a new item at that place starts with."""
        if self.mode == "sampled":
            return self.high if is_sampled(serving_order=serving_order, share=self.share) else self.low
        return self.low if self.mode == "dynamic" else self.high


def accuracy(*, passed: int, checked: int) -> float:
    """Return a rater's accuracy as the mean of the posterior Beta(8 + passed, 2 + missed); .8 before any check.

    >>> accuracy(passed=0, checked=0), accuracy(passed=30, checked=30)
    (0.8, 0.95)
    """
    if not 0 <= passed <= checked:
        raise ValueError(f"passed must be between 0 and checked, not {passed} of {checked}")
    return (PRIOR_PASSED + passed) / (PRIOR_PASSED + PRIOR_MISSED + checked)


def posterior(answers: Iterable[tuple[Hashable, float]], *, n_categories: int) -> dict[Hashable, float]:
    """Return the posterior of each category that was given, for ``(category, accuracy of the rater)`` pairs.

    Categories that nobody gave share the rest evenly. An accuracy below chance counts as chance: such a rater says
    nothing, rather than the opposite. Empty without answers. Raises ``ValueError`` for fewer than two categories or
    fewer than were given.

    >>> found = posterior([("a", 0.8), ("a", 0.8), ("b", 0.8)], n_categories=2)
    >>> round(found["a"], 3)
    0.8
    """
    votes = [(category, _bounded(share, n_categories)) for category, share in answers]
    given = list(dict.fromkeys(category for category, _ in votes))
    if n_categories < max(2, len(given)):
        raise ValueError(f"{n_categories} categories are too few for {len(given)} that were given")
    log_against = sum(math.log((1 - share) / (n_categories - 1)) for _, share in votes)
    logs = dict.fromkeys(given, log_against)
    for category, share in votes:
        logs[category] += math.log(share) - math.log((1 - share) / (n_categories - 1))
    if not logs:
        return {}
    highest = max(*logs.values(), log_against)
    weights = {category: math.exp(value - highest) for category, value in logs.items()}
    total = math.fsum(weights.values()) + (n_categories - len(given)) * math.exp(log_against - highest)
    return {category: weight / total for category, weight in weights.items()}


def certainty(units: Mapping[Hashable, Sequence[tuple[Hashable, float]]], *, n_categories: int) -> float:
    """Return the posterior of the leading answer; of the least certain unit where a question asks of each response.

    0 when nothing was answered.
    """
    return min(
        (max(posterior(answers, n_categories=n_categories).values(), default=0.0) for answers in units.values()),
        default=0.0,
    )


def wants_another(*, certain: float, confidence: float, answered: int, most: int) -> bool:
    """Return whether an item whose slots are all answered wants one more judgment: it is in doubt and has room."""
    return certain < confidence and answered < most


def orderings(n: int) -> int:
    """Return in how many ways ``n`` responses can be ranked with ties: the ordered Bell numbers 1, 3, 13, 75, …

    >>> [orderings(n) for n in range(1, 5)]
    [1, 3, 13, 75]
    """
    found = [1]
    for size in range(1, n + 1):
        found.append(sum(math.comb(size, first) * found[size - first] for first in range(1, size + 1)))
    return found[n]


def _bounded(share: float, n_categories: int) -> float:
    return min(max(share, 1 / n_categories), HIGHEST_ACCURACY)

"""Repeats: a rater's own earlier item with the sides swapped. Did they say the same, or did they follow a side?

Needs no known answer, so it measures where gold is questionable. A rater without care of their own is consistent by
chance alone (one who always takes the first side never is); what repeats can't see is a shared or steady error.
"""

import random
from collections.abc import Sequence
from dataclasses import dataclass

from annotator.policies.gold import GivenAnswer

LIKERT_TOLERANCE = 1.0
"""Scores of the same item may differ by one step."""

REPEAT_THRESHOLD = 0.5
"""Self-consistency that is not acceptable: that of a coin. The acceptable one has four times its odds, .8."""


@dataclass(frozen=True, slots=True)
class Compared:
    """``consistent``: the same was said. ``decided``: a side won both times. ``side``: the side followed both times."""

    consistent: bool
    decided: bool
    side: int | None


def compare(
    first: Sequence[GivenAnswer], again: Sequence[GivenAnswer], *, first_shown: int | None, shown_again: int | None
) -> Compared:
    """Return how two judgments of one item, in the item's own order, go together.

    ``first_shown`` and ``shown_again`` are the positions that stood first. Where there are preference answers they
    alone say whether the rater was consistent; else all others: scores within ``LIKERT_TOLERANCE``, equal choices and
    ranks.
    """
    was, now = _preferences(first), _preferences(again)
    if not was and not now:
        return Compared(_alike(first, again), False, None)
    sides = [
        (_side(was[question], first_shown), _side(now[question], shown_again))
        for question in was
        if question in now and was[question] in ("a", "b") and now[question] in ("a", "b")
    ]
    followed = {before for before, after in sides if before is not None and before == after}
    swapped = first_shown is not None and shown_again is not None and first_shown != shown_again
    side = followed.pop() if swapped and len(followed) == 1 else None
    return Compared(was == now, bool(sides), side)


def swapped(display_order: str) -> str:
    """Return a display order with the sides exchanged: reversed, which for a pair is the swap."""
    return ",".join(reversed(display_order.split(",")))


def repeat_seats(*, seats: Sequence[int], rate: float, rng: random.Random) -> list[int]:
    """Return which of ``seats`` a repeat takes, each drawn on its own with probability ``rate``."""
    return [seat for seat in seats if rng.random() < rate]


def _preferences(answers: Sequence[GivenAnswer]) -> dict[str, str]:
    return {answer.question: answer.outcome for answer in answers if answer.outcome is not None}


def _side(outcome: str, shown_first: int | None) -> int | None:
    """Return whether the winner stood first (0) or second (1)."""
    if shown_first is None:
        return None
    winner = 0 if outcome == "a" else 1
    return 0 if winner == shown_first else 1


def _alike(first: Sequence[GivenAnswer], again: Sequence[GivenAnswer]) -> bool:
    def chosen(answers: Sequence[GivenAnswer]) -> set[tuple[str, int | None, str]]:
        return {(a.question, a.position, a.choice) for a in answers if a.choice is not None}

    def scores(answers: Sequence[GivenAnswer]) -> dict[tuple[str, int | None], float]:
        return {(a.question, a.position): a.score for a in answers if a.score is not None}

    def ranks(answers: Sequence[GivenAnswer]) -> set[tuple[str, int | None, int]]:
        return {(a.question, a.position, a.rank) for a in answers if a.rank is not None}

    was, now = scores(first), scores(again)
    close = was.keys() == now.keys() and all(abs(was[key] - now[key]) <= LIKERT_TOLERANCE for key in was)
    return close and chosen(first) == chosen(again) and ranks(first) == ranks(again)

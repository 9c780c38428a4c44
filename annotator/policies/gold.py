"""How much gold a rater gets, in which seats, and whether an answer matches it."""

import random
from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True)
class GoldTarget:
    """The known answer to one question, about one response position where the question is per response."""

    question: str
    position: int | None = None
    outcome: str | None = None
    score: float | None = None
    choice: str | None = None
    tolerance: float = 0.0
    also_accepted: tuple[str, ...] = ()


@dataclass(frozen=True)
class GivenAnswer:
    """What a rater answered, in the item's own order."""

    question: str
    position: int | None = None
    outcome: str | None = None
    score: float | None = None
    rank: int | None = None
    choice: str | None = None


HIGHEST_RATE = 0.5
"""Never more gold than work, whatever the evidence asks for."""


def rate_now(*, rate: float, proven: bool, suspect: bool) -> float:
    """Return the share of the next seats to give to gold, for a project's ``rate``.

    One half for a newcomer, until the verdict has once said good (``proven``), and again under suspicion; else the
    rate. 0 stays 0. The start costs a rater with an accuracy of .9 some nine checks, one of .8 some fifteen, and a
    spammer, whom the verdict needs some seventeen checks to stop, is found after twice as many judgments.
    """
    if rate <= 0:
        return 0.0
    return rate if proven and not suspect else max(rate, HIGHEST_RATE)


def gold_seats(*, n_seats: int, rate: float, rng: random.Random) -> list[int]:
    """Return the seats (0-based, ascending) of a batch of ``n_seats`` that gold takes.

    Each seat is drawn on its own with probability ``rate``, so the share is ``rate`` in the long run and no seat
    ("every tenth") can be predicted from the ones before.
    """
    return [seat for seat in range(n_seats) if rng.random() < rate]


def matches(targets: Sequence[GoldTarget], given: Sequence[GivenAnswer]) -> bool:
    """Return whether every gold target is met; questions without a target are not looked at.

    A score (for rankings: a rank) may be off by the target's tolerance; an outcome may be one of those also accepted.
    Several choice targets of one question and
    response are the whole set that must be taken. A target without a position on a per-response question holds for
    every response.
    """
    scored = [target for target in targets if target.choice is None]
    if not all(_met(target, given) for target in scored):
        return False
    wanted: dict[tuple[str, int | None], set[str]] = {}
    for target in targets:
        if target.choice is not None:
            wanted.setdefault((target.question, target.position), set()).add(target.choice)
    return all(_taken(question, position, given) == [choices] for (question, position), choices in wanted.items())


def _concerns(target_position: int | None, answer: GivenAnswer) -> bool:
    return target_position is None or answer.position == target_position


def _met(target: GoldTarget, given: Sequence[GivenAnswer]) -> bool:
    answers = [a for a in given if a.question == target.question and _concerns(target.position, a)]
    return bool(answers) and all(_close(target, answer) for answer in answers)


def _close(target: GoldTarget, answer: GivenAnswer) -> bool:
    if target.outcome is not None:
        return answer.outcome == target.outcome or answer.outcome in target.also_accepted
    value = answer.score if answer.score is not None else answer.rank
    return value is not None and target.score is not None and abs(value - target.score) <= target.tolerance


def _taken(question: str, position: int | None, given: Sequence[GivenAnswer]) -> list[set[str]]:
    """Return the distinct sets of choices taken, one per response that the target concerns."""
    sets: dict[int | None, set[str]] = {}
    for answer in given:
        if answer.question == question and answer.choice is not None and _concerns(position, answer):
            sets.setdefault(answer.position, set()).add(answer.choice)
    distinct: list[set[str]] = []
    for taken in sets.values():
        if taken not in distinct:
            distinct.append(taken)
    return distinct

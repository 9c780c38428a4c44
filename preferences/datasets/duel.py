"""Judgments → the votes between two models, in the order in which they were given; and which models meet."""

from array import array
from collections import Counter
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

import numpy as np
from django.db.models import Count, F

from agreement.statistics.codes import Ints
from annotator.models import Answer, Item, ItemPurpose, Outcome, Project, Question
from preferences.queries import VoteFilter, counted_judgments

WON, LOST, TIE, BOTH_BAD = range(4)
_READ = 10_000
_EPOCH, _MICROSECOND = datetime(1970, 1, 1, tzinfo=UTC), timedelta(microseconds=1)


@dataclass(frozen=True, slots=True)
class Meeting:
    """Two models and the number of work items on which they are compared, the first of the alphabet first."""

    model_a: str
    model_b: str
    items: int


@dataclass(frozen=True, slots=True, eq=False)
class DuelVotes:
    """Votes between two models, n in all, in the order in which they were given.

    ``item`` (n,) are ids; ``said`` (n,) is WON for the first of the models, LOST, TIE or BOTH_BAD; ``at`` (n,) are
    microseconds since 1970.
    """

    item: Ints
    said: Ints
    at: Ints

    @property
    def n(self) -> int:
        """The number of votes."""
        return int(self.item.size)

    def with_later(self, later: "DuelVotes") -> "DuelVotes":
        """These and, after them, those that were given later."""
        columns = ((self.item, later.item), (self.said, later.said), (self.at, later.at))
        return DuelVotes(*(np.concatenate(pair) for pair in columns))


def meetings(project: Project) -> list[Meeting]:
    """The pairs of different models that two-response items compare, those with most items first."""
    # Two joins of the same relation: the first filter binds place 0, this one place 1.
    rows = (
        Item.objects.filter(project=project, purpose=ItemPurpose.WORK, responses__position=0)
        .annotate(one=F("responses__model"))
        .filter(responses__position=1)
        .annotate(other=F("responses__model"))
    )
    counted: Counter[tuple[str, str]] = Counter()
    for one, other, items in rows.values_list("one", "other").annotate(items=Count("pk")):
        if one and other and one != other:
            counted[min(one, other), max(one, other)] += items
    return [Meeting(*models, items) for models, items in sorted(counted.items(), key=lambda pair: (-pair[1], pair[0]))]


def duel_votes(
    project: Project, question: Question, votes: VoteFilter, models: tuple[str, str], *, after: int, until: int
) -> DuelVotes:
    """The counted votes on items that compare just these two models, oldest first: judgments ``after`` an id, ``until``
    another, which is included."""
    counted = counted_judgments(project, votes).filter(id__gt=after, id__lte=until)
    found = array("q")
    for place, name in enumerate(models):
        answers: Any = (
            Answer.objects.filter(question=question, outcome__isnull=False, judgment__in=counted)
            .filter(judgment__item__responses__position=0, judgment__item__responses__model=name)
            .filter(judgment__item__responses__position=1, judgment__item__responses__model=models[1 - place])
        )
        rows = answers.values_list("judgment_id", "judgment__item_id", "outcome", "judgment__submitted_at")
        a, b = (WON, LOST) if place == 0 else (LOST, WON)
        codes = {Outcome.A.value: a, Outcome.B.value: b, Outcome.TIE.value: TIE, Outcome.BOTH_BAD.value: BOTH_BAD}
        for pk, item, outcome, moment in rows.iterator(chunk_size=_READ):
            found.extend((pk, item, codes[outcome], (moment - _EPOCH) // _MICROSECOND))
    table = np.frombuffer(found, dtype=np.int64).reshape(-1, 4) if found else np.zeros((0, 4), dtype=np.int64)
    item, outcomes, at = (column.copy() for column in table[np.argsort(table[:, 0], kind="stable"), 1:].T)
    return DuelVotes(item, outcomes, at)

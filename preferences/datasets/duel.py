"""Judgments → the votes between two models, in the order in which they were given; and which models meet."""

from collections import Counter
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Count, F

from annotator.models import Answer, Item, ItemPurpose, Outcome, Project, Question
from preferences.queries import VoteFilter, counted_judgments

_READ = 10_000


@dataclass(frozen=True, slots=True)
class Meeting:
    """Two models and the number of work items on which they are compared, the first of the alphabet first."""

    model_a: str
    model_b: str
    items: int


@dataclass(frozen=True, slots=True)
class DuelVote:
    """One vote between two models: 1 for the first of them, 0 for the other, None for neither."""

    item: int
    won: int | None
    outcome: str
    submitted_at: datetime


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


def duel_votes(project: Project, question: Question, votes: VoteFilter, models: tuple[str, str]) -> list[DuelVote]:
    """The counted votes on items that compare just these two models, oldest first."""
    counted = counted_judgments(project, votes)
    found: list[tuple[int, DuelVote]] = []
    for place, name in enumerate(models):
        answers: Any = (
            Answer.objects.filter(question=question, outcome__isnull=False, judgment__in=counted)
            .filter(judgment__item__responses__position=0, judgment__item__responses__model=name)
            .filter(judgment__item__responses__position=1, judgment__item__responses__model=models[1 - place])
        )
        rows = answers.values_list("judgment_id", "judgment__item_id", "outcome", "judgment__submitted_at")
        won = {Outcome.A.value: 1 - place, Outcome.B.value: place}
        found += [
            (pk, DuelVote(item, won.get(outcome), outcome, moment))
            for pk, item, outcome, moment in rows.iterator(chunk_size=_READ)
        ]
    return [vote for _, vote in sorted(found, key=lambda pair: pair[0])]

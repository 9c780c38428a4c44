"""Which models meet: how often each two were judged against each other, and where they still can be."""

from collections import Counter, defaultdict
from typing import Any

import numpy as np
from django.db.models import Count, Exists, F, OuterRef, QuerySet

from agreement.statistics.codes import Floats
from annotator.models import Answer, Item, ItemPurpose, Outcome, Project, Question, Response, Slot, SlotState
from preferences.queries import VoteFilter, counted_judgments

Pair = tuple[str, str]
#: Open slots among which the next pairs are chosen, and ids in one query.
LOOKED_AT, _AT_ONCE = 20_000, 5_000


def _sorted_pair(one: str, other: str) -> Pair:
    return (one, other) if one < other else (other, one)


def decided_matrix(project: Project, question: Question, votes: VoteFilter) -> tuple[list[str], Floats]:
    """The models' names, and wins of row over column, a tie half for both; both-bad verdicts are no comparison.

    Counted in the database, on items of exactly two responses of different, named models.
    """
    third = Response.objects.filter(item=OuterRef("judgment__item"), position=2)
    answers: QuerySet[Answer] = Answer.objects.filter(
        question=question, outcome__isnull=False, judgment__in=counted_judgments(project, votes)
    ).filter(~Exists(third))
    # Two joins of the same relation: the first filter binds place 0, the second place 1.
    rows: Any = (
        answers.filter(judgment__item__responses__position=0)
        .annotate(one=F("judgment__item__responses__model"))
        .filter(judgment__item__responses__position=1)
        .annotate(other=F("judgment__item__responses__model"))
        .values_list("one", "other", "outcome")
        .annotate(n=Count("pk"))
    )
    counted: dict[Pair, float] = defaultdict(float)  # halves are exact
    for one, other, outcome, n in rows:
        if not one or not other or one == other or outcome == Outcome.BOTH_BAD:
            continue
        shares = {Outcome.A: (1.0, 0.0), Outcome.B: (0.0, 1.0), Outcome.TIE: (0.5, 0.5)}[Outcome(outcome)]
        counted[one, other] += shares[0] * n
        counted[other, one] += shares[1] * n
    names = sorted({name for pair in counted for name in pair})
    place = {name: code for code, name in enumerate(names)}
    wins = np.zeros((len(names), len(names)))
    for (winner, loser), n in counted.items():
        wins[place[winner], place[loser]] = n
    return names, wins


def open_items(project: Project) -> dict[Pair, list[int]]:
    """By two models, ids of work items that compare just them and are still to be judged, in the walk's order.

    Of the first ``LOOKED_AT`` open slots: in a project of a million items there is enough to choose from among them.
    """
    walk = Slot.objects.filter(project=project, state=SlotState.OPEN).order_by("pool", "serving_order", "pk")
    ids = list(dict.fromkeys(walk.values_list("item", flat=True)[:LOOKED_AT]))
    found: dict[Pair, list[int]] = defaultdict(list)
    for start in range(0, len(ids), _AT_ONCE):
        part = ids[start : start + _AT_ONCE]
        models = {pk: (one, other) for pk, one, other in _pairs(project).filter(pk__in=part)}
        for pk in part:
            one, other = models.get(pk, ("", ""))
            if one and other and one != other:
                found[_sorted_pair(one, other)].append(pk)
    return dict(found)


def open_counts(project: Project) -> Counter[Pair]:
    """By two models, how many work items compare just them and are still to be judged; counted in the database."""
    wanted = Slot.objects.filter(item=OuterRef("pk"), state=SlotState.OPEN)
    rows = _pairs(project).filter(Exists(wanted)).values_list("one", "other").annotate(n=Count("pk"))
    counted: Counter[Pair] = Counter()
    for one, other, n in rows:
        if one and other and one != other:
            counted[_sorted_pair(one, other)] += n
    return counted


def _pairs(project: Project) -> Any:
    """Work items of exactly two responses as (id, model at place 0, model at place 1)."""
    third = Response.objects.filter(item=OuterRef("pk"), position=2)
    return (
        Item.objects.filter(~Exists(third), project=project, purpose=ItemPurpose.WORK, retired_at__isnull=True)
        .filter(responses__position=0)
        .annotate(one=F("responses__model"))
        .filter(responses__position=1)
        .annotate(other=F("responses__model"))
        .order_by()
        .values_list("pk", "one", "other")
    )

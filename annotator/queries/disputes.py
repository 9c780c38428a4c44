"""What the search for disputes reads: a batch of judgments, and the answers on the items that are through."""

from collections.abc import Hashable, Iterable
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Exists, OuterRef, Q, QuerySet

from annotator.models import (
    Answer,
    CaseReason,
    CaseState,
    Item,
    ItemPurpose,
    Project,
    QuestionKind,
    ReviewCase,
    ReviewRule,
    Slot,
    SlotState,
)
from annotator.policies.disputes import Place
from annotator.queries.counted import counted_judgments


@dataclass(frozen=True, slots=True)
class Fresh:
    """A judgment that hasn't been looked at."""

    id: int
    item_id: int
    submitted_at: datetime


def judgments_after(project: Project, cursor: int, *, limit: int) -> list[Fresh]:
    """Return up to ``limit`` counted judgments of people after ``cursor``, in key order."""
    rows = counted_judgments(project.pk).filter(pk__gt=cursor).order_by("pk")
    return [Fresh(*row) for row in rows.values_list("pk", "item_id", "submitted_at")[:limit]]


def projects_in_search(*, after: int = 0) -> QuerySet[Project]:
    """Return the projects in which disputes make cases, by key."""
    return Project.objects.exclude(review_rule=ReviewRule.NEVER).filter(pk__gt=after).order_by("pk")


def judged_through(items: Iterable[int]) -> list[Item]:
    """Return those of ``items`` that want no more judgments and that no reviewer has settled or is to look at.

    An item that was sent back may come again, and so may one whose flag was dismissed before raters differed.
    """
    wanting = Slot.objects.filter(item=OuterRef("pk"), state__in=(SlotState.OPEN, SlotState.HELD))
    cases = ReviewCase.objects.filter(item=OuterRef("pk")).exclude(state=CaseState.SENT_BACK)
    cases = cases.exclude(Q(state=CaseState.DISMISSED) & ~Q(reason=CaseReason.DISAGREEMENT))
    rows = Item.objects.filter(pk__in=list(items), purpose=ItemPurpose.WORK, retired_at=None)
    rows = rows.filter(~Exists(wanting), ~Exists(cases))
    return list(rows.only("pk", "external_id").prefetch_related("responses").order_by("pk"))


def answers_by_item(project: Project, items: Iterable[int]) -> dict[int, dict[Place, list[Hashable]]]:
    """Return what raters answered to closed questions that are still asked: per item and place, a value per rater."""
    judgments = counted_judgments(project.pk).filter(item__in=list(items))
    rows = (
        Answer.objects.filter(judgment__in=judgments, question__retired_in=None)
        .exclude(question__kind=QuestionKind.TEXT)
        .order_by("judgment__item_id", "question__position", "response__position", "judgment_id", "choice")
        .values_list(
            "judgment__item_id",
            "question__key",
            "response__position",
            "judgment_id",
            "outcome",
            "score",
            "rank",
            "choice",
        )
    )
    # Several choices of one judgment are one value: a different set is a different answer.
    given: dict[tuple[int, Place], dict[int, tuple[Hashable, ...]]] = {}
    for item, question, position, judgment, *values in rows:
        value = next(value for value in values if value is not None)
        of_place = given.setdefault((item, (question, position)), {})
        of_place[judgment] = (*of_place.get(judgment, ()), value)
    found: dict[int, dict[Place, list[Hashable]]] = {}
    for (item, place), by_judgment in given.items():
        found.setdefault(item, {})[place] = list(by_judgment.values())
    return found

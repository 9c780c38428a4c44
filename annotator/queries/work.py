"""What a rater may ask about their own work. Nothing here grows with the judgments of a project."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from django.db.models import Count, Exists, F, OuterRef, Prefetch, Q, QuerySet, Subquery

from annotator.models import (
    Assignment,
    AssignmentState,
    Break,
    Guideline,
    Item,
    ItemPurpose,
    Judgment,
    Membership,
    Project,
    Purpose,
    Question,
    Response,
    ReviewCase,
    Shift,
    Slot,
    SlotState,
)
from annotator.policies.answers import QuestionSpec
from annotator.policies.fatigue import PACE_WINDOW
from annotator.policies.sides import label
from annotator.queries.constants import Constant

TAKEN = (AssignmentState.HELD, AssignmentState.SUBMITTED, AssignmentState.SKIPPED)
"""States in which an assignment uses up the rater's one go at its item."""

REMAINING_CAP = 3000
"""Open slots looked at to say how much is left; above this, the answer is "very many"."""

REMAINING_CAP_OF_A_SUBMIT = 300
"""The same after each judgment, where it must be cheap: the number matters when the end is near."""

_SHOWN = Response.objects.only("id", "item_id", "position", "text")  # the model names stay in the database


@dataclass(frozen=True)
class Task:
    """What a rater sees of an assignment. ``responses`` are (label, text) in the order shown."""

    key: UUID
    prompt: str
    messages: list[dict[str, str]] | None
    responses: list[dict[str, str]]
    expires_at: datetime


@dataclass(frozen=True)
class Progress:
    """How far the rater is.

    ``remaining``: items they could still be given beyond those they hold; ``None``: very many.
    """

    done_today: int
    done_total: int
    remaining: int | None


def open_shift(rater: Membership) -> Shift | None:
    """Return the rater's open shift with its breaks prefetched, or ``None``."""
    shifts = Shift.objects.filter(rater=rater, ended_at__isnull=True)
    return shifts.prefetch_related(Prefetch("breaks", Break.objects.order_by("started_at", "id"))).first()


def open_break(shift: Shift) -> Break | None:
    """Return the break that the shift is in, or ``None``."""
    return next((pause for pause in shift.breaks.all() if pause.ended_at is None), None)


def break_minutes(shift: Shift) -> float:
    """Return how long the ended breaks of the shift (prefetched) were, in minutes."""
    ended = [pause.ended_at - pause.started_at for pause in shift.breaks.all() if pause.ended_at is not None]
    return round(sum(ended, timedelta()).total_seconds() / 60, 1)


def current_guideline(project: Project) -> Guideline | None:
    """Return the version in force: the latest."""
    return Guideline.objects.filter(project=project).order_by("-version").first()


def questions_of(project: Project) -> list[Question]:
    """Return what the project asks now, in order."""
    return list(Question.objects.filter(project=project, retired_in__isnull=True).order_by("position"))


def questions_since(project: Project, version: int) -> list[Question]:
    """Return what the project has asked at any time since its ``version``, in order.

    An assignment handed out then may be answered by a screen from before a change or from after it.
    """
    asked = Q(retired_in__isnull=True) | Q(retired_in__gt=version)
    return list(Question.objects.filter(asked, project=project).order_by("position"))


def question_spec(question: Question, *, since: int | None = None) -> QuestionSpec:
    """Return the question's rules in the pure form that answers are checked against.

    ``since`` a version, a question is required only if it was asked all the time.
    """
    all_the_time = since is None or (question.asked_from <= since and question.retired_in is None)
    return QuestionSpec(
        key=question.key,
        kind=question.kind,
        required=question.required and all_the_time,
        per_response=question.per_response,
        allow_tie=question.allow_tie,
        allow_both_bad=question.allow_both_bad,
        strength_levels=question.strength_levels,
        scale_min=question.scale_min,
        scale_max=question.scale_max,
        choices=tuple(str(choice["value"]) for choice in question.choices),
        multiple=question.multiple,
    )


def open_slots(project_id: int) -> QuerySet[Slot]:
    """Return the project's open slots in the order that all raters walk. Retired items have none."""
    return Slot.objects.filter(project_id=project_id, state=Constant("open")).order_by("serving_order", "id")


def takeable_slots(rater: Membership) -> QuerySet[Slot]:
    """Return the project's open slots on items that the rater hasn't had, in the order that all raters walk."""
    had = Assignment.objects.filter(item_id=OuterRef("item_id"), rater=rater, state__in=TAKEN)
    had = had.exclude(purpose=Purpose.REPEAT)
    # A scalar subquery and not NOT EXISTS: PostgreSQL turns the latter into a join and, while its statistics are
    # young, reads all the rater's assignments for each slot. This is one look into an index per slot in any case.
    slots = open_slots(rater.project_id).alias(had=Subquery(had.values("pk")[:1])).filter(had__isnull=True)
    if not rater.also_reviews:
        return slots
    return slots.filter(~Exists(_seen_as_reviewer(rater).filter(item_id=OuterRef("item_id"))))


def _seen_as_reviewer(rater: Membership) -> QuerySet[ReviewCase]:
    """Return the cases that the rater's person opened as a reviewer: they know what others answered there."""
    return ReviewCase.objects.filter(project_id=rater.project_id, seen_by__user=rater.user_id)


def items_with_too_many_slots(slot_ids: Sequence[int]) -> QuerySet[Item]:
    """Return the items of these slots that are retired or have more slots in use than their project's overlap."""
    in_use = Slot.objects.filter(item=OuterRef("pk"), extra=False).exclude(state=SlotState.CLOSED)
    count = in_use.order_by().values("item").annotate(n=Count("pk")).values("n")
    items = Item.objects.filter(slots__in=slot_ids).annotate(n_slots=Subquery(count)).distinct()
    return items.filter(Q(n_slots__gt=F("project__overlap")) | Q(retired_at__isnull=False))


def gold_items(project: Project) -> list[int]:
    """Return the ids of the project's gold items in use."""
    gold = Item.objects.filter(project=project, purpose=ItemPurpose.GOLD, retired_at__isnull=True)
    return list(gold.order_by("id").values_list("id", flat=True))


def seen_among(rater: Membership, items: Sequence[int]) -> set[int]:
    """Return which of ``items`` the rater has had, or has seen as a reviewer."""
    rows = Assignment.objects.filter(rater=rater, item_id__in=items, state__in=TAKEN).exclude(purpose=Purpose.REPEAT)
    seen = set(rows.values_list("item_id", flat=True))
    if rater.also_reviews:
        seen.update(_seen_as_reviewer(rater).filter(item_id__in=items).values_list("item_id", flat=True))
    return seen


def held(rater: Membership) -> list[Assignment]:
    """Return what the rater holds, overdue or not, in the order handed out, with items and responses."""
    rows = Assignment.objects.filter(rater=rater, state=AssignmentState.HELD).select_related("item")
    return list(rows.prefetch_related(Prefetch("item__responses", _SHOWN)).order_by("batch_id", "position"))


def items_to_show(ids: Sequence[int]) -> dict[int, Item]:
    """Return the items by id, with what a rater may see of their responses."""
    return Item.objects.prefetch_related(Prefetch("responses", _SHOWN)).in_bulk(ids)


def task(assignment: Assignment) -> Task:
    """Return what the rater may see of an assignment whose item and responses are loaded."""
    item = assignment.item
    texts = {response.position: response.text for response in item.responses.all()}
    return Task(
        key=assignment.key,
        prompt=item.prompt,
        messages=item.messages,
        responses=[
            {"label": label(place), "text": texts[position]}
            for place, position in enumerate(assignment.shown_positions)
        ],
        expires_at=assignment.expires_at,
    )


def progress(rater: Membership, shift: Shift | None, *, now: datetime, cap: int = REMAINING_CAP) -> Progress:
    """Return how far the rater is. "Today" is the UTC day; corrections aren't counted again.

    On an open ``shift`` only its own judgments and today's are counted, so that a submit costs the same on the rater's
    last day as on the first.
    """
    midnight = now.replace(hour=0, minute=0, second=0, microsecond=0)
    own = Judgment.objects.filter(rater=rater, revision=1)
    if shift is None:
        return Progress(own.filter(submitted_at__gte=midnight).count(), own.count(), remaining(rater, cap=cap))
    counts = own.filter(submitted_at__gte=min(midnight, shift.started_at)).aggregate(
        today=Count("id", filter=Q(submitted_at__gte=midnight)),
        on_shift=Count("id", filter=Q(submitted_at__gte=shift.started_at)),
    )
    return Progress(counts["today"], shift.done_before + counts["on_shift"], remaining(rater, cap=cap))


def done_before(rater: Membership, *, now: datetime) -> int:
    """Return how many judgments the rater had made before ``now``, corrections not counted again."""
    return Judgment.objects.filter(rater=rater, revision=1, submitted_at__lt=now).count()


def remaining(rater: Membership, *, cap: int = REMAINING_CAP) -> int | None:
    """Return how many items the rater could still take, or ``None`` when there are ``cap`` open slots or more.

    Looks at no more than ``cap`` slots, so that this costs the same in a project of a million items.
    """
    walk = open_slots(rater.project_id).values_list("item_id", flat=True)
    items = list(walk.filter(serving_order__gte=rater.claim_cursor)[:cap])
    if len(items) < cap:
        items += walk.filter(serving_order__lt=rater.claim_cursor)[: cap - len(items)]
    if len(items) >= cap:
        return None
    different = set(items)
    return len(different - seen_among(rater, list(different)))


def active_seconds(shift: Shift) -> list[float]:
    """Return the active seconds of the shift's first and last judgments, in the order of judging.

    At most two windows of ``PACE_WINDOW``; fewer rows while they still overlap. Judgments without a time are left out.
    """
    # The rater's index on time finds both ends without reading what lies between.
    timed = Judgment.objects.filter(
        rater_id=shift.rater_id, submitted_at__gte=shift.started_at, shift=shift, revision=1
    )
    rows = timed.filter(active_ms__isnull=False).values_list("id", "active_ms")
    first = rows.order_by("submitted_at", "id")[:PACE_WINDOW]
    last = rows.order_by("-submitted_at", "-id")[:PACE_WINDOW]
    in_order = dict([*first, *reversed(last)])  # by id, so that what is in both windows is there once
    return [(ms or 0) / 1000 for ms in in_order.values()]

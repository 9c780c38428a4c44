"""What a rater may ask about their own work. Nothing here grows with the judgments of a project."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from types import MappingProxyType
from typing import Any
from uuid import UUID

from django.db import connection
from django.db.models import (
    BigIntegerField,
    Count,
    F,
    Q,
    QuerySet,
)

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
)
from annotator.models.statements import Among, Given, OneOf, Prepared
from annotator.policies.answers import QuestionSpec
from annotator.policies.rounding import at_most
from annotator.policies.sides import label
from annotator.queries.constants import Constant

TAKEN = (AssignmentState.HELD, AssignmentState.SUBMITTED, AssignmentState.SKIPPED)
"""States in which an assignment uses up the rater's one go at its item."""

GIVEN_BACK = (AssignmentState.EXPIRED, AssignmentState.RELEASED)
"""States in which an assignment went back unanswered: the rater may be handed the item again."""

_TAKEN = [Constant(state) for state in TAKEN]
_SEVERAL_GOES = [Constant(purpose) for purpose in (Purpose.REPEAT, Purpose.TRAINING)]

REMAINING_CAP = 3000
"""Open slots looked at to say how much is left; above this, the answer is "very many"."""

FORMS_KEPT = 256
"""Forms whose questions a process keeps. A form never changes, so what is kept can't be out of date."""

_ITEMS = Prepared(lambda: Item.objects.filter(Among("id", "ids")))
# The model names stay in the database.
_RESPONSES = Prepared(
    lambda: Response.objects.filter(OneOf("item_id", "items")).only("id", "item_id", "position", "text"), each="items"
)
_OPEN_SHIFT = Prepared(lambda: Shift.objects.filter(rater=Given("rater", BigIntegerField()), ended_at__isnull=True))
_GUIDELINE_NUMBER = Prepared(
    lambda: (
        Guideline.objects.filter(project=Given("project", BigIntegerField()))
        .order_by("-version")
        .only("id", "version")[:1]
    )
)
_QUESTIONS = Prepared(
    lambda: Question.objects.filter(project=Given("project", BigIntegerField()), retired_in__isnull=True).order_by(
        "position"
    )
)
_GOLD = Prepared(
    lambda: (
        Item.objects.filter(
            project=Given("project", BigIntegerField()), purpose=ItemPurpose.GOLD, retired_at__isnull=True
        )
        .order_by("id")
        .values_list("id")
    )
)
_HELD = Prepared(
    lambda: (
        Assignment.objects.filter(rater=Given("rater", BigIntegerField()), state=AssignmentState.HELD)
        .select_related("item")
        .order_by("batch_id", "position")
    )
)


@dataclass(frozen=True)
class Task:
    """What a rater sees of an assignment. ``responses`` are (label, text) in the order shown."""

    key: UUID
    prompt: str
    messages: list[dict[str, str]] | None
    responses: list[dict[str, str]]
    expires_at: datetime


@dataclass(frozen=True)
class Done:
    """Judgments the rater has made on this UTC day and in all; corrections aren't counted again."""

    done_today: int
    done_total: int


@dataclass(frozen=True)
class Progress(Done):
    """How far the rater is.

    ``remaining``: how many items they could still be given beyond those they hold, rounded up; ``None``: very many.
    """

    remaining: int | None


def open_shift(rater: Membership) -> Shift | None:
    """Return the rater's open shift, or ``None``."""
    return _OPEN_SHIFT.first(rater=rater.pk)


def open_break(shift: Shift) -> Break | None:
    """Return the break that the shift is in, or ``None``."""
    if shift.on_break_since is None:
        return None
    return Break.objects.filter(shift=shift, ended_at__isnull=True).first()


def break_minutes(shift: Shift) -> float:
    """Return how long the ended breaks of the shift were, in minutes."""
    return round(shift.break_s / 60, 1)


def current_guideline(project: Project) -> Guideline | None:
    """Return the version in force: the latest."""
    return Guideline.objects.filter(project=project).order_by("-version").first()


def current_guideline_number(project: Project) -> Guideline | None:
    """Return the version in force without its text, which may be long."""
    return _GUIDELINE_NUMBER.first(project=project.pk)


def questions_of(project: Project) -> list[Question]:
    """Return what the project asks now, in order."""
    return _QUESTIONS.rows(project=project.pk)


@dataclass(frozen=True)
class Form:
    """What a project asks, as it is needed to read an answer: the rules, and the key of each question's row."""

    specs: tuple[QuestionSpec, ...]
    ids: Mapping[str, int]


def form_of(project: Project, *, since: int | None = None) -> Form:
    """Return what the project has asked at any time since its version ``since``, or asks now.

    An assignment handed out then may be answered by a screen from before a change or from after it. Read once per
    process: any change of the project makes a new form.
    """
    return _form(project.form, project.pk, project.version if since is None else since)


@lru_cache(maxsize=FORMS_KEPT)
def _form(form: UUID, project_id: int, since: int) -> Form:
    asked = Q(retired_in__isnull=True) | Q(retired_in__gt=since)
    questions = list(Question.objects.filter(asked, project=project_id).order_by("position"))
    return Form(
        specs=tuple(question_spec(question, since=since) for question in questions),
        ids=MappingProxyType({question.key: question.pk for question in questions}),
    )


def question_spec(question: Question, *, since: int) -> QuestionSpec:
    """Return the question's rules in the pure form that answers are checked against.

    It is required only if it was asked all the time ``since`` that version of the project.
    """
    all_the_time = question.asked_from <= since and question.retired_in is None
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


def open_slots(rater: Membership) -> QuerySet[Slot]:
    """Return the open slots of the pools that the rater may be given work from, in no order. Retired items have none.

    On items that the rater has had, too.
    """
    return Slot.objects.filter(project_id=rater.project_id, state=Constant("open"), pool__in=rater.pools)


def seen_as_reviewer(rater: Membership, items: Collection[int]) -> set[int]:
    """Return which of ``items`` the rater's person opened as a reviewer: they know what others answered there.

    Asks nothing for who doesn't review.
    """
    if not rater.also_reviews:
        return set()
    seen = ReviewCase.objects.filter(project_id=rater.project_id, seen_by__user=rater.user_id, item_id__in=items)
    return set(seen.values_list("item_id", flat=True))


def gold_items(project: Project) -> list[int]:
    """Return the ids of the project's gold items in use."""
    return [item for (item,) in _GOLD.tuples(project=project.pk)]


def seen_among(rater: Membership, items: Sequence[int]) -> set[int]:
    """Return which of the work or gold ``items`` the rater has had, or has seen as a reviewer."""
    had = {item for (item,) in _HAD_AMONG.tuples(rater=rater.pk, items=items)}
    return had | seen_as_reviewer(rater, items)


def shown_among(rater: Membership, items: Sequence[int]) -> tuple[set[int], set[int]]:
    """Return which of the gold ``items`` the rater was ever handed, and which of those used up their go.

    In two parts, each through an index of its own: a database that knows nothing of the table yet would rather read all
    that the rater ever had.
    """
    states = _SHOWN_AMONG.tuples(rater=rater.pk, items=items)
    return {item for item, _ in states}, {item for item, state in states if state in TAKEN}


def _had() -> QuerySet[Assignment]:
    """Return the assignments that used up the ``rater``'s go at ``items``, in the words of that index's condition."""
    rows = Assignment.objects.filter(Among("item_id", "items"), state__in=_TAKEN).exclude(purpose__in=_SEVERAL_GOES)
    rater = Given("rater", BigIntegerField())
    if connection.vendor == "sqlite":
        # It plans without statistics and would read all that the rater ever had. Items have fewer.
        return rows.alias(own=F("rater_id") + 0).filter(own=rater)
    return rows.filter(rater=rater)


def _shown() -> QuerySet[Assignment, Any]:
    given_back = Assignment.objects.filter(
        Among("item_id", "items"), rater=Given("rater", BigIntegerField()), state__in=GIVEN_BACK
    )
    columns = ("item_id", "state")
    own = given_back.exclude(purpose=Purpose.REPEAT).values_list(*columns)
    return _had().values_list(*columns).union(own, all=True)


_SHOWN_AMONG = Prepared(_shown)
_HAD_AMONG = Prepared(lambda: _had().values_list("item_id"))


def held(rater: Membership) -> list[Assignment]:
    """Return what the rater holds, overdue or not, in the order handed out, with items and responses."""
    rows = _HELD.rows(rater=rater.pk)
    _attach_responses([assignment.item for assignment in rows])
    return rows


def items_to_show(ids: Sequence[int]) -> dict[int, Item]:
    """Return the items by id, with what a rater may see of their responses."""
    items = _ITEMS.rows(ids=ids)
    _attach_responses(items)
    return {item.pk: item for item in items}


def _attach_responses(items: Sequence[Item]) -> None:
    """Put each item's responses where Django keeps what it has prefetched."""
    if not items:
        return
    by_item: dict[int, list[Response]] = {item.pk: [] for item in items}
    for response in _RESPONSES.rows(items=list(by_item)):
        by_item[response.item_id].append(response)
    every = Response.objects.all().query
    for item in items:
        fetched: QuerySet[Response] = QuerySet(model=Response, query=every)
        fetched._result_cache = by_item[item.pk]  # noqa: SLF001 - as prefetch_related does
        item._prefetched_objects_cache = {"responses": fetched}  # type: ignore[attr-defined]  # noqa: SLF001


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


def progress(rater: Membership, shift: Shift | None, *, now: datetime) -> Progress:
    """Return how far the rater is, on the open ``shift`` or without one."""
    made = done(rater, shift, now=now)
    return Progress(made.done_today, made.done_total, remaining(rater))


def done(rater: Membership, shift: Shift | None, *, now: datetime) -> Done:
    """Return what the rater has done, as the open ``shift`` says; without one it is counted."""
    if shift is not None:
        return Done(shift.done_on_day if shift.day == now.date() else 0, shift.done_total)
    return count_done(rater, now=now)


def count_done(rater: Membership, *, now: datetime) -> Done:
    """Count what the rater has done, with a query that grows with it."""
    midnight = now.replace(hour=0, minute=0, second=0, microsecond=0)
    own = Judgment.objects.filter(rater=rater, revision=1)
    counts = own.aggregate(today=Count("id", filter=Q(submitted_at__gte=midnight)), total=Count("id"))
    return Done(counts["today"], counts["total"])


def remaining(rater: Membership, *, cap: int = REMAINING_CAP) -> int | None:
    """Return about how many items the rater could still take, or ``None`` when there are ``cap`` open slots or more.

    The number is rounded up: each task that doesn't move an exact one would be known for a check. Looks at no more than
    ``cap`` slots, so that this costs the same in a project of a million items.
    """
    items = list(open_slots(rater).values_list("item_id", flat=True)[:cap])
    if len(items) >= cap:
        return None
    different = set(items)
    return at_most(len(different - seen_among(rater, list(different))))

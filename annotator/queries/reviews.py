"""What reviewers and leads ask of cases: the queue, one case with nobody's name in it, counts, and the decisions."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Count, Exists, Min, OuterRef, Prefetch, Q, QuerySet, Value
from django.db.models.fields.json import KeyTextTransform
from django.db.models.functions import Coalesce, Left, NullIf

from annotator.models import (
    Answer,
    Assignment,
    AssignmentState,
    CaseState,
    Decision,
    Flag,
    Item,
    Judgment,
    Membership,
    Project,
    Purpose,
    Question,
    Response,
    ReviewCase,
)
from annotator.policies.case_states import UNSETTLED
from annotator.policies.sides import generator, label
from annotator.queries import work
from annotator.queries.counted import counted_judgments
from annotator.queries.items import EXCERPT_CHARS
from annotator.queries.own_judgments import display_answers

GIVEN = (AssignmentState.HELD, AssignmentState.SUBMITTED)


@dataclass(frozen=True)
class Voice:
    """What one rater answered, without the rater: they are numbered, differently in each case."""

    rater: str
    answers: list[dict[str, Any]]
    active_ms: int | None
    guideline_version: int | None


@dataclass(frozen=True)
class Concern:
    """A flag, without its rater's name."""

    rater: str
    reason: str
    note: str
    created_at: datetime


@dataclass(frozen=True)
class Verdict:
    """One thing that a reviewer did with the case; ``answers`` in display terms where it was decided."""

    kind: str
    reviewer: str
    rationale: str
    answers: list[dict[str, Any]]
    revision: int
    is_current: bool
    decided_at: datetime
    withdrawn_at: datetime | None


@dataclass(frozen=True)
class OpenedCase:
    """A case as it is reviewed: the item under the letters of its places, and who said what, nameless."""

    case: ReviewCase
    prompt: str
    messages: list[dict[str, str]] | None
    responses: list[dict[str, str]]
    questions: list[Question]
    voices: list[Voice]
    concerns: list[Concern]
    verdicts: list[Verdict]


@dataclass(frozen=True)
class ReviewSummary:
    """How full the queue is and what was done. ``oldest_at``: when the oldest case that waits was opened."""

    by_state: dict[str, int]
    waiting_by_reason: dict[str, int]
    oldest_at: datetime | None
    held: int | None


def judged_by(reviewer: Membership) -> QuerySet[Assignment]:
    """Return what the reviewer's person holds or has judged as a rater of the project."""
    return Assignment.objects.filter(rater__project=reviewer.project_id, rater__user=reviewer.user_id, state__in=GIVEN)


def queue(reviewer: Membership, *, now: datetime) -> QuerySet[ReviewCase]:
    """Return the cases that the reviewer could take, the oldest first."""
    free = Q(state=CaseState.OPEN) | Q(state=CaseState.CLAIMED, claim_expires_at__lte=now)
    cases = ReviewCase.objects.filter(free, project=reviewer.project_id)
    return cases.filter(~Exists(judged_by(reviewer).filter(item=OuterRef("item")))).order_by("pk")


def held_case(reviewer: Membership) -> ReviewCase | None:
    """Return the case in the reviewer's hands, or ``None``."""
    return ReviewCase.objects.filter(reviewer=reviewer, state=CaseState.CLAIMED).first()


def case_rows(project: Project, *, state: str = "", reason: str = "") -> QuerySet[ReviewCase]:
    """Return the project's cases as slim rows; ``state`` may be ``waiting`` for those that aren't settled."""
    cases = ReviewCase.objects.filter(project=project)
    if state == "waiting":
        cases = cases.filter(state__in=UNSETTLED)
    elif state:
        cases = cases.filter(state=state)
    if reason:
        cases = cases.filter(reason=reason)
    first_message = KeyTextTransform("content", KeyTextTransform("0", "item__messages"))
    prompt = NullIf(Left("item__prompt", EXCERPT_CHARS), Value(""))
    current = Decision.objects.filter(is_current=True)
    return (
        cases.select_related("item", "reviewer")
        .defer("item__prompt", "item__messages", "item__metadata")
        .annotate(prompt_excerpt=Coalesce(prompt, Left(first_message, EXCERPT_CHARS), Value("")))
        .annotate(n_flags=Count("flags"))
        .prefetch_related(Prefetch("decisions", queryset=current, to_attr="standing"))
    )


def summary(project: Project, *, reviewer: Membership | None) -> ReviewSummary:
    """Return how full the project's queue is, and the case that ``reviewer`` holds."""
    rows: Any = ReviewCase.objects.filter(project=project).order_by().values("state", "reason").annotate(n=Count("pk"))
    by_state = {state.value: 0 for state in CaseState}
    waiting: dict[str, int] = {}
    for row in rows:
        by_state[row["state"]] += row["n"]
        if row["state"] in UNSETTLED:
            waiting[row["reason"]] = waiting.get(row["reason"], 0) + row["n"]
    unsettled = ReviewCase.objects.filter(project=project, state__in=UNSETTLED)
    held = held_case(reviewer) if reviewer is not None else None
    return ReviewSummary(
        by_state=by_state,
        waiting_by_reason=waiting,
        oldest_at=unsettled.aggregate(oldest=Min("opened_at"))["oldest"],
        held=held.pk if held is not None else None,
    )


def reviewed_judgments(project_id: int) -> QuerySet[Judgment]:
    """Return the decisions in force as judgments of purpose ``review``, one per decided case, in no order.

    Their answers are in the item's own order, like all others. They aren't counted among the raters' judgments.
    """
    return Judgment.objects.filter(project_id=project_id, purpose=Purpose.REVIEW, is_current=True)


def opened_case(case: ReviewCase) -> OpenedCase:
    """Return the case as a reviewer sees it, in a fixed number of queries. Model names aren't loaded."""
    item = _item(case)
    shown = case.shown_positions
    by_position = {response.position: response for response in item.responses.all()}
    labels = {by_position[position].pk: label(place) for place, position in enumerate(shown)}
    judgments = _judgments(case)
    names = _names(case, judgments)
    flags = Flag.objects.filter(item=case.item_id).order_by("created_at", "pk")
    return OpenedCase(
        case=case,
        prompt=item.prompt,
        messages=item.messages,
        responses=[{"label": label(place), "text": by_position[position].text} for place, position in enumerate(shown)],
        questions=_questions(case, judgments),
        voices=sorted(
            (
                Voice(
                    rater=names[judgment.rater_id],
                    answers=display_answers(judgment, shown, labels),
                    active_ms=judgment.active_ms,
                    guideline_version=judgment.guideline.version if judgment.guideline is not None else None,
                )
                for judgment in judgments
            ),
            key=lambda voice: (len(voice.rater), voice.rater),
        ),
        concerns=[
            Concern(names.get(flag.rater_id, "A rater"), flag.reason, flag.note, flag.created_at) for flag in flags
        ],
        verdicts=[_verdict(decision, shown, labels) for decision in _decisions(case)],
    )


def _item(case: ReviewCase) -> Item:
    shown = Response.objects.only("id", "item_id", "position", "text")  # the model names stay in the database
    return Item.objects.prefetch_related(Prefetch("responses", shown)).get(pk=case.item_id)


def _judgments(case: ReviewCase) -> list[Judgment]:
    """The judgments that the case is about: those that count, or of a gold item those that were checked."""
    answers = Prefetch("answers", Answer.objects.select_related("question"))
    counted = counted_judgments(case.project_id).filter(item=case.item_id)
    checked = Judgment.objects.filter(item=case.item_id, purpose=Purpose.GOLD, is_current=True)
    rows = (counted | checked).select_related("rater", "guideline", "assignment").prefetch_related(answers)
    return list(rows.order_by("pk"))


def _names(case: ReviewCase, judgments: list[Judgment]) -> dict[int, str]:
    """Number the raters in an order that only the case knows; who comes later doesn't move those who are there."""

    def place(judgment: Judgment) -> tuple[bool, float]:
        closed_at = judgment.assignment.closed_at if judgment.assignment is not None else None
        late = closed_at is not None and closed_at > case.opened_at
        return late, generator("review-rater", case.pk, judgment.rater.alias).random()

    ordered = sorted(judgments, key=place)
    return {judgment.rater_id: f"Rater {number}" for number, judgment in enumerate(ordered, start=1)}


def _questions(case: ReviewCase, judgments: list[Judgment]) -> list[Question]:
    """What the project asks now; a retired question that was answered here is needed to read the answers."""
    answered = {answer.question_id: answer.question for judgment in judgments for answer in judgment.answers.all()}
    asked = work.questions_of(case.project)
    retired = [question for question in answered.values() if question.retired_in is not None]
    return asked + sorted(retired, key=lambda question: question.position)


def _decisions(case: ReviewCase) -> list[Decision]:
    answers = Prefetch("judgment__answers", Answer.objects.select_related("question"))
    rows = Decision.objects.filter(case=case).select_related("judgment", "reviewer").prefetch_related(answers)
    return list(rows.order_by("-revision"))


def _verdict(decision: Decision, shown: list[int], labels: dict[int, str]) -> Verdict:
    judgment = decision.judgment
    return Verdict(
        kind=decision.kind,
        reviewer=decision.reviewer.alias,
        rationale=decision.rationale,
        answers=display_answers(judgment, shown, labels) if judgment is not None else [],
        revision=decision.revision,
        is_current=decision.is_current,
        decided_at=decision.decided_at,
        withdrawn_at=decision.withdrawn_at,
    )

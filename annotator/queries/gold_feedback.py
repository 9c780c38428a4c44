"""What a rater may learn of the checks that they missed, and when."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db.models import Q, QuerySet

from annotator.models import GoldCheck, GoldContest, GoldFeedback, Membership, Purpose
from annotator.queries.known_answers import explanation_of, known_answer
from annotator.queries.own_judgments import OwnJudgment, own_judgment

SHOWN = 50


@dataclass(frozen=True, slots=True)
class MissedCheck:
    """A check that was missed, as its rater sees it: what they answered and what was expected, in display terms."""

    check: GoldCheck
    judgment: OwnJudgment
    contest: GoldContest | None
    known: list[dict[str, Any]]
    explanation: str


def shown_checks(rater: Membership, *, now: datetime) -> QuerySet[GoldCheck]:
    """Return the missed checks that the project lets ``rater`` see.

    Only after the shift ended and the time for corrections is over, so that nothing shown can be used on the answer;
    the item is never given to the same rater again. With ``after_retirement`` only items that nobody is given any more.
    A check that was contested stays visible, however it was settled.
    """
    project = rater.project
    if project.gold_feedback == GoldFeedback.NEVER:
        return GoldCheck.objects.none()
    checks = GoldCheck.objects.filter(
        rater=rater,
        judgment__is_current=True,
        judgment__purpose=Purpose.GOLD,
        judgment__shift__ended_at__isnull=False,
        judgment__submitted_at__lt=now - timedelta(minutes=project.amend_minutes),
    ).filter(Q(passed=False, voided_at=None) | Q(contest__isnull=False))
    if project.gold_feedback == GoldFeedback.AFTER_RETIREMENT:
        checks = checks.filter(Q(item__retired_at__isnull=False) | Q(contest__isnull=False))
    return checks


def missed_checks(rater: Membership, *, now: datetime) -> list[MissedCheck]:
    """Return the latest of them, newest first, in display terms."""
    rows = (
        shown_checks(rater, now=now)
        .select_related("judgment__assignment__item", "contest", "item")
        .order_by("-created_at", "-id")
    )
    loaded = rows.prefetch_related(
        "judgment__assignment__item__responses",
        "judgment__answers__question",
        "item__gold_answers__question",
        "item__gold_answers__response",
    )
    return [_missed(check) for check in loaded[:SHOWN]]


def _missed(check: GoldCheck) -> MissedCheck:
    assignment = check.judgment.assignment
    assert assignment is not None  # noqa: S101 - gold is judged under an assignment
    rows = list(check.item.gold_answers.all())
    return MissedCheck(
        check=check,
        judgment=own_judgment(check.judgment),
        contest=getattr(check, "contest", None),
        known=[known_answer(row, assignment.shown_positions) for row in rows],
        explanation=explanation_of(rows),
    )

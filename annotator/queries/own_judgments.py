"""A rater's own judgments, in the terms in which they were shown and answered."""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from annotator.models import Judgment, Membership, Purpose
from annotator.policies.answers import display_outcome
from annotator.policies.sides import label
from annotator.queries.work import Task, task

RECENT = 10


@dataclass(frozen=True)
class OwnJudgment:
    """A judgment as its rater sees it: the task and the answers in display terms."""

    assignment: UUID
    submitted_at: datetime
    task: Task
    answers: list[dict[str, Any]]
    #: Why it can't be changed any more; empty while it can. Nothing in it depends on a hidden check.
    closed: str = ""


def recent_judgments(rater: Membership, *, now: datetime, limit: int = RECENT) -> list[OwnJudgment]:
    """Return the rater's latest current judgments, newest first, in display terms."""
    rows = Judgment.objects.filter(rater=rater, is_current=True, assignment__isnull=False)
    rows = rows.select_related("assignment", "assignment__item").order_by("-submitted_at", "-id")
    loaded = rows.prefetch_related("assignment__item__responses", "answers", "answers__question")[:limit]
    found = list(loaded)
    first = Judgment.objects.filter(assignment__in=[judgment.assignment_id for judgment in found], revision=1)
    given = dict(first.values_list("assignment__key", "submitted_at"))
    minutes = rater.project.amend_minutes
    told = []
    for judgment in found:
        own = own_judgment(judgment)
        told.append(replace(own, closed=_closed(judgment, given[own.assignment], minutes, now)))
    return told


def _closed(judgment: Judgment, given_at: datetime, minutes: int, now: datetime) -> str:
    """Return why the judgment, first given at ``given_at``, can't be changed; the time runs from there."""
    if judgment.purpose == Purpose.TRAINING:
        return "The right answer was shown, so this one stays."
    if now > given_at + timedelta(minutes=minutes):
        return f"An answer can be corrected for {minutes} minutes after it was given."
    return ""


def own_judgment(judgment: Judgment) -> OwnJudgment:
    """Return a judgment (assignment, item, responses and answers loaded) in display terms."""
    assignment = judgment.assignment
    assert assignment is not None  # noqa: S101 - the query asked for it
    shown = assignment.shown_positions
    labels = {response.pk: label(shown.index(response.position)) for response in assignment.item.responses.all()}
    return OwnJudgment(
        assignment=assignment.key,
        submitted_at=judgment.submitted_at,
        task=task(assignment),
        answers=display_answers(judgment, shown, labels),
    )


def display_answers(judgment: Judgment, shown: list[int], labels: dict[int, str]) -> list[dict[str, Any]]:
    """Return the answers as they were submitted; several choices of one question come together as ``choices``."""
    answers: dict[tuple[int, str, int | None], dict[str, Any]] = {}
    ordered = sorted(
        judgment.answers.all(), key=lambda a: (a.question.position, labels.get(a.response_id or 0, ""), a.pk)
    )
    for answer in ordered:
        place = (answer.question.position, answer.question.key, answer.response_id)
        given = answers.setdefault(place, {"question": answer.question.key})
        if answer.response_id is not None:
            given["response"] = labels[answer.response_id]
        if answer.outcome is not None:
            given["outcome"] = display_outcome(answer.outcome, shown)
        if answer.choice is not None and answer.question.multiple:
            given.setdefault("choices", []).append(answer.choice)
        elif answer.choice is not None:
            given["choice"] = answer.choice
        values = {"strength": answer.strength, "score": answer.score, "rank": answer.rank, "text": answer.text}
        given.update({name: value for name, value in values.items() if value is not None})
    return list(answers.values())

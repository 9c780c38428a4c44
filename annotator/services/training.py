"""Training: a newcomer answers items with known answers, sees the right answer after each, and is admitted or not.

Unlike gold, training is no secret: the rater is told what it is, how they did, and what comes next.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import Count, Q

from annotator.errors import Conflict, NotFound
from annotator.models import (
    Assignment,
    AssignmentState,
    GoldAnswer,
    Item,
    ItemPurpose,
    Judgment,
    Membership,
    MembershipState,
    Project,
    Purpose,
    Role,
    TrainingCheck,
    TrainingFailure,
    User,
)
from annotator.policies.answers import CanonicalAnswer
from annotator.policies.gold import matches
from annotator.policies.training import Attempt
from annotator.queries.known_answers import explanation_of, known_answer
from annotator.said import say
from annotator.services import standing
from annotator.services.gold import given, targets_of

NOT_READY = (
    "Your training can't start yet: this project has no training items. Please tell its lead; there is nothing that "
    "you could do better."
)


class NotForTraining(Conflict):
    code = "not_for_training"


@dataclass(frozen=True)
class Feedback:
    """What the rater is told after a training item: whether it was right, what would have been, and how they stand."""

    passed: bool
    answers: list[dict[str, Any]]
    explanation: str
    attempt: Attempt


def first_state(project: Project, role: str) -> MembershipState:
    """Return the state in which a new member starts."""
    needs_training = role == Role.RATER and project.training_required > 0
    return MembershipState.TRAINING if needs_training else MembershipState.ACTIVE


def attempt_of(rater: Membership) -> Attempt:
    """Return how far the rater's present (or last) attempt is. Never more is required than there are items."""
    project = rater.project
    counts = TrainingCheck.objects.filter(rater=rater, attempt=rater.training_attempt).aggregate(
        done=Count("pk"), passed=Count("pk", filter=Q(passed=True))
    )
    there = Item.objects.filter(project=project, purpose=ItemPurpose.TRAINING, retired_at=None).count()
    return Attempt(
        required=max(min(project.training_required, there), counts["done"]),
        done=counts["done"],
        passed=counts["passed"],
        number=rater.training_attempt,
        allowed=project.training_retries + 1,
        pass_mark=project.training_pass_mark,
    )


def admit_untrained(rater: Membership, *, now: datetime) -> None:
    """Let a rater in training work for real, if the project no longer asks for training. The row is locked."""
    if rater.state == MembershipState.TRAINING and rater.project.training_required == 0:
        _move(rater, MembershipState.ACTIVE, "", now)


def training_items(rater: Membership, *, wanted: int, held: int) -> list[int]:
    """Return the next training items of the attempt: fresh ones first, then those missed in earlier attempts."""
    attempt = attempt_of(rater)
    room = min(wanted, attempt.left - held)
    if room <= 0:
        return []
    items = Item.objects.filter(project=rater.project, purpose=ItemPurpose.TRAINING, retired_at=None)
    in_hand = Assignment.objects.filter(rater=rater, purpose=Purpose.TRAINING, state=AssignmentState.HELD)
    skipped = Assignment.objects.filter(rater=rater, purpose=Purpose.TRAINING, state=AssignmentState.SKIPPED)
    checks = TrainingCheck.objects.filter(rater=rater)
    now_done = set(checks.filter(attempt=rater.training_attempt).values_list("judgment__item", flat=True))
    before = dict(checks.order_by("id").values_list("judgment__item", "passed"))
    unavailable = now_done | set(in_hand.values_list("item", flat=True))
    put_off = set(skipped.values_list("item", flat=True))
    order = [
        (before.get(item) is not None, before.get(item, False), item in put_off, item)
        for item in items.order_by("id").values_list("id", flat=True)
        if item not in unavailable
    ]
    return [item for *_, item in sorted(order)][:room]


def check(*, judgment: Judgment, answers: Sequence[CanonicalAnswer], now: datetime) -> None:
    """Store the result of a training item, and admit the rater, give another attempt or end the training.

    A correction changes nothing: the right answer was seen by then.
    """
    rater = judgment.rater
    if judgment.revision > 1 or rater.state != MembershipState.TRAINING:
        return
    targets = targets_of(judgment.item_id)
    TrainingCheck.objects.create(
        rater=rater,
        judgment=judgment,
        attempt=rater.training_attempt,
        passed=matches(targets, [given(answer) for answer in answers]),
        created_at=now,
    )
    _follow(rater, attempt_of(rater), now)


def feedback_on(judgment: Judgment, assignment: Assignment) -> Feedback | None:
    """Return what the rater is told of their judgment of a training item, in display terms; always the same."""
    first = TrainingCheck.objects.filter(judgment__assignment=assignment).select_related("judgment").first()
    if first is None:
        return None
    rows = list(GoldAnswer.objects.filter(item=judgment.item_id).select_related("question", "response"))
    return Feedback(
        passed=first.passed,
        answers=[known_answer(row, assignment.shown_positions) for row in rows],
        explanation=explanation_of(rows),
        attempt=_attempt_numbered(judgment.rater, first.attempt),
    )


@transaction.atomic
def train_again(*, rater: Membership, actor: User, now: datetime) -> Membership:
    """Give a rater who was paused one more attempt at the training. Raises ``NotForTraining``."""
    del actor
    rows = Membership.objects.select_for_update(of=("self",), no_key=True).select_related("project")
    locked = rows.filter(pk=rater.pk, role=Role.RATER).first()
    if locked is None:
        raise NotFound("There is no such rater.")
    if locked.project.training_required == 0:
        raise NotForTraining("This project has no training. Set how many training items it requires first.")
    if locked.state != MembershipState.PAUSED or locked.quarantine_since is not None:
        raise NotForTraining(
            say("{alias} can train again only while paused, with no judgments in quarantine.", alias=locked.alias)
        )
    locked.training_attempt += 1
    _move(locked, MembershipState.TRAINING, "", now)
    return locked


def _attempt_numbered(rater: Membership, number: int) -> Attempt:
    rater.training_attempt, present = number, rater.training_attempt
    attempt = attempt_of(rater)
    rater.training_attempt = present
    return attempt


def _follow(rater: Membership, attempt: Attempt, now: datetime) -> None:
    if attempt.result == "passed":
        _move(rater, MembershipState.ACTIVE, "", now)
    elif attempt.result == "again":
        rater.training_attempt += 1
        rater.save(update_fields=["training_attempt"])
    elif attempt.result == "failed" and rater.project.training_failure == TrainingFailure.WATCH:
        rater.watched_from_start = True
        _move(rater, MembershipState.ACTIVE, "", now)
        standing.rebuild(rater=rater, now=now)
    elif attempt.result == "failed":
        _move(rater, MembershipState.PAUSED, _not_passed(attempt), now)


def _not_passed(attempt: Attempt) -> str:
    return (
        f"Thank you for doing the training. {attempt.passed} of {attempt.done} answers went the way the project sees "
        f"it, {attempt.needed} were needed. The lead can go through them with you and open it again."
    )


def _move(rater: Membership, state: MembershipState, reason: str, now: datetime) -> None:
    rater.state, rater.state_reason, rater.state_changed_at = state, reason, now
    rater.save(update_fields=["state", "state_reason", "state_changed_at", "watched_from_start", "training_attempt"])

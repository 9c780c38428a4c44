"""Skipping: the rater says why an item can't be judged, and its slot goes to somebody else."""

from datetime import datetime
from uuid import UUID

from django.db import models, transaction

from annotator.errors import Conflict, NotFound
from annotator.models import Assignment, AssignmentState, User
from annotator.policies.fatigue import Advice
from annotator.queries import work
from annotator.services.fatigue import advice_for
from annotator.services.leases import give_back
from annotator.services.retrying import retry_lost_races


class SkipReason(models.TextChoices):
    UNCLEAR = "unclear", "The task is unclear"
    LANGUAGE = "language", "I don't know the language"
    HARMFUL = "harmful", "The content is harmful to me"
    TOO_LONG = "too_long", "It is too long"
    BROKEN = "broken", "It is shown broken"
    OTHER = "other", "Something else"


class AlreadySubmitted(Conflict):
    code = "already_submitted"


def skip(*, actor: User, assignment_key: UUID, reason: SkipReason, note: str, now: datetime) -> Advice:
    """Skip the assignment and give its slot back; the rater isn't given the item again. Skipping again changes nothing.

    Raises ``NotFound`` unless the assignment is the actor's, and ``AlreadySubmitted``.
    """
    assignment = _skip(actor=actor, key=assignment_key, reason=reason, note=note, now=now)
    rater = assignment.rater
    return advice_for(project=rater.project, shift=work.open_shift(rater), now=now)


@retry_lost_races
@transaction.atomic
def _skip(*, actor: User, key: UUID, reason: SkipReason, note: str, now: datetime) -> Assignment:
    rows = Assignment.objects.select_for_update(of=("self",), no_key=True).select_related("rater__project")
    assignment = rows.filter(key=key, rater__user=actor).first()
    if assignment is None:
        raise NotFound("There is no such assignment of yours.")
    if assignment.state == AssignmentState.SUBMITTED:
        raise AlreadySubmitted("This was already answered. Correct the answer instead.")
    # One whose lease ran out is back with the others already; the reason is worth keeping all the same.
    own = Assignment.objects.filter(pk=assignment.pk)
    if assignment.state != AssignmentState.SKIPPED:
        own.update(skip_reason=reason, skip_note=note)
    if assignment.state == AssignmentState.HELD:
        give_back(own.filter(state=AssignmentState.HELD), AssignmentState.SKIPPED, now=now)
    return assignment

"""Releasing: a lead takes work out of a rater's hands, so that others get it. A late answer is taken all the same."""

from datetime import datetime

import structlog

from annotator.errors import Conflict, NotFound
from annotator.models import Assignment, AssignmentState, Membership, User
from annotator.said import say, word
from annotator.services.leases import give_back

log = structlog.get_logger(__name__)


class NotHeld(Conflict):
    code = "not_held"


def release_assignment(*, assignment_id: int, actor: User, now: datetime) -> Assignment:
    """Give one held assignment back and open its slot. Raises ``NotFound`` and ``NotHeld``.

    What the rater submits of it afterwards counts if the slot is still open, and is surplus otherwise.
    """
    held = Assignment.objects.filter(pk=assignment_id, state=AssignmentState.HELD)
    given_back = give_back(held, AssignmentState.RELEASED, now=now)
    assignment = Assignment.objects.select_related("rater").filter(pk=assignment_id).first()
    if assignment is None:
        raise NotFound("There is no such assignment.")
    if not given_back:
        ended = assignment.get_state_display().lower()
        raise NotHeld(
            say(
                "This is {state} already; there is nothing to release.",
                state=word(ended),
            )
        )
    log.info("lease_released", assignment=assignment.pk, rater=assignment.rater_id, actor=actor.pk)
    return assignment


def release_all(*, rater: Membership, actor: User, now: datetime) -> int:
    """Give back everything that ``rater`` holds. Returns how many assignments; none is no error."""
    held = Assignment.objects.filter(rater=rater, state=AssignmentState.HELD)
    released = give_back(held, AssignmentState.RELEASED, now=now)
    log.info("leases_released", rater=rater.pk, n=released, actor=actor.pk)
    return released

"""Raters: paused and resumed by a lead."""

from datetime import datetime
from typing import Literal

from django.db import transaction

from annotator.errors import Conflict, NotFound
from annotator.models import AT_WORK, Membership, MembershipState, Project, Role, User
from annotator.said import say, word
from annotator.services import standing
from annotator.services.dynamic import look_again
from annotator.services.quarantine import release
from annotator.services.retrying import retry_lost_races

Decision = Literal["keep", "discard"]
"""What becomes of the judgments in quarantine."""

_STANDING = [
    "state",
    "state_reason",
    "state_changed_at",
    "gold_counted_since",
    "gold_checked",
    "gold_passed",
    "quarantine_since",
    "watched_from_start",
    *standing.STATE_FIELDS,
]


class RaterNotActive(Conflict):
    code = "rater_not_active"


class RaterNotPaused(Conflict):
    code = "rater_not_paused"


def pause_rater(*, rater: Membership, actor: User | None, now: datetime, reason: str) -> Membership:
    """Hand no more work to ``rater`` and tell them ``reason``. What they hold may still be submitted.

    Raises ``RaterNotActive`` when they are paused already or have left, or are no person with an account.
    """
    del actor
    with transaction.atomic():
        locked = _locked(rater)
        if locked.state not in AT_WORK:
            raise RaterNotActive(say("{alias} is {state} already.", alias=locked.alias, state=word(locked.state)))
        if locked.user_id is None:
            raise RaterNotActive(
                say("{alias} is known only from imported votes and is handed no work.", alias=locked.alias)
            )
        return _set_state(locked, MembershipState.PAUSED, reason, now)


@retry_lost_races
def resume_rater(
    *, rater: Membership, actor: User | None, now: datetime, reason: str = "", quarantined: Decision = "keep"
) -> Membership:
    """Hand work to ``rater`` again. Gold checks from before no longer count against them.

    Their judgments in quarantine count again where the slot is open still (``keep``; the others become surplus), or
    stay out for good (``discard``). Raises ``RaterNotPaused`` when they aren't paused.
    """
    del actor
    with transaction.atomic():
        # The project first, as everywhere where both are changed.
        project = Project.objects.select_for_update(no_key=True).get(pk=rater.project_id)
        locked = _locked(rater)
        if locked.state != MembershipState.PAUSED:
            raise RaterNotPaused(say("{alias} is {state}, not paused.", alias=locked.alias, state=word(locked.state)))
        if quarantined == "keep" and release(rater=locked):
            look_again(project=project)
        locked.quarantine_since = None
        locked.gold_counted_since = now
        locked.gold_checked = locked.gold_passed = 0
        standing.start_afresh(locked)
        return _set_state(locked, MembershipState.ACTIVE, reason, now)


def _locked(rater: Membership) -> Membership:
    rows = Membership.objects.select_for_update(of=("self",), no_key=True).select_related("project")
    locked = rows.filter(pk=rater.pk, role=Role.RATER).first()
    if locked is None:
        raise NotFound("There is no such rater.")
    return locked


def _set_state(rater: Membership, state: MembershipState, reason: str, now: datetime) -> Membership:
    rater.state = state
    rater.state_reason = reason
    rater.state_changed_at = now
    rater.save(update_fields=_STANDING)
    return rater

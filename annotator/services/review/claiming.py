"""Claiming a case: two reviewers never hold the same one, and nobody reviews what they judged themselves."""

from datetime import datetime, timedelta

from django.db import transaction

from annotator.errors import Conflict, NotFound
from annotator.models import CaseState, Membership, ReviewCase, Role
from annotator.queries.reviews import judged_by, queue
from annotator.said import say, word
from annotator.services.retrying import retry_lost_races

HOLD = timedelta(minutes=30)
"""How long a reviewer keeps a case without a sign of life."""


class CaseTaken(Conflict):
    code = "case_taken"


class CaseNotYours(Conflict):
    code = "case_not_yours"


class OwnJudgment(Conflict):
    code = "own_judgment"


class CaseSettled(Conflict):
    code = "case_settled"


@retry_lost_races
@transaction.atomic
def claim_case(*, reviewer: Membership, now: datetime, case_id: int | None = None) -> ReviewCase | None:
    """Return the case that the reviewer holds, renewed; else the next of the queue; ``None`` when nothing is left.

    With ``case_id`` that one, giving back another one that is held. Raises ``NotFound``, ``CaseTaken``,
    ``CaseSettled`` and ``OwnJudgment``.
    """
    _wait_in_line(reviewer)
    held = ReviewCase.objects.select_for_update(no_key=True).filter(reviewer=reviewer, state=CaseState.CLAIMED).first()
    if held is not None and case_id in (None, held.pk):
        return hold(held, reviewer, now)
    case = _next(reviewer, now) if case_id is None else _this(reviewer, case_id, now)
    if case is None:
        return None
    if held is not None:
        put_back(held)
    return hold(case, reviewer, now)


@transaction.atomic
def release_case(*, reviewer: Membership, case_id: int, now: datetime) -> ReviewCase:
    """Give a held case back to the queue. Raises ``NotFound`` and ``CaseNotYours``."""
    del now
    case = locked_case(reviewer, case_id)
    check_holder(case, reviewer)
    put_back(case)
    return case


def locked_case(reviewer: Membership, case_id: int) -> ReviewCase:
    """Return the case, locked. Raises ``NotFound`` unless it belongs to the reviewer's project."""
    rows = ReviewCase.objects.select_for_update(of=("self",), no_key=True).select_related("project", "item")
    case = rows.filter(pk=case_id, project=reviewer.project_id).first()
    if case is None:
        raise NotFound("There is no such case in this project.")
    return case


def check_holder(case: ReviewCase, reviewer: Membership) -> None:
    """Raise ``CaseNotYours`` unless the reviewer holds the case.

    A hold that ran out is good still, as long as nobody took the case over.
    """
    if case.state != CaseState.CLAIMED or case.reviewer_id != reviewer.pk:
        raise CaseNotYours(
            "You don't hold this case any more: it went back to the queue or was settled. Take the next."
        )


def hold(case: ReviewCase, reviewer: Membership, now: datetime) -> ReviewCase:
    """Put the locked ``case`` into the reviewer's hands, and note that they saw it."""
    if case.reviewer_id != reviewer.pk or case.state != CaseState.CLAIMED:
        case.claimed_at = now
    case.state, case.reviewer, case.closed_at = CaseState.CLAIMED, reviewer, None
    case.claim_expires_at = now + HOLD
    case.save(update_fields=["state", "reviewer", "claimed_at", "claim_expires_at", "closed_at"])
    case.seen_by.add(reviewer)
    raters = Membership.objects.filter(project=reviewer.project_id, user=reviewer.user_id, role=Role.RATER)
    raters.filter(also_reviews=False).update(also_reviews=True)
    return case


def put_back(case: ReviewCase) -> None:
    """Give the locked ``case`` back to the queue."""
    case.state, case.reviewer, case.claimed_at, case.claim_expires_at = CaseState.OPEN, None, None, None
    case.save(update_fields=["state", "reviewer", "claimed_at", "claim_expires_at"])


def _wait_in_line(reviewer: Membership) -> None:
    """Two tabs of one reviewer wait for each other here."""
    Membership.objects.select_for_update(no_key=True).get(pk=reviewer.pk)


def _next(reviewer: Membership, now: datetime) -> ReviewCase | None:
    rows = queue(reviewer, now=now).select_for_update(of=("self",), skip_locked=True, no_key=True)
    return rows.first()


def _this(reviewer: Membership, case_id: int, now: datetime) -> ReviewCase:
    case = locked_case(reviewer, case_id)
    if case.state not in (CaseState.OPEN, CaseState.CLAIMED):
        raise CaseSettled(say("This case is {state} already.", state=word(case.get_state_display().lower())))
    if case.state == CaseState.CLAIMED and case.claim_expires_at is not None and case.claim_expires_at > now:
        raise CaseTaken("Another reviewer is looking at this case. Take another one.")
    if judged_by(reviewer).filter(item=case.item_id).exists():
        raise OwnJudgment("You judged this item as a rater, so somebody else has to review it.")
    return case

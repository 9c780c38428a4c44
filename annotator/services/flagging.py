"""Flagging: a rater says that something is wrong with an item. It blocks nothing and tells nobody's answer."""

from datetime import datetime
from uuid import UUID

from django.db import transaction

from annotator.errors import NotFound
from annotator.models import Assignment, CaseReason, Flag, FlagReason, User
from annotator.services.retrying import retry_lost_races
from annotator.services.review.cases import open_case


@retry_lost_races
@transaction.atomic
def flag(*, actor: User, assignment_key: UUID, reason: FlagReason, note: str, now: datetime) -> Flag:
    """Flag the item of an assignment, held or submitted, for the reviewers. Flagging again changes the words.

    Raises ``NotFound`` unless the assignment is the actor's.
    """
    rows = Assignment.objects.select_for_update(of=("self",), no_key=True).select_related("item__project")
    assignment = rows.filter(key=assignment_key, rater__user=actor).first()
    if assignment is None:
        raise NotFound("There is no such assignment of yours.")
    item = assignment.item
    case = open_case(item=item, reason=CaseReason.FLAG, now=now, evidence={"flag": reason.value})
    words = {"reason": reason, "note": note, "case": case, "created_at": now}
    owner = {"item": item, "rater_id": assignment.rater_id}
    row, _ = Flag.objects.update_or_create(assignment=assignment, defaults=words, create_defaults={**words, **owner})
    return row

"""Opening a case: the one door through which an item comes into the reviewers' queue."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.db import transaction

from annotator.models import CaseReason, Item, ReviewCase
from annotator.policies.case_states import UNSETTLED
from annotator.policies.sides import display_order, generator
from annotator.services.retrying import retry_lost_races


@retry_lost_races
@transaction.atomic
def open_case(
    *, item: Item, reason: CaseReason, now: datetime, evidence: Mapping[str, Any] | None = None
) -> ReviewCase:
    """Put ``item`` into the reviewers' queue, and return its case: the one that isn't settled yet, if there is one.

    ``evidence`` is shown to leads and must be JSON; it is kept of the first to open the case.
    """
    standing = ReviewCase.objects.filter(item=item, state__in=UNSETTLED).first()
    if standing is not None:
        return standing
    return ReviewCase.objects.create(
        **case_fields(item, seed=item.project.seed), reason=reason, opened_at=now, evidence=dict(evidence or {})
    )


def case_fields(item: Item, *, seed: int) -> dict[str, Any]:
    """Return what a new case of ``item`` starts with. The order of the responses is the item's coin for reviewers."""
    positions = [response.position for response in item.responses.all()]
    turn = generator("review-side", seed, item.external_id).randrange(1000)
    order = display_order(n_responses=len(positions), seed=seed, item=item.external_id, turn=turn)
    return {
        "project_id": item.project_id,
        "item": item,
        "display_order": ",".join(str(position) for position in order),
    }

"""Leases: extend them while the rater is there, give their slots back when the rater is not."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import QuerySet

from annotator.models import Assignment, AssignmentState, Membership, Slot, SlotState
from annotator.services.overlap import fit_slots_to_overlap, items_with_too_many_slots

SWEEP = 2000
"""Leases expired per transaction: a sweep after a night's stop must not hold locks for long."""

LONGEST_HOLD = timedelta(hours=12)
"""A forgotten browser tab keeps its work this long and no longer."""


def expire_leases(*, now: datetime) -> int:
    """Expire every lease that has run out and open its slot again. Returns how many there were."""
    expired = 0
    while True:
        overdue = Assignment.objects.filter(state=AssignmentState.HELD, expires_at__lte=now)
        closed = give_back(overdue.order_by("expires_at")[:SWEEP], AssignmentState.EXPIRED, now=now)
        expired += closed
        if closed < SWEEP:
            return expired


def release_held(*, rater: Membership, now: datetime) -> int:
    """Give back everything that the rater holds. Returns how many assignments that were."""
    held = Assignment.objects.filter(rater=rater, state=AssignmentState.HELD)
    return give_back(held, AssignmentState.RELEASED, now=now)


def extend_held(*, rater: Membership, now: datetime) -> datetime:
    """Renew what the rater holds for another lease. Returns the new time of expiry."""
    expires_at = now + timedelta(minutes=rater.project.lease_minutes)
    held = Assignment.objects.filter(rater=rater, state=AssignmentState.HELD, leased_at__gt=now - LONGEST_HOLD)
    held.filter(expires_at__lt=expires_at).update(expires_at=expires_at)
    return expires_at


@transaction.atomic
def give_back(held: QuerySet[Assignment], state: str, *, now: datetime) -> int:
    """Move the ``held`` assignments to ``state`` and open their slots, in one transaction. Returns how many.

    Rows that a submit or another sweep is just writing are left to it.
    """
    rows = list(held.select_for_update(skip_locked=True, no_key=True).values_list("id", "slot_id"))
    if not rows:
        return 0
    closed = Assignment.objects.filter(id__in=[row[0] for row in rows], state=AssignmentState.HELD)
    closed.update(state=state, closed_at=now)
    reopen_slots([slot_id for _, slot_id in rows if slot_id is not None])
    return len(rows)


def reopen_slots(slot_ids: Sequence[int], *, state: SlotState = SlotState.HELD) -> None:
    """Open those slots again that are in ``state``, unless their item was retired or wants fewer judgments by now.

    Those close.
    """
    slots = Slot.objects.filter(id__in=slot_ids)
    if not slots.filter(state=state).update(state=SlotState.OPEN):
        return
    for item in items_with_too_many_slots(slot_ids).select_related("project"):
        fit_slots_to_overlap(project=item.project, item=item)

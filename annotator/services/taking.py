"""Which open slots a rater is given: locked while they are looked at, so that nobody else takes them meanwhile."""

from django.db import connection
from django.db.models import Q

from annotator.models import Membership, Slot
from annotator.queries import work


def take_slots(rater: Membership, wanted: int) -> list[Slot]:
    """Lock and return up to ``wanted`` open slots on different items, from the rater's cursor on and around once.

    Slots locked by others are passed over. Only when that leaves the rater with nothing are they waited for: "nothing
    left" must not be said because of a neighbour's half-finished claim.
    """
    ahead = Q(serving_order__gte=rater.claim_cursor)
    taken = _lock(rater, ahead, wanted, skip_locked=True)
    if len(taken) < wanted:
        taken += _lock(rater, ~ahead, wanted - len(taken), skip_locked=True)
    if not taken and connection.features.has_select_for_update_skip_locked:
        taken = _lock(rater, Q(), wanted, skip_locked=False)
    return taken


def _lock(rater: Membership, where: Q, wanted: int, *, skip_locked: bool) -> list[Slot]:
    slots = work.takeable_slots(rater).filter(where)
    slots = slots.select_for_update(of=("self",), no_key=True, skip_locked=skip_locked)
    by_item: dict[int, Slot] = {}
    # The slots of an item follow each other: so many rows are sure to hold enough different items.
    for slot in slots[: wanted * rater.project.overlap]:
        by_item.setdefault(slot.item_id, slot)
    return list(by_item.values())[:wanted]

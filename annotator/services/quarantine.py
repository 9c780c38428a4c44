"""Quarantine: a paused rater's doubtful judgments are set aside and their slots opened, until a lead decides.

Nothing is deleted. A judgment in quarantine has no slot, so that somebody else can answer it; its assignment stays
submitted, so that the same rater doesn't get the item again.
"""

from collections.abc import Iterator, Sequence
from datetime import datetime
from itertools import islice
from typing import TypeVar

from annotator.models import Assignment, Judgment, Membership, Slot, SlotState
from annotator.queries.counted import COUNTED, QUARANTINED
from annotator.services.leases import reopen_slots

T = TypeVar("T")

PORTION = 1000
"""Rows in one statement; SQLite takes some 32,000 parameters."""


def quarantine_since(*, rater: Membership, since: datetime, now: datetime) -> int:
    """Set aside what ``rater`` judged after ``since`` and counts, and open its slots. Returns how many judgments.

    Imported votes have no slot and stay. The caller's transaction holds the lock on the rater.
    """
    doubtful = Judgment.objects.filter(COUNTED, rater=rater, assignment__isnull=False, submitted_at__gt=since)
    assignments = list(doubtful.order_by("assignment_id").values_list("assignment_id", flat=True))
    for portion in _portions([found for found in assignments if found is not None]):
        set_aside(portion, now=now)
    return len(assignments)


def set_aside(assignment_ids: Sequence[int], *, now: datetime) -> None:
    """Put all revisions of those assignments in quarantine and open the slots that they answered."""
    assignments = Assignment.objects.filter(pk__in=assignment_ids)
    slots = [slot for slot in assignments.values_list("slot_id", flat=True) if slot is not None]
    Judgment.objects.filter(assignment__in=assignment_ids).update(quarantined_at=now)
    assignments.update(slot=None)
    reopen_slots(slots, state=SlotState.ANSWERED)


def release(*, rater: Membership) -> int:
    """Let the rater's judgments in quarantine count again where a slot is open still; the others become surplus.

    Returns how many count again. Call it before ``gold_counted_since`` moves on: what came before that was discarded.
    """
    waiting = Judgment.objects.filter(QUARANTINED, rater=rater, project=rater.project_id).order_by("item_id")
    rows = [(item, found) for item, found in waiting.values_list("item_id", "assignment_id") if found is not None]
    return sum(_release(dict(portion)) for portion in _portions(rows))


def _release(assignment_of: dict[int, int]) -> int:
    """Release one judgment per item; ``assignment_of`` gives the item's assignment. Returns how many count again."""
    open_slots = Slot.objects.filter(item__in=assignment_of, state=SlotState.OPEN).order_by("item_id", "-index")
    # The last one of an item wins: its lowest index.
    slot_of = {slot.item_id: slot for slot in open_slots.select_for_update(no_key=True)}
    Slot.objects.filter(pk__in=[slot.pk for slot in slot_of.values()]).update(state=SlotState.ANSWERED)
    answered = list(Assignment.objects.filter(pk__in=[assignment_of[item] for item in slot_of]))
    for assignment in answered:
        assignment.slot = slot_of[assignment.item_id]
    Assignment.objects.bulk_update(answered, ["slot"], batch_size=500)
    counting = [assignment.pk for assignment in answered]
    late = sorted(set(assignment_of.values()) - set(counting))
    Judgment.objects.filter(assignment__in=counting).update(quarantined_at=None)
    Judgment.objects.filter(assignment__in=late).update(quarantined_at=None, surplus=True)
    return len(counting)


def _portions(rows: Sequence[T]) -> Iterator[list[T]]:
    left = iter(rows)
    while portion := list(islice(left, PORTION)):
        yield portion

"""Whether a judgment counts: settling an assignment and its slot, in time or late."""

from datetime import datetime

from annotator.models import Assignment, AssignmentState, Purpose, Slot, SlotState
from annotator.models.writes import Update, together, update, updating
from annotator.queries import work
from annotator.services.leases import reopen_slots


def settle(assignment: Assignment, *, now: datetime) -> bool:
    """Mark the locked ``assignment`` as submitted and answer its slot. Returns whether the judgment counts.

    In time, the slot is the rater's own. Late (expired, released or skipped), it counts if the slot is open again; else
    the judgment is surplus, and its assignment lets go of the slot but still uses up the rater's go at the item.
    """
    in_time = assignment.state == AssignmentState.HELD
    own_go = assignment.purpose not in (Purpose.REPEAT, Purpose.TRAINING)  # these use up no go at their item
    if not in_time and own_go and not _make_way(assignment, now):
        return False
    slot_id = assignment.slot_id
    assignment.state, assignment.closed_at = AssignmentState.SUBMITTED, now
    if in_time and slot_id is not None:
        # Both at once, as nearly always: who holds an assignment holds its slot.
        closed = {"state": assignment.state, "closed_at": now}
        answered, _ = together(_answering(slot_id, SlotState.HELD), updating(Assignment, closed, id=assignment.pk))
        if answered:
            return True
    counts = slot_id is None or (not in_time and any(together(_answering(slot_id, SlotState.OPEN))))
    if not counts:
        assignment.slot = None
    update(assignment, "state", "closed_at", "slot")
    return counts


def _answering(slot_id: int, expected: SlotState) -> Update:
    return updating(Slot, {"state": SlotState.ANSWERED}, id=slot_id, state=expected)


def _make_way(assignment: Assignment, now: datetime) -> bool:
    """Give back what the rater was handed of the same item since.

    Returns False when they have already answered that.
    """
    later = Assignment.objects.filter(rater_id=assignment.rater_id, item_id=assignment.item_id, state__in=work.TAKEN)
    later = later.exclude(pk=assignment.pk).exclude(purpose=Purpose.REPEAT)
    for other in later.select_for_update(no_key=True):
        if other.state == AssignmentState.SUBMITTED:
            return False
        if other.state == AssignmentState.HELD and other.slot_id is not None:
            reopen_slots([other.slot_id])
        Assignment.objects.filter(pk=other.pk).update(state=AssignmentState.RELEASED, closed_at=now)
    return True

"""Claiming a batch: one transaction that hands a rater the next assignments, so that "next" is local in the browser.

Work is claimed, never counted: on PostgreSQL open slots are locked with SKIP LOCKED, on SQLite the transaction holds
the write lock from its start, and on both the constraints of ``Assignment`` refuse a slot or an item given twice.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import connection, transaction
from django.db.models import Q

from annotator.errors import Conflict
from annotator.models import (
    Assignment,
    AssignmentState,
    Batch,
    Guideline,
    Item,
    Membership,
    MembershipState,
    Shift,
    Slot,
    SlotState,
)
from annotator.policies.fatigue import Advice
from annotator.policies.sides import display_order, generator
from annotator.queries import work
from annotator.services.fatigue import advice_for
from annotator.services.leases import give_back
from annotator.services.retrying import retry_lost_races
from annotator.services.seating import seats_of, training_seats
from annotator.services.shifts import check_may_work
from annotator.services.training import NOT_READY, admit_untrained

FINISHED = "There is nothing left for you here at the moment. Thank you! Come back later: work can open again."


class NotOnShift(Conflict):
    code = "not_on_shift"


class OnBreak(Conflict):
    code = "on_break"


class GuidelineUnread(Conflict):
    code = "guideline_unread"


@dataclass(frozen=True)
class Claimed:
    """What the rater now holds. ``finished``: nothing held and nothing left to take."""

    tasks: list[work.Task]
    batch_size: int
    advice: Advice
    finished: bool
    message: str


@retry_lost_races
@transaction.atomic
def claim(*, rater: Membership, now: datetime) -> Claimed:
    """Return what the rater holds, topped up to the batch size that their freshness allows.

    Raises ``ProjectNotActive``, ``RaterPaused``, ``NotOnShift``, ``OnBreak`` or ``GuidelineUnread``. Claims of one
    rater (two browser tabs) wait for each other on the membership row.
    """
    rows = Membership.objects.select_for_update(of=("self",), no_key=True).select_related("project")
    rater = rows.get(pk=rater.pk)
    check_may_work(rater)
    admit_untrained(rater, now=now)
    shift = _shift_at_work(rater)
    guideline = _guideline_read(rater)
    held = _unexpired(work.held(rater), now)
    advice = advice_for(project=rater.project, shift=shift, now=now)
    wanted = advice.batch_size - len(held)
    if wanted > 0:
        held += _hand_out(rater, shift, guideline, advice, wanted, now)
    shift.last_seen_at = max(shift.last_seen_at, now)
    shift.save(update_fields=["last_seen_at"])
    return Claimed(
        tasks=[work.task(assignment) for assignment in held],
        batch_size=advice.batch_size,
        advice=advice,
        finished=not held,
        message="" if held else NOT_READY if rater.state == MembershipState.TRAINING else FINISHED,
    )


def _shift_at_work(rater: Membership) -> Shift:
    shift = work.open_shift(rater)
    if shift is None:
        raise NotOnShift("Start a shift to get work.")
    if work.open_break(shift) is not None:
        raise OnBreak("You are on a break. End it to go on.")
    return shift


def _guideline_read(rater: Membership) -> Guideline | None:
    guideline = work.current_guideline(rater.project)
    if guideline is not None and rater.guideline_read_id != guideline.pk:
        raise GuidelineUnread(f"Please read version {guideline.version} of the guideline first.")
    return guideline


def _unexpired(held: list[Assignment], now: datetime) -> list[Assignment]:
    """Return what of ``held`` is still on lease; the rest is given back first, without waiting for the sweep."""
    overdue = [assignment.pk for assignment in held if assignment.expires_at <= now]
    if overdue:
        rows = Assignment.objects.filter(pk__in=overdue, state=AssignmentState.HELD)
        give_back(rows, AssignmentState.EXPIRED, now=now)
    return [assignment for assignment in held if assignment.expires_at > now]


def _hand_out(
    rater: Membership, shift: Shift, guideline: Guideline | None, advice: Advice, wanted: int, now: datetime
) -> list[Assignment]:
    """Take up to ``wanted`` seats' worth of slots and gold, store them as a batch and return its assignments."""
    if rater.state == MembershipState.TRAINING:
        seats = training_seats(rater, wanted)
    else:
        seats = seats_of(rater, _take_slots(rater, wanted), wanted, now)
    if not seats:
        return []
    batch = Batch.objects.create(
        shift=shift,
        rater=rater,
        size=len(seats),
        freshness=advice.freshness,
        reason=" ".join(advice.reasons)[:300],
        created_at=now,
    )
    _hold(rater, [seat.slot for seat in seats if seat.slot is not None])
    items = work.items_to_show([seat.item_id for seat in seats])
    expires_at = now + timedelta(minutes=rater.project.lease_minutes)
    return Assignment.objects.bulk_create(
        Assignment(
            project=rater.project,
            rater=rater,
            item=items[seat.item_id],
            slot=seat.slot,
            batch=batch,
            position=position,
            purpose=seat.purpose,
            display_order=seat.display_order or _display_order(rater, items[seat.item_id], seat.slot),
            guideline=guideline,
            leased_at=now,
            expires_at=expires_at,
        )
        for position, seat in enumerate(seats)
    )


def _take_slots(rater: Membership, wanted: int) -> list[Slot]:
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


def _hold(rater: Membership, slots: list[Slot]) -> None:
    """Mark the slots as held and move the rater's cursor to the last of them in walking order."""
    if not slots:
        return
    Slot.objects.filter(id__in=[slot.pk for slot in slots]).update(state=SlotState.HELD)
    rater.claim_cursor = slots[-1].serving_order
    rater.save(update_fields=["claim_cursor"])


def _display_order(rater: Membership, item: Item, slot: Slot | None) -> str:
    seed = rater.project.seed
    # Gold has no slots to balance; a coin for each rater does it in the long run.
    turn = (
        slot.index if slot is not None else generator("gold-side", seed, item.external_id, rater.alias).randrange(1000)
    )
    n_responses = len(item.responses.all())
    order = display_order(n_responses=n_responses, seed=seed, item=item.external_id, turn=turn)
    return ",".join(str(position) for position in order)

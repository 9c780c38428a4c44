"""Claiming a batch: one transaction that hands a rater the next assignments, so that "next" is local in the browser.

Work is claimed, never counted: on PostgreSQL open slots are locked with SKIP LOCKED, on SQLite the transaction holds
the write lock from its start, and on both the constraints of ``Assignment`` refuse a slot or an item given twice.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import BigIntegerField

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
from annotator.models.statements import Given, Prepared
from annotator.models.writes import insert, insert_all, update, update_among
from annotator.policies.fatigue import Advice
from annotator.policies.sides import display_order, generator
from annotator.queries import work
from annotator.said import say
from annotator.services.fatigue import advice_for, away_s, chars_to_read
from annotator.services.leases import give_back
from annotator.services.limits import prompt_group, room_under_caps, why_nothing
from annotator.services.retrying import retry_lost_races
from annotator.services.seating import seats_of, training_seats
from annotator.services.shifts import check_may_work
from annotator.services.taking import take_slots
from annotator.services.training import NOT_READY, admit_untrained

LOCKED_RATER = Prepared(
    lambda: (
        Membership.objects.select_for_update(of=("self",), no_key=True)
        .select_related("project")
        .filter(pk=Given("rater", BigIntegerField()))
    )
)


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
    version: int


@retry_lost_races
@transaction.atomic
def claim(*, rater: Membership, now: datetime) -> Claimed:
    """Return what the rater holds, topped up to the batch size that their freshness allows.

    Raises ``ProjectNotActive``, ``RaterPaused``, ``NotOnShift``, ``OnBreak`` or ``GuidelineUnread``. Claims of one
    rater (two browser tabs) wait for each other on the membership row.
    """
    rater = LOCKED_RATER.rows(rater=rater.pk)[0]
    check_may_work(rater)
    admit_untrained(rater, now=now)
    shift = _shift_at_work(rater)
    guideline = _guideline_read(rater)
    held = _unexpired(work.held(rater), now)
    shift.away_s += away_s(shift, now=now)
    advice = advice_for(project=rater.project, shift=shift, now=now, kind=rater.kind)
    resting = advice.day_over or advice.break_required
    if not resting and len(held) < advice.batch_size:
        held += _hand_out(rater, shift, guideline, advice, held, now)
    shift.last_seen_at = max(shift.last_seen_at, now)
    update(shift, "last_seen_at", "away_s")
    return Claimed(
        tasks=[work.task(assignment) for assignment in held],
        batch_size=advice.batch_size,
        advice=advice,
        finished=not held and not resting,
        message="" if held else _why_nothing(rater, shift, advice, now),
        version=rater.project.version,
    )


def _why_nothing(rater: Membership, shift: Shift, advice: Advice, now: datetime) -> str:
    if advice.day_over or advice.break_required:
        return " ".join(advice.reasons)
    if rater.state == MembershipState.TRAINING:
        return NOT_READY
    return why_nothing(rater, shift, now=now)


def _shift_at_work(rater: Membership) -> Shift:
    shift = work.open_shift(rater)
    if shift is None:
        raise NotOnShift("Start a shift to get work.")
    if shift.on_break_since is not None:
        raise OnBreak("You are on a break. End it to go on.")
    return shift


def _guideline_read(rater: Membership) -> Guideline | None:
    guideline = work.current_guideline_number(rater.project)
    if guideline is not None and rater.guideline_read_id != guideline.pk:
        raise GuidelineUnread(say("Please read version {version} of the guideline first.", version=guideline.version))
    return guideline


def _unexpired(held: list[Assignment], now: datetime) -> list[Assignment]:
    """Return what of ``held`` is still on lease; the rest is given back first, without waiting for the sweep."""
    overdue = [assignment.pk for assignment in held if assignment.expires_at <= now]
    if overdue:
        rows = Assignment.objects.filter(pk__in=overdue, state=AssignmentState.HELD)
        give_back(rows, AssignmentState.EXPIRED, now=now)
    return [assignment for assignment in held if assignment.expires_at > now]


def _hand_out(
    rater: Membership, shift: Shift, guideline: Guideline | None, advice: Advice, held: list[Assignment], now: datetime
) -> list[Assignment]:
    """Fill up ``held`` with slots and checks, as far as the caps allow; return the new batch's assignments."""
    if rater.state == MembershipState.TRAINING:
        seats = training_seats(rater, advice.batch_size - len(held))
    else:
        wanted = min(advice.batch_size - len(held), room_under_caps(rater, shift, n_held=len(held), now=now))
        slots = take_slots(rater, wanted, held=held, now=now) if wanted > 0 else []
        seats = seats_of(rater, slots, wanted, gold_factor=advice.gold_factor, now=now)
    if not seats:
        return []
    batch = Batch(
        shift=shift,
        rater=rater,
        size=len(seats),
        freshness=advice.freshness,
        reason="; ".join(advice.lead_reasons)[:300],
        created_at=now,
    )
    insert(batch)
    _hold(rater, [seat.slot for seat in seats if seat.slot is not None])
    items = work.items_to_show([seat.item_id for seat in seats])
    expires_at = now + timedelta(minutes=rater.project.lease_minutes)
    assignments = [
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
            chars=chars_to_read(items[seat.item_id]),
            prompt_group=prompt_group(rater.project, items[seat.item_id]),
            project_version=rater.project.version,
            leased_at=now,
            expires_at=expires_at,
        )
        for position, seat in enumerate(seats)
    ]
    insert_all(assignments)
    return assignments


def _hold(rater: Membership, slots: list[Slot]) -> None:
    """Mark the slots as held and keep where the rater's next claim starts and whom they met."""
    if not slots:
        return
    update_among(Slot, {"state": SlotState.HELD}, [slot.pk for slot in slots])
    update(rater, "claim_cursor", "met")


def _display_order(rater: Membership, item: Item, slot: Slot | None) -> str:
    seed = rater.project.seed
    # Gold has no slots to balance; a coin for each rater does it in the long run.
    turn = (
        slot.index if slot is not None else generator("gold-side", seed, item.external_id, rater.alias).randrange(1000)
    )
    n_responses = len(item.responses.all())
    order = display_order(n_responses=n_responses, seed=seed, item=item.external_id, turn=turn)
    return ",".join(str(position) for position in order)

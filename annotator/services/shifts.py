"""Shifts and breaks: start, end, and the sign of life between."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import Count, F, OuterRef, Prefetch, Subquery, Sum
from django.db.models.functions import Greatest

from annotator.errors import Conflict, NotFound
from annotator.models import AT_WORK, Break, Judgment, Membership, ProjectState, Shift, User
from annotator.policies.fatigue import Advice
from annotator.queries import work
from annotator.services.fatigue import advice_for
from annotator.services.leases import extend_held, release_held
from annotator.services.retrying import retry_lost_races

ABANDONED_AFTER = timedelta(hours=2)
"""A shift that gave no sign of life for this long has ended when it gave the last one."""


class ProjectNotActive(Conflict):
    code = "project_not_active"


class RaterPaused(Conflict):
    code = "paused"


class ShiftEnded(Conflict):
    code = "shift_ended"


@dataclass(frozen=True)
class ShiftSummary:
    """What a shift came to: judgments (corrections not counted again), active milliseconds, minutes less breaks."""

    shift: Shift
    judgments: int
    active_ms: int
    minutes: float
    breaks: int


@dataclass(frozen=True)
class Pulse:
    """What a heartbeat answers."""

    shift: Shift | None
    advice: Advice


def check_may_work(rater: Membership) -> None:
    """Raise unless the project is active and the rater is not paused."""
    if rater.project.state != ProjectState.ACTIVE:
        raise ProjectNotActive("This project is not handing out work now. Its lead can say when it goes on.")
    if rater.state not in AT_WORK:
        raise RaterPaused(f"Your work here is paused. {rater.state_reason or 'Ask the lead of the project.'}")


@retry_lost_races
@transaction.atomic
def start_shift(*, rater: Membership, now: datetime) -> Shift:
    """Return the rater's open shift, starting one if there is none. An abandoned one is ended first."""
    check_may_work(rater)
    Membership.objects.select_for_update(no_key=True).get(pk=rater.pk)
    end_abandoned_shifts(now=now, rater=rater)
    shift = work.open_shift(rater)
    if shift is None:
        done = work.count_done(rater, now=now)
        shift = Shift.objects.create(
            rater=rater,
            started_at=now,
            last_seen_at=now,
            done_total=done.done_total,
            done_on_day=done.done_today,
            day=now.date(),
        )
    return shift


@transaction.atomic
def end_shift(*, actor: User, shift_id: int, now: datetime) -> ShiftSummary:
    """End the shift, give back what is held, and return what it came to. Ending it again returns the same."""
    shift = _own_shift(actor, shift_id)
    if shift.ended_at is None:
        shift.ended_at = max(now, shift.started_at)
        shift.last_seen_at = shift.ended_at
        shift.save(update_fields=["ended_at", "last_seen_at"])
        _end_breaks_of(shift, shift.ended_at)
        release_held(rater=shift.rater, now=now)
    return summary(shift)


def summary(shift: Shift) -> ShiftSummary:
    """Return what an ended shift came to."""
    totals = Judgment.objects.filter(shift=shift, revision=1).aggregate(n=Count("id"), active=Sum("active_ms"))
    breaks = list(Break.objects.filter(shift=shift))
    end = shift.ended_at or shift.last_seen_at
    paused = sum(((pause.ended_at or end) - pause.started_at for pause in breaks), timedelta())
    return ShiftSummary(
        shift=shift,
        judgments=totals["n"],
        active_ms=totals["active"] or 0,
        minutes=round((end - shift.started_at - paused).total_seconds() / 60, 1),
        breaks=len(breaks),
    )


@transaction.atomic
def start_break(*, actor: User, shift_id: int, suggested: bool, now: datetime) -> Shift:
    """Start a break, or return the shift with the one that is on. Raises ``ShiftEnded``."""
    shift = _own_shift(actor, shift_id)
    if shift.ended_at is not None:
        raise ShiftEnded("This shift has ended; there is nothing to take a break from.")
    if not Break.objects.filter(shift=shift, ended_at__isnull=True).exists():
        Break.objects.create(shift=shift, started_at=now, suggested=suggested)
    _seen(shift, now)
    return _with_breaks(shift)


@transaction.atomic
def end_break(*, actor: User, shift_id: int, now: datetime) -> Shift:
    """End the break that is on, if any, and renew the leases that ran meanwhile. Returns the shift."""
    shift = _own_shift(actor, shift_id)
    if shift.ended_at is None:
        _end_breaks_of(shift, now)
        extend_held(rater=shift.rater, now=now)
        _seen(shift, now)
    return _with_breaks(shift)


@transaction.atomic
def heartbeat(*, rater: Membership, now: datetime) -> Pulse:
    """Note that the rater is there and renew the leases on what they hold.

    Returns advice and the open shift, if any.
    """
    shift = work.open_shift(rater)
    if shift is not None:
        _seen(shift, now)
        extend_held(rater=rater, now=now)
    return Pulse(shift=shift, advice=advice_for(project=rater.project, shift=shift, now=now))


@transaction.atomic
def end_abandoned_shifts(*, now: datetime, rater: Membership | None = None) -> int:
    """End the shifts (of ``rater``, or all) that gave no sign of life, as of their last one. Returns how many."""
    gone = Shift.objects.filter(ended_at__isnull=True, last_seen_at__lt=now - ABANDONED_AFTER)
    if rater is not None:
        gone = gone.filter(rater=rater)
    ids = list(gone.values_list("id", flat=True))
    if not ids:
        return 0
    last_seen = Shift.objects.filter(pk=OuterRef("shift_id")).values("last_seen_at")
    Break.objects.filter(shift__in=ids, ended_at__isnull=True).update(
        ended_at=Greatest(F("started_at"), Subquery(last_seen))
    )
    return Shift.objects.filter(id__in=ids, ended_at__isnull=True).update(ended_at=F("last_seen_at"))


def _own_shift(actor: User, shift_id: int) -> Shift:
    rows = Shift.objects.select_for_update(of=("self",), no_key=True).select_related("rater__project")
    shift = rows.filter(pk=shift_id, rater__user=actor).first()
    if shift is None:
        raise NotFound("There is no such shift of yours.")
    return shift


def _end_breaks_of(shift: Shift, now: datetime) -> None:
    Break.objects.filter(shift=shift, ended_at__isnull=True, started_at__lte=now).update(ended_at=now)


def _seen(shift: Shift, now: datetime) -> None:
    shift.last_seen_at = max(shift.last_seen_at, now)
    Shift.objects.filter(pk=shift.pk, last_seen_at__lt=now).update(last_seen_at=now)


def _with_breaks(shift: Shift) -> Shift:
    return Shift.objects.prefetch_related(Prefetch("breaks", Break.objects.order_by("started_at", "id"))).get(
        pk=shift.pk
    )

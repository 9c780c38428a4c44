"""Shifts and breaks: start, end, and the sign of life between."""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import Count, F, OuterRef, Subquery, Sum
from django.db.models.functions import Greatest

from annotator.errors import Conflict, NotFound
from annotator.models import AT_WORK, Break, Judgment, Membership, Project, ProjectState, RaterKind, Shift, User
from annotator.policies.break_trials import arm_of
from annotator.policies.fatigue import PAUSE_MINUTES, REST_MINUTES, Advice
from annotator.queries import work
from annotator.queries.elsewhere import other_projects
from annotator.said import say, say_count
from annotator.services.fatigue import advice_for, away_s
from annotator.services.leases import extend_held, release_held
from annotator.services.retrying import retry_lost_races
from annotator.services.rhythm import note_rest, starting_rhythm, worked_elsewhere

ABANDONED_AFTER = timedelta(hours=2)
"""A shift that gave no sign of life for this long has ended when it gave the last one."""


class ProjectNotActive(Conflict):
    code = "project_not_active"


class RaterPaused(Conflict):
    code = "paused"


class ShiftEnded(Conflict):
    code = "shift_ended"


class DayOver(Conflict):
    code = "day_over"


class BreakNotOver(Conflict):
    code = "break_not_over"


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
    elsewhere: Sequence[Project]


def check_may_work(rater: Membership) -> None:
    """Raise unless the project is active and the rater is not paused."""
    if rater.project.state != ProjectState.ACTIVE:
        raise ProjectNotActive("This project is not handing out work now. Its lead can say when it goes on.")
    if rater.state not in AT_WORK:
        raise RaterPaused(
            say("Your work here is paused. {reason}", reason=rater.state_reason or say("Ask the lead of the project."))
        )


@retry_lost_races
@transaction.atomic
def start_shift(*, rater: Membership, now: datetime) -> Shift:
    """Return the rater's open shift, starting one if there is none. An abandoned one is ended first.

    Raises ``DayOver`` when the person has worked as long as the project lets anybody work in a day.
    """
    check_may_work(rater)
    Membership.objects.select_for_update(no_key=True).get(pk=rater.pk)
    end_abandoned_shifts(now=now, rater=rater)
    shift = work.open_shift(rater)
    if shift is None:
        done = work.count_done(rater, now=now)
        worked_s = worked_elsewhere(rater, now=now)
        _check_day(rater, worked_s)
        shift = Shift.objects.create(
            rater=rater,
            started_at=now,
            last_seen_at=now,
            done_total=done.done_total,
            done_on_day=done.done_today,
            day=now.date(),
            rhythm=starting_rhythm(rater).as_json(),
            worked_before_s=worked_s,
            break_arm=_arm(rater),
        )
    return shift


def _check_day(rater: Membership, worked_s: int) -> None:
    cap = rater.project.day_cap_minutes
    if cap and worked_s >= cap * 60 and rater.kind == RaterKind.HUMAN:
        hours = f"{worked_s / 3600:.1f}".removesuffix(".0")
        raise DayOver(
            say(
                "You have worked {hours} hours today. That is enough for one day: come back after a good rest.",
                hours=hours,
            )
        )


def _arm(rater: Membership) -> str:
    """Return the next arm of the project's trial of break policies, "" when there is none."""
    if not rater.project.break_trial:
        return ""
    turn = Shift.objects.filter(rater=rater).exclude(break_arm="").count()
    return arm_of(seed=rater.project.seed, rater=rater.alias, turn=turn)


@retry_lost_races
@transaction.atomic
def end_shift(*, actor: User, shift_id: int, now: datetime) -> ShiftSummary:
    """End the shift, give back what is held, and return what it came to. Ending it again returns the same."""
    shift = _own_shift(actor, shift_id)
    if shift.ended_at is None:
        shift.ended_at = max(now, shift.started_at)
        shift.last_seen_at = shift.ended_at
        shift.save(update_fields=["ended_at", "last_seen_at"])
        _end_break_of(shift, shift.ended_at)
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
        advice = advice_for(project=shift.rater.project, shift=shift, now=now, kind=shift.rater.kind)
        Break.objects.create(
            shift=shift,
            started_at=now,
            suggested=suggested,
            required=advice.break_required,
            minutes=math.ceil(advice.break_minutes),
            reason=" ".join(advice.reasons)[:300] if advice.break_suggested else "",
        )
        shift.on_break_since = now
        shift.save(update_fields=["on_break_since"])
    _seen(shift, now)
    return shift


@retry_lost_races
@transaction.atomic
def end_break(*, actor: User, shift_id: int, now: datetime) -> Shift:
    """End the break that is on, if any, and renew the leases that ran meanwhile. Returns the shift.

    Raises ``BreakNotOver`` while a required break has not lasted as long as it must.
    """
    shift = _own_shift(actor, shift_id)
    if shift.ended_at is None:
        _check_long_enough(shift, now)
        _seen(shift, now)
        _end_break_of(shift, now)
        extend_held(rater=shift.rater, now=now)
    return shift


@retry_lost_races
@transaction.atomic
def heartbeat(*, rater: Membership, now: datetime) -> Pulse:
    """Note that the rater is there and renew the leases on what they hold.

    Returns advice, the open shift, if any, and where else they could work when a change would help.
    """
    shift = work.open_shift(rater)
    if shift is not None:
        extend_held(rater=rater, now=now)  # before the shift, in the order in which a submit locks them
        _seen(shift, now)
        _count_day(shift, rater, now)
    advice = advice_for(project=rater.project, shift=shift, now=now, kind=rater.kind)
    return Pulse(shift=shift, advice=advice, elsewhere=other_projects(rater) if advice.change_suggested else [])


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
    still_open = Shift.objects.filter(id__in=ids, ended_at__isnull=True)
    return still_open.update(ended_at=F("last_seen_at"), on_break_since=None)


def _own_shift(actor: User, shift_id: int) -> Shift:
    rows = Shift.objects.select_for_update(of=("self",), no_key=True).select_related("rater__project")
    shift = rows.filter(pk=shift_id, rater__user=actor).first()
    if shift is None:
        raise NotFound("There is no such shift of yours.")
    return shift


def _check_long_enough(shift: Shift, now: datetime) -> None:
    pause = Break.objects.filter(shift=shift, ended_at__isnull=True, required=True).first()
    if pause is None:
        return
    until = pause.started_at + timedelta(minutes=pause.minutes)
    if now < until:
        left = math.ceil((until - now).total_seconds() / 60)
        raise BreakNotOver(
            say_count(
                "This break goes on for {n} more minute. Work waits for you.",
                "This break goes on for {n} more minutes. Work waits for you.",
                n=left,
            )
        )


def _end_break_of(shift: Shift, now: datetime) -> None:
    """End the break that is on, if any, and note on the shift what it was good for."""
    pause = Break.objects.filter(shift=shift, ended_at__isnull=True, started_at__lte=now).first()
    if pause is None:
        return
    pause.ended_at = now
    pause.save(update_fields=["ended_at"])
    length = now - pause.started_at
    shift.on_break_since = None
    shift.break_s += int(length.total_seconds())
    if length >= timedelta(minutes=PAUSE_MINUTES):
        shift.paused_at = now
    if length >= timedelta(minutes=REST_MINUTES):
        shift.rested_at = now
        note_rest(shift=shift)
    shift.save(update_fields=["on_break_since", "break_s", "paused_at", "rested_at"])


def _count_day(shift: Shift, rater: Membership, now: datetime) -> None:
    """Look up what the person has worked elsewhere today; in the heartbeat, so that a claim need not."""
    worked_s = worked_elsewhere(rater, now=now, but=shift)
    if worked_s != shift.worked_before_s:
        shift.worked_before_s = worked_s
        Shift.objects.filter(pk=shift.pk).update(worked_before_s=worked_s)


def _seen(shift: Shift, now: datetime) -> None:
    shift.away_s += away_s(shift, now=now)
    shift.last_seen_at = max(shift.last_seen_at, now)
    Shift.objects.filter(pk=shift.pk, last_seen_at__lt=now).update(last_seen_at=now, away_s=shift.away_s)

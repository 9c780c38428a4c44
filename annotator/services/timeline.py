"""A day on a timeline: for the rater their own, without any check; for leads everybody's, with what the checks say."""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from annotator.models import Membership, Project, Shift
from annotator.policies.days import day_start
from annotator.policies.rhythm import Pace, State, entropy
from annotator.queries.days import Bucket, ShiftDay, days_of, shifts_between
from annotator.services.fatigue import advice_for

ALARMS = {
    "faster": "faster than usual",
    "slower": "slower than usual",
    "checks": "checks missed",
    "straight_line": "the same answer again and again",
}
TOO_MUCH_ACTIVE = 1.02


@dataclass(frozen=True)
class TenMinutes:
    """Ten minutes of work. ``pace``: how many times as fast as usual, for items of that length; ``None``: unknown."""

    starts_at: datetime
    judgments: int
    active_s: float
    pace: float | None
    left_page: int
    passed: int
    missed: int


@dataclass(frozen=True)
class Mark:
    """A moment with something to say: an alarm, or how fresh the rater said they felt."""

    at: datetime
    what: str


@dataclass(frozen=True)
class Told:
    """How fresh a rater was when a batch was handed out, and why not fresher."""

    at: datetime
    freshness: float
    reason: str


@dataclass(frozen=True)
class TimelineShift:
    """One shift of the timeline. For a rater ``freshness``, ``alarms`` and ``warnings`` are empty."""

    shift: Shift
    breaks: list[object]
    ten_minutes: list[TenMinutes]
    reports: list[tuple[datetime, int]]
    freshness: list[Told]
    alarms: list[Mark]
    warnings: list[str]


@dataclass(frozen=True)
class RaterDay:
    """A rater's shifts of a day, and how fresh they are now if they are on shift."""

    rater: Membership
    shifts: list[TimelineShift]
    fresh_now: float | None
    reasons_now: list[str]


def own_day(*, rater: Membership, now: datetime) -> list[TimelineShift]:
    """Return the rater's own shifts of the day until ``now``; nothing in them depends on a hidden check."""
    shifts = shifts_between(rater.project, since=day_start(now), until=now, rater=rater.pk)
    return [_shift(day, checks=False) for day in days_of(shifts, checks=False)]


def project_day(*, project: Project, day: date, now: datetime) -> list[RaterDay]:
    """Return who worked on that day (UTC), by alias, in a fixed number of queries."""
    since = datetime.combine(day, time(), tzinfo=now.tzinfo)
    shifts = shifts_between(project, since=since, until=since + timedelta(days=1))
    by_rater: dict[int, list[ShiftDay]] = {}
    for found in days_of(shifts, checks=True):
        by_rater.setdefault(found.shift.rater_id, []).append(found)
    return [_rater(project, days, now) for days in by_rater.values()]


def _rater(project: Project, days: Sequence[ShiftDay], now: datetime) -> RaterDay:
    open_now = next((found.shift for found in days if found.shift.ended_at is None), None)
    advice = None if open_now is None else advice_for(project=project, shift=open_now, now=now)
    return RaterDay(
        rater=days[0].shift.rater,
        shifts=[_shift(found, checks=True) for found in days],
        fresh_now=None if advice is None else advice.lead_freshness,
        reasons_now=[] if advice is None else advice.lead_reasons,
    )


def _shift(found: ShiftDay, *, checks: bool) -> TimelineShift:
    shift, state = found.shift, State.from_json(found.shift.rhythm)

    def moment(seconds: int) -> datetime:
        return shift.started_at + timedelta(seconds=seconds)

    return TimelineShift(
        shift=shift,
        breaks=list(found.breaks),
        ten_minutes=[_ten_minutes(bucket, state.pace, checks=checks) for bucket in found.buckets],
        reports=[(moment(at), fresh) for at, fresh in shift.reports if fresh],
        freshness=[Told(at, fresh, reason) for at, fresh, reason in found.claims] if checks else [],
        alarms=[Mark(moment(at), ALARMS[kind]) for at, kind in state.alarms] if checks else [],
        warnings=_warnings(found, state) if checks else [],
    )


def _ten_minutes(bucket: Bucket, usual: Pace, *, checks: bool) -> TenMinutes:
    pace = None
    if bucket.log_time is not None and bucket.log_chars is not None and usual.n > 1:
        expected = usual.y + usual.exponent * (bucket.log_chars - usual.x)
        pace = round(math.exp(expected - (bucket.log_time - math.log(1000))), 3)
    return TenMinutes(
        starts_at=bucket.starts_at,
        judgments=bucket.judgments,
        active_s=round(bucket.active_s, 1),
        pace=pace,
        left_page=bucket.left_page,
        passed=bucket.passed if checks else 0,
        missed=bucket.missed if checks else 0,
    )


def _warnings(found: ShiftDay, state: State) -> list[str]:
    """Return what in the shift's times and answers a lead should look at."""
    shift, warnings = found.shift, []
    present = ((shift.ended_at or shift.last_seen_at) - shift.started_at).total_seconds()
    active = sum(bucket.active_s for bucket in found.buckets)
    if active > present * TOO_MUCH_ACTIVE + 60:
        warnings.append(
            f"Active time adds up to {active / 60:.0f} minutes in a shift of {present / 60:.0f}: how is it measured?"
        )
    if found.cut:
        warnings.append(
            f"Judgments that claimed more active time than the clock allows: {found.cut}. What it allows is recorded."
        )
    varied = entropy(state)
    if varied is not None and state.judged >= 50 and varied < 0.3:
        warnings.append(f"Answers hardly vary: {varied:.2f} bits (two equally frequent answers have 1).")
    return warnings

"""A rater's day as a timeline: shifts, breaks, and judgments per ten minutes. Grouped in SQL, bounded in size."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from django.db.models import Avg, Count, F, IntegerField, Q, Sum
from django.db.models.functions import Cast, Ln

from annotator.models import Batch, Break, GoldCheck, Judgment, Project, Shift

BUCKET_S = 600
MOST_SHIFTS = 300
MOST_BATCHES = 20_000


@dataclass
class Bucket:
    """Ten minutes of a shift. ``log_time`` and ``log_chars`` are means over judgments with a known time and length."""

    starts_at: datetime
    judgments: int = 0
    active_s: float = 0.0
    log_time: float | None = None
    log_chars: float | None = None
    left_page: int = 0
    passed: int = 0
    missed: int = 0


@dataclass
class ShiftDay:
    """A shift with what happened in it, in the order of time; ``claims`` are (moment, freshness, reason)."""

    shift: Shift
    breaks: list[Break] = field(default_factory=list)
    buckets: list[Bucket] = field(default_factory=list)
    claims: list[tuple[datetime, float, str]] = field(default_factory=list)
    cut: int = 0


def shifts_between(project: Project, *, since: datetime, until: datetime, rater: int | None = None) -> list[Shift]:
    """Return the project's shifts (of one rater, or all) that touch the time, by rater and start.

    At most ``MOST_SHIFTS``.
    """
    rows = Shift.objects.filter(rater__project=project, started_at__lt=until, last_seen_at__gte=since)
    if rater is not None:
        rows = rows.filter(rater=rater)
    return list(rows.select_related("rater").order_by("rater__alias", "started_at")[:MOST_SHIFTS])


def days_of(shifts: Sequence[Shift], *, checks: bool) -> list[ShiftDay]:
    """Return the shifts with their breaks and ten-minute buckets, in three queries, or five with ``checks``.

    ``checks``: for leads. Adds the outcomes of hidden checks, the freshness at each claim, and times that were cut.
    """
    days = {shift.pk: ShiftDay(shift) for shift in shifts}
    buckets: dict[tuple[int, int], Bucket] = {}

    def bucket(shift_id: int, number: int) -> Bucket:
        starts_at = days[shift_id].shift.started_at + timedelta(seconds=number * BUCKET_S)
        return buckets.setdefault((shift_id, number), Bucket(starts_at))

    for pause in Break.objects.filter(shift__in=days).order_by("started_at", "id"):
        days[pause.shift_id].breaks.append(pause)
    for row in _judgments(days):
        found = bucket(row["shift_id"], row["bucket"])
        found.judgments = row["n"]
        found.active_s = (row["active"] or 0) / 1000
        found.left_page = row["away"] or 0
        found.log_time, found.log_chars = row["log_ms"], row["log_chars"]
        days[row["shift_id"]].cut += row["cut"]
    if checks:
        for row in _checks(days):
            found = bucket(row["shift_id"], row["bucket"])
            found.passed, found.missed = row["passes"], row["misses"]
        claims = Batch.objects.filter(shift__in=days).order_by("created_at", "id")
        for shift_id, at, fresh, reason in claims.values_list("shift_id", "created_at", "freshness", "reason")[
            :MOST_BATCHES
        ]:
            days[shift_id].claims.append((at, fresh, reason))
    for (shift_id, _), found in sorted(buckets.items()):
        days[shift_id].buckets.append(found)
    return list(days.values())


def _judgments(shifts: Iterable[int]) -> Any:
    timed = Q(active_ms__gt=0, assignment__chars__gt=0)
    rows = Judgment.objects.filter(shift__in=shifts, revision=1, on_shift_s__isnull=False)
    return (
        rows.order_by()
        .annotate(bucket=Cast(F("on_shift_s") / BUCKET_S, IntegerField()))
        .values("shift_id", "bucket")
        .annotate(
            n=Count("pk"),
            active=Sum("active_ms"),
            away=Sum("focus_changes"),
            log_ms=Avg(Ln("active_ms"), filter=timed),
            log_chars=Avg(Ln("assignment__chars"), filter=timed),
            cut=Count("pk", filter=Q(active_claimed_ms__isnull=False)),
        )
    )


def _checks(shifts: Iterable[int]) -> Any:
    rows = GoldCheck.objects.filter(
        judgment__shift__in=shifts, judgment__revision=1, judgment__on_shift_s__isnull=False
    )
    return (
        rows.order_by()
        .annotate(bucket=Cast(F("judgment__on_shift_s") / BUCKET_S, IntegerField()), shift_id=F("judgment__shift_id"))
        .values("shift_id", "bucket")
        .annotate(passes=Count("pk", filter=Q(passed=True)), misses=Count("pk", filter=Q(passed=False)))
    )

"""What leads ask of a project: its settings, how far it is, and what to do next."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from django.db.models import Count, Prefetch, Q, QuerySet, Sum
from django.db.models.functions import TruncDate

from annotator.models import (
    AT_WORK,
    Guideline,
    Item,
    ItemPurpose,
    JudgmentSource,
    Membership,
    MembershipState,
    Project,
    ProjectState,
    RaterKind,
    Role,
    Shift,
    Slot,
    SlotState,
    User,
)
from annotator.policies.due import Due, stand
from annotator.policies.forecast import PAST_DAYS, Forecast, forecast
from annotator.policies.project_states import VERBS, may_become
from annotator.queries.counted import counted_judgments
from annotator.queries.health import Life, worker_life
from annotator.queries.next_steps import NextStep, next_steps
from annotator.queries.pools import unserved_slots

DAYS_SHOWN = 30
LEADING = (Role.LEAD, Role.REVIEWER)


@dataclass(frozen=True, slots=True)
class DayCount:
    """How many judgments came in on one day (UTC), and how many of them were made here."""

    date: date
    count: int
    live: int


@dataclass(frozen=True, slots=True)
class Overview:
    """How far a project is."""

    items: dict[str, int]
    slots: dict[str, int]
    judgments: dict[str, int]
    items_complete: int
    raters: dict[str, int]
    judgments_per_day: list[DayCount]
    worker: Life
    next_steps: list[NextStep]
    forecast: Forecast
    due: Due | None


def projects_of(user: User) -> QuerySet[Project]:
    """Return the projects that ``user`` leads or reviews (all of them for superusers), with questions and guideline."""
    projects = with_parts(Project.objects.all())
    if user.is_superuser:
        return projects
    memberships = Membership.objects.filter(user=user, role__in=LEADING).exclude(state=MembershipState.LEFT)
    return projects.filter(pk__in=memberships.values("project"))


def with_parts(projects: QuerySet[Project]) -> QuerySet[Project]:
    """Return ``projects`` with what their page shows, in a fixed number of queries."""
    guidelines = Guideline.objects.order_by("project", "-version")
    return projects.prefetch_related("questions", Prefetch("guidelines", queryset=guidelines))


def leading_ids(user: User, projects: Iterable[Project]) -> set[int]:
    """Return the ids of those of ``projects`` that ``user`` may change."""
    ids = [project.pk for project in projects]
    if user.is_superuser:
        return set(ids)
    memberships = Membership.objects.filter(user=user, role=Role.LEAD, project__in=ids)
    return set(memberships.exclude(state=MembershipState.LEFT).values_list("project", flat=True))


def project_abilities(project: Project, *, is_lead: bool) -> dict[str, bool]:
    """Return what the asker may do to ``project`` now."""
    changes = {verb: is_lead and may_become(project.state, state) for verb, state in VERBS.items()}
    return {
        "edit": is_lead,
        "import": is_lead and project.state != ProjectState.CLOSED,
        "invite": is_lead and project.state != ProjectState.CLOSED,
        "request_report": is_lead,
        "export": is_lead,
        **changes,
    }


def overview(project: Project, *, now: datetime) -> Overview:
    """Return how far ``project`` is at ``now``, in a fixed number of grouped queries."""
    items = _item_counts(project)
    slots = _slot_counts(project)
    per_day = _judgments_per_day(project, now=now)
    by_day = {day.date: day.count for day in per_day}
    today = now.date()
    judgments = {
        "total": counted_judgments(project.pk).count(),
        "today": by_day.get(today, 0),
        "last_7_days": sum(by_day.get(today - timedelta(days=back), 0) for back in range(7)),
    }
    raters = _rater_counts(project)
    worker = worker_life(now=now)
    steps = next_steps(
        state=project.state,
        items=items,
        raters=raters["active"],
        judgments=judgments["total"],
        gold_rate=project.gold_rate,
        worker_alive=worker.alive,
        unserved=unserved_slots(project),
    )
    # Votes made elsewhere answer no slot: they are no pace of this project's raters.
    live = {day.date: day.live for day in per_day}
    ahead = forecast(live, slots["total"] - slots["answered"], today=today)
    times = [] if project.due_on is None else _rater_times(project, now=now)
    return Overview(
        items=items,
        slots=slots,
        judgments=judgments,
        items_complete=_complete_items(project, items["work"], slots),
        raters=raters,
        judgments_per_day=per_day,
        worker=worker,
        next_steps=steps,
        forecast=ahead,
        due=stand(ahead, live, times, due_on=project.due_on, today=today),
    )


def _item_counts(project: Project) -> dict[str, int]:
    items = Item.objects.filter(project=project)
    return items.aggregate(
        work=Count("pk", filter=Q(purpose=ItemPurpose.WORK, retired_at=None)),
        gold=Count("pk", filter=Q(purpose=ItemPurpose.GOLD, retired_at=None)),
        retired=Count("pk", filter=Q(retired_at__isnull=False)),
    )


def _slot_counts(project: Project) -> dict[str, int]:
    rows = Slot.objects.filter(project=project).values("state").annotate(n=Count("pk")).values_list("state", "n")
    found = dict(rows)
    counts = {state.value: found.get(state.value, 0) for state in (SlotState.OPEN, SlotState.HELD, SlotState.ANSWERED)}
    return {**counts, "total": sum(counts.values())}


def _complete_items(project: Project, work: int, slots: dict[str, int]) -> int:
    """Return how many work items want no more judgments."""
    if not slots["answered"]:
        return 0
    wanting = Slot.objects.filter(project=project, state__in=(SlotState.OPEN, SlotState.HELD))
    return max(0, work - wanting.filter(item__retired_at=None).values("item").distinct().count())


def _judgments_per_day(project: Project, *, now: datetime) -> list[DayCount]:
    midnight = now.replace(hour=0, minute=0, second=0, microsecond=0)
    recent = counted_judgments(project.pk).filter(submitted_at__gte=midnight - timedelta(days=DAYS_SHOWN - 1))
    counts = {"n": Count("pk"), "live": Count("pk", filter=Q(source=JudgmentSource.LIVE))}
    days: Any = recent.annotate(day=TruncDate("submitted_at")).values("day").annotate(**counts).order_by("day")
    return [DayCount(row["day"], row["n"], row["live"]) for row in days]


def _rater_times(project: Project, *, now: datetime) -> list[tuple[int, float]]:
    """Return each person's judgments of the days that the forecast looks back on, and the active seconds for them."""
    recent = counted_judgments(project.pk).filter(
        source=JudgmentSource.LIVE, submitted_at__gte=now - timedelta(days=PAST_DAYS), active_ms__gt=0
    )
    rows: Any = recent.order_by().values("rater").annotate(n=Count("pk"), active=Sum("active_ms"))
    return [(row["n"], row["active"] / 1000) for row in rows.order_by("rater")]


def _rater_counts(project: Project) -> dict[str, int]:
    raters = Membership.objects.filter(project=project, role=Role.RATER, kind=RaterKind.HUMAN)
    counts = raters.aggregate(
        active=Count("pk", filter=Q(state__in=AT_WORK)),
        paused=Count("pk", filter=Q(state=MembershipState.PAUSED)),
    )
    open_shifts = Shift.objects.filter(rater__project=project, ended_at=None)
    return {**counts, "on_shift": open_shifts.count()}

"""The shifts that are open in a project, for leads."""

from collections.abc import Sequence

from django.db.models import F, Q, QuerySet, Window
from django.db.models.functions import RowNumber

from annotator.models import Judgment, Project, Shift
from annotator.policies.fatigue import PACE_WINDOW


def open_shifts(project: Project) -> QuerySet[Shift]:
    """Return the project's open shifts with their breaks."""
    return Shift.objects.filter(rater__project=project, ended_at=None).prefetch_related("breaks")


def pace_seconds(shifts: Sequence[Shift]) -> dict[int, list[float]]:
    """Return by shift the active seconds of its first and last judgments, in the order of judging."""
    if not shifts:
        return {}
    timed = Judgment.objects.filter(shift__in=shifts, revision=1, active_ms__isnull=False).annotate(
        from_start=Window(RowNumber(), partition_by="shift_id", order_by="id"),
        from_end=Window(RowNumber(), partition_by="shift_id", order_by=F("id").desc()),
    )
    ends = timed.filter(Q(from_start__lte=PACE_WINDOW) | Q(from_end__lte=PACE_WINDOW)).order_by(
        "shift_id", "from_start"
    )
    found: dict[int, list[float]] = {}
    for shift_id, active_ms in ends.values_list("shift_id", "active_ms"):
        found.setdefault(shift_id or 0, []).append((active_ms or 0) / 1000)
    return found

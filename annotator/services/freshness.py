"""How fresh the raters at work are, all of them at once, for leads."""

from datetime import datetime

from annotator.models import Project
from annotator.policies.fatigue import freshness
from annotator.queries.shifts import open_shifts, pace_seconds
from annotator.services.fatigue import rhythm_of


def freshness_by_rater(*, project: Project, now: datetime) -> dict[int, float]:
    """Return the freshness (0 to 1) by rater id of those who are on shift; three queries, however many they are."""
    shifts = list(open_shifts(project))
    seconds = pace_seconds(shifts)
    return {
        shift.rater_id: freshness(
            rhythm_of(shift, now=now, active_seconds=seconds.get(shift.pk, [])),
            break_after_minutes=project.break_after_minutes,
        )
        for shift in shifts
    }

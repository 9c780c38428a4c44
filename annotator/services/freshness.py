"""How fresh the raters at work are, all of them at once, for leads."""

from datetime import datetime

from annotator.models import Project
from annotator.queries.shifts import open_shifts
from annotator.services.fatigue import advice_for


def freshness_by_rater(*, project: Project, now: datetime) -> dict[int, float]:
    """Return the freshness (0 to 1, hidden checks counted in) by rater id of those on shift, in one query."""
    return {
        shift.rater_id: advice_for(project=project, shift=shift, now=now).lead_freshness
        for shift in open_shifts(project)
    }

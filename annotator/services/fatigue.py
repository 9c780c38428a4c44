"""From a rater's shift to advice: the signs of tiredness are read here and judged in ``policies.fatigue``."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from annotator.models import Project, Shift
from annotator.policies.fatigue import REST_MINUTES, Advice, Rhythm, advise, pace
from annotator.queries import work


def advice_for(*, project: Project, shift: Shift | None, now: datetime) -> Advice:
    """Return the advice for the rater on ``shift`` (breaks prefetched); who is not on shift is taken to be fresh."""
    rhythm = Rhythm(0.0, 0.0) if shift is None else rhythm_of(shift, now=now)
    return advise(
        rhythm,
        break_after_minutes=project.break_after_minutes,
        batch_min=project.batch_min,
        batch_max=project.batch_max,
    )


def rhythm_of(shift: Shift, *, now: datetime, active_seconds: Sequence[float] | None = None) -> Rhythm:
    """Return the shift's signs of tiredness as of ``now``; ``active_seconds`` saves the query where they are known."""
    rested_at = shift.started_at
    for pause in shift.breaks.all():
        until = pause.ended_at or now
        if until - pause.started_at >= timedelta(minutes=REST_MINUTES):
            rested_at = max(rested_at, until)
    baseline_s, recent_s = pace(work.active_seconds(shift) if active_seconds is None else active_seconds)
    return Rhythm(
        minutes_since_rest=_minutes(rested_at, now),
        minutes_on_shift=_minutes(shift.started_at, now),
        baseline_s=baseline_s,
        recent_s=recent_s,
    )


def _minutes(start: datetime, end: datetime) -> float:
    return max((end - start).total_seconds() / 60, 0.0)

"""What a rater has done, written on the shift they are on, so that telling them counts nothing."""

from datetime import datetime

from django.db.models import Case, F, Value, When

from annotator.models import Assignment, Shift
from annotator.models.statements import update


def count_one(assignment: Assignment, *, now: datetime) -> None:
    """Add the first judgment of the locked ``assignment`` to the open shift of its rater, if there is one.

    The shift in hand is brought up to date, too, when it is that one. A judgment that comes late, after its own shift
    ended, counts on the shift that its rater is on now.
    """
    today = now.date()
    shift = assignment.batch.shift
    if shift.ended_at is None:
        shift.done_total += 1
        shift.done_on_day = shift.done_on_day + 1 if shift.day == today else 1
        shift.day = today
        shift.last_seen_at = max(shift.last_seen_at, now)
        update(shift, "done_total", "done_on_day", "day", "last_seen_at")
        return
    Shift.objects.filter(rater=assignment.rater_id, ended_at__isnull=True).update(
        done_total=F("done_total") + 1,
        done_on_day=Case(When(day=today, then=F("done_on_day") + 1), default=Value(1)),
        day=today,
    )

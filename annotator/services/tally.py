"""What a rater has done, written on the shift they are on, so that telling them counts nothing."""

from datetime import datetime

from django.db.models import Case, F, Value, When

from annotator.models import Assignment, Shift


def count_one(assignment: Assignment, *, now: datetime) -> tuple[str, ...]:
    """Add the first judgment of the locked ``assignment`` to the open shift of its rater, if there is one.

    When that is the shift in hand, it is changed there only, and the fields to be written are returned. A judgment that
    comes late, after its own shift ended, is counted in the database on the shift that its rater is on now.
    """
    today = now.date()
    shift = assignment.batch.shift
    if shift.ended_at is None:
        shift.done_total += 1
        shift.done_on_day = shift.done_on_day + 1 if shift.day == today else 1
        shift.day = today
        return ("done_total", "done_on_day", "day")
    Shift.objects.filter(rater=assignment.rater_id, ended_at__isnull=True).update(
        done_total=F("done_total") + 1,
        done_on_day=Case(When(day=today, then=F("done_on_day") + 1), default=Value(1)),
        day=today,
    )
    return ()

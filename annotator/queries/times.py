"""The times that somebody worked, as they can check them: one row per shift, of all their projects."""

from django.db.models import (
    Count,
    DateTimeField,
    DurationField,
    ExpressionWrapper,
    F,
    OuterRef,
    QuerySet,
    Subquery,
    Sum,
)
from django.db.models.functions import Coalesce, Least

from annotator.models import Break, Judgment, Shift, User


def own_times(user: User) -> QuerySet[Shift]:
    """Return the shifts of ``user``, newest first, with what each came to.

    ``until`` is the end, or the last sign of life of an open shift; ``paused`` what its breaks lasted until then. A
    corrected judgment counts once, with the time of its first answer, as in the summary at the end of a shift.
    """
    until = Coalesce("ended_at", "last_seen_at", output_field=DateTimeField())
    breaks = Break.objects.filter(shift=OuterRef("pk")).order_by().values("shift")
    ended = Least(Coalesce("ended_at", OuterRef("until")), OuterRef("until"))
    length = ExpressionWrapper(ended - F("started_at"), output_field=DurationField())
    first = Judgment.objects.filter(shift=OuterRef("pk"), revision=1).order_by().values("shift")
    rows = Shift.objects.filter(rater__user=user).select_related("rater__project").annotate(until=until)
    rows = rows.annotate(
        n_breaks=Coalesce(Subquery(breaks.annotate(n=Count("id")).values("n")), 0),
        paused=Subquery(breaks.annotate(all=Sum(length)).values("all")),
        n_judgments=Coalesce(Subquery(first.annotate(n=Count("id")).values("n")), 0),
        active_ms=Coalesce(Subquery(first.annotate(all=Sum("active_ms")).values("all")), 0),
    )
    return rows.order_by("-started_at", "-id")

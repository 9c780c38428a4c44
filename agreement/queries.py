"""What may be asked about reports and about the judgments that they count."""

from collections.abc import Iterable
from datetime import UTC, date
from typing import Any

from django.db.models import (
    BigIntegerField,
    BooleanField,
    Case,
    Count,
    Exists,
    F,
    Max,
    OuterRef,
    Q,
    QuerySet,
    Subquery,
    Value,
    When,
)
from django.db.models.functions import Coalesce
from django.db.models.lookups import IsNull

from agreement.models import Report, ReportPart
from annotator.errors import NotFound
from annotator.models import (
    UNFINISHED,
    Item,
    JobState,
    Judgment,
    Membership,
    Project,
    Question,
    QuestionKind,
    RaterKind,
    Role,
)
from annotator.queries.counted import COUNTED
from annotator.said import say

#: Reports whatever their plan.
ALL = Q()


class NoReport(NotFound):
    code = "no_report"


def counted_judgments(*, include_models: bool) -> QuerySet[Judgment]:
    """The judgments that count (``annotator.queries.counted``), by people only unless model judges are included."""
    rows = Judgment.objects.filter(COUNTED)
    return rows if include_models else rows.filter(rater__kind=RaterKind.HUMAN)


def horizon(project_id: int, *, include_models: bool) -> tuple[int, int]:
    """Return the newest counted judgment's id (0: there is none) and how many are counted."""
    rows = counted_judgments(include_models=include_models).filter(project_id=project_id)
    found = rows.aggregate(newest=Max("id"), n=Count("id"))
    return found["newest"] or 0, found["n"]


def measured_questions(project_id: int) -> list[Question]:
    """The questions whose answers can agree, in the project's order: all but free text."""
    return list(Question.objects.filter(project_id=project_id).exclude(kind=QuestionKind.TEXT).order_by("position"))


def reports() -> QuerySet[Report]:
    """All reports with ``stale``: whether a judgment that would count has come since, or one went into quarantine."""
    seen = Coalesce(OuterRef("last_judgment_id"), Value(0))

    def some(rows: QuerySet[Judgment], order: str) -> IsNull:
        # In the index's order, the first: PostgreSQL takes an EXISTS of an open range for a third of the table.
        return IsNull(Subquery(rows.order_by(order).values("id")[:1]), False)

    def newer(include_models: bool) -> IsNull:
        rows = Judgment.objects.filter(COUNTED, project_id=OuterRef("project_id"), id__gt=seen)
        if not include_models:
            # Asked of each newer judgment, mostly none: joined, SQLite would start from the raters and read everything.
            rows = rows.filter(Exists(Membership.objects.filter(pk=OuterRef("rater_id"), kind=RaterKind.HUMAN)))
        return some(rows, "-id")

    set_aside = Judgment.objects.filter(project_id=OuterRef("project_id"), quarantined_at__gt=OuterRef("created_at"))
    stale = Case(
        When(~Q(state=JobState.SUCCEEDED), then=Value(False)),
        When(some(set_aside, "-quarantined_at"), then=Value(True)),
        When(plan__include_models=True, then=newer(include_models=True)),
        default=newer(include_models=False),
        output_field=BooleanField(),
    )
    return Report.objects.select_related("requested_by").annotate(stale=stale)


def report_rows(project_id: int, *, kind: str | None = None) -> QuerySet[Report]:
    """The project's reports, newest first, without their results."""
    rows = reports().filter(project_id=project_id).defer("result", "words").order_by("-id")
    return rows.filter(kind=kind) if kind else rows


def report(report_id: int) -> Report:
    """Return one report with its result. Raises ``NotFound``."""
    found = reports().filter(pk=report_id).first()
    if found is None:
        raise NotFound("There is no such report, or you are not a member of its project.")
    return found


def project_of_report(report_id: int) -> int:
    """Return the id of the report's project, without loading the result. Raises ``NotFound``."""
    found = Report.objects.filter(pk=report_id).values_list("project_id", flat=True).first()
    if found is None:
        raise NotFound("There is no such report, or you are not a member of its project.")
    return found


def latest_report(project_id: int, *, kind: str, slim: bool = False, which: Q = ALL) -> Report | None:
    """Return the newest report of that kind that succeeded, or ``None``; ``slim`` leaves its result in the database.

    ``which`` narrows them down, by their plan for instance.
    """
    rows = reports().filter(which, project_id=project_id, kind=kind, state=JobState.SUCCEEDED).order_by("-id")
    return (rows.defer("result", "words") if slim else rows).first()


def latest_report_or_error(project_id: int, *, kind: str, slim: bool = False, which: Q = ALL) -> Report:
    """Like ``latest_report``. Raises ``NoReport``."""
    found = latest_report(project_id, kind=kind, slim=slim, which=which)
    if found is None:
        raise NoReport(
            say("There is no finished report of kind {kind} yet. Request one, or wait until it is done.", kind=kind)
        )
    return found


def report_part(report_id: int, *, question: str, name: str) -> Any:
    """Return a stored piece of a report that succeeded, or ``None``."""
    rows = ReportPart.objects.filter(report_id=report_id, question=question, name=name)
    return rows.filter(report__state=JobState.SUCCEEDED).values_list("content", flat=True).first()


def words_of_report(report_id: int) -> dict[str, Any]:
    """Return what the sentences of the report were made of, by their text."""
    return Report.objects.values_list("words", flat=True).get(pk=report_id)


def projects_with_news(kind: str) -> list[tuple[Project, int, int]]:
    """Projects with people's judgments that no report of that kind has seen, and no such report under way.

    Returns ``(project, seen, newest)``: the newest counted judgment that a report has looked at, whether that report
    succeeded or failed (repeating a failure every minute helps nobody), and the newest of all.
    """
    counted = counted_judgments(include_models=False).filter(project_id=OuterRef("pk")).order_by("-id")
    of_kind = Report.objects.filter(project_id=OuterRef("pk"), kind=kind)
    seen = of_kind.exclude(state=JobState.CANCELLED).order_by("-id").values("last_judgment_id")[:1]
    rows = (
        Project.objects.annotate(
            newest=Subquery(counted.values("id")[:1]),
            seen=Coalesce(Subquery(seen), Value(0), output_field=BigIntegerField()),
        )
        .filter(~Exists(of_kind.filter(state__in=UNFINISHED)), newest__gt=F("seen"))
        .order_by("id")
    )
    return [(project, project.seen, project.newest) for project in rows]


def rater_aliases(project_id: int) -> dict[int, str]:
    """Return the alias of every rater of the project by id, those who left included."""
    rows = Membership.objects.filter(project_id=project_id, role=Role.RATER)
    return dict(rows.values_list("id", "alias"))


def external_ids(item_ids: Iterable[int]) -> dict[int, str]:
    """Return the external id of each of the items by id."""
    return dict(Item.objects.filter(id__in=list(item_ids)).values_list("id", "external_id"))


def n_counted(project_id: int, *, include_models: bool, until: int) -> int:
    """Return how many counted judgments the project has up to and including ``until``."""
    return counted_judgments(include_models=include_models).filter(project_id=project_id, id__lte=until).count()


def judged_span(project_id: int) -> dict[str, date | None]:
    """Return the ``first`` and ``last`` day (UTC) on which something was judged; ``None`` where nothing was."""
    rows = Judgment.objects.filter(project_id=project_id)
    ends = (
        rows.order_by(order).values_list("submitted_at", flat=True).first()
        for order in ("submitted_at", "-submitted_at")
    )
    first, last = (None if found is None else found.astimezone(UTC).date() for found in ends)
    return {"first": first, "last": last}

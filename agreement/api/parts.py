"""The dashboard's addresses: an overview at once, and each part of a report when it is looked at."""

from typing import Any, ClassVar

from drf_spectacular.utils import OpenApiParameter, extend_schema, extend_schema_view
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from agreement import queries
from agreement.api.part_serializers import (
    AgreementOverviewSerializer,
    ConfusionPartSerializer,
    DisputedPartSerializer,
    OverTimePartSerializer,
    PairsPartSerializer,
    RatersPartSerializer,
    SlicesPartSerializer,
)
from agreement.api.serializers import ReportRowSerializer
from agreement.api.views import READERS, report_context
from agreement.services.agreement_parts import OVERVIEW
from agreement.services.question_confusion import rater_entry, rater_rows
from agreement.services.report_parts import NoPart, part_of
from annotator.api.access import project_for
from annotator.errors import InvalidInput
from annotator.wording import in_english, reworded

RATER = OpenApiParameter("rater", int, description="This rater against the others; all raters unless given.")


def in_words(report_id: int, part: Any) -> Any:
    """Return the ``part`` of the report in the reader's language."""
    return part if in_english() else reworded(part, queries.words_of_report(report_id))


class Overview(APIView):
    """The first look at agreement."""

    @extend_schema(operation_id="agreement_overview", responses=AgreementOverviewSerializer)
    def get(self, request: Request, project_id: int) -> Response:
        """The latest report that succeeded, in short; 404 with code `no_report` when there is none."""
        project_for(request.user, project_id, *READERS)
        report = queries.latest_report_or_error(project_id, kind="agreement", slim=True)
        row = ReportRowSerializer(report, context=report_context(request, project_id)).data
        return Response({"report": row, "result": in_words(report.pk, part_of(report.pk, question="", name=OVERVIEW))})


class QuestionPart(APIView):
    """A part of an agreement report about one question; each kind of part subclasses it to name its type."""

    part: ClassVar[str]

    def get(self, request: Request, report_id: int, question: str) -> Response:
        """The part; 404 with code `no_part` where the report doesn't have it."""
        project_for(request.user, queries.project_of_report(report_id), *READERS)
        return Response(in_words(report_id, part_of(report_id, question=question, name=self.part)))


@extend_schema_view(get=extend_schema(operation_id="report_pairs", responses=PairsPartSerializer))
class Pairs(QuestionPart):
    """How all pairs of raters agree."""

    part = "pairs"


@extend_schema_view(get=extend_schema(operation_id="report_raters", responses=RatersPartSerializer))
class Raters(QuestionPart):
    """Each rater's influence and agreement with the others."""

    part = "raters"


@extend_schema_view(get=extend_schema(operation_id="report_slices", responses=SlicesPartSerializer))
class Slices(QuestionPart):
    """Agreement by slice."""

    part = "slices"


@extend_schema_view(get=extend_schema(operation_id="report_over_time", responses=OverTimePartSerializer))
class OverTime(QuestionPart):
    """Agreement over time."""

    part = "over_time"


@extend_schema_view(get=extend_schema(operation_id="report_disputed", responses=DisputedPartSerializer))
class Disputed(QuestionPart):
    """The most disputed items."""

    part = "disputed"


class Confusion(APIView):
    """Which categories are taken for one another."""

    @extend_schema(operation_id="report_confusion", parameters=[RATER], responses=ConfusionPartSerializer)
    def get(self, request: Request, report_id: int, question: str) -> Response:
        """By all raters or by one; 404 with code `no_part` where the report doesn't tell."""
        project_for(request.user, queries.project_of_report(report_id), *READERS)
        wanted = _rater(request)
        confusion: dict[str, Any] = part_of(report_id, question=question, name="confusion")
        if wanted is None:
            return Response({"rater": None, "categories": confusion["categories"], "rows": confusion["rows"]})
        entry = rater_entry(confusion, wanted)
        if entry is None:
            raise NoPart("The report knows no judgment of this rater on this question.")
        found = {"rater": entry["rater"], "categories": confusion["categories"], "rows": rater_rows(entry)}
        return Response(found)


def _rater(request: Request) -> int | None:
    value = request.query_params.get("rater")
    if value is None:
        return None
    if not (value.isascii() and value.isdigit()):
        raise InvalidInput("The rater must be an id.", fields={"rater": ["Must be a whole number."]})
    return int(value)


PARTS: dict[str, type[APIView]] = {
    "pairs": Pairs,
    "raters": Raters,
    "slices": Slices,
    "over-time": OverTime,
    "disputed": Disputed,
    "confusion": Confusion,
}

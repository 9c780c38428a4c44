"""Reports as files: every number with its method."""

import csv
import io
from collections.abc import Iterator
from typing import Any

import orjson
from django.http import HttpResponse
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework.request import Request
from rest_framework.views import APIView

from agreement import queries
from agreement.api.serializers import ReportSerializer
from agreement.models import Report
from agreement.services.computations import computation
from annotator.api.access import project_for
from annotator.errors import Conflict, InvalidInput
from annotator.models import Role

ESTIMATE = ("value", "low", "high", "level", "se", "n_items", "n_judgments", "method", "reason")
HEADER = ("question", "statistic", "group", "subject", *ESTIMATE)
FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r")


class ReportUnfinished(Conflict):
    code = "report_unfinished"


class DownloadReport(APIView):
    """A finished report as a file."""

    @extend_schema(
        operation_id="reports_download",
        parameters=[OpenApiParameter("as", str, enum=["csv", "json"], description="`json` unless given.")],
        responses={(200, "application/json"): OpenApiTypes.OBJECT, (200, "text/csv"): OpenApiTypes.STR},
    )
    def get(self, request: Request, report_id: int) -> HttpResponse:
        """JSON with plan, seed and result; or CSV with one line for each number and its method."""
        project_for(request.user, queries.project_of_report(report_id), Role.LEAD, Role.REVIEWER)
        form = request.query_params.get("as", "json")
        if form not in {"csv", "json"}:
            raise InvalidInput("A report is downloaded as csv or json.", fields={"as": ["Must be csv or json."]})
        report = queries.report(report_id)
        if report.result is None:
            raise ReportUnfinished("The report has no result to download: wait until it has succeeded.")
        body, content_type = (_csv(report), "text/csv") if form == "csv" else (_json(report), "application/json")
        name = f"{report.kind}-report-{report.pk}.{form}"
        disposition = {"Content-Disposition": f'attachment; filename="{name}"'}
        return HttpResponse(body, content_type=content_type, headers=disposition)


def _json(report: Report) -> bytes:
    data = {**ReportSerializer(report).data, "seed": report.seed, "last_judgment_id": report.last_judgment_id}
    del data["abilities"]
    return orjson.dumps(data, option=orjson.OPT_INDENT_2 | orjson.OPT_NON_STR_KEYS)


def _csv(report: Report) -> str:
    text = io.StringIO()
    writer = csv.writer(text)
    writer.writerow(HEADER)
    writer.writerows(_lines(report))
    return text.getvalue()


def _lines(report: Report) -> Iterator[list[Any]]:
    for row in computation(report.kind).rows(report.result or {}):
        words = [_harmless(word) for word in (row.question, row.statistic, row.group, row.subject)]
        yield [*words, *(row.estimate.get(name) for name in ESTIMATE)]


def _harmless(word: str) -> str:
    """Names come from people and imports; a spreadsheet must not take one for a formula."""
    return f"'{word}" if word.startswith(FORMULA_STARTS) else word

"""Reports as files: every number with its method."""

import csv
import io
from collections.abc import Iterator
from typing import Any

import orjson
from django.http import HttpResponse
from django.utils.translation import override
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework.request import Request
from rest_framework.views import APIView

from agreement import queries
from agreement.api.serializers import ReportSerializer
from agreement.models import Report
from agreement.services.computations import NumberRow, computation
from annotator.api.access import project_for
from annotator.errors import Conflict, InvalidInput
from annotator.models import Role
from annotator.policies.spreadsheets import inert
from annotator.said import say
from annotator.wording import ENGLISH

ESTIMATE = ("value", "low", "high", "level", "se", "n_items", "n_judgments", "method", "reason")
HEADER = ("question", "statistic", "group", "subject", *ESTIMATE)


class ReportUnfinished(Conflict):
    code = "report_unfinished"


class DownloadReport(APIView):
    """A finished report as a file."""

    @extend_schema(
        operation_id="reports_download",
        parameters=[
            OpenApiParameter("as", str, enum=["csv", "json"], description="`json` unless given."),
            OpenApiParameter("question", str, description="Key of the one question to tell about; all unless given."),
            OpenApiParameter(
                "part", str, description="The one part to tell about, as a list of numbers; all unless given."
            ),
        ],
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
        question, part = (request.query_params.get(name) for name in ("question", "part"))
        rows = _chosen(report, question, part)
        if form == "csv":
            body, content_type = _csv(rows).encode(), "text/csv"
        else:
            body, content_type = _json(report, None if question is part is None else rows), "application/json"
        stem = "-".join([f"{report.kind}-report-{report.pk}", *filter(None, (question, part))])
        name = f"{stem}.{form}"
        disposition = {"Content-Disposition": f'attachment; filename="{name}"'}
        return HttpResponse(body, content_type=content_type, headers=disposition)


def _chosen(report: Report, question: str | None, part: str | None) -> list[NumberRow]:
    """The report's numbers, of one question and part where they are given. Raises ``InvalidInput`` for unknown ones."""
    rows = list(computation(report.kind).rows(report.result or {}))
    for name, wanted, known in (
        ("question", question, {row.question for row in rows}),
        ("part", part, {row.part for row in rows if row.part}),
    ):
        if wanted is not None and wanted not in known:
            told = ", ".join(sorted(known)) or "none"
            raise InvalidInput(
                say("The report has no such {name}.", name=name),
                fields={name: [say("Must be one of: {told}.", told=told)]},
            )
    return [row for row in rows if question in {None, row.question} and part in {None, row.part}]


def _json(report: Report, rows: list[NumberRow] | None) -> bytes:
    """The whole report; or with ``rows`` its head and those numbers only."""
    with override(ENGLISH):  # a file is the same whoever takes it
        told = ReportSerializer(report).data
    data = {**told, "seed": report.seed, "last_judgment_id": report.last_judgment_id}
    del data["abilities"]
    if rows is not None:
        del data["result"]
        data["numbers"] = [
            {
                "question": row.question,
                "statistic": row.statistic,
                "group": row.group,
                "subject": row.subject,
                **{name: row.estimate.get(name) for name in ESTIMATE},
            }
            for row in rows
        ]
    return orjson.dumps(data, option=orjson.OPT_INDENT_2 | orjson.OPT_NON_STR_KEYS)


def _csv(rows: list[NumberRow]) -> str:
    text = io.StringIO()
    writer = csv.writer(text)
    writer.writerow(HEADER)
    writer.writerows(_lines(rows))
    return text.getvalue()


def _lines(rows: list[NumberRow]) -> Iterator[list[Any]]:
    for row in rows:
        words = [inert(word) for word in (row.question, row.statistic, row.group, row.subject)]
        yield [*words, *(row.estimate.get(name) for name in ESTIMATE)]

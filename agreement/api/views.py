"""Reports over the API: list, request, look, cancel, and the latest of a kind with its typed result."""

from collections.abc import Mapping
from typing import Any, ClassVar, cast

from django.db.models import Q
from django.utils import timezone
from drf_spectacular.utils import OpenApiParameter, extend_schema, extend_schema_view
from rest_framework import generics
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from agreement import queries
from agreement.api.serializers import (
    AgreementHeadlineSerializer,
    LatestAgreementSerializer,
    NewReportSerializer,
    ReportRowSerializer,
    ReportSerializer,
)
from agreement.models import Report
from agreement.services import agreement_report, runs
from agreement.services.computations import computation, kinds
from annotator.api.access import project_for, roles_in
from annotator.models import Project, Role, User
from annotator.wording import reworded

KIND = OpenApiParameter("kind", str, enum=kinds(), description="Reports of this kind only.")
READERS = (Role.LEAD, Role.REVIEWER)


def report_context(request: Request, project_id: int) -> dict[str, Any]:
    """What ``ReportRowSerializer`` needs to know of the asker."""
    return {"request": request, "may_cancel": Role.LEAD.value in roles_in(request.user, project_id)}


class ProjectReports(generics.GenericAPIView[Report]):
    """A project's reports."""

    queryset = Report.objects.none()
    serializer_class = ReportRowSerializer

    @extend_schema(operation_id="reports_list", parameters=[KIND], responses=ReportRowSerializer(many=True))
    def get(self, request: Request, project_id: int) -> Response:
        """Reports, newest first, without their results."""
        project_for(request.user, project_id, *READERS)
        kind = request.query_params.get("kind")
        if kind is not None:
            computation(kind)
        page = self.paginate_queryset(queries.report_rows(project_id, kind=kind))
        serializer = ReportRowSerializer(page, many=True, context=report_context(request, project_id))
        return self.get_paginated_response(serializer.data)

    @extend_schema(operation_id="reports_request", request=NewReportSerializer, responses={202: ReportSerializer})
    def post(self, request: Request, project_id: int) -> Response:
        """Request a report. Where an equal one is queued or running, that one is returned."""
        project = project_for(request.user, project_id)
        wish = NewReportSerializer(data=request.data)
        wish.is_valid(raise_exception=True)
        report = runs.request_report(
            project=project,
            kind=wish.validated_data["kind"],
            wanted=wish.validated_data.get("plan", {}),
            actor=cast(User, request.user),
            now=timezone.now(),
        )
        found = queries.report(report.pk)
        return Response(ReportSerializer(found, context=report_context(request, project_id)).data, status=202)


class LatestReport(APIView):
    """The latest finished report of a kind."""

    @extend_schema(
        operation_id="reports_latest",
        parameters=[OpenApiParameter("kind", str, enum=kinds(), description="`agreement` unless given.")],
        responses=ReportSerializer,
    )
    def get(self, request: Request, project_id: int) -> Response:
        """The newest report that succeeded; 404 with code `no_report` when there is none."""
        project_for(request.user, project_id, *READERS)
        kind = request.query_params.get("kind", "agreement")
        computation(kind)
        report = queries.latest_report_or_error(project_id, kind=kind)
        return Response(ReportSerializer(report, context=report_context(request, project_id)).data)


class LatestResult(APIView):
    """The latest report of ``kind`` as ``{report, result}``; each kind subclasses it to name its result's type."""

    kind: ClassVar[str]
    #: What a result holds of fields that were not yet computed when an older report was made.
    later: ClassVar[Mapping[str, Any]] = {}

    def which(self, request: Request, project: Project) -> Q:
        """Which of the reports of the kind are meant: all of them, unless a kind narrows them down."""
        return queries.ALL

    def get(self, request: Request, project_id: int) -> Response:
        """The newest report that succeeded; 404 with code `no_report` when there is none."""
        project = project_for(request.user, project_id, *READERS)
        report = queries.latest_report_or_error(project_id, kind=self.kind, which=self.which(request, project))
        row = ReportRowSerializer(report, context=report_context(request, project_id)).data
        return Response({"report": row, "result": reworded({**self.later, **(report.result or {})}, report.words)})


@extend_schema_view(get=extend_schema(operation_id="agreement_retrieve", responses=LatestAgreementSerializer))
class LatestAgreement(LatestResult):
    """The latest agreement report with its result."""

    kind = "agreement"


class AgreementHeadline(APIView):
    """One number for the project's overview."""

    @extend_schema(operation_id="agreement_headline_retrieve", responses=AgreementHeadlineSerializer)
    def get(self, request: Request, project_id: int) -> Response:
        """Krippendorff's alpha of the first question, from the latest agreement report."""
        project_for(request.user, project_id, *READERS)
        report = queries.latest_report(project_id, kind="agreement", slim=True)
        return Response(AgreementHeadlineSerializer(agreement_report.headline(report)).data)


class OneReport(APIView):
    """A report."""

    @extend_schema(operation_id="reports_retrieve", responses=ReportSerializer)
    def get(self, request: Request, report_id: int) -> Response:
        """The report with its result, null until it has succeeded."""
        project_id = queries.project_of_report(report_id)
        project_for(request.user, project_id, *READERS)
        report = queries.report(report_id)
        return Response(ReportSerializer(report, context=report_context(request, project_id)).data)


class CancelReport(APIView):
    """The end of a report before its time."""

    @extend_schema(operation_id="reports_cancel", request=None, responses=ReportSerializer)
    def post(self, request: Request, report_id: int) -> Response:
        """Cancel a queued report, or ask a running one to stop; 409 `job_finished` when it has ended."""
        project_id = queries.project_of_report(report_id)
        project_for(request.user, project_id)
        runs.cancel_report(report=queries.report(report_id), now=timezone.now())
        report = queries.report(report_id)
        return Response(ReportSerializer(report, context=report_context(request, project_id)).data)

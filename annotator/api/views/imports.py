"""Imports: upload a file, watch it land, fetch what failed."""

from typing import Any

from django.core.files.storage import default_storage
from django.http import FileResponse
from django.utils import timezone
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiResponse, extend_schema
from rest_framework.generics import ListAPIView
from rest_framework.parsers import MultiPartParser
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from annotator.api.access import project_for
from annotator.api.serializers.jobs import (
    ImportLayoutSerializer,
    ImportPreviewSerializer,
    ImportPreviewUploadSerializer,
    ImportRunSerializer,
    ImportUploadSerializer,
)
from annotator.api.views.common import LEADING, reachable, signed_in, validated
from annotator.errors import NotFound
from annotator.models import ImportRun, Role
from annotator.services.importing.foreign import all_layouts
from annotator.services.importing.preview import CHECKED, preview_import
from annotator.services.importing.request import request_import
from annotator.services.jobs import cancel_job


class NoErrors(NotFound):
    code = "no_errors"


class ImportsView(ListAPIView[ImportRun]):
    serializer_class = ImportRunSerializer
    queryset = ImportRun.objects.none()
    parser_classes = [MultiPartParser]

    def get_queryset(self) -> Any:
        project = project_for(self.request.user, self.kwargs["project_id"], *LEADING)
        return ImportRun.objects.filter(project=project).select_related("requested_by")

    @extend_schema(operation_id="imports_list")
    def get(self, request: Request, project_id: int) -> Response:
        """The project's imports, newest first."""
        return self.list(request)

    @extend_schema(
        operation_id="imports_create",
        request={"multipart/form-data": ImportUploadSerializer},
        responses={202: ImportRunSerializer},
    )
    def post(self, request: Request, project_id: int) -> Response:
        """Import items, or votes made elsewhere, from our own JSONL or CSV or another tool's file.

        The answer is a job to watch. A file that holds both is sent twice: as items, then as votes.
        """
        project = project_for(request.user, project_id)
        body = validated(ImportUploadSerializer, request)
        run = request_import(
            project=project,
            actor=signed_in(request),
            now=timezone.now(),
            file=body["file"],
            file_name=body["file"].name,
            kind=body["kind"],
            file_format=body["format"],
            question=body.get("question"),
        )
        return Response(ImportRunSerializer(run).data, status=202)


class ImportPreviewView(APIView):
    parser_classes = [MultiPartParser]

    @extend_schema(
        operation_id="imports_preview",
        request={"multipart/form-data": ImportPreviewUploadSerializer},
        responses=ImportPreviewSerializer,
    )
    def post(self, request: Request, project_id: int) -> Response:
        """How a file would be read: its layout and why, the columns' meaning, first rows, errors. Writes nothing."""
        project = project_for(request.user, project_id)
        body = validated(ImportPreviewUploadSerializer, request)
        preview = preview_import(
            project=project,
            now=timezone.now(),
            file=body["file"],
            file_name=body["file"].name,
            kind=body["kind"],
            file_format=body["format"],
            question=body.get("question"),
            limit=None if body["complete"] else CHECKED,
        )
        return Response(ImportPreviewSerializer(preview.as_dict()).data)


class ImportLayoutsView(APIView):
    @extend_schema(operation_id="import_layouts_list", responses=ImportLayoutSerializer(many=True))
    def get(self, request: Request) -> Response:
        """The layouts of other tools that the import reads, in the order in which a file is tried."""
        return Response(ImportLayoutSerializer(all_layouts(), many=True).data)


class ImportView(APIView):
    @extend_schema(operation_id="imports_retrieve", responses=ImportRunSerializer)
    def get(self, request: Request, import_id: int) -> Response:
        """One import with its progress and first errors."""
        return Response(ImportRunSerializer(import_for(request, import_id, *LEADING)).data)


class ImportErrorsView(APIView):
    @extend_schema(
        operation_id="imports_errors",
        responses={(200, "text/csv"): OpenApiResponse(OpenApiTypes.STR, description="line, field, reason, excerpt")},
    )
    def get(self, request: Request, import_id: int) -> FileResponse:
        """The rows that failed, as a CSV file with line, field, reason and an excerpt."""
        run = import_for(request, import_id, *LEADING)
        if not run.error_report or not default_storage.exists(str(run.error_report.name)):
            raise NoErrors("No row of this import has failed so far.")
        file = default_storage.open(str(run.error_report.name))
        return FileResponse(
            file, as_attachment=True, filename=f"import-{run.pk}-errors.csv", content_type="text/csv; charset=utf-8"
        )


class CancelImportView(APIView):
    @extend_schema(operation_id="imports_cancel", request=None, responses=ImportRunSerializer)
    def post(self, request: Request, import_id: int) -> Response:
        """Stop after the batch that is being written; what has landed stays."""
        run = cancel_job(import_for(request, import_id, Role.LEAD), now=timezone.now())
        return Response(ImportRunSerializer(run).data)


def import_for(request: Request, import_id: int, *roles: Role) -> ImportRun:
    """Return the import if the asker has one of ``roles`` in its project; outsiders are told that there is none."""
    run = ImportRun.objects.select_related("requested_by").filter(pk=import_id).first()
    return reachable(run, request, *roles, what="import")

"""Exports over the API: formats, list, request, look, cancel, download."""

from pathlib import Path
from typing import Any, cast

from django.http import FileResponse, StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.utils import timezone
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiResponse, extend_schema
from rest_framework import generics
from rest_framework.negotiation import BaseContentNegotiation
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from annotator.api.access import project_for
from annotator.models import User
from preferences import queries
from preferences.api.serializers import (
    ExportFormatSerializer,
    ExportPreviewSerializer,
    ExportRequestSerializer,
    ExportSerializer,
)
from preferences.formats import all_formats
from preferences.models import Export
from preferences.services import folders, requests
from preferences.services.writing import MEDIA_TYPES


class ExportFormats(APIView):
    """The formats in which data can leave."""

    @extend_schema(operation_id="export_formats_list", responses=ExportFormatSerializer(many=True))
    def get(self, request: Request) -> Response:
        """Every format with its options, in the order in which to offer them."""
        return Response(ExportFormatSerializer(all_formats(), many=True).data)


class ProjectExports(generics.GenericAPIView[Export]):
    """A project's exports."""

    queryset = Export.objects.none()
    serializer_class = ExportSerializer

    @extend_schema(operation_id="exports_list", responses=ExportSerializer(many=True))
    def get(self, request: Request, project_id: int) -> Response:
        """Exports, newest first."""
        project = project_for(request.user, project_id)
        page = self.paginate_queryset(queries.exports_of(project))
        return self.get_paginated_response(ExportSerializer(page, many=True).data)

    @extend_schema(operation_id="exports_request", request=ExportRequestSerializer, responses={202: ExportSerializer})
    def post(self, request: Request, project_id: int) -> Response:
        """Request an export. It holds the votes as they stand now."""
        project = project_for(request.user, project_id)
        wish = ExportRequestSerializer(data=request.data)
        wish.is_valid(raise_exception=True)
        export = requests.request_export(
            project=project,
            actor=cast(User, request.user),
            now=timezone.now(),
            form=wish.validated_data["format"],
            question=wish.validated_data.get("question"),
            options=wish.options(),
            filters=wish.validated_data.get("filters"),
            seed=wish.validated_data.get("seed"),
        )
        return Response(ExportSerializer(export).data, status=202)


class ExportPreview(APIView):
    """An export that isn't written."""

    @extend_schema(operation_id="exports_preview", request=ExportRequestSerializer, responses=ExportPreviewSerializer)
    def post(self, request: Request, project_id: int) -> Response:
        """The first rows of what would be exported, and what would be left out and why. Writes nothing."""
        project = project_for(request.user, project_id)
        wish = ExportRequestSerializer(data=request.data)
        wish.is_valid(raise_exception=True)
        preview = requests.preview_request(
            project=project,
            form=wish.validated_data["format"],
            question=wish.validated_data.get("question"),
            options=wish.options(),
            filters=wish.validated_data.get("filters"),
            seed=wish.validated_data.get("seed"),
        )
        return Response(ExportPreviewSerializer(preview).data)


def _export_for(request: Request, export_id: int) -> Export:
    export = queries.export_by_id(export_id)
    project_for(request.user, export.project_id)
    return export


class OneExport(APIView):
    """An export."""

    @extend_schema(operation_id="exports_retrieve", responses=ExportSerializer)
    def get(self, request: Request, export_id: int) -> Response:
        """The export with its progress, and its manifest and files once it has succeeded."""
        return Response(ExportSerializer(_export_for(request, export_id)).data)


class CancelExport(APIView):
    """The end of an export before its time."""

    @extend_schema(operation_id="exports_cancel", request=None, responses=ExportSerializer)
    def post(self, request: Request, export_id: int) -> Response:
        """Cancel a queued export, or ask a running one to stop; 409 `job_finished` when it has ended."""
        export = requests.cancel_export(export=_export_for(request, export_id), now=timezone.now())
        return Response(ExportSerializer(export).data)


class AnyContent(BaseContentNegotiation):
    """A file is what it is, whatever the client says it accepts; errors are problem JSON as everywhere."""

    def select_parser(self, request: Request, parsers: Any) -> Any:
        return parsers[0]

    def select_renderer(self, request: Request, renderers: Any, format_suffix: str | None = None) -> Any:
        return renderers[0], renderers[0].media_type


_DOWNLOAD = OpenApiResponse(OpenApiTypes.BINARY, description="The bytes. 409 `not_ready` while there are no files.")


class ExportFile(APIView):
    """One file of an export."""

    content_negotiation_class = AnyContent

    @extend_schema(
        operation_id="exports_file_retrieve",
        responses={(200, "application/x-ndjson"): _DOWNLOAD, (200, "application/json"): OpenApiTypes.OBJECT},
    )
    def get(self, request: Request, export_id: int, name: str) -> HttpResponseBase:
        """Download the file."""
        path = folders.file_path(_export_for(request, export_id), name)
        # The response closes the file when the last byte has gone.
        return FileResponse(path.open("rb"), as_attachment=True, filename=name, content_type=_content_type(name))


class ExportArchive(APIView):
    """All files of an export."""

    content_negotiation_class = AnyContent

    @extend_schema(operation_id="exports_archive_retrieve", responses={(200, "application/zip"): _DOWNLOAD})
    def get(self, request: Request, export_id: int) -> HttpResponseBase:
        """Download everything as one zip, made while it is sent."""
        export = _export_for(request, export_id)
        response = StreamingHttpResponse(folders.zip_stream(export), content_type="application/zip")
        response["Content-Disposition"] = f'attachment; filename="touchstone-export-{export.pk}.zip"'
        return response


def _content_type(name: str) -> str:
    return MEDIA_TYPES.get(Path(name).suffix, "application/octet-stream")

"""Own working times: a page at a time, or all as a file."""

import csv
from collections.abc import Iterator
from typing import Any

from django.http import StreamingHttpResponse
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import extend_schema
from rest_framework.generics import ListAPIView
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from annotator.api.serializers.times import OwnTimeSerializer
from annotator.api.views.common import signed_in
from annotator.models import Shift
from annotator.policies.spreadsheets import inert
from annotator.queries.times import own_times

COLUMNS = tuple(OwnTimeSerializer().fields)


class OwnTimesView(ListAPIView[Shift]):
    serializer_class = OwnTimeSerializer
    queryset = Shift.objects.none()
    ordering = ("-started_at", "-id")

    def get_queryset(self) -> Any:
        return own_times(signed_in(self.request))

    @extend_schema(operation_id="own_times")
    def get(self, request: Request) -> Response:
        """My shifts in all projects, the latest first: what was recorded of my time."""
        page = self.paginate_queryset(self.get_queryset()) or []
        return self.get_paginated_response(OwnTimeSerializer(page, many=True).data)


class OwnTimesFileView(APIView):
    @extend_schema(operation_id="own_times_file", responses={(200, "text/csv"): OpenApiTypes.STR})
    def get(self, request: Request) -> StreamingHttpResponse:
        """All my shifts as CSV, to keep or to check an invoice by."""
        rows = own_times(signed_in(request)).iterator(chunk_size=500)
        headers = {"Content-Disposition": 'attachment; filename="my-times.csv"'}
        return StreamingHttpResponse(_lines(rows), content_type="text/csv; charset=utf-8", headers=headers)


class _Line:
    """What ``csv.writer`` writes to: gives the line back instead of keeping it."""

    def write(self, line: str) -> str:
        return line


def _lines(shifts: Iterator[Shift]) -> Iterator[str]:
    writer = csv.writer(_Line())
    yield writer.writerow(COLUMNS)
    for shift in shifts:
        told = OwnTimeSerializer(shift).data
        yield writer.writerow([inert(told[name]) for name in COLUMNS])

"""Work in hand, as leads see it."""

from typing import Any

from django.utils import timezone
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework.generics import ListAPIView
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from annotator.api.access import MAX_ID, project_for
from annotator.api.serializers.leases import HolderSerializer, LeaseSerializer, ReleasedSerializer
from annotator.api.views.common import LEADING, reachable, signed_in
from annotator.errors import InvalidInput
from annotator.models import Assignment, Membership, Role
from annotator.queries.leases import holders, lease_rows
from annotator.services.releasing import release_all, release_assignment

RATER = OpenApiParameter("rater", OpenApiTypes.INT, description="Only what this rater holds.")


class LeasesView(ListAPIView[Assignment]):
    serializer_class = LeaseSerializer
    queryset = Assignment.objects.none()

    def get_queryset(self) -> Any:
        project = project_for(self.request.user, self.kwargs["project_id"], *LEADING)
        return lease_rows(project, rater=_rater(self.request))

    @extend_schema(operation_id="leases_list", parameters=[RATER])
    def get(self, request: Request, project_id: int) -> Response:
        """What is held, what was handed out last first."""
        page = self.paginate_queryset(self.get_queryset()) or []
        return self.get_paginated_response(LeaseSerializer(page, many=True).data)


class HoldersView(APIView):
    @extend_schema(operation_id="leases_holders", responses=HolderSerializer(many=True))
    def get(self, request: Request, project_id: int) -> Response:
        """Per rater: how much they hold and until when, and how often leases ran out or were released."""
        project = project_for(request.user, project_id, *LEADING)
        return Response(HolderSerializer(holders(project), many=True).data)


class ReleaseLeaseView(APIView):
    @extend_schema(operation_id="leases_release", request=None, responses=ReleasedSerializer)
    def post(self, request: Request, lease_id: int) -> Response:
        """Give one held assignment to others. A late answer is taken all the same."""
        assignment = Assignment.objects.filter(pk=min(lease_id, MAX_ID)).only("pk", "project_id").first()
        held = reachable(assignment, request, Role.LEAD, what="assignment")
        release_assignment(assignment_id=held.pk, actor=signed_in(request), now=timezone.now())
        return Response(ReleasedSerializer({"released": 1}).data)


class ReleaseRaterView(APIView):
    @extend_schema(operation_id="raters_release", request=None, responses=ReleasedSerializer)
    def post(self, request: Request, rater_id: int) -> Response:
        """Give everything that a rater holds to others."""
        found = Membership.objects.filter(pk=min(rater_id, MAX_ID), role=Role.RATER).first()
        rater = reachable(found, request, Role.LEAD, what="rater")
        released = release_all(rater=rater, actor=signed_in(request), now=timezone.now())
        return Response(ReleasedSerializer({"released": released}).data)


def _rater(request: Request) -> int | None:
    given = request.query_params.get("rater", "")
    if not given:
        return None
    if not given.isascii() or not given.isdigit() or int(given) > MAX_ID:
        raise InvalidInput("rater: Expected a rater's number.", fields={"rater": ["Expected a rater's number."]})
    return int(given)

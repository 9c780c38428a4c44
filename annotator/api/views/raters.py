"""Raters, as leads see them."""

from datetime import date

from django.utils import timezone
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from annotator.api.access import project_for, roles_in
from annotator.api.serializers.people import (
    PauseSerializer,
    QualificationsSerializer,
    RaterRowSerializer,
    ResumeSerializer,
)
from annotator.api.serializers.rhythm import DayQuerySerializer, RaterDaySerializer
from annotator.api.views.common import LEADING, reachable, signed_in, validated
from annotator.models import Membership, Role
from annotator.queries.raters import rater_rows
from annotator.services.freshness import freshness_by_rater
from annotator.services.qualifying import qualify_rater
from annotator.services.raters import pause_rater, resume_rater
from annotator.services.timeline import project_day
from annotator.services.training import train_again


class RatersView(APIView):
    @extend_schema(operation_id="raters_list", responses=RaterRowSerializer(many=True))
    def get(self, request: Request, project_id: int) -> Response:
        """The project's raters: how much, how well, how fast, and whether something is off."""
        project = project_for(request.user, project_id, *LEADING)
        rows = rater_rows(project, now=timezone.now())
        is_lead = Role.LEAD in roles_in(request.user, project_id)
        context = {"is_lead": is_lead, "freshness": freshness_by_rater(project=project, now=timezone.now())}
        return Response(RaterRowSerializer(rows, many=True, context=context).data)


class PauseRaterView(APIView):
    @extend_schema(operation_id="raters_pause", request=PauseSerializer, responses=RaterRowSerializer)
    def post(self, request: Request, rater_id: int) -> Response:
        """Hand a rater no more work, and tell them why."""
        rater = _rater_for(request, rater_id)
        reason = validated(PauseSerializer, request)["reason"]
        return _row(pause_rater(rater=rater, actor=signed_in(request), now=timezone.now(), reason=reason))


class ResumeRaterView(APIView):
    @extend_schema(operation_id="raters_resume", request=ResumeSerializer, responses=RaterRowSerializer)
    def post(self, request: Request, rater_id: int) -> Response:
        """Hand a paused rater work again; earlier gold checks no longer count, and quarantine ends."""
        rater = _rater_for(request, rater_id)
        wanted = validated(ResumeSerializer, request)
        return _row(resume_rater(rater=rater, actor=signed_in(request), now=timezone.now(), **wanted))


class RhythmView(APIView):
    @extend_schema(
        operation_id="rhythm_day",
        parameters=[OpenApiParameter("day", date, description="A day of UTC; today unless given.")],
        responses=RaterDaySerializer(many=True),
    )
    def get(self, request: Request, project_id: int) -> Response:
        """The day of each rater as a timeline: shifts, breaks, judgments, pace, freshness, checks and alarms."""
        project = project_for(request.user, project_id, *LEADING)
        wanted = DayQuerySerializer(data=request.query_params)
        wanted.is_valid(raise_exception=True)
        now = timezone.now()
        days = project_day(project=project, day=wanted.validated_data.get("day") or now.date(), now=now)
        return Response(RaterDaySerializer(days, many=True).data)


class QualificationsView(APIView):
    @extend_schema(operation_id="raters_qualify", request=QualificationsSerializer, responses=RaterRowSerializer)
    def put(self, request: Request, rater_id: int) -> Response:
        """Give a rater these qualifications and no others; what they are handed next follows."""
        rater = _rater_for(request, rater_id)
        names = validated(QualificationsSerializer, request)["qualifications"]
        return _row(qualify_rater(rater=rater, actor=signed_in(request), now=timezone.now(), names=names))


class TrainAgainView(APIView):
    @extend_schema(operation_id="raters_train_again", request=None, responses=RaterRowSerializer)
    def post(self, request: Request, rater_id: int) -> Response:
        """Give a rater who did not pass the training one more attempt."""
        rater = _rater_for(request, rater_id)
        return _row(train_again(rater=rater, actor=signed_in(request), now=timezone.now()))


def _rater_for(request: Request, rater_id: int) -> Membership:
    rater = Membership.objects.filter(pk=rater_id, role=Role.RATER).first()
    return reachable(rater, request, Role.LEAD, what="rater")


def _row(rater: Membership) -> Response:
    rows = rater_rows(rater.project, now=timezone.now(), rater_ids=[rater.pk])
    context = {"is_lead": True, "freshness": freshness_by_rater(project=rater.project, now=timezone.now())}
    return Response(RaterRowSerializer(rows[0], context=context).data)

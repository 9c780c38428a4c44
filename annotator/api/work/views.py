"""A rater's work over HTTP: each view makes one call."""

from functools import cache
from typing import Any, cast
from uuid import UUID

from django.utils import timezone
from drf_spectacular.utils import extend_schema
from rest_framework.exceptions import ValidationError
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.serializers import Serializer
from rest_framework.views import APIView

from annotator.api.access import rater_for
from annotator.api.serializers.rhythm import OwnShiftSerializer
from annotator.api.work import requests as bodies
from annotator.api.work import serializers as out
from annotator.api.work.pacing import paced
from annotator.models import FlagReason, User
from annotator.queries.gold_feedback import missed_checks
from annotator.queries.own_judgments import recent_judgments
from annotator.services import batching, contests, flagging, judging, reading, shifts, skipping, workbench
from annotator.services.rhythm import note_freshness
from annotator.services.timeline import own_day


def _actor(request: Request) -> User:
    """Return who asks: the permission classes have let nobody in without an account."""
    return cast(User, request.user)


@cache
def _kept(serializer: type[Serializer[Any]]) -> Serializer[Any]:
    """Return one serializer for all requests: its fields are copied once, and what is used of it keeps no state."""
    return serializer()


def _body(serializer: type[Serializer[Any]], request: Request) -> dict[str, Any]:
    try:
        return dict(_kept(serializer).run_validation(request.data))
    except ValidationError:
        # Once more in the usual way, which words the problems of a body that is no object at all.
        serializer(data=request.data).is_valid(raise_exception=True)
        raise


def _told(serializer: type[Serializer[Any]], value: Any, *, status: int = 200) -> Response:
    return Response(_kept(serializer).to_representation(value), status=status)


class WorkbenchView(APIView):
    @extend_schema(operation_id="workbench_retrieve", tags=["work"], responses=out.WorkbenchSerializer)
    def get(self, request: Request, project_id: int) -> Response:
        """Everything the rater's screen needs when it opens: guideline, questions, shift, held tasks, progress."""
        rater = rater_for(request.user, project_id)
        return Response(out.WorkbenchSerializer(workbench.open_workbench(rater=rater, now=timezone.now())).data)


class RecentView(APIView):
    @extend_schema(operation_id="work_recent_list", tags=["work"], responses=out.OwnJudgmentSerializer(many=True))
    def get(self, request: Request, project_id: int) -> Response:
        """The rater's own last ten judgments, newest first, to look at or correct."""
        rater = rater_for(request.user, project_id)
        return Response(out.OwnJudgmentSerializer(recent_judgments(rater, now=timezone.now()), many=True).data)


class FeedbackView(APIView):
    @extend_schema(operation_id="work_feedback", tags=["work"], responses=out.FeedbackSerializer)
    def get(self, request: Request, project_id: int) -> Response:
        """The checks that the rater missed, where the project shows them: never before they can't be corrected."""
        rater = rater_for(request.user, project_id)
        missed = missed_checks(rater, now=timezone.now())
        return Response(out.FeedbackSerializer({"policy": rater.project.gold_feedback, "missed": missed}).data)


class ContestView(APIView):
    @extend_schema(
        operation_id="work_contest",
        tags=["work"],
        request=bodies.ContestRequestSerializer,
        responses={201: out.OwnContestSerializer},
    )
    def post(self, request: Request, project_id: int, check_id: int) -> Response:
        """Object to a check that the rater was shown; a lead answers."""
        reason = _body(bodies.ContestRequestSerializer, request)["reason"]
        rater = rater_for(request.user, project_id)
        made = contests.contest(rater=rater, check_id=check_id, reason=reason, now=timezone.now())
        return Response(out.OwnContestSerializer(made).data, status=201)


class GuidelineReadView(APIView):
    @extend_schema(
        operation_id="guideline_read", tags=["work"], request=bodies.GuidelineReadSerializer, responses={204: None}
    )
    def post(self, request: Request, project_id: int) -> Response:
        """Note that the rater has read a version of the guideline."""
        version = _body(bodies.GuidelineReadSerializer, request)["version"]
        reading.note_guideline_read(rater=rater_for(request.user, project_id), version=version)
        return Response(status=204)


class ShiftsView(APIView):
    @extend_schema(
        operation_id="shift_start",
        tags=["work"],
        request=bodies.EmptyRequestSerializer,
        responses={201: out.ShiftSerializer},
    )
    def post(self, request: Request, project_id: int) -> Response:
        """Start a shift, or return the one that is open."""
        _body(bodies.EmptyRequestSerializer, request)
        shift = shifts.start_shift(rater=rater_for(request.user, project_id), now=timezone.now())
        return Response(out.ShiftSerializer(shift).data, status=201)


class ShiftEndView(APIView):
    @extend_schema(
        operation_id="shift_end",
        tags=["work"],
        request=bodies.EmptyRequestSerializer,
        responses=out.ShiftSummarySerializer,
    )
    def post(self, request: Request, shift_id: int) -> Response:
        """End the shift, give back what is held, and say what it came to."""
        _body(bodies.EmptyRequestSerializer, request)
        summary = shifts.end_shift(actor=_actor(request), shift_id=shift_id, now=timezone.now())
        return Response(out.ShiftSummarySerializer(summary).data)


class BreaksView(APIView):
    @extend_schema(
        operation_id="break_start",
        tags=["work"],
        request=bodies.BreakRequestSerializer,
        responses=out.ShiftSerializer,
    )
    def post(self, request: Request, shift_id: int) -> Response:
        """Start a break, or return the shift with the one that is on."""
        suggested = _body(bodies.BreakRequestSerializer, request)["suggested"]
        shift = shifts.start_break(actor=_actor(request), shift_id=shift_id, suggested=suggested, now=timezone.now())
        return Response(out.ShiftSerializer(shift).data)


class BreakEndView(APIView):
    @extend_schema(
        operation_id="break_end",
        tags=["work"],
        request=bodies.EmptyRequestSerializer,
        responses=out.ShiftSerializer,
    )
    def post(self, request: Request, shift_id: int) -> Response:
        """End the break that is on and renew the leases."""
        _body(bodies.EmptyRequestSerializer, request)
        shift = shifts.end_break(actor=_actor(request), shift_id=shift_id, now=timezone.now())
        return Response(out.ShiftSerializer(shift).data)


class FreshnessView(APIView):
    @extend_schema(
        operation_id="shift_freshness",
        tags=["work"],
        request=bodies.FreshnessReportSerializer,
        responses=out.AdviceSerializer,
    )
    def post(self, request: Request, shift_id: int) -> Response:
        """Say how fresh you feel, 1 (spent) to 5, or 0 if you would rather not; returns the advice that follows."""
        fresh = _body(bodies.FreshnessReportSerializer, request)["fresh"]
        advice = note_freshness(actor=_actor(request), shift_id=shift_id, fresh=fresh, now=timezone.now())
        return Response(out.AdviceSerializer(advice).data)


class OwnDayView(APIView):
    @extend_schema(operation_id="work_day", tags=["work"], responses=OwnShiftSerializer(many=True))
    def get(self, request: Request, project_id: int) -> Response:
        """The rater's own day: shifts, breaks, judgments per ten minutes, and pace against their own usual one."""
        rater = rater_for(request.user, project_id)
        return Response(OwnShiftSerializer(own_day(rater=rater, now=timezone.now()), many=True).data)


class HeartbeatView(APIView):
    @extend_schema(
        operation_id="work_heartbeat",
        tags=["work"],
        request=bodies.EmptyRequestSerializer,
        responses=out.PulseSerializer,
    )
    def post(self, request: Request, project_id: int) -> Response:
        """Note that the rater is there and renew the leases on what they hold."""
        _body(bodies.EmptyRequestSerializer, request)
        pulse = shifts.heartbeat(rater=rater_for(request.user, project_id), now=timezone.now())
        return _told(out.PulseSerializer, pulse)


class ClaimView(APIView):
    @extend_schema(
        operation_id="work_claim",
        tags=["work"],
        request=bodies.EmptyRequestSerializer,
        responses=out.ClaimedSerializer,
    )
    def post(self, request: Request, project_id: int) -> Response:
        """Return what the rater holds, topped up to the batch size that suits their freshness."""
        _body(bodies.EmptyRequestSerializer, request)
        claimed = batching.claim(rater=rater_for(request.user, project_id), now=timezone.now())
        return _told(out.ClaimedSerializer, claimed)


class JudgmentView(APIView):
    @extend_schema(
        operation_id="judgment_submit",
        tags=["work"],
        request=bodies.JudgmentRequestSerializer,
        responses={201: out.SubmittedSerializer, 200: out.SubmittedSerializer},
    )
    @paced
    def put(self, request: Request, key: UUID) -> Response:
        """Submit a judgment under a key made by the client; sending it again returns the same (200)."""
        submission = bodies.submission(key, _body(bodies.JudgmentEnvelopeSerializer, request))
        submitted = judging.submit(actor=_actor(request), submission=submission, now=timezone.now())
        return _told(out.SubmittedSerializer, submitted, status=201 if submitted.created else 200)


class SkipView(APIView):
    @extend_schema(
        operation_id="assignment_skip",
        tags=["work"],
        request=bodies.SkipRequestSerializer,
        responses=out.SkippedSerializer,
    )
    @paced
    def post(self, request: Request, key: UUID) -> Response:
        """Skip an assignment with a reason; the rater isn't given the item again."""
        body = _body(bodies.SkipRequestSerializer, request)
        advice = skipping.skip(
            actor=_actor(request),
            assignment_key=key,
            reason=skipping.SkipReason(body["reason"]),
            note=body["note"],
            now=timezone.now(),
        )
        return Response(out.SkippedSerializer({"advice": advice}).data)


class FlagView(APIView):
    @extend_schema(
        operation_id="assignment_flag", tags=["work"], request=bodies.FlagRequestSerializer, responses={204: None}
    )
    @paced
    def post(self, request: Request, key: UUID) -> Response:
        """Tell the reviewers that something is wrong with an item; the answer is given all the same."""
        body = _body(bodies.FlagRequestSerializer, request)
        flagging.flag(
            actor=_actor(request),
            assignment_key=key,
            reason=FlagReason(body["reason"]),
            note=body["note"],
            now=timezone.now(),
        )
        return Response(status=204)

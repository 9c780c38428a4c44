"""The reviewers' queue: each view makes one call."""

from typing import Any

from django.utils import timezone
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework.generics import ListAPIView
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from annotator.api.access import project_for, reviewer_for, reviewing
from annotator.api.serializers import review as bodies
from annotator.api.views.common import LEADING, reachable, signed_in, validated
from annotator.errors import InvalidInput
from annotator.models import CaseReason, Membership, ReviewCase
from annotator.queries.reviews import case_rows, opened_case, summary
from annotator.said import say
from annotator.services.review import claiming, deciding
from annotator.services.review.disputes import find_disputes_now

FILTERS = [
    OpenApiParameter("state", OpenApiTypes.STR, enum=bodies.FILTER_STATES, description="`waiting`: open or claimed."),
    OpenApiParameter("reason", OpenApiTypes.STR, enum=CaseReason.values),
]
EMPTY_QUEUE = "Nothing waits for you. New cases appear here when raters differ or flag something."


class ReviewView(APIView):
    @extend_schema(operation_id="review_retrieve", tags=["review"], responses=bodies.ReviewSummarySerializer)
    def get(self, request: Request, project_id: int) -> Response:
        """How full the queue is: counts by state and reason, the oldest case, and the one that I hold."""
        project = project_for(request.user, project_id, *LEADING)
        reviewer = reviewing(request.user, project_id)
        found = summary(project, reviewer=reviewer)
        body = {**found.__dict__, "abilities": {"review": reviewer is not None}}
        return Response(bodies.ReviewSummarySerializer(body).data)


class FindDisputesView(APIView):
    @extend_schema(operation_id="review_find", tags=["review"], request=None, responses=bodies.FoundSerializer)
    def post(self, request: Request, project_id: int) -> Response:
        """Search the project for disputes from the beginning; a long search goes on in the background."""
        project = project_for(request.user, project_id, *LEADING)
        found = find_disputes_now(project=project, actor=signed_in(request), now=timezone.now())
        return Response(bodies.FoundSerializer(found).data)


class TakeCaseView(APIView):
    @extend_schema(
        operation_id="review_take", tags=["review"], request=bodies.TakeSerializer, responses=bodies.TakenSerializer
    )
    def post(self, request: Request, project_id: int) -> Response:
        """Take the next case, or the one asked for; the one that I hold is renewed."""
        reviewer = reviewer_for(request.user, project_id)
        wanted = validated(bodies.TakeSerializer, request).get("case")
        case = claiming.claim_case(reviewer=reviewer, now=timezone.now(), case_id=wanted)
        taken = {"case": opened_case(case) if case is not None else None, "message": "" if case else EMPTY_QUEUE}
        return Response(bodies.TakenSerializer(taken, context={"reviewer": reviewer}).data)


class CasesView(ListAPIView[ReviewCase]):
    serializer_class = bodies.CaseRowSerializer
    queryset = ReviewCase.objects.none()

    def get_queryset(self) -> Any:
        project = project_for(self.request.user, self.kwargs["project_id"], *LEADING)
        return case_rows(project, **_filters(self.request))

    @extend_schema(operation_id="review_cases_list", tags=["review"], parameters=FILTERS)
    def get(self, request: Request, project_id: int) -> Response:
        """The project's cases, newest first."""
        page = self.paginate_queryset(self.get_queryset()) or []
        return self.get_paginated_response(bodies.CaseRowSerializer(page, many=True).data)


class CaseView(APIView):
    @extend_schema(operation_id="review_cases_retrieve", tags=["review"], responses=bodies.OpenedCaseSerializer)
    def get(self, request: Request, case_id: int) -> Response:
        """One case, with neither models' nor raters' names."""
        case = reachable(_case(case_id), request, *LEADING, what="case")
        return _opened(case, reviewing(request.user, case.project_id))


class ReleaseCaseView(APIView):
    @extend_schema(operation_id="review_release", tags=["review"], request=None, responses={204: None})
    def post(self, request: Request, case_id: int) -> Response:
        """Give a held case back to the queue."""
        claiming.release_case(reviewer=_reviewer(request, case_id), case_id=case_id, now=timezone.now())
        return Response(status=204)


class DecideView(APIView):
    @extend_schema(
        operation_id="review_decide",
        tags=["review"],
        request=bodies.DecideSerializer,
        responses={201: bodies.OpenedCaseSerializer, 200: bodies.OpenedCaseSerializer},
    )
    def post(self, request: Request, case_id: int) -> Response:
        """Decide a held case, or revise one's own decision. The raters' judgments stay as they are."""
        reviewer = _reviewer(request, case_id)
        body = validated(bodies.DecideEnvelopeSerializer, request)
        return _done(deciding.decide(reviewer=reviewer, case_id=case_id, now=timezone.now(), **body), reviewer)


class SendBackView(APIView):
    @extend_schema(
        operation_id="review_send_back",
        tags=["review"],
        request=bodies.SendBackSerializer,
        responses={201: bodies.OpenedCaseSerializer, 200: bodies.OpenedCaseSerializer},
    )
    def post(self, request: Request, case_id: int) -> Response:
        """Ask raters again: more of them, or anew under the guideline in force."""
        reviewer = _reviewer(request, case_id)
        body = validated(bodies.SendBackSerializer, request)
        return _done(deciding.send_back(reviewer=reviewer, case_id=case_id, now=timezone.now(), **body), reviewer)


class DismissView(APIView):
    @extend_schema(
        operation_id="review_dismiss",
        tags=["review"],
        request=bodies.DismissSerializer,
        responses={201: bodies.OpenedCaseSerializer, 200: bodies.OpenedCaseSerializer},
    )
    def post(self, request: Request, case_id: int) -> Response:
        """Settle a case without a decision."""
        reviewer = _reviewer(request, case_id)
        body = validated(bodies.DismissSerializer, request)
        return _done(deciding.dismiss(reviewer=reviewer, case_id=case_id, now=timezone.now(), **body), reviewer)


class UndoDecisionView(APIView):
    @extend_schema(operation_id="review_undo", tags=["review"], request=None, responses=bodies.OpenedCaseSerializer)
    def post(self, request: Request, case_id: int) -> Response:
        """Withdraw my decision and take the case back into my hands."""
        reviewer = _reviewer(request, case_id)
        return _opened(deciding.undo(reviewer=reviewer, case_id=case_id, now=timezone.now()), reviewer)


def _case(case_id: int) -> ReviewCase | None:
    return ReviewCase.objects.select_related("item", "project").filter(pk=case_id).first()


def _reviewer(request: Request, case_id: int) -> Membership:
    case = reachable(_case(case_id), request, *LEADING, what="case")
    return reviewer_for(request.user, case.project_id)


def _opened(case: ReviewCase, reviewer: Membership | None, status: int = 200) -> Response:
    body = bodies.OpenedCaseSerializer(opened_case(case), context={"reviewer": reviewer}).data
    return Response(body, status=status)


def _done(decided: deciding.Decided, reviewer: Membership) -> Response:
    return _opened(decided.case, reviewer, status=201 if decided.created else 200)


def _filters(request: Request) -> dict[str, str]:
    """Return the filters asked for. Raises ``InvalidInput`` naming the parameter that can't be understood."""
    found = {parameter.name: request.query_params.get(parameter.name, "") for parameter in FILTERS}
    for parameter in FILTERS:
        allowed = [str(value) for value in parameter.enum or ()]
        if found[parameter.name] and found[parameter.name] not in allowed:
            reason = say("Expected one of {listed}.", listed=", ".join(allowed))
            raise InvalidInput(
                say("{name}: {reason}", name=parameter.name, reason=reason), fields={parameter.name: [reason]}
            )
    return found

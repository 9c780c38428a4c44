"""Gold, as leads manage it."""

from typing import Any

from django.utils import timezone
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from annotator.api.access import project_for, roles_in
from annotator.api.serializers import gold as shapes
from annotator.api.views.common import LEADING, reachable, signed_in, validated
from annotator.errors import InvalidInput
from annotator.models import ContestState, GoldContest, Item, Role
from annotator.queries import gold
from annotator.queries.gold_candidates import candidates
from annotator.said import say
from annotator.services import gold_management
from annotator.services.contests import settle_contest

PURPOSE = OpenApiParameter("purpose", OpenApiTypes.STR, enum=["gold", "training"], description="Which known answers.")
STATE = OpenApiParameter("state", OpenApiTypes.STR, enum=ContestState.values)


class GoldView(APIView):
    @extend_schema(operation_id="gold_list", parameters=[PURPOSE], responses=shapes.GoldRowSerializer(many=True))
    def get(self, request: Request, project_id: int) -> Response:
        """The project's gold (or training) items and how each does as a check, those to look at first."""
        project = project_for(request.user, project_id, *LEADING)
        rows = gold.gold_rows(project, training=_chosen(request, PURPOSE) == "training")
        return Response(shapes.GoldRowSerializer(rows, many=True, context=_lead(request, project_id)).data)


class CandidatesView(APIView):
    @extend_schema(operation_id="gold_candidates_list", responses=shapes.CandidateSerializer(many=True))
    def get(self, request: Request, project_id: int) -> Response:
        """Judged items on which all raters agree: they can become gold."""
        rows = candidates(project_for(request.user, project_id, *LEADING))
        return Response(shapes.CandidateSerializer(rows, many=True, context=_lead(request, project_id)).data)


class PausedView(APIView):
    @extend_schema(operation_id="gold_paused_list", responses=shapes.PausedRaterSerializer(many=True))
    def get(self, request: Request, project_id: int) -> Response:
        """Raters whom checks have paused, though the checks as they are scored now would not."""
        rows = gold.paused_without_reason(project_for(request.user, project_id, *LEADING))
        return Response(shapes.PausedRaterSerializer(rows, many=True).data)


class GoldItemView(APIView):
    @extend_schema(operation_id="gold_retrieve", responses=shapes.GoldDetailSerializer)
    def get(self, request: Request, item_id: int) -> Response:
        """One gold item as a check: its latest checks and what was done to it."""
        return _detail(request, _item_for(request, item_id, *LEADING))


class GoldAnswerView(APIView):
    @extend_schema(
        operation_id="gold_answer_edit",
        request=shapes.GoldAnswerInputSerializer,
        responses=shapes.GoldDetailSerializer,
    )
    def post(self, request: Request, item_id: int) -> Response:
        """Replace the known answers; every check made so far is scored again."""
        item = _item_for(request, item_id, Role.LEAD)
        answer = validated(shapes.GoldAnswerInputSerializer, request)
        reason = answer.pop("reason")
        gold_management.edit_answer(
            item=item, actor=signed_in(request), now=timezone.now(), answer=answer, reason=reason
        )
        return _detail(request, item)


class RetireGoldView(APIView):
    @extend_schema(
        operation_id="gold_retire", request=shapes.RetireGoldInputSerializer, responses=shapes.GoldDetailSerializer
    )
    def post(self, request: Request, item_id: int) -> Response:
        """Seat this item no more; with ``void`` its checks count for nobody."""
        item = _item_for(request, item_id, Role.LEAD)
        body = validated(shapes.RetireGoldInputSerializer, request)
        gold_management.retire_gold(item=item, actor=signed_in(request), now=timezone.now(), **body)
        return _detail(request, item)


class RestoreGoldView(APIView):
    @extend_schema(
        operation_id="gold_restore", request=shapes.ReasonInputSerializer, responses=shapes.GoldDetailSerializer
    )
    def post(self, request: Request, item_id: int) -> Response:
        """Seat a retired item again; its checks count again."""
        item = _item_for(request, item_id, Role.LEAD)
        body = validated(shapes.ReasonInputSerializer, request)
        gold_management.restore_gold(item=item, actor=signed_in(request), now=timezone.now(), **body)
        return _detail(request, item)


class MakeGoldView(APIView):
    @extend_schema(
        operation_id="gold_make", request=shapes.MakeGoldInputSerializer, responses={201: shapes.GoldDetailSerializer}
    )
    def post(self, request: Request, item_id: int) -> Response:
        """Turn a judged work item into gold, with what all its raters said or with a given answer."""
        item = _item_for(request, item_id, Role.LEAD)
        body = validated(shapes.MakeGoldInputSerializer, request)
        gold_management.make_gold(item=item, actor=signed_in(request), now=timezone.now(), **body)
        return _detail(request, item, status=201)


class ContestsView(APIView):
    @extend_schema(operation_id="contests_list", parameters=[STATE], responses=shapes.ContestSerializer(many=True))
    def get(self, request: Request, project_id: int) -> Response:
        """What raters object to, open contests first."""
        project = project_for(request.user, project_id, *LEADING)
        rows = gold.contests_of(project, state=_chosen(request, STATE))
        return Response(shapes.ContestSerializer(rows, many=True).data)


class SettleView(APIView):
    @extend_schema(
        operation_id="contests_settle", request=shapes.SettleInputSerializer, responses=shapes.ContestBriefSerializer
    )
    def post(self, request: Request, contest_id: int) -> Response:
        """Uphold a contest (another answer, or the item is retired; history is scored again) or reject it."""
        contest = reachable(GoldContest.objects.filter(pk=contest_id).first(), request, Role.LEAD, what="contest")
        body = validated(shapes.SettleInputSerializer, request)
        settled = settle_contest(contest=contest, actor=signed_in(request), now=timezone.now(), **body)
        return Response(shapes.ContestBriefSerializer(settled).data)


def _item_for(request: Request, item_id: int, *roles: Role) -> Item:
    item = Item.objects.filter(pk=item_id).select_related("project").first()
    return reachable(item, request, *roles, what="item")


def _lead(request: Request, project_id: int) -> dict[str, Any]:
    return {"is_lead": Role.LEAD in roles_in(request.user, project_id)}


def _detail(request: Request, item: Item, status: int = 200) -> Response:
    detail = {
        "row": gold.gold_rows(item.project, item_ids=[item.pk])[0],
        "checks": gold.checks_of_item(item.pk),
        "events": gold.events_of_item(item.pk),
    }
    return Response(shapes.GoldDetailSerializer(detail, context=_lead(request, item.project_id)).data, status=status)


def _chosen(request: Request, parameter: OpenApiParameter) -> str:
    """Return the value of a query parameter, "" without. Raises ``InvalidInput`` for one that isn't offered."""
    value = request.query_params.get(parameter.name, "")
    allowed = [str(one) for one in parameter.enum or []]
    if value and value not in allowed:
        wrong = say("Expected one of {listed}.", listed=", ".join(allowed))
        raise InvalidInput(say("{name}: {wrong}", name=parameter.name, wrong=wrong), fields={parameter.name: [wrong]})
    return value

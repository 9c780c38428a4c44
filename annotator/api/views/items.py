"""Items, as leads see them."""

from typing import Any

from django.http import Http404
from django.utils import timezone
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework.generics import ListAPIView
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from annotator.api.access import project_for, roles_in
from annotator.api.serializers.items import ItemDetailSerializer, ItemRowSerializer
from annotator.api.views.common import LEADING, reachable, signed_in
from annotator.errors import InvalidInput
from annotator.models import Item, ItemPurpose, Role
from annotator.queries.items import item_detail, item_rows
from annotator.said import say
from annotator.services.items import restore_item, retire_item

FILTERS = [
    OpenApiParameter("search", OpenApiTypes.STR, description="Start of the external id, or part of the prompt."),
    OpenApiParameter("purpose", OpenApiTypes.STR, enum=ItemPurpose.values),
    OpenApiParameter("slice", OpenApiTypes.STR, description="`name:value`"),
    OpenApiParameter("status", OpenApiTypes.STR, enum=["open", "complete"]),
]


class ItemsView(ListAPIView[Item]):
    serializer_class = ItemRowSerializer
    queryset = Item.objects.none()

    def get_queryset(self) -> Any:
        project = project_for(self.request.user, self.kwargs["project_id"], *LEADING)
        return item_rows(project, filters=_filters(self.request))

    @extend_schema(operation_id="items_list", parameters=FILTERS)
    def get(self, request: Request, project_id: int) -> Response:
        """The project's items without their texts, newest first."""
        page = self.paginate_queryset(self.get_queryset()) or []
        is_lead = Role.LEAD in roles_in(request.user, project_id)
        return self.get_paginated_response(ItemRowSerializer(page, many=True, context={"is_lead": is_lead}).data)


class ItemView(APIView):
    @extend_schema(operation_id="items_retrieve", responses=ItemDetailSerializer)
    def get(self, request: Request, item_id: int) -> Response:
        """One item with its texts, gold answers and current judgments."""
        return _detail(request, _item_for(request, item_id, *LEADING).pk)


class RetireItemView(APIView):
    @extend_schema(operation_id="items_retire", request=None, responses=ItemDetailSerializer)
    def post(self, request: Request, item_id: int) -> Response:
        """Hand this item out no more; its judgments stay."""
        item = _item_for(request, item_id, Role.LEAD)
        return _detail(request, retire_item(item=item, actor=signed_in(request), now=timezone.now()).pk)


class RestoreItemView(APIView):
    @extend_schema(operation_id="items_restore", request=None, responses=ItemDetailSerializer)
    def post(self, request: Request, item_id: int) -> Response:
        """Hand this item out again."""
        item = _item_for(request, item_id, Role.LEAD)
        return _detail(request, restore_item(item=item, actor=signed_in(request), now=timezone.now()).pk)


def _item_for(request: Request, item_id: int, *roles: Role) -> Item:
    item = Item.objects.filter(pk=item_id).only("pk", "project_id").first()
    return reachable(item, request, *roles, what="item")


def _detail(request: Request, item_id: int) -> Response:
    item = item_detail(item_id).first()
    if item is None:
        raise Http404
    is_lead = Role.LEAD in roles_in(request.user, item.project_id)
    return Response(ItemDetailSerializer(item, context={"is_lead": is_lead}).data)


def _filters(request: Request) -> dict[str, str]:
    """Return the filters asked for. Raises ``InvalidInput`` naming the parameter that can't be understood."""
    found = {}
    for parameter in FILTERS:
        value = request.query_params.get(parameter.name, "")
        allowed = parameter.enum
        if value and allowed and value not in allowed:
            raise InvalidInput(
                say("{name}: expected one of {listed}.", name=parameter.name, listed=", ".join(map(str, allowed))),
                fields={parameter.name: [say("Expected one of {listed}.", listed=", ".join(map(str, allowed)))]},
            )
        if "\0" in value:
            raise InvalidInput("The character U+0000 is not allowed.", fields={parameter.name: ["Holds U+0000."]})
        found[parameter.name] = value
    if found["slice"] and ":" not in found["slice"]:
        raise InvalidInput("slice: expected name:value.", fields={"slice": ["Expected name:value."]})
    return found

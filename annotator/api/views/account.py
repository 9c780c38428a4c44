"""Oneself: who I am, my name, my tokens; and whether the product is alive."""

from django.utils import timezone
from drf_spectacular.utils import extend_schema
from knox.models import AuthToken
from rest_framework.permissions import AllowAny
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from annotator.api.serializers.people import (
    MeSerializer,
    MyNameSerializer,
    NewTokenSerializer,
    PreferencesSerializer,
    TokenSerializer,
)
from annotator.api.serializers.projects import HealthSerializer
from annotator.api.views.common import signed_in, validated
from annotator.policies.comfort import DEFAULTS
from annotator.queries.health import health
from annotator.services.accounts import ID_LENGTH, create_token, delete_token, rename_user, set_preferences


class HealthView(APIView):
    authentication_classes = []
    permission_classes = [AllowAny]

    @extend_schema(operation_id="health", responses={200: HealthSerializer, 503: HealthSerializer}, auth=[])
    def get(self, request: Request) -> Response:
        """Whether database, broker, worker and beat are alive. 503 only when the database is away."""
        found = health(now=timezone.now())
        return Response(HealthSerializer(found).data, status=200 if found.database else 503)


class MeView(APIView):
    @extend_schema(operation_id="me", responses=MeSerializer)
    def get(self, request: Request) -> Response:
        """The signed-in person with their projects."""
        return Response(MeSerializer(signed_in(request)).data)

    @extend_schema(operation_id="me_update", request=MyNameSerializer, responses=MeSerializer)
    def patch(self, request: Request) -> Response:
        """Change my name."""
        user = rename_user(actor=signed_in(request), name=validated(MyNameSerializer, request)["name"])
        return Response(MeSerializer(user).data)


class PreferencesView(APIView):
    @extend_schema(operation_id="preferences", responses=PreferencesSerializer)
    def get(self, request: Request) -> Response:
        """What I have set for myself: theme, letters, density and keys."""
        return Response({**DEFAULTS, **signed_in(request).preferences})

    @extend_schema(operation_id="preferences_update", request=PreferencesSerializer, responses=PreferencesSerializer)
    def patch(self, request: Request) -> Response:
        """Change some of it; the last write of each field wins. `keys` is replaced whole."""
        body = PreferencesSerializer(data=request.data, partial=True)
        body.is_valid(raise_exception=True)
        user = set_preferences(actor=signed_in(request), chosen=body.validated_data)
        return Response({**DEFAULTS, **user.preferences})


class TokensView(APIView):
    @extend_schema(operation_id="tokens_list", responses=TokenSerializer(many=True))
    def get(self, request: Request) -> Response:
        """My API tokens, without their secrets."""
        tokens = AuthToken.objects.filter(user=signed_in(request)).order_by("-created")
        return Response(TokenSerializer(tokens, many=True).data)

    @extend_schema(operation_id="tokens_create", request=None, responses={201: NewTokenSerializer})
    def post(self, request: Request) -> Response:
        """Make a token for a program. Its secret is shown this once; send it as `Authorization: Token …`."""
        token, secret = create_token(actor=signed_in(request), now=timezone.now())
        body = {"id": token.digest[:ID_LENGTH], "token": secret, "expires": token.expiry}
        return Response(NewTokenSerializer(body).data, status=201)


class TokenView(APIView):
    @extend_schema(operation_id="tokens_delete", responses={204: None})
    def delete(self, request: Request, token_id: str) -> Response:
        """End a token of mine."""
        delete_token(actor=signed_in(request), token_id=token_id)
        return Response(status=204)

"""Invitations: leads make links, people join by them."""

from django.contrib.auth import login
from django.utils import timezone
from drf_spectacular.utils import extend_schema
from rest_framework.permissions import AllowAny
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from annotator.api.access import project_for
from annotator.api.serializers.people import (
    AcceptInvitationSerializer,
    InvitationInputSerializer,
    InvitationLookSerializer,
    InvitationSerializer,
    MeSerializer,
)
from annotator.api.views.common import as_django, reachable, signed_in, validated
from annotator.models import Invitation, Role, User
from annotator.services.invitations import accept_invitation, find_invitation, invite, revoke_invitation, why_invalid
from annotator.wording import worded


class InvitationsView(APIView):
    @extend_schema(operation_id="invitations_list", responses=InvitationSerializer(many=True))
    def get(self, request: Request, project_id: int) -> Response:
        """The project's invitations, newest first, without their links."""
        project = project_for(request.user, project_id)
        return Response(InvitationSerializer(project.invitations.order_by("-pk"), many=True).data)

    @extend_schema(
        operation_id="invitations_create", request=InvitationInputSerializer, responses={201: InvitationSerializer}
    )
    def post(self, request: Request, project_id: int) -> Response:
        """Make a link that lets its holder join. It is shown this once: only its hash is kept."""
        project = project_for(request.user, project_id)
        body = validated(InvitationInputSerializer, request)
        invitation, token = invite(project=project, actor=signed_in(request), now=timezone.now(), **body)
        url = request.build_absolute_uri(f"/join/{token}")
        return Response(InvitationSerializer(invitation, context={"url": url}).data, status=201)


class InvitationView(APIView):
    @extend_schema(operation_id="invitations_revoke", responses={204: None})
    def delete(self, request: Request, invitation_id: int) -> Response:
        """Let nobody join by this link any more."""
        found = Invitation.objects.filter(pk=invitation_id).first()
        invitation = reachable(found, request, Role.LEAD, what="invitation")
        revoke_invitation(invitation=invitation, actor=signed_in(request), now=timezone.now())
        return Response(status=204)


class LookAtInvitationView(APIView):
    permission_classes = [AllowAny]

    @extend_schema(operation_id="invitations_look", responses=InvitationLookSerializer)
    def get(self, request: Request, token: str) -> Response:
        """What an invitation link offers, before joining."""
        invitation = find_invitation(token)
        reason = why_invalid(invitation, now=timezone.now())
        body = {
            "project_name": invitation.project.name if invitation else "",
            "role": invitation.role if invitation else None,
            "valid": not reason,
            "reason": worded(reason),
            "signed_in_as": str(request.user) if request.user.is_authenticated else None,
        }
        return Response(InvitationLookSerializer(body).data)


class AcceptInvitationView(APIView):
    permission_classes = [AllowAny]

    @extend_schema(operation_id="invitations_accept", request=AcceptInvitationSerializer, responses=MeSerializer)
    def post(self, request: Request) -> Response:
        """Join a project. Without being signed in, this creates the account and signs in."""
        body = validated(AcceptInvitationSerializer, request)
        actor = request.user if isinstance(request.user, User) else None
        user, _membership = accept_invitation(actor=actor, now=timezone.now(), **body)
        if actor is None:
            login(as_django(request), user, backend="config.accounts.AuthenticationBackend")
        return Response(MeSerializer(user).data)

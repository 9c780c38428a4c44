"""Projects, as leads see and change them."""

import secrets
from dataclasses import asdict
from typing import Any

from django.utils import timezone
from drf_spectacular.utils import extend_schema
from rest_framework.generics import ListAPIView
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from annotator.api.access import project_for, roles_in
from annotator.api.serializers.projects import (
    GuidelineInputSerializer,
    GuidelineSerializer,
    OverviewSerializer,
    PresetSerializer,
    ProjectChangesSerializer,
    ProjectInputSerializer,
    ProjectSerializer,
    QualifyingSerializer,
)
from annotator.api.serializers.questions import question_drafts
from annotator.api.views.common import LEADING, signed_in, validated
from annotator.models import Project, Role, User
from annotator.presets import PRESETS
from annotator.queries.pools import qualifying
from annotator.queries.projects import leading_ids, overview, projects_of, with_parts
from annotator.services.guidelines import publish_guideline
from annotator.services.projects import POLICIES, create_project, update_project


def project_body(project: Project, user: User) -> dict[str, Any]:
    """Return the project as JSON, with what ``user`` may do to it."""
    loaded = with_parts(Project.objects.all()).get(pk=project.pk)
    lead_of = {project.pk} if Role.LEAD in roles_in(user, project.pk) else set()
    return dict(ProjectSerializer(loaded, context={"lead_of": lead_of}).data)


class PresetsView(APIView):
    @extend_schema(operation_id="presets_list", responses=PresetSerializer(many=True))
    def get(self, request: Request) -> Response:
        """Studies to start from."""
        return Response(PresetSerializer([asdict(preset) for preset in PRESETS.values()], many=True).data)


class ProjectsView(ListAPIView[Project]):
    serializer_class = ProjectSerializer
    queryset = Project.objects.none()

    def get_queryset(self) -> Any:
        return projects_of(signed_in(self.request))

    @extend_schema(operation_id="projects_list")
    def get(self, request: Request) -> Response:
        """The projects that I lead or review, newest first."""
        page = self.paginate_queryset(self.get_queryset()) or []
        lead_of = leading_ids(signed_in(request), page)
        return self.get_paginated_response(ProjectSerializer(page, many=True, context={"lead_of": lead_of}).data)

    @extend_schema(operation_id="projects_create", request=ProjectInputSerializer, responses={201: ProjectSerializer})
    def post(self, request: Request) -> Response:
        """Create a project from a preset; questions, guideline and policies may replace the preset's."""
        body = validated(ProjectInputSerializer, request)
        questions = body.get("questions")
        user = signed_in(request)
        project = create_project(
            actor=user,
            now=timezone.now(),
            seed=secrets.randbits(63),
            name=body["name"],
            description=body.get("description", ""),
            preset=body["preset"],
            guideline=body.get("guideline"),
            questions=None if questions is None else question_drafts(questions),
            policies={name: body[name] for name in POLICIES if name in body},
        )
        return Response(project_body(project, user), status=201)


class ProjectView(APIView):
    @extend_schema(operation_id="projects_retrieve", responses=ProjectSerializer)
    def get(self, request: Request, project_id: int) -> Response:
        """One project."""
        return Response(project_body(project_for(request.user, project_id, *LEADING), signed_in(request)))

    @extend_schema(operation_id="projects_update", request=ProjectChangesSerializer, responses=ProjectSerializer)
    def patch(self, request: Request, project_id: int) -> Response:
        """Change name, description, policies or state. A changed overlap opens or closes slots."""
        project = project_for(request.user, project_id)
        body = validated(ProjectChangesSerializer, request)
        version, note = body.pop("version"), body.pop("note")
        user = signed_in(request)
        changed = update_project(
            project=project, actor=user, now=timezone.now(), version=version, changes=body, note=note
        )
        return Response(project_body(changed, user))


class GuidelinesView(APIView):
    @extend_schema(operation_id="guidelines_list", responses=GuidelineSerializer(many=True))
    def get(self, request: Request, project_id: int) -> Response:
        """All published versions, newest first."""
        project = project_for(request.user, project_id, *LEADING)
        return Response(GuidelineSerializer(project.guidelines.order_by("-version"), many=True).data)

    @extend_schema(
        operation_id="guidelines_publish", request=GuidelineInputSerializer, responses={201: GuidelineSerializer}
    )
    def post(self, request: Request, project_id: int) -> Response:
        """Publish the next version; raters must read it before they go on."""
        project = project_for(request.user, project_id)
        body = validated(GuidelineInputSerializer, request)
        guideline = publish_guideline(project=project, actor=signed_in(request), now=timezone.now(), **body)
        return Response(GuidelineSerializer(guideline).data, status=201)


class QualifyingView(APIView):
    @extend_schema(operation_id="projects_qualifying", responses=QualifyingSerializer)
    def get(self, request: Request, project_id: int) -> Response:
        """Which qualifications open work needs, and how many raters have them."""
        project = project_for(request.user, project_id, *LEADING)
        return Response(QualifyingSerializer(qualifying(project)).data)


class OverviewView(APIView):
    @extend_schema(operation_id="projects_overview", responses=OverviewSerializer)
    def get(self, request: Request, project_id: int) -> Response:
        """How far the project is, and what to do next."""
        project = project_for(request.user, project_id, *LEADING)
        return Response(OverviewSerializer(overview(project, now=timezone.now())).data)

"""A project's history, and its questions as they change."""

from typing import Any

from django.utils import timezone
from drf_spectacular.utils import extend_schema
from rest_framework.generics import ListAPIView
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from annotator.api.access import project_for
from annotator.api.serializers.changes import (
    ProjectChangeSerializer,
    QuestionAdditionSerializer,
    QuestionEditSerializer,
    VersionedSerializer,
)
from annotator.api.serializers.projects import ProjectSerializer
from annotator.api.serializers.questions import question_drafts
from annotator.api.views.common import LEADING, signed_in, validated
from annotator.api.views.projects import project_body
from annotator.models import ProjectChange
from annotator.queries.changes import change_rows, judgments_by_version
from annotator.services.asking import add_question, edit_question, retire_question


class ChangesView(ListAPIView[ProjectChange]):
    serializer_class = ProjectChangeSerializer
    queryset = ProjectChange.objects.none()

    def get_queryset(self) -> Any:
        return change_rows(project_for(self.request.user, self.kwargs["project_id"], *LEADING))

    @extend_schema(operation_id="projects_changes_list")
    def get(self, request: Request, project_id: int) -> Response:
        """What changed, when and by whom, newest first, and how much was judged under each version."""
        project = project_for(request.user, project_id, *LEADING)
        page = self.paginate_queryset(change_rows(project)) or []
        counts = judgments_by_version(project, versions=[change.version for change in page])
        body = ProjectChangeSerializer(page, many=True, context={"judgments": counts}).data
        return self.get_paginated_response(body)


class QuestionsView(APIView):
    @extend_schema(operation_id="questions_add", request=QuestionAdditionSerializer, responses={201: ProjectSerializer})
    def post(self, request: Request, project_id: int) -> Response:
        """Ask one more question from now on."""
        project = project_for(request.user, project_id)
        body = validated(QuestionAdditionSerializer, request)
        [draft] = question_drafts([body["question"]])
        user = signed_in(request)
        add_question(
            project=project, actor=user, now=timezone.now(), version=body["version"], draft=draft, note=body["note"]
        )
        return Response(project_body(project, user), status=201)


class QuestionView(APIView):
    @extend_schema(operation_id="questions_edit", request=QuestionEditSerializer, responses=ProjectSerializer)
    def patch(self, request: Request, project_id: int, key: str) -> Response:
        """Change a question's words, or widen what it accepts; what would change stored answers' meaning is refused."""
        project = project_for(request.user, project_id)
        body = validated(QuestionEditSerializer, request)
        version, note = body.pop("version"), body.pop("note")
        user = signed_in(request)
        edit_question(
            project=project, actor=user, now=timezone.now(), version=version, key=key, changes=body, note=note
        )
        return Response(project_body(project, user))


class RetireQuestionView(APIView):
    @extend_schema(operation_id="questions_retire", request=VersionedSerializer, responses=ProjectSerializer)
    def post(self, request: Request, project_id: int, key: str) -> Response:
        """Ask a question no more; its answers stay."""
        project = project_for(request.user, project_id)
        body = validated(VersionedSerializer, request)
        user = signed_in(request)
        retire_question(project=project, actor=user, now=timezone.now(), key=key, **body)
        return Response(project_body(project, user))

"""Planning over the API: the size of a study and what it costs, and the figures to start from."""

from typing import Any

from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.serializers import Serializer
from rest_framework.views import APIView

from agreement.api.serializers import StrictSerializer
from annotator.api.access import project_for
from annotator.errors import InvalidInput
from annotator.said import say
from preferences.services.planning import OWN, figures_of, plan

MOST = 1_000_000_000
LEAST_EFFECT = 0.001
"""Smaller effects take more judgments than anybody pays for, and numbers that overflow."""


class PlanRequestSerializer(StrictSerializer):
    """What is to be found out, and by whom. Which numbers must be given depends on ``kind``."""

    kind = serializers.ChoiceField(choices=sorted(OWN))
    difference = serializers.FloatField(
        required=False, min_value=LEAST_EFFECT, max_value=0.499, help_text="Of a win rate from one half."
    )
    expected = serializers.FloatField(required=False, min_value=0, max_value=0.999, help_text="The kappa expected.")
    half_width = serializers.FloatField(
        required=False, min_value=LEAST_EFFECT, max_value=1, help_text="Half the interval of kappa."
    )
    categories = serializers.IntegerField(default=2, min_value=2, max_value=100)
    models = serializers.IntegerField(required=False, min_value=2, max_value=10_000)
    distance = serializers.FloatField(
        required=False, min_value=LEAST_EFFECT, max_value=20, help_text="Of two strengths, in log-odds."
    )
    judgments = serializers.IntegerField(required=False, min_value=1, max_value=MOST)
    level = serializers.FloatField(default=0.95, min_value=0.5, max_value=0.9999)
    power = serializers.FloatField(default=0.8, min_value=0.5, max_value=0.9999)
    ties = serializers.FloatField(default=0.0, min_value=0, max_value=0.99)
    votes = serializers.IntegerField(default=1, min_value=1, max_value=1_000, help_text="Per item.")
    correlation = serializers.FloatField(default=0.3, min_value=0, max_value=1, help_text="Of two votes on one item.")
    raters = serializers.IntegerField(default=None, min_value=1, max_value=1_000_000, allow_null=True)
    seconds = serializers.FloatField(
        default=None, min_value=0.1, max_value=86_400, allow_null=True, help_text="Active ones per judgment."
    )
    hours_per_day = serializers.FloatField(default=8.0, min_value=0.5, max_value=24)
    productive = serializers.FloatField(
        default=5 / 6, min_value=0.05, max_value=1, help_text="Share of paid time that is spent judging."
    )

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        """Ask for what this kind of plan can't do without."""
        missing = [name for name in OWN[attrs["kind"]] if attrs.get(name) is None]
        if missing:
            raise serializers.ValidationError({name: ["Needed for this kind of plan."] for name in missing})
        return attrs


class PlanSerializer(Serializer):
    """The size of the study, and what it costs where a team was named."""

    items = serializers.IntegerField(required=False)
    judgments = serializers.IntegerField(required=False)
    design_effect = serializers.FloatField(
        required=False, help_text="By which votes on one item say less than as many items."
    )
    rater_hours = serializers.FloatField(required=False)
    days = serializers.FloatField(required=False)


class PlanFiguresSerializer(Serializer):
    """What the project shows of itself so far; null where nothing is known."""

    seconds = serializers.FloatField(allow_null=True, help_text="Active ones per judgment, of the newest.")
    ties = serializers.FloatField(allow_null=True, help_text="Share of the newest answers that name no winner.")
    raters = serializers.IntegerField()
    votes = serializers.IntegerField(help_text="Judgments wanted per item.")
    models = serializers.IntegerField()
    correlation = serializers.FloatField(allow_null=True, help_text="Of two decided votes on one item, of the newest.")


class Plans(APIView):
    """Plans for a project."""

    @extend_schema(operation_id="plan_figures", responses=PlanFiguresSerializer)
    def get(self, request: Request, project_id: int) -> Response:
        """The project's own figures, to plan with."""
        return Response(PlanFiguresSerializer(figures_of(project_for(request.user, project_id))).data)

    @extend_schema(operation_id="plan_compute", request=PlanRequestSerializer, responses=PlanSerializer)
    def post(self, request: Request, project_id: int) -> Response:
        """How many items and judgments it takes, and rater-hours and days of the team. Stores nothing."""
        project_for(request.user, project_id)
        wish = PlanRequestSerializer(data=request.data)
        wish.is_valid(raise_exception=True)
        try:
            found = plan(wish.validated_data["kind"], wish.validated_data)
        except ValueError as error:
            raise InvalidInput(say("This can't be planned: {error}.", error=error)) from error
        return Response(PlanSerializer(found).data)

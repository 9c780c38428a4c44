"""The effects of rest, in JSON: computed when asked, from a bounded number of rows."""

from typing import Any

from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from agreement.api.estimate_serializer import EstimateSerializer
from agreement.services.rest_effects import rest_effects
from annotator.api.access import project_for
from annotator.models import Role


class BreakArmSerializer(serializers.Serializer[Any]):
    """One arm of the trial of break policies; its policy is the one in force now."""

    arm = serializers.ChoiceField(choices=["a", "b"])
    break_after_minutes = serializers.IntegerField()
    micro_break_every_minutes = serializers.IntegerField()
    shifts = serializers.IntegerField()
    raters = serializers.IntegerField()
    checks = serializers.IntegerField()
    passed = serializers.IntegerField()


class RestEffectsSerializer(serializers.Serializer[Any]):
    """Within raters: per hour since the last break, and arm b less arm a. Times are natural logs of seconds."""

    gold_per_hour = EstimateSerializer()
    pace_per_hour = EstimateSerializer()
    trial_on = serializers.BooleanField()
    arms = BreakArmSerializer(many=True)
    gold_by_arm = EstimateSerializer()
    pace_by_arm = EstimateSerializer()


class RestEffectsView(APIView):
    @extend_schema(operation_id="rest_effects", responses=RestEffectsSerializer)
    def get(self, request: Request, project_id: int) -> Response:
        """What time since a break does to gold and pace within raters, and what the trial of break policies says."""
        project = project_for(request.user, project_id, Role.LEAD, Role.REVIEWER)
        return Response(RestEffectsSerializer(rest_effects(project=project)).data)

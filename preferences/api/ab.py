"""A live A/B test over the API."""

from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.serializers import Serializer
from rest_framework.views import APIView

from agreement.api.serializers import EstimateSerializer
from annotator.api.access import project_for
from annotator.errors import InvalidInput
from preferences.services.live_ab import live_ab


class AbQuerySerializer(Serializer):
    """What to compare; everything has a default."""

    question = serializers.CharField(required=False, max_length=50)
    model_a = serializers.CharField(required=False, max_length=200, help_text="With model_b; most items unless given.")
    model_b = serializers.CharField(required=False, max_length=200)
    votes = serializers.IntegerField(
        required=False, min_value=1, max_value=1_000, help_text="Votes per item that count; the overlap unless given."
    )
    level = serializers.FloatField(default=0.95, min_value=0.5, max_value=0.9999)
    include_models = serializers.BooleanField(default=False)


class MeetingSerializer(Serializer):
    """Two models that items compare."""

    model_a = serializers.CharField()
    model_b = serializers.CharField()
    items = serializers.IntegerField()


class SequencePointSerializer(Serializer):
    """The interval as it stood after ``n`` items."""

    n = serializers.IntegerField()
    at = serializers.DateTimeField()
    value = serializers.FloatField()
    low = serializers.FloatField()
    high = serializers.FloatField()


class LiveAbResultSerializer(Serializer):
    """How two models fare, with an interval that holds at all times. ``reason`` says why nothing could be compared."""

    question = serializers.CharField(allow_null=True)
    reason = serializers.CharField(allow_null=True)
    meetings = MeetingSerializer(many=True, help_text="The pairs that could be asked for, those with most items first.")
    models = serializers.ListField(child=serializers.CharField())
    votes = serializers.IntegerField(help_text="Votes per item that count.")
    level = serializers.FloatField()
    n_votes = serializers.IntegerField()
    n_ties = serializers.IntegerField()
    n_both_bad = serializers.IntegerField()
    n_items = serializers.IntegerField(help_text="Decided items that have their votes.")
    n_waiting = serializers.IntegerField(help_text="Items that have some of their votes.")
    notes = serializers.ListField(child=serializers.CharField())
    win_rate = EstimateSerializer(help_text="Of the first model; its interval holds at all times at once.")
    verdict = serializers.ChoiceField(choices=["a", "b", "undecided"])
    sentence = serializers.CharField()
    decided_at = serializers.IntegerField(allow_null=True, help_text="Items after which it was decided.")
    expected_at = serializers.IntegerField(
        allow_null=True, help_text="Items after which a decision is to be expected if the rate stays; null: not soon."
    )
    sequence = SequencePointSerializer(many=True)


class LiveAb(APIView):
    """A live A/B test."""

    @extend_schema(operation_id="ab_retrieve", parameters=[AbQuerySerializer], responses=LiveAbResultSerializer)
    def get(self, request: Request, project_id: int) -> Response:
        """Two models against each other, as the votes stand now: look as often as you like."""
        project = project_for(request.user, project_id)
        asked = AbQuerySerializer(data=request.query_params)
        asked.is_valid(raise_exception=True)
        wish = dict(asked.validated_data)
        one, other = wish.pop("model_a", None), wish.pop("model_b", None)
        if (one is None) != (other is None):
            missing = "model_a" if one is None else "model_b"
            raise InvalidInput("Name two models, or none.", fields={missing: ["Is missing."]})
        models = None if one is None or other is None else (one, other)
        return Response(LiveAbResultSerializer(live_ab(project, models=models, **wish)).data)

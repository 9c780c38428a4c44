"""The latest scores report over the API, with its types."""

from drf_spectacular.utils import extend_schema, extend_schema_view
from rest_framework import serializers
from rest_framework.serializers import Serializer

from agreement.api.result_serializers import RaterRefSerializer
from agreement.api.serializers import EstimateSerializer, ReportRowSerializer
from agreement.api.views import LatestResult


class RatedModelSerializer(Serializer):
    """How high one model scores."""

    model = serializers.CharField()
    n = serializers.IntegerField()
    raw = EstimateSerializer(help_text="The mean score.")
    adjusted = EstimateSerializer(help_text="The mean with the raters' severity removed, raters weighted by spread.")
    counts = serializers.ListField(child=serializers.IntegerField(), help_text="Of each score, from low to high.")


class RaterScaleSerializer(Serializer):
    """How one rater uses the scale."""

    rater = RaterRefSerializer()
    n = serializers.IntegerField()
    severity = EstimateSerializer(help_text="Points above the average rater; below zero is stricter.")
    spread = serializers.FloatField(help_text="Standard deviation of what model and severity leave over, in points.")


class ScaleSerializer(Serializer):
    """One likert question. ``reason`` says why no model could be rated."""

    question = serializers.CharField()
    title = serializers.CharField()
    scale = serializers.ListField(child=serializers.IntegerField())
    reason = serializers.CharField(allow_null=True)
    n = serializers.IntegerField()
    models = RatedModelSerializer(many=True, help_text="From high to low.")
    raters = RaterScaleSerializer(many=True, help_text="From strict to mild.")
    notes = serializers.ListField(child=serializers.CharField())


class ScoresResultSerializer(Serializer):
    """What models score, scale by scale. ``reason`` says why there is nothing."""

    reason = serializers.CharField(allow_null=True)
    questions = ScaleSerializer(many=True)


class LatestScoresSerializer(Serializer):
    """The latest scores report and its result."""

    report = ReportRowSerializer()
    result = ScoresResultSerializer()


@extend_schema_view(get=extend_schema(operation_id="scores_retrieve", responses=LatestScoresSerializer))
class LatestScores(LatestResult):
    """The latest scores report with its result."""

    kind = "scores"

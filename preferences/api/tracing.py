"""The latest trace-back over the API, and the scorers whose scores were imported."""

from django.db.models import Count
from drf_spectacular.utils import extend_schema, extend_schema_view
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.serializers import Serializer
from rest_framework.views import APIView

from agreement.api.result_serializers import RaterRefSerializer
from agreement.api.serializers import EstimateSerializer, ReportRowSerializer
from agreement.api.views import LatestResult
from annotator.api.access import MAX_ID, project_for
from annotator.models import Scorer
from annotator.services.scores import delete_scorer


class MarginBandSerializer(Serializer):
    """How often votes contradict the scorer where its margin has this size."""

    band = serializers.CharField()
    n = serializers.IntegerField()
    contradicted = EstimateSerializer()


class TracedGroupSerializer(Serializer):
    """A group of votes held against the other votes of like margin."""

    dimension = serializers.CharField(help_text="rater, guideline, hour, side, length, or slice: and the slice's name.")
    name = serializers.CharField(help_text="What the group is called, in words.")
    value = serializers.CharField(help_text="The group in the dimension: an id, a version, a slice's value.")
    rater = RaterRefSerializer(allow_null=True)
    n = serializers.IntegerField()
    n_items = serializers.IntegerField()
    n_contradicted = serializers.IntegerField()
    share_contradicted = serializers.FloatField()
    excess = EstimateSerializer(help_text="Its share of contradicted votes less that of the others, at like margins.")
    extra = serializers.FloatField(help_text="Contradicted votes beyond what others would have given.")
    p = serializers.FloatField(help_text="One-sided, for an excess above zero.")
    q = serializers.FloatField(help_text="The false discovery rate at which it counts as a source.")
    flagged = serializers.BooleanField()
    longer_chosen = serializers.FloatField(
        allow_null=True, help_text="Of its contradicted votes, the share that chose the longer response."
    )
    advice = serializers.CharField(allow_blank=True)


class ContradictedItemSerializer(Serializer):
    """An item whose decided votes contradict the scorer by half or more."""

    item = serializers.IntegerField()
    external_id = serializers.CharField()
    margin = serializers.FloatField()
    votes = serializers.IntegerField()
    against = serializers.IntegerField()


class TracebackResultSerializer(Serializer):
    """Where the votes come from that a scorer contradicts. ``reason`` says why nothing could be traced."""

    question = serializers.CharField(allow_null=True)
    reason = serializers.CharField(allow_null=True)
    scorer = serializers.CharField(allow_blank=True, help_text="Empty: the strengths fitted to the votes themselves.")
    false_discoveries = serializers.FloatField()
    n_votes = serializers.IntegerField()
    n_decided = serializers.IntegerField()
    n_items = serializers.IntegerField()
    n_contradicted = serializers.IntegerField()
    contradicted = EstimateSerializer()
    sentence = serializers.CharField(allow_blank=True)
    margins = MarginBandSerializer(many=True)
    scorer_prefers_longer = EstimateSerializer()
    raters_prefer_longer = EstimateSerializer()
    groups = TracedGroupSerializer(many=True)
    n_groups = serializers.IntegerField(help_text="Groups that were large enough to be tested.")
    examples = ContradictedItemSerializer(many=True)
    notes = serializers.ListField(child=serializers.CharField())


class LatestTracebackSerializer(Serializer):
    """The latest trace-back and its result."""

    report = ReportRowSerializer()
    result = TracebackResultSerializer()


class ScorerSerializer(Serializer):
    """A program that gave responses scores."""

    id = serializers.IntegerField()
    name = serializers.CharField()
    created_at = serializers.DateTimeField()
    n_scores = serializers.IntegerField()


@extend_schema_view(get=extend_schema(operation_id="traceback_retrieve", responses=LatestTracebackSerializer))
class LatestTraceback(LatestResult):
    """The latest trace-back with its result."""

    kind = "traceback"


class ProjectScorers(APIView):
    """The scorers of a project."""

    @extend_schema(operation_id="scorers_list", responses=ScorerSerializer(many=True))
    def get(self, request: Request, project_id: int) -> Response:
        """Every scorer with the number of its scores, newest first."""
        project = project_for(request.user, project_id)
        scorers = Scorer.objects.filter(project=project).annotate(n_scores=Count("scores")).order_by("-pk")
        return Response(ScorerSerializer(scorers, many=True).data)


class OneScorer(APIView):
    """One scorer."""

    @extend_schema(operation_id="scorers_destroy", responses={204: None})
    def delete(self, request: Request, project_id: int, scorer_id: int) -> Response:
        """Delete the scorer with its scores; reports that were made from them stay."""
        project = project_for(request.user, project_id)
        delete_scorer(project=project, scorer_id=min(scorer_id, MAX_ID))
        return Response(status=204)

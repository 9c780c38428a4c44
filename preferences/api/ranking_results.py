"""The latest result of a ranking report over the API, with its type."""

from collections.abc import Mapping
from typing import Any, ClassVar

from drf_spectacular.utils import extend_schema, extend_schema_view
from rest_framework import serializers
from rest_framework.serializers import Serializer

from agreement.api.result_serializers import RaterRefSerializer
from agreement.api.serializers import EstimateSerializer, ReportRowSerializer
from preferences.api.of_question import AGGREGATIONS, QUESTION, LatestOfQuestion


class TiesSerializer(Serializer):
    """How ties were treated; Davidson's parameter is null where another treatment, or no tie, leaves it unknown."""

    treatment = serializers.ChoiceField(choices=["davidson", "rao-kupper", "half", "drop"])
    nu = serializers.FloatField(allow_null=True)
    log_nu = EstimateSerializer()


class ModelStrengthSerializer(Serializer):
    """One ranked model. Strengths are natural log odds that sum to zero; counts are between ranked models."""

    model = serializers.CharField()
    strength = serializers.FloatField()
    se = serializers.FloatField(allow_null=True)
    low = serializers.FloatField(allow_null=True)
    high = serializers.FloatField(allow_null=True)
    rank = serializers.IntegerField()
    rank_low = serializers.IntegerField(help_text="The best rank that the data allow.")
    rank_high = serializers.IntegerField(help_text="The worst rank that the data allow.")
    n_comparisons = serializers.IntegerField()
    wins = serializers.IntegerField()
    losses = serializers.IntegerField()
    ties = serializers.IntegerField()
    estimate = EstimateSerializer(help_text="The strength as an estimate, with its method.")
    tie_rate = EstimateSerializer()
    both_bad_rate = EstimateSerializer()


class MatrixCellSerializer(Serializer):
    """How two models fared against each other."""

    model_a = serializers.CharField()
    model_b = serializers.CharField()
    n = serializers.IntegerField()
    wins_a = serializers.IntegerField()
    wins_b = serializers.IntegerField()
    ties = serializers.IntegerField()
    both_bad = serializers.IntegerField()


class UnrankableSerializer(Serializer):
    """A model without a strength, and why."""

    model = serializers.CharField()
    reason = serializers.CharField()


class LengthControlledSerializer(Serializer):
    """The strengths with length held fixed; ``effect`` is that of length, in log odds per standard deviation."""

    strengths = ModelStrengthSerializer(many=True)
    effect = EstimateSerializer()
    method = serializers.CharField()


class StyleEffectSerializer(Serializer):
    """The effect of one feature of the texts, beside the others."""

    name = serializers.ChoiceField(choices=["length", "headers", "lists", "bolds"])
    effect = EstimateSerializer(help_text="Log odds per standard deviation of the difference.")


class StyleControlledSerializer(Serializer):
    """The strengths with length and Markdown held fixed."""

    strengths = ModelStrengthSerializer(many=True)
    effects = StyleEffectSerializer(many=True)
    method = serializers.CharField()


class RaterWeightSerializer(Serializer):
    """How well one rater follows the strengths that all raters' votes give."""

    rater = RaterRefSerializer()
    weight = EstimateSerializer(help_text="0 is chance, 1 the average rater, below 0 the wrong way round.")


class RatersWeighedSerializer(Serializer):
    """The strengths with every rater's votes weighed by how well they follow them."""

    strengths = ModelStrengthSerializer(many=True)
    raters = RaterWeightSerializer(many=True, help_text="The lightest first.")
    spread = serializers.FloatField(help_text="Standard deviation of true weights.")
    method = serializers.CharField()


class NextPairSerializer(Serializer):
    """Two models, and what one more comparison of them is expected to tell."""

    model_a = serializers.CharField()
    model_b = serializers.CharField()
    n = serializers.IntegerField(help_text="Comparisons so far.")
    gain = serializers.FloatField(help_text="Expected information about the strengths, in bits.")
    open = serializers.IntegerField(help_text="Items that compare them and are still to be judged.")


class BetterSerializer(Serializer):
    """How surely a model is stronger than the next in rank."""

    model = serializers.CharField()
    other = serializers.CharField()
    difference = EstimateSerializer(help_text="Of the strengths, in log odds.")
    probability = serializers.FloatField(allow_null=True, help_text="That the first is the stronger one.")


class ScorecardCellSerializer(Serializer):
    """A model in a slice."""

    model = serializers.CharField()
    value = serializers.CharField(help_text="The slice's value.")
    n = serializers.IntegerField()
    n_items = serializers.IntegerField()
    overall = serializers.FloatField(help_text="Its strength over all slices.")
    raw = serializers.FloatField(help_text="Its deviation in the slice, by the slice's own votes alone.")
    deviation = EstimateSerializer(help_text="Its deviation in the slice, partially pooled, in log odds.")
    weak = serializers.BooleanField(help_text="It does worse here than its overall strength says.")


class ScorecardSerializer(Serializer):
    """Every model in every value of one slice, the weakest first."""

    slice = serializers.CharField()
    spread = serializers.FloatField(help_text="Standard deviation of the true deviations, in log odds.")
    n_cells = serializers.IntegerField()
    cells = ScorecardCellSerializer(many=True)


class RankingResultSerializer(Serializer):
    """A leaderboard. ``reason`` says why there is none."""

    question = serializers.CharField(allow_null=True)
    reason = serializers.CharField(allow_null=True)
    aggregation = serializers.ChoiceField(choices=AGGREGATIONS)
    ties = TiesSerializer()
    strengths = ModelStrengthSerializer(many=True)
    matrix = MatrixCellSerializer(many=True)
    components = serializers.ListField(child=serializers.ListField(child=serializers.CharField()))
    unrankable = UnrankableSerializer(many=True)
    length_controlled = LengthControlledSerializer(allow_null=True)
    style_controlled = StyleControlledSerializer(allow_null=True, help_text="Null where no response has Markdown.")
    raters_weighed = RatersWeighedSerializer(
        allow_null=True, help_text="Null for majorities, and where fewer than three raters voted."
    )
    next_pairs = NextPairSerializer(many=True, help_text="The most telling first; empty for majorities.")
    better = BetterSerializer(many=True, help_text="Each ranked model against the next.")
    scorecards = ScorecardSerializer(
        many=True, help_text="By slice, those with the widest spread first; none of over 60 values, or too many models."
    )
    intervals = serializers.CharField()
    method = serializers.CharField()
    n_items = serializers.IntegerField()
    n_comparisons = serializers.IntegerField()
    notes = serializers.ListField(child=serializers.CharField())


class LatestRankingSerializer(Serializer):
    """The latest ranking report and its result."""

    report = ReportRowSerializer()
    result = RankingResultSerializer()


@extend_schema_view(
    get=extend_schema(operation_id="ranking_retrieve", parameters=[QUESTION], responses=LatestRankingSerializer)
)
class LatestRanking(LatestOfQuestion):
    """The latest ranking report with its result."""

    kind = "ranking"
    later: ClassVar[Mapping[str, Any]] = {
        "style_controlled": None,
        "raters_weighed": None,
        "next_pairs": [],
        "better": [],
        "scorecards": [],
    }

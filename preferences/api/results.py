"""The latest bias and ranking results over the API, with their types."""

from collections.abc import Mapping
from typing import Any, ClassVar

from drf_spectacular.utils import extend_schema, extend_schema_view
from rest_framework import serializers
from rest_framework.serializers import Serializer

from agreement.api.result_serializers import RaterRefSerializer
from agreement.api.serializers import EstimateSerializer, ReportRowSerializer
from agreement.api.views import LatestResult

VERDICTS = ["none", "present", "unknown"]
AGGREGATIONS = ["votes", "majority"]


class LengthBiasSerializer(Serializer):
    """Whether the longer response wins."""

    longer_wins = EstimateSerializer(help_text="Share of decided comparisons of unequal lengths.")
    controlled = EstimateSerializer(help_text="Log odds per standard deviation of length difference, given the models.")
    sd_chars = serializers.FloatField(allow_null=True, help_text="That standard deviation, in characters.")
    verdict = serializers.ChoiceField(choices=VERDICTS)
    sentence = serializers.CharField()


class SideBiasSerializer(Serializer):
    """Whether the response shown first wins."""

    first_wins = EstimateSerializer(help_text="Share of decided comparisons whose shown order is known.")
    controlled = EstimateSerializer(help_text="Log odds of being shown first, given the models.")
    verdict = serializers.ChoiceField(choices=VERDICTS)
    sentence = serializers.CharField()


class RaterBiasSerializer(Serializer):
    """One rater's own rates. A flag says that the whole interval is more than five points from one half."""

    rater = RaterRefSerializer()
    n = serializers.IntegerField()
    longer_wins = EstimateSerializer()
    first_wins = EstimateSerializer()
    tie_rate = EstimateSerializer()
    length_slope = EstimateSerializer(
        required=False, help_text="The rater's own effect of length, partially pooled, models held fixed."
    )
    side_slope = EstimateSerializer(required=False, help_text="The same of being shown first.")
    longer_wins_shrunk = serializers.FloatField(
        allow_null=True, help_text="Drawn towards the rate of all raters as far as few judgments warrant."
    )
    first_wins_shrunk = serializers.FloatField(allow_null=True)
    length_flag = serializers.BooleanField()
    side_flag = serializers.BooleanField()


class FormatBiasSerializer(Serializer):
    """Whether more of one feature of Markdown wins."""

    name = serializers.ChoiceField(choices=["headers", "lists", "bolds"])
    more_wins = EstimateSerializer(help_text="Share of decided comparisons that the response with more won.")
    controlled = EstimateSerializer(help_text="Log odds per standard deviation, given models, length and the others.")
    verdict = serializers.ChoiceField(choices=VERDICTS)
    sentence = serializers.CharField()


class SliceBiasSerializer(Serializer):
    """How often the longer response wins in one value of a slice."""

    slice = serializers.CharField()
    value = serializers.CharField()
    longer_wins = EstimateSerializer()
    flag = serializers.BooleanField(help_text="The whole interval is more than five points from one half.")


class HourBiasSerializer(Serializer):
    """How often length and side win in one hour of the raters' shifts."""

    hour = serializers.IntegerField(help_text="From 1; the last stands for all later ones.")
    n = serializers.IntegerField()
    longer_wins = EstimateSerializer()
    first_wins = EstimateSerializer()


class LengthBandSerializer(Serializer):
    """How often the longer response wins when the lengths differ by so many characters."""

    band = serializers.CharField()
    n = serializers.IntegerField()
    longer_wins = EstimateSerializer()
    controlled = EstimateSerializer(
        required=False, help_text="Log odds of the longer one within the band, models held fixed."
    )


class GroupBiasSerializer(Serializer):
    """How often length and side win with a group of raters: model judges, or those with a qualification."""

    group = serializers.CharField()
    n_raters = serializers.IntegerField()
    n = serializers.IntegerField()
    longer_wins = EstimateSerializer()
    first_wins = EstimateSerializer()
    length_flag = serializers.BooleanField()
    side_flag = serializers.BooleanField()


class RaterSpreadSerializer(Serializer):
    """The standard deviation of raters' true slopes, in log odds."""

    length = EstimateSerializer()
    side = EstimateSerializer()


class BiasResultSerializer(Serializer):
    """What decides beside the models. ``reason`` says why nothing could be measured."""

    question = serializers.CharField(allow_null=True)
    reason = serializers.CharField(allow_null=True)
    aggregation = serializers.ChoiceField(choices=AGGREGATIONS, help_text="What length, bands, ties are measured on.")
    n_items = serializers.IntegerField()
    n_comparisons = serializers.IntegerField()
    length = LengthBiasSerializer()
    side = SideBiasSerializer()
    raters = RaterBiasSerializer(many=True)
    rater_spread = RaterSpreadSerializer(allow_null=True, help_text="How far raters differ; null in older reports.")
    groups = GroupBiasSerializer(many=True)
    length_bands = LengthBandSerializer(many=True)
    formats = FormatBiasSerializer(many=True)
    advice = serializers.ListField(child=serializers.CharField(), help_text="What to do about what was found.")
    slices = SliceBiasSerializer(many=True, help_text="The farthest from one half first.")
    hours = HourBiasSerializer(many=True)
    ties = EstimateSerializer()
    both_bad = EstimateSerializer()
    notes = serializers.ListField(child=serializers.CharField())


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


class LatestBiasSerializer(Serializer):
    """The latest bias report and its result."""

    report = ReportRowSerializer()
    result = BiasResultSerializer()


class LatestRankingSerializer(Serializer):
    """The latest ranking report and its result."""

    report = ReportRowSerializer()
    result = RankingResultSerializer()


@extend_schema_view(get=extend_schema(operation_id="bias_retrieve", responses=LatestBiasSerializer))
class LatestBias(LatestResult):
    """The latest bias report with its result."""

    kind = "bias"
    later: ClassVar[Mapping[str, Any]] = {
        "formats": [],
        "advice": [],
        "slices": [],
        "hours": [],
        "groups": [],
        "rater_spread": None,
    }


@extend_schema_view(get=extend_schema(operation_id="ranking_retrieve", responses=LatestRankingSerializer))
class LatestRanking(LatestResult):
    """The latest ranking report with its result."""

    kind = "ranking"
    later: ClassVar[Mapping[str, Any]] = {
        "style_controlled": None,
        "raters_weighed": None,
        "next_pairs": [],
        "better": [],
        "scorecards": [],
    }

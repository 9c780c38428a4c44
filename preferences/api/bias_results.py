"""The latest result of a bias report over the API, with its type."""

from collections.abc import Mapping
from typing import Any, ClassVar

from drf_spectacular.utils import extend_schema, extend_schema_view
from rest_framework import serializers
from rest_framework.serializers import Serializer

from agreement.api.result_serializers import RaterRefSerializer
from agreement.api.serializers import EstimateSerializer, ReportRowSerializer
from preferences.api.of_question import AGGREGATIONS, QUESTION, LatestOfQuestion

VERDICTS = ["none", "present", "unknown"]


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


class LatestBiasSerializer(Serializer):
    """The latest bias report and its result."""

    report = ReportRowSerializer()
    result = BiasResultSerializer()


@extend_schema_view(
    get=extend_schema(operation_id="bias_retrieve", parameters=[QUESTION], responses=LatestBiasSerializer)
)
class LatestBias(LatestOfQuestion):
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

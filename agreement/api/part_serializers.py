"""The pieces of an agreement report, one for each panel of the dashboard."""

from rest_framework import serializers
from rest_framework.serializers import Serializer

from agreement.api.estimate_serializer import EstimateSerializer
from agreement.api.result_serializers import (
    AgreementTotalsSerializer,
    DisputedItemSerializer,
    QuestionSummarySerializer,
    RaterInfluenceSerializer,
    RaterRefSerializer,
    SliceAgreementSerializer,
    WindowAgreementSerializer,
)
from agreement.api.serializers import ReportRowSerializer


class QuestionOverviewSerializer(QuestionSummarySerializer):
    """A question's agreement as a whole, and what stands out.

    ``low_slices`` lie below the whole with all of their interval; without one of ``raters_apart`` alpha would be higher
    by 0.05 or more. At most 10 of each.
    """

    slices_left_out = serializers.IntegerField()
    low_slices = SliceAgreementSerializer(many=True)
    raters_apart = RaterInfluenceSerializer(many=True)


class AgreementOverviewResultSerializer(Serializer):
    """What a first look needs; the rest comes question by question and part by part."""

    questions = QuestionOverviewSerializer(many=True)
    overall = AgreementTotalsSerializer()
    computed_at = serializers.DateTimeField()


class AgreementOverviewSerializer(Serializer):
    """The latest agreement report and the overview of its result."""

    report = ReportRowSerializer()
    result = AgreementOverviewResultSerializer()


class ShortEstimateSerializer(Serializer):
    """A value with its 95 % interval; its method is in the download."""

    value = serializers.FloatField(allow_null=True)
    low = serializers.FloatField(allow_null=True)
    high = serializers.FloatField(allow_null=True)
    reason = serializers.CharField(allow_null=True)


class ShortPairSerializer(Serializer):
    """Two raters, by id, on what both judged. Weighted kappas are null for nominal categories."""

    a = serializers.IntegerField()
    b = serializers.IntegerField()
    n_items = serializers.IntegerField()
    percent_agreement = ShortEstimateSerializer()
    plain = ShortEstimateSerializer()
    linear = ShortEstimateSerializer(allow_null=True)
    quadratic = ShortEstimateSerializer(allow_null=True)


class PairsPartSerializer(Serializer):
    """How all pairs of raters agree."""

    raters = RaterRefSerializer(many=True)
    pairs = ShortPairSerializer(many=True)


class AgreementRaterSerializer(RaterInfluenceSerializer):
    """A rater's influence, and the share of the others of their items who say the same (null: not computed)."""

    with_others = EstimateSerializer(allow_null=True)


class RatersPartSerializer(Serializer):
    """Every rater; ``confusions`` says whether each one's confusions can be asked for."""

    raters = AgreementRaterSerializer(many=True)
    confusions = serializers.BooleanField()


class ConfusionPartSerializer(Serializer):
    """Of the other raters of an item of which one says k (the row), the share who say l (the column).

    ``rater`` is null for all raters together.
    """

    rater = RaterRefSerializer(allow_null=True)
    categories = serializers.ListField(child=serializers.CharField())
    rows = serializers.ListField(child=EstimateSerializer(many=True))


class SlicesPartSerializer(Serializer):
    """Agreement by slice; ``left_out`` rare values beyond the 50 of each name were not measured."""

    slices = SliceAgreementSerializer(many=True)
    left_out = serializers.IntegerField()


class OverTimePartSerializer(Serializer):
    """Agreement by when the items were last judged."""

    windows = WindowAgreementSerializer(many=True)


class DisputedPartSerializer(Serializer):
    """The items that raters dispute most, worst first."""

    items = DisputedItemSerializer(many=True)

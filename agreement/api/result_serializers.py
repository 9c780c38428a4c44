"""The shape of an agreement result, for the schema: results are stored as they are sent."""

from rest_framework import serializers
from rest_framework.fields import Field
from rest_framework.serializers import Serializer

from agreement.api.diagnosis_serializers import DiagnosisSerializer
from agreement.api.estimate_serializer import EstimateSerializer


class RaterRefSerializer(Serializer):
    """Who, as leads see it."""

    id = serializers.IntegerField()
    alias = serializers.CharField()


class ItemRefSerializer(Serializer):
    """Which item."""

    id = serializers.IntegerField()
    external_id = serializers.CharField()


class ReadingSerializer(Serializer):
    """What an alpha means by Krippendorff's customary bounds; ``certain`` when the whole interval reads the same."""

    word = serializers.ChoiceField(choices=["reliable", "tentative", "unreliable", "unknown"])
    certain = serializers.BooleanField()
    sentence = serializers.CharField()


class RaterPairSerializer(Serializer):
    """How two raters agree on what both judged. Weighted kappas are null for nominal categories."""

    rater_a = RaterRefSerializer()
    rater_b = RaterRefSerializer()
    n_items = serializers.IntegerField(help_text="Items that both judged.")
    percent_agreement = EstimateSerializer()
    plain = EstimateSerializer()
    linear = EstimateSerializer(allow_null=True)
    quadratic = EstimateSerializer(allow_null=True)


class RaterInfluenceSerializer(Serializer):
    """A rater's judgments, and alpha without them: higher than with them when they disagree with the rest."""

    rater = RaterRefSerializer()
    n_judgments = serializers.IntegerField()
    alpha_without = EstimateSerializer(allow_null=True)


class SliceAgreementSerializer(Serializer):
    """Agreement on the items that have ``value`` for ``name``.

    ``pooled`` is alpha pulled towards the mean of the name's slices as far as it is noise; ``small`` says that fewer
    than 30 comparable items stand behind it. Both are absent from reports made before they were computed.
    """

    name = serializers.CharField()
    value = serializers.CharField()
    n_items = serializers.IntegerField()
    small = serializers.BooleanField(required=False)
    alpha = EstimateSerializer()
    pooled = EstimateSerializer(required=False)
    percent_agreement = EstimateSerializer()


class WindowAgreementSerializer(Serializer):
    """Agreement on the items whose last judgment came from ``from`` to ``to``, both days included (UTC)."""

    to = serializers.DateField()
    n_items = serializers.IntegerField()
    alpha = EstimateSerializer()

    def get_fields(self) -> dict[str, Field]:
        """``from`` can't be a Python name."""
        return {"from": serializers.DateField(), **super().get_fields()}


class DisputedItemSerializer(Serializer):
    """An item that raters dispute: the share of agreeing rater pairs, and the disagreement in units of chance."""

    item = ItemRefSerializer()
    agreement = serializers.FloatField()
    disagreement = serializers.FloatField(help_text="0 is unanimity, 1 what chance gives.")
    counts = serializers.DictField(child=serializers.IntegerField())


class RaterConfusionCountsSerializer(Serializer):
    """A rater against the others of the same items: judgments by what the rater said and what the others said."""

    rater = RaterRefSerializer()
    agreement = EstimateSerializer()
    counts = serializers.ListField(child=serializers.ListField(child=serializers.FloatField()))
    row_items = serializers.ListField(child=serializers.IntegerField())


class ConfusionSerializer(Serializer):
    """Of the other raters of an item of which one says k (the row), the share who say l (the column)."""

    categories = serializers.ListField(child=serializers.CharField())
    rows = serializers.ListField(child=EstimateSerializer(many=True))
    raters = RaterConfusionCountsSerializer(many=True)


class QuestionSummarySerializer(Serializer):
    """A question's agreement as a whole: coefficients, how to read them, and how much stands behind them."""

    question = serializers.CharField()
    title = serializers.CharField()
    kind = serializers.ChoiceField(choices=["preference", "likert", "choice", "ranking"])
    level = serializers.ChoiceField(choices=["nominal", "ordinal", "interval"])
    per_response = serializers.BooleanField()
    unit = serializers.CharField(help_text="What is compared: item, item × response, item × choice, …")
    categories = serializers.ListField(child=serializers.CharField())
    n_items = serializers.IntegerField()
    n_items_overlap = serializers.IntegerField(help_text="Items that two or more raters judged.")
    n_units = serializers.IntegerField()
    n_judgments = serializers.IntegerField()
    n_raters = serializers.IntegerField()
    percent_agreement = EstimateSerializer()
    fleiss_kappa = EstimateSerializer()
    krippendorff_alpha = EstimateSerializer()
    gwet_ac1 = EstimateSerializer(required=False, help_text="Absent from reports made before it was computed.")
    reading = ReadingSerializer()
    category_counts = serializers.DictField(child=serializers.IntegerField())
    diagnosis = DiagnosisSerializer(
        required=False,
        allow_null=True,
        help_text="Absent from reports made before it was computed; null where items are too many.",
    )


class QuestionAgreementSerializer(QuestionSummarySerializer):
    """Everything that is known about agreement on one question."""

    cohen = RaterPairSerializer(many=True)
    raters = RaterInfluenceSerializer(many=True)
    slices = SliceAgreementSerializer(many=True)
    slices_left_out = serializers.IntegerField(help_text="Rare slice values beyond the 50 per name that are measured.")
    over_time = WindowAgreementSerializer(many=True)
    confusion = ConfusionSerializer(
        required=False, allow_null=True, help_text="Null with more than 20 categories; absent from older reports."
    )
    most_disputed = DisputedItemSerializer(many=True)


class AgreementTotalsSerializer(Serializer):
    """How much was looked at, over all questions."""

    n_items = serializers.IntegerField()
    n_judgments = serializers.IntegerField()
    n_raters = serializers.IntegerField()


class AgreementResultSerializer(Serializer):
    """The result of a report of kind ``agreement``."""

    questions = QuestionAgreementSerializer(many=True)
    overall = AgreementTotalsSerializer()
    computed_at = serializers.DateTimeField()

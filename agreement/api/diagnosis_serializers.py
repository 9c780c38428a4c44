"""The shape of a diagnosis of agreement, for the schema: results are stored as they are sent."""

from rest_framework import serializers
from rest_framework.serializers import Serializer

from agreement.api.estimate_serializer import EstimateSerializer

KINDS = ["overlap", "schools", "raters", "slice", "categories", "prevalence", "differences", "noise"]


class DiagnosedRaterSerializer(Serializer):
    """A rater whom a cause is about."""

    id = serializers.IntegerField()
    alias = serializers.CharField()


class DiagnosedSliceSerializer(Serializer):
    """The slice that a cause is about."""

    name = serializers.CharField()
    value = serializers.CharField()


class CauseSerializer(Serializer):
    """One cause of low agreement: evidence, what to do, what that would gain, and what it costs."""

    kind = serializers.ChoiceField(choices=KINDS)
    title = serializers.CharField()
    evidence = serializers.ListField(child=serializers.CharField())
    action = serializers.CharField()
    unit = serializers.ChoiceField(
        choices=["alpha", "consensus", "half_width"],
        help_text="Scale of before, after and gain: alpha, the reliability of an item's consensus, or the half-width of"
        " alpha's interval (less is better).",
    )
    before = serializers.FloatField()
    after = serializers.FloatField()
    gain = EstimateSerializer(help_text="With the interval of what a new study of this size will show.")
    share_of_loss = serializers.FloatField(help_text="Of 1 - alpha, 0 to 1.")
    z = serializers.FloatField(allow_null=True)
    judgments = serializers.IntegerField(help_text="What the action costs.")
    explained_by = serializers.CharField(
        allow_null=True, help_text="The kind of a stronger cause of which this one is an echo."
    )
    raters = serializers.ListField(child=DiagnosedRaterSerializer(many=True), help_text="One list for each group.")
    slice = DiagnosedSliceSerializer(allow_null=True)
    categories = serializers.ListField(child=serializers.CharField())


class DesignRowSerializer(Serializer):
    """Items, judgments and raters for the wanted interval with so many labels per item."""

    labels_per_item = serializers.IntegerField()
    items = serializers.IntegerField()
    judgments = serializers.IntegerField()
    raters = serializers.IntegerField()


class DesignSerializer(Serializer):
    """How large a study like this one must be for an alpha known to plus and minus half_width."""

    half_width = serializers.FloatField()
    rows = DesignRowSerializer(many=True)


class DiagnosisSerializer(Serializer):
    """Is agreement low, why, and what to do: causes, the first of them first, echoes of others last."""

    state = serializers.ChoiceField(choices=["unknown", "low", "perhaps", "fine"])
    sentence = serializers.CharField()
    reason = serializers.CharField(allow_null=True)
    target = serializers.FloatField()
    alpha = EstimateSerializer()
    self_agreement = EstimateSerializer()
    fatigue = EstimateSerializer(allow_null=True)
    causes = CauseSerializer(many=True)
    design = DesignSerializer()

"""Reports as they are asked for and sent."""

from typing import Any

from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers
from rest_framework.fields import Field
from rest_framework.serializers import Serializer

from agreement.api.estimate_serializer import EstimateSerializer
from agreement.api.result_serializers import AgreementResultSerializer
from agreement.models import Report
from agreement.services.computations import MAX_REPLICATES, MIN_REPLICATES, kinds
from annotator.api.serializers.common import WordedField
from annotator.models import UNFINISHED, JobState
from annotator.said import say
from annotator.wording import reworded, worded

__all__ = [
    "AgreementHeadlineSerializer",
    "AgreementResultSerializer",
    "EstimateSerializer",
    "LatestAgreementSerializer",
    "NewReportSerializer",
    "ReportRowSerializer",
    "ReportSerializer",
]


class StrictSerializer(Serializer):
    """Refuses fields that it doesn't know: a misspelt option must not be ignored."""

    def to_internal_value(self, data: Any) -> Any:
        if isinstance(data, dict) and (unknown := sorted(set(data) - set(self.fields))):
            known = ", ".join(self.fields)
            raise serializers.ValidationError(
                {str(name): [worded(say("Unknown field; known are {known}.", known=known))] for name in unknown}
            )
        return super().to_internal_value(data)


class ComparedSideSerializer(StrictSerializer):
    """One side of a comparison: a period of whole days (UTC), or a version of the guideline."""

    to = serializers.DateField(required=False)
    guideline = serializers.IntegerField(required=False)

    def get_fields(self) -> dict[str, Field]:
        """``from`` can't be a Python name."""
        return {"from": serializers.DateField(required=False), **super().get_fields()}

    def to_internal_value(self, data: Any) -> Any:
        """Plans are stored as JSON, so days are text."""
        found = super().to_internal_value(data)
        return {name: value.isoformat() if name in {"from", "to"} else value for name, value in found.items()}


class ReportPlanSerializer(StrictSerializer):
    """What to compute; each kind of report says which of these it knows."""

    question = serializers.CharField(required=False, help_text="Key of the one question to look at; all unless given.")
    include_models = serializers.BooleanField(required=False, help_text="Count model judges too; false unless given.")
    slices = serializers.BooleanField(required=False, help_text="Measure each slice as well; true unless given.")
    ties = serializers.ChoiceField(choices=["davidson", "rao-kupper", "half", "drop"], required=False)
    aggregation = serializers.ChoiceField(
        choices=["votes", "majority"], required=False, help_text="What counts in bias and ranking."
    )
    scorer = serializers.CharField(
        required=False, allow_blank=True, max_length=100, help_text="Whose scores votes are traced back against."
    )
    by = serializers.ChoiceField(choices=["period", "guideline"], required=False, help_text="What is compared.")
    a = ComparedSideSerializer(required=False)
    b = ComparedSideSerializer(required=False)
    replicates = serializers.IntegerField(required=False, min_value=MIN_REPLICATES, max_value=MAX_REPLICATES)


class NewReportSerializer(StrictSerializer):
    """A wish for a report."""

    plan = ReportPlanSerializer(required=False)

    def get_fields(self) -> dict[str, Field]:
        """The kinds are known only once all apps have registered theirs."""
        return {"kind": serializers.ChoiceField(choices=kinds()), **super().get_fields()}


class ReportRequesterSerializer(Serializer):
    """Who asked; null when the product did by itself."""

    id = serializers.IntegerField()
    name = serializers.CharField(source="__str__")


class ReportAbilitiesSerializer(Serializer):
    """What the asking person may do with the report now."""

    cancel = serializers.BooleanField()


class ReportRowSerializer(serializers.ModelSerializer[Report]):
    """A report without its result. The context's ``may_cancel`` says whether the asking person may cancel reports."""

    state = serializers.ChoiceField(choices=JobState.choices)
    trigger = serializers.ChoiceField(choices=["request", "refresh", "nightly"])
    plan = serializers.DictField(help_text="What was frozen when the report was requested.")
    requested_by = ReportRequesterSerializer(allow_null=True)
    stale = serializers.BooleanField(help_text="Judgments that would count have come since.")
    abilities = serializers.SerializerMethodField()

    class Meta:
        model = Report
        fields = [
            "id",
            "kind",
            "trigger",
            "state",
            "stage",
            "progress_done",
            "progress_total",
            "attempts",
            "error_code",
            "error",
            "created_at",
            "started_at",
            "finished_at",
            "requested_by",
            "plan",
            "n_judgments",
            "stale",
            "abilities",
        ]
        read_only_fields = fields

    def get_fields(self) -> dict[str, Field]:
        """The kinds are known only once all apps have registered theirs."""
        return {**super().get_fields(), "kind": serializers.ChoiceField(choices=kinds())}

    @extend_schema_field(ReportAbilitiesSerializer)
    def get_abilities(self, report: Report) -> dict[str, bool]:
        """A report can be cancelled while it is queued or running."""
        return {"cancel": bool(self.context.get("may_cancel")) and report.state in UNFINISHED}


class ReportSerializer(ReportRowSerializer):
    """A report with its result, whose shape depends on the kind; the addresses of each kind give it typed."""

    result = serializers.DictField(allow_null=True)

    class Meta(ReportRowSerializer.Meta):
        fields = [*ReportRowSerializer.Meta.fields, "result"]
        read_only_fields = fields

    def to_representation(self, instance: Report) -> dict[str, Any]:
        """What the result says is said in the reader's language."""
        shown = super().to_representation(instance)
        return {**shown, "result": reworded(shown["result"], instance.words)}


class LatestAgreementSerializer(Serializer):
    """The latest agreement report and its result."""

    report = ReportRowSerializer()
    result = AgreementResultSerializer()


class AgreementHeadlineSerializer(Serializer):
    """The one number that stands for a project's agreement; ``reason`` says why there is none."""

    report_id = serializers.IntegerField(allow_null=True)
    created_at = serializers.DateTimeField(allow_null=True)
    stale = serializers.BooleanField()
    name = WordedField(allow_null=True)
    estimate = EstimateSerializer(allow_null=True)
    reason = WordedField(allow_null=True)

"""Exports as they are asked for and sent."""

import hashlib
from typing import Any

from django.urls import reverse
from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers
from rest_framework.fields import Field
from rest_framework.serializers import Serializer

from agreement.api.serializers import EstimateSerializer, ReportRequesterSerializer, StrictSerializer
from annotator.models import UNFINISHED, JobState
from preferences.formats import all_formats
from preferences.models import Export
from preferences.services.folders import MANIFEST, render_manifest


class FormatChoiceSerializer(Serializer):
    """One value that an option may have."""

    value = serializers.CharField()
    label = serializers.CharField()  # type: ignore[assignment]


class FormatOptionSerializer(Serializer):
    """One option of a format; send it under its key when requesting an export."""

    default = serializers.JSONField(help_text="A value of `choices`, or a number.")

    key = serializers.CharField()
    kind = serializers.ChoiceField(choices=["choice", "number"], help_text="A number lies between 0 and 1.")
    title = serializers.CharField()
    description = serializers.CharField()
    choices = serializers.SerializerMethodField()

    @extend_schema_field(FormatChoiceSerializer(many=True))
    def get_choices(self, option: Any) -> list[dict[str, str]]:
        """The values to choose from; empty for numbers."""
        return [{"value": value, "label": label} for value, label in option.choices]


class ExportFormatSerializer(Serializer):
    """A way to write a dataset."""

    key = serializers.CharField()
    name = serializers.CharField()
    description = serializers.CharField()
    source = serializers.CharField(help_text="Where the schema is documented.")  # type: ignore[assignment]
    kept = serializers.CharField(help_text="What of a judgment is in the files.")
    lost = serializers.CharField(help_text="What of a judgment isn't.")
    options = FormatOptionSerializer(many=True)


class ExportFiltersSerializer(StrictSerializer):
    """Which votes: of items in all the slices, by these raters, submitted in [from, to)."""

    slices = serializers.DictField(
        child=serializers.ListField(child=serializers.CharField(), allow_empty=False),
        required=False,
        help_text="Accepted values by slice name.",
    )
    raters = serializers.ListField(
        child=serializers.IntegerField(), required=False, help_text="Ids of raters; all unless given."
    )
    to = serializers.DateTimeField(required=False, allow_null=True)
    include_models = serializers.BooleanField(required=False, help_text="Count model judges too.")
    guidelines = serializers.ListField(
        child=serializers.IntegerField(), required=False, help_text="Versions of the guideline; all unless given."
    )
    include_gold = serializers.BooleanField(required=False, help_text="Count votes on gold items too.")

    def get_fields(self) -> dict[str, Field]:
        """``from`` is a word of Python's own, so it can't be declared above."""
        return {**super().get_fields(), "from": serializers.DateTimeField(required=False, allow_null=True)}


def _option_fields() -> dict[str, Field]:
    """A field per option of any format; a choice takes what one of the formats takes."""
    choices: dict[str, dict[str, None]] = {}
    fields: dict[str, Field] = {}
    for option in (option for form in all_formats() for option in form.options):
        if option.kind == "number":
            fields[option.key] = serializers.FloatField(required=False, min_value=0, max_value=1)
        else:
            choices.setdefault(option.key, {}).update(dict.fromkeys(value for value, _ in option.choices))
            fields[option.key] = serializers.ChoiceField(choices=list(choices[option.key]), required=False)
    return fields


class ExportRequestSerializer(StrictSerializer):
    """A wish for an export. ``/export-formats/`` says which options a format has and what their defaults are."""

    question = serializers.CharField(required=False, help_text="Key of the question; the first fitting unless given.")
    seed = serializers.IntegerField(
        required=False, min_value=0, max_value=2**53 - 1, help_text="Decides the splits; the project's unless given."
    )
    filters = ExportFiltersSerializer(required=False)

    NOT_OPTIONS = ("format", "question", "seed", "filters")

    def get_fields(self) -> dict[str, Field]:
        """The formats and their options are those of the registry; the plan checks which format has which."""
        keys = [form.key for form in all_formats()]
        return {"format": serializers.ChoiceField(choices=keys), **_option_fields(), **super().get_fields()}

    def options(self) -> dict[str, Any]:
        """What was said of the format's own options."""
        return {key: value for key, value in self.validated_data.items() if key not in self.NOT_OPTIONS}


class ExportPreviewSerializer(Serializer):
    """The first rows of an export, and what of the items that were looked at would be left out."""

    rows = serializers.ListField(child=serializers.DictField())
    items = serializers.IntegerField(help_text="Items that were looked at.")
    items_total = serializers.IntegerField()
    votes = serializers.IntegerField()
    pairs = serializers.IntegerField()
    rows_written = serializers.IntegerField()
    dropped = serializers.DictField(child=serializers.IntegerField(), help_text="How many were left out, by reason.")


class ExportCountsSerializer(Serializer):
    """Where everything went: votes in, rows out, and what was left out in between. ``unit`` is what the rest counts."""

    unit = serializers.ChoiceField(choices=["pairs", "votes"])
    votes = serializers.IntegerField()
    pairs = serializers.IntegerField()
    rows = serializers.IntegerField()
    ties_dropped = serializers.IntegerField()
    both_bad_dropped = serializers.IntegerField()
    no_majority_dropped = serializers.IntegerField()
    below_agreement_dropped = serializers.IntegerField()
    duplicates_dropped = serializers.IntegerField()
    multi_turn_dropped = serializers.IntegerField(help_text="Conversations, in a format of single turns.")
    system_message_dropped = serializers.IntegerField(help_text="System messages, in a format without a word for them.")
    speaker_mark_dropped = serializers.IntegerField(help_text="Texts that a transcript's reader would take for turns.")
    votes_not_on_pairs = serializers.IntegerField(help_text="Votes on items without exactly two responses.")
    ties_kept = serializers.IntegerField()
    both_bad_kept = serializers.IntegerField()
    identical_texts = serializers.IntegerField(help_text="Rows whose two responses have the same text; kept.")


class ExportModelSerializer(Serializer):
    """How often a model's responses appear in the rows."""

    model = serializers.CharField()
    chosen = serializers.IntegerField()
    rejected = serializers.IntegerField()
    tied = serializers.IntegerField()
    both_bad = serializers.IntegerField()


class ExportGuidelineSerializer(Serializer):
    """How many votes were given under a version of the guideline; null: under none."""

    version = serializers.IntegerField(allow_null=True)
    votes = serializers.IntegerField()


class ExportAgreementSerializer(Serializer):
    """How far the people agree whose votes these are."""

    name = serializers.CharField()
    question = serializers.CharField()
    krippendorff_alpha = EstimateSerializer()
    percent_agreement = EstimateSerializer()


class ExportBiasSerializer(Serializer):
    """Whether length or order swayed the votes: shares of decided votes."""

    longer_wins = EstimateSerializer()
    first_wins = EstimateSerializer()


class ExportRaterSerializer(Serializer):
    """A rater's part of the votes, under the name that the export gives."""

    rater = serializers.CharField()
    kind = serializers.ChoiceField(choices=["human", "model"])
    votes = serializers.IntegerField()
    agrees_with_others = EstimateSerializer(help_text="With the majority of the other votes on the pair.")
    mean_active_s = serializers.FloatField(allow_null=True)


class ManifestDocumentSerializer(Serializer):
    """A file beside the data: the dataset card, the Croissant description, or what the format's readers want."""

    name = serializers.CharField()
    bytes = serializers.IntegerField()
    sha256 = serializers.CharField()


class ManifestFileSerializer(Serializer):
    """A data file."""

    name = serializers.CharField()
    rows = serializers.IntegerField()
    bytes = serializers.IntegerField()
    sha256 = serializers.CharField()


class ManifestProjectSerializer(Serializer):
    """The study the data comes from."""

    name = serializers.CharField()
    preset = serializers.CharField()


class ManifestSerializer(Serializer):
    """What the dataset is, where it comes from and how far it can be trusted; the content of ``manifest.json``."""

    touchstone = serializers.CharField(help_text="Version of the software that wrote the files.")
    project = ManifestProjectSerializer()
    format = serializers.CharField()
    questions = serializers.ListField(child=serializers.CharField())
    options = serializers.DictField()
    filters = serializers.DictField()
    seed = serializers.IntegerField()
    counts = ExportCountsSerializer()
    models = ExportModelSerializer(many=True)
    guideline_versions = ExportGuidelineSerializer(many=True)
    agreement = ExportAgreementSerializer(allow_null=True)
    bias = ExportBiasSerializer(allow_null=True)
    raters = ExportRaterSerializer(many=True)
    files = ManifestFileSerializer(many=True)
    documents = ManifestDocumentSerializer(many=True)
    notes = serializers.ListField(child=serializers.CharField())


class ExportFileSerializer(Serializer):
    """A file to download."""

    name = serializers.CharField()
    bytes = serializers.IntegerField()
    sha256 = serializers.CharField()
    url = serializers.CharField()


class ExportAbilitiesSerializer(Serializer):
    """What the asking person may do with the export now."""

    cancel = serializers.BooleanField()
    download = serializers.BooleanField()


class ExportSerializer(serializers.ModelSerializer[Export]):
    """An export; ``manifest`` is null and ``files`` is empty until it has succeeded."""

    state = serializers.ChoiceField(choices=JobState.choices)
    requested_by = ReportRequesterSerializer(allow_null=True)
    plan = serializers.DictField(help_text="What was frozen when the export was requested.")
    manifest = ManifestSerializer(allow_null=True)
    files = serializers.SerializerMethodField()
    abilities = serializers.SerializerMethodField()

    class Meta:
        model = Export
        fields = [
            "id",
            "format",
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
            "manifest",
            "rows_written",
            "bytes_written",
            "files",
            "abilities",
        ]
        read_only_fields = fields

    @extend_schema_field(ExportFileSerializer(many=True))
    def get_files(self, export: Export) -> list[dict[str, Any]]:
        """The data files and the manifest itself."""
        if export.state != JobState.SUCCEEDED or export.manifest is None:
            return []
        content = render_manifest(export.manifest)
        manifest = {"name": MANIFEST, "bytes": len(content), "sha256": hashlib.sha256(content).hexdigest()}
        return [
            {
                "name": file["name"],
                "bytes": file["bytes"],
                "sha256": file["sha256"],
                "url": reverse("export-file", args=[export.pk, file["name"]]),
            }
            for file in [*export.manifest["files"], *export.manifest.get("documents", []), manifest]
        ]

    @extend_schema_field(ExportAbilitiesSerializer)
    def get_abilities(self, export: Export) -> dict[str, bool]:
        """Exports are shown to leads only, who may do what its state allows."""
        return {
            "cancel": export.state in UNFINISHED,
            "download": export.state == JobState.SUCCEEDED and bool(export.folder),
        }

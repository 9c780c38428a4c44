"""Long work as JSON: the fields that imports, reports and exports share, and imports themselves."""

from typing import Any

from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from annotator.api.serializers.common import PersonSerializer
from annotator.models import UNFINISHED, ImportKind, ImportRun, Job, JobState
from annotator.services.importing.foreign import Layout, all_layouts
from annotator.services.importing.foreign.containers import CONTAINERS
from annotator.services.importing.report import first_errors

FORMATS = ["auto", "jsonl", "csv", *(layout.key for layout in all_layouts())]


class JobAbilitiesSerializer(serializers.Serializer[Any]):
    cancel = serializers.BooleanField()


class JobSerializer(serializers.Serializer[Any]):
    """One piece of long work. ``progress_total`` is null while it isn't known."""

    id = serializers.IntegerField()
    state = serializers.ChoiceField(choices=JobState.choices)
    stage = serializers.CharField(allow_blank=True)
    progress_done = serializers.IntegerField()
    progress_total = serializers.IntegerField(allow_null=True)
    attempts = serializers.IntegerField()
    error_code = serializers.CharField(allow_blank=True)
    error = serializers.CharField(allow_blank=True)
    created_at = serializers.DateTimeField()
    started_at = serializers.DateTimeField(allow_null=True)
    finished_at = serializers.DateTimeField(allow_null=True)
    requested_by = PersonSerializer(allow_null=True)
    abilities = serializers.SerializerMethodField()

    @extend_schema_field(JobAbilitiesSerializer)
    def get_abilities(self, job: Job) -> dict[str, bool]:
        return {"cancel": job.state in UNFINISHED and not job.cancel_requested}


class ImportErrorSerializer(serializers.Serializer[Any]):
    """A row that was not imported: its line in the file, the field at fault and what is wrong with it."""

    line = serializers.IntegerField()
    field = serializers.CharField(allow_blank=True)
    reason = serializers.CharField()


class ImportRunSerializer(JobSerializer):
    """One imported file. Progress counts bytes of the file."""

    kind = serializers.ChoiceField(choices=ImportKind.choices)
    format = serializers.ChoiceField(choices=[("jsonl", "JSONL"), ("csv", "CSV")])
    layout = serializers.SerializerMethodField()
    file_name = serializers.CharField()
    file_bytes = serializers.IntegerField()
    rows_created = serializers.IntegerField()
    rows_unchanged = serializers.IntegerField()
    rows_failed = serializers.IntegerField()
    has_errors = serializers.SerializerMethodField()
    first_errors = serializers.SerializerMethodField()

    @extend_schema_field(serializers.CharField(allow_null=True))
    def get_layout(self, run: ImportRun) -> str | None:
        """The other tool's layout that the file was read with; null for rows of our own."""
        return run.plan.get("layout")

    def get_has_errors(self, run: ImportRun) -> bool:
        return run.rows_failed > 0

    @extend_schema_field(ImportErrorSerializer(many=True))
    def get_first_errors(self, run: ImportRun) -> list[dict[str, Any]]:
        return first_errors(run) if run.rows_failed else []


class ImportUploadSerializer(serializers.Serializer[Any]):
    """The form that carries a file to import."""

    file = serializers.FileField(allow_empty_file=True)
    kind = serializers.ChoiceField(choices=ImportKind.choices, default=ImportKind.ITEMS.value)
    format = serializers.ChoiceField(
        choices=FORMATS,
        default="auto",
        help_text="Own rows as `jsonl` or `csv`, or the layout of another tool; `auto` looks at the first records.",
    )
    question = serializers.CharField(
        required=False, max_length=50, help_text="Key of the question that another tool's votes answer."
    )


class ImportPreviewUploadSerializer(ImportUploadSerializer):
    """The form that carries a file to look at."""

    complete = serializers.BooleanField(default=False, help_text="Check every row, not the first thousand alone.")


class ColumnMappingSerializer(serializers.Serializer[Any]):
    theirs = serializers.CharField()
    ours = serializers.CharField()


class ImportPreviewSerializer(serializers.Serializer[Any]):
    """How a file would be read, and what is wrong with it."""

    container = serializers.ChoiceField(choices=list(CONTAINERS))
    layout = serializers.CharField()
    layout_name = serializers.CharField()
    reason = serializers.CharField(help_text="Why it is taken for this layout.")
    mapping = ColumnMappingSerializer(many=True)
    lost = serializers.CharField(help_text="What of the file isn't imported.")
    rows = serializers.ListField(child=serializers.DictField(), help_text="The first good rows, as they would be read.")
    errors = ImportErrorSerializer(many=True)  # type: ignore[assignment]
    rows_checked = serializers.IntegerField()
    rows_good = serializers.IntegerField()
    rows_failed = serializers.IntegerField()
    complete = serializers.BooleanField(help_text="Whether all rows were checked.")


class ImportLayoutSerializer(serializers.Serializer[Any]):
    """A tool's way to write items or votes that the import reads."""

    key = serializers.CharField()
    name = serializers.CharField()
    source = serializers.CharField(help_text="Where the layout is documented.")  # type: ignore[assignment]
    mapping = serializers.SerializerMethodField()
    lost = serializers.CharField()

    @extend_schema_field(ColumnMappingSerializer(many=True))
    def get_mapping(self, layout: Layout) -> list[dict[str, str]]:
        return [{"theirs": theirs, "ours": ours} for theirs, ours in layout.mapping]

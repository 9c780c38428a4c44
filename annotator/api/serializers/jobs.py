"""Long work as JSON: the fields that imports, reports and exports share, and imports themselves."""

from typing import Any

from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from annotator.api.serializers.common import PersonSerializer
from annotator.models import UNFINISHED, ImportKind, ImportRun, Job, JobState
from annotator.services.importing.report import first_errors


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
    file_name = serializers.CharField()
    file_bytes = serializers.IntegerField()
    rows_created = serializers.IntegerField()
    rows_unchanged = serializers.IntegerField()
    rows_failed = serializers.IntegerField()
    has_errors = serializers.SerializerMethodField()
    first_errors = serializers.SerializerMethodField()

    def get_has_errors(self, run: ImportRun) -> bool:
        return run.rows_failed > 0

    @extend_schema_field(ImportErrorSerializer(many=True))
    def get_first_errors(self, run: ImportRun) -> list[dict[str, Any]]:
        return first_errors(run) if run.rows_failed else []


class ImportUploadSerializer(serializers.Serializer[Any]):
    """The form that carries a file to import."""

    file = serializers.FileField(allow_empty_file=True)
    kind = serializers.ChoiceField(choices=ImportKind.choices, default=ImportKind.ITEMS.value)
    format = serializers.ChoiceField(choices=["auto", "jsonl", "csv"], default="auto")

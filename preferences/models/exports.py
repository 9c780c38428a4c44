"""Exports: datasets that were handed over."""

from django.db import models

from annotator.models import Job


class Export(Job):
    """One delivery: its format and filter (in ``plan``), and the folder of files it made."""

    task_name = "preferences.tasks.run_export"

    format = models.CharField(max_length=30)
    folder = models.CharField(
        max_length=200, blank=True, help_text="Relative to the files folder; set when the files are complete."
    )
    manifest = models.JSONField(null=True, blank=True)
    rows_written = models.BigIntegerField(default=0)
    bytes_written = models.BigIntegerField(default=0)

    class Meta(Job.Meta):
        abstract = False

"""Long work: the row that imports, reports and exports share, and proof of life of the workers."""

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q

from annotator.models.projects import Project


class JobState(models.TextChoices):
    QUEUED = "queued", "Queued"
    RUNNING = "running", "Running"
    SUCCEEDED = "succeeded", "Succeeded"
    FAILED = "failed", "Failed"
    CANCELLED = "cancelled", "Cancelled"


UNFINISHED = ("queued", "running")


class Job(models.Model):
    """One piece of long work. The row, never the broker, is the truth about it.

    A worker claims the row by writing its own ``claim`` and refreshing ``heartbeat_at``; it may write progress or a
    terminal state only while its claim still stands, so that a job taken over after a crash ends once.
    """

    task_name: ClassVar[str] = ""
    max_attempts: ClassVar[int] = 5

    project = models.ForeignKey(Project, on_delete=models.CASCADE, related_name="%(class)ss")
    requested_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    state = models.CharField(max_length=10, choices=JobState, default=JobState.QUEUED)
    stage = models.CharField(max_length=100, blank=True, help_text="What it is doing now, in words.")
    progress_done = models.BigIntegerField(default=0)
    progress_total = models.BigIntegerField(null=True, blank=True)
    attempts = models.PositiveSmallIntegerField(default=0)
    claim = models.UUIDField(null=True, blank=True)
    heartbeat_at = models.DateTimeField(null=True, blank=True)
    error_code = models.CharField(max_length=50, blank=True)
    error = models.TextField(blank=True)
    cancel_requested = models.BooleanField(default=False)
    seed = models.PositiveBigIntegerField(default=0)
    plan = models.JSONField(default=dict, blank=True, help_text="Frozen when requested: what to compute, over what.")
    created_at = models.DateTimeField()
    started_at = models.DateTimeField(null=True, blank=True)
    finished_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        abstract = True
        indexes = [
            models.Index(fields=["project", "-id"], name="%(class)s_by_project"),
            models.Index(
                fields=["state", "heartbeat_at"],
                condition=Q(state__in=["queued", "running"]),
                name="%(class)s_unfinished",
            ),
        ]


class ImportKind(models.TextChoices):
    ITEMS = "items", "Items"
    VOTES = "votes", "Votes"
    SCORES = "scores", "Scores"


class ImportRun(Job):
    """The import of one file: items, votes made elsewhere, or scores that a program gave responses."""

    task_name = "annotator.tasks.run_import"

    kind = models.CharField(max_length=10, choices=ImportKind)
    format = models.CharField(max_length=10, choices=[("jsonl", "JSONL"), ("csv", "CSV")])
    file = models.FileField(upload_to="imports/%Y/%m/")
    file_name = models.CharField(max_length=255)
    file_bytes = models.BigIntegerField()
    sha256 = models.CharField(max_length=64)
    rows_created = models.BigIntegerField(default=0)
    rows_unchanged = models.BigIntegerField(default=0)
    rows_failed = models.BigIntegerField(default=0)
    error_report = models.FileField(upload_to="imports/%Y/%m/", blank=True)
    # Where a run that was cut off resumes: rows up to here are committed.
    committed_line = models.BigIntegerField(default=0)

    class Meta(Job.Meta):
        abstract = False


class WorkerBeat(models.Model):
    """When a kind of background process last showed itself; shown to leads, because nothing finishes without one."""

    name = models.CharField(max_length=50, primary_key=True)
    seen_at = models.DateTimeField()

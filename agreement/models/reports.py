"""Reports: frozen computations over the judgments."""

from django.db import models

from annotator.models import Job


class Report(Job):
    """One frozen computation: its plan, seed, state and result.

    ``kind`` names a computation in the registry (``agreement.services.computations``); rooms above register theirs.
    """

    task_name = "agreement.tasks.run_report"

    kind = models.CharField(max_length=20)
    trigger = models.CharField(
        max_length=10, choices=[("request", "Requested"), ("refresh", "After new judgments"), ("nightly", "Nightly")]
    )
    # The newest judgment that the report has seen: tells whether a newer report would differ.
    last_judgment_id = models.BigIntegerField(null=True, blank=True)
    n_judgments = models.BigIntegerField(default=0)
    result = models.JSONField(null=True, blank=True)
    # By each English sentence of the result, the template and parameters it was made of: to say it in another language.
    words = models.JSONField(default=dict, blank=True)

    class Meta(Job.Meta):
        abstract = False
        indexes = [*Job.Meta.indexes, models.Index(fields=["project", "kind", "-id"], name="report_latest")]


class ReportPart(models.Model):
    """A piece of a report's result, cut out once so that a page can be sent what it shows and no more.

    Made from ``Report.result``, which stays the whole truth, just before the report succeeds.
    """

    report = models.ForeignKey(Report, on_delete=models.CASCADE, related_name="parts", db_index=False)
    question = models.CharField(max_length=50, blank=True, help_text="Key; empty for what is about all questions.")
    name = models.CharField(max_length=20)
    content = models.JSONField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["report", "question", "name"], name="report_part_once")]

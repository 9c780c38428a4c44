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

    class Meta(Job.Meta):
        abstract = False
        indexes = [*Job.Meta.indexes, models.Index(fields=["project", "kind", "-id"], name="report_latest")]

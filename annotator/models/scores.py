"""What programs say of responses: scores of reward models and other automatic scorers."""

from django.db import models

from annotator.models.items import Response
from annotator.models.projects import Project


class Scorer(models.Model):
    """A program that gave scores, by the name under which they were imported."""

    project = models.ForeignKey(Project, on_delete=models.CASCADE, related_name="scorers", db_index=False)
    name = models.CharField(max_length=100)
    created_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["project", "name"], name="scorer_once")]

    def __str__(self) -> str:
        return self.name


class ResponseScore(models.Model):
    """A scorer's score of one response, on the scorer's own scale: higher is better."""

    scorer = models.ForeignKey(Scorer, on_delete=models.CASCADE, related_name="scores", db_index=False)
    response = models.ForeignKey(Response, on_delete=models.CASCADE, related_name="scores", db_index=False)
    value = models.FloatField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["response", "scorer"], name="score_once_per_response")]
        indexes = [models.Index(fields=["scorer", "response"], name="score_by_scorer")]

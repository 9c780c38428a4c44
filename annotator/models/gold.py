"""Gold: what the right answer is, and how raters did on it."""

from django.db import models
from django.db.models import Value
from django.db.models.functions import Coalesce

from annotator.models.items import Item, Response
from annotator.models.judgments import Judgment, Outcome
from annotator.models.people import Membership
from annotator.models.projects import Project, Question


class GoldAnswer(models.Model):
    """The known answer of a gold item to one question. Questions without one are not checked."""

    item = models.ForeignKey(Item, on_delete=models.CASCADE, related_name="gold_answers")
    question = models.ForeignKey(Question, on_delete=models.CASCADE, related_name="+")
    response = models.ForeignKey(Response, on_delete=models.CASCADE, null=True, blank=True, related_name="+")
    outcome = models.CharField(max_length=8, choices=Outcome, null=True, blank=True)
    score = models.FloatField(null=True, blank=True)
    choice = models.CharField(max_length=64, null=True, blank=True)
    tolerance = models.FloatField(default=0, help_text="A score this far off still passes.")
    explanation = models.TextField(blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                "item",
                "question",
                Coalesce("response_id", Value(0)),
                Coalesce("choice", Value("")),
                name="gold_answer_once",
            ),
        ]


class GoldCheck(models.Model):
    """The outcome of one hidden check: one row per judgment of a gold item."""

    project = models.ForeignKey(Project, on_delete=models.CASCADE, related_name="gold_checks")
    rater = models.ForeignKey(Membership, on_delete=models.CASCADE, related_name="gold_checks", db_index=False)
    item = models.ForeignKey(Item, on_delete=models.CASCADE, related_name="gold_checks")
    judgment = models.OneToOneField(Judgment, on_delete=models.CASCADE, related_name="gold_check")
    passed = models.BooleanField()
    created_at = models.DateTimeField()

    class Meta:
        indexes = [
            models.Index(fields=["rater", "-created_at"], name="gold_check_by_rater"),
        ]

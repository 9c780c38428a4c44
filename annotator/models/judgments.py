"""What raters said: append-only judgments and their answers."""

from django.db import models
from django.db.models import Q, Value
from django.db.models.functions import Coalesce

from annotator.models.items import Item, Response
from annotator.models.people import Membership
from annotator.models.projects import Guideline, Project, Question
from annotator.models.work import Assignment, Purpose, Shift


class JudgmentSource(models.TextChoices):
    LIVE = "live", "Live"
    IMPORTED = "imported", "Imported"


class Outcome(models.TextChoices):
    """Which response won, in the item's own order: ``a`` is position 0, whatever the rater saw first."""

    A = "a", "A"
    B = "b", "B"
    TIE = "tie", "Tie"
    BOTH_BAD = "both_bad", "Both bad"


class Judgment(models.Model):
    """One revision of what a rater submitted. Rows are never deleted; an amendment is a new, now current row."""

    key = models.UUIDField(unique=True, help_text="Made by the client; submitting it again returns this row.")
    project = models.ForeignKey(Project, on_delete=models.CASCADE, related_name="judgments", db_index=False)
    item = models.ForeignKey(Item, on_delete=models.CASCADE, related_name="judgments")
    rater = models.ForeignKey(Membership, on_delete=models.PROTECT, related_name="judgments", db_index=False)
    assignment = models.ForeignKey(
        Assignment, on_delete=models.PROTECT, null=True, blank=True, related_name="judgments", db_index=False
    )
    shift = models.ForeignKey(Shift, on_delete=models.PROTECT, null=True, blank=True, related_name="judgments")
    guideline = models.ForeignKey(
        Guideline, on_delete=models.PROTECT, null=True, blank=True, related_name="+", db_index=False
    )
    purpose = models.CharField(max_length=10, choices=Purpose, default=Purpose.WORK)
    source = models.CharField(max_length=10, choices=JudgmentSource, default=JudgmentSource.LIVE)
    revision = models.PositiveSmallIntegerField(default=1)
    is_current = models.BooleanField(default=True)
    surplus = models.BooleanField(
        default=False, help_text="Came after its slot was answered by somebody else; kept, not counted."
    )
    quarantined_at = models.DateTimeField(
        null=True, blank=True, help_text="Set aside when checks paused its rater; kept, not counted."
    )
    # Of the submitted content: tells a retry from a clash when a key comes again.
    digest = models.CharField(max_length=64)
    # Which response position was shown first; empty when unknown (imported votes without an order).
    first_shown = models.PositiveSmallIntegerField(null=True, blank=True)
    active_ms = models.PositiveIntegerField(null=True, blank=True, help_text="Time with the page visible and in use.")
    active_claimed_ms = models.PositiveBigIntegerField(
        null=True, blank=True, help_text="What the browser said, where the clock doesn't allow that."
    )
    focus_changes = models.PositiveSmallIntegerField(
        null=True, blank=True, help_text="How often the page was left while the item was open."
    )
    since_break_s = models.PositiveIntegerField(null=True, blank=True)
    on_shift_s = models.PositiveIntegerField(null=True, blank=True)
    submitted_at = models.DateTimeField(help_text="Server time; for imported votes their own time if given.")

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["assignment", "revision"], condition=Q(assignment__isnull=False), name="revision_once"
            ),
            models.UniqueConstraint(
                fields=["assignment"],
                condition=Q(is_current=True, assignment__isnull=False),
                name="one_current_revision",
            ),
            models.UniqueConstraint(
                fields=["rater", "item"],
                condition=Q(is_current=True, source="imported"),
                name="imported_vote_once",
            ),
        ]
        indexes = [
            # The counted judgments of a project, in key order: reports and exports walk this one.
            models.Index(
                fields=["project", "id"],
                condition=Q(is_current=True, surplus=False, purpose="work", quarantined_at__isnull=True),
                name="judgment_counted",
            ),
            models.Index(
                fields=["project", "quarantined_at"],
                condition=Q(quarantined_at__isnull=False),
                name="judgment_quarantined",
            ),
            models.Index(fields=["project", "-submitted_at"], name="judgment_recent"),
            models.Index(fields=["rater", "-submitted_at"], name="judgment_by_rater"),
        ]


class Answer(models.Model):
    """One answer of a judgment to one question (about one response, where the question is per response).

    Exactly one of the value columns is set by kind: preference → ``outcome`` (and ``strength``), likert → ``score``,
    ranking → ``rank`` per response (1 is best, equal ranks are ties), choice → ``choice`` (one row per choice taken),
    text → ``text``.
    """

    judgment = models.ForeignKey(Judgment, on_delete=models.CASCADE, related_name="answers", db_index=False)
    question = models.ForeignKey(Question, on_delete=models.PROTECT, related_name="answers", db_index=False)
    response = models.ForeignKey(Response, on_delete=models.CASCADE, null=True, blank=True, related_name="+")
    outcome = models.CharField(max_length=8, choices=Outcome, null=True, blank=True)
    strength = models.PositiveSmallIntegerField(null=True, blank=True)
    score = models.FloatField(null=True, blank=True)
    rank = models.PositiveSmallIntegerField(null=True, blank=True)
    choice = models.CharField(max_length=64, null=True, blank=True)
    text = models.TextField(null=True, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(outcome__isnull=True) | Q(outcome__in=["a", "b", "tie", "both_bad"]), name="outcome_known"
            ),
            models.CheckConstraint(
                condition=(
                    Q(outcome__isnull=False, score=None, rank=None, choice=None, text=None)
                    | Q(score__isnull=False, outcome=None, rank=None, choice=None, text=None)
                    | Q(rank__isnull=False, outcome=None, score=None, choice=None, text=None)
                    | Q(choice__isnull=False, outcome=None, score=None, rank=None, text=None)
                    | Q(text__isnull=False, outcome=None, score=None, rank=None, choice=None)
                ),
                name="answer_has_one_value",
            ),
            models.CheckConstraint(
                condition=Q(strength__isnull=True) | Q(outcome__in=["a", "b"]), name="strength_needs_a_winner"
            ),
            # Expressions, because SQLite knows no NULLS NOT DISTINCT.
            models.UniqueConstraint(
                "judgment",
                "question",
                Coalesce("response_id", Value(0)),
                Coalesce("choice", Value("")),
                name="answer_once",
            ),
        ]
        indexes = [models.Index(fields=["question", "judgment"], name="answer_by_question")]

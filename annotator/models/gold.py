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
    also_accepted = models.JSONField(
        default=list, blank=True, help_text="Further outcomes that pass, such as a tie beside the better response."
    )
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
    voided_at = models.DateTimeField(
        null=True, blank=True, help_text="Counts for and against nobody: the item turned out to be no fair check."
    )
    created_at = models.DateTimeField()

    class Meta:
        indexes = [
            models.Index(fields=["rater", "-created_at"], name="gold_check_by_rater"),
        ]


class GoldStanding(models.Model):
    """How a gold item does as a check, as the last review found it. Counts; shares and intervals are made from them."""

    item = models.OneToOneField(Item, on_delete=models.CASCADE, related_name="gold_standing")
    shown = models.PositiveIntegerField()
    passed = models.PositiveIntegerField()
    good_shown = models.PositiveIntegerField(help_text="Of raters whose other checks say good.")
    good_passed = models.PositiveIntegerField()
    suspect_shown = models.PositiveIntegerField(help_text="Of raters whose other checks say suspect or bad.")
    suspect_passed = models.PositiveIntegerField()
    doubt = models.FloatField(help_text="Probability that fewer than half of good raters pass it, given the counts.")
    flagged = models.BooleanField(default=False)
    reviewed_at = models.DateTimeField()


class ContestState(models.TextChoices):
    OPEN = "open", "Open"
    UPHELD = "upheld", "Upheld"
    REJECTED = "rejected", "Rejected"


class GoldContest(models.Model):
    """A rater's objection to a check that they missed, and what a lead said to it."""

    project = models.ForeignKey(Project, on_delete=models.CASCADE, related_name="gold_contests", db_index=False)
    check_row = models.OneToOneField(GoldCheck, on_delete=models.CASCADE, related_name="contest")
    reason = models.TextField()
    state = models.CharField(max_length=10, choices=ContestState, default=ContestState.OPEN)
    reply = models.TextField(blank=True)
    settled_by = models.ForeignKey("annotator.User", on_delete=models.PROTECT, null=True, related_name="+")
    settled_at = models.DateTimeField(null=True, blank=True)
    created_at = models.DateTimeField()

    class Meta:
        indexes = [models.Index(fields=["project", "state", "-id"], name="gold_contest_inbox")]


class GoldEventKind(models.TextChoices):
    MADE = "made", "Made gold"
    EDITED = "edited", "Answer changed"
    RETIRED = "retired", "Retired"
    AUTO_RETIRED = "auto_retired", "Retired by the rule"
    RESTORED = "restored", "Brought back"


class GoldEvent(models.Model):
    """What was done to a gold item and what that did to the checks already made. Rows are never changed."""

    item = models.ForeignKey(Item, on_delete=models.CASCADE, related_name="gold_events")
    kind = models.CharField(max_length=15, choices=GoldEventKind)
    actor = models.ForeignKey("annotator.User", on_delete=models.PROTECT, null=True, related_name="+")
    contest = models.ForeignKey(GoldContest, on_delete=models.PROTECT, null=True, blank=True, related_name="events")
    reason = models.TextField(blank=True)
    before = models.JSONField(default=list, help_text="The known answers before.")
    after = models.JSONField(default=list, help_text="The known answers after.")
    rescored = models.JSONField(
        default=list, help_text="Checks whose result changed: {check, rater, before, after}; null is void."
    )
    created_at = models.DateTimeField()


class RepeatCheck(models.Model):
    """One repeat: whether a rater said of an item the same as before, with the sides swapped.

    ``side``: 0 or 1 where the response shown first, or second, won both times, though they had changed places.
    """

    project = models.ForeignKey(Project, on_delete=models.CASCADE, related_name="+")
    rater = models.ForeignKey(Membership, on_delete=models.CASCADE, related_name="repeat_checks", db_index=False)
    item = models.ForeignKey(Item, on_delete=models.CASCADE, related_name="+")
    judgment = models.OneToOneField(Judgment, on_delete=models.CASCADE, related_name="repeat_check")
    first = models.ForeignKey(Judgment, on_delete=models.CASCADE, related_name="+")
    consistent = models.BooleanField()
    decided = models.BooleanField(help_text="A side won both times.")
    side = models.PositiveSmallIntegerField(null=True, blank=True)
    created_at = models.DateTimeField()

    class Meta:
        indexes = [models.Index(fields=["rater", "-created_at"], name="repeat_check_by_rater")]


class TrainingCheck(models.Model):
    """The result of one training item; corrections don't change it, because the right answer was shown by then."""

    rater = models.ForeignKey(Membership, on_delete=models.CASCADE, related_name="training_checks", db_index=False)
    judgment = models.OneToOneField(Judgment, on_delete=models.CASCADE, related_name="training_check")
    attempt = models.PositiveSmallIntegerField()
    passed = models.BooleanField()
    created_at = models.DateTimeField()

    class Meta:
        indexes = [models.Index(fields=["rater", "attempt"], name="training_check_by_attempt")]


class PeerScore(models.Model):
    """How far a rater agrees with the others on common items, beyond chance; as the last computation found it."""

    rater = models.OneToOneField(Membership, on_delete=models.CASCADE, related_name="peer_score")
    question = models.ForeignKey(Question, on_delete=models.CASCADE, related_name="+")
    value = models.FloatField(null=True)
    low = models.FloatField(null=True)
    high = models.FloatField(null=True)
    observed = models.FloatField(null=True)
    expected = models.FloatField(null=True)
    n_items = models.PositiveIntegerField()
    reason = models.CharField(max_length=200, blank=True)
    computed_at = models.DateTimeField()

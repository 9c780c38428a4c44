"""One study: its questions, guideline and policies."""

import uuid

from django.db import models
from django.db.models import Q


class ProjectState(models.TextChoices):
    DRAFT = "draft", "Draft"
    ACTIVE = "active", "Active"
    PAUSED = "paused", "Paused"
    CLOSED = "closed", "Closed"


class OverlapMode(models.TextChoices):
    FIXED = "fixed", "Fixed"
    SAMPLED = "sampled", "Sampled"
    DYNAMIC = "dynamic", "Dynamic"


class ReviewRule(models.TextChoices):
    """When raters who differ make a case for a reviewer."""

    NEVER = "never", "Never"
    NO_MAJORITY = "no_majority", "When no answer has a majority"
    ANY = "any", "When they differ at all"


class GoldFeedback(models.TextChoices):
    """When raters are shown the hidden checks that they missed. No check is shown while it can still be corrected."""

    NEVER = "never", "Never"
    AFTER_SHIFT = "after_shift", "After the shift"
    AFTER_RETIREMENT = "after_retirement", "Once the gold item is retired"


class QualityBy(models.TextChoices):
    """What the verdict on raters is made from."""

    GOLD = "gold", "Gold checks"
    REPEATS = "repeats", "Repeats of own items"
    PEERS = "peers", "Agreement with peers"
    MIX = "mix", "All of them"


class TrainingFailure(models.TextChoices):
    """What happens to a rater whose last attempt at training failed."""

    PAUSE = "pause", "Pause until a lead decides"
    WATCH = "watch", "Let them work, in watch"


class Project(models.Model):
    """A study. Policies are columns, because they are queried while work is handed out."""

    name = models.CharField(max_length=200)
    description = models.TextField(blank=True)
    preset = models.CharField(max_length=20, help_text="The preset the questions started from.")
    state = models.CharField(max_length=10, choices=ProjectState, default=ProjectState.DRAFT)
    seed = models.PositiveBigIntegerField(
        help_text="Seeds side order, item order and bootstraps, so that results can be repeated."
    )

    overlap_mode = models.CharField(max_length=10, choices=OverlapMode, default=OverlapMode.FIXED)
    overlap = models.PositiveSmallIntegerField(
        default=3,
        help_text="Judgments wanted for each item; of the sampled items (sampled) or at most (dynamic).",
    )
    overlap_min = models.PositiveSmallIntegerField(
        default=1, help_text="Judgments wanted for the items not sampled (sampled), or to begin with (dynamic)."
    )
    overlap_share = models.FloatField(default=0.1, help_text="Share of the items that are sampled, 0 to 1.")
    overlap_confidence = models.FloatField(
        default=0.9, help_text="Dynamic: an item is settled when its leading answer is this probable."
    )
    # Dynamic: items above this id are still to be looked at again after a change of policy; empty when none are.
    settle_after = models.BigIntegerField(null=True, blank=True)
    max_judgments = models.PositiveIntegerField(null=True, blank=True, help_text="Per rater, in all; empty: no cap.")
    max_judgments_per_day = models.PositiveIntegerField(
        null=True, blank=True, help_text="Per rater and day (UTC); empty: no cap."
    )
    max_per_prompt = models.PositiveSmallIntegerField(
        null=True, blank=True, help_text="Items with the same prompt that one rater is given; empty: no cap."
    )
    fair_share = models.BooleanField(
        default=True, help_text="When little is left, nobody at work is handed more than an even part of it."
    )
    telling_first = models.BooleanField(
        default=False, help_text="Pairs of models whose comparison is expected to tell most are served first."
    )
    # The newest judgment when that order was last chosen; empty: never.
    telling_until = models.BigIntegerField(null=True, blank=True)
    # What items need of their raters: a list of {slice, value, requires: [qualification]}.
    requirement_rules = models.JSONField(default=list, blank=True)
    gold_rate = models.FloatField(
        default=0.1, help_text="Share of a rater's tasks that are hidden gold checks, 0 to 0.5."
    )
    gold_pass_threshold = models.FloatField(
        default=0.5,
        help_text="Gold accuracy that is not acceptable: whom the checks show to be no better is paused.",
    )
    gold_min_checks = models.PositiveSmallIntegerField(
        default=10, help_text="Checks needed before they can pause anybody."
    )
    batch_min = models.PositiveSmallIntegerField(default=3)
    batch_max = models.PositiveSmallIntegerField(default=10)
    lease_minutes = models.PositiveSmallIntegerField(default=60, help_text="How long a rater holds an assignment.")
    break_after_minutes = models.PositiveSmallIntegerField(
        default=50, help_text="Suggest a break after this much work."
    )
    break_minutes = models.PositiveSmallIntegerField(default=10, help_text="How long such a break should be.")
    micro_break_every_minutes = models.PositiveSmallIntegerField(
        default=0, help_text="Suggest a minute's pause this often; 0: never."
    )
    breaks_required = models.BooleanField(default=False, help_text="No new work until a break that is due was taken.")
    day_cap_minutes = models.PositiveSmallIntegerField(
        default=480,
        help_text="Work of one person in a day, over all projects, that ends it; 0: no cap.",
    )
    # A shift is drawn for the policy above (arm a) or this one (arm b) while the trial is on.
    break_trial = models.BooleanField(default=False, help_text="Compare two break policies, drawn anew for each shift.")
    trial_break_after_minutes = models.PositiveSmallIntegerField(default=25)
    trial_micro_break_every_minutes = models.PositiveSmallIntegerField(default=0)
    amend_minutes = models.PositiveIntegerField(default=24 * 60, help_text="How long a rater may correct an answer.")

    review_rule = models.CharField(max_length=12, choices=ReviewRule, default=ReviewRule.NO_MAJORITY)
    # The last judgment that was looked at for disputes. The search goes on from here.
    review_cursor = models.BigIntegerField(default=0)
    quality_by = models.CharField(
        max_length=10, choices=QualityBy, default=QualityBy.GOLD, help_text="What the verdict on raters is made from."
    )
    gold_feedback = models.CharField(
        max_length=20,
        choices=GoldFeedback,
        default=GoldFeedback.NEVER,
        help_text="When raters are shown the checks that they missed, and may contest them.",
    )
    repeat_rate = models.FloatField(
        default=0.0, help_text="Share of a rater's tasks that repeat one of their own with the sides swapped, 0 to 0.3."
    )
    repeat_after_judgments = models.PositiveSmallIntegerField(
        default=20, help_text="A repeat comes no sooner than so many judgments later,"
    )
    repeat_after_minutes = models.PositiveIntegerField(default=30, help_text="and no sooner than so many minutes.")
    training_required = models.PositiveSmallIntegerField(
        default=0, help_text="Training items that a newcomer answers before real work; 0: no training."
    )
    training_pass_mark = models.FloatField(default=0.7, help_text="Share of them to be answered rightly.")
    training_retries = models.PositiveSmallIntegerField(default=1, help_text="Further attempts after a failed one.")
    training_failure = models.CharField(max_length=10, choices=TrainingFailure, default=TrainingFailure.PAUSE)

    due_on = models.DateField(
        null=True, blank=True, help_text="The day by whose end all judgments are wanted; the overview compares with it."
    )
    created_by = models.ForeignKey("annotator.User", on_delete=models.PROTECT, null=True, related_name="+")
    created_at = models.DateTimeField()
    # Goes up with every change and names it in the history; also the optimistic lock for two leads who edit at once.
    version = models.PositiveIntegerField(default=1)
    # Names what is asked: every change of the project gives it a new one, so that a process may keep what it read under
    # the old one.
    form = models.UUIDField(default=uuid.uuid4, editable=False)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(overlap__gte=1) & Q(overlap__lte=100), name="overlap_1_to_100"),
            models.CheckConstraint(
                condition=Q(overlap_mode="fixed") | Q(overlap_min__gte=1, overlap_min__lte=models.F("overlap")),
                name="overlap_bounds",
            ),
            models.CheckConstraint(
                condition=Q(overlap_share__gte=0, overlap_share__lte=1), name="overlap_share_0_to_1"
            ),
            models.CheckConstraint(
                condition=Q(overlap_confidence__gte=0.5, overlap_confidence__lt=1), name="overlap_confidence_bounds"
            ),
            models.CheckConstraint(condition=Q(gold_rate__gte=0) & Q(gold_rate__lte=0.5), name="gold_rate_0_to_half"),
            models.CheckConstraint(
                condition=Q(gold_pass_threshold__gte=0) & Q(gold_pass_threshold__lte=1), name="gold_threshold_share"
            ),
            models.CheckConstraint(
                condition=Q(batch_min__gte=1) & Q(batch_min__lte=models.F("batch_max")), name="batch_bounds"
            ),
            models.CheckConstraint(condition=Q(batch_max__lte=100), name="batch_max_100"),
            models.CheckConstraint(condition=Q(lease_minutes__gte=1), name="lease_positive"),
            models.CheckConstraint(condition=Q(repeat_rate__gte=0) & Q(repeat_rate__lte=0.3), name="repeat_rate_share"),
            models.CheckConstraint(
                condition=Q(training_pass_mark__gte=0) & Q(training_pass_mark__lte=1), name="training_mark_share"
            ),
        ]

    def __str__(self) -> str:
        return self.name


class Guideline(models.Model):
    """A version of the instructions. A row exists only once published, and is never changed."""

    project = models.ForeignKey(Project, on_delete=models.CASCADE, related_name="guidelines")
    version = models.PositiveIntegerField()
    body = models.TextField(help_text="Markdown.")
    change_note = models.CharField(max_length=300, blank=True)
    published_by = models.ForeignKey("annotator.User", on_delete=models.PROTECT, null=True, related_name="+")
    published_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["project", "version"], name="guideline_version_once")]
        ordering = ["project", "-version"]


class QuestionKind(models.TextChoices):
    PREFERENCE = "preference", "Preference"
    LIKERT = "likert", "Likert"
    CHOICE = "choice", "Choice"
    RANKING = "ranking", "Ranking"
    TEXT = "text", "Text"


class Question(models.Model):
    """What is asked of each item."""

    project = models.ForeignKey(Project, on_delete=models.CASCADE, related_name="questions")
    key = models.SlugField(max_length=50)
    kind = models.CharField(max_length=12, choices=QuestionKind)
    title = models.CharField(max_length=200)
    help_text = models.TextField(blank=True)
    position = models.PositiveSmallIntegerField()
    required = models.BooleanField(default=True)
    per_response = models.BooleanField(
        default=False, help_text="Asked of each response (likert, choice) instead of once."
    )
    # preference
    allow_tie = models.BooleanField(default=True)
    allow_both_bad = models.BooleanField(default=True)
    strength_levels = models.PositiveSmallIntegerField(
        default=0, help_text="0: not asked; 3: slightly, clearly, far better."
    )
    # likert
    scale_min = models.SmallIntegerField(default=1)
    scale_max = models.SmallIntegerField(default=5)
    scale_labels = models.JSONField(default=dict, blank=True, help_text="Display only: label by score.")
    # choice
    choices = models.JSONField(default=list, blank=True, help_text="List of {value, label}; display order.")
    multiple = models.BooleanField(default=False)
    # The project's versions in which it is asked: from ``asked_from`` on and before ``retired_in``.
    asked_from = models.PositiveIntegerField(default=1)
    retired_in = models.PositiveIntegerField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["project", "key"], name="question_key_once"),
            models.UniqueConstraint(fields=["project", "position"], name="question_position_once"),
            models.CheckConstraint(condition=Q(scale_min__lt=models.F("scale_max")), name="scale_not_empty"),
            models.CheckConstraint(condition=Q(strength_levels__lte=5), name="strength_levels_at_most_5"),
        ]
        ordering = ["project", "position"]

    def __str__(self) -> str:
        return self.key

    @property
    def level(self) -> str:
        """Level of measurement for agreement: ``nominal`` or ``ordinal``; ``none`` for free text."""
        if self.kind in (QuestionKind.LIKERT, QuestionKind.RANKING):
            return "ordinal"
        return "none" if self.kind == QuestionKind.TEXT else "nominal"

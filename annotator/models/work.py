"""Work in hand: shifts and breaks, batches, slots and the leases on them."""

import uuid

from django.db import models
from django.db.models import Q

from annotator.models.items import Item
from annotator.models.people import Membership
from annotator.models.projects import Guideline, Project


class Shift(models.Model):
    """A rater's sitting. At most one is open."""

    rater = models.ForeignKey(Membership, on_delete=models.CASCADE, related_name="shifts", db_index=False)
    started_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True, blank=True)
    last_seen_at = models.DateTimeField()
    # Written with each judgment while the shift is open, so that a submit counts nothing; corrections count once.
    done_total = models.PositiveIntegerField(default=0, help_text="Judgments the rater has made in all.")
    done_on_day = models.PositiveIntegerField(default=0, help_text="Judgments the rater has made on ``day``.")
    day = models.DateField(null=True, blank=True, help_text="The UTC day that ``done_on_day`` is about.")
    # What advice needs, so that it reads no judgment and no break: written by whatever changes it.
    rhythm = models.JSONField(default=dict, blank=True, help_text="State of policies.rhythm.")
    rhythm_version = models.PositiveIntegerField(
        default=0, help_text="Changes of the rhythm so far: an update asks for it."
    )
    reports = models.JSONField(
        default=list,
        blank=True,
        help_text="How fresh the rater felt: [seconds on shift, 1 to 5, or 0: no word].",
    )
    rested_at = models.DateTimeField(null=True, blank=True, help_text="End of the last break long enough to rest.")
    paused_at = models.DateTimeField(null=True, blank=True, help_text="End of the last break of any use.")
    on_break_since = models.DateTimeField(null=True, blank=True)
    break_s = models.PositiveIntegerField(default=0, help_text="Seconds of the breaks that have ended.")
    away_s = models.PositiveIntegerField(
        default=0, help_text="Seconds without a sign of life: no break, but no work for the day's cap either."
    )
    worked_before_s = models.PositiveIntegerField(
        default=0, help_text="Work of the same person in other shifts of the day, in all projects, as last looked up."
    )
    break_arm = models.CharField(max_length=1, blank=True, help_text="Arm of the project's trial of break policies.")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["rater"], condition=Q(ended_at__isnull=True), name="one_open_shift"),
            models.CheckConstraint(
                condition=Q(ended_at__isnull=True) | Q(ended_at__gte=models.F("started_at")),
                name="shift_ends_after_start",
            ),
        ]
        indexes = [models.Index(fields=["rater", "-started_at"], name="shift_by_rater")]


class Break(models.Model):
    """A pause inside a shift. At most one is open."""

    shift = models.ForeignKey(Shift, on_delete=models.CASCADE, related_name="breaks")
    started_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True, blank=True)
    suggested = models.BooleanField(default=False, help_text="Taken on the product's suggestion.")
    required = models.BooleanField(default=False, help_text="Can't be ended before its minutes are over.")
    minutes = models.PositiveSmallIntegerField(default=0, help_text="How long it should be; 0: as the rater likes.")
    reason = models.CharField(max_length=300, blank=True, help_text="Why it was suggested, as the rater was told.")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["shift"], condition=Q(ended_at__isnull=True), name="one_open_break"),
            models.CheckConstraint(
                condition=Q(ended_at__isnull=True) | Q(ended_at__gte=models.F("started_at")),
                name="break_ends_after_start",
            ),
        ]


class Batch(models.Model):
    """The assignments that were handed out at once, and why so many."""

    shift = models.ForeignKey(Shift, on_delete=models.CASCADE, related_name="batches")
    rater = models.ForeignKey(Membership, on_delete=models.CASCADE, related_name="batches", db_index=False)
    size = models.PositiveSmallIntegerField()
    freshness = models.FloatField(help_text="0 (spent) to 1 (fresh) when the batch was sized.")
    reason = models.CharField(max_length=300, blank=True)
    created_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(freshness__gte=0) & Q(freshness__lte=1), name="freshness_share")
        ]
        indexes = [models.Index(fields=["rater", "-created_at"], name="batch_by_rater")]


class SlotState(models.TextChoices):
    OPEN = "open", "Open"
    HELD = "held", "Held"
    ANSWERED = "answered", "Answered"
    CLOSED = "closed", "Closed"


class Pool(models.Model):
    """The slots of a project that need the same qualifications, under a small number that slots carry.

    Number 0 needs none and has no row.
    """

    project = models.ForeignKey(Project, on_delete=models.CASCADE, related_name="pools", db_index=False)
    number = models.PositiveSmallIntegerField()
    requires = models.CharField(max_length=1000, help_text="Qualifications, sorted, with spaces between.")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["project", "number"], name="pool_number_once"),
            models.UniqueConstraint(fields=["project", "requires"], name="pool_requires_once"),
            models.CheckConstraint(condition=Q(number__gte=1) & ~Q(requires=""), name="pool_needs_something"),
        ]


class Slot(models.Model):
    """One judgment wanted for an item.

    ``serving_order`` is the item's place in the walk through the open slots: priority first, then the project's seeded
    order. ``pool`` says who may be given it.
    """

    project = models.ForeignKey(Project, on_delete=models.CASCADE, related_name="+", db_index=False)
    item = models.ForeignKey(Item, on_delete=models.CASCADE, related_name="slots", db_index=False)
    index = models.PositiveSmallIntegerField()
    state = models.CharField(max_length=10, choices=SlotState, default=SlotState.OPEN)
    serving_order = models.BigIntegerField()
    pool = models.PositiveSmallIntegerField(default=0)
    # Wanted by a reviewer beyond the overlap: a change of the overlap leaves it alone.
    extra = models.BooleanField(default=False, db_default=False)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["item", "index"], name="slot_index_once")]
        # In this order: of two that PostgreSQL takes for equally good, as with a new table, it uses the later one.
        indexes = [
            models.Index(fields=["project", "state"], name="slot_progress"),
            models.Index(
                fields=["project", "pool", "serving_order", "id"], condition=Q(state="open"), name="slot_open_walk"
            ),
        ]


class Purpose(models.TextChoices):
    WORK = "work", "Work"
    GOLD = "gold", "Gold"
    REPEAT = "repeat", "Repeat"
    TRAINING = "training", "Training"
    REVIEW = "review", "Review"  # of judgments only: a reviewer's decision, no rater's vote


class AssignmentState(models.TextChoices):
    HELD = "held", "Held"
    SUBMITTED = "submitted", "Submitted"
    SKIPPED = "skipped", "Skipped"
    EXPIRED = "expired", "Expired"
    RELEASED = "released", "Released"


class Assignment(models.Model):
    """A rater's lease on a slot, or a gold, repeat or training item. ``key`` is all that the rater sees of it."""

    key = models.UUIDField(unique=True, default=uuid.uuid4, editable=False)
    project = models.ForeignKey(Project, on_delete=models.CASCADE, related_name="+")
    rater = models.ForeignKey(Membership, on_delete=models.CASCADE, related_name="assignments", db_index=False)
    item = models.ForeignKey(Item, on_delete=models.CASCADE, related_name="assignments", db_index=False)
    slot = models.ForeignKey(Slot, on_delete=models.CASCADE, null=True, blank=True, related_name="assignments")
    batch = models.ForeignKey(Batch, on_delete=models.CASCADE, related_name="assignments", db_index=False)
    position = models.PositiveSmallIntegerField(help_text="Order within the batch.")
    purpose = models.CharField(max_length=10, choices=Purpose, default=Purpose.WORK)
    state = models.CharField(max_length=10, choices=AssignmentState, default=AssignmentState.HELD)
    # Positions of the responses in the order shown, comma-separated: "1,0" shows position 1 first.
    display_order = models.CharField(max_length=300)
    guideline = models.ForeignKey(Guideline, on_delete=models.PROTECT, null=True, related_name="+", db_index=False)
    chars = models.PositiveIntegerField(default=0, help_text="Characters to read: prompt, conversation and responses.")
    # The start of the item's prompt hash, where the project caps a rater's items of one prompt; else empty.
    prompt_group = models.CharField(max_length=16, blank=True)
    # The project as it was when this was handed out: which questions were asked, under which policies.
    project_version = models.PositiveIntegerField(default=1, db_default=1)
    leased_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    closed_at = models.DateTimeField(null=True, blank=True)
    skip_reason = models.CharField(max_length=30, blank=True)
    skip_note = models.CharField(max_length=500, blank=True)

    class Meta:
        constraints = [
            # One holder or answerer per slot, one go per rater and item: the wrong state can't be stored.
            models.UniqueConstraint(
                fields=["slot"],
                condition=Q(state__in=["held", "submitted"]) & Q(slot__isnull=False),
                name="slot_taken_once",
            ),
            models.UniqueConstraint(
                fields=["rater", "item"],
                condition=Q(state__in=["held", "submitted", "skipped"]) & ~Q(purpose__in=["repeat", "training"]),
                name="item_once_per_rater",
            ),
            models.UniqueConstraint(fields=["batch", "position"], name="position_once_in_batch"),
        ]
        indexes = [
            models.Index(fields=["expires_at"], condition=Q(state="held"), name="assignment_to_expire"),
            models.Index(fields=["rater", "state", "id"], name="assignment_by_rater"),
            models.Index(fields=["item", "state"], name="assignment_by_item"),
            models.Index(fields=["rater", "prompt_group"], condition=~Q(prompt_group=""), name="assignment_by_prompt"),
        ]

    @property
    def shown_positions(self) -> list[int]:
        """Response positions in the order shown."""
        return [int(position) for position in self.display_order.split(",")]

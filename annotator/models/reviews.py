"""Review: flags raised by raters, cases in the reviewers' queue, and what reviewers decided."""

from django.db import models
from django.db.models import Q

from annotator.models.items import Item
from annotator.models.judgments import Judgment
from annotator.models.people import Membership
from annotator.models.projects import Project
from annotator.models.work import Assignment


class FlagReason(models.TextChoices):
    GUIDELINE_SILENT = "guideline_silent", "The guideline doesn't say"
    BROKEN = "broken", "It is shown broken"
    HARMFUL = "harmful", "The content is harmful"
    WRONG_LANGUAGE = "wrong_language", "The language is wrong"
    UNANSWERABLE = "unanswerable", "The prompt can't be answered"
    OTHER = "other", "Something else"


class CaseReason(models.TextChoices):
    DISAGREEMENT = "disagreement", "Disagreement"
    FLAG = "flag", "Flag"
    GOLD = "gold", "Gold failure"


class CaseState(models.TextChoices):
    OPEN = "open", "Open"
    CLAIMED = "claimed", "Claimed"
    DECIDED = "decided", "Decided"
    SENT_BACK = "sent_back", "Sent back"
    DISMISSED = "dismissed", "Dismissed"


class ReviewCase(models.Model):
    """An item that a reviewer should look at, and why. An item has at most one case that isn't settled."""

    project = models.ForeignKey(Project, on_delete=models.CASCADE, related_name="review_cases", db_index=False)
    item = models.ForeignKey(Item, on_delete=models.CASCADE, related_name="review_cases")
    reason = models.CharField(max_length=12, choices=CaseReason)
    state = models.CharField(max_length=10, choices=CaseState, default=CaseState.OPEN)
    evidence = models.JSONField(default=dict, blank=True, help_text="What was found when the case was opened.")
    # Positions of the responses in the order in which reviewers see them; drawn once, so that the screen stays put.
    display_order = models.CharField(max_length=300)
    opened_at = models.DateTimeField()
    closed_at = models.DateTimeField(null=True, blank=True)
    # Who holds it now, or who settled it.
    reviewer = models.ForeignKey(Membership, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    claimed_at = models.DateTimeField(null=True, blank=True)
    claim_expires_at = models.DateTimeField(null=True, blank=True)
    # Whoever saw the raters' answers can't be handed the item as a rater afterwards.
    seen_by = models.ManyToManyField(Membership, related_name="+", blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["item"], condition=Q(state__in=["open", "claimed"]), name="one_unsettled_case_per_item"
            ),
            # A reviewer holds one case at a time: claiming again returns it.
            models.UniqueConstraint(
                fields=["reviewer"], condition=Q(state="claimed"), name="one_claimed_case_per_reviewer"
            ),
            models.CheckConstraint(
                condition=~Q(state="claimed")
                | Q(reviewer__isnull=False, claimed_at__isnull=False, claim_expires_at__isnull=False),
                name="claimed_case_has_a_holder",
            ),
        ]
        indexes = [
            models.Index(fields=["project", "id"], condition=Q(state__in=["open", "claimed"]), name="case_queue"),
            models.Index(fields=["project", "state", "-id"], name="case_by_state"),
        ]

    @property
    def shown_positions(self) -> list[int]:
        """Response positions in the order shown."""
        return [int(position) for position in self.display_order.split(",")]


class Flag(models.Model):
    """A rater's word that something is wrong with an item. It blocks nothing; flagging again changes the words."""

    assignment = models.OneToOneField(Assignment, on_delete=models.CASCADE, related_name="flag")
    item = models.ForeignKey(Item, on_delete=models.CASCADE, related_name="flags")
    rater = models.ForeignKey(Membership, on_delete=models.CASCADE, related_name="+")
    case = models.ForeignKey(ReviewCase, on_delete=models.SET_NULL, null=True, blank=True, related_name="flags")
    reason = models.CharField(max_length=20, choices=FlagReason)
    note = models.CharField(max_length=500, blank=True)
    created_at = models.DateTimeField()


class DecisionKind(models.TextChoices):
    DECIDED = "decided", "Decided"
    SENT_BACK = "sent_back", "Sent back"
    DISMISSED = "dismissed", "Dismissed"


class Decision(models.Model):
    """What a reviewer did with a case. Append-only: a revision is a new row, and undoing only withdraws.

    A decision by answers has a judgment of purpose ``review``; the raters' own judgments stay as they are.
    """

    key = models.UUIDField(unique=True, help_text="Made by the client; sending it again returns this row.")
    case = models.ForeignKey(ReviewCase, on_delete=models.CASCADE, related_name="decisions", db_index=False)
    reviewer = models.ForeignKey(Membership, on_delete=models.PROTECT, related_name="+")
    kind = models.CharField(max_length=10, choices=DecisionKind)
    judgment = models.OneToOneField(Judgment, on_delete=models.PROTECT, null=True, blank=True, related_name="decision")
    rationale = models.TextField(blank=True)
    # Of a case sent back: which slots were opened, and which judgments had to make way; for undoing it.
    sent_back = models.JSONField(default=dict, blank=True)
    revision = models.PositiveSmallIntegerField(default=1)
    is_current = models.BooleanField(default=True)
    decided_at = models.DateTimeField()
    withdrawn_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["case", "revision"], name="decision_revision_once"),
            models.UniqueConstraint(fields=["case"], condition=Q(is_current=True), name="one_current_decision"),
            models.CheckConstraint(
                condition=Q(kind="decided", judgment__isnull=False) | (~Q(kind="decided") & Q(judgment__isnull=True)),
                name="only_answers_have_a_judgment",
            ),
        ]

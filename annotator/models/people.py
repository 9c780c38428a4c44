"""Who takes part: users, their memberships in projects, and invitations."""

from typing import Any, ClassVar

from django.contrib.auth.models import AbstractUser, UserManager
from django.db import models
from django.db.models import Q
from django.db.models.functions import Lower

from annotator.models.projects import Project


class EmailUserManager(UserManager["User"]):
    """Creates users that sign in by email."""

    def create_user(self, email: str, password: str | None = None, **fields: Any) -> "User":  # type: ignore[override]
        user = self.model(email=self.normalize_email(email), **fields)
        user.set_password(password)
        user.save(using=self._db)
        return user

    def create_superuser(  # type: ignore[override]
        self, email: str, password: str | None = None, **fields: Any
    ) -> "User":
        return self.create_user(email, password, is_staff=True, is_superuser=True, may_create_projects=True, **fields)


class User(AbstractUser):
    """A person's account; signs in by email."""

    username = None  # type: ignore[assignment]
    first_name = None  # type: ignore[assignment]
    last_name = None  # type: ignore[assignment]
    email = models.EmailField(unique=True)
    name = models.CharField(max_length=150, blank=True)
    may_create_projects = models.BooleanField(default=False)
    # Only what the person has chosen (policies.comfort); it follows them to every browser.
    preferences = models.JSONField(default=dict, blank=True)

    USERNAME_FIELD = "email"
    REQUIRED_FIELDS: ClassVar[list[str]] = []

    objects: ClassVar[EmailUserManager] = EmailUserManager()

    class Meta:
        constraints = [models.UniqueConstraint(Lower("email"), name="user_email_unique_ignoring_case")]

    def __str__(self) -> str:
        return self.name or self.email


class Role(models.TextChoices):
    LEAD = "lead", "Lead"
    REVIEWER = "reviewer", "Reviewer"
    RATER = "rater", "Rater"


class RaterKind(models.TextChoices):
    HUMAN = "human", "Human"
    MODEL = "model", "Model"


class MembershipState(models.TextChoices):
    TRAINING = "training", "In training"
    ACTIVE = "active", "Active"
    WATCH = "watch", "Watch"
    PAUSED = "paused", "Paused"
    LEFT = "left", "Left"


AT_WORK = (MembershipState.ACTIVE, MembershipState.WATCH, MembershipState.TRAINING)
"""States in which a rater is handed work; in training, training items only."""


def open_pool() -> list[int]:
    """The pools of a rater without qualifications: number 0, where nothing is required."""
    return [0]


class Membership(models.Model):
    """A user's role in a project. With role ``rater`` this row *is* the rater that judgments point to.

    ``user`` is empty for raters known only from imported votes and for model judges.
    """

    project = models.ForeignKey(Project, on_delete=models.CASCADE, related_name="memberships")
    user = models.ForeignKey(User, on_delete=models.PROTECT, null=True, blank=True, related_name="memberships")
    role = models.CharField(max_length=10, choices=Role)
    kind = models.CharField(max_length=10, choices=RaterKind, default=RaterKind.HUMAN)
    alias = models.CharField(
        max_length=100, help_text="The name shown to leads and used in exports; unique in a project."
    )
    state = models.CharField(max_length=10, choices=MembershipState, default=MembershipState.ACTIVE)
    state_reason = models.CharField(max_length=300, blank=True)
    state_changed_at = models.DateTimeField(null=True, blank=True)
    # Gold checks before this moment no longer count against the rater: a lead looked at them and resumed the rater.
    gold_counted_since = models.DateTimeField(null=True, blank=True)
    # The sequential test on this rater as it stands (policies.verdict.Running), kept here so that a claim and a submit
    # read no checks. It can be rebuilt from the checks at any time; ``check_test`` names the test that it is for.
    check_test = models.CharField(max_length=40, blank=True)
    checks_made = models.PositiveIntegerField(default=0)
    checks_passed = models.PositiveIntegerField(default=0)
    check_evidence = models.FloatField(default=0.0)
    check_suspect = models.BooleanField(default=False)
    check_stopped = models.BooleanField(default=False)
    check_good_at = models.DateTimeField(null=True, blank=True)
    # What raises suspicion besides the evidence: a failed training, or disagreement with everybody else.
    watched_from_start = models.BooleanField(default=False)
    peers_suspect = models.BooleanField(default=False)
    training_attempt = models.PositiveSmallIntegerField(default=1)
    # Set while hidden checks have paused the rater: what they judged after this moment waits for a lead's decision.
    quarantine_since = models.DateTimeField(null=True, blank=True)
    # Counted as checks come in, so that nobody counts them on the way of a judgment.
    gold_checked = models.PositiveIntegerField(default=0)
    gold_passed = models.PositiveIntegerField(default=0)
    qualifications = models.JSONField(default=list, blank=True, help_text="Names such as language:de, sorted.")
    # Follows from the qualifications: numbers of the pools that this rater may be given work from.
    pools = models.JSONField(default=open_pool, blank=True)
    # By rater id: items taken that this one had judged before. Work is chosen so that all pairs come to have some.
    met = models.JSONField(default=dict, blank=True)
    guideline_read = models.ForeignKey(
        "annotator.Guideline", on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )
    # Where in the open slots the rater's next claim starts: a place drawn anew after each, so that pairs of raters mix.
    claim_cursor = models.BigIntegerField(default=-1)
    # Set on a rater whose person also reviews here: only then does a claim ask what they saw as a reviewer.
    also_reviews = models.BooleanField(default=False)
    created_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["project", "user", "role"], condition=Q(user__isnull=False), name="membership_once_per_role"
            ),
            models.UniqueConstraint(
                fields=["project", "alias"], condition=Q(role="rater"), name="rater_alias_unique_in_project"
            ),
            models.CheckConstraint(
                condition=Q(user__isnull=False) | Q(role="rater"), name="only_raters_without_account"
            ),
            models.CheckConstraint(
                condition=Q(gold_passed__lte=models.F("gold_checked")), name="gold_passed_of_checked"
            ),
        ]
        indexes = [models.Index(fields=["user", "role"], name="membership_by_user")]

    def __str__(self) -> str:
        return f"{self.alias} ({self.role})"

    @property
    def told_state(self) -> str:
        """The state as the rater is told it: a rater in watch works on as usual and doesn't know."""
        return MembershipState.ACTIVE if self.state == MembershipState.WATCH else self.state

    @property
    def told_reason(self) -> str:
        """The reason as the rater is told it: why they are in watch is for leads."""
        return "" if self.state == MembershipState.WATCH else self.state_reason


class Invitation(models.Model):
    """A link that lets its holder join a project in a role. Only the token's hash is kept."""

    project = models.ForeignKey(Project, on_delete=models.CASCADE, related_name="invitations")
    role = models.CharField(max_length=10, choices=Role)
    token_hash = models.CharField(max_length=64, unique=True)
    note = models.CharField(max_length=200, blank=True)
    qualifications = models.JSONField(default=list, blank=True, help_text="Given to whoever joins by this link.")
    max_uses = models.PositiveIntegerField(default=1)
    uses = models.PositiveIntegerField(default=0)
    created_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    created_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    revoked_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(uses__lte=models.F("max_uses")), name="invitation_not_overused")
        ]

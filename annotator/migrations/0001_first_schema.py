"""The whole schema at once, for new databases: the steps that it replaces take five times as long."""

import uuid

import django.db.models.deletion
import django.db.models.functions.comparison
import django.db.models.functions.text
import django.utils.timezone
from django.conf import settings
from django.db import migrations, models

import annotator.models.people


class Migration(migrations.Migration):
    replaces = [
        ("annotator", "0001_initial"),
        ("annotator", "0002_watch_and_quarantine"),
        ("annotator", "0003_gold_threshold_of_one_half"),
        ("annotator", "0004_counters_of_a_shift"),
        ("annotator", "0005_serving_policies"),
        ("annotator", "0006_review_and_changes"),
        ("annotator", "0007_gold_management"),
        ("annotator", "0008_rhythm"),
    ]

    initial = True

    dependencies = [
        ("auth", "0012_alter_user_first_name_max_length"),
    ]

    operations = [
        migrations.CreateModel(
            name="User",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("password", models.CharField(max_length=128, verbose_name="password")),
                ("last_login", models.DateTimeField(blank=True, null=True, verbose_name="last login")),
                (
                    "is_superuser",
                    models.BooleanField(
                        default=False,
                        help_text="Designates that this user has all permissions without explicitly assigning them.",
                        verbose_name="superuser status",
                    ),
                ),
                (
                    "is_staff",
                    models.BooleanField(
                        default=False,
                        help_text="Designates whether the user can log into this admin site.",
                        verbose_name="staff status",
                    ),
                ),
                (
                    "is_active",
                    models.BooleanField(
                        default=True,
                        help_text="Designates whether this user should be treated as active. Unselect this instead of deleting accounts.",
                        verbose_name="active",
                    ),
                ),
                ("date_joined", models.DateTimeField(default=django.utils.timezone.now, verbose_name="date joined")),
                ("email", models.EmailField(max_length=254, unique=True)),
                ("name", models.CharField(blank=True, max_length=150)),
                ("may_create_projects", models.BooleanField(default=False)),
                (
                    "groups",
                    models.ManyToManyField(
                        blank=True,
                        help_text="The groups this user belongs to. A user will get all permissions granted to each of their groups.",
                        related_name="user_set",
                        related_query_name="user",
                        to="auth.group",
                        verbose_name="groups",
                    ),
                ),
                (
                    "user_permissions",
                    models.ManyToManyField(
                        blank=True,
                        help_text="Specific permissions for this user.",
                        related_name="user_set",
                        related_query_name="user",
                        to="auth.permission",
                        verbose_name="user permissions",
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(
                        django.db.models.functions.text.Lower("email"), name="user_email_unique_ignoring_case"
                    )
                ],
            },
            managers=[
                ("objects", annotator.models.people.EmailUserManager()),
            ],
        ),
        migrations.CreateModel(
            name="Project",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("name", models.CharField(max_length=200)),
                ("description", models.TextField(blank=True)),
                ("preset", models.CharField(help_text="The preset the questions started from.", max_length=20)),
                (
                    "state",
                    models.CharField(
                        choices=[("draft", "Draft"), ("active", "Active"), ("paused", "Paused"), ("closed", "Closed")],
                        default="draft",
                        max_length=10,
                    ),
                ),
                (
                    "seed",
                    models.PositiveBigIntegerField(
                        help_text="Seeds side order, item order and bootstraps, so that results can be repeated."
                    ),
                ),
                (
                    "overlap_mode",
                    models.CharField(
                        choices=[("fixed", "Fixed"), ("sampled", "Sampled"), ("dynamic", "Dynamic")],
                        default="fixed",
                        max_length=10,
                    ),
                ),
                (
                    "overlap",
                    models.PositiveSmallIntegerField(
                        default=3,
                        help_text="Judgments wanted for each item; of the sampled items (sampled) or at most (dynamic).",
                    ),
                ),
                (
                    "overlap_min",
                    models.PositiveSmallIntegerField(
                        default=1,
                        help_text="Judgments wanted for the items not sampled (sampled), or to begin with (dynamic).",
                    ),
                ),
                (
                    "overlap_share",
                    models.FloatField(default=0.1, help_text="Share of the items that are sampled, 0 to 1."),
                ),
                (
                    "overlap_confidence",
                    models.FloatField(
                        default=0.9, help_text="Dynamic: an item is settled when its leading answer is this probable."
                    ),
                ),
                ("settle_after", models.BigIntegerField(blank=True, null=True)),
                (
                    "max_judgments",
                    models.PositiveIntegerField(blank=True, help_text="Per rater, in all; empty: no cap.", null=True),
                ),
                (
                    "max_judgments_per_day",
                    models.PositiveIntegerField(
                        blank=True, help_text="Per rater and day (UTC); empty: no cap.", null=True
                    ),
                ),
                (
                    "max_per_prompt",
                    models.PositiveSmallIntegerField(
                        blank=True,
                        help_text="Items with the same prompt that one rater is given; empty: no cap.",
                        null=True,
                    ),
                ),
                (
                    "fair_share",
                    models.BooleanField(
                        default=True,
                        help_text="When little is left, nobody at work is handed more than an even part of it.",
                    ),
                ),
                ("requirement_rules", models.JSONField(blank=True, default=list)),
                (
                    "gold_rate",
                    models.FloatField(
                        default=0.1, help_text="Share of a rater's tasks that are hidden gold checks, 0 to 0.5."
                    ),
                ),
                (
                    "gold_pass_threshold",
                    models.FloatField(
                        default=0.5,
                        help_text="Gold accuracy that is not acceptable: whom the checks show to be no better is paused.",
                    ),
                ),
                (
                    "gold_min_checks",
                    models.PositiveSmallIntegerField(
                        default=10, help_text="Checks needed before they can pause anybody."
                    ),
                ),
                ("batch_min", models.PositiveSmallIntegerField(default=3)),
                ("batch_max", models.PositiveSmallIntegerField(default=10)),
                (
                    "lease_minutes",
                    models.PositiveSmallIntegerField(default=60, help_text="How long a rater holds an assignment."),
                ),
                (
                    "break_after_minutes",
                    models.PositiveSmallIntegerField(default=50, help_text="Suggest a break after this much work."),
                ),
                (
                    "break_minutes",
                    models.PositiveSmallIntegerField(default=10, help_text="How long such a break should be."),
                ),
                (
                    "micro_break_every_minutes",
                    models.PositiveSmallIntegerField(
                        default=0, help_text="Suggest a minute's pause this often; 0: never."
                    ),
                ),
                (
                    "breaks_required",
                    models.BooleanField(default=False, help_text="No new work until a break that is due was taken."),
                ),
                (
                    "day_cap_minutes",
                    models.PositiveSmallIntegerField(
                        default=480,
                        help_text="Work of one person in a day, over all projects, that ends it; 0: no cap.",
                    ),
                ),
                (
                    "break_trial",
                    models.BooleanField(
                        default=False, help_text="Compare two break policies, drawn anew for each shift."
                    ),
                ),
                ("trial_break_after_minutes", models.PositiveSmallIntegerField(default=25)),
                ("trial_micro_break_every_minutes", models.PositiveSmallIntegerField(default=0)),
                (
                    "amend_minutes",
                    models.PositiveIntegerField(default=1440, help_text="How long a rater may correct an answer."),
                ),
                (
                    "review_rule",
                    models.CharField(
                        choices=[
                            ("never", "Never"),
                            ("no_majority", "When no answer has a majority"),
                            ("any", "When they differ at all"),
                        ],
                        default="no_majority",
                        max_length=12,
                    ),
                ),
                ("review_cursor", models.BigIntegerField(default=0)),
                (
                    "quality_by",
                    models.CharField(
                        choices=[
                            ("gold", "Gold checks"),
                            ("repeats", "Repeats of own items"),
                            ("peers", "Agreement with peers"),
                            ("mix", "All of them"),
                        ],
                        default="gold",
                        help_text="What the verdict on raters is made from.",
                        max_length=10,
                    ),
                ),
                (
                    "gold_feedback",
                    models.CharField(
                        choices=[
                            ("never", "Never"),
                            ("after_shift", "After the shift"),
                            ("after_retirement", "Once the gold item is retired"),
                        ],
                        default="never",
                        help_text="When raters are shown the checks that they missed, and may contest them.",
                        max_length=20,
                    ),
                ),
                (
                    "repeat_rate",
                    models.FloatField(
                        default=0.0,
                        help_text="Share of a rater's tasks that repeat one of their own with the sides swapped, 0 to 0.3.",
                    ),
                ),
                (
                    "repeat_after_judgments",
                    models.PositiveSmallIntegerField(
                        default=20, help_text="A repeat comes no sooner than so many judgments later,"
                    ),
                ),
                (
                    "repeat_after_minutes",
                    models.PositiveIntegerField(default=30, help_text="and no sooner than so many minutes."),
                ),
                (
                    "training_required",
                    models.PositiveSmallIntegerField(
                        default=0, help_text="Training items that a newcomer answers before real work; 0: no training."
                    ),
                ),
                (
                    "training_pass_mark",
                    models.FloatField(default=0.7, help_text="Share of them to be answered rightly."),
                ),
                (
                    "training_retries",
                    models.PositiveSmallIntegerField(default=1, help_text="Further attempts after a failed one."),
                ),
                (
                    "training_failure",
                    models.CharField(
                        choices=[("pause", "Pause until a lead decides"), ("watch", "Let them work, in watch")],
                        default="pause",
                        max_length=10,
                    ),
                ),
                (
                    "created_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                ("created_at", models.DateTimeField()),
                ("version", models.PositiveIntegerField(default=1)),
                ("form", models.UUIDField(default=uuid.uuid4, editable=False)),
            ],
            options={
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("overlap__gte", 1), ("overlap__lte", 100)), name="overlap_1_to_100"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("overlap_mode", "fixed"),
                            models.Q(("overlap_min__gte", 1), ("overlap_min__lte", models.F("overlap"))),
                            _connector="OR",
                        ),
                        name="overlap_bounds",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("overlap_share__gte", 0), ("overlap_share__lte", 1)),
                        name="overlap_share_0_to_1",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("overlap_confidence__gte", 0.5), ("overlap_confidence__lt", 1)),
                        name="overlap_confidence_bounds",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("gold_rate__gte", 0), ("gold_rate__lte", 0.5)), name="gold_rate_0_to_half"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("gold_pass_threshold__gte", 0), ("gold_pass_threshold__lte", 1)),
                        name="gold_threshold_share",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("batch_min__gte", 1), ("batch_min__lte", models.F("batch_max"))),
                        name="batch_bounds",
                    ),
                    models.CheckConstraint(condition=models.Q(("batch_max__lte", 100)), name="batch_max_100"),
                    models.CheckConstraint(condition=models.Q(("lease_minutes__gte", 1)), name="lease_positive"),
                    models.CheckConstraint(
                        condition=models.Q(("repeat_rate__gte", 0), ("repeat_rate__lte", 0.3)), name="repeat_rate_share"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("training_pass_mark__gte", 0), ("training_pass_mark__lte", 1)),
                        name="training_mark_share",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Guideline",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "project",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="guidelines", to="annotator.project"
                    ),
                ),
                ("version", models.PositiveIntegerField()),
                ("body", models.TextField(help_text="Markdown.")),
                ("change_note", models.CharField(blank=True, max_length=300)),
                (
                    "published_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                ("published_at", models.DateTimeField()),
            ],
            options={
                "ordering": ["project", "-version"],
                "constraints": [models.UniqueConstraint(fields=("project", "version"), name="guideline_version_once")],
            },
        ),
        migrations.CreateModel(
            name="ImportRun",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "project",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="%(class)ss", to="annotator.project"
                    ),
                ),
                (
                    "requested_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("queued", "Queued"),
                            ("running", "Running"),
                            ("succeeded", "Succeeded"),
                            ("failed", "Failed"),
                            ("cancelled", "Cancelled"),
                        ],
                        default="queued",
                        max_length=10,
                    ),
                ),
                ("stage", models.CharField(blank=True, help_text="What it is doing now, in words.", max_length=100)),
                ("progress_done", models.BigIntegerField(default=0)),
                ("progress_total", models.BigIntegerField(blank=True, null=True)),
                ("attempts", models.PositiveSmallIntegerField(default=0)),
                ("claim", models.UUIDField(blank=True, null=True)),
                ("heartbeat_at", models.DateTimeField(blank=True, null=True)),
                ("error_code", models.CharField(blank=True, max_length=50)),
                ("error", models.TextField(blank=True)),
                ("cancel_requested", models.BooleanField(default=False)),
                ("seed", models.PositiveBigIntegerField(default=0)),
                (
                    "plan",
                    models.JSONField(
                        blank=True, default=dict, help_text="Frozen when requested: what to compute, over what."
                    ),
                ),
                ("created_at", models.DateTimeField()),
                ("started_at", models.DateTimeField(blank=True, null=True)),
                ("finished_at", models.DateTimeField(blank=True, null=True)),
                ("kind", models.CharField(choices=[("items", "Items"), ("votes", "Votes")], max_length=10)),
                ("format", models.CharField(choices=[("jsonl", "JSONL"), ("csv", "CSV")], max_length=10)),
                ("file", models.FileField(upload_to="imports/%Y/%m/")),
                ("file_name", models.CharField(max_length=255)),
                ("file_bytes", models.BigIntegerField()),
                ("sha256", models.CharField(max_length=64)),
                ("rows_created", models.BigIntegerField(default=0)),
                ("rows_unchanged", models.BigIntegerField(default=0)),
                ("rows_failed", models.BigIntegerField(default=0)),
                ("error_report", models.FileField(blank=True, upload_to="imports/%Y/%m/")),
                ("committed_line", models.BigIntegerField(default=0)),
            ],
            options={
                "abstract": False,
                "indexes": [
                    models.Index(fields=["project", "-id"], name="importrun_by_project"),
                    models.Index(
                        condition=models.Q(("state__in", ["queued", "running"])),
                        fields=["state", "heartbeat_at"],
                        name="importrun_unfinished",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Invitation",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "project",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="invitations", to="annotator.project"
                    ),
                ),
                (
                    "role",
                    models.CharField(
                        choices=[("lead", "Lead"), ("reviewer", "Reviewer"), ("rater", "Rater")], max_length=10
                    ),
                ),
                ("token_hash", models.CharField(max_length=64, unique=True)),
                ("note", models.CharField(blank=True, max_length=200)),
                (
                    "qualifications",
                    models.JSONField(blank=True, default=list, help_text="Given to whoever joins by this link."),
                ),
                ("max_uses", models.PositiveIntegerField(default=1)),
                ("uses", models.PositiveIntegerField(default=0)),
                (
                    "created_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
                ("created_at", models.DateTimeField()),
                ("expires_at", models.DateTimeField()),
                ("revoked_at", models.DateTimeField(blank=True, null=True)),
            ],
            options={
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("uses__lte", models.F("max_uses"))), name="invitation_not_overused"
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="Item",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "project",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="items",
                        to="annotator.project",
                    ),
                ),
                ("external_id", models.CharField(max_length=200)),
                (
                    "purpose",
                    models.CharField(
                        choices=[("work", "Work"), ("gold", "Gold"), ("training", "Training")],
                        default="work",
                        max_length=10,
                    ),
                ),
                ("prompt", models.TextField(blank=True)),
                (
                    "messages",
                    models.JSONField(
                        blank=True, help_text="Conversation before the responses: list of {role, content}.", null=True
                    ),
                ),
                ("prompt_hash", models.CharField(max_length=64)),
                (
                    "content_hash",
                    models.CharField(
                        help_text="Of everything imported: an equal row again is unchanged, not an error.",
                        max_length=64,
                    ),
                ),
                (
                    "requires",
                    models.CharField(
                        blank=True,
                        help_text="Qualifications that a rater needs, sorted, with spaces between.",
                        max_length=1000,
                    ),
                ),
                ("priority", models.SmallIntegerField(default=0, help_text="Higher is served first.")),
                ("metadata", models.JSONField(blank=True, default=dict)),
                ("retired_at", models.DateTimeField(blank=True, null=True)),
                ("created_at", models.DateTimeField()),
            ],
            options={
                "indexes": [
                    models.Index(fields=["project", "purpose", "id"], name="item_by_purpose"),
                    models.Index(fields=["project", "prompt_hash"], name="item_by_prompt"),
                ],
                "constraints": [
                    models.UniqueConstraint(fields=("project", "external_id"), name="item_external_id_once")
                ],
            },
        ),
        migrations.CreateModel(
            name="GoldStanding",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "item",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE, related_name="gold_standing", to="annotator.item"
                    ),
                ),
                ("shown", models.PositiveIntegerField()),
                ("passed", models.PositiveIntegerField()),
                ("good_shown", models.PositiveIntegerField(help_text="Of raters whose other checks say good.")),
                ("good_passed", models.PositiveIntegerField()),
                (
                    "suspect_shown",
                    models.PositiveIntegerField(help_text="Of raters whose other checks say suspect or bad."),
                ),
                ("suspect_passed", models.PositiveIntegerField()),
                (
                    "doubt",
                    models.FloatField(
                        help_text="Probability that fewer than half of good raters pass it, given the counts."
                    ),
                ),
                ("flagged", models.BooleanField(default=False)),
                ("reviewed_at", models.DateTimeField()),
            ],
        ),
        migrations.CreateModel(
            name="ItemSlice",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "project",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to="annotator.project",
                    ),
                ),
                (
                    "item",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="slices",
                        to="annotator.item",
                    ),
                ),
                ("name", models.CharField(max_length=50)),
                ("value", models.CharField(max_length=100)),
            ],
            options={
                "indexes": [models.Index(fields=["project", "name", "value", "item"], name="slice_lookup")],
                "constraints": [models.UniqueConstraint(fields=("item", "name"), name="slice_once_per_item")],
            },
        ),
        migrations.CreateModel(
            name="Membership",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "project",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="memberships", to="annotator.project"
                    ),
                ),
                (
                    "user",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="memberships",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "role",
                    models.CharField(
                        choices=[("lead", "Lead"), ("reviewer", "Reviewer"), ("rater", "Rater")], max_length=10
                    ),
                ),
                (
                    "kind",
                    models.CharField(choices=[("human", "Human"), ("model", "Model")], default="human", max_length=10),
                ),
                (
                    "alias",
                    models.CharField(
                        help_text="The name shown to leads and used in exports; unique in a project.", max_length=100
                    ),
                ),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("training", "In training"),
                            ("active", "Active"),
                            ("watch", "Watch"),
                            ("paused", "Paused"),
                            ("left", "Left"),
                        ],
                        default="active",
                        max_length=10,
                    ),
                ),
                ("state_reason", models.CharField(blank=True, max_length=300)),
                ("state_changed_at", models.DateTimeField(blank=True, null=True)),
                ("gold_counted_since", models.DateTimeField(blank=True, null=True)),
                ("check_test", models.CharField(blank=True, max_length=40)),
                ("checks_made", models.PositiveIntegerField(default=0)),
                ("checks_passed", models.PositiveIntegerField(default=0)),
                ("check_evidence", models.FloatField(default=0.0)),
                ("check_suspect", models.BooleanField(default=False)),
                ("check_stopped", models.BooleanField(default=False)),
                ("check_good_at", models.DateTimeField(blank=True, null=True)),
                ("watched_from_start", models.BooleanField(default=False)),
                ("peers_suspect", models.BooleanField(default=False)),
                ("training_attempt", models.PositiveSmallIntegerField(default=1)),
                ("quarantine_since", models.DateTimeField(blank=True, null=True)),
                ("gold_checked", models.PositiveIntegerField(default=0)),
                ("gold_passed", models.PositiveIntegerField(default=0)),
                (
                    "qualifications",
                    models.JSONField(blank=True, default=list, help_text="Names such as language:de, sorted."),
                ),
                ("pools", models.JSONField(blank=True, default=annotator.models.people.open_pool)),
                ("met", models.JSONField(blank=True, default=dict)),
                (
                    "guideline_read",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to="annotator.guideline",
                    ),
                ),
                ("claim_cursor", models.BigIntegerField(default=-1)),
                ("also_reviews", models.BooleanField(default=False)),
                ("created_at", models.DateTimeField()),
            ],
            options={
                "indexes": [models.Index(fields=["user", "role"], name="membership_by_user")],
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("user__isnull", False)),
                        fields=("project", "user", "role"),
                        name="membership_once_per_role",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("role", "rater")),
                        fields=("project", "alias"),
                        name="rater_alias_unique_in_project",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("user__isnull", False), ("role", "rater"), _connector="OR"),
                        name="only_raters_without_account",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("gold_passed__lte", models.F("gold_checked"))),
                        name="gold_passed_of_checked",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Pool",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "project",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="pools",
                        to="annotator.project",
                    ),
                ),
                ("number", models.PositiveSmallIntegerField()),
                (
                    "requires",
                    models.CharField(help_text="Qualifications, sorted, with spaces between.", max_length=1000),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(fields=("project", "number"), name="pool_number_once"),
                    models.UniqueConstraint(fields=("project", "requires"), name="pool_requires_once"),
                    models.CheckConstraint(
                        condition=models.Q(("number__gte", 1), models.Q(("requires", ""), _negated=True)),
                        name="pool_needs_something",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="ProjectChange",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "project",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="changes",
                        to="annotator.project",
                    ),
                ),
                ("version", models.PositiveIntegerField(help_text="The version that the change led to.")),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("created", "Created"),
                            ("settings", "Settings"),
                            ("state", "State"),
                            ("guideline", "Guideline"),
                            ("question_added", "Question added"),
                            ("question_edited", "Question edited"),
                            ("question_retired", "Question retired"),
                        ],
                        max_length=20,
                    ),
                ),
                (
                    "subject",
                    models.CharField(blank=True, help_text="The key of the question that it is about.", max_length=50),
                ),
                ("changes", models.JSONField(default=dict, help_text="Field by field: [from, to].")),
                ("note", models.CharField(blank=True, max_length=300)),
                (
                    "changed_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                ("changed_at", models.DateTimeField()),
            ],
            options={
                "constraints": [models.UniqueConstraint(fields=("project", "version"), name="change_once_per_version")],
            },
        ),
        migrations.CreateModel(
            name="Question",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "project",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="questions", to="annotator.project"
                    ),
                ),
                ("key", models.SlugField()),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("preference", "Preference"),
                            ("likert", "Likert"),
                            ("choice", "Choice"),
                            ("ranking", "Ranking"),
                            ("text", "Text"),
                        ],
                        max_length=12,
                    ),
                ),
                ("title", models.CharField(max_length=200)),
                ("help_text", models.TextField(blank=True)),
                ("position", models.PositiveSmallIntegerField()),
                ("required", models.BooleanField(default=True)),
                (
                    "per_response",
                    models.BooleanField(
                        default=False, help_text="Asked of each response (likert, choice) instead of once."
                    ),
                ),
                ("allow_tie", models.BooleanField(default=True)),
                ("allow_both_bad", models.BooleanField(default=True)),
                (
                    "strength_levels",
                    models.PositiveSmallIntegerField(
                        default=0, help_text="0: not asked; 3: slightly, clearly, far better."
                    ),
                ),
                ("scale_min", models.SmallIntegerField(default=1)),
                ("scale_max", models.SmallIntegerField(default=5)),
                ("scale_labels", models.JSONField(blank=True, default=dict, help_text="Display only: label by score.")),
                (
                    "choices",
                    models.JSONField(blank=True, default=list, help_text="List of {value, label}; display order."),
                ),
                ("multiple", models.BooleanField(default=False)),
                ("asked_from", models.PositiveIntegerField(default=1)),
                ("retired_in", models.PositiveIntegerField(blank=True, null=True)),
            ],
            options={
                "ordering": ["project", "position"],
                "constraints": [
                    models.UniqueConstraint(fields=("project", "key"), name="question_key_once"),
                    models.UniqueConstraint(fields=("project", "position"), name="question_position_once"),
                    models.CheckConstraint(
                        condition=models.Q(("scale_min__lt", models.F("scale_max"))), name="scale_not_empty"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("strength_levels__lte", 5)), name="strength_levels_at_most_5"
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="PeerScore",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "rater",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="peer_score",
                        to="annotator.membership",
                    ),
                ),
                (
                    "question",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="+", to="annotator.question"
                    ),
                ),
                ("value", models.FloatField(null=True)),
                ("low", models.FloatField(null=True)),
                ("high", models.FloatField(null=True)),
                ("observed", models.FloatField(null=True)),
                ("expected", models.FloatField(null=True)),
                ("n_items", models.PositiveIntegerField()),
                ("reason", models.CharField(blank=True, max_length=200)),
                ("computed_at", models.DateTimeField()),
            ],
        ),
        migrations.CreateModel(
            name="Response",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "item",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="responses",
                        to="annotator.item",
                    ),
                ),
                ("position", models.PositiveSmallIntegerField()),
                ("model", models.CharField(blank=True, max_length=200)),
                ("text", models.TextField(blank=True)),
                ("chars", models.PositiveIntegerField()),
                ("words", models.PositiveIntegerField()),
                ("headers", models.PositiveIntegerField()),
                ("lists", models.PositiveIntegerField()),
                ("bolds", models.PositiveIntegerField()),
                ("code_blocks", models.PositiveIntegerField()),
                ("metadata", models.JSONField(blank=True, default=dict)),
            ],
            options={
                "ordering": ["item", "position"],
                "constraints": [models.UniqueConstraint(fields=("item", "position"), name="response_position_once")],
            },
        ),
        migrations.CreateModel(
            name="GoldAnswer",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "item",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="gold_answers", to="annotator.item"
                    ),
                ),
                (
                    "question",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="+", to="annotator.question"
                    ),
                ),
                (
                    "response",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to="annotator.response",
                    ),
                ),
                (
                    "outcome",
                    models.CharField(
                        blank=True,
                        choices=[("a", "A"), ("b", "B"), ("tie", "Tie"), ("both_bad", "Both bad")],
                        max_length=8,
                        null=True,
                    ),
                ),
                (
                    "also_accepted",
                    models.JSONField(
                        blank=True,
                        default=list,
                        help_text="Further outcomes that pass, such as a tie beside the better response.",
                    ),
                ),
                ("score", models.FloatField(blank=True, null=True)),
                ("choice", models.CharField(blank=True, max_length=64, null=True)),
                ("tolerance", models.FloatField(default=0, help_text="A score this far off still passes.")),
                ("explanation", models.TextField(blank=True)),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(
                        models.F("item"),
                        models.F("question"),
                        django.db.models.functions.comparison.Coalesce("response_id", models.Value(0)),
                        django.db.models.functions.comparison.Coalesce("choice", models.Value("")),
                        name="gold_answer_once",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="ReviewCase",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "project",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="review_cases",
                        to="annotator.project",
                    ),
                ),
                (
                    "item",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="review_cases", to="annotator.item"
                    ),
                ),
                (
                    "reason",
                    models.CharField(
                        choices=[("disagreement", "Disagreement"), ("flag", "Flag"), ("gold", "Gold failure")],
                        max_length=12,
                    ),
                ),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("open", "Open"),
                            ("claimed", "Claimed"),
                            ("decided", "Decided"),
                            ("sent_back", "Sent back"),
                            ("dismissed", "Dismissed"),
                        ],
                        default="open",
                        max_length=10,
                    ),
                ),
                (
                    "evidence",
                    models.JSONField(blank=True, default=dict, help_text="What was found when the case was opened."),
                ),
                ("display_order", models.CharField(max_length=300)),
                ("opened_at", models.DateTimeField()),
                ("closed_at", models.DateTimeField(blank=True, null=True)),
                (
                    "reviewer",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="annotator.membership",
                    ),
                ),
                ("claimed_at", models.DateTimeField(blank=True, null=True)),
                ("claim_expires_at", models.DateTimeField(blank=True, null=True)),
                ("seen_by", models.ManyToManyField(blank=True, related_name="+", to="annotator.membership")),
            ],
            options={
                "indexes": [
                    models.Index(
                        condition=models.Q(("state__in", ["open", "claimed"])),
                        fields=["project", "id"],
                        name="case_queue",
                    ),
                    models.Index(fields=["project", "state", "-id"], name="case_by_state"),
                ],
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("state__in", ["open", "claimed"])),
                        fields=("item",),
                        name="one_unsettled_case_per_item",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("state", "claimed")),
                        fields=("reviewer",),
                        name="one_claimed_case_per_reviewer",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("state", "claimed"), _negated=True),
                            models.Q(
                                ("claim_expires_at__isnull", False),
                                ("claimed_at__isnull", False),
                                ("reviewer__isnull", False),
                            ),
                            _connector="OR",
                        ),
                        name="claimed_case_has_a_holder",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Shift",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "rater",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="shifts",
                        to="annotator.membership",
                    ),
                ),
                ("started_at", models.DateTimeField()),
                ("ended_at", models.DateTimeField(blank=True, null=True)),
                ("last_seen_at", models.DateTimeField()),
                (
                    "done_total",
                    models.PositiveIntegerField(default=0, help_text="Judgments the rater has made in all."),
                ),
                (
                    "done_on_day",
                    models.PositiveIntegerField(default=0, help_text="Judgments the rater has made on ``day``."),
                ),
                (
                    "day",
                    models.DateField(blank=True, help_text="The UTC day that ``done_on_day`` is about.", null=True),
                ),
                ("rhythm", models.JSONField(blank=True, default=dict, help_text="State of policies.rhythm.")),
                (
                    "rhythm_version",
                    models.PositiveIntegerField(
                        default=0, help_text="Changes of the rhythm so far: an update asks for it."
                    ),
                ),
                (
                    "reports",
                    models.JSONField(
                        blank=True,
                        default=list,
                        help_text="How fresh the rater felt: [seconds on shift, 1 to 5, or 0: no word].",
                    ),
                ),
                (
                    "rested_at",
                    models.DateTimeField(blank=True, help_text="End of the last break long enough to rest.", null=True),
                ),
                (
                    "paused_at",
                    models.DateTimeField(blank=True, help_text="End of the last break of any use.", null=True),
                ),
                ("on_break_since", models.DateTimeField(blank=True, null=True)),
                ("break_s", models.PositiveIntegerField(default=0, help_text="Seconds of the breaks that have ended.")),
                (
                    "away_s",
                    models.PositiveIntegerField(
                        default=0,
                        help_text="Seconds without a sign of life: no break, but no work for the day's cap either.",
                    ),
                ),
                (
                    "worked_before_s",
                    models.PositiveIntegerField(
                        default=0,
                        help_text="Work of the same person in other shifts of the day, in all projects, as last looked up.",
                    ),
                ),
                (
                    "break_arm",
                    models.CharField(
                        blank=True, help_text="Arm of the project's trial of break policies.", max_length=1
                    ),
                ),
            ],
            options={
                "indexes": [models.Index(fields=["rater", "-started_at"], name="shift_by_rater")],
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("ended_at__isnull", True)), fields=("rater",), name="one_open_shift"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("ended_at__isnull", True), ("ended_at__gte", models.F("started_at")), _connector="OR"
                        ),
                        name="shift_ends_after_start",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Batch",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "shift",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="batches", to="annotator.shift"
                    ),
                ),
                (
                    "rater",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="batches",
                        to="annotator.membership",
                    ),
                ),
                ("size", models.PositiveSmallIntegerField()),
                ("freshness", models.FloatField(help_text="0 (spent) to 1 (fresh) when the batch was sized.")),
                ("reason", models.CharField(blank=True, max_length=300)),
                ("created_at", models.DateTimeField()),
            ],
            options={
                "indexes": [models.Index(fields=["rater", "-created_at"], name="batch_by_rater")],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("freshness__gte", 0), ("freshness__lte", 1)), name="freshness_share"
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="Break",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "shift",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="breaks", to="annotator.shift"
                    ),
                ),
                ("started_at", models.DateTimeField()),
                ("ended_at", models.DateTimeField(blank=True, null=True)),
                ("suggested", models.BooleanField(default=False, help_text="Taken on the product's suggestion.")),
                (
                    "required",
                    models.BooleanField(default=False, help_text="Can't be ended before its minutes are over."),
                ),
                (
                    "minutes",
                    models.PositiveSmallIntegerField(
                        default=0, help_text="How long it should be; 0: as the rater likes."
                    ),
                ),
                (
                    "reason",
                    models.CharField(
                        blank=True, help_text="Why it was suggested, as the rater was told.", max_length=300
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("ended_at__isnull", True)), fields=("shift",), name="one_open_break"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("ended_at__isnull", True), ("ended_at__gte", models.F("started_at")), _connector="OR"
                        ),
                        name="break_ends_after_start",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Slot",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "project",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to="annotator.project",
                    ),
                ),
                (
                    "item",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="slots",
                        to="annotator.item",
                    ),
                ),
                ("index", models.PositiveSmallIntegerField()),
                (
                    "state",
                    models.CharField(
                        choices=[("open", "Open"), ("held", "Held"), ("answered", "Answered"), ("closed", "Closed")],
                        default="open",
                        max_length=10,
                    ),
                ),
                ("serving_order", models.BigIntegerField()),
                ("pool", models.PositiveSmallIntegerField(default=0)),
                ("extra", models.BooleanField(db_default=False, default=False)),
            ],
            options={
                "indexes": [
                    models.Index(fields=["project", "state"], name="slot_progress"),
                    models.Index(
                        condition=models.Q(("state", "open")),
                        fields=["project", "pool", "serving_order", "id"],
                        name="slot_open_walk",
                    ),
                ],
                "constraints": [models.UniqueConstraint(fields=("item", "index"), name="slot_index_once")],
            },
        ),
        migrations.CreateModel(
            name="Assignment",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("key", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                (
                    "project",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="+", to="annotator.project"
                    ),
                ),
                (
                    "rater",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="assignments",
                        to="annotator.membership",
                    ),
                ),
                (
                    "item",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="assignments",
                        to="annotator.item",
                    ),
                ),
                (
                    "slot",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="assignments",
                        to="annotator.slot",
                    ),
                ),
                (
                    "batch",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="assignments",
                        to="annotator.batch",
                    ),
                ),
                ("position", models.PositiveSmallIntegerField(help_text="Order within the batch.")),
                (
                    "purpose",
                    models.CharField(
                        choices=[
                            ("work", "Work"),
                            ("gold", "Gold"),
                            ("repeat", "Repeat"),
                            ("training", "Training"),
                            ("review", "Review"),
                        ],
                        default="work",
                        max_length=10,
                    ),
                ),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("held", "Held"),
                            ("submitted", "Submitted"),
                            ("skipped", "Skipped"),
                            ("expired", "Expired"),
                            ("released", "Released"),
                        ],
                        default="held",
                        max_length=10,
                    ),
                ),
                ("display_order", models.CharField(max_length=300)),
                (
                    "guideline",
                    models.ForeignKey(
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="annotator.guideline",
                    ),
                ),
                (
                    "chars",
                    models.PositiveIntegerField(
                        default=0, help_text="Characters to read: prompt, conversation and responses."
                    ),
                ),
                ("prompt_group", models.CharField(blank=True, max_length=16)),
                ("project_version", models.PositiveIntegerField(db_default=1, default=1)),
                ("leased_at", models.DateTimeField()),
                ("expires_at", models.DateTimeField()),
                ("closed_at", models.DateTimeField(blank=True, null=True)),
                ("skip_reason", models.CharField(blank=True, max_length=30)),
                ("skip_note", models.CharField(blank=True, max_length=500)),
            ],
            options={
                "indexes": [
                    models.Index(
                        condition=models.Q(("state", "held")), fields=["expires_at"], name="assignment_to_expire"
                    ),
                    models.Index(fields=["rater", "state", "id"], name="assignment_by_rater"),
                    models.Index(fields=["item", "state"], name="assignment_by_item"),
                    models.Index(
                        condition=models.Q(("prompt_group", ""), _negated=True),
                        fields=["rater", "prompt_group"],
                        name="assignment_by_prompt",
                    ),
                ],
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("state__in", ["held", "submitted"]), ("slot__isnull", False)),
                        fields=("slot",),
                        name="slot_taken_once",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(
                            ("state__in", ["held", "submitted", "skipped"]),
                            models.Q(("purpose__in", ["repeat", "training"]), _negated=True),
                        ),
                        fields=("rater", "item"),
                        name="item_once_per_rater",
                    ),
                    models.UniqueConstraint(fields=("batch", "position"), name="position_once_in_batch"),
                ],
            },
        ),
        migrations.CreateModel(
            name="Flag",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "assignment",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE, related_name="flag", to="annotator.assignment"
                    ),
                ),
                (
                    "item",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="flags", to="annotator.item"
                    ),
                ),
                (
                    "rater",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="+", to="annotator.membership"
                    ),
                ),
                (
                    "case",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="flags",
                        to="annotator.reviewcase",
                    ),
                ),
                (
                    "reason",
                    models.CharField(
                        choices=[
                            ("guideline_silent", "The guideline doesn't say"),
                            ("broken", "It is shown broken"),
                            ("harmful", "The content is harmful"),
                            ("wrong_language", "The language is wrong"),
                            ("unanswerable", "The prompt can't be answered"),
                            ("other", "Something else"),
                        ],
                        max_length=20,
                    ),
                ),
                ("note", models.CharField(blank=True, max_length=500)),
                ("created_at", models.DateTimeField()),
            ],
        ),
        migrations.CreateModel(
            name="Judgment",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "key",
                    models.UUIDField(
                        help_text="Made by the client; submitting it again returns this row.", unique=True
                    ),
                ),
                (
                    "project",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="judgments",
                        to="annotator.project",
                    ),
                ),
                (
                    "item",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="judgments", to="annotator.item"
                    ),
                ),
                (
                    "rater",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="judgments",
                        to="annotator.membership",
                    ),
                ),
                (
                    "assignment",
                    models.ForeignKey(
                        blank=True,
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="judgments",
                        to="annotator.assignment",
                    ),
                ),
                (
                    "shift",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="judgments",
                        to="annotator.shift",
                    ),
                ),
                (
                    "guideline",
                    models.ForeignKey(
                        blank=True,
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="annotator.guideline",
                    ),
                ),
                (
                    "purpose",
                    models.CharField(
                        choices=[
                            ("work", "Work"),
                            ("gold", "Gold"),
                            ("repeat", "Repeat"),
                            ("training", "Training"),
                            ("review", "Review"),
                        ],
                        default="work",
                        max_length=10,
                    ),
                ),
                (
                    "source",
                    models.CharField(
                        choices=[("live", "Live"), ("imported", "Imported")], default="live", max_length=10
                    ),
                ),
                ("revision", models.PositiveSmallIntegerField(default=1)),
                ("is_current", models.BooleanField(default=True)),
                (
                    "surplus",
                    models.BooleanField(
                        default=False, help_text="Came after its slot was answered by somebody else; kept, not counted."
                    ),
                ),
                (
                    "quarantined_at",
                    models.DateTimeField(
                        blank=True, help_text="Set aside when checks paused its rater; kept, not counted.", null=True
                    ),
                ),
                ("digest", models.CharField(max_length=64)),
                ("first_shown", models.PositiveSmallIntegerField(blank=True, null=True)),
                (
                    "active_ms",
                    models.PositiveIntegerField(
                        blank=True, help_text="Time with the page visible and in use.", null=True
                    ),
                ),
                (
                    "active_claimed_ms",
                    models.PositiveBigIntegerField(
                        blank=True, help_text="What the browser said, where the clock doesn't allow that.", null=True
                    ),
                ),
                (
                    "focus_changes",
                    models.PositiveSmallIntegerField(
                        blank=True, help_text="How often the page was left while the item was open.", null=True
                    ),
                ),
                ("since_break_s", models.PositiveIntegerField(blank=True, null=True)),
                ("on_shift_s", models.PositiveIntegerField(blank=True, null=True)),
                (
                    "submitted_at",
                    models.DateTimeField(help_text="Server time; for imported votes their own time if given."),
                ),
            ],
            options={
                "indexes": [
                    models.Index(
                        condition=models.Q(
                            ("is_current", True),
                            ("purpose", "work"),
                            ("quarantined_at__isnull", True),
                            ("surplus", False),
                        ),
                        fields=["project", "id"],
                        name="judgment_counted",
                    ),
                    models.Index(
                        condition=models.Q(("quarantined_at__isnull", False)),
                        fields=["project", "quarantined_at"],
                        name="judgment_quarantined",
                    ),
                    models.Index(fields=["project", "-submitted_at"], name="judgment_recent"),
                    models.Index(fields=["rater", "-submitted_at"], name="judgment_by_rater"),
                ],
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("assignment__isnull", False)),
                        fields=("assignment", "revision"),
                        name="revision_once",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("assignment__isnull", False), ("is_current", True)),
                        fields=("assignment",),
                        name="one_current_revision",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("is_current", True), ("source", "imported")),
                        fields=("rater", "item"),
                        name="imported_vote_once",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Answer",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "judgment",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="answers",
                        to="annotator.judgment",
                    ),
                ),
                (
                    "question",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="answers",
                        to="annotator.question",
                    ),
                ),
                (
                    "response",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to="annotator.response",
                    ),
                ),
                (
                    "outcome",
                    models.CharField(
                        blank=True,
                        choices=[("a", "A"), ("b", "B"), ("tie", "Tie"), ("both_bad", "Both bad")],
                        max_length=8,
                        null=True,
                    ),
                ),
                ("strength", models.PositiveSmallIntegerField(blank=True, null=True)),
                ("score", models.FloatField(blank=True, null=True)),
                ("rank", models.PositiveSmallIntegerField(blank=True, null=True)),
                ("choice", models.CharField(blank=True, max_length=64, null=True)),
                ("text", models.TextField(blank=True, null=True)),
            ],
            options={
                "indexes": [models.Index(fields=["question", "judgment"], name="answer_by_question")],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            ("outcome__isnull", True), ("outcome__in", ["a", "b", "tie", "both_bad"]), _connector="OR"
                        ),
                        name="outcome_known",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(
                                ("choice", None),
                                ("outcome__isnull", False),
                                ("rank", None),
                                ("score", None),
                                ("text", None),
                            ),
                            models.Q(
                                ("choice", None),
                                ("outcome", None),
                                ("rank", None),
                                ("score__isnull", False),
                                ("text", None),
                            ),
                            models.Q(
                                ("choice", None),
                                ("outcome", None),
                                ("rank__isnull", False),
                                ("score", None),
                                ("text", None),
                            ),
                            models.Q(
                                ("choice__isnull", False),
                                ("outcome", None),
                                ("rank", None),
                                ("score", None),
                                ("text", None),
                            ),
                            models.Q(
                                ("choice", None),
                                ("outcome", None),
                                ("rank", None),
                                ("score", None),
                                ("text__isnull", False),
                            ),
                            _connector="OR",
                        ),
                        name="answer_has_one_value",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("strength__isnull", True), ("outcome__in", ["a", "b"]), _connector="OR"),
                        name="strength_needs_a_winner",
                    ),
                    models.UniqueConstraint(
                        models.F("judgment"),
                        models.F("question"),
                        django.db.models.functions.comparison.Coalesce("response_id", models.Value(0)),
                        django.db.models.functions.comparison.Coalesce("choice", models.Value("")),
                        name="answer_once",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Decision",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "key",
                    models.UUIDField(help_text="Made by the client; sending it again returns this row.", unique=True),
                ),
                (
                    "case",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="decisions",
                        to="annotator.reviewcase",
                    ),
                ),
                (
                    "reviewer",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="annotator.membership"
                    ),
                ),
                (
                    "kind",
                    models.CharField(
                        choices=[("decided", "Decided"), ("sent_back", "Sent back"), ("dismissed", "Dismissed")],
                        max_length=10,
                    ),
                ),
                (
                    "judgment",
                    models.OneToOneField(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="decision",
                        to="annotator.judgment",
                    ),
                ),
                ("rationale", models.TextField(blank=True)),
                ("sent_back", models.JSONField(blank=True, default=dict)),
                ("revision", models.PositiveSmallIntegerField(default=1)),
                ("is_current", models.BooleanField(default=True)),
                ("decided_at", models.DateTimeField()),
                ("withdrawn_at", models.DateTimeField(blank=True, null=True)),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(fields=("case", "revision"), name="decision_revision_once"),
                    models.UniqueConstraint(
                        condition=models.Q(("is_current", True)), fields=("case",), name="one_current_decision"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("judgment__isnull", False), ("kind", "decided")),
                            models.Q(models.Q(("kind", "decided"), _negated=True), ("judgment__isnull", True)),
                            _connector="OR",
                        ),
                        name="only_answers_have_a_judgment",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="GoldCheck",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "project",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="gold_checks", to="annotator.project"
                    ),
                ),
                (
                    "rater",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="gold_checks",
                        to="annotator.membership",
                    ),
                ),
                (
                    "item",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="gold_checks", to="annotator.item"
                    ),
                ),
                (
                    "judgment",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE, related_name="gold_check", to="annotator.judgment"
                    ),
                ),
                ("passed", models.BooleanField()),
                (
                    "voided_at",
                    models.DateTimeField(
                        blank=True,
                        help_text="Counts for and against nobody: the item turned out to be no fair check.",
                        null=True,
                    ),
                ),
                ("created_at", models.DateTimeField()),
            ],
            options={
                "indexes": [models.Index(fields=["rater", "-created_at"], name="gold_check_by_rater")],
            },
        ),
        migrations.CreateModel(
            name="GoldContest",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "project",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="gold_contests",
                        to="annotator.project",
                    ),
                ),
                (
                    "check_row",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE, related_name="contest", to="annotator.goldcheck"
                    ),
                ),
                ("reason", models.TextField()),
                (
                    "state",
                    models.CharField(
                        choices=[("open", "Open"), ("upheld", "Upheld"), ("rejected", "Rejected")],
                        default="open",
                        max_length=10,
                    ),
                ),
                ("reply", models.TextField(blank=True)),
                (
                    "settled_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                ("settled_at", models.DateTimeField(blank=True, null=True)),
                ("created_at", models.DateTimeField()),
            ],
            options={
                "indexes": [models.Index(fields=["project", "state", "-id"], name="gold_contest_inbox")],
            },
        ),
        migrations.CreateModel(
            name="GoldEvent",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "item",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="gold_events", to="annotator.item"
                    ),
                ),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("made", "Made gold"),
                            ("edited", "Answer changed"),
                            ("retired", "Retired"),
                            ("auto_retired", "Retired by the rule"),
                            ("restored", "Brought back"),
                        ],
                        max_length=15,
                    ),
                ),
                (
                    "actor",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "contest",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="events",
                        to="annotator.goldcontest",
                    ),
                ),
                ("reason", models.TextField(blank=True)),
                ("before", models.JSONField(default=list, help_text="The known answers before.")),
                ("after", models.JSONField(default=list, help_text="The known answers after.")),
                (
                    "rescored",
                    models.JSONField(
                        default=list,
                        help_text="Checks whose result changed: {check, rater, before, after}; null is void.",
                    ),
                ),
                ("created_at", models.DateTimeField()),
            ],
        ),
        migrations.CreateModel(
            name="RepeatCheck",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "project",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="+", to="annotator.project"
                    ),
                ),
                (
                    "rater",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="repeat_checks",
                        to="annotator.membership",
                    ),
                ),
                (
                    "item",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="+", to="annotator.item"
                    ),
                ),
                (
                    "judgment",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="repeat_check",
                        to="annotator.judgment",
                    ),
                ),
                (
                    "first",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="+", to="annotator.judgment"
                    ),
                ),
                ("consistent", models.BooleanField()),
                ("decided", models.BooleanField(help_text="A side won both times.")),
                ("side", models.PositiveSmallIntegerField(blank=True, null=True)),
                ("created_at", models.DateTimeField()),
            ],
            options={
                "indexes": [models.Index(fields=["rater", "-created_at"], name="repeat_check_by_rater")],
            },
        ),
        migrations.CreateModel(
            name="TrainingCheck",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "rater",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="training_checks",
                        to="annotator.membership",
                    ),
                ),
                (
                    "judgment",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="training_check",
                        to="annotator.judgment",
                    ),
                ),
                ("attempt", models.PositiveSmallIntegerField()),
                ("passed", models.BooleanField()),
                ("created_at", models.DateTimeField()),
            ],
            options={
                "indexes": [models.Index(fields=["rater", "attempt"], name="training_check_by_attempt")],
            },
        ),
        migrations.CreateModel(
            name="WorkerBeat",
            fields=[
                ("name", models.CharField(max_length=50, primary_key=True, serialize=False)),
                ("seen_at", models.DateTimeField()),
            ],
        ),
    ]

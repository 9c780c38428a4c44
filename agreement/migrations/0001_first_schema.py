"""The whole schema at once, for new databases: the steps that it replaces take five times as long."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    replaces = [("agreement", "0001_initial"), ("agreement", "0002_initial"), ("agreement", "0003_report_parts")]

    initial = True

    dependencies = [
        ("annotator", "0001_first_schema"),
        ("annotator", "__first__"),
    ]

    operations = [
        migrations.CreateModel(
            name="Report",
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
                ("kind", models.CharField(max_length=20)),
                (
                    "trigger",
                    models.CharField(
                        choices=[("request", "Requested"), ("refresh", "After new judgments"), ("nightly", "Nightly")],
                        max_length=10,
                    ),
                ),
                ("last_judgment_id", models.BigIntegerField(blank=True, null=True)),
                ("n_judgments", models.BigIntegerField(default=0)),
                ("result", models.JSONField(blank=True, null=True)),
            ],
            options={
                "abstract": False,
                "indexes": [
                    models.Index(fields=["project", "-id"], name="report_by_project"),
                    models.Index(
                        condition=models.Q(("state__in", ["queued", "running"])),
                        fields=["state", "heartbeat_at"],
                        name="report_unfinished",
                    ),
                    models.Index(fields=["project", "kind", "-id"], name="report_latest"),
                ],
            },
        ),
        migrations.CreateModel(
            name="ReportPart",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "report",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="parts",
                        to="agreement.report",
                    ),
                ),
                (
                    "question",
                    models.CharField(
                        blank=True, help_text="Key; empty for what is about all questions.", max_length=50
                    ),
                ),
                ("name", models.CharField(max_length=20)),
                ("content", models.JSONField()),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(fields=("report", "question", "name"), name="report_part_once")
                ],
            },
        ),
    ]

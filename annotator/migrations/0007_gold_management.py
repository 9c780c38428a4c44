import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("annotator", "0006_review_and_changes"),
    ]

    operations = [
        migrations.CreateModel(
            name="GoldContest",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
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
                ("settled_at", models.DateTimeField(blank=True, null=True)),
                ("created_at", models.DateTimeField()),
            ],
        ),
        migrations.CreateModel(
            name="GoldEvent",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
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
            name="GoldStanding",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
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
            name="PeerScore",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
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
            name="RepeatCheck",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("consistent", models.BooleanField()),
                ("decided", models.BooleanField(help_text="A side won both times.")),
                ("side", models.PositiveSmallIntegerField(blank=True, null=True)),
                ("created_at", models.DateTimeField()),
            ],
        ),
        migrations.CreateModel(
            name="TrainingCheck",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("attempt", models.PositiveSmallIntegerField()),
                ("passed", models.BooleanField()),
                ("created_at", models.DateTimeField()),
            ],
        ),
        migrations.RemoveConstraint(
            model_name="assignment",
            name="item_once_per_rater",
        ),
        migrations.AddField(
            model_name="goldanswer",
            name="also_accepted",
            field=models.JSONField(
                blank=True,
                default=list,
                help_text="Further outcomes that pass, such as a tie beside the better response.",
            ),
        ),
        migrations.AddField(
            model_name="goldcheck",
            name="voided_at",
            field=models.DateTimeField(
                blank=True,
                help_text="Counts for and against nobody: the item turned out to be no fair check.",
                null=True,
            ),
        ),
        migrations.AddField(
            model_name="membership",
            name="check_evidence",
            field=models.FloatField(default=0.0),
        ),
        migrations.AddField(
            model_name="membership",
            name="check_good_at",
            field=models.DateTimeField(blank=True, null=True),
        ),
        migrations.AddField(
            model_name="membership",
            name="check_stopped",
            field=models.BooleanField(default=False),
        ),
        migrations.AddField(
            model_name="membership",
            name="check_suspect",
            field=models.BooleanField(default=False),
        ),
        migrations.AddField(
            model_name="membership",
            name="check_test",
            field=models.CharField(blank=True, max_length=40),
        ),
        migrations.AddField(
            model_name="membership",
            name="checks_made",
            field=models.PositiveIntegerField(default=0),
        ),
        migrations.AddField(
            model_name="membership",
            name="checks_passed",
            field=models.PositiveIntegerField(default=0),
        ),
        migrations.AddField(
            model_name="membership",
            name="peers_suspect",
            field=models.BooleanField(default=False),
        ),
        migrations.AddField(
            model_name="membership",
            name="training_attempt",
            field=models.PositiveSmallIntegerField(default=1),
        ),
        migrations.AddField(
            model_name="membership",
            name="watched_from_start",
            field=models.BooleanField(default=False),
        ),
        migrations.AddField(
            model_name="project",
            name="gold_feedback",
            field=models.CharField(
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
        migrations.AddField(
            model_name="project",
            name="quality_by",
            field=models.CharField(
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
        migrations.AddField(
            model_name="project",
            name="repeat_after_judgments",
            field=models.PositiveSmallIntegerField(
                default=20, help_text="A repeat comes no sooner than so many judgments later,"
            ),
        ),
        migrations.AddField(
            model_name="project",
            name="repeat_after_minutes",
            field=models.PositiveIntegerField(default=30, help_text="and no sooner than so many minutes."),
        ),
        migrations.AddField(
            model_name="project",
            name="repeat_rate",
            field=models.FloatField(
                default=0.0,
                help_text="Share of a rater's tasks that repeat one of their own with the sides swapped, 0 to 0.3.",
            ),
        ),
        migrations.AddField(
            model_name="project",
            name="training_failure",
            field=models.CharField(
                choices=[("pause", "Pause until a lead decides"), ("watch", "Let them work, in watch")],
                default="pause",
                max_length=10,
            ),
        ),
        migrations.AddField(
            model_name="project",
            name="training_pass_mark",
            field=models.FloatField(default=0.7, help_text="Share of them to be answered rightly."),
        ),
        migrations.AddField(
            model_name="project",
            name="training_required",
            field=models.PositiveSmallIntegerField(
                default=0, help_text="Training items that a newcomer answers before real work; 0: no training."
            ),
        ),
        migrations.AddField(
            model_name="project",
            name="training_retries",
            field=models.PositiveSmallIntegerField(default=1, help_text="Further attempts after a failed one."),
        ),
        migrations.AlterField(
            model_name="membership",
            name="state",
            field=models.CharField(
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
        migrations.AddConstraint(
            model_name="assignment",
            constraint=models.UniqueConstraint(
                condition=models.Q(
                    ("state__in", ["held", "submitted", "skipped"]),
                    models.Q(("purpose__in", ["repeat", "training"]), _negated=True),
                ),
                fields=("rater", "item"),
                name="item_once_per_rater",
            ),
        ),
        migrations.AddConstraint(
            model_name="project",
            constraint=models.CheckConstraint(
                condition=models.Q(("repeat_rate__gte", 0), ("repeat_rate__lte", 0.3)), name="repeat_rate_share"
            ),
        ),
        migrations.AddConstraint(
            model_name="project",
            constraint=models.CheckConstraint(
                condition=models.Q(("training_pass_mark__gte", 0), ("training_pass_mark__lte", 1)),
                name="training_mark_share",
            ),
        ),
        migrations.AddField(
            model_name="goldcontest",
            name="check_row",
            field=models.OneToOneField(
                on_delete=django.db.models.deletion.CASCADE, related_name="contest", to="annotator.goldcheck"
            ),
        ),
        migrations.AddField(
            model_name="goldcontest",
            name="project",
            field=models.ForeignKey(
                db_index=False,
                on_delete=django.db.models.deletion.CASCADE,
                related_name="gold_contests",
                to="annotator.project",
            ),
        ),
        migrations.AddField(
            model_name="goldcontest",
            name="settled_by",
            field=models.ForeignKey(
                null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
            ),
        ),
        migrations.AddField(
            model_name="goldevent",
            name="actor",
            field=models.ForeignKey(
                null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
            ),
        ),
        migrations.AddField(
            model_name="goldevent",
            name="contest",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="events",
                to="annotator.goldcontest",
            ),
        ),
        migrations.AddField(
            model_name="goldevent",
            name="item",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE, related_name="gold_events", to="annotator.item"
            ),
        ),
        migrations.AddField(
            model_name="goldstanding",
            name="item",
            field=models.OneToOneField(
                on_delete=django.db.models.deletion.CASCADE, related_name="gold_standing", to="annotator.item"
            ),
        ),
        migrations.AddField(
            model_name="peerscore",
            name="question",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE, related_name="+", to="annotator.question"
            ),
        ),
        migrations.AddField(
            model_name="peerscore",
            name="rater",
            field=models.OneToOneField(
                on_delete=django.db.models.deletion.CASCADE, related_name="peer_score", to="annotator.membership"
            ),
        ),
        migrations.AddField(
            model_name="repeatcheck",
            name="first",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE, related_name="+", to="annotator.judgment"
            ),
        ),
        migrations.AddField(
            model_name="repeatcheck",
            name="item",
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name="+", to="annotator.item"),
        ),
        migrations.AddField(
            model_name="repeatcheck",
            name="judgment",
            field=models.OneToOneField(
                on_delete=django.db.models.deletion.CASCADE, related_name="repeat_check", to="annotator.judgment"
            ),
        ),
        migrations.AddField(
            model_name="repeatcheck",
            name="project",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE, related_name="+", to="annotator.project"
            ),
        ),
        migrations.AddField(
            model_name="repeatcheck",
            name="rater",
            field=models.ForeignKey(
                db_index=False,
                on_delete=django.db.models.deletion.CASCADE,
                related_name="repeat_checks",
                to="annotator.membership",
            ),
        ),
        migrations.AddField(
            model_name="trainingcheck",
            name="judgment",
            field=models.OneToOneField(
                on_delete=django.db.models.deletion.CASCADE, related_name="training_check", to="annotator.judgment"
            ),
        ),
        migrations.AddField(
            model_name="trainingcheck",
            name="rater",
            field=models.ForeignKey(
                db_index=False,
                on_delete=django.db.models.deletion.CASCADE,
                related_name="training_checks",
                to="annotator.membership",
            ),
        ),
        migrations.AddIndex(
            model_name="goldcontest",
            index=models.Index(fields=["project", "state", "-id"], name="gold_contest_inbox"),
        ),
        migrations.AddIndex(
            model_name="repeatcheck",
            index=models.Index(fields=["rater", "-created_at"], name="repeat_check_by_rater"),
        ),
        migrations.AddIndex(
            model_name="trainingcheck",
            index=models.Index(fields=["rater", "attempt"], name="training_check_by_attempt"),
        ),
    ]

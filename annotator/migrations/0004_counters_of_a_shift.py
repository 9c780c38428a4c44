import uuid

from django.db import migrations, models
from django.db.models import Count, Q


def count_for_open_shifts(apps, schema_editor):
    """Shifts that are open during the upgrade start with what their raters have done; ended ones are not asked again."""
    shifts = apps.get_model("annotator", "Shift")
    judgments = apps.get_model("annotator", "Judgment")
    for shift in shifts.objects.filter(ended_at__isnull=True):
        shift.day = shift.last_seen_at.date()
        on_day = Q(submitted_at__date=shift.day)
        own = judgments.objects.filter(rater=shift.rater_id, revision=1)
        counts = own.aggregate(total=Count("id"), on_day=Count("id", filter=on_day))
        shift.done_total, shift.done_on_day = counts["total"], counts["on_day"]
        shift.save(update_fields=["done_total", "done_on_day", "day"])


class Migration(migrations.Migration):
    dependencies = [
        ("annotator", "0003_gold_threshold_of_one_half"),
    ]

    operations = [
        migrations.RemoveField(model_name="shift", name="done_before"),
        migrations.AddField(
            model_name="project",
            name="form",
            field=models.UUIDField(default=uuid.uuid4, editable=False),
        ),
        migrations.AddField(
            model_name="shift",
            name="day",
            field=models.DateField(blank=True, help_text="The UTC day that ``done_on_day`` is about.", null=True),
        ),
        migrations.AddField(
            model_name="shift",
            name="done_on_day",
            field=models.PositiveIntegerField(default=0, help_text="Judgments the rater has made on ``day``."),
        ),
        migrations.AddField(
            model_name="shift",
            name="done_total",
            field=models.PositiveIntegerField(default=0, help_text="Judgments the rater has made in all."),
        ),
        migrations.RunPython(count_for_open_shifts, migrations.RunPython.noop),
    ]

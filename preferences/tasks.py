"""What happens later: each task loads ids and makes one service call."""

from celery import shared_task
from django.utils import timezone

from preferences.services import exporting, next_pairs


@shared_task(ignore_result=True)
def run_export(export_id: int) -> bool:
    """Write the export unless it has ended or is in living hands."""
    return exporting.drive_export(export_id)


@shared_task(ignore_result=True)
def order_next_pairs() -> int:
    """Choose which pairs of models are served first, where projects ask for it."""
    return next_pairs.order_everywhere(now=timezone.now())

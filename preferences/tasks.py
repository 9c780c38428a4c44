"""What happens later: each task loads ids and makes one service call."""

from celery import shared_task

from preferences.services import exporting


@shared_task(ignore_result=True)
def run_export(export_id: int) -> bool:
    """Write the export unless it has ended or is in living hands."""
    return exporting.drive_export(export_id)

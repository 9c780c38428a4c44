"""What happens later: each task loads ids and makes one service call."""

from celery import shared_task
from django.utils import timezone

from agreement.services import refreshing, runs


@shared_task(ignore_result=True)
def run_report(report_id: int) -> None:
    runs.drive_report(report_id)


@shared_task(ignore_result=True)
def refresh_reports() -> None:
    refreshing.refresh_reports(now=timezone.now())


@shared_task(ignore_result=True)
def nightly_reports() -> None:
    refreshing.nightly_reports(now=timezone.now())

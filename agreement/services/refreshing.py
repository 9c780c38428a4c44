"""Reports that follow the work: computed again when enough has come, or when the work has paused, and every night."""

from datetime import datetime, timedelta

import structlog

from agreement.models import Report
from agreement.queries import counted_judgments, projects_with_news
from agreement.services.computations import refreshed_kinds
from agreement.services.runs import request_report
from annotator.errors import InvalidInput
from annotator.models import Judgment, Project

log = structlog.get_logger(__name__)
ENOUGH_NEW = 50
#: Enough is also a share of what was seen, so that a large project isn't computed anew every minute.
ENOUGH_NEW_SHARE = 0.02
QUIET = timedelta(minutes=10)


def refresh_reports(*, now: datetime) -> list[Report]:
    """Request the reports that are due: 50 (and 2 %) new judgments, or some, the last of them 10 minutes ago.

    Returns the requested reports.
    """
    return _request_all(trigger="refresh", now=now, only_due=True)


def nightly_reports(*, now: datetime) -> list[Report]:
    """Request every report that new judgments have made stale, however few they are. Returns the requested reports."""
    return _request_all(trigger="nightly", now=now, only_due=False)


def _request_all(*, trigger: str, now: datetime, only_due: bool) -> list[Report]:
    requested = []
    for kind in refreshed_kinds():
        for project, seen, newest in projects_with_news(kind):
            if only_due and not _due(project, seen=seen, newest=newest, now=now):
                continue
            try:
                report = request_report(project=project, kind=kind, wanted={}, actor=None, now=now, trigger=trigger)
            except InvalidInput as error:
                # A kind that this project's questions don't support, such as a ranking of a Likert study.
                log.debug("report_not_applicable", project=project.pk, kind=kind, reason=error.message)
                continue
            requested.append(report)
    return requested


def _due(project: Project, *, seen: int, newest: int, now: datetime) -> bool:
    # Imported votes carry their own, older time: a finished import counts as quiet, which it is.
    if Judgment.objects.filter(pk=newest, submitted_at__lte=now - QUIET).exists():
        return True
    counted = counted_judgments(include_models=False).filter(project=project)
    before = counted.filter(id__lte=seen).count() if seen else 0
    enough = max(ENOUGH_NEW, int(before * ENOUGH_NEW_SHARE))
    return counted.filter(id__gt=seen)[:enough].count() >= enough

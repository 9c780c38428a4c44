"""Running a report in tests as the worker does."""

from typing import Any

from agreement.models import Report
from agreement.services.computations import computation
from agreement.services.runs import drive_report, request_report
from annotator.models import JobState
from tests.preferences.world import NOW, ModelStudy


def result_of(study: ModelStudy, kind: str, **wanted: Any) -> dict[str, Any]:
    """The result of a report that was requested and driven as the worker does."""
    report = request_report(project=study.project, kind=kind, wanted=wanted, actor=None, now=NOW)
    assert drive_report(report.pk)
    done = Report.objects.get(pk=report.pk)
    assert done.state == JobState.SUCCEEDED, done.error
    result: dict[str, Any] = done.result or {}
    assert list(computation(kind).rows(result))
    return result

"""The pieces of reports: stored when a report succeeds, read one at a time."""

from typing import Any

from django.db import transaction

from agreement import queries
from agreement.models import Report, ReportPart
from agreement.services.computations import Part, computation
from annotator.errors import NotFound
from annotator.said import say


class NoPart(NotFound):
    code = "no_part"


def save_parts(report: Report, result: dict[str, Any]) -> None:
    """Store the pieces of ``result``; a try that was cut off may have left some, which are replaced."""
    cut = computation(report.kind).parts
    if cut is None:
        return
    rows = [ReportPart(report=report, question=one.question, name=one.name, content=one.content) for one in cut(result)]
    with transaction.atomic():
        ReportPart.objects.filter(report=report).delete()
        ReportPart.objects.bulk_create(rows, batch_size=100)


def part_of(report_id: int, *, question: str, name: str) -> Any:
    """Return one piece of a report that succeeded. Raises ``NoPart``, with what to do about it.

    A report made before pieces were stored is cut anew.
    """
    content = queries.report_part(report_id, question=question, name=name)
    if content is not None:
        return content
    report = queries.report(report_id)
    if report.result is None:
        raise NoPart("The report has no result yet: wait until it has succeeded.")
    found = {(one.question, one.name): one.content for one in _cut(report)}
    if (content := found.get((question, name))) is None:
        message = say(
            "The report tells nothing about “{name}” of “{question}”: run it again to have it computed.",
            name=name,
            question=question,
        )
        raise NoPart(
            message if question else say("The report has no “{name}”: run it again to have it computed.", name=name)
        )
    return content


def _cut(report: Report) -> list[Part]:
    cut = computation(report.kind).parts
    return list(cut(report.result or {})) if cut else []

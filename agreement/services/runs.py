"""The life of a report: request, drive, finish, cancel."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any, cast

from django.db import transaction

from agreement.models import Report
from agreement.queries import horizon
from agreement.services.computations import Inputs, computation
from agreement.services.report_parts import save_parts
from annotator.models import UNFINISHED, Project, User
from annotator.said import remembered
from annotator.services.jobs import Claim, cancel_job, drive, request_job


def request_report(
    *,
    project: Project,
    kind: str,
    wanted: Mapping[str, Any],
    actor: User | None,
    now: datetime,
    trigger: str = "request",
) -> Report:
    """Freeze the plan and queue the report; where an equal one is queued or running, return that one instead.

    Raises ``UnknownComputation`` and ``InvalidInput``.
    """
    plan = computation(kind).freeze(project, wanted)
    with transaction.atomic():
        # Two leads may press the button at once: the project's row is the gate.
        Project.objects.select_for_update(no_key=True).get(pk=project.pk)
        for unfinished in Report.objects.filter(project=project, kind=kind, state__in=UNFINISHED).order_by("id"):
            if unfinished.plan == plan and not unfinished.cancel_requested:
                return unfinished
        newest, n_judgments = horizon(project.pk, include_models=bool(plan.get("include_models")))
        return request_job(
            Report(
                project=project,
                kind=kind,
                trigger=trigger,
                plan=plan,
                seed=project.seed,
                requested_by=actor,
                created_at=now,
                last_judgment_id=newest,
                n_judgments=n_judgments,
            )
        )


def drive_report(report_id: int) -> bool:
    """Compute the report unless it has ended or is in living hands. Returns whether this call finished it."""
    return drive(Report, report_id, _compute)


def cancel_report(*, report: Report, now: datetime) -> Report:
    """End a queued report, or ask a running one to stop. Raises ``JobNotCancellable``."""
    return cancel_job(report, now=now)


def _compute(claim: Claim) -> dict[str, Any]:
    """Run the computation over what is there now; returns the fields that are stored with success."""
    report = cast(Report, claim.job)
    newest, n_judgments = horizon(report.project_id, include_models=bool(report.plan.get("include_models")))
    claim.progress(0, stage="Reading the judgments", last_judgment_id=newest, n_judgments=n_judgments)
    inputs = Inputs(report.project, report.plan, report.seed, newest, claim.progress)
    result = computation(report.kind).run(inputs)
    claim.progress(report.progress_done, stage="Writing the report")
    save_parts(report, result)
    return {"result": result, "words": remembered(result)}

"""Ask for an export, and call it off."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from annotator.models import Project, User
from annotator.services.jobs import cancel_job, request_job
from preferences.models import Export
from preferences.queries import newest_judgment_id
from preferences.services.plans import make_plan
from preferences.services.previewing import Preview, preview_export


def request_export(
    *,
    project: Project,
    actor: User | None,
    now: datetime,
    form: str,
    question: str | None = None,
    options: Mapping[str, Any] | None = None,
    filters: Mapping[str, Any] | None = None,
    seed: int | None = None,
) -> Export:
    """Check and freeze the plan, store the job and wake a worker. Returns the export.

    The export holds the votes as they stand now, however late it is written. ``seed`` (the project's, if not given)
    decides which prompt goes to which split. Raises ``InvalidInput`` subclasses naming the field.
    """
    plan = make_plan(
        project,
        form=form,
        question=question,
        options=options or {},
        filters=filters or {},
        until=newest_judgment_id(project),
    )
    export = Export(
        project=project,
        requested_by=actor,
        created_at=now,
        seed=project.seed if seed is None else seed,
        format=plan.form.key,
        plan=plan.as_dict(),
    )
    return request_job(export)


def preview_request(
    *,
    project: Project,
    form: str,
    question: str | None = None,
    options: Mapping[str, Any] | None = None,
    filters: Mapping[str, Any] | None = None,
    seed: int | None = None,
) -> Preview:
    """Return what the export would begin with and leave out. Raises like ``request_export``."""
    plan = make_plan(project, form=form, question=question, options=options or {}, filters=filters or {}, until=None)
    return preview_export(project, plan, seed=project.seed if seed is None else seed)


def cancel_export(*, export: Export, now: datetime) -> Export:
    """Stop the export. Raises ``JobNotCancellable`` when it has ended."""
    return cancel_job(export, now=now)

"""The history of a project: every change makes a version and says who changed what, when and why."""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any
from uuid import uuid4

from annotator.errors import Conflict, NotFound
from annotator.models import Project, ProjectChange, User


class StaleProject(Conflict):
    code = "stale"


def locked_project(project: Project, *, version: int | None = None) -> Project:
    """Return ``project`` locked, to be changed in the caller's transaction.

    ``version`` is the one that the client saw; raises ``StaleProject`` when somebody else changed the project since.
    """
    locked = Project.objects.select_for_update(no_key=True).filter(pk=project.pk).first()
    if locked is None:
        raise NotFound("There is no such project.")
    if version is not None and locked.version != version:
        raise StaleProject("Somebody changed this project meanwhile. Reload it and apply your change again.")
    return locked


def record_creation(*, project: Project, actor: User | None, now: datetime) -> None:
    """Write down that ``project`` was made; that is its first version."""
    ProjectChange.objects.create(
        project=project, version=project.version, kind="created", changed_by=actor, changed_at=now
    )


def record_change(
    *,
    project: Project,
    kind: str,
    changes: Mapping[str, Any],
    actor: User | None,
    now: datetime,
    note: str = "",
    subject: str = "",
) -> int:
    """Move the locked ``project`` to its next version and write down what led to it. Returns the version.

    ``changes`` maps fields to what they were and what they are.
    """
    project.version += 1
    project.form = uuid4()
    Project.objects.filter(pk=project.pk).update(version=project.version, form=project.form)
    ProjectChange.objects.create(
        project=project,
        version=project.version,
        kind=kind,
        subject=subject,
        changes={name: [_plain(value) for value in pair] for name, pair in changes.items()},
        note=note,
        changed_by=actor,
        changed_at=now,
    )
    return project.version


def _plain(value: Any) -> Any:
    return value.isoformat() if isinstance(value, date) else value

"""What leads ask of a project's history: what changed, when and by whom, and how much was judged under each version."""

from collections.abc import Iterable
from typing import Any

from django.db.models import Count, QuerySet

from annotator.models import Assignment, AssignmentState, Project, ProjectChange, Purpose


def change_rows(project: Project) -> QuerySet[ProjectChange]:
    """Return the project's changes with who made them, in no order."""
    return ProjectChange.objects.filter(project=project).select_related("changed_by")


def judgments_by_version(project: Project, *, versions: Iterable[int] | None = None) -> dict[int, int]:
    """Return how many judgments that count were handed out under each version (or only ``versions``).

    Imported votes belong to no version.
    """
    # A submitted assignment that kept its slot is a judgment that counts: no join with the judgments is needed.
    counted = Assignment.objects.filter(
        project=project, state=AssignmentState.SUBMITTED, purpose=Purpose.WORK, slot__isnull=False
    )
    if versions is not None:
        counted = counted.filter(project_version__in=list(versions))
    rows: Any = counted.order_by().values("project_version").annotate(n=Count("pk"))
    return {row["project_version"]: row["n"] for row in rows}

"""The shifts that are open in a project, for leads."""

from django.db.models import QuerySet

from annotator.models import Project, Shift


def open_shifts(project: Project) -> QuerySet[Shift]:
    """Return the project's open shifts."""
    return Shift.objects.filter(rater__project=project, ended_at=None)

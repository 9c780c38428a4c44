"""Aliases: the names under which raters are shown and exported, unique in a project."""

from annotator.models import Membership, Project

MAX_LENGTH = 100


def free_alias(*, project: Project, wanted: str) -> str:
    """Return ``wanted``, or with a number behind it when somebody in ``project`` has it already."""
    wanted = wanted.strip()[: MAX_LENGTH - 6] or "Rater"
    taken = set(Membership.objects.filter(project=project, alias__startswith=wanted).values_list("alias", flat=True))
    number, alias = 2, wanted
    while alias in taken:
        alias = f"{wanted} {number}"
        number += 1
    return alias

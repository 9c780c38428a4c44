"""Noting that a rater has read the guideline."""

from annotator.errors import NotFound
from annotator.models import Guideline, Membership
from annotator.said import say


def note_guideline_read(*, rater: Membership, version: int) -> Guideline:
    """Remember that the rater read this version. Raises ``NotFound`` when the project has no such version."""
    guideline = Guideline.objects.filter(project=rater.project, version=version).first()
    if guideline is None:
        raise NotFound(say("This project has no version {version} of its guideline.", version=version))
    Membership.objects.filter(pk=rater.pk).update(guideline_read=guideline)
    return guideline

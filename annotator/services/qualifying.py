"""Qualifications of raters: what a lead says that they know or agreed to."""

from collections.abc import Sequence
from datetime import datetime

from django.db import transaction

from annotator.errors import InvalidInput
from annotator.models import Membership, Project, User
from annotator.policies.qualifications import BadQualification, clean
from annotator.said import say
from annotator.services.pools import admit_raters


class NotQualifiable(InvalidInput):
    code = "bad_qualification"


def clean_names(names: Sequence[str]) -> list[str]:
    """Return the names as they are kept. Raises ``NotQualifiable`` for the field ``qualifications``."""
    try:
        return clean(names)
    except BadQualification as error:
        reason = say("The list {error}.", error=error) if str(error).startswith("has") else say("{error}.", error=error)
        raise NotQualifiable(reason, fields={"qualifications": [reason]}) from error


def qualify_rater(*, rater: Membership, actor: User, now: datetime, names: Sequence[str]) -> Membership:
    """Give ``rater`` these qualifications and no others. Returns the rater; what they hold stays theirs.

    Raises ``NotQualifiable`` for what is no name.
    """
    del actor, now
    return set_qualifications(rater=rater, names=clean_names(names))


@transaction.atomic
def set_qualifications(*, rater: Membership, names: Sequence[str]) -> Membership:
    """Write clean ``names`` and the pools that follow. Returns the rater."""
    # The project first: pools mustn't be made or dropped meanwhile.
    project = Project.objects.select_for_update(no_key=True).get(pk=rater.project_id)
    Membership.objects.filter(pk=rater.pk).update(qualifications=list(names))
    admit_raters(project=project, raters=Membership.objects.filter(pk=rater.pk))
    rater.refresh_from_db()
    return rater

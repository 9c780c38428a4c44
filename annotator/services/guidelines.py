"""Guidelines: published as numbered versions, never changed."""

from datetime import datetime

from django.db import transaction
from django.db.models import Max

from annotator.errors import Conflict, InvalidInput
from annotator.models import Guideline, Project, User
from annotator.said import say
from annotator.services.history import locked_project, record_change

MAX_BODY_CHARS = 100_000


class EmptyGuideline(InvalidInput):
    code = "empty_guideline"


class SameGuideline(Conflict):
    code = "same_guideline"


def publish_guideline(
    *, project: Project, actor: User | None, now: datetime, body: str, change_note: str = ""
) -> Guideline:
    """Publish ``body`` (Markdown) as the project's next guideline version; raters must read it before they go on.

    The project's history names it. Raises ``EmptyGuideline``, ``InvalidInput`` when it is too long, and
    ``SameGuideline`` when nothing changed.
    """
    _check(body)
    with transaction.atomic():
        # The project's row is the queue in which two leads who publish at once stand.
        locked = locked_project(project)
        latest = Guideline.objects.filter(project=project).aggregate(version=Max("version"))["version"] or 0
        if Guideline.objects.filter(project=project, version=latest, body=body).exists():
            raise SameGuideline("This text is already in force.")
        changes = {"guideline": (latest or None, latest + 1)}
        record_change(project=locked, kind="guideline", changes=changes, actor=actor, now=now, note=change_note)
        return _publish(locked, actor, now, latest + 1, body, change_note)


def publish_first(*, project: Project, actor: User | None, now: datetime, body: str) -> Guideline:
    """Publish the guideline that a project is made with; it belongs to the project's first version.

    Raises ``EmptyGuideline`` and ``InvalidInput``.
    """
    _check(body)
    return _publish(project, actor, now, 1, body, "First version")


def _publish(project: Project, actor: User | None, now: datetime, version: int, body: str, note: str) -> Guideline:
    return Guideline.objects.create(
        project=project, version=version, body=body, change_note=note, published_by=actor, published_at=now
    )


def _check(body: str) -> None:
    if not body.strip():
        raise EmptyGuideline("The guideline is empty.", fields={"body": ["Must not be empty."]})
    if len(body) > MAX_BODY_CHARS:
        reason = say("Has {n} characters; at most {max_body_chars}.", n=len(body), max_body_chars=MAX_BODY_CHARS)
        raise InvalidInput(say("body: {reason}", reason=reason), fields={"body": [reason]})

"""Guidelines: published as numbered versions, never changed."""

from datetime import datetime

from django.db import transaction
from django.db.models import Max

from annotator.errors import Conflict, InvalidInput
from annotator.models import Guideline, Project, User

MAX_BODY_CHARS = 100_000


class EmptyGuideline(InvalidInput):
    code = "empty_guideline"


class SameGuideline(Conflict):
    code = "same_guideline"


def publish_guideline(
    *, project: Project, actor: User | None, now: datetime, body: str, change_note: str = ""
) -> Guideline:
    """Publish ``body`` (Markdown) as the project's next guideline version; raters must read it before they go on.

    Raises ``EmptyGuideline``, ``InvalidInput`` when it is too long, and ``SameGuideline`` when nothing changed.
    """
    if not body.strip():
        raise EmptyGuideline("The guideline is empty.", fields={"body": ["Must not be empty."]})
    if len(body) > MAX_BODY_CHARS:
        reason = f"Has {len(body)} characters; at most {MAX_BODY_CHARS}."
        raise InvalidInput(f"body: {reason}", fields={"body": [reason]})
    with transaction.atomic():
        # The project's row is the queue in which two leads who publish at once stand.
        Project.objects.select_for_update(no_key=True).get(pk=project.pk)
        latest = Guideline.objects.filter(project=project).aggregate(version=Max("version"))["version"] or 0
        if Guideline.objects.filter(project=project, version=latest, body=body).exists():
            raise SameGuideline("This text is already in force.")
        return Guideline.objects.create(
            project=project,
            version=latest + 1,
            body=body,
            change_note=change_note,
            published_by=actor,
            published_at=now,
        )

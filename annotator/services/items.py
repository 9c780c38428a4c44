"""Items taken out of a study and put back; they are never deleted."""

from datetime import datetime

from django.db import transaction

from annotator.errors import NotFound
from annotator.models import Item, Project, User
from annotator.services.dynamic import look_again
from annotator.services.overlap import fit_slots_to_overlap


def retire_item(*, item: Item, actor: User, now: datetime) -> Item:
    """Hand ``item`` out no more; its judgments stay. Returns it; retiring it again changes nothing."""
    del actor
    return _set_retired(item, now)


def restore_item(*, item: Item, actor: User, now: datetime) -> Item:
    """Hand ``item`` out again, up to the project's overlap. Returns it; restoring it again changes nothing."""
    del actor, now
    return _set_retired(item, None)


def _set_retired(item: Item, moment: datetime | None) -> Item:
    with transaction.atomic():
        # The project first, as everywhere where slots are refitted, so that two changes can't wait for each other.
        project = Project.objects.select_for_update(no_key=True).get(pk=item.project_id)
        locked = Item.objects.select_for_update(no_key=True).filter(pk=item.pk).first()
        if locked is None:
            raise NotFound("There is no such item.")
        if (locked.retired_at is None) != (moment is None):
            locked.retired_at = moment
            locked.save(update_fields=["retired_at"])
            fit_slots_to_overlap(project=project, item=locked)
            look_again(project=project)
    return locked

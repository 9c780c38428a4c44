"""Serve some items before the others of their priority: their open slots stand one level higher in the walk."""

from collections import defaultdict
from collections.abc import Collection

from django.db import transaction
from django.db.models import F, Value
from django.db.models.functions import Greatest

from annotator.models import Project, Slot, SlotState
from annotator.policies.serving_order import HIGHEST_PRIORITY
from annotator.policies.walk import LEVEL_BITS, LEVEL_SIZE

_AT_ONCE = 2_000
#: The level in which an item of some priority stands when nothing is urgent.
_OWN_LEVEL = Value(HIGHEST_PRIORITY) - F("item__priority")


def serve_first(*, project: Project, items: Collection[int]) -> int:
    """Let the open slots of these items (ids) come before the others of their priority, and no others.

    Returns how many slots moved. The place within a level stays as it was; priorities of items don't change. Slots that
    somebody took meanwhile are left alone.
    """
    slots = Slot.objects.filter(project=project, state=SlotState.OPEN)
    placed = slots.annotate(own=_OWN_LEVEL, level=F("serving_order").bitrightshift(LEVEL_BITS))
    moves: dict[int, list[int]] = defaultdict(list)
    wanted = set(items)
    for pk, item, own in placed.filter(level__lt=F("own")).values_list("pk", "item_id", "own"):
        if item not in wanted:
            moves[own].append(pk)
    listed = sorted(wanted)
    for start in range(0, len(listed), _AT_ONCE):
        part = placed.filter(item__in=listed[start : start + _AT_ONCE], level=F("own"))
        for pk, higher in part.annotate(higher=Greatest(F("own") - 1, Value(0))).values_list("pk", "higher"):
            moves[higher].append(pk)
    return sum(_move(project, level, pks) for level, pks in sorted(moves.items()))


def _move(project: Project, level: int, pks: list[int]) -> int:
    moved = 0
    for start in range(0, len(pks), _AT_ONCE):
        with transaction.atomic():
            # Who else moves many slots (an import, a changed overlap) has this lock, too; raters go on meanwhile.
            Project.objects.select_for_update(no_key=True).get(pk=project.pk)
            open_still = Slot.objects.filter(pk__in=pks[start : start + _AT_ONCE], state=SlotState.OPEN)
            place = F("serving_order").bitand(LEVEL_SIZE - 1)
            moved += open_still.update(serving_order=place.bitor(level << LEVEL_BITS))
    return moved

"""Slots follow the overlap: opened where judgments are missing, closed where no more are wanted."""

from django.db import connection, transaction
from django.db.models import Count, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce

from annotator.models import Item, ItemPurpose, Project, Slot, SlotState

TAKEN = (SlotState.HELD, SlotState.ANSWERED)


def fit_slots_to_overlap(*, project: Project, item: Item | None = None) -> None:
    """Give every work item (or only ``item``) of ``project`` as many slots that aren't closed as its overlap.

    Slots that are held or answered stay, so an item that already has more judgments keeps them; so do those that a
    reviewer asked for beyond the overlap. Retired items keep no open slot. A handful of statements, whatever the number
    of items.
    """
    with transaction.atomic():
        slots = Slot.objects.filter(project=project)
        if item is not None:
            slots = slots.filter(item=item)
        slots.filter(state=SlotState.OPEN, item__retired_at__isnull=False).update(state=SlotState.CLOSED)
        wanted = slots.filter(item__retired_at__isnull=True, extra=False)
        _close_surplus(wanted, project.overlap)
        _reopen_missing(wanted, project.overlap)
        for index in range(1, project.overlap):
            _insert_missing(project, index, item)


def _standing_before() -> Coalesce:
    """Per slot: how many slots of its item are taken, or open with a lower index: they come before it."""
    siblings = Slot.objects.filter(item=OuterRef("item"), extra=False)
    before = siblings.filter(Q(state__in=TAKEN) | Q(state=SlotState.OPEN, index__lt=OuterRef("index")))
    counts = before.order_by().values("item").annotate(n=Count("pk")).values("n")
    return Coalesce(Subquery(counts), 0)


def _close_surplus(slots: QuerySet[Slot], overlap: int) -> None:
    surplus = slots.filter(state=SlotState.OPEN).annotate(before=_standing_before()).filter(before__gte=overlap)
    Slot.objects.filter(pk__in=surplus.values("pk"), state=SlotState.OPEN).update(state=SlotState.CLOSED)


def _reopen_missing(slots: QuerySet[Slot], overlap: int) -> None:
    """Reopen closed slots, lowest index first, up to the overlap."""
    siblings = Slot.objects.filter(item=OuterRef("item"), extra=False)
    ahead = siblings.filter(~Q(state=SlotState.CLOSED) | Q(index__lt=OuterRef("index")))
    counts = ahead.order_by().values("item").annotate(n=Count("pk")).values("n")
    missing = (
        slots.filter(state=SlotState.CLOSED).annotate(ahead=Coalesce(Subquery(counts), 0)).filter(ahead__lt=overlap)
    )
    Slot.objects.filter(pk__in=missing.values("pk"), state=SlotState.CLOSED).update(state=SlotState.OPEN)


def _insert_missing(project: Project, index: int, item: Item | None) -> None:
    """Insert slot ``index`` for the items that have none, copied from their slot 0, inside the database."""
    sql = """
        INSERT INTO annotator_slot (project_id, item_id, "index", state, serving_order)
        SELECT first.project_id, first.item_id, %s, 'open', first.serving_order
        FROM annotator_slot first JOIN annotator_item item ON item.id = first.item_id
        WHERE first.project_id = %s AND first."index" = 0 AND item.retired_at IS NULL AND item.purpose = %s
          AND NOT EXISTS (SELECT 1 FROM annotator_slot same WHERE same.item_id = first.item_id AND same."index" = %s)
    """
    parameters: list[int | str] = [index, project.pk, ItemPurpose.WORK.value, index]
    if item is not None:
        sql += " AND first.item_id = %s"
        parameters.append(item.pk)
    with connection.cursor() as cursor:
        cursor.execute(sql, parameters)

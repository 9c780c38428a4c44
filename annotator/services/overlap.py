"""Slots follow the overlap: opened where judgments are missing, closed where no more are wanted."""

from collections.abc import Sequence

from django.db import connection, transaction
from django.db.models import Case, Count, F, OuterRef, Q, QuerySet, Subquery, Value, When
from django.db.models.functions import Coalesce

from annotator.models import Item, ItemPurpose, OverlapMode, Project, Slot, SlotState
from annotator.policies.overlap import SAMPLE_STEPS, OverlapPlan, sampled_below

TAKEN = (SlotState.HELD, SlotState.ANSWERED)


def overlap_plan(project: Project) -> OverlapPlan:
    """Return the project's overlap policy in its pure form."""
    return OverlapPlan(project.overlap_mode, project.overlap_min, project.overlap, project.overlap_share)


def fit_slots_to_overlap(*, project: Project, item: Item | None = None) -> None:
    """Give every work item (or only ``item``) of ``project`` as many slots that aren't closed as it wants.

    Slots that are held or answered stay, so an item that already has more judgments keeps them; so do those that a
    reviewer asked for beyond the overlap. Retired items keep no open slot. With dynamic overlap all items go back to
    the slots they start with; who calls this for a whole project has them looked at again
    (``annotator.services.dynamic``). A handful of statements, whatever the number of items.
    """
    with transaction.atomic():
        slots = Slot.objects.filter(project=project)
        if item is not None:
            slots = slots.filter(item=item)
        slots.filter(state=SlotState.OPEN, item__retired_at__isnull=False).update(state=SlotState.CLOSED)
        wanted = slots.filter(item__retired_at__isnull=True, extra=False)
        dynamic = project.overlap_mode == OverlapMode.DYNAMIC
        low = _wanted(project)
        # A single item keeps what was opened for it: it was in doubt.
        _close_surplus(wanted, Value(project.overlap) if dynamic and item is not None else low)
        _reopen_missing(wanted, low)
        for index in range(1, project.overlap_min if dynamic else project.overlap):
            _insert_missing(project, index, item)


def items_with_too_many_slots(slot_ids: Sequence[int]) -> QuerySet[Item]:
    """Return the items of these slots that are retired or have more slots in use than they may."""
    in_use = Slot.objects.filter(item=OuterRef("pk"), extra=False).exclude(state=SlotState.CLOSED)
    count = in_use.order_by().values("item").annotate(n=Count("pk")).values("n")
    # The sampled ones may have more; fitting an item that needn't be fitted changes nothing.
    sampled = Q(project__overlap_mode=OverlapMode.SAMPLED)
    limit = Case(When(sampled, then=F("project__overlap_min")), default=F("project__overlap"))
    items = Item.objects.filter(slots__in=slot_ids).annotate(n_slots=Subquery(count)).distinct()
    return items.filter(Q(n_slots__gt=limit) | Q(retired_at__isnull=False))


def _wanted(project: Project) -> Case | Value:
    """Per slot: how many slots its item wants without a look at the answers."""
    if project.overlap_mode == OverlapMode.SAMPLED:
        sampled = Q(_step__lt=sampled_below(project.overlap_share))
        return Case(When(sampled, then=Value(project.overlap)), default=Value(project.overlap_min))
    return Value(project.overlap_min if project.overlap_mode == OverlapMode.DYNAMIC else project.overlap)


def _standing_before() -> Coalesce:
    """Per slot: how many slots of its item are taken, or open with a lower index: they come before it."""
    siblings = Slot.objects.filter(item=OuterRef("item"), extra=False)
    before = siblings.filter(Q(state__in=TAKEN) | Q(state=SlotState.OPEN, index__lt=OuterRef("index")))
    counts = before.order_by().values("item").annotate(n=Count("pk")).values("n")
    return Coalesce(Subquery(counts), 0)


def _steps(slots: QuerySet[Slot]) -> QuerySet[Slot]:
    return slots.annotate(_step=F("serving_order") % Value(SAMPLE_STEPS))


def _close_surplus(slots: QuerySet[Slot], most: Case | Value) -> None:
    surplus = _steps(slots.filter(state=SlotState.OPEN)).annotate(before=_standing_before()).filter(before__gte=most)
    Slot.objects.filter(pk__in=surplus.values("pk"), state=SlotState.OPEN).update(state=SlotState.CLOSED)


def _reopen_missing(slots: QuerySet[Slot], wanted: Case | Value) -> None:
    """Reopen closed slots, lowest index first, up to the overlap."""
    siblings = Slot.objects.filter(item=OuterRef("item"), extra=False)
    ahead = siblings.filter(~Q(state=SlotState.CLOSED) | Q(index__lt=OuterRef("index")))
    counts = ahead.order_by().values("item").annotate(n=Count("pk")).values("n")
    missing = (
        _steps(slots.filter(state=SlotState.CLOSED))
        .annotate(ahead=Coalesce(Subquery(counts), 0))
        .filter(ahead__lt=wanted)
    )
    Slot.objects.filter(pk__in=missing.values("pk"), state=SlotState.CLOSED).update(state=SlotState.OPEN)


def _insert_missing(project: Project, index: int, item: Item | None) -> None:
    """Insert slot ``index`` for the items that want it and have none, copied from their slot 0, inside the database."""
    sql = """
        INSERT INTO annotator_slot (project_id, item_id, "index", state, serving_order, pool)
        SELECT first.project_id, first.item_id, %s, 'open', first.serving_order, first.pool
        FROM annotator_slot first JOIN annotator_item item ON item.id = first.item_id
        WHERE first.project_id = %s AND first."index" = 0 AND item.retired_at IS NULL AND item.purpose = %s
          AND NOT EXISTS (SELECT 1 FROM annotator_slot same WHERE same.item_id = first.item_id AND same."index" = %s)
    """
    parameters: list[int | str] = [index, project.pk, ItemPurpose.WORK.value, index]
    if project.overlap_mode == OverlapMode.SAMPLED and index >= project.overlap_min:
        sql += " AND (first.serving_order %% %s) < %s"
        parameters += [SAMPLE_STEPS, sampled_below(project.overlap_share)]
    if item is not None:
        sql += " AND first.item_id = %s"
        parameters.append(item.pk)
    with connection.cursor() as cursor:
        cursor.execute(sql, parameters)

"""Sending an item back to raters: more of them, or again after the guideline was changed. Both can be taken back."""

from typing import Any, Literal

from django.db.models import Max, QuerySet

from annotator.errors import Conflict, InvalidInput
from annotator.models import Assignment, AssignmentState, ItemPurpose, Judgment, ReviewCase, Slot, SlotState
from annotator.queries import work
from annotator.queries.counted import COUNTED
from annotator.said import say
from annotator.services.leases import reopen_slots

Mode = Literal["more", "again"]
MOST_SLOTS = 10
EXTRA_FROM = 1000
"""Indices of extra slots start here, out of the way of those that the overlap makes."""


class CantBeSentBack(Conflict):
    code = "cant_be_sent_back"


def open_more(case: ReviewCase, n: int) -> dict[str, Any]:
    """Open ``n`` more slots on the case's item, beyond the overlap. Returns what is needed to take it back."""
    if not 1 <= n <= MOST_SLOTS:
        raise InvalidInput(
            say("slots: Must be between 1 and {most_slots}.", most_slots=MOST_SLOTS),
            fields={"slots": [say("Must be between 1 and {most_slots}.", most_slots=MOST_SLOTS)]},
        )
    _check(case)
    slots = Slot.objects.filter(item=case.item_id)
    first = slots.order_by("index").first()
    if first is None:
        raise CantBeSentBack("This item was never handed out, so there is no place for it in the raters' walk.")
    highest = slots.filter(extra=True).aggregate(highest=Max("index"))["highest"]
    start = EXTRA_FROM if highest is None else highest + 1
    made = Slot.objects.bulk_create(
        Slot(
            project_id=case.project_id,
            item_id=case.item_id,
            index=start + k,
            serving_order=first.serving_order,
            pool=first.pool,
            extra=True,
        )
        for k in range(n)
    )
    return {"mode": "more", "slots": [slot.pk for slot in made]}


def open_again(case: ReviewCase) -> dict[str, Any]:
    """Let the item's judgments from before the guideline in force count no more, and open their slots.

    They are kept as surplus. Returns what is needed to take it back.
    """
    _check(case)
    # A correction on its way holds its assignment: it is waited for, so that it can't go on counting.
    _lock(Assignment.objects.filter(item=case.item_id, state=AssignmentState.SUBMITTED, slot__isnull=False))
    guideline = work.current_guideline(case.project)
    judgments = Judgment.objects.filter(COUNTED, item=case.item_id, assignment__slot__isnull=False)
    older = judgments.filter(guideline__version__lt=guideline.version if guideline is not None else 0)
    slot_of = dict(older.order_by("assignment_id").values_list("assignment_id", "assignment__slot_id"))
    if not slot_of:
        raise CantBeSentBack(
            "All judgments of this item were made under the guideline in force. Publish the next version first, or ask "
            "for more judgments."
        )
    Judgment.objects.filter(assignment__in=slot_of).update(surplus=True)
    Assignment.objects.filter(pk__in=slot_of).update(slot=None)
    reopen_slots(list(slot_of.values()), state=SlotState.ANSWERED)
    return {"mode": "again", "slot_of": {str(assignment): slot for assignment, slot in slot_of.items()}}


def take_back(done: dict[str, Any]) -> None:
    """Undo either, as far as no rater was handed the slots meanwhile."""
    if done["mode"] == "more":
        Slot.objects.filter(pk__in=done["slots"], state=SlotState.OPEN).update(state=SlotState.CLOSED)
        return
    _lock(Assignment.objects.filter(pk__in=[int(assignment) for assignment in done["slot_of"]]))
    for assignment, slot in done["slot_of"].items():
        if Slot.objects.filter(pk=slot, state=SlotState.OPEN).update(state=SlotState.ANSWERED):
            Assignment.objects.filter(pk=int(assignment)).update(slot=slot)
            Judgment.objects.filter(assignment=int(assignment)).update(surplus=False)


def _lock(assignments: QuerySet[Assignment]) -> None:
    list(assignments.select_for_update(no_key=True).order_by("pk").values_list("pk", flat=True))


def _check(case: ReviewCase) -> None:
    if case.item.purpose != ItemPurpose.WORK:
        raise CantBeSentBack("Only work items have judgments to ask for. Decide this case, or dismiss it.")
    if case.item.retired_at is not None:
        raise CantBeSentBack("This item is retired and handed out no more. Restore it first, or dismiss the case.")

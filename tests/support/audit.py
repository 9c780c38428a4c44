"""What must be true of a study's rows whatever happened to it. One audit for every test that stirs things up.

It is written in plain Python over all rows, and shares no query with the product that it checks.
"""

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from annotator.models import Answer, Assignment, GoldAnswer, GoldCheck, Item, Judgment, Project, Slot

TAKEN = {"held", "submitted", "skipped"}
Ids = Iterable[int]


@dataclass(frozen=True)
class Rows:
    """All rows of a project. ``highest_overlap``: the most judgments that an item was ever wanted to have."""

    project: int
    highest_overlap: int

    @cached_property
    def items(self) -> dict[int, Any]:
        return {item.pk: item for item in Item.objects.filter(project=self.project).only("purpose", "retired_at")}

    @cached_property
    def slots(self) -> dict[int, Any]:
        rows = Slot.objects.filter(project=self.project)
        return {row.id: row for row in rows.values_list("id", "item_id", "index", "state", named=True)}

    @cached_property
    def assignments(self) -> dict[int, Any]:
        names = ("id", "rater_id", "item_id", "slot_id", "purpose", "state", "display_order")
        rows = Assignment.objects.filter(project=self.project).order_by("id")
        return {row.id: row for row in rows.values_list(*names, named=True)}

    @cached_property
    def judgments(self) -> list[Any]:
        names = ("id", "key", "rater_id", "item_id", "assignment_id", "purpose", "revision", "is_current", "surplus")
        rows = Judgment.objects.filter(project=self.project, source="live").order_by("id")
        return list(rows.values_list(*names, "quarantined_at", named=True))

    @cached_property
    def counted(self) -> list[Any]:
        """The judgments that count, by the words of the glossary."""
        standing = (j for j in self.judgments if j.is_current and not j.surplus and j.quarantined_at is None)
        return [judgment for judgment in standing if judgment.purpose == "work"]

    @cached_property
    def slots_in_use(self) -> Counter[int]:
        return Counter(slot.item_id for slot in self.slots.values() if slot.state != "closed")


def wrong(project: int, *, highest_overlap: int | None = None) -> dict[str, list[int]]:
    """Return per invariant the ids of the rows that break it; every list must be empty."""
    if highest_overlap is None:
        highest_overlap = Project.objects.get(pk=project).overlap
    rows = Rows(project, highest_overlap)
    return {rule.__name__.lstrip("_"): sorted(set(rule(rows))) for rule in RULES}


def _repeated(pairs: Iterable[tuple[Any, int]]) -> Ids:
    """Return the ids whose key came before."""
    seen: set[Any] = set()
    for key, id_ in pairs:
        if key in seen:
            yield id_
        seen.add(key)


def _slots_answered_twice(rows: Rows) -> Ids:
    slot_of = ((rows.assignments[j.assignment_id].slot_id, j.id) for j in rows.counted)
    return _repeated(slot_of)


def _items_over_overlap(rows: Rows) -> Ids:
    judged = Counter(judgment.item_id for judgment in rows.counted)
    return (item for item, n in judged.items() if n > rows.highest_overlap)


def _rater_twice_on_item(rows: Rows) -> Ids:
    taken = (a for a in rows.assignments.values() if a.state in TAKEN and a.purpose != "repeat")
    return _repeated(((a.rater_id, a.item_id), a.id) for a in taken)


def _counted_twice_by_rater(rows: Rows) -> Ids:
    return _repeated(((j.rater_id, j.item_id), j.id) for j in rows.counted)


def _counted_without_answered_slot(rows: Rows) -> Ids:
    for judgment in rows.counted:
        slot = rows.assignments[judgment.assignment_id].slot_id
        if slot is None or rows.slots[slot].state != "answered":
            yield judgment.id


def _answered_without_counted(rows: Rows) -> Ids:
    answered = {rows.assignments[judgment.assignment_id].slot_id for judgment in rows.counted}
    return (slot.id for slot in rows.slots.values() if slot.state == "answered" and slot.id not in answered)


def _held_slots_without_holder(rows: Rows) -> Ids:
    held = {assignment.slot_id for assignment in rows.assignments.values() if assignment.state == "held"}
    return (slot.id for slot in rows.slots.values() if slot.state == "held" and slot.id not in held)


def _holders_without_held_slot(rows: Rows) -> Ids:
    for assignment in rows.assignments.values():
        if assignment.state == "held" and assignment.purpose == "work":
            slot = rows.slots.get(assignment.slot_id)
            if slot is None or slot.state != "held" or slot.item_id != assignment.item_id:
                yield assignment.id


def _open_slots_of_retired_items(rows: Rows) -> Ids:
    return (s.id for s in rows.slots.values() if s.state == "open" and rows.items[s.item_id].retired_at is not None)


def _open_slots_beyond_overlap(rows: Rows) -> Ids:
    """An item has open slots only as long as those in use are no more than its overlap."""
    wanted = _overlap(rows)
    return (s.id for s in rows.slots.values() if s.state == "open" and rows.slots_in_use[s.item_id] > wanted)


def _items_short_of_slots(rows: Rows) -> Ids:
    wanted = _overlap(rows)
    for item in rows.items.values():
        if item.purpose == "work" and item.retired_at is None and rows.slots_in_use[item.pk] < wanted:
            yield item.pk


def _overlap(rows: Rows) -> int:
    return Project.objects.get(pk=rows.project).overlap


def _submitted_without_judgment(rows: Rows) -> Ids:
    judged = {judgment.assignment_id for judgment in rows.judgments}
    return (a.id for a in rows.assignments.values() if a.state == "submitted" and a.id not in judged)


def _judgments_without_answer(rows: Rows) -> Ids:
    answered = set(Answer.objects.filter(judgment__project=rows.project).values_list("judgment_id", flat=True))
    return (judgment.id for judgment in rows.judgments if judgment.id not in answered)


def _revisions_out_of_order(rows: Rows) -> Ids:
    """Revisions count from 1 without a gap, the latest is the current one, and all share one standing."""
    by_assignment = defaultdict(list)
    for judgment in rows.judgments:
        by_assignment[judgment.assignment_id].append(judgment)
    for judgments in by_assignment.values():
        in_order = [judgment.revision for judgment in judgments] == list(range(1, len(judgments) + 1))
        current = [judgment.is_current for judgment in judgments] == [False] * (len(judgments) - 1) + [True]
        if not (in_order and current and len({judgment.rater_id for judgment in judgments}) == 1):
            yield judgments[-1].id


def _set_aside_with_slot(rows: Rows) -> Ids:
    """What doesn't count keeps no slot from others."""
    for judgment in rows.judgments:
        assignment = rows.assignments[judgment.assignment_id]
        aside = judgment.is_current and (judgment.surplus or judgment.quarantined_at is not None)
        if aside and assignment.state == "submitted" and assignment.slot_id is not None:
            yield judgment.id


def _gold_with_slot_or_quarantine(rows: Rows) -> Ids:
    for judgment in rows.judgments:
        assignment = rows.assignments[judgment.assignment_id]
        if judgment.purpose != assignment.purpose:
            yield judgment.id
        if judgment.purpose == "gold" and (assignment.slot_id is not None or judgment.quarantined_at is not None):
            yield judgment.id


def _gold_checked_other_than_once(rows: Rows) -> Ids:
    """A rater is checked on a gold item once: one check that stands, whatever was corrected or came late."""
    known = set(GoldAnswer.objects.filter(item__project=rows.project).values_list("item_id", flat=True))
    checked = Counter(GoldCheck.objects.filter(project=rows.project).values_list("judgment_id", flat=True))
    for judgment in rows.judgments:
        standing = judgment.purpose == "gold" and judgment.is_current and not judgment.surplus
        if checked[judgment.id] != 1 and standing and judgment.item_id in known:
            yield judgment.id
        if checked[judgment.id] and (judgment.purpose != "gold" or judgment.surplus):
            yield judgment.id


def _sides_out_of_balance(rows: Rows) -> Ids:
    """Of two consecutive slots of an item, each response of a pair is shown first in exactly one."""
    shown: dict[tuple[int, int], set[str]] = defaultdict(set)
    for assignment in rows.assignments.values():
        slot = rows.slots.get(assignment.slot_id)
        if slot is not None and assignment.display_order.count(",") == 1:
            shown[slot.item_id, slot.index % 2].add(assignment.display_order)
    for (item, parity), orders in shown.items():
        if len(orders) > 1 or (parity == 0 and orders & shown.get((item, 1), set())):
            yield item


RULES: tuple[Callable[[Rows], Ids], ...] = (
    _slots_answered_twice,
    _items_over_overlap,
    _rater_twice_on_item,
    _counted_twice_by_rater,
    _counted_without_answered_slot,
    _answered_without_counted,
    _held_slots_without_holder,
    _holders_without_held_slot,
    _open_slots_of_retired_items,
    _open_slots_beyond_overlap,
    _items_short_of_slots,
    _submitted_without_judgment,
    _judgments_without_answer,
    _revisions_out_of_order,
    _set_aside_with_slot,
    _gold_with_slot_or_quarantine,
    _gold_checked_other_than_once,
    _sides_out_of_balance,
)

"""Which slots newly imported items get at first."""

from collections.abc import Iterator, Sequence
from typing import NamedTuple

from annotator.models import Project
from annotator.policies.qualifications import required
from annotator.policies.serving_order import serving_order
from annotator.services.importing.item_rows import ItemDraft
from annotator.services.overlap import overlap_plan
from annotator.services.pools import pool_numbers, rules_of


class PlannedSlots(NamedTuple):
    """So many slots of one item, with indexes from 0, at one place of the walk and in one pool."""

    wanted: int
    order: int
    pool: int


def planned_slots(project: Project, drafts: Sequence[ItemDraft]) -> Iterator[PlannedSlots]:
    """Return the slots of each of ``drafts``, which are work; makes the pools that are missing.

    The database is asked at once and not again: what is returned may be read while a COPY has the connection.
    """
    rules = rules_of(project)
    needs = [required(slices=draft.slices, rules=rules, own=draft.requires) for draft in drafts]
    pools = pool_numbers(project=project, requirements=needs)
    plan = overlap_plan(project)

    def planned(draft: ItemDraft, need: str) -> PlannedSlots:
        order = serving_order(seed=project.seed, external_id=draft.external_id, priority=draft.priority)
        return PlannedSlots(plan.slots_at_first(order), order, pools[need])

    return map(planned, drafts, needs)

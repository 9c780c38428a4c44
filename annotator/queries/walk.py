"""Open slots as a claim reads them: a few stretches of the walk, each bounded, through the index of open slots."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import BigIntegerField, Q, QuerySet

from annotator.models import Assignment, Membership, Purpose, Shift, Slot
from annotator.models.statements import Given, OneOf, Prepared, connections_own, run
from annotator.queries.constants import Constant
from annotator.queries.work import GIVEN_BACK, TAKEN

END = 2**63 - 1
"""Above every serving order."""

PROMPT_CHARS = 16
"""So much of a prompt's hash tells prompts apart."""


@dataclass(frozen=True, slots=True)
class Stretch:
    """Part of the walk: serving orders from ``low`` to below ``high``, at most ``limit`` slots of each pool."""

    low: int
    high: int
    limit: int


@dataclass(frozen=True, slots=True)
class OpenSlot:
    """An open slot; ``prompt`` is the start of its item's prompt hash."""

    id: int
    item: int
    index: int
    order: int
    prompt: str


@dataclass(frozen=True, slots=True)
class Look:
    """What a look at the walk showed: the open slots of each stretch; ``whole`` if no stretch has more."""

    stretches: list[list[OpenSlot]]
    whole: bool


def look(project_id: int, pools: Sequence[int], stretches: Sequence[Stretch], *, most: int) -> Look:
    """Return the open slots of the ``stretches`` in the order of the walk, some ``most`` for each pool in all.

    One statement: for each stretch and pool a range of the index ``slot_open_walk`` in its own order. (A condition on
    several pools at once would have to sort all that is open.) The ranges are read one after the other until there are
    enough, so that later stretches cost nothing where earlier ones are full.
    """
    part = (
        'SELECT * FROM (SELECT id, item_id, "index", serving_order FROM annotator_slot'
        " WHERE project_id = %s AND pool = %s AND state = 'open' AND serving_order >= %s AND serving_order < %s"
        " ORDER BY serving_order, id LIMIT %s) AS part"
    )
    parts = " UNION ALL ".join([part] * (len(stretches) * len(pools)))
    parameters: list[int] = []
    for stretch in stretches:
        for pool in pools:
            parameters += [project_id, pool, stretch.low, min(stretch.high, END), stretch.limit]
    # The limits are set inside, before the items are looked up, so that no plan can read more.
    sql = (
        'SELECT slot.id, slot.item_id, slot."index", slot.serving_order, item.prompt_hash '  # noqa: S608 - no values
        f"FROM (SELECT * FROM ({parts}) AS every LIMIT %s) AS slot JOIN annotator_item item ON item.id = slot.item_id"
    )
    most *= len(pools)
    found_rows, _ = run(connections_own(), sql, [*parameters, most])
    rows = [OpenSlot(pk, item, index, order, prompt[:PROMPT_CHARS]) for pk, item, index, order, prompt in found_rows]
    rows.sort(key=lambda row: (row.order, row.index, row.id))
    found = [[row for row in rows if stretch.low <= row.order < stretch.high] for stretch in stretches]
    whole = len(rows) < most and all(len(of) < stretch.limit for of, stretch in zip(found, stretches, strict=True))
    # Beyond its limit a stretch has gaps where one pool was cut and another wasn't.
    return Look([of[: stretch.limit] for of, stretch in zip(found, stretches, strict=True)], whole)


def who_had(items: Collection[int], rater: Membership) -> dict[int, list[tuple[int, str]]]:
    """Return by item the raters who had it, and ``rater`` where it was given back; each with the assignment's state.

    Repeats don't count: they are another go at what somebody had.
    """
    found: dict[int, list[tuple[int, str]]] = defaultdict(list)
    for item, judge, state in _WHO_HAD.tuples(items=list(items), rater=rater.pk):
        found[item].append((judge, state))
    return found


def _had_or_given_back() -> QuerySet[Assignment, Any]:
    own = Q(rater=Given("rater", BigIntegerField()), state__in=GIVEN_BACK)
    of_items = Assignment.objects.filter(OneOf("item_id", "items")).exclude(purpose=Purpose.REPEAT)
    return of_items.filter(Q(state__in=TAKEN) | own).values_list("item_id", "rater_id", "state")


_WHO_HAD = Prepared(_had_or_given_back, each="items")


def prompts_had(rater: Membership, prompts: Iterable[str]) -> dict[str, int]:
    """Return by prompt how many of its items the rater has had; at most the cap each, where the project has one."""
    rows = Assignment.objects.filter(rater=rater, prompt_group__in=list(prompts), state__in=TAKEN)
    counts: dict[str, int] = defaultdict(int)
    for prompt in rows.exclude(prompt_group="").values_list("prompt_group", flat=True):
        counts[prompt] += 1
    return counts


def raters_at_work(project_id: int, *, since: datetime) -> int:
    """Return how many raters are on a shift that gave a sign of life after ``since``."""
    open_shifts = Shift.objects.filter(rater__project=project_id, ended_at__isnull=True, last_seen_at__gte=since)
    return open_shifts.count()


def open_elsewhere(rater: Membership) -> int | None:
    """Return the number of a pool with open slots that the rater may not enter, or ``None``."""
    slots = Slot.objects.filter(project_id=rater.project_id, state=Constant("open")).exclude(pool__in=rater.pools)
    return slots.values_list("pool", flat=True).first()

"""Which open slots a rater is given: read without locks, chosen, and then locked one by one.

Only what was chosen is locked, so that neighbours choose among the rest. What a neighbour was faster at is replaced
from what is left; the constraints of ``Assignment`` hold in any case.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from django.db import connection

from annotator.models import Assignment, AssignmentState, Membership, Slot, SlotState
from annotator.models.statements import Among, Prepared
from annotator.policies.choosing import Candidate, choose, fair_part, remember
from annotator.policies.sides import generator
from annotator.policies.walk import LEVEL_SIZE, level_of, start_in
from annotator.queries.walk import (
    END,
    PROMPT_CHARS,
    OpenSlot,
    Stretch,
    look,
    prompts_had,
    raters_at_work,
    who_had,
)
from annotator.queries.work import TAKEN, seen_as_reviewer

WINDOW = 120
"""Open slots looked at for a choice; more only where the rater had most of these."""

FRONT = 40
"""Slots looked at in levels above the rater's own, where some may have come since."""

LARGEST_WINDOW = 2000
SCAN = 6000
"""Open slots of one level looked at in a claim, at most. When the rater had all of so many in a row, next to nothing is
left for them there, and another claim looks elsewhere."""

SEEN_WITHIN = timedelta(minutes=10)
"""Who gave a sign of life since then is at work."""

JUDGING = (AssignmentState.HELD, AssignmentState.SUBMITTED)
"""States of who judges an item, or has judged it."""

ROUNDS = 3
PATIENCE = 12
"""Waits for neighbours before a rater is told that nothing is left; each wait ends with somebody's claim."""

LOCKED_SLOTS = Prepared(
    lambda: (
        Slot.objects.filter(Among("id", "slots"), state=SlotState.OPEN)
        .order_by("pk")
        .select_for_update(skip_locked=True, no_key=True)
        .values_list("pk")
    )
)


@dataclass
class _Found:
    """What a search came upon. ``left`` is the number of open slots if it saw them all."""

    slots: dict[int, OpenSlot] = field(default_factory=dict)
    candidates: list[Candidate] = field(default_factory=list)
    items: set[int] = field(default_factory=set)
    seen: set[int] = field(default_factory=set)
    left: int | None = None

    def enough(self, wanted: int) -> bool:
        """Whether there is enough to choose from, and to be sure that this isn't the end."""
        return len(self.candidates) >= wanted and len(self.seen) >= WINDOW


def take_slots(rater: Membership, wanted: int, *, held: Sequence[Assignment], now: datetime) -> list[Slot]:
    """Lock and return up to ``wanted`` open slots on different items, in the order to show them.

    Fewer when little is left and others are at work, too. Sets the rater's ``claim_cursor`` and ``met`` for the next
    claim, without saving them. Raters locked out by neighbours wait for them rather than be told that nothing is left.
    """
    prompts = [assignment.item.prompt_hash[:PROMPT_CHARS] for assignment in held]
    for attempt in range(PATIENCE):
        found = _search(rater, wanted)
        if found.left is not None and rater.project.fair_share:
            at_work = max(raters_at_work(rater.project_id, since=now - SEEN_WITHIN), 1)
            wanted = min(wanted, fair_part(left=found.left, at_work=at_work, held=len(held)))
        if not found.candidates or wanted < 1:
            return _none(rater, found)
        taken = _take(rater, found, wanted, prompts)
        if taken:
            return _note(rater, found, taken)
        _wait_for(found.candidates[: wanted * (attempt + 1)])
    return []


def _none(rater: Membership, found: _Found) -> list[Slot]:
    if found.left is None:  # there is more than was looked at: look elsewhere the next time
        level = level_of(rater.claim_cursor)
        place = start_in(level, "claim", rater.project.seed, rater.alias, rater.claim_cursor)
        Membership.objects.filter(pk=rater.pk).update(claim_cursor=place)
    return []


def _note(rater: Membership, found: _Found, taken: Sequence[Candidate]) -> list[Slot]:
    level, last = max(candidate.level for candidate in taken), found.slots[taken[-1].slot].order
    rater.claim_cursor = start_in(level, "claim", rater.project.seed, rater.alias, last)
    met = remember({int(other): n for other, n in rater.met.items()}, taken)
    rater.met = {str(other): n for other, n in met.items()}
    return [_slot(rater, found.slots[candidate.slot]) for candidate in taken]


def _slot(rater: Membership, row: OpenSlot) -> Slot:
    return Slot(pk=row.id, project_id=rater.project_id, item_id=row.item, index=row.index, serving_order=row.order)


def _take(rater: Membership, found: _Found, wanted: int, prompts: Sequence[str]) -> list[Candidate]:
    """Choose, and lock what was chosen; what is gone or locked is replaced from the rest, a few times."""
    met = {int(other): n for other, n in rater.met.items()}
    rng = generator("take", rater.project.seed, rater.alias, rater.claim_cursor)
    rest, taken = list(found.candidates), list[Candidate]()
    for _ in range(ROUNDS):
        beside = [*prompts, *(candidate.prompt for candidate in taken)]
        chosen = choose(rest, wanted - len(taken), met=met, prompts=beside, rng=rng)
        locked = _lock([candidate.slot for candidate in chosen])
        taken += [candidate for candidate in chosen if candidate.slot in locked]
        tried = {candidate.slot for candidate in chosen}
        rest = [candidate for candidate in rest if candidate.slot not in tried]
        if not rest or len(taken) >= wanted:
            break
    return taken


def _lock(slots: Sequence[int]) -> set[int]:
    """Lock those of ``slots`` that are open and that nobody else has locked, and return them."""
    if not connection.features.has_select_for_update:
        return set(slots)  # the transaction holds the write lock: what was read is as it was
    return {slot for (slot,) in LOCKED_SLOTS.tuples(slots=slots)}


def _wait_for(candidates: Sequence[Candidate]) -> None:
    """Wait until the neighbours who have locked these are done. Nothing else is held, and all wait in one order."""
    slots = Slot.objects.filter(pk__in=[candidate.slot for candidate in candidates], state=SlotState.OPEN)
    list(slots.order_by("pk").select_for_update(no_key=True).values_list("pk", flat=True))


def _search(rater: Membership, wanted: int) -> _Found:
    """Return what the rater may be given: from their cursor on, until there is enough to choose from.

    One look is enough while there is much (a window from the cursor on, and the front of higher priorities) and when
    there is little (then it shows all that is open).
    """
    found = _Found()
    low = level_of(rater.claim_cursor) * LEVEL_SIZE
    high, start = low + LEVEL_SIZE, max(rater.claim_cursor, 0)
    first = look(
        rater.project_id,
        rater.pools,
        [
            Stretch(0, low, FRONT),
            Stretch(start, high, WINDOW),
            Stretch(low, start, WINDOW),
            Stretch(high, END, WINDOW),
        ],
        most=FRONT + WINDOW,
    )
    front, ahead, behind, below = first.stretches
    if first.whole:
        _add(rater, found, [*front, *ahead, *behind, *below])
        found.left = len(found.seen)
        return found
    _add(rater, found, [*front, *ahead])
    windows = iter(()) if found.enough(wanted) else _windows(rater)
    for rows in windows:
        _add(rater, found, rows)
        if found.enough(wanted):
            return found
    return found


def _add(rater: Membership, found: _Found, rows: Sequence[OpenSlot]) -> None:
    """Add the rows' items that the rater hasn't had, each by its first open slot."""
    found.seen.update(row.id for row in rows)
    first: dict[int, OpenSlot] = {}
    for row in rows:
        if row.item not in found.items:
            first.setdefault(row.item, row)
    if not first:
        return
    found.items.update(first)
    had = who_had(first, rater)
    reviewed = seen_as_reviewer(rater, list(first))
    me = rater.pk  # found once: there are hundreds of votes on these items
    own = {item: {state for judge, state in had.get(item, ()) if judge == me} for item in first}
    fresh = [row for row in first.values() if row.item not in reviewed and not own[row.item].intersection(TAKEN)]
    for row in _under_cap(rater, found, fresh):
        found.slots[row.id] = row
        judges = tuple(sorted(judge for judge, state in had.get(row.item, ()) if state in JUDGING))
        returned = bool(own[row.item])
        found.candidates.append(Candidate(row.id, row.item, level_of(row.order), row.prompt, judges, returned))


def _under_cap(rater: Membership, found: _Found, rows: Sequence[OpenSlot]) -> list[OpenSlot]:
    """Return the rows that don't take the rater over the project's cap on items of one prompt."""
    cap = rater.project.max_per_prompt
    if cap is None or not rows:
        return list(rows)
    counts = prompts_had(rater, {row.prompt for row in rows})
    for candidate in found.candidates:
        counts[candidate.prompt] = counts.get(candidate.prompt, 0) + 1
    kept = []
    for row in rows:
        counts[row.prompt] = counts.get(row.prompt, 0) + 1
        if counts[row.prompt] <= cap:
            kept.append(row)
    return kept


def _windows(rater: Membership) -> Iterator[list[OpenSlot]]:
    """Yield open slots: of the rater's level from its cursor on and around, then of the levels below, then above."""
    own = level_of(rater.claim_cursor)
    for level in _levels(rater, own):
        low, high = level * LEVEL_SIZE, (level + 1) * LEVEL_SIZE
        start = start_in(level, "start", rater.project.seed, rater.alias)
        if level == own:
            start = max(rater.claim_cursor, 0)
        budget = SCAN
        for begin, end in ((start, high), (low, start)):
            size = WINDOW
            while begin < end and budget > 0:
                rows = look(rater.project_id, rater.pools, [Stretch(begin, end, size)], most=size).stretches[0]
                yield rows
                if len(rows) < size:
                    break
                # The other slots of the last item share its order; one slot of an item is enough.
                begin, budget, size = rows[-1].order + 1, budget - size, min(size * 4, LARGEST_WINDOW)


def _levels(rater: Membership, own: int) -> Iterator[int]:
    """Yield the rater's own level of priority, then those below that have open slots, then those above."""
    yield own
    for low, high in (((own + 1) * LEVEL_SIZE, END), (0, own * LEVEL_SIZE)):
        while low < high:
            rows = look(rater.project_id, rater.pools, [Stretch(low, high, 1)], most=1).stretches[0]
            if not rows:
                break
            yield level_of(rows[0].order)
            low = (level_of(rows[0].order) + 1) * LEVEL_SIZE

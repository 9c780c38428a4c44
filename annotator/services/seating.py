"""Seating: which seats of a batch gold and repeats take, and which items come to sit there."""

from dataclasses import dataclass
from datetime import datetime
from random import Random

from annotator.models import Assignment, AssignmentState, Membership, Purpose, Slot
from annotator.policies.gold import gold_seats
from annotator.policies.repeats import repeat_seats, swapped
from annotator.policies.sides import generator
from annotator.queries import work
from annotator.queries.repeats import repeatable
from annotator.services.gold import current_rate
from annotator.services.training import training_items

GOLD_PORTION = 25


@dataclass(frozen=True)
class Seat:
    """One new assignment to be. ``display_order`` is set where it isn't drawn: a repeat has its sides swapped."""

    item_id: int
    slot: Slot | None = None
    purpose: str = Purpose.WORK
    display_order: str | None = None


def seats_of(rater: Membership, slots: list[Slot], wanted: int, *, gold_factor: float, now: datetime) -> list[Seat]:
    """Return the batch in order: the slots, with unseen gold and own earlier items in seats that only the seed knows.

    Every order of checks and work is equally likely, whatever is scarce. The batch ends at the first seat for which
    there is neither: a check behind the last work would tell itself by its place. Empty without slots: checks alone
    would keep a rater busy with nothing.
    """
    if not slots:
        return []
    # Names and places rather than primary keys: the same study draws the same on every database. The time, because a
    # batch of checks alone leaves the slots as they were, and would be drawn again and again.
    key = (rater.project.seed, rater.alias, slots[0].serving_order, slots[0].index, now.isoformat())
    checks = _gold(rater, wanted, gold_factor, generator("gold", *key))
    # A generator of its own: who asks for repeats still meets the same gold.
    free = [seat for seat in range(wanted) if seat not in checks]
    checks |= _repeats(rater, free, generator("repeat", *key), now)
    work_left, seats = list(slots), list[Seat]()
    for place in range(wanted):
        if place in checks:
            seats.append(checks[place])
        elif work_left:
            slot = work_left.pop(0)
            seats.append(Seat(slot.item_id, slot))
        else:
            break
    return seats


def training_seats(rater: Membership, wanted: int) -> list[Seat]:
    """Return the next training items of a rater in training, no more than the attempt asks for."""
    held = Assignment.objects.filter(rater=rater, state=AssignmentState.HELD, purpose=Purpose.TRAINING).count()
    items = training_items(rater, wanted=wanted, held=held)
    return [Seat(item, purpose=Purpose.TRAINING) for item in items]


def _gold(rater: Membership, wanted: int, factor: float, rng: Random) -> dict[int, Seat]:
    """Return the seats of gold by their place."""
    places = gold_seats(n_seats=wanted, rate=current_rate(rater=rater, factor=factor), rng=rng)
    gold = _unseen_gold(rater, len(places), rng) if places else []
    chosen = rng.sample(places, len(gold))
    return {place: Seat(item, purpose=Purpose.GOLD) for place, item in zip(chosen, gold, strict=True)}


def _repeats(rater: Membership, free: list[int], rng: Random, now: datetime) -> dict[int, Seat]:
    """Return the seats of repeats by their place among the ``free`` ones."""
    places = list(repeat_seats(seats=free, rate=rater.project.repeat_rate, rng=rng))
    pool = repeatable(rater, now=now) if places else []
    again = rng.sample(pool, min(len(places), len(pool)))
    chosen = rng.sample(places, len(again))
    return {
        place: Seat(found.item_id, purpose=Purpose.REPEAT, display_order=swapped(found.display_order))
        for place, found in zip(chosen, again, strict=True)
    }


def _unseen_gold(rater: Membership, wanted: int, rng: Random) -> list[int]:
    """Return up to ``wanted`` gold items that the rater hasn't had, drawn at random.

    What they were shown and gave back comes last, as work does that was given back: an item that returns soon would
    tell. They are drawn first and looked up then, in a few growing portions: asking for all unseen ones would read
    everything that the rater ever had.
    """
    drawn = work.gold_items(rater.project)
    rng.shuffle(drawn)
    found: list[int] = []
    given_back: list[int] = []
    portion = GOLD_PORTION
    while drawn and len(found) < wanted:
        some, drawn = drawn[:portion], drawn[portion:]
        shown, had = work.shown_among(rater, some)
        found += [item for item in some if item not in shown]
        given_back += [item for item in some if item in shown - had]
        portion *= 8
    return [*found, *given_back][:wanted]

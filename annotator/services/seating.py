"""Seating: which seats of a batch gold and repeats take, and which items come to sit there."""

from dataclasses import dataclass
from datetime import datetime
from random import Random

from annotator.models import Assignment, AssignmentState, Membership, Purpose, Slot
from annotator.policies.gold import gold_seats
from annotator.policies.repeats import repeat_seats, swapped
from annotator.policies.sides import generator
from annotator.queries import work
from annotator.queries.repeats import Repeatable, repeatable
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


def seats_of(rater: Membership, slots: list[Slot], wanted: int, now: datetime) -> list[Seat]:
    """Return the batch in order: the slots, with unseen gold and own earlier items in seats that only the seed knows.

    Empty without slots: checks alone would keep a rater busy with nothing.
    """
    if not slots:
        return []
    # Names and places rather than primary keys: the same study draws the same on every database.
    key = (rater.project.seed, rater.alias, slots[0].serving_order, slots[0].index)
    rng = generator("gold", *key)
    gold_at = gold_seats(n_seats=wanted, rate=current_rate(rater=rater), rng=rng)
    gold = _unseen_gold(rater, len(gold_at), rng) if gold_at else []
    # A generator of its own: who asks for repeats still meets the same gold.
    rng = generator("repeat", *key)
    others = [seat for seat in range(wanted) if seat not in gold_at]
    repeat_at = repeat_seats(seats=others, rate=rater.project.repeat_rate, rng=rng)
    repeats = _repeats(rater, len(repeat_at), rng, now) if repeat_at else []
    work_left, seats = list(slots), []
    for seat in range(wanted):
        if seat in gold_at and gold:
            seats.append(Seat(gold.pop(), purpose=Purpose.GOLD))
        elif seat in repeat_at and repeats:
            again = repeats.pop()
            seats.append(Seat(again.item_id, purpose=Purpose.REPEAT, display_order=swapped(again.display_order)))
        elif work_left:
            slot = work_left.pop(0)
            seats.append(Seat(slot.item_id, slot))
    return seats


def training_seats(rater: Membership, wanted: int) -> list[Seat]:
    """Return the next training items of a rater in training, no more than the attempt asks for."""
    held = Assignment.objects.filter(rater=rater, state=AssignmentState.HELD, purpose=Purpose.TRAINING).count()
    items = training_items(rater, wanted=wanted, held=held)
    return [Seat(item, purpose=Purpose.TRAINING) for item in items]


def _repeats(rater: Membership, wanted: int, rng: Random, now: datetime) -> list[Repeatable]:
    pool = repeatable(rater, now=now)
    return rng.sample(pool, min(wanted, len(pool)))


def _unseen_gold(rater: Membership, wanted: int, rng: Random) -> list[int]:
    """Return up to ``wanted`` gold items that the rater hasn't had, drawn at random.

    They are drawn first and looked up then, in a few growing portions: asking for all unseen ones would read everything
    that the rater ever had.
    """
    drawn = work.gold_items(rater.project)
    rng.shuffle(drawn)
    found: list[int] = []
    portion = GOLD_PORTION
    while drawn and len(found) < wanted:
        some, drawn = drawn[:portion], drawn[portion:]
        seen = work.seen_among(rater, some)
        found += [item for item in some if item not in seen]
        portion *= 8
    return found[:wanted]

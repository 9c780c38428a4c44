"""Seating: which seats of a batch gold takes, and which gold items come to sit there."""

from dataclasses import dataclass
from random import Random

from annotator.models import Membership, Purpose, Slot
from annotator.policies.gold import gold_seats
from annotator.policies.sides import generator
from annotator.queries import work
from annotator.services.gold import current_rate

GOLD_PORTION = 25


@dataclass(frozen=True)
class Seat:
    """One new assignment to be: a slot with its item, or a gold item."""

    item_id: int
    slot: Slot | None = None

    @property
    def purpose(self) -> str:
        return Purpose.GOLD if self.slot is None else Purpose.WORK


def seats_of(rater: Membership, slots: list[Slot], wanted: int) -> list[Seat]:
    """Return the batch in order: the slots, with unseen gold items in seats that only the project's seed knows."""
    # Names and places rather than primary keys: the same study draws the same on every database.
    rng = generator("gold", rater.project.seed, rater.alias, slots[0].serving_order, slots[0].index)
    gold_at = gold_seats(n_seats=wanted, rate=current_rate(rater=rater), rng=rng)
    gold = _unseen_gold(rater, len(gold_at), rng) if gold_at else []
    work_left, seats = list(slots), []
    for seat in range(wanted):
        if seat in gold_at and gold:
            seats.append(Seat(gold.pop()))
        elif work_left:
            slot = work_left.pop(0)
            seats.append(Seat(slot.item_id, slot))
    return seats


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

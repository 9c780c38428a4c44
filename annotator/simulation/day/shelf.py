"""Open slots without a database: the walk, the choice and the fair part of ``annotator.services.taking``.

A place is an item's number in the walk. All items have one level of priority and prompts of their own.
"""

from bisect import bisect_left, insort
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from annotator.policies.choosing import Candidate, choose, fair_part, remember
from annotator.policies.serving_order import serving_order
from annotator.policies.sides import generator
from annotator.policies.walk import level_of, start_in
from annotator.services.taking import FRONT, LARGEST_WINDOW, WINDOW
from annotator.simulation.day.items import Item


@dataclass
class Walker:
    """A rater in the walk: where the next claim starts, whom they met, and the places that used up their go."""

    alias: str
    cursor: int
    met: dict[int, int] = field(default_factory=dict)
    had: set[int] = field(default_factory=set)
    held: set[int] = field(default_factory=set)


class Shelf:
    """The slots of ``items``, ``votes`` each to begin with."""

    def __init__(self, items: Sequence[Item], *, votes: int, seed: int) -> None:
        order = {item.name: serving_order(seed=seed, external_id=item.name, priority=0) for item in items}
        self.names = sorted(order, key=order.__getitem__)
        self.place = {name: place for place, name in enumerate(self.names)}
        self.orders = [order[name] for name in self.names]
        self.level = level_of(self.orders[0])
        self.seed = seed
        self.open = [votes] * len(items)
        self.n_open = votes * len(items)
        self.open_places = list(range(len(items)))
        self.judges: list[list[int]] = [[] for _ in items]

    def walker(self, alias: str) -> Walker:
        """Return a newcomer."""
        return Walker(alias, cursor=start_in(self.level, "start", self.seed, alias))

    def choose(self, walker: Walker, wanted: int, *, at_work: int) -> list[int]:
        """Return up to ``wanted`` places for a rater who holds nothing, in the order to show them."""
        found, left = self._search(walker, wanted)
        if left is not None:
            wanted = min(wanted, fair_part(left=left, at_work=max(at_work, 1), held=0))
        rng = generator("take", self.seed, walker.alias, walker.cursor)
        taken = choose(found, wanted, met=walker.met, rng=rng)
        if taken or left is None:
            last = self.orders[taken[-1].slot] if taken else walker.cursor
            walker.cursor = start_in(self.level, "claim", self.seed, walker.alias, last)
        walker.met = remember(walker.met, taken)
        return [candidate.slot for candidate in taken]

    def hold(self, walker: Walker, number: int, place: int) -> None:
        """Take a slot at ``place`` for rater ``number``."""
        self.judges[place].append(number)
        walker.had.add(place)
        walker.held.add(place)
        self._change(place, -1)

    def give_back(self, walker: Walker, number: int, place: int, *, skipped: bool = False) -> None:
        """Open the slot again for others; unless it was skipped, for the same rater, too."""
        walker.held.discard(place)
        if not skipped:
            walker.had.discard(place)
        self.judges[place].remove(number)
        self.reopen(place)

    def reopen(self, place: int) -> None:
        """Open one more slot."""
        self._change(place, 1)

    def has_work(self, walker: Walker) -> bool:
        """Whether a slot is open on an item that the rater hasn't had."""
        return any(place not in walker.had for place in self.open_places)

    def _change(self, place: int, by: int) -> None:
        before = self.open[place]
        self.open[place] += by
        self.n_open += by
        if not before:
            insort(self.open_places, place)
        elif not self.open[place]:
            self.open_places.pop(bisect_left(self.open_places, place))

    def _search(self, walker: Walker, wanted: int) -> tuple[list[Candidate], int | None]:
        """Return what the rater may be given, and how many slots are open where that was all there is to see."""
        start = bisect_left(self.open_places, bisect_left(self.orders, walker.cursor))
        if self.n_open < FRONT + WINDOW:
            ahead = sum(self.open[place] for place in self.open_places[start:])
            if max(ahead, self.n_open - ahead) < WINDOW:
                return self._candidates(walker, self.open_places), self.n_open
        found: list[Candidate] = []
        seen = 0
        for places in self._portions(start):
            found += self._candidates(walker, places)
            seen += sum(self.open[place] for place in places)
            if len(found) >= wanted and seen >= WINDOW:
                break
        return found, None

    def _portions(self, start: int) -> Iterator[list[int]]:
        """Yield the open places from ``start`` on and around, in growing portions of slots."""
        for stretch in (self.open_places[start:], self.open_places[:start]):
            places: list[int] = []
            size, n_slots = WINDOW, 0
            for place in stretch:
                places.append(place)
                n_slots += self.open[place]
                if n_slots >= size:
                    yield places
                    places, n_slots, size = [], 0, min(size * 4, LARGEST_WINDOW)
            yield places

    def _candidates(self, walker: Walker, places: Sequence[int]) -> list[Candidate]:
        return [
            Candidate(place, place, self.level, self.names[place], tuple(sorted(self.judges[place])))
            for place in places
            if place not in walker.had
        ]

"""One day: raters claim batches, judge on a virtual clock, meet hidden checks, rest, and are stopped."""

import heapq
import random
from dataclasses import dataclass, field

from annotator.policies.gold import gold_seats
from annotator.policies.rhythm import Facts, after_judgment, after_rest
from annotator.simulation.day.desk import Desk, Standing
from annotator.simulation.day.people import Person

REST_H = 10 / 60
TAKES_THE_ADVICE = 0.8
"""How often a rater takes a break that is suggested."""
OVERHEAD_S = 1.5
"""Seconds between two tasks beside the active ones."""
GOLD_POOL = 600
USUAL_CHARS = 2500


@dataclass(frozen=True)
class Item:
    """Of two responses the first in the file is the better if ``first_better``, and the longer if ``first_longer``."""

    first_better: bool
    first_longer: bool
    length: float


@dataclass
class Judged:
    """One judgment of an item: by whom, when, and for which response of the file (``a``, ``b`` or ``tie``)."""

    person: int
    item: int
    hour: float
    outcome: str


@dataclass
class Day:
    """What the day left behind. ``stopped`` maps a rater to the number of judgments, checks included, until then."""

    items: list[Item]
    people: list[Person]
    standings: list[Standing]
    judged: list[Judged] = field(default_factory=list)
    set_aside: list[Judged] = field(default_factory=list)
    stopped: dict[int, int] = field(default_factory=dict)
    hours: dict[int, float] = field(default_factory=dict)
    breaks: int = 0
    n_checks: int = 0


class Simulation:
    """Drives ``people`` through ``items`` with ``overlap`` judgments each, until the work or the day is over."""

    def __init__(
        self, *, items: list[Item], people: list[Person], overlap: int, hours: float, desk: Desk, rng: random.Random
    ) -> None:
        self.day = Day(items, people, [Standing() for _ in people])
        self.desk = desk
        self.hours = hours
        self.rng = rng
        self.open = [overlap] * len(items)
        self.had: list[set[int]] = [set() for _ in people]
        self.cursor = [0] * len(people)
        self.first_open = 0
        self.done = [0] * len(people)

    def run(self) -> Day:
        """Return the finished day."""
        clock = [(self.rng.random() * 0.05, person.number) for person in self.day.people]
        heapq.heapify(clock)
        waiting: list[tuple[float, int]] = []
        while clock:
            hour, number = heapq.heappop(clock)
            before = len(self.day.set_aside)
            until = self._batch(self.day.people[number], hour)
            self.day.hours[number] = max(
                self.day.hours.get(number, 0.0), min(hour if until is None else until, self.hours)
            )
            if until is not None:
                heapq.heappush(clock, (until, number))
            elif number not in self.day.stopped and hour < self.hours:
                waiting.append((hour, number))  # nothing left for now; a pause may open slots again
            if len(self.day.set_aside) > before:
                for idle_since, idle in waiting:
                    heapq.heappush(clock, (max(idle_since, hour), idle))
                waiting.clear()
        return self.day

    def _batch(self, person: Person, hour: float) -> float | None:
        """Let ``person`` work through one batch; return when they ask for the next, None when their day is over."""
        standing = self.day.standings[person.number]
        if hour >= self.hours:
            return None
        offer = self.desk.offer(standing, hour)
        if offer.rest and self.rng.random() < TAKES_THE_ADVICE:
            self.day.breaks += 1
            standing.rested_at = hour + REST_H
            standing.rhythm = after_rest(standing.rhythm)
            return standing.rested_at
        work = self._take(person.number, offer.seats)
        if not work:
            return None
        gold_at = set(gold_seats(n_seats=offer.seats, rate=offer.gold_rate, rng=self.rng))
        for seat in range(offer.seats):
            if seat in gold_at and len(standing.checks) < GOLD_POOL:
                hour = self._check(person, standing, hour)
                if person.number in self.day.stopped:
                    self._give_back(work)
                    return None
            elif work:
                hour = self._judge(person, standing, work.pop(0), hour)
        self._give_back(work)
        return hour

    def _take(self, number: int, wanted: int) -> list[int]:
        """Hold up to ``wanted`` open slots of items new to the rater, from their cursor on and around once."""
        taken: list[int] = []
        total = len(self.open)
        start = max(self.cursor[number], self.first_open)
        while self.first_open < total and not self.open[self.first_open]:
            self.first_open += 1
        for step in range(total):
            item = (start + step) % total
            if self.open[item] and item not in self.had[number]:
                self.open[item] -= 1
                self.had[number].add(item)
                taken.append(item)
                if len(taken) == wanted:
                    break
        if taken:
            self.cursor[number] = taken[-1]
        return taken

    def _give_back(self, work: list[int]) -> None:
        for item in work:
            self.open[item] += 1
            self.first_open = min(self.first_open, item)

    def _answer(
        self, person: Person, standing: Standing, item: Item, hour: float, *, check: bool = False
    ) -> tuple[str, float]:
        """Return the outcome in the file's order and the hour at which it is given."""
        a_shown_first = self.rng.random() < 0.5
        tired_h = person.hours_tired(hour, standing.rested_at)
        seconds = person.takes(self.rng, tired_h=tired_h, length=item.length)
        self.done[person.number] += 1
        said = person.says(
            self.rng,
            better_first=item.first_better == a_shown_first,
            longer_is_better=item.first_better == item.first_longer,
            tired_h=tired_h,
        )
        facts = Facts(
            at_s=int(hour * 3600 + seconds),
            chars=round(USUAL_CHARS * item.length),
            answer=said,
            active_s=seconds,
            passed=said == ("a" if item.first_better == a_shown_first else "b") if check else None,
        )
        standing.rhythm = after_judgment(standing.rhythm, facts)
        if said != "tie" and not a_shown_first:
            said = "b" if said == "a" else "a"
        return said, hour + (seconds + OVERHEAD_S) / 3600

    def _judge(self, person: Person, standing: Standing, item: int, hour: float) -> float:
        outcome, hour = self._answer(person, standing, self.day.items[item], hour)
        self.day.judged.append(Judged(person.number, item, hour, outcome))
        return hour

    def _check(self, person: Person, standing: Standing, hour: float) -> float:
        item = Item(self.rng.random() < 0.5, self.rng.random() < 0.5, 1.0)
        outcome, hour = self._answer(person, standing, item, hour, check=True)
        standing.checks.append(outcome == ("a" if item.first_better else "b"))
        standing.checked_at.append(hour)
        self.day.n_checks += 1
        if self.desk.stopped(standing):
            self._stop(person, standing)
        return hour

    def _stop(self, person: Person, standing: Standing) -> None:
        self.day.stopped[person.number] = self.done[person.number]
        if not self.desk.quarantines:
            return
        doubtful = [
            row for row in self.day.judged if row.person == person.number and row.hour > standing.doubtful_since
        ]
        self.day.set_aside += doubtful
        gone = set(map(id, doubtful))
        self.day.judged = [row for row in self.day.judged if id(row) not in gone]
        self._give_back([row.item for row in doubtful])


def make_items(rng: random.Random, n: int) -> list[Item]:
    """Return ``n`` items; the better response is the longer one in 60 % of them, as in public preference data."""
    items = []
    for _ in range(n):
        better = rng.random() < 0.5
        items.append(Item(better, better if rng.random() < 0.6 else not better, rng.uniform(0.6, 1.4)))
    return items

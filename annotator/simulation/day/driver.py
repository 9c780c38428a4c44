"""Takes each person through the day: claim, judge, skip, rest, go home, and come back while there is work."""

import math
import random
from collections.abc import Callable, Generator, Mapping, Sequence
from dataclasses import dataclass, field
from uuid import UUID

from annotator.policies.sides import generator
from annotator.simulation.day.clock import Clock, Life
from annotator.simulation.day.items import Item
from annotator.simulation.day.office import Office, Rest, Task
from annotator.simulation.day.people import Person, Tiredness

LATEST_START_S = 180.0
OVERHEAD_S = 1.5
"""Seconds between two tasks beside the active ones."""
SWEEP_EVERY_S = 600.0
LOOKS_AGAIN_S = 600.0
"""Who found nothing to do goes home and looks again after so long; the time between isn't paid."""
TAKES_THE_ADVICE = 0.8
"""How often a rater takes a break that is suggested, each time it is."""
SKIPS = 0.005
SKIP_SECONDS = 8.0

Progress = Callable[[float, int], None]
"""Told the hour and how many judgments were given."""


@dataclass
class Timesheet:
    """One person's day: hours on shift (breaks included), until when, judgments given, breaks taken, skips."""

    hours: float = 0.0
    until_h: float = 0.0
    judgments: int = 0
    breaks: int = 0
    skips: int = 0


@dataclass
class WorkingDay:
    """A day of ``people`` at ``office``, until ``hours`` are over. Without ``rests`` nobody takes a break.

    Each person draws from a generator of their own, so that what one does doesn't change another's habits.
    """

    people: Sequence[Person]
    items: Mapping[str, Item]
    office: Office
    hours: float
    rests: bool
    full_rest_minutes: float
    seed: int
    progress: Progress | None = None
    clock: Clock = field(default_factory=Clock)

    def run(self) -> dict[int, Timesheet]:
        """Return the timesheets by person."""
        sheets = {person.number: Timesheet() for person in self.people}
        lives = [_Sitting(self, person, sheets[person.number]).life() for person in self.people]
        self.clock.run([*lives, self._caretaker(sheets)])
        return sheets

    def over(self) -> bool:
        return self.clock.hour >= self.hours

    def _caretaker(self, sheets: Mapping[int, Timesheet]) -> Life:
        while not self.over():
            yield SWEEP_EVERY_S
            self.office.sweep(self.clock.now)
            if self.progress is not None:
                self.progress(self.clock.hour, sum(sheet.judgments for sheet in sheets.values()))


class _Sitting:
    """One person at work: their chance, their tiredness, and what they said last."""

    def __init__(self, day: WorkingDay, person: Person, sheet: Timesheet) -> None:
        self.day, self.person, self.sheet = day, person, sheet
        self.rng: random.Random = generator("person", day.seed, person.number)
        self.tiredness = Tiredness(person.tires_at_h, day.full_rest_minutes)
        self.said = "a"

    def life(self) -> Life:
        day, number = self.day, self.person.number
        yield self.rng.uniform(0, LATEST_START_S)
        while not day.over() and day.office.arrive(number, day.clock.now):
            arrived = day.clock.hour
            sent_home = yield from self._work()
            self.sheet.until_h = min(day.clock.hour, day.hours)
            self.sheet.hours += self.sheet.until_h - arrived
            if self._gone():
                return  # without a word: what they hold comes back when its lease has run out
            day.office.leave(number, day.clock.now)
            if sent_home:
                return
            left = day.clock.hour
            while not day.over() and not day.office.has_work(number):
                yield LOOKS_AGAIN_S
            self.tiredness.rested(began_h=left, until_h=day.clock.hour)

    def _work(self) -> Generator[float, None, bool]:
        """Work until there is nothing left, the day is over, or a claim sends the rater home (returned)."""
        day, number = self.day, self.person.number
        while not day.over() and not self._gone():
            offer = day.office.claim(number, day.clock.now)
            if offer.sent_home:
                return True
            rest = offer.rest
            if not offer.tasks and rest is None:
                return False
            for task in offer.tasks:
                if day.over() or self._gone():
                    break
                rest = yield from self._do(task)
            if rest is not None and self._takes(rest):
                yield from self._rest(rest)
        return False

    def _takes(self, rest: Rest) -> bool:
        return rest.required or (self.day.rests and self.rng.random() < TAKES_THE_ADVICE)

    def _do(self, task: Task) -> Generator[float, None, Rest | None]:
        """Judge or skip the task; returns the break that is due after it."""
        day, rng, number = self.day, self.rng, self.person.number
        if self.person.honest and rng.random() < SKIPS:
            yield SKIP_SECONDS
            day.office.skip(number, task, day.clock.now)
            self.sheet.skips += 1
            return None
        item = day.items[task.item]
        tired_h = self.tiredness.at(day.clock.hour)
        # In whole milliseconds, as browsers measure them.
        active_s = math.floor(self.person.takes(rng, tired_h=tired_h, length=item.length) * 1000) / 1000
        yield active_s + OVERHEAD_S
        self.said = self.person.says(
            rng,
            better_first=item.first_better == task.first_shown_first,
            longer_is_better=item.first_better == item.first_longer,
            tired_h=tired_h,
            ease=item.ease,
            last=self.said,
        )
        self.sheet.judgments += 1
        key = UUID(int=rng.getrandbits(128), version=4)
        return day.office.submit(number, task, shown=self.said, key=key, active_s=active_s, now=day.clock.now)

    def _rest(self, rest: Rest) -> Life:
        day, number = self.day, self.person.number
        began = day.clock.hour
        day.office.start_break(number, day.clock.now)
        yield rest.minutes * 60
        day.office.end_break(number, day.clock.now)
        self.sheet.breaks += 1
        self.tiredness.rested(began_h=began, until_h=day.clock.hour)

    def _gone(self) -> bool:
        at = self.person.walks_away_at_h
        return at is not None and self.day.clock.hour >= at

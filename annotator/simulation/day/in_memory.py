"""The office without a database: the same policies, for trying many settings in the time of one real day.

A test holds it against ``through_services``: both must give the same quality, hours and checks within chance. It leaves
out what doesn't move these: batches are always of the largest size, a rest is suggested by the clock alone, and pace
isn't watched (so that it knows nothing of fatigue alarms).
"""

from bisect import bisect_left, insort
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from itertools import islice
from uuid import UUID

from annotator.policies.gold import gold_seats, rate_now
from annotator.policies.serving_order import serving_order
from annotator.policies.sides import display_order, generator
from annotator.policies.verdict import judge
from annotator.simulation.day.clock import hours_into
from annotator.simulation.day.items import Item
from annotator.simulation.day.office import Books, Offer, Task, Vote
from annotator.simulation.day.rules import USUAL_CHECKS, USUAL_PASSES, Rules
from annotator.simulation.day.votes import accuracy, posterior, wants_another

LEAST_REST_MINUTES = 3.0
LEASE_H = 1.0
NO_KEY = UUID(int=0)
"""Nothing is looked up by it here."""


@dataclass
class _Rater:
    """What the office knows of one rater. Times are hours into the day."""

    rested_at: float = 0.0
    resting_since: float = 0.0
    seen_at: float = 0.0
    checks: list[bool] = field(default_factory=list)
    checked_at: list[float] = field(default_factory=list)
    done: int = 0
    had: set[str] = field(default_factory=set)
    held: set[str] = field(default_factory=set)
    place: int = 0
    proven: bool = False
    suspect: bool = False
    stopped_after: int | None = None


class Memory:
    """An office for raters numbered from 0."""

    def __init__(self, *, n_raters: int, items: Sequence[Item], gold: Sequence[Item], rules: Rules, seed: int) -> None:
        self.rules, self.seed = rules, seed
        walk = sorted(items, key=lambda item: serving_order(seed=seed, external_id=item.name, priority=0))
        self.walk = [item.name for item in walk]
        self.place = {name: place for place, name in enumerate(self.walk)}
        self.gold = {item.name: item for item in gold}
        self.raters = [_Rater() for _ in range(n_raters)]
        self.open = dict.fromkeys(self.walk, rules.first_votes)
        self.held = dict.fromkeys(self.walk, 0)
        self.open_places = list(range(len(self.walk)))
        # By item: rater, outcome, hour.
        self.given: dict[str, dict[int, tuple[str, float]]] = {name: {} for name in self.walk}
        self.shown_first: dict[str, int] = {}
        self.set_aside = 0

    def arrive(self, rater: int, now: datetime) -> bool:
        """Let in who isn't stopped."""
        known = self.raters[rater]
        known.rested_at = hours_into(now)
        return known.stopped_after is None

    def claim(self, rater: int, now: datetime) -> Offer:
        """Hand out slots from the rater's place on and around once, and gold in seats drawn by chance."""
        known = self.raters[rater]
        known.seen_at = hours_into(now)
        if self.rules.usual_bar:
            self._hold_the_usual_bar(known)
        if known.stopped_after is not None:
            return Offer(paused=True)
        size = self.rules.batch_max
        work = list(islice(self._open_to(known), size))
        if not work:
            return Offer()
        rng = generator("gold", self.seed, rater, known.done)
        gold_at = gold_seats(n_seats=size, rate=self._gold_rate(known), rng=rng)
        unseen = [name for name in self.gold if name not in known.had] if gold_at else []
        gold = rng.sample(unseen, min(len(gold_at), len(unseen)))
        tasks = []
        for seat in range(size):
            if seat in gold_at and gold:
                tasks.append(self._task(gold[-1], rng.randrange(2)))
                known.had.add(gold.pop())
            elif work:
                tasks.append(self._task(work[0], self.held[work[0]] + len(self.given[work[0]])))
                self._hold(known, work.pop(0))
        return Offer(tasks)

    def submit(self, rater: int, task: Task, *, shown: str, key: UUID, active_s: float, now: datetime) -> bool:
        """Take the judgment: a check, or a vote that may settle the item."""
        known, hour = self.raters[rater], hours_into(now)
        known.done += 1
        outcome = shown if task.first_shown_first or shown == "tie" else {"a": "b", "b": "a"}[shown]
        if task.item in self.gold:
            self._check(rater, known, passed=outcome == self.gold[task.item].known, hour=hour)
        else:
            self._answer(rater, known, task.item, outcome, hour)
        return (hour - known.rested_at) * 60 >= self.rules.break_after_minutes

    def skip(self, rater: int, task: Task, now: datetime) -> None:
        """Open the slot for others."""
        if task.item not in self.gold:
            self._give_back(self.raters[rater], task.item)

    def start_break(self, rater: int, now: datetime) -> None:
        """Note when it began."""
        self.raters[rater].resting_since = hours_into(now)

    def end_break(self, rater: int, now: datetime) -> None:
        """A rest that is long enough makes fresh."""
        known, hour = self.raters[rater], hours_into(now)
        if (hour - known.resting_since) * 60 >= LEAST_REST_MINUTES:
            known.rested_at = hour

    def leave(self, rater: int, now: datetime) -> None:
        """Take back what the rater holds."""
        self._release(self.raters[rater])

    def has_work(self, rater: int) -> bool:
        """Whether a slot is open on an item that the rater hasn't had."""
        return next(self._open_to(self.raters[rater]), None) is not None

    def sweep(self, now: datetime) -> None:
        """Take back what has been held for longer than a lease."""
        for known in self.raters:
            if known.held and known.seen_at < hours_into(now) - LEASE_H:
                self._release(known)

    def books(self) -> Books:
        """Return what was noted."""
        raters = list(enumerate(self.raters))
        return Books(
            votes=[Vote(rater, name, vote[0]) for name, given in self.given.items() for rater, vote in given.items()],
            checks={number: (sum(known.checks), len(known.checks)) for number, known in raters if known.checks},
            stopped={number: known.stopped_after for number, known in raters if known.stopped_after is not None},
            alarmed_at=None,
            set_aside=self.set_aside,
        )

    def _gold_rate(self, known: _Rater) -> float:
        if not self.rules.gold_pass_threshold:
            return self.rules.gold_rate
        return rate_now(rate=self.rules.gold_rate, proven=known.proven, suspect=known.suspect)

    def _open_to(self, known: _Rater) -> Iterator[str]:
        start = bisect_left(self.open_places, known.place)
        for portion in (islice(self.open_places, start, None), islice(self.open_places, start)):
            for place in portion:
                if self.walk[place] not in known.had:
                    yield self.walk[place]

    def _task(self, name: str, turn: int) -> Task:
        first = self.shown_first.get(name)
        if first is None:
            first = display_order(n_responses=2, seed=self.seed, item=name, turn=0)[0]
            self.shown_first[name] = first
        return Task(NO_KEY, name, first_shown_first=(first + turn) % 2 == 0)

    def _hold(self, known: _Rater, name: str) -> None:
        known.place = self.place[name]
        known.had.add(name)
        known.held.add(name)
        self.held[name] += 1
        self.open[name] -= 1
        if not self.open[name]:
            self.open_places.pop(bisect_left(self.open_places, self.place[name]))

    def _open(self, name: str) -> None:
        self.open[name] += 1
        if self.open[name] == 1:
            insort(self.open_places, self.place[name])

    def _give_back(self, known: _Rater, name: str) -> None:
        known.held.discard(name)
        self.held[name] -= 1
        self._open(name)

    def _release(self, known: _Rater) -> None:
        known.had -= known.held
        for name in sorted(known.held):
            self._give_back(known, name)

    def _answer(self, rater: int, known: _Rater, name: str, outcome: str, hour: float) -> None:
        if known.stopped_after is not None and not self.rules.usual_bar:
            self._give_back(known, name)
            self.set_aside += 1
            return
        known.held.discard(name)
        self.held[name] -= 1
        self.given[name][rater] = (outcome, hour)
        self._doubt(name)

    def _doubt(self, name: str) -> None:
        rules = self.rules
        if rules.confidence is None or self.open[name] or self.held[name]:
            return
        votes = [(outcome, self._accuracy(rater)) for rater, (outcome, _) in self.given[name].items()]
        certain = max(posterior(votes).values())
        if wants_another(certain=certain, confidence=rules.confidence, answered=len(votes), most=rules.most_votes):
            self._open(name)

    def _accuracy(self, rater: int) -> float:
        checks = self.raters[rater].checks
        return accuracy(passed=sum(checks), checked=len(checks))

    def _check(self, rater: int, known: _Rater, *, passed: bool, hour: float) -> None:
        known.checks.append(passed)
        known.checked_at.append(hour)
        rules = self.rules
        if known.stopped_after is not None or rules.usual_bar:
            return
        verdict = judge(known.checks, threshold=rules.gold_pass_threshold, min_checks=rules.gold_min_checks)
        known.proven, known.suspect = verdict.last_good is not None, verdict.outcome == "suspect"
        if verdict.outcome == "bad":
            known.stopped_after = known.done
            self._quarantine(rater, -1.0 if verdict.last_good is None else known.checked_at[verdict.last_good])

    def _quarantine(self, rater: int, since: float) -> None:
        for name, given in self.given.items():
            if rater in given and given[rater][1] > since:
                del given[rater]
                self.set_aside += 1
                self._open(name)

    def _hold_the_usual_bar(self, known: _Rater) -> None:
        first = known.checks[:USUAL_CHECKS]
        if len(first) == USUAL_CHECKS and sum(first) < USUAL_PASSES:
            known.stopped_after = known.stopped_after or known.done

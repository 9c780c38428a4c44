"""The office without a database: the same policies, for trying many settings in the time of one real day.

A test holds it against ``through_services``: both must give the same quality, hours and checks within chance. It does
without what can't happen in a simulated day (submits that come late) and without the review of gold, which the services
make every few minutes.
"""

from collections.abc import Sequence
from datetime import datetime
from random import Random
from uuid import UUID

from annotator.policies.fatigue import Policy, raised
from annotator.policies.gold import HIGHEST_RATE, gold_seats, rate_now
from annotator.policies.overlap import certainty, wants_another
from annotator.policies.rhythm import Facts, after_judgment
from annotator.policies.sides import display_order, generator
from annotator.policies.verdict import sequential_test
from annotator.simulation.day.clock import hours_into
from annotator.simulation.day.items import N_ANSWERS, Item
from annotator.simulation.day.office import Books, Offer, Rest, Task, Vote, due
from annotator.simulation.day.roster import Rater, newcomer
from annotator.simulation.day.rules import USUAL_CHECKS, USUAL_PASSES, Rules
from annotator.simulation.day.shelf import Shelf

LEASE_H, AT_WORK_H = 1.0, 1 / 6
NO_KEY = UUID(int=0)
"""Nothing is looked up by it here."""


class Memory:
    """An office for raters numbered from 0."""

    def __init__(self, *, n_raters: int, items: Sequence[Item], gold: Sequence[Item], rules: Rules, seed: int) -> None:
        self.rules, self.seed = rules, seed
        self.shelf = Shelf(items, votes=rules.first_votes, seed=seed)
        self.items = {item.name: item for item in (*items, *gold)}
        self.gold = [item.name for item in gold]
        self.raters = [newcomer(self.shelf.walker(f"Rater {number}")) for number in range(n_raters)]
        # By place: rater, outcome, hour.
        self.given: list[dict[int, tuple[str, float]]] = [{} for _ in items]
        self.test = sequential_test(rules.gold_pass_threshold)
        self.policy = Policy(
            break_after=rules.break_after_minutes,
            break_length=rules.rest_minutes or Policy.break_length,
            batch_min=rules.batch_min,
            batch_max=rules.batch_max,
        )
        self.shown_first: dict[str, int] = {}
        self.set_aside = 0

    def arrive(self, rater: int, now: datetime) -> bool:
        """Let in who isn't stopped and hasn't worked enough for a day."""
        known = self.raters[rater]
        if known.stopped_after is not None or known.worked * 60 >= self.policy.day_cap:
            return False
        known.arrive(hours_into(now))
        return True

    def claim(self, rater: int, now: datetime) -> Offer:
        """Hand out slots and, in seats drawn by chance, gold."""
        known, hour = self.raters[rater], hours_into(now)
        known.seen_at = hour
        if self.rules.usual_bar:
            self._hold_the_usual_bar(known)
        advice = known.shift.advice(self.policy, hour)
        if known.stopped_after is not None or advice.day_over:
            return Offer(sent_home=True)
        at_work = sum(other.at_work and other.seen_at >= hour - AT_WORK_H for other in self.raters)
        places = self.shelf.choose(known.walker, advice.batch_size, at_work=at_work)
        if not places:
            return Offer()
        rng = generator("gold", self.seed, known.walker.alias, self.shelf.orders[places[0]], now.isoformat())
        checks = self._gold(known, advice.batch_size, self._gold_rate(known, advice.gold_factor), rng)
        tasks = []
        for seat in range(advice.batch_size):
            if seat in checks:
                tasks.append(self._task(checks[seat], rng.randrange(2)))
            elif places:
                place = places.pop(0)
                tasks.append(self._task(self.shelf.names[place], len(self.shelf.judges[place])))
                self.shelf.hold(known.walker, rater, place)
            else:
                break
        return Offer(tasks)

    def submit(self, rater: int, task: Task, *, shown: str, key: UUID, active_s: float, now: datetime) -> Rest | None:
        """Take the judgment: a check, or a vote that may settle the item."""
        known, hour = self.raters[rater], hours_into(now)
        known.done += 1
        known.seen_at = hour
        outcome = shown if task.first_shown_first or shown == "tie" else {"a": "b", "b": "a"}[shown]
        item = self.items[task.item]
        passed = outcome == item.known if item.known else None
        if passed is not None:
            self._check(rater, known, passed=passed, hour=hour)
        else:
            self._answer(rater, known, self.shelf.place[task.item], outcome, hour)
        shift = known.shift
        at_s = int((hour - shift.started) * 3600)
        facts = Facts(at_s=at_s, chars=item.chars, answer=shown, active_s=active_s, passed=passed)
        shift.rhythm = after_judgment(shift.rhythm, facts)
        return due(shift.advice(self.policy, hour))

    def skip(self, rater: int, task: Task, now: datetime) -> None:
        """Open the slot for others."""
        if not self.items[task.item].known:
            self.shelf.give_back(self.raters[rater].walker, rater, self.shelf.place[task.item], skipped=True)

    def start_break(self, rater: int, now: datetime) -> None:
        """Note when it began."""
        self.raters[rater].shift.resting_since = hours_into(now)

    def end_break(self, rater: int, now: datetime) -> None:
        """Note what it was good for."""
        self.raters[rater].seen_at = hours_into(now)
        self.raters[rater].shift.end_break(hours_into(now))

    def leave(self, rater: int, now: datetime) -> None:
        """Take back what the rater holds."""
        self.raters[rater].leave(hours_into(now))
        self._release(rater)

    def has_work(self, rater: int) -> bool:
        """Whether a slot is open on an item that the rater hasn't had."""
        return self.shelf.has_work(self.raters[rater].walker)

    def sweep(self, now: datetime) -> None:
        """Take back what has been held for longer than a lease."""
        for number, known in enumerate(self.raters):
            if known.walker.held and known.seen_at < hours_into(now) - LEASE_H:
                self._release(number)

    def books(self) -> Books:
        """Return what was noted."""
        raters = list(enumerate(self.raters))
        given = zip(self.shelf.names, self.given, strict=True)
        alarms = {number: [*known.alarms, *(known.shift.alarms if known.at_work else ())] for number, known in raters}
        return Books(
            votes=[Vote(rater, name, vote[0]) for name, votes in given for rater, vote in votes.items()],
            checks={number: (sum(known.checks), len(known.checks)) for number, known in raters if known.checks},
            stopped={number: known.stopped_after for number, known in raters if known.stopped_after is not None},
            alarms={number: hours for number, hours in alarms.items() if hours},
            set_aside=self.set_aside,
        )

    def _gold_rate(self, known: Rater, factor: float) -> float:
        if self.test is None:
            return self.rules.gold_rate
        says = known.standing.outcome
        rate = rate_now(rate=self.rules.gold_rate, proven=says == "good", suspect=says == "suspect")
        return raised(rate, factor, highest=HIGHEST_RATE)

    def _gold(self, known: Rater, wanted: int, rate: float, rng: Random) -> dict[int, str]:
        """Return the seats of gold by their place."""
        seats = gold_seats(n_seats=wanted, rate=rate, rng=rng)
        unseen = [name for name in self.gold if name not in known.had_gold] if seats else []
        gold = rng.sample(unseen, min(len(seats), len(unseen)))
        known.had_gold.update(gold)
        return dict(zip(rng.sample(seats, len(gold)), gold, strict=True))

    def _task(self, name: str, turn: int) -> Task:
        first = self.shown_first.get(name)
        if first is None:
            first = display_order(n_responses=2, seed=self.seed, item=name, turn=0)[0]
            self.shown_first[name] = first
        return Task(NO_KEY, name, first_shown_first=(first + turn) % 2 == 0)

    def _release(self, rater: int) -> None:
        walker = self.raters[rater].walker
        for place in sorted(walker.held):
            self.shelf.give_back(walker, rater, place)

    def _answer(self, rater: int, known: Rater, place: int, outcome: str, hour: float) -> None:
        known.walker.held.discard(place)
        if known.stopped_after is not None and not self.rules.usual_bar:
            self.set_aside += 1
            self.shelf.reopen(place)
            return
        self.given[place][rater] = (outcome, hour)
        self._doubt(place)

    def _doubt(self, place: int) -> None:
        """Open one more slot where all wanted are answered, and the answer is in doubt."""
        rules, given = self.rules, self.given[place]
        held = any(place in self.raters[rater].walker.held for rater in self.shelf.judges[place])
        if rules.confidence is None or held or self.shelf.open[place]:
            return
        answers = [(outcome, self.raters[rater].accuracy) for rater, (outcome, _) in given.items()]
        certain = certainty({place: answers}, n_categories=N_ANSWERS)
        if wants_another(certain=certain, confidence=rules.confidence, answered=len(answers), most=rules.most_votes):
            self.shelf.reopen(place)

    def _check(self, rater: int, known: Rater, *, passed: bool, hour: float) -> None:
        known.checks.append(passed)
        known.standing = known.standing.after(self.test, passed, mark=hour, min_checks=self.rules.gold_min_checks)
        if known.standing.stopped and known.stopped_after is None:
            known.stopped_after = known.done
            self._quarantine(rater, -1.0 if known.standing.last_good is None else known.standing.last_good)

    def _quarantine(self, rater: int, since: float) -> None:
        for place, given in enumerate(self.given):
            if rater in given and given[rater][1] > since:
                del given[rater]
                self.set_aside += 1
                self.shelf.reopen(place)

    def _hold_the_usual_bar(self, known: Rater) -> None:
        first = known.checks[:USUAL_CHECKS]
        if len(first) == USUAL_CHECKS and sum(first) < USUAL_PASSES:
            known.stopped_after = known.stopped_after or known.done

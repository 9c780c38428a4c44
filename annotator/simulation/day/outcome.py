"""What a simulated day says of the rules that ran it: quality, spammers, honest raters, tiredness, and cost."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations
from statistics import median
from typing import Any

from annotator.policies.overlap import accuracy, posterior
from annotator.simulation.day.driver import Timesheet
from annotator.simulation.day.items import N_ANSWERS, Item
from annotator.simulation.day.office import Books, Vote
from annotator.simulation.day.people import Person

SOON_H = 0.5
"""An alarm within half an hour of the onset is a hit."""

WELL_CONNECTED = 10
"""Items in common from which two raters can be compared at all."""


@dataclass(frozen=True)
class Day:
    """A day that is over: who worked, on what, for how long, and what the office knows of it."""

    people: Sequence[Person]
    items: Mapping[str, Item]
    sheets: Mapping[int, Timesheet]
    books: Books


@dataclass(frozen=True)
class Quality:
    """How many items were judged, and how often, in halves, the answer is right: a tie of votes is half right."""

    judged: int
    halves_right: int

    @property
    def accuracy(self) -> float | None:
        """Share of the judged items whose answer is the better response."""
        return self.halves_right / 2 / self.judged if self.judged else None


def votes_by_item(day: Day) -> Mapping[str, list[Vote]]:
    """Return the votes that count, by item judged, in the order of the file."""
    votes: dict[str, list[Vote]] = {}
    for vote in day.books.votes:
        votes.setdefault(vote.item, []).append(vote)
    return {name: votes[name] for name in day.items if name in votes}


def by_majority(day: Day) -> Quality:
    """Return the quality of what most voters of each item said."""
    right = 0
    votes = votes_by_item(day)
    for name, given in votes.items():
        counts = Counter(vote.outcome for vote in given)
        truth = day.items[name].truth
        lead = counts[truth] - counts["b" if truth == "a" else "a"]
        right += 2 if lead > 0 else 1 if lead == 0 else 0
    return Quality(len(votes), right)


def by_weight(day: Day) -> Quality:
    """Return the quality of the most probable answers, given how each voter did on gold in the whole day."""
    reliable = {person.number: _accuracy(day, person.number) for person in day.people}
    right = 0
    votes = votes_by_item(day)
    for name, given in votes.items():
        chances = posterior(((vote.outcome, reliable[vote.rater]) for vote in given), n_categories=N_ANSWERS)
        answer = max(sorted(chances, key=str), key=chances.__getitem__)
        right += 2 if answer == day.items[name].truth else 1 if answer == "tie" else 0
    return Quality(len(votes), right)


def _accuracy(day: Day, rater: int) -> float:
    passed, checked = day.books.checks.get(rater, (0, 0))
    return accuracy(passed=passed, checked=checked)


def spammers(day: Day) -> dict[str, Any]:
    """Return recall, precision (among all raters stopped), and the median judgments until a spammer was stopped."""
    stopped = day.books.stopped
    bad = [person for person in day.people if not person.honest]
    caught = [stopped[person.number] for person in bad if person.number in stopped]
    return {
        "recall": len(caught) / len(bad) if bad else None,
        "precision": len(caught) / len(stopped) if stopped else None,
        "median_judgments": median(caught) if caught else None,
        "n": len(bad),
        "by_kind": {
            kind: sum(person.kind == kind and person.number in stopped for person in bad)
            / sum(person.kind == kind for person in bad)
            for kind in sorted({person.kind for person in bad})
        },
    }


def honest_paused(day: Day) -> float | None:
    """Return the share of the honest raters, all at least as accurate as the population's lowest, who were stopped."""
    good = [person.number for person in day.people if person.honest]
    return sum(number in day.books.stopped for number in good) / len(good) if good else None


def fatigue(day: Day) -> dict[str, Any]:
    """Return hits, false alarms and the median delay in minutes of the alarms about a changed rhythm.

    ``hits`` is the share of the honest raters who tired while at work and were alarmed within half an hour of the
    onset; ``false_alarms`` the share of the honest raters alarmed before they tired, or without; ``delay_minutes``
    runs from the onset to the first alarm after it, where there was one.
    """
    honest = [person for person in day.people if person.honest]
    at_work = [person for person in honest if _tired_at_work(person, day.sheets[person.number])]
    alarms = day.books.alarms
    delays = []
    for person in at_work:
        onset = person.tires_at_h or 0.0
        after = [hour for hour in alarms.get(person.number, ()) if hour >= onset]
        delays += [(min(after) - onset) * 60] if after else []
    early = [
        person
        for person in honest
        if any(person.tires_at_h is None or hour < person.tires_at_h for hour in alarms.get(person.number, ()))
    ]
    return {
        "hits": sum(delay <= SOON_H * 60 for delay in delays) / len(at_work) if at_work else None,
        "false_alarms": len(early) / len(honest) if honest else None,
        "delay_minutes": round(median(delays), 3) if delays else None,
        "n_tired": len(at_work),
    }


def _tired_at_work(person: Person, sheet: Timesheet) -> bool:
    return person.tires_at_h is not None and person.tires_at_h < sheet.until_h


def connection(day: Day) -> dict[str, Any]:
    """Return how the raters whose votes count are connected by items that both judged.

    ``median_common``: items in common, over all pairs; ``comparable``: share of the pairs with at least ten;
    ``largest_group``: share of the raters in the largest group connected by such pairs.
    """
    raters = sorted({vote.rater for vote in day.books.votes})
    common: Counter[tuple[int, int]] = Counter()
    for given in votes_by_item(day).values():
        common.update(combinations(sorted({vote.rater for vote in given}), 2))
    pairs = list(combinations(raters, 2))
    near = [pair for pair in pairs if common[pair] >= WELL_CONNECTED]
    return {
        "median_common": median(common[pair] for pair in pairs) if pairs else None,
        "comparable": len(near) / len(pairs) if pairs else None,
        "largest_group": _largest_group(raters, near) / len(raters) if raters else None,
    }


def _largest_group(raters: Sequence[int], pairs: Sequence[tuple[int, int]]) -> int:
    group = {rater: {rater} for rater in raters}
    for one, other in pairs:
        if group[one] is not group[other]:
            group[one] |= group[other]
            for rater in group[other]:
                group[rater] = group[one]
    return max(len(members) for members in group.values())


def count_table(day: Day) -> list[tuple[int, int, int]]:
    """Return votes for a, b and tie per item judged."""
    table = []
    for given in votes_by_item(day).values():
        counts = Counter(vote.outcome for vote in given)
        table.append((counts["a"], counts["b"], counts["tie"]))
    return table

"""What a simulated day says of the policies that ran it: quality, spammers, honest raters, tiredness, and cost."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from statistics import median
from typing import Any

from annotator.simulation.day.run import Day

SOON_H = 0.5
"""An alarm within half an hour of the onset is a hit."""


@dataclass(frozen=True)
class Quality:
    """How many items were judged, and how often, in halves, the majority is right: a tie of votes is half right."""

    judged: int
    halves_right: int

    @property
    def accuracy(self) -> float | None:
        """Share of the judged items whose majority names the better response."""
        return self.halves_right / 2 / self.judged if self.judged else None


def votes_by_item(day: Day) -> Mapping[int, Counter[str]]:
    """Return the votes that count, by item."""
    votes: dict[int, Counter[str]] = {}
    for row in day.judged:
        votes.setdefault(row.item, Counter())[row.outcome] += 1
    return votes


def quality(day: Day, votes: Mapping[int, Counter[str]]) -> Quality:
    """Return the quality of the majority of each item's votes against the truth."""
    right = 0
    for item, counts in votes.items():
        better, worse = ("a", "b") if day.items[item].first_better else ("b", "a")
        lead = counts[better] - counts[worse]
        right += 2 if lead > 0 else 1 if lead == 0 else 0
    return Quality(len(votes), right)


def spammers(day: Day) -> dict[str, Any]:
    """Return recall, precision (among all raters stopped), and the median judgments until a spammer was stopped."""
    bad = [person.number for person in day.people if not person.honest]
    caught = [number for number in bad if number in day.stopped]
    return {
        "recall": len(caught) / len(bad) if bad else None,
        "precision": len(caught) / len(day.stopped) if day.stopped else None,
        "median_judgments": median(day.stopped[number] for number in caught) if caught else None,
        "n": len(bad),
    }


def honest_paused(day: Day) -> float | None:
    """Return the share of the honest raters, all of an accuracy of at least .80 when fresh, who were stopped."""
    good = [person.number for person in day.people if person.honest]
    return sum(number in day.stopped for number in good) / len(good) if good else None


def fatigue(day: Day) -> dict[str, Any]:
    """Return hits, false alarms and the median delay in minutes of the alarms about a changed pace.

    ``hits`` is the share of raters who tired on shift, and whom no rest had spared, alarmed within half an hour of the
    onset; ``false_alarms`` the share of all other raters' shifts with an alarm.
    """
    hits, delays, affected, others, false = 0, [], 0, 0, 0
    for person, standing in zip(day.people, day.standings, strict=True):
        if not person.honest:
            continue
        onset, alarm = person.tires_at_h, standing.alarmed_at
        if onset is not None and onset < day.hours.get(person.number, 0.0):
            affected += 1
            if alarm is not None and alarm >= onset:
                delays.append((alarm - onset) * 60)
                hits += alarm - onset <= SOON_H
                continue
        else:
            others += 1
        false += alarm is not None
    return {
        "hits": hits / affected if affected else None,
        "false_alarms": false / others if others else None,
        "delay_minutes": median(delays) if delays else None,
        "n_tired": affected,
    }


def count_table(votes: Mapping[int, Counter[str]]) -> list[tuple[int, int, int]]:
    """Return votes for a, b and tie per item judged."""
    return [(counts["a"], counts["b"], counts["tie"]) for counts in votes.values()]

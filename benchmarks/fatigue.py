"""How soon tiredness can be found, and how soon Touchstone finds it.

``python benchmarks/fatigue.py --raters 300``: shifts of eight hours without a rest, of raters who tire from a moment
between the first and the fifth hour on (errors double in two hours, pace rises by a fifth an hour) and of raters who
don't. For limits of the evidence: the share of untired shifts with an alarm, and of tired raters found within 30 to 120
minutes. Beside it the information that the judgments of half an hour hold, and what any test would need.
"""

import sys
from pathlib import Path

sys.path.pop(0)
sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

import argparse
import json
import math
import random
from dataclasses import replace
from typing import Any

from annotator.policies import rhythm
from annotator.policies.change import Chart, nats_needed
from annotator.policies.rhythm import SHIFT, Facts, after_judgment, start
from annotator.policies.sides import generator
from annotator.simulation.day import people
from annotator.simulation.day.people import ERRORS_DOUBLE_IN_H, FASTER_PER_H, Person
from annotator.simulation.day.run import OVERHEAD_S

HOURS = 8.0
GOLD_RATE = 0.1
USUAL_CHARS = 2500
LIMITS = (4.0, 5.0, 6.0, 6.5, 7.0, 8.0, 9.0)
WITHIN = (30, 60, 90, 120)


def shift_of(
    person: Person, rng: random.Random, *, spread: float, every_check: bool, earlier: rhythm.State | None
) -> tuple[list[tuple[float, float]], rhythm.State]:
    """One shift: (hour, evidence) whenever the evidence reached a new height, and the state in the end."""
    hour, state, heights, highest = 0.0, start(earlier), [], 0.0
    while hour < HOURS:
        length = rng.uniform(0.6, 1.4)
        tired_h = person.hours_tired(hour, -1.0)
        seconds = person.seconds * length * math.exp(rng.gauss(-FASTER_PER_H * tired_h, spread))
        better_first = rng.random() < 0.5
        said = person.says(rng, better_first=better_first, longer_is_better=rng.random() < 0.6, tired_h=tired_h)
        hour += (seconds + OVERHEAD_S) / 3600
        checked = every_check or rng.random() < GOLD_RATE
        passed = said == ("a" if better_first else "b") if checked else None
        chars = round(USUAL_CHARS * length)
        state = after_judgment(state, Facts(int(hour * 3600), chars, said, seconds, passed, None, 0))
        evidence = max(state.faster_all, state.slower_all)
        if evidence > highest:
            highest = evidence
            heights.append((hour, evidence))
        if person.tires_at_h is not None and hour > person.tires_at_h + WITHIN[-1] / 60:
            break
    return heights, state


def alarm(heights: list[tuple[float, float]], limit: float) -> float | None:
    return next((hour for hour, evidence in heights if evidence >= limit), None)


def curve(*, raters: int, seed: int, spread: float, every_check: bool = False, history: bool = True) -> dict[str, Any]:
    """False alarms and hits by limit, for raters with (or without) an earlier shift."""
    rhythm.LIMIT = 1e9  # the sums run free here, so that every limit is read from one run
    rng = generator("fatigue", seed)
    found: dict[bool, list[tuple[Person, list[tuple[float, float]]]]] = {True: [], False: []}
    for number in range(raters):
        for tired in (True, False):
            level = 37.0 * math.exp(rng.gauss(0, 0.2))
            person = Person(number, "honest", rng.uniform(0.80, 0.95), level, rng.gauss(0.2, 0.15), rng.gauss(0, 0.15))
            earlier = None
            if history:  # yesterday's shift; from day to day a person's level differs a little
                yesterday = replace(person, seconds=level * math.exp(rng.gauss(0, 0.1)))
                _, earlier = shift_of(yesterday, rng, spread=spread, every_check=every_check, earlier=None)
            person.tires_at_h = rng.uniform(1.0, 5.0) if tired else None
            heights, _ = shift_of(person, rng, spread=spread, every_check=every_check, earlier=earlier)
            found[tired].append((person, heights))
    rows = {}
    for limit in LIMITS:
        untired = [alarm(heights, limit) is not None for _, heights in found[False]]
        delays, early = [], 0
        for person, heights in found[True]:
            at = alarm(heights, limit)
            onset = person.tires_at_h or 0.0
            if at is not None and at < onset:
                early += 1
            else:
                delays.append(math.inf if at is None else (at - onset) * 60)
        rows[str(limit)] = {
            "false_alarms": sum(untired) / len(untired),
            **{f"within_{m}": sum(delay <= m for delay in delays) / max(len(delays), 1) for m in WITHIN},
        }
    return rows


def information(*, spread: float, minutes: float = 30.0, error: float = 0.125, check_rate: float = GOLD_RATE) -> Any:
    """Kullback-Leibler information (nats) about tiredness in the judgments of its first ``minutes``, by signal."""
    per_hour = 3600 / (37.0 * math.exp(spread**2 / 2) + OVERHEAD_S)
    n = round(per_hour * minutes / 60)
    pace = checks = ties = 0.0
    for number in range(n):
        tired_h = (number + 0.5) / per_hour
        pace += (FASTER_PER_H * tired_h) ** 2 / (2 * spread**2)
        wrong = error * 2 ** (tired_h / ERRORS_DOUBLE_IN_H)
        checks += _kl(wrong, error)
        ties += _kl(wrong / 4, error / 4)
    return {"judgments": n, "pace": pace, "checks": check_rate * checks, "every_check": checks, "ties": ties}


def _kl(p: float, q: float) -> float:
    return p * math.log(p / q) + (1 - p) * math.log((1 - p) / (1 - q))


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("--raters", type=int, default=200)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--spreads", type=float, nargs="*", default=[0.45, people.PACE_SPREAD, 0.25, 0.13])
    options = parser.parse_args()
    print(
        json.dumps(
            {
                "needed_for_80_in_30_minutes_at_5_percent_a_shift": nats_needed(power=0.8, false_alarms=0.05 / 16),
                "the_same_if_the_onset_were_known": nats_needed(power=0.8, false_alarms=0.05),
                "average_run_length": {
                    f"{shift:g}": Chart(k=SHIFT / 2, h=7.0 / SHIFT).average_run_length(shift)
                    for shift in (0, 0.1, 0.2, 0.4, 0.6, 1.0)
                },
                "spreads": {
                    f"{spread:g}": {
                        "information_in_30_minutes": information(spread=spread),
                        "by_limit": curve(raters=options.raters, seed=options.seed, spread=spread),
                    }
                    for spread in options.spreads
                },
            },
            indent=1,
        )
    )


if __name__ == "__main__":
    main()

"""`manage.py simulate`: a day of simulated raters under the product's policies, with the truth known."""

from argparse import ArgumentParser, ArgumentTypeError
from collections.abc import Callable
from typing import Any

import numpy as np
import orjson
from django.core.management.base import BaseCommand

from agreement.statistics.counts import patterns_of
from agreement.statistics.estimate import Estimate, wilson_interval
from agreement.statistics.summary import group_estimates
from annotator.policies.sides import generator
from annotator.simulation.day import outcome
from annotator.simulation.day.desk import Adaptive, Desk, Fixed
from annotator.simulation.day.people import crew
from annotator.simulation.day.run import Day, Simulation, make_items

DESKS: dict[str, Callable[[], Desk]] = {"adaptive": Adaptive, "fixed": Fixed}


class Command(BaseCommand):
    help = (
        "Simulate a day of raters, some of whom tire and some of whom spam, under Touchstone's policies (adaptive) or"
        " under fixed rules, and say what came out. No database is used."
    )
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--raters", type=_whole(1, 1000), default=50)
        parser.add_argument("--hours", type=_number(0.1, 24), default=8.0)
        parser.add_argument("--items", type=_whole(1, 1_000_000), default=5000)
        parser.add_argument("--overlap", type=_whole(1, 50), default=3)
        parser.add_argument("--policy", choices=sorted(DESKS), default="adaptive")
        parser.add_argument("--seed", type=int, default=0)
        parser.add_argument("--spammers", type=_number(0, 1), default=0.12, help="share of the raters (.12)")
        parser.add_argument("--tired", type=_number(0, 1), default=0.5, help="share of honest raters who tire (.5)")
        parser.add_argument("--json", action="store_true")

    def handle(self, *args: Any, **options: Any) -> None:
        found = simulate(**{name: options[name] for name in SETTINGS})
        if options["json"]:
            self.stdout.write(orjson.dumps(found, option=orjson.OPT_INDENT_2).decode())
            return
        for line in _lines(found):
            self.stdout.write(line)


SETTINGS = ("raters", "hours", "items", "overlap", "policy", "seed", "spammers", "tired")


def simulate(
    *,
    raters: int,
    hours: float,
    items: int,
    overlap: int,
    policy: str,
    seed: int,
    spammers: float = 0.12,
    tired: float = 0.5,
) -> dict[str, Any]:
    """Return what one simulated day says, JSON-safe; the same arguments give the same day.

    People and items depend on the seed alone, so that two policies meet the same ones.
    """
    people = list(crew(generator("crew", seed), raters=raters, spammers=spammers, tired=tired))
    made = make_items(generator("items", seed), items)
    rng = generator("day", seed)
    day = Simulation(items=made, people=people, overlap=overlap, hours=hours, desk=DESKS[policy](), rng=rng).run()
    votes = outcome.votes_by_item(day)
    quality = outcome.quality(day, votes)
    alpha = _alpha(day)
    low, high = wilson_interval(quality.halves_right / 2, quality.judged) if quality.judged else (None, None)
    return {
        "quality": {
            "accuracy": quality.accuracy,
            "alpha": alpha.value,
            "accuracy_low": low,
            "accuracy_high": high,
            "alpha_low": alpha.low,
            "alpha_high": alpha.high,
            "items": quality.judged,
        },
        "spammers": outcome.spammers(day),
        "honest_paused": outcome.honest_paused(day),
        "fatigue": outcome.fatigue(day),
        "rater_hours": round(sum(day.hours.values()), 3),
        "breaks": day.breaks,
        "judgments": len(day.judged),
        "checks": day.n_checks,
        "set_aside": len(day.set_aside),
        "settings": {
            "raters": raters,
            "hours": hours,
            "items": items,
            "overlap": overlap,
            "policy": policy,
            "seed": seed,
            "spammers": spammers,
            "tired": tired,
        },
    }


def _alpha(day: Day) -> Estimate:
    """Krippendorff's nominal alpha of the votes that count."""
    table = np.asarray(outcome.count_table(outcome.votes_by_item(day)), dtype=np.int64).reshape(-1, 3)
    rng = np.random.default_rng(0)
    return group_estimates(patterns_of(table), np.arange(3.0), "nominal", rng=rng, replicates=500)["alpha"]


def _lines(found: dict[str, Any]) -> list[str]:
    quality, spam, tired = found["quality"], found["spammers"], found["fatigue"]
    rows = {
        "accuracy of the majority": f"{_told(quality['accuracy'])} on {quality['items']} items",
        "Krippendorff's alpha": _told(quality["alpha"]),
        "judgments that count": f"{found['judgments']} (checks: {found['checks']}, set aside: {found['set_aside']})",
        "rater-hours": f"{found['rater_hours']:.1f}",
        "breaks taken": str(found["breaks"]),
        "spammers: share stopped": f"{_told(spam['recall'])} (there are {spam['n']})",
        "  judgments until then": f"{_told(spam['median_judgments'])} in the median",
        "  share of all stopped": _told(spam["precision"]),
        "honest raters stopped": _told(found["honest_paused"]),
        "tiredness found in 30 min": f"{_told(tired['hits'])} (tired: {tired['n_tired']})",
        "  false alarms per shift": _told(tired["false_alarms"]),
        "  delay in minutes": f"{_told(tired['delay_minutes'])} in the median",
    }
    return [
        f"{found['settings']['policy']} policy, seed {found['settings']['seed']}",
        *(f"{name:<27}{value}" for name, value in rows.items()),
    ]


def _told(value: float | None) -> str:
    return "unknown" if value is None else f"{value:.3f}".rstrip("0").rstrip(".")


def _whole(low: int, high: int) -> Callable[[str], int]:
    def parse(text: str) -> int:
        if not text.isdecimal() or not low <= int(text) <= high:
            raise ArgumentTypeError(f"{text!r} is not a whole number from {low} to {high}")
        return int(text)

    return parse


def _number(low: float, high: float) -> Callable[[str], float]:
    def parse(text: str) -> float:
        try:
            value = float(text)
        except ValueError as error:
            raise ArgumentTypeError(f"{text!r} is not a number") from error
        if not low <= value <= high:
            raise ArgumentTypeError(f"{text!r} does not lie between {low} and {high}")
        return value

    return parse

"""`manage.py simulate`: a day of simulated raters through the product's own services, with the truth known."""

from argparse import ArgumentParser, ArgumentTypeError
from collections.abc import Callable
from dataclasses import asdict, replace
from typing import Any

import numpy as np
import orjson
from django.core.management.base import BaseCommand, CommandError

from agreement.statistics.counts import patterns_of
from agreement.statistics.estimate import Estimate, wilson_interval
from agreement.statistics.summary import group_estimates
from annotator.simulation.day import outcome
from annotator.simulation.day.people import Population
from annotator.simulation.day.rules import RULES, Rules, with_overlap
from annotator.simulation.day.run import Settings, run_day

TOLD_EVERY_H = 0.5


class Command(BaseCommand):
    help = (
        "Simulate a day of raters, some of whom tire and some of whom spam, through Touchstone's own services under its"
        " policies (adaptive) or under the fixed rules of other tools, and say what came out. It runs on a database of"
        " its own in memory and on a virtual clock; your data isn't touched. The same seed gives the same day."
    )
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--raters", type=_whole(1, 1000), default=50)
        parser.add_argument("--hours", type=_number(0.1, 24), default=8.0, help="length of the day (8)")
        parser.add_argument("--items", type=_whole(1, 100_000), default=5000)
        parser.add_argument(
            "--overlap",
            type=_whole(1, 50),
            default=3,
            help="votes for each item; adaptive: from two to one more than that, as the answer is in doubt (3)",
        )
        parser.add_argument("--policy", choices=sorted(RULES), default="adaptive")
        parser.add_argument("--seed", type=_whole(0, 2**63 - 1), default=0)
        parser.add_argument("--first-votes", type=_whole(1, 50), help="adaptive: votes to begin with (2)")
        parser.add_argument("--confidence", type=_number(0.5, 0.9999), help="adaptive: settled at this probability")
        parser.add_argument("--spammers", type=_number(0, 1), default=0.12, help="share of the raters (.12)")
        parser.add_argument("--tired", type=_number(0, 1), default=0.5, help="share of honest raters who tire (.5)")
        parser.add_argument("--gold-wrong", type=_number(0, 1), default=0.0, help="share of gold that is wrong (0)")
        parser.add_argument(
            "--through",
            choices=["services", "memory"],
            default="services",
            help="memory: the policies alone, without services or database; fast, and blind to fatigue alarms",
        )
        parser.add_argument("--json", action="store_true")

    def handle(self, *args: Any, **options: Any) -> None:
        settings = Settings(
            rules=_rules(options),
            population=Population(
                raters=options["raters"],
                spammers=options["spammers"],
                tired=options["tired"],
                gold_wrong=options["gold_wrong"],
            ),
            hours=options["hours"],
            items=options["items"],
            seed=options["seed"],
            through=options["through"],
        )
        found = simulate(settings, progress=self._progress())
        if options["json"]:
            self.stdout.write(orjson.dumps(found, option=orjson.OPT_INDENT_2).decode())
            return
        for line in _lines(found):
            self.stdout.write(line)

    def _progress(self) -> Callable[[float, int], None]:
        told_h = 0.0

        def tell(hour: float, judgments: int) -> None:
            nonlocal told_h
            if hour >= told_h + TOLD_EVERY_H:
                told_h = hour
                self.stderr.write(f"hour {hour:.1f}: {judgments} judgments given", self.style.NOTICE)

        return tell


def _rules(options: dict[str, Any]) -> Rules:
    """Return the rules that the options ask for. Raises ``CommandError`` for options that don't go together."""
    rules = with_overlap(RULES[options["policy"]], options["overlap"])
    for name in ("first_votes", "confidence"):
        if options[name] is not None and rules.confidence is None:
            raise CommandError(f"--{name.replace('_', '-')} goes with --policy adaptive: fixed rules ask no more.")
    if options["first_votes"] is not None:
        if options["first_votes"] > rules.most_votes:
            raise CommandError(
                f"--first-votes {options['first_votes']} is above the most that --overlap {options['overlap']} allows"
                f" ({rules.most_votes})."
            )
        rules = replace(rules, first_votes=options["first_votes"])
    return replace(rules, confidence=options["confidence"] or rules.confidence)


def simulate(settings: Settings, *, progress: Callable[[float, int], None] | None = None) -> dict[str, Any]:
    """Return what one simulated day says, JSON-safe; the same settings give the same day."""
    day = run_day(settings, progress=progress)
    majority, weighted = outcome.by_majority(day), outcome.by_weight(day)
    quality = weighted if settings.rules.weighted else majority
    low, high = wilson_interval(quality.halves_right / 2, quality.judged) if quality.judged else (None, None)
    alpha = _alpha(day)
    sheets = day.sheets.values()
    return {
        "quality": {
            "accuracy": quality.accuracy,
            "alpha": alpha.value,
            "accuracy_low": low,
            "accuracy_high": high,
            "alpha_low": alpha.low,
            "alpha_high": alpha.high,
            "items": quality.judged,
            "accuracy_of_majority": majority.accuracy,
            "accuracy_of_weighted": weighted.accuracy,
        },
        "spammers": outcome.spammers(day),
        "honest_paused": outcome.honest_paused(day),
        "fatigue": outcome.fatigue(day),
        "rater_hours": round(sum(sheet.hours for sheet in sheets), 3),
        "breaks": sum(sheet.breaks for sheet in sheets),
        "judgments": len(day.books.votes),
        "checks": sum(checked for _, checked in day.books.checks.values()),
        "set_aside": day.books.set_aside,
        "skips": sum(sheet.skips for sheet in sheets),
        "connection": outcome.connection(day),
        "settings": asdict(settings),
    }


def _alpha(day: outcome.Day) -> Estimate:
    """Krippendorff's nominal alpha of the votes that count."""
    table = np.asarray(outcome.count_table(day), dtype=np.int64).reshape(-1, 3)
    rng = np.random.default_rng(0)
    return group_estimates(patterns_of(table), np.arange(3.0), "nominal", rng=rng, replicates=500)["alpha"]


def _lines(found: dict[str, Any]) -> list[str]:
    quality, spam, tired, pairs = found["quality"], found["spammers"], found["fatigue"], found["connection"]
    settings = found["settings"]
    low, high = _told(quality["accuracy_low"]), _told(quality["accuracy_high"])
    rows = {
        "accuracy": f"{_told(quality['accuracy'])} [{low}, {high}] on {quality['items']} of {settings['items']} items",
        "  of the plain majority": _told(quality["accuracy_of_majority"]),
        "Krippendorff's alpha": _told(quality["alpha"]),
        "judgments that count": f"{found['judgments']} (checks: {found['checks']}, set aside: {found['set_aside']})",
        "rater-hours": f"{found['rater_hours']:.1f}",
        "breaks taken": str(found["breaks"]),
        "spammers: share caught": f"{_told(spam['recall'])} (there are {spam['n']})",
        "  share of all paused": _told(spam["precision"]),
        "  judgments until caught": f"{_told(spam['median_judgments'])} in the median",
        "honest raters paused": _told(found["honest_paused"]),
        "tiredness found in 30 min": f"{_told(tired['hits'])} (tired: {tired['n_tired']})",
        "  false alarms per rater": _told(tired["false_alarms"]),
        "  delay in minutes": f"{_told(tired['delay_minutes'])} in the median",
        "items two raters share": f"{_told(pairs['median_common'])} in the median",
    }
    return [
        f"{settings['rules']['name']} policy, seed {settings['seed']}, through {settings['through']}",
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
            raise ArgumentTypeError(f"{text!r} does not lie between {low:g} and {high:g}")
        return value

    return parse

"""`manage.py plan`: how many judgments a study needs, and what they cost."""

from argparse import ArgumentParser
from dataclasses import asdict
from typing import Any

import orjson
from django.core.management.base import BaseCommand, CommandError

from preferences.services.planning import plan
from preferences.statistics.saving import STUDIES, simulate_saving


class Command(BaseCommand):
    help = "Plan a study: items and judgments for a wanted precision, and rater-hours and days for a team."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        kinds = parser.add_subparsers(dest="kind", required=True)
        win_rate = kinds.add_parser("win-rate", help="tell a win rate from one half")
        win_rate.add_argument("--difference", type=float, required=True, help="from .5, for example .05")
        kappa = kinds.add_parser("kappa", help="an interval of Cohen's kappa")
        kappa.add_argument("--expected", type=float, required=True)
        kappa.add_argument("--half-width", type=float, required=True)
        kappa.add_argument("--categories", type=int, default=2)
        ranking = kinds.add_parser("ranking", help="tell two models of a leaderboard apart")
        ranking.add_argument("--models", type=int, required=True)
        ranking.add_argument("--distance", type=float, required=True, help="on the log-odds scale, for example .2")
        for each in (win_rate, ranking):
            each.add_argument("--power", type=float, default=0.8)
            each.add_argument("--ties", type=float, default=0.0, help="share of ties, which decide nothing (0)")
            each.add_argument("--votes", type=int, default=1, help="votes per item (1)")
            each.add_argument("--correlation", type=float, default=0.3, help="of two votes on one item (.3)")
        saving = kinds.add_parser("saving", help="what serving the most telling pairs first saves, by simulation")
        saving.add_argument("--models", type=int, required=True)
        saving.add_argument("--spread", type=float, default=1.0, help="standard deviation of the strengths (1)")
        saving.add_argument("--distance", type=float, required=True, help="on the log-odds scale, for example .2")
        saving.add_argument(
            "--power", type=float, default=0.8, help="share of pairs so far apart to be told apart (.8)"
        )
        saving.add_argument("--level", type=float, default=0.95)
        saving.add_argument("--seed", type=int, default=0)
        saving.add_argument("--json", action="store_true")
        cost = kinds.add_parser("cost", help="hours and days of a team")
        cost.add_argument("--judgments", type=int, required=True)
        for each in (win_rate, kappa, ranking):
            each.add_argument("--level", type=float, default=0.95)
        for each in (win_rate, kappa, ranking, cost):
            needed = each is cost
            each.add_argument("--raters", type=int, required=needed, help="size of the team")
            each.add_argument("--seconds", type=float, required=needed, help="active seconds per judgment")
            each.add_argument("--hours-per-day", type=float, default=8.0)
            each.add_argument("--productive", type=float, default=5 / 6, help="share of paid time spent judging (5/6)")
            each.add_argument("--json", action="store_true")

    def handle(self, *args: Any, kind: str, **options: Any) -> None:
        try:
            if kind == "saving":
                self._saving(options)
                return
            found = plan(kind, options)
        except ValueError as error:
            raise CommandError(f"This can't be planned: {error}.") from error
        if options["json"]:
            self.stdout.write(orjson.dumps(found, option=orjson.OPT_INDENT_2).decode())
            return
        if "judgments" in found:
            self.stdout.write(f"{found['judgments']:,} judgments on {found['items']:,} items")
            if found["design_effect"] != 1:
                self.stdout.write(f"design effect {found['design_effect']:.2f}: votes on one item go together")
        if "days" in found:
            hours, days = found["rater_hours"], found["days"]
            share = f"{options['productive']:.0%} of paid time spent judging"
            self.stdout.write(f"{hours:,.0f} rater-hours, {days:.1f} working days of the team ({share})")

    def _saving(self, options: dict[str, Any]) -> None:
        wanted = {name: options[name] for name in ("models", "spread", "distance", "power", "level", "seed")}
        found = simulate_saving(**wanted)
        if options["json"]:
            self.stdout.write(orjson.dumps(asdict(found), option=orjson.OPT_INDENT_2).decode())
            return
        self.stdout.write(f"{found.equally_often:,.0f} decided votes with all pairs equally often")
        self.stdout.write(f"{found.telling_first:,.0f} with the most telling pairs first")
        self.stdout.write(
            f"{found.saved:.0%} saved, give or take {1.96 * found.saved_se:.0%} ({STUDIES} simulated studies)"
        )

"""`manage.py analyze agreement|raters FILE.csv`: coefficients or a rater model of a file, without a database."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

import orjson
from django.core.management.base import BaseCommand, CommandError

from agreement.formats.ratings_csv import RatingsFile, read_ratings
from agreement.services.file_analysis import analyse_agreement, analyse_raters
from agreement.statistics.krippendorff import LEVELS
from annotator.errors import DomainError


class Command(BaseCommand):
    help = "Analyse a CSV file with the columns item, rater and value: agreement, or a model of the raters."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        kinds = parser.add_subparsers(dest="kind", required=True)
        agreement = kinds.add_parser("agreement", help="every coefficient with its interval")
        agreement.add_argument("--level", choices=LEVELS, help="level of measurement; the highest possible by default")
        agreement.add_argument("--seed", type=int, default=0, help="seed of the resampling (0)")
        agreement.add_argument("--replicates", type=int, default=1000, help="resamples of the items (1000)")
        raters = kinds.add_parser("raters", help="true categories and each rater's errors, from the votes alone")
        raters.add_argument("--model", choices=["dawid-skene", "one-coin"], default="dawid-skene")
        raters.add_argument("--smoothing", type=float, default=0.0, help="added to every count of errors (0)")
        for each in (agreement, raters):
            each.add_argument("file", type=Path)
            each.add_argument("--categories", help="the whole scale in its order, separated by commas")
            each.add_argument("--json", action="store_true", help="print everything as JSON")

    def handle(self, *args: Any, kind: str, **options: Any) -> None:
        categories = None if options["categories"] is None else options["categories"].split(",")
        if kind == "agreement" and not 1 <= options["replicates"] <= 100_000:
            raise CommandError("--replicates must lie between 1 and 100000.")
        if kind == "raters" and not 0 <= options["smoothing"] < float("inf"):
            raise CommandError("--smoothing must be a number of at least 0.")
        try:
            numbers = options.get("level") in {"interval", "ratio"}
            file = read_ratings(options["file"], categories=categories, numbers=numbers)
            lines = self._agreement(file, options) if kind == "agreement" else self._raters(file, options)
        except DomainError as error:
            raise CommandError(error.message) from error
        for line in lines:
            self.stdout.write(line)

    def _agreement(self, file: RatingsFile, options: dict[str, Any]) -> list[str]:
        found = analyse_agreement(file, level=options["level"], seed=options["seed"], replicates=options["replicates"])
        if options["json"]:
            return [orjson.dumps(found, option=orjson.OPT_INDENT_2).decode()]
        lines = [*found["notes"], ""]
        lines += [f"{name:<32} {_told(estimate)}" for name, estimate in found["coefficients"].items()]
        if found["cohen"]:
            lines += ["", "Cohen's kappa"]
        for pair in found["cohen"]:
            lines.append(f"{pair['rater_a']} & {pair['rater_b']}: {_told(pair['kappa'])}")
            for name in ("linear", "quadratic"):
                if pair[name]["value"] is not None:
                    lines.append(f"  {name}: {_told(pair[name])}")
        return lines

    def _raters(self, file: RatingsFile, options: dict[str, Any]) -> list[str]:
        found = analyse_raters(file, model=options["model"], smoothing=options["smoothing"])
        if options["json"]:
            return [orjson.dumps(found, option=orjson.OPT_INDENT_2).decode()]
        if found["reason"] is not None:
            return [f"{found['method']}: unknown ({found['reason']})", *found["notes"]]
        lines = [
            f"{found['method']}; log-likelihood {found['log_likelihood']:.4f} after {found['iterations']} iterations",
            *found["notes"],
            "",
            "Prevalence",
            *(f"  {category}: {share:.4f}" for category, share in found["prevalence"].items()),
        ]
        for rater in found["raters"]:
            accuracy = "unknown" if rater["accuracy"] is None else f"{rater['accuracy']:.3f}"
            lines += ["", f"Rater {rater['rater']}: accuracy {accuracy}; true category by rows, vote by columns"]
            for category, row in zip(found["categories"], rater["confusion"], strict=True):
                cells = "  ".join("    –" if share is None else f"{share:.3f}" for share in row)
                lines.append(f"  {category[:20]:<20}  {cells}")
        lines += ["", "Items (consensus, its probability)"]
        for item in found["items"]:
            most = max(share for share in item["posterior"] if share is not None)
            consensus = "none: a tie" if item["consensus"] is None else item["consensus"]
            lines.append(f"  {item['item']}: {consensus} ({most:.3f})")
        return lines


def _told(estimate: dict[str, Any]) -> str:
    if estimate["value"] is None:
        return f"unknown: {estimate['reason']}"
    interval = "no interval" if estimate["low"] is None else f"{estimate['low']:.4f} to {estimate['high']:.4f}"
    return f"{estimate['value']:.4f}  ({interval})  {estimate['method']}"

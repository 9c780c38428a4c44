"""Every coefficient of a file of ratings, with its interval."""

from argparse import ArgumentParser
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from agreement.formats.tables_csv import LAYOUTS, read_any
from agreement.services.file_analyses import FileAnalysis, told
from agreement.services.file_analysis import analyse_agreement
from agreement.statistics.krippendorff import LEVELS
from annotator.errors import InvalidInput


def add_arguments(parser: ArgumentParser) -> None:
    """Add this analysis's own options."""
    parser.add_argument("--level", choices=LEVELS, help="level of measurement; the highest possible by default")
    parser.add_argument("--seed", type=int, default=0, help="seed of the resampling (0)")
    parser.add_argument("--replicates", type=int, default=1000, help="resamples of the items (1000)")
    parser.add_argument(
        "--layout", choices=LAYOUTS, help="what the file holds; found out by its header unless said otherwise"
    )
    parser.add_argument(
        "--weights",
        help="also coefficients under agreement weights: linear, quadratic, or a CSV file of a square table",
    )
    parser.add_argument("--categories", help="the whole scale in its order, separated by commas")


def run(path: Path, options: Mapping[str, Any]) -> dict[str, Any]:
    """Return ``{coefficients, cohen, notes}``."""
    if not 1 <= options["replicates"] <= 100_000:
        raise InvalidInput("--replicates must lie between 1 and 100000.")
    categories = None if options["categories"] is None else options["categories"].split(",")
    file = read_any(
        path, layout=options["layout"], categories=categories, numbers=options["level"] in {"interval", "ratio"}
    )
    return analyse_agreement(
        file,
        level=options["level"],
        seed=options["seed"],
        replicates=options["replicates"],
        weights=options["weights"],
    )


def lines(found: Mapping[str, Any]) -> list[str]:
    """Return a table to read."""
    said = [*found["notes"], ""]
    said += [f"{name:<32} {told(estimate)}" for name, estimate in found["coefficients"].items()]
    if found["cohen"]:
        said += ["", "Cohen's kappa"]
    for pair in found["cohen"]:
        said.append(f"{pair['rater_a']} & {pair['rater_b']}: {told(pair['kappa'])}")
        said += [f"  {name}: {told(pair[name])}" for name in ("linear", "quadratic") if pair[name]["value"] is not None]
    return said


ANALYSIS = FileAnalysis("every coefficient of agreement with its interval", add_arguments, run, lines)

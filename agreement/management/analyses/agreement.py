"""Every coefficient of a file of ratings, with its interval."""

from argparse import ArgumentParser
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from agreement.formats.tables_csv import LAYOUTS, read_any
from agreement.services.file_analyses import FileAnalysis, told
from agreement.services.file_analysis import analyse_agreement
from agreement.services.file_coefficients import INTERVALS
from agreement.services.file_diagnosis import lines as diagnosis_lines
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
    parser.add_argument(
        "--interval",
        choices=INTERVALS,
        default="best",
        help="how intervals are made: best (the one that covers best), percentile or bca bootstrap, or analytic",
    )
    parser.add_argument(
        "--cluster-column", help="column that says which items go together (a prompt): whole clusters are resampled"
    )
    parser.add_argument(
        "--diagnose", action="store_true", help="also say why agreement is low, what to do, and what that would gain"
    )
    parser.add_argument(
        "--slice-column",
        action="append",
        default=[],
        help="with --diagnose: a column that cuts the items, such as language or guideline; may be given again",
    )
    parser.add_argument("--categories", help="the whole scale in its order, separated by commas")


def run(path: Path, options: Mapping[str, Any]) -> dict[str, Any]:
    """Return ``{coefficients, cohen, further, per_category, variance, notes}``, and ``diagnosis`` when asked."""
    if options["slice_column"] and not options["diagnose"]:
        raise InvalidInput("--slice-column goes with --diagnose.")
    if not 1 <= options["replicates"] <= 100_000:
        raise InvalidInput("--replicates must lie between 1 and 100000.")
    categories = None if options["categories"] is None else options["categories"].split(",")
    file = read_any(
        path,
        layout=options["layout"],
        categories=categories,
        numbers=options["level"] in {"interval", "ratio"},
        cluster=options["cluster_column"],
        slices=options["slice_column"],
    )
    return analyse_agreement(
        file,
        level=options["level"],
        seed=options["seed"],
        replicates=options["replicates"],
        weights=options["weights"],
        interval=options["interval"],
        cluster=options["cluster_column"],
        diagnosed=options["diagnose"],
        slices=options["slice_column"],
    )


def lines(found: Mapping[str, Any]) -> list[str]:
    """Return a table to read."""
    said = [*found["notes"], ""]
    said += [f"{name:<32} {told(estimate)}" for name, estimate in found["coefficients"].items()]
    said += ["", *(f"{name:<32} {told(estimate)}" for name, estimate in found["further"].items())]
    if any(each["fleiss_kappa"]["value"] is not None for each in found["per_category"]):
        said += ["", "Fleiss' kappa by category"]
        said += [f"  {each['category'][:30]:<30} {told(each['fleiss_kappa'])}" for each in found["per_category"]]
    said += _variance(found["variance"])
    if found["cohen"]:
        said += ["", "Cohen's kappa"]
    for pair in found["cohen"]:
        said.append(f"{pair['rater_a']} & {pair['rater_b']}: {told(pair['kappa'])}")
        weighted = [name for name in ("linear", "quadratic", "weighted") if name in pair]
        said += [f"  {name}: {told(pair[name])}" for name in weighted if pair[name]["value"] is not None]
    if "diagnosis" in found:
        said += diagnosis_lines(found["diagnosis"])
    return said


def _variance(parts: Mapping[str, Any] | None) -> list[str]:
    """The parts of variance and the worth of more ratings per item."""
    if parts is None:
        return []
    if parts["item"] is None:
        return ["", f"Parts of variance unknown: {parts['reason']}"]
    known = {name: share for name, share in parts["shares"].items() if share is not None}
    said = [
        "",
        "Parts of variance",
        *(f"  {name:<12} {parts[name]:.4f}  ({share:.0%})" for name, share in known.items()),
    ]
    for each in parts["reliability"]:
        if each["absolute"] is not None:
            relative = "" if each["relative"] is None else f", {each['relative']:.2f} for ranking items"
            said.append(f"  {each['k']} ratings per item: reliability {each['absolute']:.2f}{relative}")
    return said


ANALYSIS = FileAnalysis("every coefficient of agreement with its interval", add_arguments, run, lines)

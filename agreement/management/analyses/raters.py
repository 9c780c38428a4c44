"""True categories and each rater's errors, from the votes alone."""

from argparse import ArgumentParser
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from agreement.formats.ratings_csv import read_ratings
from agreement.services.file_analyses import FileAnalysis, told
from agreement.services.file_raters import METHODS, analyse_raters
from annotator.errors import InvalidInput


def add_arguments(parser: ArgumentParser) -> None:
    """Add this analysis's own options."""
    parser.add_argument("--method", "--model", dest="model", choices=METHODS, default="dawid-skene")
    parser.add_argument("--smoothing", type=float, default=0.0, help="added to every count of errors (0)")
    parser.add_argument("--categories", help="the whole scale in its order, separated by commas")


def run(path: Path, options: Mapping[str, Any]) -> dict[str, Any]:
    """Return the rater model."""
    if not 0 <= options["smoothing"] < float("inf"):
        raise InvalidInput("--smoothing must be a number of at least 0.")
    categories = None if options["categories"] is None else options["categories"].split(",")
    file = read_ratings(path, categories=categories)
    return analyse_raters(file, model=options["model"], smoothing=options["smoothing"])


def lines(found: Mapping[str, Any]) -> list[str]:
    """Return prevalence, each rater's confusion matrix, and the consensus of each item."""
    if found["reason"] is not None:
        return [f"{found['method']}: unknown ({found['reason']})", *found["notes"]]
    said = [
        f"{found['method']}; log-likelihood {found['log_likelihood']:.4f} after {found['iterations']} iterations",
        *found["notes"],
        "",
        "Prevalence",
        *(f"  {category}: {share:.4f}" for category, share in found["prevalence"].items()),
    ]
    for rater in found["raters"]:
        said += ["", f"Rater {rater['rater']}: accuracy {_accuracy(rater)}; true category by rows, vote by columns"]
        for category, row in zip(found["categories"], rater["confusion"], strict=True):
            cells = "  ".join("    –" if share is None else f"{share:.3f}" for share in row)
            said.append(f"  {category[:20]:<20}  {cells}")
        if rater.get("competence") is not None:
            said.append(f"  knows the category with probability {rater['competence']:.3f}")
        if rater["self_consistency"]["value"] is not None:
            said.append(f"  {told(rater['self_consistency'])}")
    said += ["", "Items (consensus, its probability)"]
    for item in found["items"]:
        most = max(share for share in item["posterior"] if share is not None)
        consensus = "none: a tie" if item["consensus"] is None else item["consensus"]
        said.append(f"  {item['item']}: {consensus} ({most:.3f})")
    return said


def _accuracy(rater: Mapping[str, Any]) -> str:
    if rater["accuracy"] is None:
        return "unknown"
    if rater["accuracy_low"] is None:
        return f"{rater['accuracy']:.3f}"
    return f"{rater['accuracy']:.3f} ({rater['accuracy_low']:.3f} to {rater['accuracy_high']:.3f})"


ANALYSIS = FileAnalysis("a model of the raters: true categories and each rater's errors", add_arguments, run, lines)

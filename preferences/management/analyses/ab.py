"""Two models against each other, vote by vote: an interval that may be looked at at any time."""

from argparse import ArgumentParser
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from agreement.services.file_analyses import FileAnalysis
from preferences.formats.comparisons_file import read_comparisons
from preferences.services.file_analysis import analyse_ab


def add_arguments(parser: ArgumentParser) -> None:
    """Add this analysis's own options."""
    parser.add_argument("--level", type=float, default=0.95, help="the intervals hold all at once with this (.95)")
    parser.epilog = "Columns: model_a, model_b, winner; the order of the lines is the order of the votes."


def run(path: Path, options: Mapping[str, Any]) -> dict[str, Any]:
    """Return the win rate with its running interval; see ``analyse_ab``."""
    return analyse_ab(read_comparisons(path), level=options["level"])


def lines(found: Mapping[str, Any]) -> list[str]:
    """Return the verdict, and the interval as it narrowed."""
    said = [*found["notes"], found["sentence"], ""]
    return said + [f"after {row['n']:>7} votes: {row['low']:.4f} to {row['high']:.4f}" for row in found["sequence"]]


ANALYSIS = FileAnalysis(
    "two models against each other, with intervals that hold at all times", add_arguments, run, lines
)

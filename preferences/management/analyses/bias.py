"""What biases the choice in a file of comparisons: length and side, over all and by rater."""

from argparse import ArgumentParser
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from agreement.services.file_analyses import FileAnalysis, told
from preferences.formats.comparisons_file import read_comparisons
from preferences.services.file_analysis import analyse_bias


def add_arguments(parser: ArgumentParser) -> None:
    """There are no options."""
    parser.epilog = "Columns: model_a, model_b, winner; length_a and length_b, rater, item and count where known."


def run(path: Path, options: Mapping[str, Any]) -> dict[str, Any]:
    """Return length and side bias with their verdicts; see ``analyse_bias``."""
    return analyse_bias(read_comparisons(path))


def lines(found: Mapping[str, Any]) -> list[str]:
    """Return each bias in a sentence with its numbers, then the raters."""
    said = [*found["notes"]]
    for name, raw in (("length", "longer_wins"), ("side", "first_wins")):
        effect = found[name]
        said += ["", f"{name}: {effect['verdict']}. {effect['sentence']}"]
        said += [f"  {raw}: {told(effect[raw])}", f"  given the models: {told(effect['controlled'])}"]
    if found["raters"]:
        said += ["", "Raters: longer wins, first wins, ties"]
    for rater in found["raters"]:
        shares = (rater[name]["value"] for name in ("longer_wins", "first_wins", "tie_rate"))
        said.append(
            f"  {rater['rater']}: " + ", ".join("unknown" if share is None else f"{share:.0%}" for share in shares)
        )
    return said


ANALYSIS = FileAnalysis("length and side bias of a file of comparisons", add_arguments, run, lines)

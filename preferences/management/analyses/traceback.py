"""Where the votes of a file come from that a reward model, or the votes as a whole, contradict."""

from argparse import ArgumentParser
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from agreement.services.file_analyses import FileAnalysis, told
from annotator.errors import InvalidInput
from preferences.formats.comparisons_file import read_comparisons
from preferences.formats.scores_file import read_scores
from preferences.services.file_traceback import analyse_traceback

#: Groups that are listed beside those that are flagged.
_SHOWN = 10


def add_arguments(parser: ArgumentParser) -> None:
    """Add this analysis's own options."""
    parser.add_argument(
        "--scores", type=Path, help="a reward model's scores, as the import takes them; else the fit of all votes"
    )
    parser.add_argument("--scorer", help="whose scores, where the file has those of several")
    parser.add_argument("--by", default="", help="further columns to group the votes by, separated by commas")
    parser.epilog = (
        "Columns: model_a, model_b, winner, and item where there are scores; rater, length_a and length_b where known."
    )


def run(path: Path, options: Mapping[str, Any]) -> dict[str, Any]:
    """Return where contradicted votes come from; see ``analyse_traceback``."""
    if options["scorer"] and options["scores"] is None:
        raise InvalidInput("--scorer names one of the scorers in --scores, which is missing.")
    groups = [name.strip() for name in options["by"].split(",") if name.strip()]
    scores = read_scores(options["scores"], scorer=options["scorer"]) if options["scores"] else None
    return analyse_traceback(read_comparisons(path, groups=list(dict.fromkeys(groups))), scores)


def lines(found: Mapping[str, Any]) -> list[str]:
    """Return the finding, the sources with what to do, and the margins."""
    said = [*found["notes"], "", found["sentence"], ""]
    said += [f"margin {band['band']}: contradicted {told(band['contradicted'])}" for band in found["margins"]]
    said += ["", f"{found['n_groups']} groups tested; false discoveries held at {found['false_discoveries']:.0%}"]
    sources = [group for group in found["groups"] if group["flagged"]]
    for group in [*sources, *[group for group in found["groups"] if not group["flagged"]][:_SHOWN]]:
        mark = "source" if group["flagged"] else "      "
        counted = f"{group['n_contradicted']} of {group['n']} contradicted"
        excess = group["excess"]
        beyond = f"{excess['value']:+.1%} ({excess['low']:+.1%} to {excess['high']:+.1%})"
        said.append(f"{mark}  {group['name']}: {counted}, {beyond} beyond the others, q = {group['q']:.3f}")
        if group["advice"]:
            said.append(f"        {group['advice']}")
    if found["examples"]:
        said += ["", "Contradicted by half of their votes or more, the clearest margins first:"]
    said += [f"  item {one['external_id']}: {one['against']} of {one['votes']} votes" for one in found["examples"]]
    return said


ANALYSIS = FileAnalysis("where the votes come from that a scorer contradicts", add_arguments, run, lines)

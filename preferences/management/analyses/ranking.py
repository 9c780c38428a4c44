"""The models of a file of comparisons, ranked."""

from argparse import ArgumentParser
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from agreement.services.file_analyses import FileAnalysis, told
from annotator.errors import InvalidInput
from preferences.formats.comparisons_file import read_comparisons
from preferences.services.file_analysis import analyse_ranking
from preferences.statistics.connectivity import TIES
from preferences.statistics.fitting import INTERVALS


def add_arguments(parser: ArgumentParser) -> None:
    """Add this analysis's own options."""
    parser.add_argument("--ties", choices=TIES, default="davidson", help="how ties enter (davidson)")
    parser.add_argument(
        "--control", default="", help="held fixed, separated by commas: side, length, or other columns of the file"
    )
    parser.add_argument("--intervals", choices=INTERVALS, default="sandwich", help="sandwich, clustered by item")
    parser.add_argument("--seed", type=int, default=0, help="seed of resampling and rank intervals (0)")
    parser.add_argument("--replicates", type=int, default=500, help="resamples for bootstrap intervals (500)")


def run(path: Path, options: Mapping[str, Any]) -> dict[str, Any]:
    """Return the ranking; see ``analyse_ranking``."""
    if not 1 <= options["replicates"] <= 100_000:
        raise InvalidInput("--replicates must lie between 1 and 100000.")
    controls = [name.strip() for name in options["control"].split(",") if name.strip()]
    file = read_comparisons(path, covariates=[name for name in controls if name not in {"side", "length"}])
    return analyse_ranking(
        file,
        ties=options["ties"],
        controls=controls,
        interval=options["intervals"],
        seed=options["seed"],
        replicates=options["replicates"],
    )


def lines(found: Mapping[str, Any]) -> list[str]:
    """Return the leaderboard, the effects, and who can't be ranked."""
    said = [found["method"], *found["notes"], ""]
    if found["strengths"]:
        width = max(len(row["model"]) for row in found["strengths"])
        said.append(f"{'model':<{width}}  rank  (95 %)     strength  (95 % interval)      both bad")
    for row in found["strengths"]:
        interval = "no interval" if row["low"] is None else f"{row['low']:+.3f} to {row['high']:+.3f}"
        ranks = f"({row['rank_low']} to {row['rank_high']})"
        bad = "unknown" if row["both_bad_rate"] is None else f"{row['both_bad_rate']:.1%}"
        said.append(
            f"{row['model']:<{width}}  {row['rank']:>4}  {ranks:<10} {row['strength']:+.3f}  {interval:<18}  {bad}"
        )
    said += [f"{row['model']}: can't be ranked: {row['reason']}" for row in found["unrankable"]]
    if found["ties"]["nu"] is not None:
        said += ["", f"ties: {found['ties']['treatment']}, parameter {found['ties']['nu']:.4f}"]
    said += [f"effect of {name}: {told(effect)}" for name, effect in found["effects"].items()]
    if len(found["components"]) > 1:
        said += ["", "never compared with each other: " + " | ".join(", ".join(group) for group in found["components"])]
    return said


ANALYSIS = FileAnalysis("rank the models of a file of comparisons (Bradley–Terry)", add_arguments, run, lines)

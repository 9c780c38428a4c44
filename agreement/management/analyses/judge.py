"""Model judges against the humans of the same file."""

from argparse import ArgumentParser
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from agreement.formats.ratings_csv import RatingsFile, read_ratings
from agreement.services.file_analyses import FileAnalysis, told
from agreement.services.judge_analysis import analyse_judges
from agreement.statistics.alternative_annotator import EPSILONS
from annotator.errors import InvalidInput

OPTIONAL = ("kind", "swapped", "length_a", "length_b")


def add_arguments(parser: ArgumentParser) -> None:
    """Add this analysis's own options."""
    parser.add_argument("--judge", action="append", default=[], help="a rater that is a model; may be given again")
    parser.add_argument("--judge-prefix", help="raters whose name starts with this are models (llm:)")
    parser.add_argument("--item-column", default="item", help="column of the items (item)")
    parser.add_argument("--rater-column", default="rater", help="column of the raters (rater)")
    parser.add_argument("--value-column", default="value", help="column of the verdicts or scores (value)")
    parser.add_argument("--categories", help="the whole scale in its order, separated by commas")
    parser.add_argument(
        "--epsilon",
        type=float,
        default=0.2,
        help="what a judge may lose for costing less than humans (0.2); the paper's own: "
        + ", ".join(f"{epsilon} against {who}" for who, epsilon in EPSILONS.items()),
    )
    parser.add_argument("--fdr", type=float, default=0.05, help="false discovery rate of the test (0.05)")
    parser.add_argument("--seed", type=int, default=0, help="seed of the resampling (0)")
    parser.add_argument("--replicates", type=int, default=1000, help="resamples of the items (1000)")
    parser.epilog = "Optional columns: kind (human, model), swapped (0, 1; values name responses), length_a, length_b."


def run(path: Path, options: Mapping[str, Any]) -> dict[str, Any]:
    """Return ``{humans, judges, notes}``; see ``analyse_judges``."""
    if not 1 <= options["replicates"] <= 100_000:
        raise InvalidInput("--replicates must lie between 1 and 100000.")
    if not 0 <= options["epsilon"] < 1 or not 0 < options["fdr"] < 1:
        raise InvalidInput("--epsilon must lie in [0, 1) and --fdr in (0, 1).")
    categories = None if options["categories"] is None else options["categories"].split(",")
    names = {name: options[f"{name}_column"] for name in ("item", "rater", "value")}
    file = read_ratings(path, categories=categories, names=names, optional=OPTIONAL)
    return analyse_judges(
        file,
        judges=_judges(file, options),
        epsilon=options["epsilon"],
        q=options["fdr"],
        seed=options["seed"],
        replicates=options["replicates"],
    )


def _judges(file: RatingsFile, options: Mapping[str, Any]) -> set[str]:
    """The raters that are models, by name, by prefix, or by the column kind."""
    judges = set(options["judge"])
    if missing := judges - set(file.rater_ids):
        raise InvalidInput(f"{file.name}: no rater is called {', '.join(sorted(missing))}.")
    if prefix := options["judge_prefix"]:
        judges |= {rater for rater in file.rater_ids if rater.startswith(prefix)}
    for row, kind in enumerate(file.extra.get("kind", [])):
        if kind not in {"human", "model"}:
            raise InvalidInput(f"{file.name}, line {file.line[row]}, column kind: {kind!r} is not human or model.")
        if kind == "model":
            judges.add(file.rater_ids[file.rater[row]])
    return judges


def lines(found: Mapping[str, Any]) -> list[str]:
    """Return the humans' agreement, then each judge."""
    said = [*found["notes"], "", f"Humans: {', '.join(found['humans']['raters'])}"]
    group = ("percent_agreement", "gwet_ac1", "krippendorff_alpha_nominal")
    said += [f"  {name:<28} {told(found['humans'][name])}" for name in group]
    for judge in found["judges"]:
        test = judge["alternative_annotator"]
        said += ["", f"Judge {judge['judge']}: {judge['n_items']} items"]
        said += [f"  kappa with {each['rater']}: {told(each['kappa'])}" for each in judge["with_humans"]]
        said.append(f"  kappa with the consensus: {told(judge['with_consensus']['kappa'])}")
        omega = f"unknown: {test['reason']}" if test["winning_rate"] is None else f"{test['winning_rate']:.2f}"
        said.append(f"  winning rate {omega}; advantage {told(test['advantage'])}")
        said.append(f"  side consistency: {told(judge['side_consistency'])}")
        said.append(f"  longer wins: {told(judge['length_bias'])}")
        if judge["score_clustering"] is not None and judge["score_clustering"]["advice"] is not None:
            said.append(f"  {judge['score_clustering']['advice']}")
        if judge["prediction_powered"]["mean"] is not None:
            said.append(f"  human mean: {told(judge['prediction_powered']['mean'])}")
    return said


ANALYSIS = FileAnalysis("model judges against the humans of a file", add_arguments, run, lines)

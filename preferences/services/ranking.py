"""The ranking report: how strong is each model, raw and with length and style held fixed, over all and in slices?"""

import math
from collections.abc import Iterator, Mapping
from itertools import pairwise
from typing import Any

import numpy as np
from scipy.special import ndtr

from agreement.services.computations import Computation, Inputs, NumberRow
from agreement.statistics.estimate import unknown
from annotator.errors import InvalidInput
from annotator.models import Project
from annotator.said import say
from preferences.datasets.columns import STYLE
from preferences.services.comparing import find_comparisons, freeze_comparison, notes_on
from preferences.services.next_pairs import telling_pairs
from preferences.services.slices import scorecards
from preferences.services.weighing import strength_row, weigh_raters, weighing_notes
from preferences.statistics.bradley_terry import TIE_NAMES, Ranking, rank_models
from preferences.statistics.comparisons import BOTH_BAD, OUTCOMES, TIE, A, B, Comparisons, InvalidComparison
from preferences.statistics.connectivity import TIES, Ties, components
from preferences.statistics.likelihood import NotConverged, NotIdentified


def freeze(project: Project, wanted: Mapping[str, Any]) -> dict[str, Any]:
    """The full plan: question, include_models, aggregation, ties."""
    ties = wanted.get("ties", "davidson")
    if ties not in TIES:
        message = say("Must be one of: {listed}.", listed=", ".join(TIES))
        raise InvalidInput("The plan can't be followed.", fields={"plan.ties": [message]})
    return {**freeze_comparison(project, wanted, "ties"), "ties": ties}


def run(inputs: Inputs) -> dict[str, Any]:
    """Return the RankingResult: strengths raw and length-controlled, win matrix, and who can't be ranked and why."""
    found = find_comparisons(inputs, by_position=False)
    ties: Ties = inputs.plan["ties"]
    result: dict[str, Any] = {
        "question": found.question.key if found.question else None,
        "reason": found.reason,
        "aggregation": inputs.plan["aggregation"],
        "ties": {"treatment": ties, "nu": None, "log_nu": None},
        "strengths": [],
        "matrix": [],
        "components": [],
        "unrankable": [],
        "length_controlled": None,
        "style_controlled": None,
        "raters_weighed": None,
        "next_pairs": [],
        "better": [],
        "scorecards": [],
        "intervals": "sandwich by item",
        "method": TIE_NAMES[ties],
        "n_items": 0,
        "n_comparisons": 0,
        "notes": notes_on(found.loaded, found.question) if found.loaded else [],
    }
    if found.loaded is None or found.reason is not None:
        nothing = unknown(found.reason or "nothing to compare", method=TIE_NAMES[ties])
        return result | {"ties": {"treatment": ties, "nu": None, "log_nu": nothing.as_dict()}}
    compared = found.loaded.comparisons
    inputs.progress(0, None, stage="Fitting the strengths")
    ranking, problem = _fit(compared, ties, seed=inputs.seed, covariates=())
    result |= {
        "matrix": list(_matrix(compared)),
        "components": components(compared.models, compared.model_a, compared.model_b),
    }
    result |= {"n_items": compared.n_items, "n_comparisons": compared.n}
    if ranking is None:
        nothing = unknown(problem, method=TIE_NAMES[ties])
        result["ties"]["log_nu"] = nothing.as_dict()
        return result | {"reason": f"The strengths can't be fitted: {problem}."}
    inputs.progress(0, None, stage="Holding length and style fixed")
    controlled, problem = _fit(compared, ties, seed=inputs.seed, covariates=("length",))
    style = tuple(name for name in STYLE if compared.features[name].any())
    length = ("length",) if compared.length_difference is not None and compared.length_difference.any() else ()
    styled, no_style = _fit(compared, ties, seed=inputs.seed, covariates=(*length, *style))
    inputs.progress(0, None, stage="Weighing the raters")
    weighed, no_weights = weigh_raters(found.loaded, seed=inputs.seed)
    inputs.progress(0, None, stage="Looking into the slices")
    log_nu, strengths = ranking.log_nu, [strength_row(model) for model in ranking.ranked]
    result["ties"] |= {"nu": None if log_nu.value is None else math.exp(log_nu.value), "log_nu": log_nu.as_dict()}
    notes = result["notes"] + _notes(ranking, compared, problem if controlled is None else None)
    if style and styled is None:
        notes.append(f"Strengths with style held fixed are not known: {no_style}.")
    if weighed:
        notes += weighing_notes(strengths, weighed)
    if no_weights:
        notes.append(f"Strengths with the raters weighed are not known: {no_weights}.")
    return result | {
        "raters_weighed": weighed,
        "strengths": strengths,
        "unrankable": [model.as_dict() for model in ranking.unrankable],
        "length_controlled": None if controlled is None else _controlled(controlled),
        "style_controlled": None if styled is None or not style else _styled(styled),
        "next_pairs": telling_pairs(inputs.project, compared) if inputs.plan["aggregation"] == "votes" else [],
        "better": list(_better(ranking)),
        "scorecards": list(scorecards(inputs.project, compared)),
        "method": ranking.method,
        "notes": notes,
        "reason": None if ranking.ranked else "No two models can be ranked against each other.",
    }


def rows(result: Mapping[str, Any]) -> Iterator[NumberRow]:
    """Every number of the result."""
    question = result["question"] or ""
    groups = [("strength", result["strengths"])]
    if result["length_controlled"]:
        groups.append(("strength, length held fixed", result["length_controlled"]["strengths"]))
        yield NumberRow(question, "effect of length", "", "", result["length_controlled"]["effect"])
    if result["style_controlled"]:
        groups.append(("strength, length and style held fixed", result["style_controlled"]["strengths"]))
        for found in result["style_controlled"]["effects"]:
            name = f"effect of {found['name']}, style held fixed"
            yield NumberRow(question, name, "", "", found["effect"])
    if result["raters_weighed"]:
        groups.append(("strength, raters weighed", result["raters_weighed"]["strengths"]))
        for row in result["raters_weighed"]["raters"]:
            yield NumberRow(question, "weight", "rater", row["rater"]["alias"], row["weight"])
    for name, strengths in groups:
        for row in strengths:
            yield NumberRow(question, name, "model", row["model"], row["estimate"])
    for row in result["strengths"]:
        yield NumberRow(question, "tie_rate", "model", row["model"], row["tie_rate"])
        yield NumberRow(question, "both_bad_rate", "model", row["model"], row["both_bad_rate"])
    for row in result["better"]:
        yield NumberRow(question, "difference", "models", f"{row['model']} less {row['other']}", row["difference"])
    for card in result["scorecards"]:
        for cell in card["cells"]:
            where = f"{card['slice']}={cell['value']}"
            yield NumberRow(question, f"deviation of {cell['model']}", "slice", where, cell["deviation"])
    yield NumberRow(question, "log_nu", "", "", result["ties"]["log_nu"])


COMPUTATION = Computation(freeze=freeze, run=run, rows=rows)


def _fit(compared: Comparisons, ties: Ties, *, seed: int, covariates: tuple[Any, ...]) -> tuple[Ranking | None, str]:
    """The ranking, or None and why there is none."""
    try:
        return rank_models(compared, ties=ties, covariates=covariates, seed=seed), ""
    except (NotConverged, NotIdentified, InvalidComparison) as error:
        return None, str(error)


def _controlled(ranking: Ranking) -> dict[str, Any]:
    effect = ranking.effects.get("length") or unknown("no two models can be ranked", method=ranking.method)
    return {
        "strengths": [strength_row(model) for model in ranking.ranked],
        "effect": effect.as_dict(),
        "method": ranking.method,
    }


def _styled(ranking: Ranking) -> dict[str, Any]:
    return {
        "strengths": [strength_row(model) for model in ranking.ranked],
        "effects": [{"name": name, "effect": effect.as_dict()} for name, effect in ranking.effects.items()],
        "method": ranking.method,
    }


def _better(ranking: Ranking) -> Iterator[dict[str, Any]]:
    """How surely each model is stronger than the next in rank."""
    for model, other in pairwise(ranking.ranked):
        gap = ranking.difference(model.model, other.model)
        sure = gap.value is not None and gap.se and model.strength.low is not None
        yield {
            "model": model.model,
            "other": other.model,
            "difference": gap.as_dict(),
            "probability": float(ndtr(gap.value / gap.se)) if sure and gap.value is not None and gap.se else None,
        }


def _notes(ranking: Ranking, compared: Comparisons, no_length: str | None) -> list[str]:
    notes = []
    bad = int(np.count_nonzero(compared.outcome == BOTH_BAD))
    if bad:
        notes.append(f"{bad} both-bad verdicts name no winner: they are not ties and count only in the rates.")
    if ranking.unrankable:
        notes.append("Strengths are relative to the ranked models; the others are listed with the reason.")
    if no_length is not None:
        notes.append(f"Strengths with length held fixed are not known: {no_length}.")
    return notes


def _matrix(compared: Comparisons) -> Iterator[dict[str, Any]]:
    """One row per two models that met, the first of the alphabet as ``model_a``."""
    n_models = len(compared.models)
    flip = compared.model_a > compared.model_b
    low, high = np.minimum(compared.model_a, compared.model_b), np.maximum(compared.model_a, compared.model_b)
    outcome = np.where(flip & (compared.outcome <= B), B - compared.outcome, compared.outcome)
    keys, group = np.unique(low * n_models + high, return_inverse=True)
    counts = np.bincount(group.reshape(-1) * len(OUTCOMES) + outcome, minlength=keys.size * len(OUTCOMES))
    for key, row in zip(keys.tolist(), counts.reshape(-1, len(OUTCOMES)).tolist(), strict=True):
        a, b = divmod(key, n_models)
        yield {
            "model_a": compared.models[a],
            "model_b": compared.models[b],
            "n": sum(row),
            "wins_a": row[A],
            "wins_b": row[B],
            "ties": row[TIE],
            "both_bad": row[BOTH_BAD],
        }

"""The trace-back report: which raters, slices, guidelines, lengths or hours carry the votes a scorer contradicts."""

from collections.abc import Iterator, Mapping
from typing import Any

import numpy as np

from agreement.services.computations import Computation, Inputs, NumberRow, check_flag, check_keys
from agreement.statistics.codes import Floats
from agreement.statistics.estimate import unknown
from annotator.errors import InvalidInput
from annotator.models import Item, Project, ResponseScore, Scorer
from annotator.said import say
from preferences.datasets.columns import LoadedComparisons, load_comparisons
from preferences.datasets.item_facts import scored_margins, slice_codes
from preferences.queries import NoComparingQuestion, VoteFilter, preference_question
from preferences.services.comparing import notes_on
from preferences.services.tracing_found import CONTRADICTED, fitted_margins, left_out, what_was_traced
from preferences.services.tracing_groups import FALSE_DISCOVERIES, Traced
from preferences.statistics.comparisons import B


def freeze(project: Project, wanted: Mapping[str, Any]) -> dict[str, Any]:
    """The full plan: question, include_models, scorer (``""``: the fit of the votes themselves) and its scores.

    Unless told, the newest scorer is taken, or the fit where none was imported.
    """
    check_keys(wanted, "question", "include_models", "scorer")
    key = wanted.get("question")
    if key is not None:
        preference_question(project, key)
    scorers = {scorer.name: scorer for scorer in Scorer.objects.filter(project=project).order_by("pk")}
    name = wanted.get("scorer")
    if name is None:
        name = list(scorers)[-1] if scorers else ""
    if name and name not in scorers:
        known = ", ".join(scorers) or "none; import scores first"
        message = say("There is no scorer {name!r}; known are {known}.", name=str(name)[:60], known=known)
        raise InvalidInput("The plan can't be followed.", fields={"plan.scorer": [message]})
    return {
        "question": key,
        "include_models": check_flag(wanted, "include_models", default=False),
        "scorer": name,
        # Scores that come later make another report.
        "scores": ResponseScore.objects.filter(scorer=scorers[name]).count() if name else 0,
    }


def run(inputs: Inputs) -> dict[str, Any]:
    """Return the TracebackResult: how often votes contradict the scorer, by margin, and where they come from."""
    result = _empty(inputs.plan["scorer"])
    try:
        question = preference_question(inputs.project, inputs.plan["question"])
    except NoComparingQuestion as nothing:
        return _unknown(result, nothing.message)
    inputs.progress(0, None, stage="Reading the votes")
    loaded = load_comparisons(
        inputs.project,
        question,
        VoteFilter(include_models=inputs.plan["include_models"], until=inputs.until),
        # Scores need no names of models; their strengths do.
        by_position=inputs.plan["scorer"] != "",
    )
    inputs.progress(0, None, stage="Holding them against the scorer")
    margin, problem = _margins(inputs, loaded)
    decided = loaded.comparisons.outcome <= B
    usable = decided & np.isfinite(margin) & (margin != 0)
    result |= {"question": question.key, "n_votes": loaded.n_votes}
    result["notes"] = [*notes_on(loaded), *left_out(decided, margin)]
    if not usable.any():
        return _unknown(result, problem or "no decided vote is on a pair that the scorer tells apart")
    traced = Traced.of(loaded, margin, usable)
    slices = slice_codes(inputs.project, traced.votes.item)
    return result | what_was_traced(traced, slices, scorer=result["scorer"], names=_external_ids)


def rows(result: Mapping[str, Any]) -> Iterator[NumberRow]:
    """Every number of the result."""
    question = result["question"] or ""
    yield NumberRow(question, "contradicted", "", "", result["contradicted"])
    for band in result["margins"]:
        yield NumberRow(question, "contradicted", "margin", band["band"], band["contradicted"])
    for name in ("scorer_prefers_longer", "raters_prefer_longer"):
        yield NumberRow(question, name, "", "", result[name])
    for source in result["groups"]:
        yield NumberRow(question, "excess", source["dimension"], source["name"], source["excess"])


COMPUTATION = Computation(freeze=freeze, run=run, rows=rows)


def _margins(inputs: Inputs, loaded: LoadedComparisons) -> tuple[Floats, str]:
    """The margin of side a in each vote (n,), nan where there is none, and why there are none at all."""
    compared, name = loaded.comparisons, inputs.plan["scorer"]
    if not name:
        return fitted_margins(compared)
    scorer = Scorer.objects.filter(project=inputs.project, name=name).first()
    if scorer is None:
        return np.full(compared.n, np.nan), f"the scores of “{name}” were deleted"
    return scored_margins(scorer, compared.item), ""


def _external_ids(items: list[int]) -> dict[int, str]:
    return dict(Item.objects.filter(pk__in=items).values_list("pk", "external_id"))


def _empty(scorer: str) -> dict[str, Any]:
    nothing = unknown("nothing to trace", method=CONTRADICTED).as_dict()
    return {
        "question": None,
        "reason": None,
        "scorer": scorer,
        "false_discoveries": FALSE_DISCOVERIES,
        "n_votes": 0,
        "n_decided": 0,
        "n_items": 0,
        "n_contradicted": 0,
        "contradicted": nothing,
        "sentence": "",
        "margins": [],
        "scorer_prefers_longer": nothing,
        "raters_prefer_longer": nothing,
        "groups": [],
        "n_groups": 0,
        "examples": [],
        "notes": [],
    }


def _unknown(result: dict[str, Any], reason: str) -> dict[str, Any]:
    nothing = unknown(reason, method=CONTRADICTED).as_dict()
    return result | {
        "reason": reason,
        "contradicted": nothing,
        "scorer_prefers_longer": nothing,
        "raters_prefer_longer": nothing,
    }

"""The trace-back report: which raters, slices, guidelines, lengths or hours carry the votes a scorer contradicts."""

from collections.abc import Iterator, Mapping
from typing import Any

import numpy as np
from numpy.typing import NDArray

from agreement.services.computations import Computation, Inputs, NumberRow, check_flag, check_keys
from agreement.statistics.codes import Floats, Ints
from agreement.statistics.estimate import Estimate, clustered_proportion, unknown
from annotator.errors import InvalidInput
from annotator.models import Item, Project, ResponseScore, Scorer
from preferences.datasets.columns import LoadedComparisons, load_comparisons
from preferences.datasets.item_facts import scored_margins
from preferences.queries import NoComparingQuestion, VoteFilter, preference_question
from preferences.services.comparing import notes_on
from preferences.services.tracing_groups import FALSE_DISCOVERIES, Traced, traced_groups
from preferences.services.tracing_words import overall_sentence
from preferences.statistics.bradley_terry import rank_models
from preferences.statistics.comparisons import B, InvalidComparison
from preferences.statistics.likelihood import NotConverged, NotIdentified
from preferences.statistics.traceback import strata_of

#: Contradicted items that are named.
EXAMPLES = 20
_WHAT = "share of decided votes that contradict the scorer"


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
        message = f"There is no scorer {str(name)[:60]!r}; known are {known}."
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
    result["notes"] = [*notes_on(loaded), *_notes(decided, margin)]
    if not usable.any():
        return _unknown(result, problem or "no decided vote is on a pair that the scorer tells apart")
    return result | _found(inputs.project, Traced.of(loaded, margin, usable), result["scorer"])


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
        return _fitted_margins(loaded)
    scorer = Scorer.objects.filter(project=inputs.project, name=name).first()
    if scorer is None:
        return np.full(compared.n, np.nan), f"the scores of “{name}” were deleted"
    return scored_margins(scorer, compared.item), ""


def _fitted_margins(loaded: LoadedComparisons) -> tuple[Floats, str]:
    """Differences of the models' strengths: what the votes as a whole say of each pair."""
    compared = loaded.comparisons
    nothing = np.full(compared.n, np.nan)
    if compared.n == 0:
        return nothing, "no vote compares two named models; import scores, or name the models of the responses"
    try:
        ranking = rank_models(compared)
    except (NotConverged, NotIdentified, InvalidComparison) as error:
        return nothing, f"the models' strengths can't be fitted: {error}"
    strength = {model.model: model.strength.value for model in ranking.ranked}
    by_code = np.array([strength.get(name, np.nan) for name in compared.models], dtype=np.float64)
    return by_code[compared.model_a] - by_code[compared.model_b], "no two models can be ranked against each other"


def _found(project: Project, traced: Traced, scorer: str) -> dict[str, Any]:
    item = traced.votes.item
    stratum, limits = strata_of(traced.margin)
    groups, tested = traced_groups(project, traced, stratum)
    overall = clustered_proportion(traced.contradicted, item, what=_WHAT)
    longer, ours = _length(traced)
    return {
        "reason": None,
        "n_decided": traced.votes.n,
        "n_items": traced.votes.n_items,
        "n_contradicted": int(np.count_nonzero(traced.contradicted)),
        "contradicted": overall.as_dict(),
        "sentence": overall_sentence(scorer, overall, [group["name"] for group in groups if group["flagged"]]),
        "margins": list(_margin_bands(traced, stratum, limits)),
        "scorer_prefers_longer": longer.as_dict(),
        "raters_prefer_longer": ours.as_dict(),
        "groups": groups,
        "n_groups": tested,
        "examples": _examples(traced),
    }


def _margin_bands(traced: Traced, stratum: Ints, limits: Floats) -> Iterator[dict[str, Any]]:
    """How often votes contradict the scorer, by the size of its margin, from close to clear."""
    item, ends = traced.votes.item, [0.0, *limits.tolist(), float(np.abs(traced.margin).max())]
    for code in np.unique(stratum).tolist():
        inside = stratum == code
        share = clustered_proportion(traced.contradicted[inside], item[inside], what=_WHAT)
        yield {
            "band": f"{ends[code]:.3g} to {ends[code + 1]:.3g}",
            "n": int(np.count_nonzero(inside)),
            "contradicted": share.as_dict(),
        }


def _length(traced: Traced) -> tuple[Estimate, Estimate]:
    """How often the scorer's favourite, and the response that raters chose, is the longer one: on the same votes."""
    favourite, item = traced.favourite_length, traced.votes.item
    unequal = favourite != 0
    names = (
        "share of votes on pairs whose longer response the scorer prefers",
        "share of votes for the longer response",
    )
    if not unequal.any():
        return tuple(unknown("no pair of different lengths", method=name) for name in names)  # type: ignore[return-value]
    chosen = np.where(traced.contradicted, -favourite, favourite)
    one, other = (
        clustered_proportion(length[unequal] > 0, item[unequal], what=name)
        for length, name in zip((favourite, chosen), names, strict=True)
    )
    return one, other


def _examples(traced: Traced) -> list[dict[str, Any]]:
    """The items whose decided votes contradict the scorer by half or more, its clearest margins first."""
    ids, places = np.unique(traced.votes.item, return_inverse=True)
    places = places.reshape(-1)
    against = np.bincount(places, weights=traced.contradicted)
    votes = np.bincount(places)
    margin = np.zeros(ids.size)
    margin[places] = traced.margin
    lost = np.flatnonzero(against * 2 >= votes)
    chosen = lost[np.argsort(-np.abs(margin[lost]), kind="stable")][:EXAMPLES]
    names = dict(Item.objects.filter(pk__in=ids[chosen].tolist()).values_list("pk", "external_id"))
    return [
        {
            "item": int(ids[place]),
            "external_id": names.get(int(ids[place]), ""),
            "margin": float(abs(margin[place])),
            "votes": int(votes[place]),
            "against": int(against[place]),
        }
        for place in chosen.tolist()
    ]


def _notes(decided: NDArray[np.bool_], margin: Floats) -> Iterator[str]:
    undecided = int(np.count_nonzero(~decided))
    if undecided:
        yield f"{undecided} ties and both-bad verdicts contradict nobody and are left out."
    missing = int(np.count_nonzero(decided & ~np.isfinite(margin)))
    if missing:
        yield f"{missing} decided votes are on pairs without a margin and are left out."
    level = int(np.count_nonzero(decided & (margin == 0)))
    if level:
        yield f"{level} decided votes are on pairs that the scorer puts level and are left out."


def _empty(scorer: str) -> dict[str, Any]:
    nothing = unknown("nothing to trace", method=_WHAT).as_dict()
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
    nothing = unknown(reason, method=_WHAT).as_dict()
    return result | {
        "reason": reason,
        "contradicted": nothing,
        "scorer_prefers_longer": nothing,
        "raters_prefer_longer": nothing,
    }

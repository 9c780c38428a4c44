"""The trace-back report: which raters, slices, guidelines, lengths or hours carry the votes a scorer contradicts."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from agreement.services.computations import Computation, Inputs, NumberRow, check_flag, check_keys
from agreement.statistics.codes import Floats, Ints
from agreement.statistics.estimate import Estimate, clustered_proportion, unknown
from annotator.errors import InvalidInput
from annotator.models import Item, Project, Question, QuestionKind, ResponseScore, Scorer
from preferences.datasets.contexts import (
    UNKNOWN,
    Contexts,
    load_contexts,
    rater_names,
    scored_margins,
    slice_codes,
)
from preferences.queries import NoComparingQuestion, VoteFilter, comparing_question
from preferences.services.tracing_words import LENGTHS, advice, group_name, overall_sentence
from preferences.statistics.bradley_terry import rank_models
from preferences.statistics.comparisons import FIRST_UNKNOWN, A, B, Comparisons, InvalidComparison
from preferences.statistics.likelihood import NotConverged, NotIdentified
from preferences.statistics.traceback import Source, strata_of, trace_sources

FALSE_DISCOVERIES = 0.05
#: Contradicted items that are named.
EXAMPLES = 20
#: Groups that are listed beside the sources.
LISTED = 200
_LAST_HOUR = 8
_WHAT = "share of decided votes that contradict the scorer"


@dataclass(frozen=True, slots=True, eq=False)
class _Traced:
    """The decided votes with a margin: rows of ``contexts`` (n,), margins of side a, whether the votes contradict."""

    contexts: Contexts
    rows: Ints
    margin: Floats
    contradicted: np.ndarray[Any, np.dtype[np.bool_]]

    def column(self, name: str) -> Ints:
        return np.asarray(getattr(self.contexts, name)[self.rows])

    @property
    def favourite_length(self) -> Floats:
        """Characters of the scorer's favourite less those of the other."""
        return np.sign(self.margin) * self.contexts.length[self.rows]


def freeze(project: Project, wanted: Mapping[str, Any]) -> dict[str, Any]:
    """The full plan: question, include_models, scorer (``""``: the fit of the votes themselves) and its scores.

    Unless told, the newest scorer is taken, or the fit where none was imported.
    """
    check_keys(wanted, "question", "include_models", "scorer")
    key = wanted.get("question")
    if key is not None:
        comparing_question(project, key)
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
        question = _question(inputs)
    except NoComparingQuestion as nothing:
        return _unknown(result, nothing.message)
    result["question"] = question.key
    inputs.progress(0, None, stage="Reading the votes")
    votes = VoteFilter(include_models=inputs.plan["include_models"], until=inputs.until)
    contexts = load_contexts(inputs.project, question, votes)
    inputs.progress(0, None, stage="Holding them against the scorer")
    margin, problem = _margins(inputs, contexts)
    decided = contexts.outcome <= B
    usable = decided & np.isfinite(margin) & (margin != 0)
    result |= {"n_votes": int(contexts.outcome.size), "notes": _notes(contexts, decided, margin)}
    rows = np.flatnonzero(usable)
    if rows.size == 0:
        return _unknown(result, problem or "no decided vote is on a pair that the scorer tells apart")
    kept = margin[rows]
    contradicted = (contexts.outcome[rows] == A) != (kept > 0)
    traced = _Traced(contexts, rows, kept, contradicted)
    return result | _found(inputs.project, traced, result["scorer"])


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


def _question(inputs: Inputs) -> Question:
    question = comparing_question(inputs.project, inputs.plan["question"])
    if question.kind != QuestionKind.PREFERENCE:
        asked = inputs.project.questions.filter(kind=QuestionKind.PREFERENCE).order_by("position").first()
        if inputs.plan["question"] is not None or asked is None:
            raise NoComparingQuestion(f"“{question.key}” is a ranking: votes are traced back on preference questions.")
        return asked
    return question


def _margins(inputs: Inputs, contexts: Contexts) -> tuple[Floats, str]:
    """The margin of side a in each vote (n,), nan where there is none, and why there are none at all."""
    name = inputs.plan["scorer"]
    if name:
        scorer = Scorer.objects.filter(project=inputs.project, name=name).first()
        if scorer is None:
            return np.full(contexts.item.size, np.nan), f"the scores of “{name}” were deleted"
        return scored_margins(scorer, contexts.item), ""
    return _fitted_margins(contexts)


def _fitted_margins(contexts: Contexts) -> tuple[Floats, str]:
    """Differences of the models' strengths: what the votes as a whole say of each pair."""
    margins = np.full(contexts.item.size, np.nan)
    names = np.array(contexts.models, dtype=object)
    told = (contexts.model_a != contexts.model_b) & (names[contexts.model_a] != "") & (names[contexts.model_b] != "")
    if not told.any():
        return margins, "no vote compares two named models; import scores, or name the models of the responses"
    compared = Comparisons(
        contexts.models,
        contexts.model_a[told],
        contexts.model_b[told],
        contexts.outcome[told],
        contexts.item[told],
        contexts.rater[told],
        [],
        contexts.first[told],
    )
    try:
        ranking = rank_models(compared)
    except (NotConverged, NotIdentified, InvalidComparison) as error:
        return margins, f"the models' strengths can't be fitted: {error}"
    strength = {model.model: model.strength.value for model in ranking.ranked}
    by_code = np.array([strength.get(name, np.nan) for name in contexts.models], dtype=np.float64)
    margins[told] = by_code[contexts.model_a[told]] - by_code[contexts.model_b[told]]
    return margins, "no two models can be ranked against each other"


def _found(project: Project, traced: _Traced, scorer: str) -> dict[str, Any]:
    item = traced.column("item")
    stratum, limits = strata_of(traced.margin)
    dimensions, labels = _dimensions(project, traced)
    sources = trace_sources(traced.contradicted, stratum, item, dimensions, q=FALSE_DISCOVERIES)
    raters = traced.column("rater")
    names = rater_names(np.unique(raters).tolist())
    overall = clustered_proportion(traced.contradicted, item, what=_WHAT)
    longer, ours = _length(traced)
    flagged = [source for source in sources if source.flagged]
    groups = [
        _group(source, traced, dimensions[source.dimension] == source.code, labels[source.dimension], names)
        for source in sources[: max(LISTED, len(flagged))]
    ]
    return {
        "reason": None,
        "n_decided": int(traced.rows.size),
        "n_items": int(np.unique(item).size),
        "n_contradicted": int(np.count_nonzero(traced.contradicted)),
        "contradicted": overall.as_dict(),
        "sentence": overall_sentence(scorer, overall, [group["name"] for group in groups if group["flagged"]]),
        "margins": list(_margin_bands(traced, stratum, limits)),
        "scorer_prefers_longer": longer.as_dict(),
        "raters_prefer_longer": ours.as_dict(),
        "groups": groups,
        "n_groups": len(sources),
        "examples": _examples(traced),
    }


def _dimensions(project: Project, traced: _Traced) -> tuple[dict[str, Ints], dict[str, list[Any]]]:
    """What votes are grouped by: codes (n,) and what each code means, by the dimension's name."""
    found: dict[str, Ints] = {}
    labels: dict[str, list[Any]] = {}
    for name, column in (("rater", traced.column("rater")), ("guideline", traced.column("guideline"))):
        known = np.unique(column[column != UNKNOWN])
        found[name] = np.where(column == UNKNOWN, UNKNOWN, np.searchsorted(known, column)).astype(np.int64)
        labels[name] = known.tolist()
    hour = traced.column("hour")
    found["hour"] = np.minimum(hour, _LAST_HOUR - 1)
    labels["hour"] = list(range(_LAST_HOUR))
    first = traced.column("first")
    favourite_first = (np.where(traced.margin > 0, A, B) != first).astype(np.int64)
    found["side"] = np.where(first == FIRST_UNKNOWN, UNKNOWN, favourite_first)
    labels["side"] = [0, 1]
    found["length"] = np.searchsorted(LENGTHS, traced.favourite_length, side="right").astype(np.int64)
    labels["length"] = list(range(len(LENGTHS) + 1))
    for name, (values, codes) in slice_codes(project, traced.column("item")).items():
        found[f"slice:{name}"] = codes
        labels[f"slice:{name}"] = values
    return found, labels


def _group(
    source: Source,
    traced: _Traced,
    inside: np.ndarray[Any, np.dtype[np.bool_]],
    labels: Sequence[Any],
    names: Mapping[int, str],
) -> dict[str, Any]:
    label = labels[source.code]
    rater = {"id": label, "alias": names.get(label, "")} if source.dimension == "rater" else None
    chosen = np.sign(np.where(traced.contradicted, -1, 1) * traced.favourite_length)
    of_length = inside & traced.contradicted & (chosen != 0)
    return {
        "dimension": source.dimension,
        "name": group_name(source.dimension, label, names),
        "value": str(label),
        "rater": rater,
        "n": source.n,
        "n_items": source.n_items,
        "n_contradicted": source.n_contradicted,
        "share_contradicted": source.n_contradicted / source.n,
        "excess": source.excess.as_dict(),
        "extra": source.extra,
        "p": source.p,
        "q": source.q,
        "flagged": source.flagged,
        "longer_chosen": float(np.mean(chosen[of_length] > 0)) if of_length.any() else None,
        "advice": advice(source.dimension, label) if source.flagged else "",
    }


def _margin_bands(traced: _Traced, stratum: Ints, limits: Floats) -> Iterator[dict[str, Any]]:
    """How often votes contradict the scorer, by the size of its margin, from close to clear."""
    item, ends = traced.column("item"), [0.0, *limits.tolist(), float(np.abs(traced.margin).max())]
    for code in np.unique(stratum).tolist():
        inside = stratum == code
        share = clustered_proportion(traced.contradicted[inside], item[inside], what=_WHAT)
        yield {
            "band": f"{ends[code]:.3g} to {ends[code + 1]:.3g}",
            "n": int(np.count_nonzero(inside)),
            "contradicted": share.as_dict(),
        }


def _length(traced: _Traced) -> tuple[Estimate, Estimate]:
    """How often the scorer's favourite, and the response that raters chose, is the longer one: on the same votes."""
    favourite, item = traced.favourite_length, traced.column("item")
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


def _examples(traced: _Traced) -> list[dict[str, Any]]:
    """The items whose decided votes contradict the scorer by half or more, its clearest margins first."""
    ids, places = np.unique(traced.column("item"), return_inverse=True)
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


def _notes(contexts: Contexts, decided: np.ndarray[Any, np.dtype[np.bool_]], margin: Floats) -> list[str]:
    notes = []
    undecided = int(np.count_nonzero(~decided))
    if undecided:
        notes.append(f"{undecided} ties and both-bad verdicts contradict nobody and are left out.")
    missing = int(np.count_nonzero(decided & ~np.isfinite(margin)))
    if missing:
        notes.append(f"{missing} decided votes are on pairs without a margin and are left out.")
    equal = int(np.count_nonzero(decided & (margin == 0)))
    if equal:
        notes.append(f"{equal} decided votes are on pairs that the scorer puts level and are left out.")
    if contexts.not_pairs:
        notes.append(f"{contexts.not_pairs} votes are on items without exactly two responses and are left out.")
    return notes


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

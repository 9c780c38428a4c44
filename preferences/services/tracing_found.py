"""What a trace-back says of votes that are held against margins, from the database or from a file."""

from collections.abc import Callable, Iterator, Mapping
from typing import Any

import numpy as np
from numpy.typing import NDArray

from agreement.statistics.codes import Floats, Ints
from agreement.statistics.estimate import Estimate, clustered_proportion, unknown
from preferences.services.tracing_groups import Slices, Traced, traced_groups
from preferences.services.tracing_words import overall_sentence
from preferences.statistics.bradley_terry import rank_models
from preferences.statistics.comparisons import Comparisons, InvalidComparison
from preferences.statistics.likelihood import NotConverged, NotIdentified
from preferences.statistics.traceback import strata_of

#: Contradicted items that are named.
EXAMPLES = 20
CONTRADICTED = "share of decided votes that contradict the scorer"


def fitted_margins(compared: Comparisons) -> tuple[Floats, str]:
    """Differences of the models' strengths (n,), what the votes as a whole say of each pair, nan where there is none;
    and why there are none at all."""
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


def what_was_traced(
    traced: Traced, slices: Slices, *, scorer: str, names: Callable[[list[int]], Mapping[int, str]]
) -> dict[str, Any]:
    """The finding as JSON: how often votes contradict the scorer, by margin and length, and where they come from.

    ``slices`` gives values and the codes (n,) of each slice by name; ``names`` what items are called, by their codes.
    """
    item = traced.votes.item
    stratum, limits = strata_of(traced.margin)
    groups, tested = traced_groups(traced, stratum, slices)
    overall = clustered_proportion(traced.contradicted, item, what=CONTRADICTED)
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
        "examples": _examples(traced, names),
    }


def _margin_bands(traced: Traced, stratum: Ints, limits: Floats) -> Iterator[dict[str, Any]]:
    """How often votes contradict the scorer, by the size of its margin, from close to clear."""
    item, ends = traced.votes.item, [0.0, *limits.tolist(), float(np.abs(traced.margin).max())]
    for code in np.unique(stratum).tolist():
        inside = stratum == code
        share = clustered_proportion(traced.contradicted[inside], item[inside], what=CONTRADICTED)
        yield {
            "band": f"{ends[code]:.3g} to {ends[code + 1]:.3g}",
            "n": int(np.count_nonzero(inside)),
            "contradicted": share.as_dict(),
        }


def _length(traced: Traced) -> tuple[Estimate, Estimate]:
    """How often the scorer's favourite, and the response that raters chose, is the longer one: on the same votes."""
    favourite, item = traced.favourite_length, traced.votes.item
    known = traced.votes.length_difference is not None
    unequal = favourite != 0
    names = (
        "share of votes on pairs whose longer response the scorer prefers",
        "share of votes for the longer response",
    )
    if not unequal.any():
        reason = "no pair of different lengths" if known else "the lengths of the responses are not known"
        return unknown(reason, method=names[0]), unknown(reason, method=names[1])
    chosen = np.where(traced.contradicted, -favourite, favourite)
    one, other = (
        clustered_proportion(length[unequal] > 0, item[unequal], what=name)
        for length, name in zip((favourite, chosen), names, strict=True)
    )
    return one, other


def _examples(traced: Traced, names: Callable[[list[int]], Mapping[int, str]]) -> list[dict[str, Any]]:
    """The items whose decided votes contradict the scorer by half or more, its clearest margins first."""
    ids, places = np.unique(traced.votes.item, return_inverse=True)
    places = places.reshape(-1)
    against = np.bincount(places, weights=traced.contradicted)
    votes = np.bincount(places)
    margin = np.zeros(ids.size)
    margin[places] = traced.margin
    lost = np.flatnonzero(against * 2 >= votes)
    chosen = lost[np.argsort(-np.abs(margin[lost]), kind="stable")][:EXAMPLES]
    named = names(ids[chosen].tolist())
    return [
        {
            "item": int(ids[place]),
            "external_id": named.get(int(ids[place]), ""),
            "margin": float(abs(margin[place])),
            "votes": int(votes[place]),
            "against": int(against[place]),
        }
        for place in chosen.tolist()
    ]


def left_out(decided: NDArray[np.bool_], margin: Floats) -> Iterator[str]:
    """What can't be traced, in sentences: of all votes (n,) those without a winner, a margin, or a clear one."""
    undecided = int(np.count_nonzero(~decided))
    if undecided:
        yield f"{undecided} ties and both-bad verdicts contradict nobody and are left out."
    missing = int(np.count_nonzero(decided & ~np.isfinite(margin)))
    if missing:
        yield f"{missing} decided votes are on pairs without a margin and are left out."
    level = int(np.count_nonzero(decided & (margin == 0)))
    if level:
        yield f"{level} decided votes are on pairs that the scorer puts level and are left out."

"""A file of comparisons traced back without a database: which votes a scorer contradicts, and where they come from."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

import numpy as np

from agreement.statistics.codes import Floats, Ints
from annotator.errors import InvalidInput
from preferences.datasets.columns import UNKNOWN, RaterName
from preferences.formats.comparisons_file import ComparisonsFile
from preferences.formats.scores_file import Response, ScoresFile
from preferences.services.tracing_found import fitted_margins, left_out, what_was_traced
from preferences.services.tracing_groups import FALSE_DISCOVERIES, Traced
from preferences.statistics.comparisons import A, B, Comparisons


def analyse_traceback(file: ComparisonsFile, scores: ScoresFile | None) -> dict[str, Any]:
    """Return what the trace-back report says of the file's votes, JSON-safe, its groups being raters, sides, lengths
    and the file's own; without ``scores`` votes are held against the strengths fitted to all of them.

    Votes on an item are one cluster for each two models, since margins differ between them. Raises InvalidInput where
    nothing can be traced.
    """
    votes, item_of = _by_pair(file)
    margin, problem = _margins(file, scores) if scores else fitted_margins(votes)
    decided = votes.outcome <= B
    usable = decided & np.isfinite(margin) & (margin != 0)
    if not usable.any():
        raise InvalidInput(f"Nothing can be traced: {problem or 'no decided vote is on a pair told apart'}.")
    kept, clear = votes.where(usable), margin[usable]
    nobody = np.full(kept.n, UNKNOWN, dtype=np.int64)
    raters = [RaterName(code, str(name)) for code, name in enumerate(votes.rater_ids)]
    traced = Traced(kept, raters, nobody, nobody, clear, (kept.outcome == A) != (clear > 0))
    scorer = scores.scorer if scores else ""
    found = what_was_traced(
        traced,
        {name: _coded(column, usable) for name, column in file.groups.items()},
        scorer=scorer,
        names=lambda clusters: {cluster: item_of[cluster] for cluster in clusters},
    )
    notes = [*file.notes, *left_out(decided, margin)]
    if votes.n_items > file.comparisons.n_items:
        notes.append("Votes on one item about different pairs of models count as votes on different items.")
    return {"scorer": scorer, "false_discoveries": FALSE_DISCOVERIES, "n_votes": votes.n, **found, "notes": notes}


def _by_pair(file: ComparisonsFile) -> tuple[Comparisons, Sequence[str]]:
    """The comparisons with a code for each item and two models, and each code's item by name."""
    compared = file.comparisons
    low, high = np.minimum(compared.model_a, compared.model_b), np.maximum(compared.model_a, compared.model_b)
    m = len(compared.models)
    _, first, codes = np.unique((compared.item * m + low) * m + high, return_index=True, return_inverse=True)
    names = file.item_names
    labels = [names[row] if names is not None else str(compared.item[row] + 1) for row in first.tolist()]
    return replace(compared, item=codes.reshape(-1)), labels


def _margins(file: ComparisonsFile, scores: ScoresFile) -> tuple[Floats, str]:
    """By how much side a of each vote scores above side b (n,), nan where not both have a score."""
    if file.item_names is None:
        raise InvalidInput("Scores belong to items: the file of comparisons needs a column item.")
    compared, models = file.comparisons, file.comparisons.models
    order: dict[str, tuple[int, int]] = {}
    margin = np.full(compared.n, np.nan)
    for row, (item, a, b) in enumerate(
        zip(file.item_names, compared.model_a.tolist(), compared.model_b.tolist(), strict=True)
    ):
        given = scores.scores.get(item)
        if given is None:
            continue
        if order.setdefault(item, (a, b)) != (a, b) and any(isinstance(response, int) for response in given):
            raise InvalidInput(
                f"Item {item!r} is not always compared as {models[order[item][0]]} and {models[order[item][1]]}, so "
                "that places don't say which response a score is of: name the models in the scores (response, score)."
            )
        margin[row] = _score(given, 0, models[a]) - _score(given, 1, models[b])
    return margin, f"no item of the votes has a score of {scores.scorer} for both of its responses"


def _score(given: Mapping[Response, float], place: int, model: str) -> float:
    return given.get(model, given.get(place, np.nan))


def _coded(column: Sequence[str], usable: np.ndarray[Any, np.dtype[np.bool_]]) -> tuple[Sequence[str], Ints]:
    """The values of a column, sorted, and which of them each usable vote has."""
    kept = np.asarray(column, dtype=object)[usable].tolist()
    values = sorted({value for value in kept if value})
    code = {value: place for place, value in enumerate(values)}
    return values, np.asarray([code.get(value, UNKNOWN) for value in kept], dtype=np.int64)

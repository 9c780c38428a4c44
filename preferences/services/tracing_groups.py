"""The groups of a trace-back: by rater, guideline, hour, side, length and slice, each held against the others."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from agreement.statistics.codes import Floats, Ints
from preferences.datasets.columns import UNKNOWN, LoadedComparisons, RaterName
from preferences.services.tracing_words import LENGTHS, advice, group_name
from preferences.statistics.comparisons import FIRST_UNKNOWN, A, Comparisons
from preferences.statistics.traceback import Source, trace_sources

#: By the name of a slice its values, and which of them each vote (n,) has, UNKNOWN: none.
Slices = Mapping[str, tuple[Sequence[str], Ints]]
FALSE_DISCOVERIES = 0.05
#: Groups that are listed, unless more are flagged.
LISTED = 200
_LAST_HOUR = 8


@dataclass(frozen=True, slots=True, eq=False)
class Traced:
    """Decided votes on pairs that the scorer tells apart, n in all.

    ``margin`` (n,) is what the scorer gives side a more than side b, never zero; ``contradicted`` (n,) whether the vote
    prefers the other side; ``guideline`` and ``hour`` (n,) as loaded; ``raters`` in the order of the rater codes.
    """

    votes: Comparisons
    raters: Sequence[RaterName]
    guideline: Ints
    hour: Ints
    margin: Floats
    contradicted: NDArray[np.bool_]

    @classmethod
    def of(cls, loaded: LoadedComparisons, margin: Floats, usable: NDArray[np.bool_]) -> "Traced":
        """The ``usable`` (n,) of the loaded votes."""
        votes, kept = loaded.comparisons.where(usable), margin[usable]
        contradicted = (votes.outcome == A) != (kept > 0)
        return cls(votes, loaded.raters, loaded.guideline[usable], loaded.hour[usable], kept, contradicted)

    @property
    def favourite_length(self) -> Floats:
        """Characters of the scorer's favourite less those of the other, (n,); zeros where no length is known."""
        length = self.votes.length_difference
        return np.zeros(self.votes.n) if length is None else np.sign(self.margin) * length


def traced_groups(traced: Traced, stratum: Ints, slices: Slices) -> tuple[list[dict[str, Any]], int]:
    """The sources and other groups, JSON-safe, those that carry most contradictions first; and how many were tested."""
    codes, labels = _dimensions(traced, slices)
    found = trace_sources(traced.contradicted, stratum, traced.votes.item, codes, q=FALSE_DISCOVERIES)
    listed = found[: max(LISTED, sum(source.flagged for source in found))]
    return [
        _group(source, traced, codes[source.dimension] == source.code, labels[source.dimension]) for source in listed
    ], len(found)


def _dimensions(traced: Traced, slices: Slices) -> tuple[dict[str, Ints], dict[str, Sequence[Any]]]:
    """What votes are grouped by: codes (n,) and what each code means, by the dimension's name."""
    votes = traced.votes
    versions = np.unique(traced.guideline[traced.guideline != UNKNOWN])
    guideline = np.where(traced.guideline == UNKNOWN, UNKNOWN, np.searchsorted(versions, traced.guideline))
    length = np.searchsorted(LENGTHS, traced.favourite_length, side="right").astype(np.int64)
    shown_second = (votes.first != (traced.margin < 0)).astype(np.int64)
    codes: dict[str, Ints] = {
        "rater": votes.rater,
        "guideline": guideline.astype(np.int64),
        "hour": np.minimum(traced.hour, _LAST_HOUR - 1),
        "side": np.where(votes.first == FIRST_UNKNOWN, UNKNOWN, shown_second),
        "length": length if votes.length_difference is not None else np.full(votes.n, UNKNOWN),
    }
    labels: dict[str, Sequence[Any]] = {
        "rater": traced.raters,
        "guideline": versions.tolist(),
        "hour": range(_LAST_HOUR),
        "side": range(2),
        "length": range(len(LENGTHS) + 1),
    }
    for name, (values, own) in slices.items():
        codes[f"slice:{name}"], labels[f"slice:{name}"] = own, values
    return codes, labels


def _group(source: Source, traced: Traced, inside: NDArray[np.bool_], labels: Sequence[Any]) -> dict[str, Any]:
    label = labels[source.code]
    rater = label if isinstance(label, RaterName) else None
    chosen = np.where(traced.contradicted, -traced.favourite_length, traced.favourite_length)
    of_length = inside & traced.contradicted & (chosen != 0)
    return {
        "dimension": source.dimension,
        "name": group_name(source.dimension, label),
        "value": str(label) if rater is None else str(rater.id),
        "rater": None if rater is None else {"id": rater.id, "alias": rater.alias},
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

"""How often each model's comparisons end in a tie, or with both responses bad."""

from __future__ import annotations

import itertools

import numpy as np
import numpy.typing as npt

from agreement.statistics.estimate import Estimate, proportion_of_clusters, unknown
from preferences.statistics.comparisons import BOTH_BAD, TIE, Comparisons

_RATES = {TIE: "share of ties", BOTH_BAD: "share of both-bad verdicts"}


def model_rates(comparisons: Comparisons, *, level: float = 0.95) -> dict[str, tuple[Estimate, Estimate]]:
    """Per model its rate of ties and its rate of both-bad verdicts, over all its judgments, clustered by item."""
    n_models = len(comparisons.models)
    # Every row belongs to two models. In the order of the items, and then stably by model, a model's judgments of one
    # item are one run. Rows mostly come in that order, and few bits sort many times faster: neither sort costs much.
    by_item = np.argsort(comparisons.item, kind="stable")
    narrow: npt.DTypeLike = np.uint16 if n_models < 2**16 else np.int64
    owner = np.stack([comparisons.model_a, comparisons.model_b], axis=1).astype(narrow)[by_item].ravel()
    by_model = np.argsort(owner, kind="stable")
    owner, rows = owner[by_model], by_item[by_model // 2]
    item, outcome = comparisons.item[rows], comparisons.outcome[rows]
    new = np.ones(rows.size, dtype=bool)
    new[1:] = (owner[1:] != owner[:-1]) | (item[1:] != item[:-1])
    starts = np.flatnonzero(new)
    sizes = np.diff(starts, append=rows.size)
    ends = np.searchsorted(owner[starts], np.arange(n_models + 1))
    rates: list[list[Estimate]] = []
    for code, what in _RATES.items():
        hits = np.add.reduceat(outcome == code, starts, dtype=np.int64) if starts.size else sizes
        rates.append(
            [
                proportion_of_clusters(hits[low:high], sizes[low:high], what=what, level=level)
                if high > low
                else unknown("nothing to count", method=f"{what}, Wilson score interval", level=level)
                for low, high in itertools.pairwise(ends)
            ]
        )
    return dict(zip(comparisons.models, zip(*rates, strict=True), strict=True))

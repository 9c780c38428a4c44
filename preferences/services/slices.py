"""The scorecards of a ranking report: each model in each slice, so that one number can't hide where a model fails."""

from collections.abc import Iterator, Sequence
from typing import Any

import numpy as np

from annotator.models import Project
from preferences.datasets.item_facts import slice_codes
from preferences.statistics.aggregate import restricted, without_both_bad
from preferences.statistics.bradley_terry import Ranking, rank_models
from preferences.statistics.comparisons import Comparisons, InvalidComparison
from preferences.statistics.likelihood import NotConverged, NotIdentified
from preferences.statistics.scorecard import Scorecard, scorecard

#: Slices with more values make no scorecard any more; and so many cells of one are kept, the weakest first.
MOST_VALUES, MOST_CELLS = 60, 500
#: Pairs of models over all values: each is a number in arrays of which a fit needs a dozen.
MOST_PAIRS = 4_000_000


def scorecards(project: Project, compared: Comparisons) -> Iterator[dict[str, Any]]:
    """Yield one scorecard per name of a slice, those with the widest spread first; JSON-safe.

    The ``item`` codes of ``compared`` are item ids. Nothing where the models can't be ranked.
    """
    counting = without_both_bad(compared, as_tie=False)
    try:
        ranking = rank_models(counting, ties="half")
    except (NotConverged, NotIdentified, InvalidComparison):
        return
    inside = restricted(counting, np.isin(np.array(counting.models, dtype=object), ranking.order))
    found: list[tuple[float, dict[str, Any]]] = []
    for name, (values, codes) in slice_codes(project, inside.item).items():
        if inside.n and 1 < len(values) <= MOST_VALUES and len(values) * len(ranking.order) ** 2 <= MOST_PAIRS:
            card = scorecard(inside, ranking.strengths, ranking.covariance, codes)
            found.append((card.spread, _card(name, values, card, ranking)))
    yield from (card for _, card in sorted(found, key=lambda one: (-one[0], str(one[1]["slice"]))))


def _card(name: str, values: Sequence[str], card: Scorecard, ranking: Ranking) -> dict[str, Any]:
    return {
        "slice": name,
        "spread": card.spread,
        "n_cells": len(card.cells),
        "cells": [
            {
                "model": ranking.order[cell.model],
                "value": values[cell.value],
                "n": cell.n,
                "n_items": cell.n_items,
                "overall": float(ranking.strengths[cell.model]),
                "raw": cell.raw,
                "deviation": cell.deviation.as_dict(),
                "weak": cell.weak,
            }
            for cell in card.cells[:MOST_CELLS]
        ],
    }

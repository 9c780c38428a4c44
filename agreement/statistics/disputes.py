"""Which items raters dispute most, in units of the disagreement expected by chance."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from agreement.statistics.bootstrap import divide
from agreement.statistics.codes import Floats, Ints
from agreement.statistics.counts import Ratings, count_matrix
from agreement.statistics.krippendorff import Level, check_level, distances, numbers_for


@dataclass(frozen=True, slots=True, eq=False)
class ItemDisagreement:
    """Per item with two or more ratings: its code (n,), its number of ratings (n,), its disagreement (n,).

    Disagreement is the mean distance of two ratings of the item over the mean distance of any two ratings at hand
    (Krippendorff's distance at the level): 0 is unanimity, 1 is what chance gives, alpha is 1 less its weighted mean.
    """

    item: Ints
    n_judgments: Ints
    disagreement: Floats


def item_disagreement(ratings: Ratings, level: Level) -> ItemDisagreement:
    """The disagreement of every item with at least two ratings; all 0 when the study has no variation."""
    values = numbers_for(ratings, level)
    check_level(level, values)
    counts = count_matrix(ratings)
    per_item = counts.sum(axis=1)
    item = np.flatnonzero(per_item >= 2)
    rows, m = counts[item].astype(np.float64), per_item[item]
    margins = rows.sum(axis=0)
    apart = distances(values, level, margins)
    n = margins.sum()
    expected = float(margins @ apart @ margins) / (n * (n - 1)) if n > 1 else 0.0
    observed = divide(((rows @ apart) * rows).sum(axis=1), m * (m - 1))
    relative = observed / expected if expected > 0 else np.zeros_like(observed)
    return ItemDisagreement(item, m, relative)

"""Whether raters agree less with the others the longer they have worked without a break."""

from __future__ import annotations

import numpy as np

from agreement.statistics.codes import Floats, Ints
from agreement.statistics.counts import Ratings
from agreement.statistics.estimate import Estimate, unknown
from agreement.statistics.within import within_effect

NAME = "disagreement with the others per hour since a break, in units of chance"


def fatigue_effect(ratings: Ratings, counts: Ints, distance: Floats, hours: Floats | None) -> Estimate:
    """The change of a rating's mean distance to the others of its unit per hour since a break, within raters.

    `counts` (N, V), `distance` (V, V) in units of chance, `hours` (n,) of the ratings, nan where not known. Within
    raters because tired raters leave and the good ones remain.
    """
    if hours is None:
        return unknown("no judgment says how long after a break it was made", method=NAME)
    others = counts.sum(axis=1)[ratings.item] - 1
    kept = np.isfinite(hours) & (others >= 1)
    apart = (counts[ratings.item[kept]] * distance[ratings.category[kept]]).sum(axis=1) / others[kept]
    return within_effect(apart, hours[kept], ratings.rater[kept], unit=NAME)

"""The items that all raters rated, as a matrix: what classical analyses of variance and of ranks take."""

from __future__ import annotations

import numpy as np

from agreement.statistics.codes import Floats, dense_codes
from agreement.statistics.counts import Ratings


def complete_matrix(ratings: Ratings, values: Floats) -> Floats:
    """The values (n, R) of the items that every rater with a rating rated; `values` (V,) stand for the scale."""
    item, n_items = dense_codes(ratings.item)
    rater, n_raters = dense_codes(ratings.rater)
    whole = np.bincount(item, minlength=n_items) == n_raters
    row = np.cumsum(whole) - 1
    kept = whole[item]
    matrix = np.empty((int(np.count_nonzero(whole)), n_raters))
    matrix[row[item[kept]], rater[kept]] = values[ratings.category[kept]]
    return matrix

"""Kendall's W: how far raters agree on the order of items."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from scipy.stats import chi2, rankdata

from agreement.statistics.codes import Floats
from agreement.statistics.estimate import Estimate, unknown

NAME = "Kendall's W, corrected for ties"
NO_INTERVAL = "no interval: none is known that holds for few raters; the test against no agreement is given"


@dataclass(frozen=True, slots=True)
class Concordance:
    """W, and the test of "no agreement at all": chi-squared with its degrees of freedom and probability."""

    estimate: Estimate
    chi_squared: float | None
    degrees_of_freedom: int
    p_value: float | None


def kendall_w(scores: Floats) -> Concordance:
    """Kendall's coefficient of concordance of raters who each ranked all items; 0 none, 1 the same order.

    `scores` (n, R) holds items x raters values or ranks, ties allowed: each rater's column is ranked, ties sharing the
    mean rank. W = 12 S / (R² (n³ - n) - R sum T_j), S the squares of the rank sums about their mean, T_j = sum (t³ - t)
    over the ties of rater j; chi-squared = R (n - 1) W (Kendall and Babington Smith 1939; Siegel and Castellan 1988,
    section 9.9). The mean Spearman correlation of the rater pairs is (R W - 1) / (R - 1) without ties. No value, with
    the reason, for one rater, one item, or raters who tie everything.
    """
    n, raters = scores.shape
    if not np.isfinite(scores).all():
        raise ValueError("scores hold nan or infinity: pass the items that every rater ranked")
    reason = None
    if raters < 2:
        reason = "only one rater: nothing to compare" if raters else "no judgments"
    elif n < 2:
        reason = "fewer than two items were ranked by all raters"
    if reason is None:
        ranks = np.apply_along_axis(rankdata, 0, scores)
        ties = sum(float((t**3 - t).sum()) for t in (np.unique(column, return_counts=True)[1] for column in scores.T))
        sums = ranks.sum(axis=1)
        spread = raters**2 * (n**3 - n) - raters * ties
        if spread <= 0:
            reason = "no variation: every rater ties all items"
    if reason is not None:
        nothing = unknown(reason, method=NAME, n_items=n, n_judgments=n * raters)
        return Concordance(nothing, None, max(n - 1, 0), None)
    value = min(1.0, 12 * float(((sums - sums.mean()) ** 2).sum()) / spread)
    statistic = raters * (n - 1) * value
    estimate = Estimate(value, None, None, n, n * raters, NAME, reason=NO_INTERVAL)
    return Concordance(estimate, statistic, n - 1, float(chi2.sf(statistic, n - 1)))

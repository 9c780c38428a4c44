"""Effects within raters: each rater is compared with themselves, and the interval is over raters.

The linear model y = a_r + x'b + e with an intercept for each rater ("fixed effects"), estimated by least squares on
deviations from each rater's mean; for a yes-or-no outcome it is the linear probability model, whose coefficient is a
difference of shares. A pooled curve would mix in who works long: tired raters leave, and the good ones remain.
Observations of one rater go together, so the variance is the cluster jackknife (each rater left out in turn; CV3 of
MacKinnon, Nielsen and Webb 2023, Journal of Econometrics 232, 272-299) with Student's t of G - 1 degrees of freedom,
which keeps its level with few raters where the usual sandwich is too narrow.
"""

from __future__ import annotations

import math

import numpy as np
from scipy.stats import t

from agreement.statistics.codes import Floats, Ints, dense_codes
from agreement.statistics.estimate import Estimate, unknown

METHOD = "within-rater least squares, jackknife over raters"
FEWEST_RATERS = 3
"""With two raters the interval would have one degree of freedom: a guess with a decimal point."""


def within_effect(
    outcome: Floats,
    exposure: Floats,
    rater: Ints,
    *,
    adjust: Floats | None = None,
    unit: str = "",
    level: float = 0.95,
) -> Estimate:
    """The change of ``outcome`` (n,) per unit of ``exposure`` (n,) within raters, whose codes are ``rater`` (n,).

    ``adjust`` (n, k) are further columns to hold fixed, such as the log of the length. ``n_items`` counts the raters
    who inform the estimate, ``n_judgments`` their observations. Raters whose exposure never varies are left out.
    Unknown, with the reason, when fewer than ``FEWEST_RATERS`` remain, when nothing varies, or when columns can't be
    told apart.
    """
    method = f"{METHOD}{', ' + unit if unit else ''}"
    columns = exposure[:, None] if adjust is None else np.column_stack([exposure, adjust])
    if not outcome.shape[0] == columns.shape[0] == rater.shape[0]:
        raise ValueError(f"{outcome.shape[0]} outcomes, {columns.shape[0]} exposures and {rater.shape[0]} raters")
    if outcome.size == 0:
        return unknown("nothing was observed", method=method, level=level)
    group, _ = dense_codes(rater)
    varied = np.bincount(group, weights=_demeaned(exposure, group) ** 2) > 1e-12
    kept = varied[group]
    group, groups = dense_codes(group[kept])
    n = int(kept.sum())
    if groups < FEWEST_RATERS:
        return unknown(
            f"only {groups} rater{'' if groups == 1 else 's'} with a varying exposure; {FEWEST_RATERS} are needed",
            method=method,
            n_items=groups,
            n_judgments=n,
            level=level,
        )
    y = _demeaned(outcome[kept], group)
    if float(y @ y) < 1e-12:
        return unknown(
            "the outcome never varies within a rater", method=method, n_items=groups, n_judgments=n, level=level
        )
    x = np.column_stack([_demeaned(column, group) for column in columns[kept].T])
    x = x[:, np.concatenate([[True], (x[:, 1:] ** 2).sum(axis=0) > 1e-12])]  # nothing to hold fixed that never varies
    products = _sums(x[:, :, None] * x[:, None, :], group, groups)
    moments = _sums(x * y[:, None], group, groups)
    total, moment = products.sum(axis=0), moments.sum(axis=0)
    left_out = total[None] - products
    if _singular(total) or any(_singular(one) for one in left_out):
        return unknown(
            "the exposure can't be told from what it is adjusted for, or one rater alone tells it",
            method=method,
            n_items=groups,
            n_judgments=n,
            level=level,
        )
    effect = float(np.linalg.solve(total, moment)[0])
    without = np.linalg.solve(left_out, (moment[None] - moments)[:, :, None])[:, 0, 0]
    se = math.sqrt((groups - 1) / groups * float(((without - effect) ** 2).sum()))
    half = float(t.ppf(0.5 + level / 2, groups - 1)) * se
    return Estimate(effect, effect - half, effect + half, groups, n, method, se=se, level=level)


def _demeaned(values: Floats, group: Ints) -> Floats:
    counts = np.bincount(group)
    means = np.bincount(group, weights=values) / np.maximum(counts, 1)
    return np.asarray(values - means[group], dtype=np.float64)


def _sums(values: Floats, group: Ints, groups: int) -> Floats:
    """Sums of ``values`` (n, …) by group, (groups, …)."""
    summed = np.zeros((groups, *values.shape[1:]))
    np.add.at(summed, group, values)
    return summed


def _singular(matrix: Floats) -> bool:
    """Whether a matrix of cross products has a direction without variation; scale doesn't matter."""
    scale = np.sqrt(np.diag(matrix))
    if (scale < 1e-9).any():
        return True
    return bool(np.linalg.cond(matrix / np.outer(scale, scale)) > 1e10)

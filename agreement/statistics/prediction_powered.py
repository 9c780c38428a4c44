"""A human mean from few human and many judge labels."""

from __future__ import annotations

import math

import numpy as np
from scipy.stats import t as student

from agreement.statistics.codes import Floats
from agreement.statistics.estimate import Estimate, unknown


def prediction_powered_mean(human: Floats, judged: Floats, judged_only: Floats, *, what: str) -> Estimate:
    """The mean of the human labels over all items, corrected for what the judge gets wrong.

    `human` and `judged` (n,) are labels of the items both rated, `judged_only` (N,) the judge's labels of the others:
    mean(human) + lambda (mean(judged_only) - mean(judged)), with the lambda in [0, 1] of least variance, so that a poor
    judge is left unused (Angelopoulos et al. 2023; Angelopoulos, Duchi and Zrnic 2023, PPI++). The interval is by t
    with n - 1 degrees of freedom; both sets of items must be random draws from the same items.
    """
    n, more = human.size, judged_only.size
    method = f"prediction-powered {what} (PPI++)"
    if judged.shape != human.shape:
        raise ValueError(f"human labels have shape {human.shape}, judge labels {judged.shape}")
    if n == 0:
        return unknown("no item was rated by a human and the judge", method=method)
    if n < 2:
        reason = "no interval: only one item was rated by a human and the judge"
        return Estimate(float(human[0]), None, None, 1, 1, method, reason=reason)
    spread = float(judged.var(ddof=1))
    tuned = 0.0
    if more > 1 and spread > 0:
        tuned = float(np.cov(human, judged)[0, 1]) / (spread * (1 + n / more))
        tuned = min(1.0, max(0.0, tuned))
    value, variance = float(human.mean()), float((human - tuned * judged).var(ddof=1)) / n
    if tuned > 0:
        value += tuned * float(judged_only.mean() - judged.mean())
        variance += tuned**2 * float(judged_only.var(ddof=1)) / more
    method += f", lambda {tuned:.3f}; t interval"
    counted = n + (more if tuned > 0 else 0)
    if variance <= 0:
        reason = "no interval: no variation among the labels"
        return Estimate(value, None, None, counted, counted, method, reason=reason)
    se = math.sqrt(variance)
    half = float(student.ppf(0.975, n - 1)) * se
    return Estimate(value, value - half, value + half, counted, counted, method, se=se)

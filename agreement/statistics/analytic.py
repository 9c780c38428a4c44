"""Intervals from standard errors instead of resampling, for percent agreement and Krippendorff's alpha."""

from __future__ import annotations

import math

import numpy as np
from scipy.stats import t as student

from agreement.statistics.agreement import NAME, pair_agreement
from agreement.statistics.chance import why_unknown
from agreement.statistics.codes import Floats
from agreement.statistics.counts import Patterns
from agreement.statistics.estimate import Estimate, unknown, wilson_interval
from agreement.statistics.gwet import alpha_standard_error
from agreement.statistics.krippendorff import InvalidLevel, Level, alpha, check_level, distances


def percent_by_t(patterns: Patterns, *, level: float = 0.95) -> Estimate:
    """Percent agreement with the t interval of a mean over items; Wilson's bound where no disagreement was seen."""
    paired = patterns.ratings_per_item >= 2
    share, items = pair_agreement(patterns.counts[paired]), patterns.items[paired]
    n = int(items.sum())
    if n < 2:
        reason = "no judgments" if patterns.items.size == 0 else "fewer than two items have two judgments"
        return unknown(reason, method=NAME, n_items=n, n_judgments=patterns.n_judgments, level=level)
    value = float(items @ share) / n
    se = math.sqrt(float(items @ (share - value) ** 2) / (n * (n - 1)))
    return _by_t(value, se, name=NAME, source="standard error of a mean", patterns=patterns, df=n - 1, level=level)


def alpha_by_t(patterns: Patterns, values: Floats, measurement: Level, *, level: float = 0.95) -> Estimate:
    """Alpha with Gwet's (2014, section 5.4) standard error and t interval, at every level but the ordinal one.

    Raises InvalidLevel for the ordinal one, whose distances depend on the data: that is for resampling.
    """
    check_level(measurement, values)
    if measurement == "ordinal":
        raise InvalidLevel("alpha at the ordinal level has no published standard error")
    name = f"Krippendorff's alpha, {measurement}"
    n_items, n_judgments = patterns.n_items, patterns.n_judgments
    if (reason := why_unknown(patterns, "pooled")) is not None:
        return unknown(reason, method=name, n_items=n_items, n_judgments=n_judgments, level=level)
    apart = distances(values, measurement, np.zeros_like(values))
    se = alpha_standard_error(patterns, 1 - apart / float(apart.max()))
    value = alpha(patterns, values, measurement)
    if not math.isfinite(se) or not math.isfinite(value):
        reason = "no variation: agreement by chance is certain"
        return unknown(reason, method=name, n_items=n_items, n_judgments=n_judgments, level=level)
    source = "se by Gwet (2014)"
    return _by_t(value, se, name=name, source=source, patterns=patterns, df=n_items - 1, level=level)


def _by_t(value: float, se: float, *, name: str, source: str, patterns: Patterns, df: int, level: float) -> Estimate:
    n_items, n_judgments = patterns.n_items, patterns.n_judgments
    if value >= 1 - 1e-12:
        low, _ = wilson_interval(n_items, n_items, level)
        method = f"{name}; no disagreement seen, lower bound by Wilson's bound on the share of items"
        return Estimate(value, min(low, value), value, n_items, n_judgments, method, level=level)
    half = float(student.ppf(0.5 + level / 2, df)) * se
    method = f"{name}; t interval, {source}"
    return Estimate(value, value - half, min(1.0, value + half), n_items, n_judgments, method, se=se, level=level)

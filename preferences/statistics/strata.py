"""The effect of being the longer response within strata of like length difference, with the models held fixed.

Within a stratum length hardly varies, so an effect that is there in all strata, the narrowest too, is not one of length
alone; one that grows from stratum to stratum is.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import numpy as np

from agreement.statistics.codes import Floats
from agreement.statistics.estimate import Estimate, unknown
from preferences.statistics.aggregate import between_rankable, decided
from preferences.statistics.comparisons import Comparisons, InvalidComparison
from preferences.statistics.fitting import fit_comparisons, parameter_estimates
from preferences.statistics.likelihood import NotConverged, NotIdentified

#: From (included) to (excluded; None: no end), in the unit of the length.
Band = tuple[int, int | None]
METHOD = "log odds of the longer response within the stratum, all strata and the models' strengths in one fit"
#: Strata with fewer decided comparisons have no effect of their own.
LEAST = 10


def longer_within(comparisons: Comparisons, bands: Sequence[Band], *, level: float = 0.95) -> list[Estimate]:
    """Per band of the absolute length difference the log odds of the longer response, all other things equal.

    All bands and the models' strengths are fitted at once (Bradley–Terry without ties, sandwich clustered by item).
    """
    if comparisons.length_difference is None:
        return [unknown("the lengths of the responses are not known", method=METHOD, level=level)] * len(bands)
    inside, linked, _ = between_rankable(decided(comparisons), "drop")
    if not linked.rankable.any():
        reason = "the models can't be told from the effect: no two of them beat each other"
        return [unknown(reason, method=METHOD, level=level)] * len(bands)
    columns = [] if inside.length_difference is None else [_signs(inside.length_difference, band) for band in bands]
    filled = {f"stratum {index}": column for index, column in enumerate(columns) if _fits(column)}
    return _fitted(inside, columns, filled, level)


def _signs(difference: Floats, band: Band) -> Floats:
    """+1 where a is the longer one by as much as the band says, -1 where b is, else 0."""
    low, high = band
    size = np.abs(difference)
    within = (size >= max(low, 1)) & (size < (np.inf if high is None else high))
    return np.asarray(np.sign(difference) * within)


def _fits(column: Floats) -> bool:
    return int(np.count_nonzero(column)) >= LEAST


def _fitted(inside: Comparisons, columns: Sequence[Floats], filled: dict[str, Floats], level: float) -> list[Estimate]:
    reason = f"fewer than {LEAST} decided comparisons between models that can be ranked"
    few = unknown(reason, method=METHOD, level=level)
    if not filled or inside.n_items < 2:
        return [few] * len(columns)
    try:
        fitted = fit_comparisons(replace(inside, features=filled), ties="drop", covariates=tuple(filled))
    except (NotConverged, NotIdentified, InvalidComparison) as error:
        return [unknown(str(error), method=METHOD, level=level)] * len(columns)
    estimates = parameter_estimates(fitted, inside, method=METHOD, level=level)
    found = dict(zip(filled, estimates[-len(filled) :], strict=True))
    return [
        _unscaled(found[name], column, inside) if (name := f"stratum {index}") in found else few
        for index, column in enumerate(columns)
    ]


def _unscaled(estimate: Estimate, column: Floats, inside: Comparisons) -> Estimate:
    """The effect per step of one, which was fitted per standard deviation of the column."""
    sd = float(column.std(ddof=1))
    within = column != 0
    told = (estimate.value, estimate.low, estimate.high, estimate.se)
    value, low, high, se = (None if one is None else one / sd for one in told)
    n, items = int(np.count_nonzero(within)), int(np.unique(inside.item[within]).size)
    return Estimate(value, low, high, items, n, METHOD, se=se, reason=estimate.reason, level=estimate.level)

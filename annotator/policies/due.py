"""Whether a project will be done by its due date, how sure that is, and what work it takes to be."""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Literal

import numpy as np
from scipy.stats import t

from annotator.policies.forecast import LEVEL, Forecast, days_needed

Verdict = Literal["on_schedule", "open", "late", "overdue", "unknown"]

#: Raters whose times must be known before hours are foretold with an interval.
LEAST_RATERS = 3


@dataclass(frozen=True, slots=True)
class Hours:
    """Hours of rating needed on each day until the due date; no interval, and a reason, where too few raters are known.

    ``value`` is None where nobody's time is known.
    """

    value: float | None
    low: float | None
    high: float | None
    level: float
    raters: int
    reason: str | None


@dataclass(frozen=True, slots=True)
class Due:
    """How a project stands to its due date.

    ``verdict``: ``on_schedule`` or ``late`` only where the whole interval of the forecast lies on one side of the due
    date, else ``open``; ``overdue`` when the date has passed; ``unknown`` for the ``reason``. ``late_by`` are the days
    from the due date to the forecast's day, ``late_low`` and ``late_high`` to the bounds of its interval, below 0 when
    early. ``probability`` is the share of the drawn futures that are done in time.
    """

    due_on: date
    verdict: Verdict
    probability: float | None
    late_by: int | None
    late_low: int | None
    late_high: int | None
    needed_per_day: float | None
    hours: Hours | None
    reason: str | None


def stand(
    found: Forecast,
    per_day: Mapping[date, int],
    times: Sequence[tuple[int, float]],
    *,
    due_on: date | None,
    today: date,
) -> Due | None:
    """Return how the project of the forecast ``found`` stands to ``due_on``; None without one or with nothing left.

    ``per_day`` is what the forecast was made from; ``times`` are each rater's judgments and the seconds they took.
    """
    if due_on is None or found.remaining == 0:
        return None
    left = (due_on - today).days
    if left < 0:
        return Due(due_on, "overdue", None, -left, None, None, None, None, None)
    if left == 0:
        reason = "It is due today, and the forecast knows only full days."
        return Due(due_on, "unknown", None, None, None, None, None, None, reason)
    needed = found.remaining / left
    hours = hours_needed(needed, times)
    if found.done is None:
        return Due(due_on, "unknown", None, None, None, None, needed, hours, found.reason)
    drawn = days_needed(per_day, found.remaining, today=today)
    low, high = found.low, found.high
    verdict: Verdict = "open"
    if high is not None and high <= due_on:
        verdict = "on_schedule"
    elif low is not None and low > due_on:
        verdict = "late"
    return Due(
        due_on,
        verdict,
        float(np.mean(drawn <= left)),
        (found.done - due_on).days,
        None if low is None else (low - due_on).days,
        None if high is None else (high - due_on).days,
        needed,
        hours,
        None,
    )


def hours_needed(per_day: float, times: Sequence[tuple[int, float]]) -> Hours:
    """Return the hours that ``per_day`` judgments take, from each rater's number of judgments and seconds for them.

    The mean time of a judgment is a ratio of sums over raters, whose judgments go together: its variance is that of
    the linearised ratio between raters (Cochran 1977, ch. 6), with the t distribution of the number of raters.
    """
    known = [(n, seconds) for n, seconds in times if n > 0 and seconds > 0]
    if not known:
        return Hours(None, None, None, LEVEL, 0, "Nobody’s time is known yet.")
    counts, seconds = (np.array(column, dtype=np.float64) for column in zip(*known, strict=True))
    raters, total = len(known), counts.sum()
    each = seconds.sum() / total
    hours = float(per_day * each / 3600)
    if raters < LEAST_RATERS:
        reason = (
            f"The times of {raters} {'rater is' if raters == 1 else 'raters are'} known; {LEAST_RATERS} are needed."
        )
        return Hours(hours, None, None, LEVEL, raters, reason)
    residuals = seconds - each * counts
    se = math.sqrt(residuals @ residuals * raters / (raters - 1)) / total
    half = float(t.ppf(0.5 + LEVEL / 2, raters - 1) * se * per_day / 3600)
    return Hours(hours, max(0.0, hours - half), hours + half, LEVEL, raters, None)

"""When a project will be done at the pace of its last days, and how sure that is.

The days to come are drawn from the days that were: weekdays from weekdays and days of the weekend from such, as far as
both are known. Days are drawn from a resample of the past, so that a pace known from five days is less sure than one
known from twenty (Efron and Tibshirani 1993, ch. 6 and 25.3: a bootstrap prediction). What it can't know is a team that
grows or leaves; it looks no farther back than four weeks so that it follows.
"""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

import numpy as np
from numpy.typing import NDArray

#: How far back it looks, and how far ahead it can see.
PAST_DAYS = 28
HORIZON_DAYS = 730
LEAST_DAYS = 3
LEVEL = 0.8
_REPLICATES = 500
_SEED = 20
_IDLE_DAYS = 7


@dataclass(frozen=True, slots=True)
class Forecast:
    """The day on which ``remaining`` judgments will be there, with an interval that holds at ``level``; or a reason.

    ``per_day`` is the mean of the days since work began or of the last four weeks, days without work included.
    """

    remaining: int
    per_day: float | None
    done: date | None
    low: date | None
    high: date | None
    level: float
    reason: str | None


def forecast(per_day: Mapping[date, int], remaining: int, *, today: date) -> Forecast:
    """Forecast from the judgments of each day; today, which isn't over, counts neither as past nor as to come."""
    days = _past(per_day, today)
    mean = sum(count for _, count in days) / len(days) if days else None
    if reason := _why_not(days, remaining):
        return Forecast(remaining, mean, None, None, None, LEVEL, reason)
    needed = _days_needed(days, remaining, today)
    tail = (1 - LEVEL) / 2
    low, middle, high = (int(np.quantile(needed, share, method="nearest")) for share in (tail, 0.5, 1 - tail))
    if middle > HORIZON_DAYS:
        return Forecast(remaining, mean, None, None, None, LEVEL, "At this pace it takes more than two years.")
    end = today + timedelta(days=high) if high <= HORIZON_DAYS else None
    return Forecast(remaining, mean, today + timedelta(days=middle), today + timedelta(days=low), end, LEVEL, None)


def days_needed(per_day: Mapping[date, int], remaining: int, *, today: date) -> NDArray[np.intp]:
    """Return after how many days the rest is done in each drawn future of a forecast that knows the day."""
    return _days_needed(_past(per_day, today), remaining, today)


def _past(per_day: Mapping[date, int], today: date) -> list[tuple[date, int]]:
    """The full days from the first one with work on, at most four weeks back."""
    worked = [day for day, count in per_day.items() if count and day < today]
    if not worked:
        return []
    first = max(min(worked), today - timedelta(days=PAST_DAYS))
    return [
        (day, per_day.get(day, 0)) for day in (first + timedelta(days=back) for back in range((today - first).days))
    ]


def _why_not(days: Sequence[tuple[date, int]], remaining: int) -> str | None:
    if remaining == 0:
        return "Nothing is left to be judged."
    if not days:
        return "Nobody has worked yet on a day that is over."
    if not any(count for _, count in days[-_IDLE_DAYS:]):
        return "Nobody has worked for a week."
    if len(days) < LEAST_DAYS:
        return f"Work has gone on for {len(days)} full {'day' if len(days) == 1 else 'days'}; {LEAST_DAYS} are needed."
    return None


def _days_needed(days: Sequence[tuple[date, int]], remaining: int, today: date) -> NDArray[np.intp]:
    """For each replicate, after how many days the rest is done; one more than the horizon where it isn't by then."""
    random = np.random.default_rng(_SEED)
    # Four times what the mean pace takes is farther than the interval's end, and costs a fraction of two years.
    expected = remaining * len(days) / sum(count for _, count in days)
    horizon = min(HORIZON_DAYS, 30 + 4 * math.ceil(expected))
    ahead = [today + timedelta(days=step) for step in range(1, horizon + 1)]
    made = np.zeros((_REPLICATES, horizon))
    weekends = [_weekend(day) for day, _ in days]
    # One kind of day, of which less than two are known, says too little to be drawn from by itself.
    apart = 2 <= sum(weekends) <= len(days) - 2
    for weekend in (False, True) if apart else (None,):
        past = np.array([count for day, count in days if weekend in (None, _weekend(day))])
        columns = [step for step, day in enumerate(ahead) if weekend in (None, _weekend(day))]
        resampled = past[random.integers(len(past), size=(_REPLICATES, len(past)))]
        drawn = random.integers(len(past), size=(_REPLICATES, len(columns)))
        made[:, columns] = np.take_along_axis(resampled, drawn, axis=1)
    reached = made.cumsum(axis=1) >= remaining
    return np.where(reached.any(axis=1), reached.argmax(axis=1) + 1, HORIZON_DAYS + 1)


def _weekend(day: date) -> bool:
    return day.weekday() >= 5

"""How fresh a rater is, and what follows from it: how much work to hand out, and when to suggest a break.

Freshness is a product of three factors, each 1 when rested and falling with one sign of tiredness: minutes since the
last rest, minutes on shift, and drift of pace against the rater's own start of the shift. Drift counts in both
directions: on long shifts errors are missed more often while items get *faster*. The curves are deliberate first
choices, not fitted to data; the windows and bounds of the drift were chosen by simulation, so that an even pace is
called a drift in some 2 % of eight-hour shifts (docs/QUALITY.md).
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from statistics import median

REST_MINUTES = 3.0
"""A break shorter than this doesn't restore freshness."""

PACE_WINDOW = 40
"""The rater's first so many judgments of a shift are the baseline, the last so many the present."""

LONG_SHIFT_MINUTES = 240.0
CALM_DRIFT = math.log(1.5)
STRONG_DRIFT = math.log(3.0)
BREAK_BELOW = 0.4


@dataclass(frozen=True)
class Rhythm:
    """The signs of tiredness: minutes, and median active seconds per judgment (``None``: not known yet)."""

    minutes_since_rest: float
    minutes_on_shift: float
    baseline_s: float | None = None
    recent_s: float | None = None


@dataclass(frozen=True)
class Advice:
    """What the rater is told. ``freshness`` is 0 (spent) to 1 (fresh); ``reasons`` are plain sentences."""

    freshness: float
    batch_size: int
    break_suggested: bool
    reasons: list[str]


def pace(active_seconds: Sequence[float]) -> tuple[float | None, float | None]:
    """Return the medians (baseline, recent) of one shift's active seconds in the order of judging.

    Both are ``None`` until the two windows no longer overlap: a rater is compared with their own start, never with
    others.
    """
    if len(active_seconds) < 2 * PACE_WINDOW:
        return None, None
    return median(active_seconds[:PACE_WINDOW]), median(active_seconds[-PACE_WINDOW:])


def freshness(rhythm: Rhythm, *, break_after_minutes: float) -> float:
    """Return how fresh the rater is, 0 to 1: never rising with time since a rest, with time on shift or with drift."""
    since_rest = _falling(rhythm.minutes_since_rest, break_after_minutes * 0.5, break_after_minutes * 2, floor=0.2)
    on_shift = _falling(rhythm.minutes_on_shift, LONG_SHIFT_MINUTES * 0.5, LONG_SHIFT_MINUTES * 2, floor=0.6)
    pace_kept = _falling(abs(drift(rhythm)), CALM_DRIFT, STRONG_DRIFT, floor=0.6)
    return since_rest * on_shift * pace_kept


def drift(rhythm: Rhythm) -> float:
    """Return ln(recent / baseline): above 0 is slower than at the start, below 0 faster; 0 when unknown."""
    if not rhythm.baseline_s or not rhythm.recent_s:
        return 0.0
    return math.log(rhythm.recent_s / rhythm.baseline_s)


def advise(rhythm: Rhythm, *, break_after_minutes: float, batch_min: int, batch_max: int) -> Advice:
    """Return what to tell the rater: a batch between ``batch_min`` and ``batch_max``, and whether to rest."""
    fresh = freshness(rhythm, break_after_minutes=break_after_minutes)
    due = rhythm.minutes_since_rest >= break_after_minutes
    return Advice(
        freshness=round(fresh, 3),
        batch_size=batch_min + math.floor(fresh * (batch_max - batch_min) + 0.5),
        break_suggested=due or fresh < BREAK_BELOW,
        reasons=_reasons(rhythm, due=due),
    )


def _reasons(rhythm: Rhythm, *, due: bool) -> list[str]:
    reasons = []
    if due:
        minutes = math.floor(rhythm.minutes_since_rest)
        reasons.append(f"You have worked {minutes} minutes without a rest. A few minutes away from the screen help.")
    if rhythm.minutes_on_shift >= LONG_SHIFT_MINUTES:
        hours = rhythm.minutes_on_shift / 60
        reasons.append(f"You have been on shift for {hours:.1f} hours. It is fine to stop here for today.")
    change = drift(rhythm)
    if change <= -CALM_DRIFT:
        reasons.append("You are going faster than at the start of your shift. Take the time you need.")
    elif change >= CALM_DRIFT:
        reasons.append("You are going slower than at the start of your shift. A short break may make it easier.")
    return reasons


def _falling(value: float, start: float, end: float, *, floor: float) -> float:
    """Return 1 up to ``start``, ``floor`` from ``end`` on, and a straight line between."""
    if value <= start:
        return 1.0
    if value >= end:
        return floor
    return 1.0 - (1.0 - floor) * (value - start) / (end - start)

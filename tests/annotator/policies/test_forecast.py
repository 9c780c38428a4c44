"""When a project will be done: known paces, days off, what can't be known, and an interval that holds."""

from datetime import date, timedelta

import numpy as np
import pytest

from annotator.policies.forecast import HORIZON_DAYS, LEVEL, Forecast, forecast

MONDAY = date(2026, 3, 2)


def past(counts: list[int], today: date = MONDAY) -> dict[date, int]:
    """The last days before today, the latest at the end."""
    return {today - timedelta(days=len(counts) - place): count for place, count in enumerate(counts)}


def test_a_steady_pace_says_the_day():
    found = forecast(past([100] * 20), 1000, today=MONDAY)
    ten = MONDAY + timedelta(days=10)
    assert (found.done, found.low, found.high, found.per_day, found.reason) == (ten, ten, ten, 100, None)


def test_free_weekends_are_free_in_the_future_too():
    counts = {day: 0 if day.weekday() >= 5 else 50 for day in (MONDAY - timedelta(days=back) for back in range(1, 29))}
    found = forecast(counts, 500, today=MONDAY)
    # Tuesday to Friday, a week of five, and the Monday after.
    assert found.done == found.low == found.high == date(2026, 3, 16)


def test_today_counts_neither_way():
    with_today = {**past([10] * 10), MONDAY: 3000}
    assert forecast(with_today, 100, today=MONDAY) == forecast(past([10] * 10), 100, today=MONDAY)


def test_days_before_work_began_are_no_pace():
    assert forecast(past([0, 0, 0, 0, 40, 40, 40]), 80, today=MONDAY).per_day == 40


@pytest.mark.parametrize(
    ("counts", "remaining", "said"),
    [
        ([10] * 9, 0, "Nothing is left"),
        ([], 10, "Nobody has worked yet"),
        ([50, 60], 10, "2 full days; 3"),
        ([50] + [0] * 8, 10, "for a week"),
        ([1] * 10, 10_000, "more than two years"),
    ],
)
def test_what_is_not_known_has_a_reason(counts: list[int], remaining: int, said: str):
    found = forecast(past(counts), remaining, today=MONDAY)
    assert (found.done, found.low, found.high) == (None, None, None)
    assert said in str(found.reason)


def test_an_end_beyond_the_horizon_is_left_open():
    found = forecast(past([0, 0, 1, 0, 0, 30, 0, 0, 0, 2, 0]), 1500, today=MONDAY)
    assert found.done is not None
    assert found.done <= MONDAY + timedelta(days=HORIZON_DAYS)
    assert found.high is None


def width(found: Forecast) -> timedelta:
    assert found.low is not None
    assert found.high is not None
    return found.high - found.low


def test_a_pace_known_from_more_days_is_surer():
    week = [80, 120, 100, 60, 140]
    short, long = (forecast(past(week * times), 3000, today=MONDAY) for times in (1, 5))
    assert width(short) > width(long)


def test_the_interval_holds_as_often_as_it_says():
    random = np.random.default_rng(5)
    held = 0
    for _ in range(300):
        mean = random.uniform(40, 200)
        days = random.negative_binomial(4, 4 / (4 + mean), size=400)
        found = forecast(past(days[:21].tolist()), int(mean * 15), today=MONDAY)
        needed = int(np.argmax(days[21:].cumsum() >= int(mean * 15))) + 1
        assert found.low is not None
        assert found.high is not None
        held += found.low <= MONDAY + timedelta(days=needed) <= found.high
    assert LEVEL - 0.08 <= held / 300 <= LEVEL + 0.1

"""Whether a project will be in time: no alarm without evidence, and hours whose interval holds."""

from datetime import date, timedelta

import numpy as np
import pytest

from annotator.policies.due import Due, hours_needed, stand
from annotator.policies.forecast import LEVEL, forecast

MONDAY = date(2026, 3, 2)
STEADY = [100] * 20
UNEVEN = [0, 150, 60, 200, 90, 0, 170, 40, 110, 180]
TIMES = [(100, 3000.0), (120, 4200.0), (80, 2000.0)]


def stands(counts: list[int], remaining: int, days: int, times: list[tuple[int, float]] = TIMES) -> Due:
    per_day = {MONDAY - timedelta(days=len(counts) - place): count for place, count in enumerate(counts)}
    found = forecast(per_day, remaining, today=MONDAY)
    due = stand(found, per_day, times, due_on=MONDAY + timedelta(days=days), today=MONDAY)
    assert due is not None
    return due


def test_a_steady_pace_is_in_time_or_late_by_the_days_between():
    early, late = stands(STEADY, 1000, 12), stands(STEADY, 1000, 7)
    assert (early.verdict, early.late_by, early.probability) == ("on_schedule", -2, 1)
    assert (late.verdict, late.late_by, late.late_low, late.late_high, late.probability) == ("late", 3, 3, 3, 0)
    assert late.needed_per_day == pytest.approx(1000 / 7)


def test_the_day_itself_is_in_time():
    assert stands(STEADY, 1000, 10).verdict == "on_schedule"


def test_an_interval_around_the_date_alarms_nobody():
    found = stands(UNEVEN, 1000, 10)
    assert found.verdict == "open"
    assert 0.1 < (found.probability or 0) < 0.9


def test_later_dates_are_likelier_to_be_met():
    likely = [stands(UNEVEN, 1000, days).probability or 0 for days in range(1, 40)]
    assert likely == sorted(likely)
    assert likely[-1] > 0.95


def test_without_a_pace_it_is_unknown_and_says_what_it_takes():
    found = stands([], 300, 10, [])
    assert (found.verdict, found.probability, found.needed_per_day) == ("unknown", None, 30)
    assert "Nobody has worked yet" in str(found.reason)
    assert found.hours is not None
    assert found.hours.value is None


def test_a_date_that_passed_is_a_fact_and_today_is_not_over():
    assert (stands(STEADY, 10, -4).verdict, stands(STEADY, 10, -4).late_by) == ("overdue", 4)
    assert stands(STEADY, 10, 0).verdict == "unknown"


def test_nothing_is_said_without_a_date_or_with_nothing_left():
    per_day = {MONDAY - timedelta(days=1): 5}
    assert stand(forecast(per_day, 9, today=MONDAY), per_day, TIMES, due_on=None, today=MONDAY) is None
    assert stand(forecast(per_day, 0, today=MONDAY), per_day, TIMES, due_on=MONDAY, today=MONDAY) is None


def test_hours_are_the_mean_time_of_a_judgment_and_need_three_raters_for_an_interval():
    found = hours_needed(120, TIMES)
    assert found.value == pytest.approx(120 * 9200 / 300 / 3600)
    assert found.low is not None
    assert found.high is not None
    assert found.low < (found.value or 0) < found.high
    alone = hours_needed(120, TIMES[:1])
    assert (alone.low, alone.high) == (None, None)
    assert "1 rater is" in str(alone.reason)
    assert "2 raters are" in str(hours_needed(120, TIMES[:2]).reason)


def test_hours_of_raters_who_are_all_alike_are_certain():
    found = hours_needed(60, [(10, 600.0)] * 4)
    assert (found.low, found.value, found.high) == (1, 1, 1)


def test_the_interval_of_hours_holds_as_often_as_it_says():
    random = np.random.default_rng(8)
    held = 0
    for _ in range(1000):
        each = random.lognormal(3.5, 0.4, size=8)
        counts = random.integers(30, 90, size=8)
        seconds = [float(random.gamma(n, mean)) for n, mean in zip(counts, each, strict=True)]
        found = hours_needed(3600, list(zip(counts.tolist(), seconds, strict=True)))
        assert found.low is not None
        assert found.high is not None
        held += found.low <= float(np.exp(3.5 + 0.4**2 / 2)) <= found.high
    assert LEVEL - 0.06 <= held / 1000 <= LEVEL + 0.05

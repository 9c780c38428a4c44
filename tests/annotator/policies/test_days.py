"""How long somebody has worked lately."""

from datetime import UTC, datetime, timedelta
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from annotator.policies.days import day_start, worked_seconds

NOON = datetime(2026, 3, 2, 12, tzinfo=UTC)


def at(minutes: float) -> datetime:
    return NOON + timedelta(minutes=minutes)


def worked(*shifts, since=-600, until=600) -> float:
    spans = [((at(a), at(b)), [(at(x), at(y)) for x, y in breaks]) for a, b, breaks in shifts]
    return worked_seconds(spans, since=at(since), until=at(until)) / 60


def test_breaks_are_no_work_and_the_day_has_a_beginning():
    assert worked((0, 100, [(20, 30), (50, 55)])) == 85
    assert worked((0, 100, []), since=40, until=70) == 30
    assert worked((0, 100, [(20, 60)]), since=40, until=70) == 10
    assert worked() == 0


def test_two_shifts_at_once_are_worked_once():
    assert worked((0, 60, []), (30, 90, [])) == 90
    assert worked((0, 60, [(10, 20)]), (0, 60, [])) == 60  # resting in one, working in the other
    assert worked((0, 60, [(10, 20)]), (5, 60, [(10, 20)])) == 50


Span = tuple[int, int, list[Any]]
spans: st.SearchStrategy[Span] = st.builds(
    lambda begin, length: (begin, begin + length, []), st.integers(-700, 700), st.integers(0, 300)
)


@given(st.lists(spans, max_size=6))
def test_never_more_than_the_time_there_was(shifts):
    total = worked(*shifts)
    assert 0 <= total <= 1200
    assert total <= sum(end - start for start, end, _ in shifts)


def test_yesterdays_shift_leaves_the_day_before_todays_begins():
    now = NOON.replace(hour=9)
    assert day_start(now) == now - timedelta(hours=16)
    shift = (NOON.replace(day=1, hour=9), NOON.replace(day=1, hour=17))
    assert worked_seconds([(shift, [])], since=day_start(now), until=now) == 0

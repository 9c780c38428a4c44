"""Freshness and what follows from it."""

import dataclasses

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from annotator.policies.fatigue import PACE_WINDOW, Rhythm, advise, freshness, pace

minutes = st.floats(0, 24 * 60)
seconds = st.none() | st.floats(0.1, 3600)
rhythms = st.builds(Rhythm, minutes, minutes, seconds, seconds)
break_after = st.integers(1, 240)
sizes = st.tuples(st.integers(1, 100), st.integers(1, 100)).map(sorted)


def told(rhythm: Rhythm):
    return advise(rhythm, break_after_minutes=50, batch_min=3, batch_max=10)


@given(rhythms, break_after, sizes)
def test_advice_stays_in_its_bounds(rhythm, after, bounds):
    advice = advise(rhythm, break_after_minutes=after, batch_min=bounds[0], batch_max=bounds[1])
    assert 0 <= advice.freshness <= 1
    assert bounds[0] <= advice.batch_size <= bounds[1]


@given(rhythms, break_after, minutes, st.sampled_from(["minutes_since_rest", "minutes_on_shift"]))
def test_time_never_makes_fresher(rhythm, after, more, sign):
    tired = dataclasses.replace(rhythm, **{sign: getattr(rhythm, sign) + more})
    assert freshness(tired, break_after_minutes=after) <= freshness(rhythm, break_after_minutes=after)


@given(rhythms, st.floats(1, 20), st.floats(1, 20), st.booleans())
def test_drift_never_makes_fresher_in_either_direction(rhythm, near, far, faster):
    assume(rhythm.baseline_s)
    near, far = sorted((near, far))
    assert rhythm.baseline_s is not None
    recent = [rhythm.baseline_s / k if faster else rhythm.baseline_s * k for k in (near, far)]
    values = [freshness(dataclasses.replace(rhythm, recent_s=r), break_after_minutes=50) for r in recent]
    assert values[1] <= values[0] + 1e-9


@given(rhythms, break_after)
def test_less_fresh_means_no_larger_batch(rhythm, after):
    rested = dataclasses.replace(rhythm, minutes_since_rest=0.0)
    now, then = (advise(r, break_after_minutes=after, batch_min=3, batch_max=10) for r in (rhythm, rested))
    assert now.batch_size <= then.batch_size


def test_a_fresh_rater_gets_the_largest_batch_and_no_words():
    advice = told(Rhythm(0, 0))
    assert (advice.freshness, advice.batch_size, advice.break_suggested, advice.reasons) == (1.0, 10, False, [])


def test_a_break_is_suggested_when_it_is_due_and_says_why():
    advice = told(Rhythm(50, 50))
    assert advice.break_suggested
    assert "50 minutes without a rest" in advice.reasons[0]
    assert not told(Rhythm(49, 49)).break_suggested


@pytest.mark.parametrize(("recent", "word"), [(4.0, "faster"), (25.0, "slower")])
def test_drift_of_pace_is_named(recent, word):
    advice = told(Rhythm(10, 10, baseline_s=10.0, recent_s=recent))
    assert word in advice.reasons[0]
    assert advice.batch_size < 10


def test_usual_variation_of_pace_is_no_drift():
    assert told(Rhythm(10, 10, baseline_s=10.0, recent_s=8.0)).freshness == 1.0


def test_pace_is_unknown_until_the_windows_part():
    assert pace([1.0] * (2 * PACE_WINDOW - 1)) == (None, None)
    assert pace([9.0] * PACE_WINDOW + [3.0] * PACE_WINDOW) == (9.0, 3.0)

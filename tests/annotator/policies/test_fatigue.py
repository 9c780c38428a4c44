"""Freshness and what follows from it."""

import dataclasses
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from annotator.policies.fatigue import (
    HIGHEST_GOLD_FACTOR,
    Clock,
    Policy,
    advise,
    freshness,
    gold_factor,
    raised,
)
from annotator.policies.rhythm import LIMIT, Pace, State

minutes = st.floats(0, 24 * 60)
evidence = st.floats(0, LIMIT)
clocks = st.builds(Clock, minutes, minutes, minutes, minutes)
states = st.builds(
    State,
    faster=evidence,
    slower=evidence,
    faster_all=evidence,
    slower_all=evidence,
    report=st.none() | st.integers(1, 5),
    reported_at_s=st.none() | st.integers(0, 80_000),
    pace=st.builds(Pace, recent=st.floats(-1, 1)),
)
policies = st.builds(
    lambda after, micro, sizes: Policy(
        break_after=after, micro_break_every=micro, batch_min=sizes[0], batch_max=sizes[1]
    ),
    st.integers(5, 240),
    st.integers(0, 60),
    st.tuples(st.integers(1, 100), st.integers(1, 100)).map(sorted),
)
FRESH, USUAL = State(), Policy()


@given(states, clocks, policies)
def test_advice_stays_in_its_bounds(state, clock, policy):
    advice = advise(state, clock, policy)
    assert 0 <= advice.lead_freshness <= 1
    assert 0 <= advice.freshness <= 1
    assert policy.batch_min <= advice.batch_size <= policy.batch_max
    assert 1 <= advice.gold_factor <= HIGHEST_GOLD_FACTOR
    assert (advice.break_minutes > 0) == advice.break_suggested
    assert advice == advise(state, clock, policy)


@given(states, clocks, policies, minutes, st.sampled_from(["since_rest", "on_shift"]))
def test_time_never_makes_fresher(state, clock, policy, more, sign):
    state = dataclasses.replace(state, report=None)  # what somebody said of themselves fades with time, and should
    later = dataclasses.replace(clock, **{sign: getattr(clock, sign) + more})
    assert freshness(state, later, policy) <= freshness(state, clock, policy)


@given(states, clocks, policies, st.sampled_from(["faster", "slower"]), evidence)
def test_evidence_never_makes_fresher(state, clock, policy, sign, more):
    doubted = dataclasses.replace(state, **{sign: max(getattr(state, sign), more)})
    assert freshness(doubted, clock, policy) <= freshness(state, clock, policy)


@given(states, clocks, policies, evidence, st.integers(0, 9))
def test_nothing_that_a_rater_is_told_depends_on_a_hidden_check(state, clock, policy, hidden, missed):
    other = dataclasses.replace(state, faster_all=hidden, slower_all=hidden, checked=missed + 1, missed=missed)
    told, told_other = advise(state, clock, policy), advise(other, clock, policy)
    for name in ("freshness", "batch_size", "break_suggested", "break_required", "break_minutes", "reasons"):
        assert getattr(told, name) == getattr(told_other, name)
    for name in ("day_over", "change_suggested", "ask_freshness"):
        assert getattr(told, name) == getattr(told_other, name)


def test_missed_checks_raise_the_rate_of_gold_and_are_named_to_leads():
    advice = advise(dataclasses.replace(FRESH, faster_all=LIMIT, checked=4, missed=2), Clock(since_rest=30), USUAL)
    assert advice.freshness > advice.lead_freshness
    assert advice.gold_factor > 1
    assert "2 of 4 checks missed since the last rest" in advice.lead_reasons
    assert "check" not in " ".join(advice.reasons)


def test_a_fresh_rater_gets_the_largest_batch_and_no_words():
    advice = advise(FRESH, Clock(), USUAL)
    assert (advice.freshness, advice.batch_size, advice.break_suggested, advice.reasons) == (1.0, 10, False, [])
    assert (advice.gold_factor, advice.lead_reasons, advice.day_over, advice.ask_freshness) == (1.0, [], False, False)


def test_a_break_is_suggested_when_it_is_due_and_says_why():
    advice = advise(FRESH, Clock(50, 50, 50, 50), USUAL)
    assert advice.break_suggested
    assert not advice.break_required
    assert advice.break_minutes == 10
    assert "50 minutes without a rest" in advice.reasons[0]
    assert not advise(FRESH, Clock(49, 49, 49, 49), USUAL).break_suggested


def test_a_micro_break_is_short_and_a_long_one_goes_before_it():
    policy = Policy(micro_break_every=20, breaks_required=True)
    micro = advise(FRESH, Clock(25, 20, 25, 25), policy)
    assert (micro.break_suggested, micro.break_required, micro.break_minutes) == (True, True, 1)
    assert "look up" in micro.reasons[0]
    long = advise(FRESH, Clock(50, 20, 50, 50), policy)
    assert long.break_minutes == 10
    assert advise(FRESH, Clock(25, 19, 25, 25), policy).break_minutes == 0


def test_the_day_ends_at_its_cap_and_no_cap_never_ends_it():
    assert advise(FRESH, Clock(worked=480), USUAL).day_over
    assert "8 hours today" in advise(FRESH, Clock(worked=480), USUAL).reasons[0]
    assert not advise(FRESH, Clock(worked=479), USUAL).day_over
    assert not advise(FRESH, Clock(worked=1e6), Policy(day_cap=0)).day_over


@pytest.mark.parametrize(
    ("sign", "recent", "words"), [("faster", -0.34, "40 % faster"), ("slower", 0.51, "40 % slower")]
)
def test_a_change_of_pace_is_named_with_its_size(sign, recent, words):
    evidence: dict[str, Any] = {sign: LIMIT}
    state = dataclasses.replace(FRESH, pace=Pace(recent=recent), **evidence)
    advice = advise(state, Clock(10, 10, 10, 10), USUAL)
    assert words in advice.reasons[0]
    assert advice.batch_size < 10
    assert advice.break_suggested


def test_usual_variation_of_pace_is_no_change():
    state = dataclasses.replace(FRESH, pace=Pace(recent=-0.3), faster=LIMIT * 0.4)
    assert advise(state, Clock(10, 10, 10, 10), USUAL) == advise(FRESH, Clock(10, 10, 10, 10), USUAL)


def test_straight_lining_offers_a_change():
    state = State(said={"a": 30.0, "b": 20.0}, last="a", run=20)
    advice = advise(state, Clock(10, 10, 10, 10), USUAL)
    assert advice.change_suggested
    assert "20 times in a row" in advice.reasons[0]
    assert not advise(dataclasses.replace(state, run=5), Clock(10, 10, 10, 10), USUAL).change_suggested


def test_what_raters_say_of_themselves_counts_for_a_while():
    said = State(report=1, reported_at_s=600)
    assert advise(said, Clock(10, 10, 12, 12), USUAL).freshness == pytest.approx(0.4)
    assert "feel tired" in advise(said, Clock(10, 10, 12, 12), USUAL).reasons[0]
    assert advise(said, Clock(10, 10, 70, 70), USUAL).freshness == 1


def test_raters_are_asked_rarely_and_sooner_in_doubt():
    doubt = State(faster=LIMIT * 0.6)
    assert not advise(doubt, Clock(on_shift=29), USUAL).ask_freshness
    assert advise(doubt, Clock(on_shift=30), USUAL).ask_freshness
    assert not advise(FRESH, Clock(on_shift=89), USUAL).ask_freshness
    assert advise(FRESH, Clock(on_shift=90), USUAL).ask_freshness
    assert not advise(State(reported_at_s=5400), Clock(on_shift=100), USUAL).ask_freshness


def test_the_gold_rate_rises_and_stops_at_its_highest():
    assert gold_factor(1.0) == gold_factor(0.7) == 1.0
    assert gold_factor(0.2) == gold_factor(0.0) == HIGHEST_GOLD_FACTOR
    assert gold_factor(0.5) == pytest.approx(1.6)
    assert raised(0.1, 2.0, highest=0.5) == 0.2
    assert raised(0.4, 2.0, highest=0.5) == 0.5
    assert raised(0.0, 2.0, highest=0.5) == 0.0

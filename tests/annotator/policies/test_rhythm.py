"""The rhythm of a shift: the chart, its false alarms, and the state that is carried from judgment to judgment."""

import json
import math
import random
from statistics import fmean, pstdev

import pytest
from hypothesis import given
from hypothesis import strategies as st

from annotator.policies import rhythm
from annotator.policies.break_trials import arm_of
from annotator.policies.change import Chart, accumulated, nats_needed, normal_llr, share_llr, standardised
from annotator.policies.rhythm import (
    LIMIT,
    LONGEST_MEMORY,
    MOST_KEYS,
    Facts,
    State,
    after_judgment,
    after_report,
    after_rest,
    entropy,
    start,
    straight_lining,
)

facts = st.builds(
    Facts,
    at_s=st.integers(0, 30_000),
    chars=st.integers(0, 20_000),
    answer=st.sampled_from(["", "a", "b", "tie", "both_bad", "4", "5"]),
    active_s=st.none() | st.floats(0, 4000),
    passed=st.none() | st.booleans(),
    consistent=st.none() | st.booleans(),
    focus_changes=st.none() | st.integers(0, 30),
)

# Two-sided CUSUMs of normal observations: J. M. Lucas and R. B. Crosier, Technometrics 24, 1982, 199-205, as printed in
# Montgomery, Introduction to Statistical Quality Control, table 9.3. One side alone runs twice as long in control.
PUBLISHED = [(4.0, 0.0, 168), (4.0, 1.0, 8.38), (4.0, 2.0, 3.34), (5.0, 0.0, 465), (5.0, 0.5, 38.0), (5.0, 1.0, 10.4)]


@pytest.mark.parametrize(("h", "shift", "length"), PUBLISHED)
def test_run_lengths_are_the_published_ones(h, shift, length):
    found = Chart(k=0.5, h=h).average_run_length(shift)
    assert found / (2 if shift == 0 else 1) == pytest.approx(length, rel=0.01)


def test_a_change_of_the_likelihood_ratio_is_the_chart_in_other_units():
    rng = random.Random(3)
    evidence = high = 0.0
    for _ in range(500):
        u = rng.gauss(0.2, 1)
        evidence = accumulated(evidence, normal_llr(u, shift=0.4), limit=1e9)
        high = max(high + u - 0.2, 0.0)
        assert evidence == pytest.approx(0.4 * high)


def test_a_hit_and_a_miss_of_a_share_cancel_on_average_when_nothing_changed():
    for share in (0.1, 0.5, 0.8):
        mean = share * share_llr(True, share=share, odds=2) + (1 - share) * share_llr(False, share=share, odds=2)
        assert mean < 0  # minus the information
        assert math.exp(share_llr(True, share=share, odds=2)) * share + math.exp(
            share_llr(False, share=share, odds=2)
        ) * (1 - share) == pytest.approx(1)


def test_standardised_residuals_are_normal_although_the_spread_is_estimated():
    # Student's t with 8 degrees of freedom: quantiles from tables, .975 is 2.306 and .9 is 1.397.
    assert standardised(2.306, scale=1.0, freedom=8) == pytest.approx(1.96, abs=0.01)
    assert standardised(-1.397, scale=1.0, freedom=8) == pytest.approx(-1.2816, abs=0.01)


def test_what_a_test_needs_to_know():
    assert nats_needed(power=0.8, false_alarms=0.05) == pytest.approx(1.906, abs=0.001)
    with pytest.raises(ValueError, match="doesn't hold"):
        nats_needed(power=0.1, false_alarms=0.2)


@given(st.lists(facts, max_size=60))
def test_the_state_stays_small_finite_and_survives_its_column(told):
    state = start()
    for one in told:
        state = after_judgment(state, one)
        assert 0 <= state.faster <= LIMIT
        assert 0 <= state.slower_all <= LIMIT
        stored = json.dumps(state.as_json(), allow_nan=False)
        assert len(stored) < 4000
        assert State.from_json(json.loads(stored)) == state
    assert state.judged == len(told)
    assert len(state.said) <= MOST_KEYS
    assert len(state.alarms) <= LONGEST_MEMORY


@given(st.lists(facts, max_size=40), st.data())
def test_checks_move_only_the_sum_that_raters_never_see(told, data):
    state = other = start()
    for one in told:
        state = after_judgment(state, one)
        flipped = Facts(
            **{**{name: getattr(one, name) for name in Facts.__slots__}, "passed": data.draw(st.booleans())}
        )
        other = after_judgment(other, flipped)
    for name in ("faster", "slower", "pace", "said", "run", "last", "active_s"):
        assert getattr(state, name) == getattr(other, name)


def worked(rng, *, judgments, faster=0.0, exponent=0.8, state=None, level=30.0, spread=0.35):
    """A shift of a steady rater, who from the middle on is ``faster`` in the log of seconds."""
    state = start() if state is None else state
    for n in range(judgments):
        chars = rng.randint(500, 6000)
        gone = faster if n >= judgments / 2 else 0.0
        seconds = level * (chars / 2000) ** exponent * math.exp(rng.gauss(-gone, spread))
        state = after_judgment(state, Facts(n * 40, chars, rng.choice(["a", "b", "b", "tie"]), seconds))
    return state


def test_length_explains_time_and_the_spread_is_what_remains():
    state = worked(random.Random(1), judgments=400)
    assert state.pace.exponent == pytest.approx(0.8, abs=0.08)
    assert state.pace.spread == pytest.approx(0.35, abs=0.04)


def test_a_faster_rater_is_found_and_a_steady_one_is_not():
    rng = random.Random(2)
    assert all("faster" in {kind for _, kind in worked(rng, judgments=300, faster=0.35).alarms} for _ in range(20))
    assert all("slower" in {kind for _, kind in worked(rng, judgments=300, faster=-0.35).alarms} for _ in range(20))
    alarms = [worked(rng, judgments=700).alarms for _ in range(60)]
    assert sum(bool(found) for found in alarms) <= 8  # below 5 % expected: three would be usual, nine not


def test_evidence_is_nearly_centred_from_the_first_judgments_on():
    """Self-starting: standardised values of a steady rater have mean 0 and spread 1 even early in a shift."""
    rng, found = random.Random(5), []
    for _ in range(300):
        state = start()
        for n in range(12):
            chars = rng.randint(500, 6000)
            one = Facts(n, chars, "", 30 * (chars / 2000) ** 0.6 * math.exp(rng.gauss(0, 0.4)))
            if n >= 4:
                found.append(rhythm._paced(state.pace, one)[1])
            state = after_judgment(state, one)
    assert fmean(found) == pytest.approx(0, abs=0.05)
    assert pstdev(found) == pytest.approx(1, abs=0.12)


def test_one_interruption_is_no_change_and_does_not_move_the_baseline_far():
    rng = random.Random(4)
    before = worked(rng, judgments=100)
    after = after_judgment(before, Facts(5000, 2000, "a", 3600.0))
    assert after.slower - before.slower < 1.1
    assert after.pace.spread < before.pace.spread * 1.2


def test_an_earlier_shift_is_a_baseline_but_hardly_a_level():
    yesterday = worked(random.Random(6), judgments=300, level=60.0)
    today = start(yesterday)
    assert today.pace.exponent == pytest.approx(yesterday.pace.exponent, abs=0.05)
    assert today.pace.spread == pytest.approx(yesterday.pace.spread)
    assert today.pace.n == 10
    assert (today.judged, today.faster, today.alarms, today.run) == (0, 0.0, (), 0)
    quicker = [worked(random.Random(seed), judgments=80, level=54.0, state=today).alarms for seed in range(20)]
    assert sum(bool(found) for found in quicker) <= 2  # a tenth faster than yesterday is just another day


def test_a_rest_begins_the_evidence_again_and_keeps_the_baseline():
    tired = worked(random.Random(7), judgments=300, faster=0.5)
    rested = after_rest(after_report(tired, fresh=2, at_s=9000))
    assert (rested.faster, rested.faster_all, rested.missed, rested.report) == (0, 0, 0, None)
    assert rested.reported_at_s == 9000
    assert rested.pace.n == tired.pace.n
    assert rested.alarms == tired.alarms


def test_straight_lining_is_judged_by_the_raters_own_habits():
    rng = random.Random(8)
    varied = start()
    for n in range(60):
        varied = after_judgment(varied, Facts(n, 0, rng.choice("ab")))
    for n in range(8):
        varied = after_judgment(varied, Facts(60 + n, 0, "a"))
    assert not straight_lining(varied)
    for n in range(14):
        varied = after_judgment(varied, Facts(70 + n, 0, "a"))
    assert straight_lining(varied)
    assert [kind for _, kind in varied.alarms].count("straight_line") == 1
    assert entropy(start()) is None
    assert 0 < (entropy(varied) or 0) < 1


def test_of_two_shifts_one_is_in_each_arm_and_the_order_is_drawn():
    arms = [[arm_of(seed=7, rater=f"r{n}", turn=turn) for turn in range(6)] for n in range(200)]
    assert all(sorted(found[:2]) == sorted(found[2:4]) == ["a", "b"] for found in arms)
    assert 70 < sum(found[0] == "a" for found in arms) < 130
    assert arms == [[arm_of(seed=7, rater=f"r{n}", turn=turn) for turn in range(6)] for n in range(200)]

"""Gold's own standing, repeats, peers and training: the rules without a database."""

import math
import random

import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats

from annotator.policies.gold import GivenAnswer, GoldTarget, matches
from annotator.policies.gold_standing import Tally, chance_below_half, without_each
from annotator.policies.peers import Common, peer_agreement, quadratic
from annotator.policies.repeats import compare, repeat_seats, swapped
from annotator.policies.training import Attempt
from annotator.policies.verdict import Running, judge, sequential_test


def pair(outcome: str) -> list[GivenAnswer]:
    return [GivenAnswer("better", outcome=outcome)]


@given(st.integers(0, 60).flatmap(lambda n: st.tuples(st.integers(0, n), st.just(n))))
def test_the_doubt_is_the_posterior_of_a_flat_prior(counts):
    passed, shown = counts
    expected = stats.beta(passed + 1, shown - passed + 1).cdf(0.5)
    assert chance_below_half(passed, shown) == pytest.approx(expected, abs=1e-12)


@pytest.mark.parametrize(
    ("passed", "shown", "retired"),
    [
        (0, 4, False),
        (0, 5, True),
        (1, 6, False),
        (1, 7, True),
        (5, 10, False),
        (2, 9, False),
        (2, 10, True),
        (100, 100, False),
    ],
)
def test_the_rule_retires_what_most_good_raters_miss(passed, shown, retired):
    assert Tally(good_shown=shown, good_passed=passed).to_retire is retired


@pytest.mark.parametrize(("share", "most"), [(0.5, 0.06), (0.8, 0.0005)])
def test_how_often_the_rule_retires_a_fair_item_when_it_first_may(share, most):
    """At five good raters only five misses retire: (1 - share)^5."""
    wrong = sum(
        stats.binom(5, share).pmf(passed) for passed in range(6) if Tally(good_shown=5, good_passed=passed).to_retire
    )
    assert wrong <= most


@given(st.lists(st.booleans(), max_size=25), st.sampled_from([0.3, 0.5, 0.8]), st.integers(1, 12))
def test_one_check_after_the_other_is_the_verdict_on_all(checks, threshold, min_checks):
    test = sequential_test(threshold)
    state: Running[int] = Running()
    for number, check in enumerate(checks):
        state = state.after(test, check, mark=number, min_checks=min_checks)
    verdict = judge(checks, threshold=threshold, min_checks=min_checks)
    assert (state.outcome, state.checked, state.passed) == (verdict.outcome, verdict.checked, verdict.passed)
    assert state.last_good == verdict.last_good


@given(st.lists(st.booleans(), max_size=25))
def test_the_others_are_all_checks_but_one(checks):
    test = sequential_test(0.5)
    found = without_each(checks, [test] * len(checks), min_checks=1)
    for left_out, outcome in enumerate(found):
        others = checks[:left_out] + checks[left_out + 1 :]
        assert outcome == judge(others, threshold=0.5, min_checks=1).outcome


def test_several_outcomes_pass_where_they_are_accepted():
    lenient = [GoldTarget("better", outcome="a", also_accepted=("tie",))]
    assert matches(lenient, pair("a"))
    assert matches(lenient, pair("tie"))
    assert not matches(lenient, pair("b"))
    assert not matches(lenient, pair("both_bad"))


@pytest.mark.parametrize(
    ("first", "again", "consistent", "decided", "side"),
    [
        ("a", "a", True, True, None),
        ("a", "b", False, True, 0),  # a stood first, then b did: the first side won twice
        ("b", "a", False, True, 1),
        ("tie", "tie", True, False, None),
        ("tie", "both_bad", False, False, None),
        ("a", "tie", False, False, None),
    ],
)
def test_a_repeat_is_consistent_or_follows_a_side(first, again, consistent, decided, side):
    found = compare(pair(first), pair(again), first_shown=0, shown_again=1)
    assert (found.consistent, found.decided, found.side) == (consistent, decided, side)


def test_without_a_swap_no_side_was_followed():
    assert compare(pair("a"), pair("b"), first_shown=0, shown_again=0).side is None
    assert compare(pair("a"), pair("b"), first_shown=None, shown_again=0).side is None


@pytest.mark.parametrize(("again", "same"), [(3.0, True), (4.0, True), (5.0, False)])
def test_scores_of_a_repeat_may_be_one_step_off(again, same):
    first, second = [GivenAnswer("q", 0, score=3.0)], [GivenAnswer("q", 0, score=again)]
    assert compare(first, second, first_shown=0, shown_again=0).consistent is same


def test_swapping_twice_is_nothing():
    assert swapped("1,0") == "0,1"
    assert swapped(swapped("0,1")) == "0,1"


@given(st.integers(0, 60), st.floats(0, 0.3), st.integers())
def test_repeats_sit_among_the_seats_offered(n, rate, seed):
    seats = list(range(0, n, 2))
    assert set(repeat_seats(seats=seats, rate=rate, rng=random.Random(seed))) <= set(seats)


def items(n: int, agreement: float, seed: int = 1) -> list[Common]:
    rng = random.Random(seed)
    made = []
    for _ in range(n):
        truth = rng.choice("ab")
        own = truth if rng.random() < agreement else rng.choice("ab")
        made.append(Common(own, {truth: 1.0}))
    return made


def test_two_raters_have_cohens_kappa():
    made = items(200, 0.7)
    table = {(x, y): 0 for x in "ab" for y in "ab"}
    for item in made:
        (other,) = item.others
        table[str(item.own), str(other)] += 1
    observed = (table["a", "a"] + table["b", "b"]) / 200
    own_a, other_a = (table["a", "a"] + table["a", "b"]) / 200, (table["a", "a"] + table["b", "a"]) / 200
    expected = own_a * other_a + (1 - own_a) * (1 - other_a)
    found = peer_agreement(made)
    assert found.value == pytest.approx((observed - expected) / (1 - expected))


def test_the_jackknife_is_that_of_leaving_each_item_out():
    made = items(30, 0.6)
    found = peer_agreement(made)
    values = []
    for left_out in range(30):
        rest = made[:left_out] + made[left_out + 1 :]
        value = peer_agreement(rest).value
        assert value is not None
        values.append(value)
    mean = sum(values) / 30
    error = math.sqrt(29 / 30 * sum((value - mean) ** 2 for value in values))
    assert found.value is not None
    assert found.low == pytest.approx(found.value - 1.959964 * error, abs=1e-6)


def test_the_interval_covers_the_truth_about_as_often_as_it_says():
    """The truth for own = truth with .6, else a coin: kappa .6."""
    hit = 0
    for seed in range(400):
        found = peer_agreement(items(80, 0.6, seed))
        assert found.low is not None
        assert found.high is not None
        hit += found.low <= 0.6 <= found.high
    assert 0.91 <= hit / 400 <= 0.98


def test_who_says_the_opposite_is_suspect_and_who_tosses_coins_is_not():
    opposite = [Common("a" if n % 2 else "b", {"b" if n % 2 else "a": 1.0}) for n in range(40)]
    assert peer_agreement(opposite).suspect
    assert not peer_agreement(items(40, 0.0)).suspect


@pytest.mark.parametrize(
    ("made", "reason"),
    [(items(9, 1.0), "fewer than 10"), ([Common("a", {"a": 1.0})] * 20, "no variation")],
)
def test_what_can_not_tell_says_why(made, reason):
    found = peer_agreement(made)
    assert found.value is None
    assert found.reason.startswith(reason)


def test_a_near_miss_on_a_scale_agrees_more_than_a_far_one():
    near = [Common(float(n % 5), {float(min(n % 5 + 1, 4)): 1.0}) for n in range(50)]
    far = [Common(float(n % 5), {float(4 - n % 5): 1.0}) for n in range(50)]
    close, distant = peer_agreement(near, quadratic(4)).value, peer_agreement(far, quadratic(4)).value
    assert close is not None
    assert distant is not None
    assert close > 0.7 > 0 > distant


@pytest.mark.parametrize(
    ("done", "passed", "number", "result"),
    [(4, 4, 1, "going"), (5, 4, 1, "passed"), (5, 3, 1, "again"), (5, 3, 2, "failed"), (5, 5, 2, "passed")],
)
def test_an_attempt_ends_when_all_its_items_are_answered(done, passed, number, result):
    attempt = Attempt(required=5, done=done, passed=passed, number=number, allowed=2, pass_mark=0.8)
    assert attempt.needed == 4
    assert attempt.result == result


def test_the_mark_is_reached_exactly():
    assert Attempt(required=10, done=0, passed=0, number=1, allowed=1, pass_mark=0.7).needed == 7
    assert Attempt(required=3, done=0, passed=0, number=1, allowed=1, pass_mark=0.7).needed == 3
    assert Attempt(required=5, done=0, passed=0, number=1, allowed=1, pass_mark=0).needed == 0

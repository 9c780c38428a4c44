"""The sequential verdict: its outcomes, and its error rates against formulas and simulation."""

from bisect import bisect_left

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from annotator.policies.verdict import (
    SequentialTest,
    Verdict,
    chance_of_acceptance,
    expected_checks,
    judge,
    median_checks,
    sequential_test,
    stopped_by,
)

MIN_CHECKS = 10
RUNS = 2000


def first_stops(accuracy: float, checks: int, *, seed: int) -> np.ndarray:
    """Return at which check each of ``RUNS`` simulated raters is stopped; ``checks + 1``: not at all."""
    passes = np.random.default_rng(seed).random((RUNS, checks)) < accuracy
    return np.array([_first_stop(row.tolist()) for row in passes])


def _first_stop(passes: list[bool]) -> int:
    # Once bad, always bad: so the first bad beginning can be found by halving.
    return bisect_left(range(len(passes) + 1), True, key=lambda n: verdict(passes[:n]).outcome == "bad")


def verdict(checks: list[bool]) -> Verdict:
    return judge(checks, threshold=0.5, min_checks=MIN_CHECKS)


def the_test(threshold: float = 0.5) -> SequentialTest:
    found = sequential_test(threshold)
    assert found is not None
    return found


def test_good_raters_are_hardly_ever_stopped():
    test = the_test()
    assert stopped_by(test, accuracy=0.9, checks=60, min_checks=10)[-1] < 0.02
    assert stopped_by(test, accuracy=0.95, checks=60, min_checks=10)[-1] < 0.001
    assert stopped_by(test, accuracy=0.8, checks=100, min_checks=10)[-1] < 0.06  # a day of checks at the bar
    assert (first_stops(0.9, 60, seed=1) <= 60).mean() < 0.02


def test_raters_who_guess_are_stopped_soon():
    found = median_checks(the_test(), accuracy=0.5, min_checks=10)
    assert found is not None
    assert found <= 17
    assert np.median(first_stops(0.5, 60, seed=2)) <= 17
    assert (median_checks(the_test(), accuracy=1 / 3, min_checks=10) or 99) <= 11  # a guess among a, b and tie


@pytest.mark.parametrize("accuracy", [0.85, 0.7, 0.55])
def test_the_operating_characteristic_is_what_a_simulation_finds(accuracy):
    stops = first_stops(accuracy, 40, seed=3)
    exact = stopped_by(the_test(), accuracy=accuracy, checks=40, min_checks=10)
    for n in (10, 15, 25, 40):
        share = (stops <= n).mean()
        assert share == pytest.approx(exact[n - 1], abs=4 * np.sqrt(0.25 / RUNS))


@pytest.mark.parametrize("accuracy", [0.9, 0.75, 0.6, 0.4])
def test_walds_formulas_are_near_what_single_tests_do(accuracy):
    test = the_test()
    rng = np.random.default_rng(4)
    accepted, lengths = 0, []
    for _ in range(2000):
        evidence, n = 0.0, 0
        while not (test.accepts(evidence) or test.stops(evidence)):
            evidence, n = test.after(evidence, bool(rng.random() < accuracy)), n + 1
        accepted += test.accepts(evidence)
        lengths.append(n)
    assert accepted / 2000 == pytest.approx(chance_of_acceptance(test, accuracy), abs=0.05)
    # Overshoot makes real tests a little longer than Wald's approximation.
    assert expected_checks(test, accuracy) * 0.95 <= np.mean(lengths) <= expected_checks(test, accuracy) * 1.25


def test_walds_bounds_hold_at_p0_and_p1():
    test = the_test()
    assert chance_of_acceptance(test, test.p1) == pytest.approx(1 - test.alpha)
    assert chance_of_acceptance(test, test.p0) == pytest.approx(test.beta)


def test_a_decline_after_long_good_work_is_found_as_fast_as_at_the_start():
    found = verdict([True] * 190 + [False] * 8)  # five would do from 0; credit is worth three at most
    assert found.outcome == "bad"
    assert found.last_good is not None
    assert 180 <= found.last_good < 190


def test_suspicion_stays_until_the_rater_is_accepted_again():
    assert verdict([False] * 2).outcome == "undecided"
    assert verdict([False] * 3).outcome == "suspect"
    assert verdict([False] * 3 + [True] * 8).outcome == "suspect"
    accepted = verdict([False] * 3 + [True] * 14)
    assert (accepted.outcome, accepted.last_good) == ("good", 15)


def test_nothing_is_final_before_the_smallest_number_of_checks():
    assert verdict([]).outcome == "undecided"
    assert verdict([False] * 9).outcome == "suspect"
    assert verdict([False] * 10).outcome == "bad"
    assert verdict([False] * 8 + [True] * 2).outcome == "suspect"


def test_at_one_third_a_pass_and_a_miss_cancel_without_an_acceptance():
    found = judge([False, True] * 3, threshold=1 / 3, min_checks=1)
    assert (found.outcome, found.last_good) == ("undecided", None)


def test_a_threshold_of_zero_stops_nobody_and_one_of_one_still_lets_people_pass():
    assert judge([False] * 50, threshold=0, min_checks=1).outcome == "undecided"
    assert judge([True] * 200, threshold=1, min_checks=1).outcome == "good"


@given(st.lists(st.booleans(), max_size=60), st.floats(0.01, 1), st.integers(0, 30))
def test_every_verdict_is_consistent(checks, threshold, min_checks):
    found = judge(checks, threshold=threshold, min_checks=min_checks)
    assert found.passed == sum(checks)
    assert found.checked == len(checks)
    assert found.evidence <= 1
    assert found.last_good is None or 0 <= found.last_good < len(checks)
    if found.outcome == "bad":
        assert len(checks) >= min_checks
        assert not all(checks)
    if found.outcome == "good":
        assert found.last_good is not None
    if all(checks):
        assert found.outcome in ("undecided", "good")


@given(st.lists(st.booleans(), min_size=1, max_size=40), st.floats(0.05, 0.95))
def test_one_more_miss_never_helps(checks, threshold):
    before = judge(checks, threshold=threshold, min_checks=1)
    after = judge([*checks, False], threshold=threshold, min_checks=1)
    assert after.evidence >= before.evidence


@pytest.mark.parametrize(("p0", "p1"), [(0.0, 0.5), (0.6, 0.6), (0.7, 0.6), (0.5, 1.0)])
def test_impossible_tests_are_refused(p0, p1):
    with pytest.raises(ValueError, match="0 < p0 < p1 < 1"):
        SequentialTest(p0=p0, p1=p1)


def test_other_impossible_values_are_refused():
    with pytest.raises(ValueError, match="alpha"):
        SequentialTest(p0=0.5, p1=0.6, alpha=0.6, beta=0.5)
    with pytest.raises(ValueError, match="threshold"):
        sequential_test(1.5)
    with pytest.raises(ValueError, match="accuracy"):
        chance_of_acceptance(the_test(), 1.0)

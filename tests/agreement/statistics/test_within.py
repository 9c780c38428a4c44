"""Effects within raters: a known model, an oracle, coverage, and what can't be estimated."""

import numpy as np
import pytest
import statsmodels.api as sm

from agreement.statistics.within import within_effect


def drawn(rng, *, raters=12, each=40, effect=-0.06, yes_no=True):
    """Raters of different ability, of whom the good ones work longer without a break."""
    rater = np.repeat(np.arange(raters), each)
    ability = rng.uniform(0.6, 0.9, raters)
    longest = 0.5 + 2.5 * (ability - 0.6) / 0.3
    hours = rng.uniform(0, 1, rater.size) * longest[rater]
    own = rng.normal(effect, 0.03, raters)  # the effect differs between people
    mean = ability[rater] + own[rater] * hours
    outcome = (rng.random(rater.size) < mean).astype(float) if yes_no else mean + rng.normal(0, 0.3, rater.size)
    return outcome, hours, rater


def test_the_value_is_least_squares_with_an_intercept_for_each_rater():
    outcome, hours, rater = drawn(np.random.default_rng(1), yes_no=False)
    length = np.random.default_rng(2).normal(size=(rater.size, 1))
    dummies = (rater[:, None] == np.arange(12)).astype(float)
    for adjust in (None, length):
        columns = [hours[:, None], dummies] if adjust is None else [hours[:, None], dummies, adjust]
        oracle = sm.OLS(outcome, np.column_stack(columns)).fit()
        found = within_effect(outcome, hours, rater, adjust=adjust)
        assert found.value == pytest.approx(oracle.params[0])
        robust = oracle.get_robustcov_results("cluster", groups=rater)
        assert found.se == pytest.approx(robust.bse[0], rel=0.25)  # the jackknife is a little wider
        assert (found.n_items, found.n_judgments) == (12, rater.size)


def test_a_pooled_curve_would_have_the_wrong_sign():
    rng = np.random.default_rng(3)
    outcome, hours, rater = drawn(rng, raters=60, each=200, effect=-0.06)
    pooled = np.polyfit(hours, outcome, 1)[0]
    found = within_effect(outcome, hours, rater)
    assert pooled > 0
    assert found.high is not None
    assert found.high < 0


@pytest.mark.parametrize("raters", [6, 25])
def test_the_interval_covers_the_truth_as_often_as_it_says(raters: int):
    rng = np.random.default_rng(raters)
    covered = 0
    for _ in range(400):
        found = within_effect(*drawn(rng, raters=raters, each=30, effect=-0.06))
        assert found.low is not None
        assert found.high is not None
        covered += found.low <= -0.06 <= found.high
    assert 0.92 <= covered / 400 <= 0.99


def test_an_arm_that_differs_between_shifts_is_a_difference_of_shares():
    rng = np.random.default_rng(5)
    rater = np.repeat(np.arange(30), 60)
    in_b = np.tile(np.repeat([0.0, 1.0], 30), 30)
    outcome = (rng.random(rater.size) < 0.8 + 0.1 * in_b).astype(float)
    found = within_effect(outcome, in_b, rater)
    assert found.value == pytest.approx(outcome[in_b == 1].mean() - outcome[in_b == 0].mean())


def none(*arguments, **options) -> str:
    found = within_effect(*arguments, **options)
    assert found.value is None
    assert found.reason
    return found.reason


def test_what_cannot_be_estimated_says_why():
    empty = np.zeros(0)
    assert "nothing was observed" in none(empty, empty, empty.astype(np.int64))
    outcome, hours, rater = drawn(np.random.default_rng(6), raters=2)
    assert "only 2 raters" in none(outcome, hours, rater)
    assert "only 0 raters" in none(outcome, np.ones_like(hours), rater)
    outcome, hours, rater = drawn(np.random.default_rng(7), raters=5)
    assert "never varies" in none(np.ones_like(outcome), hours, rater)
    assert "can't be told" in none(outcome, hours, rater, adjust=hours[:, None])
    with pytest.raises(ValueError, match="outcomes"):
        within_effect(outcome[1:], hours, rater)

"""An Estimate refuses what can't be shown; proportions carry Wilson's interval."""

import json
import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from statsmodels.stats.proportion import proportion_confint

from agreement.statistics.estimate import Estimate, InvalidEstimate, clustered_proportion, proportion, unknown


@pytest.mark.parametrize("field", ["value", "low", "high", "se"])
@pytest.mark.parametrize("number", [math.nan, math.inf, -math.inf, np.float64("nan")])
def test_no_field_may_be_nan_or_infinite(field, number):
    fields = {"value": 0.5, "low": 0.4, "high": 0.6, "se": 0.05} | {field: number}
    with pytest.raises(InvalidEstimate, match=field):
        Estimate(n_items=10, n_judgments=20, method="test", **fields)


@pytest.mark.parametrize(
    ("value", "low", "high", "reason"),
    [
        (0.5, 0.6, 0.4, None),  # crossed
        (0.5, 0.4, None, "one bound"),
        (None, 0.4, 0.6, "no value"),
        (None, None, None, None),  # no reason
        (0.5, None, None, None),  # no interval and no reason
    ],
)
def test_half_told_estimates_are_refused(value, low, high, reason):
    with pytest.raises(InvalidEstimate):
        Estimate(value, low, high, 1, 1, "test", reason=reason)


def test_unknown_has_a_reason_and_no_number():
    estimate = unknown("no judgments", method="alpha", n_items=3)
    assert (estimate.value, estimate.low, estimate.high, estimate.reason) == (None, None, None, "no judgments")


def test_as_dict_is_json_even_from_numpy_numbers():
    estimate = Estimate(np.float64(0.5), np.float64(0.4), np.float64(0.6), np.int64(3), np.int64(6), "test")  # type: ignore[arg-type]
    assert json.loads(json.dumps(estimate.as_dict())) == estimate.as_dict()
    assert estimate.as_dict()["n_items"] == 3


@given(st.integers(1, 500).flatmap(lambda n: st.tuples(st.integers(0, n), st.just(n))), st.sampled_from([0.8, 0.95]))
def test_wilson_interval_is_that_of_statsmodels(counts, level):
    successes, n = counts
    estimate = proportion(successes, n, level=level)
    low, high = proportion_confint(successes, n, alpha=1 - level, method="wilson")
    assert (estimate.low, estimate.high) == pytest.approx((low, high), abs=1e-12)


def test_a_proportion_of_nothing_is_unknown():
    assert proportion(0, 0).value is None
    with pytest.raises(ValueError, match="3 successes in 2 trials"):
        proportion(3, 2)


def test_copies_of_a_judgment_on_the_same_item_add_no_certainty():
    hits = np.arange(200) % 5 < 2
    single = clustered_proportion(hits, np.arange(200))
    tripled = clustered_proportion(np.repeat(hits, 3), np.repeat(np.arange(200), 3))
    assert tripled.value == single.value
    assert (tripled.low, tripled.high) == pytest.approx((single.low, single.high), abs=2e-3)
    assert (tripled.n_items, tripled.n_judgments) == (200, 600)


def test_unanimous_clusters_count_once():
    estimate = clustered_proportion(np.ones(30, dtype=bool), np.repeat(np.arange(10), 3))
    assert estimate.value == 1
    assert estimate.low == pytest.approx(proportion(10, 10).low)


def test_clustered_interval_covers_when_raters_of_an_item_agree():
    rng = np.random.default_rng(5)
    covered = 0
    for _ in range(400):
        of_item = rng.beta(2, 3, 80)  # the mean is 0.4 and three raters share each item's own rate
        hits = (rng.random((80, 3)) < of_item[:, np.newaxis]).ravel()
        estimate = clustered_proportion(hits, np.repeat(np.arange(80), 3))
        assert estimate.low is not None
        assert estimate.high is not None
        covered += estimate.low <= 0.4 <= estimate.high
    assert 0.92 <= covered / 400 <= 0.98

"""Partial pooling: what it does to small groups, and whether its intervals hold what they say."""

import numpy as np
import pytest

from agreement.statistics.estimate import Estimate, unknown
from agreement.statistics.pooling import MIN_GROUPS, pool, pooled_estimates


def estimate(value: float, n: int, se: float | None = 0.1) -> Estimate:
    if se is None:
        return Estimate(value, None, None, n, 2 * n, "alpha", reason="no interval")
    return Estimate(value, value - 2 * se, value + 2 * se, n, 2 * n, "alpha", se=se)


WHOLE = estimate(0.6, 1_000, se=0.02)


def test_the_noisier_a_group_the_further_it_is_pulled() -> None:
    values = np.array([0.2, 0.2, 0.7, 0.8, 0.75])
    found = pool(values, np.array([0.09, 0.001, 0.001, 0.001, 0.001]))
    assert found.between > 0
    assert abs(found.values[0] - found.mean) < abs(found.values[1] - found.mean)
    assert found.values[1] == pytest.approx(0.2, abs=0.03)


def test_groups_that_differ_by_noise_alone_get_the_common_mean() -> None:
    found = pool(np.array([0.50, 0.52, 0.48, 0.51]), np.full(4, 0.01))
    assert found.between == 0
    assert found.values == pytest.approx(found.mean)


def test_between_variance_is_dersimonian_and_lairds() -> None:
    # Worked by hand: w = 100, 25, 25, 100; mean .56; Q = 6.5; C = 250 - 21250 / 250 = 165.
    values, variances = np.array([0.5, 0.4, 0.6, 0.65]), np.array([0.01, 0.04, 0.04, 0.01])
    weights = 1 / variances
    mean = weights @ values / weights.sum()
    q = weights @ (values - mean) ** 2
    expected = max(0.0, (q - 3) / (weights.sum() - (weights**2).sum() / weights.sum()))
    assert pool(values, variances).between == pytest.approx(expected)
    spread = np.array([0.1, 0.4, 0.6, 0.95])
    q = weights @ (spread - weights @ spread / 250) ** 2
    assert pool(spread, variances).between == pytest.approx((q - 3) / 165)


def test_pooled_intervals_cover_the_truths() -> None:
    rng = np.random.default_rng(5)
    inside = trials = small_error = own_error = 0.0
    for _ in range(400):
        n = rng.integers(4, 200, 12)
        truth = rng.normal(0.6, 0.12, 12)
        variance = 0.5 / n
        seen = rng.normal(truth, np.sqrt(variance))
        found = pool(seen, variance)
        inside += np.count_nonzero(np.abs(found.values - truth) <= 1.96 * found.errors)
        trials += 12
        small = n < 30
        small_error += float(((found.values - truth)[small] ** 2).sum())
        own_error += float(((seen - truth)[small] ** 2).sum())
    assert 0.93 <= inside / trials <= 0.985
    assert small_error < 0.5 * own_error


def test_a_unanimous_small_slice_is_not_taken_for_certain() -> None:
    groups = [estimate(1.0, 5, se=None), *(estimate(value, 200, se=0.05) for value in (0.5, 0.6, 0.55, 0.62))]
    first, *others = pooled_estimates(groups, whole=WHOLE, what="alpha")
    assert first.value is not None
    assert first.value < 0.8
    assert first.low is not None
    assert first.low < 0.6
    assert first.high is not None
    assert first.high <= 1
    assert "empirical Bayes" in first.method
    assert all(other.value is not None for other in others)


def test_what_cannot_be_pooled_says_why() -> None:
    few = pooled_estimates([estimate(0.5, 50)] * (MIN_GROUPS - 1), whole=WHOLE, what="alpha")
    assert {one.reason for one in few} == {f"fewer than {MIN_GROUPS} groups have a value to pool"}
    groups = [unknown("no variation", method="alpha", n_items=3), *[estimate(0.5, 50)] * MIN_GROUPS]
    missing, known, *_ = pooled_estimates(groups, whole=WHOLE, what="alpha")
    assert (missing.value, missing.reason) == (None, "no variation")
    assert known.value is not None
    nothing = pooled_estimates(groups, whole=unknown("no judgments", method="alpha"), what="alpha")
    assert {one.reason for one in nothing} == {"the whole has no standard error"}
    with pytest.raises(ValueError, match="too few"):
        pool(np.array([0.5, 0.6]), np.array([0.1, 0.1]))

"""The lower bound for rare large disagreements: what it is for rare equal ones, and what it is there for."""

import numpy as np
import pytest
from scipy.stats import chi2

from agreement.statistics.counts import count_matrix, patterns_of
from agreement.statistics.gwet import ac_estimate
from agreement.statistics.rare import gamma_lower_bound, worst_item
from tests.agreement.statistics.coverage import SCENARIOS


def bound(losses: list[float], largest: float, level: float = 0.95) -> float:
    """The bound of one minus the mean of `losses`, when the largest possible one is `largest`."""
    lost, n = np.asarray(losses), len(losses)
    left = 1 - (lost.sum() - lost) / (n - 1)
    with_worst = 1 - (lost.sum() + largest) / (n + 1)
    found = gamma_lower_bound(1 - float(lost.mean()), left, np.ones(n, dtype=np.int64), with_worst, level)
    assert found is not None
    return found


@pytest.mark.parametrize("events", [1, 3, 10])
def test_of_rare_equal_losses_it_lies_between_poissons_limits(events: int):
    n = 20_000
    found = 1 - bound([1.0] * events + [0.0] * (n - events), 1.0)
    exact = chi2.ppf(0.975, 2 * events + 2) / 2 / n  # Garwood's (1936) upper limit, which is conservative
    anti = chi2.ppf(0.975, 2 * events) / 2 / n  # without the event that did not happen
    assert anti < found < exact


def test_it_falls_with_what_might_have_been_lost_and_with_the_level():
    losses = [0.1, 0.2] + [0.0] * 98
    by_largest = [bound(losses, largest) for largest in (0.2, 0.5, 1.0)]
    assert 1 - np.mean(losses) > by_largest[0] > by_largest[1] > by_largest[2]
    assert bound(losses, 0.5, 0.9) > bound(losses, 0.5, 0.99)


def test_nothing_is_said_of_perfect_agreement_or_a_single_item():
    ones = np.ones(3, dtype=np.int64)
    assert gamma_lower_bound(1.0, np.ones(3), ones, 0.5, 0.95) is None
    assert gamma_lower_bound(0.5, np.asarray([0.4, np.nan, np.nan]), ones, 0.3, 0.95) is None
    assert gamma_lower_bound(0.5, np.asarray([0.4, 0.5, 0.6]), ones, float("nan"), 0.95) is None


def test_the_worst_item_has_as_many_ratings_as_others_and_half_of_them_on_each_end():
    assert worst_item(np.asarray([[3, 0, 0], [0, 2, 0], [1, 0, 0]]), (0, 2)).tolist() == [[1, 0, 1]]
    assert worst_item(np.asarray([[3, 0, 0], [0, 1, 2]]), (2, 0)).tolist() == [[2, 0, 1]]


def test_far_off_answers_that_a_sample_may_miss_are_reckoned_with():
    scenario = SCENARIOS["high"]
    positions = np.arange(4.0)
    whole, _ = scenario.study(np.random.default_rng([1, 0]), 100_000)
    truth = ac_estimate(patterns_of(count_matrix(whole)), weighting="quadratic", scale=positions, rng=None).value
    assert truth is not None
    missed = {"best": 0, "bca": 0}
    for number in range(1, 201):
        patterns = patterns_of(count_matrix(scenario.study(np.random.default_rng([1, number]), 100)[0]))
        for kind in missed:
            estimate = ac_estimate(
                patterns,
                weighting="quadratic",
                scale=positions,
                rng=np.random.default_rng(number),
                replicates=400,
                kind=kind,  # type: ignore[arg-type]
            )
            assert estimate.low is not None
            missed[kind] += truth < estimate.low
    assert missed["best"] <= 10  # 2.5 % are expected, and at most 5 % accepted
    assert missed["bca"] > missed["best"]

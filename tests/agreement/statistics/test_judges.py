"""Statistics of model judges: the test passes who is as good as a human, and intervals keep their word."""

import numpy as np
import pytest
from scipy.stats import ttest_1samp

from agreement.statistics.alternative_annotator import alternative_annotator_test
from agreement.statistics.prediction_powered import prediction_powered_mean


def noisy(rng: np.random.Generator, truth: np.ndarray, accuracy: float) -> np.ndarray:
    return np.where(rng.random(truth.size) < accuracy, truth, rng.integers(0, 4, truth.size)).astype(float)


def people(seed: int, judge_accuracy: float) -> tuple[np.ndarray, np.ndarray]:
    rng = np.random.default_rng(seed)
    truth = rng.integers(0, 4, 200)
    return np.stack([noisy(rng, truth, 0.7) for _ in range(4)]), noisy(rng, truth, judge_accuracy)


def test_a_good_judge_passes_and_a_random_one_does_not():
    names = ["a", "b", "c", "d"]
    good = alternative_annotator_test(*people(1, 0.9), names, numeric=False)
    bad = alternative_annotator_test(*people(1, 0.0), names, numeric=False)
    assert (good.winning_rate, good.passed) == (1, True)
    assert (bad.winning_rate, bad.passed) == (0, False)
    assert good.advantage.value is not None
    assert bad.advantage.value is not None
    assert good.advantage.value > 0.7 > bad.advantage.value


def test_p_value_is_the_one_sided_t_test():
    humans, judge = people(2, 0.6)
    found = alternative_annotator_test(humans, judge, list("abcd"), numeric=False, epsilon=0.1)
    near = [np.mean(humans[1:] == each, axis=0) for each in (judge, humans[0])]
    difference = (near[1] >= near[0]).astype(float) - (near[0] >= near[1])
    expected = ttest_1samp(difference, 0.1, alternative="less").pvalue
    assert found.comparisons[0].p_value == pytest.approx(expected, rel=1e-9)


def test_too_few_items_give_a_reason():
    humans, judge = people(3, 0.8)
    found = alternative_annotator_test(humans[:, :20], judge[:20], list("abcd"), numeric=True)
    assert found.winning_rate is None
    assert found.reason is not None
    assert "30 items" in found.reason


def test_prediction_powered_interval_covers_and_is_shorter():
    rng = np.random.default_rng(4)
    covered, shorter = 0, 0
    for _ in range(400):
        truth = rng.normal(3, 1, 2000)
        judged = truth + 0.5 + rng.normal(0, 0.4, 2000)
        found = prediction_powered_mean(truth[:100], judged[:100], judged[100:], what="mean")
        plain = prediction_powered_mean(truth[:100], judged[:100], np.zeros(0), what="mean")
        assert found.low is not None
        assert found.high is not None
        assert found.se is not None
        assert plain.se is not None
        covered += found.low <= 3 <= found.high
        shorter += found.se < plain.se
    assert 0.92 <= covered / 400 <= 0.98
    assert shorter == 400


def test_prediction_powered_without_data():
    nothing = np.zeros(0)
    assert prediction_powered_mean(nothing, nothing, nothing, what="mean").value is None
    assert prediction_powered_mean(np.ones(3), np.ones(3), nothing, what="mean").low is None

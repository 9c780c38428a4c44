"""Statistics of model judges: the test passes who is as good as a human, and intervals keep their word."""

import numpy as np
import pytest
from scipy.stats import ttest_1samp
from statsmodels.stats.multitest import multipletests

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


def ragged_people(seed: int) -> tuple[np.ndarray, np.ndarray]:
    """Seven humans of unequal skill with holes, and a judge between them; the last human rates too few items."""
    rng = np.random.default_rng(seed)
    truth = rng.integers(0, 3, 150)
    humans = np.stack([noisy(rng, truth, accuracy) for accuracy in np.linspace(0.4, 0.9, 7)])
    humans[rng.random(humans.shape) < 0.4] = np.nan
    humans[6, 25:] = np.nan
    judge = noisy(rng, truth, 0.7)
    judge[rng.random(150) < 0.1] = np.nan
    return humans, judge


@pytest.mark.parametrize("numeric", [False, True])
@pytest.mark.parametrize("seed", range(6))
def test_the_slow_way_of_the_paper(seed, numeric):
    humans, judge = ragged_people(seed)
    found = alternative_annotator_test(humans, judge, list("abcdefg"), numeric=numeric, epsilon=0.15)

    def score(value: float, others: list[float]) -> float:
        if numeric:
            return -float(np.sqrt(np.mean([(value - each) ** 2 for each in others])))
        return float(np.mean([value == each for each in others]))

    p_values, advantages = [], []
    for left_out in range(7):
        wins, losses = [], []
        for item in range(150):
            others = [humans[k, item] for k in range(7) if k != left_out and np.isfinite(humans[k, item])]
            if not others or not np.isfinite(humans[left_out, item]) or not np.isfinite(judge[item]):
                continue
            ours, theirs = score(judge[item], others), score(humans[left_out, item], others)
            wins.append(float(ours >= theirs or ours == pytest.approx(theirs)))
            losses.append(float(theirs >= ours or ours == pytest.approx(theirs)))
        if len(wins) < 30:
            continue
        p_values.append(ttest_1samp(np.subtract(losses, wins), 0.15, alternative="less").pvalue)
        advantages.append(np.mean(wins))
    assert len(p_values) == 6  # the seventh human rated too little, and is in neither mean
    rejected = multipletests(p_values, alpha=0.05, method="fdr_by")[0]
    assert found.winning_rate == pytest.approx(rejected.mean())
    assert found.advantage.value == pytest.approx(np.mean(advantages))
    tested = [each for each in found.comparisons if each.p_value is not None]
    assert [each.p_value for each in tested] == pytest.approx(p_values)
    assert [each.rejected for each in tested] == rejected.tolist()


@pytest.mark.parametrize("numeric", [False, True])
def test_no_judge_is_better_than_the_majority_or_the_mean(numeric):
    """Calderon et al. (2025), theorem 1: that judge has the advantage over every human on every item."""
    humans, _ = people(8, 0.5)
    counts = np.stack([(humans == category).sum(axis=0) for category in range(4)])
    best = humans.mean(axis=0) if numeric else counts.argmax(axis=0).astype(float)
    found = alternative_annotator_test(humans, best, list("abcd"), numeric=numeric)
    assert found.advantage.value == 1
    assert found.winning_rate == 1


def test_humans_of_the_same_items_are_no_further_evidence():
    """The interval of the advantage is over items: humans who say the same thing count once."""
    humans, judge = people(9, 0.6)
    pair = np.stack([humans[0], humans[1], humans[0], humans[1]])
    once = alternative_annotator_test(humans[:2], judge, list("ab"), numeric=False).advantage
    twice = alternative_annotator_test(pair, judge, list("abcd"), numeric=False).advantage
    assert once.se is not None
    assert twice.se is not None
    assert twice.se > 0.75 * once.se
    assert (once.n_items, once.n_judgments, twice.n_judgments) == (200, 400, 800)


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

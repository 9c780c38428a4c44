"""Rao and Kupper's ties: the model written down again and maximised by somebody else, and known truth recovered."""

import numpy as np
import pytest
from scipy.optimize import minimize

from preferences.statistics.bradley_terry import rank_models
from preferences.statistics.comparisons import Comparisons, comparisons_from_columns
from preferences.statistics.fitting import fit_comparisons
from preferences.statistics.tie_models import RaoKupper

NAMES = [f"m{code}" for code in range(5)]
TRUTH = np.array([0.9, 0.4, 0.0, -0.3, -1.0])


def simulated(seed: int, n: int = 3000, threshold: float = 0.6) -> Comparisons:
    rng = np.random.default_rng(seed)
    a = rng.integers(0, 5, n)
    b = (a + rng.integers(1, 5, n)) % 5
    d = TRUTH[a] - TRUTH[b] + rng.logistic(size=n)
    outcomes = np.where(d > threshold, "a", np.where(d < -threshold, "b", "tie"))
    return comparisons_from_columns(
        items=range(n),
        model_a=[NAMES[code] for code in a],
        model_b=[NAMES[code] for code in b],
        outcomes=outcomes.tolist(),
        first=["a"] * n,
    )


def negative_log_likelihood(parameters: np.ndarray, compared: Comparisons) -> float:
    strengths = np.append(parameters[:4], -parameters[:4].sum())
    theta = np.exp(parameters[4])
    pi = np.exp(strengths)
    i, j = pi[compared.model_a], pi[compared.model_b]
    wins = np.stack([i / (i + theta * j), j / (j + theta * i)])
    chances = np.vstack([wins, (theta**2 - 1) * i * j / ((i + theta * j) * (j + theta * i))])
    return -float(np.log(chances[compared.outcome, np.arange(compared.n)]).sum())


@pytest.mark.parametrize("seed", range(3))
def test_the_fit_is_the_maximum_that_another_optimiser_finds(seed):
    compared = simulated(seed)
    best = minimize(negative_log_likelihood, np.array([0.0, 0, 0, 0, 0.5]), args=(compared,), method="BFGS")
    ranking = rank_models(compared, ties="rao-kupper")
    strengths = dict(zip(ranking.order, ranking.strengths, strict=True))
    assert [strengths[name] for name in NAMES[:4]] == pytest.approx(best.x[:4], abs=1e-4)
    assert ranking.log_nu.value == pytest.approx(best.x[4], abs=1e-4)
    assert ranking.log_likelihood == pytest.approx(-best.fun, abs=1e-6)


def test_truth_lies_inside_the_intervals_about_as_often_as_they_say():
    inside = 0
    for seed in range(60):
        ranking = rank_models(simulated(seed, n=800), ties="rao-kupper")
        for model in ranking.ranked:
            assert model.strength.low is not None
            assert model.strength.high is not None
            inside += model.strength.low <= TRUTH[NAMES.index(model.model)] <= model.strength.high
        assert ranking.log_nu.low is not None
        assert ranking.log_nu.high is not None
        inside += ranking.log_nu.low <= 0.6 <= ranking.log_nu.high
    assert 0.92 <= inside / 360 <= 0.98


def test_scores_and_curvature_are_the_derivatives_of_the_log_probabilities():
    model = RaoKupper()
    d, threshold, step = np.linspace(-4, 4, 9), 0.7, 1e-5
    p = np.exp(model.log_probabilities(d, threshold))
    assert p.sum(axis=1) == pytest.approx(np.ones(9))
    by_d, by_tie = model.scores(p)
    up, down = model.log_probabilities(d + step, threshold), model.log_probabilities(d - step, threshold)
    assert by_d == pytest.approx((up - down) / (2 * step), abs=1e-8)
    higher, lower = model.log_probabilities(d, threshold + step), model.log_probabilities(d, threshold - step)
    assert by_tie == pytest.approx((higher - lower) / (2 * step), abs=1e-8)
    for outcome in range(3):
        counts = np.zeros((9, 3))
        counts[:, outcome] = 1.0
        dd, cross, tt = model.curvature(p, counts)
        d_up, t_up = model.scores(np.exp(up))
        d_down, t_down = model.scores(np.exp(down))
        assert dd == pytest.approx(-(d_up - d_down)[:, outcome] / (2 * step), abs=1e-6)
        assert cross == pytest.approx(-(t_up - t_down)[:, outcome] / (2 * step), abs=1e-6)
        t_up, t_down = model.scores(np.exp(higher))[1], model.scores(np.exp(lower))[1]
        assert tt == pytest.approx(-(t_up - t_down)[:, outcome] / (2 * step), abs=1e-6)


def test_without_ties_it_is_plain_bradley_terry():
    compared = simulated(5)
    decided = compared.where(compared.outcome < 2)
    plain, thresholded = (fit_comparisons(decided, ties=ties).fit for ties in ("drop", "rao-kupper"))
    assert thresholded.tie is None
    assert thresholded.strengths == pytest.approx(plain.strengths)

"""Which pair to compare next: the information of a comparison, a row of them, and what that saves."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.optimize import minimize
from scipy.special import entr, expit
from statsmodels.tools.numdiff import approx_hess

from preferences.statistics.active import PRIOR_SD, Posterior, choose_pairs, expected_gain, posterior_of
from preferences.statistics.saving import simulate_saving

WINS = np.array([[0, 8, 9, 2.5], [4, 0, 7, 0], [1, 5, 0, 0], [0.5, 0, 0, 0]])


def test_the_posterior_is_at_the_maximum_with_the_inverse_curvature() -> None:
    def loss(mean: np.ndarray) -> float:
        odds = mean[:, None] - mean[None, :]
        return float((WINS * np.logaddexp(0, -odds)).sum() + (mean**2).sum() / (2 * PRIOR_SD**2))

    found = posterior_of(WINS)
    peer = minimize(loss, np.zeros(4), method="BFGS", options={"gtol": 1e-8})
    assert found.mean == pytest.approx(peer.x, abs=1e-5)
    assert found.covariance == pytest.approx(np.linalg.inv(approx_hess(found.mean, loss)), rel=1e-3)


def test_the_gain_is_the_mutual_information_by_simulation() -> None:
    posterior = posterior_of(WINS)
    drawn = np.random.default_rng(1).multivariate_normal(posterior.mean, posterior.covariance, size=200_000)
    gain = expected_gain(posterior)
    for i, j in ((0, 1), (0, 3), (2, 3)):
        p = expit(drawn[:, i] - drawn[:, j])
        average = p.mean()
        told = entr(average) + entr(1 - average) - (entr(p) + entr(1 - p)).mean()
        assert gain[i, j] == pytest.approx(told / np.log(2), abs=0.002)
    assert np.diagonal(gain) == pytest.approx(np.zeros(4), abs=1e-12)
    assert gain == pytest.approx(gain.T)


def test_seldom_compared_and_close_pairs_tell_most() -> None:
    gain = expected_gain(posterior_of(WINS))
    assert gain[1, 3] > gain[0, 1]  # never met
    many = np.array([[0, 50, 95], [50, 0, 95], [5, 5, 0.0]])
    gain = expected_gain(posterior_of(many))
    assert gain[0, 1] > gain[0, 2]  # as often met, and closer


@given(n=st.integers(0, 60), seed=st.integers(0, 10_000), votes=st.integers(1, 3))
@settings(max_examples=40, deadline=None)
def test_a_row_of_choices_is_as_long_as_asked_and_within_what_there_is(n: int, seed: int, votes: int) -> None:
    rng = np.random.default_rng(seed)
    available = np.triu(rng.integers(0, 6, (5, 5)), 1)
    wins = rng.integers(0, 5, (5, 5)).astype(float)
    np.fill_diagonal(wins, 0)
    chosen = choose_pairs(posterior_of(wins), available, n, votes=votes)
    assert chosen.sum() == min(n, available.sum())
    assert (chosen >= 0).all()
    assert (chosen <= available).all()


def test_a_long_row_is_spread_over_pairs_like_many_short_ones() -> None:
    posterior = Posterior(np.zeros(6), np.eye(6))
    available = np.triu(np.full((6, 6), 10_000), 1)
    chosen = choose_pairs(posterior, available, 1_500)[np.triu_indices(6, 1)]
    assert chosen.sum() == 1_500
    assert chosen.min() > 60  # of 100 each


def test_a_model_that_nobody_beat_has_a_place_and_is_compared_again() -> None:
    wins = np.zeros((3, 3))
    wins[0, 1] = wins[0, 2] = 3
    found = posterior_of(wins)
    assert np.isfinite(found.covariance).all()
    assert found.mean[0] > found.mean[1]


def test_the_most_telling_pairs_first_save_a_quarter_of_the_votes_in_simulated_leaderboards() -> None:
    found = simulate_saving(models=12, spread=1.0, distance=0.3)
    assert found.telling_first < found.equally_often
    assert found.saved > 0.2
    assert found.saved_se < 0.1
    with pytest.raises(ValueError, match="2 to 30"):
        simulate_saving(models=1, spread=1.0, distance=0.3)
    with pytest.raises(ValueError, match="above 0"):
        simulate_saving(models=4, spread=0.0, distance=0.3)

"""Raters' own slopes: simulated truth recovered with coverage, and drawn apart as another package does."""

from __future__ import annotations

import numpy as np
import pytest
from scipy.stats import pearsonr

from agreement.statistics.codes import Floats
from preferences.statistics.comparisons import A, B, Comparisons, comparisons_from_columns
from preferences.statistics.rater_slopes import rater_slopes

RATERS, EACH, MODELS = 40, 60, 5
STUDIES = 40


def study(seed: int, *, spread: float, mean: float = 0.3, by: str = "length") -> tuple[Floats, Comparisons]:
    """Raters' true slopes, and votes by five models' strengths and these slopes."""
    rng = np.random.default_rng(seed)
    strengths = rng.normal(0, 0.6, MODELS)
    n = RATERS * EACH
    a = rng.integers(0, MODELS, n)
    b = (a + rng.integers(1, MODELS, n)) % MODELS
    rater = np.repeat(np.arange(RATERS), EACH)
    length = rng.normal(0, 200, n)
    first = rng.integers(0, 2, n)
    slopes = rng.normal(mean, spread, RATERS)
    x = length / length.std(ddof=1) if by == "length" else np.where(first == 0, 1.0, -1.0)
    odds = strengths[a] - strengths[b] + slopes[rater] * x
    outcome = np.where(rng.random(n) < 1 / (1 + np.exp(-odds)), A, B)
    names = [f"m{code}" for code in range(MODELS)]
    return slopes, Comparisons(names, a, b, outcome, np.arange(n), rater, list(range(RATERS)), first, length)


@pytest.mark.parametrize(("by", "covariate"), [("length", "length"), ("side", "first")])
def test_slopes_and_their_spread_are_recovered(by: str, covariate: str) -> None:
    inside, spreads = [], []
    for seed in range(STUDIES):
        slopes, votes = study(seed, spread=0.5, by=by)
        found = rater_slopes(votes, covariate)
        assert set(found.slopes) == set(range(RATERS))
        for code, truth in enumerate(slopes):
            estimate = found.slopes[code]
            assert estimate.low is not None
            assert estimate.high is not None
            inside.append(estimate.low <= truth <= estimate.high)
        spreads.append(found.spread.value or 0.0)
    assert 0.92 <= np.mean(inside) <= 0.97
    assert np.mean(spreads) == pytest.approx(0.5, abs=0.04)


def test_raters_who_lean_alike_are_drawn_together() -> None:
    values = []
    for seed in range(10):
        _, votes = study(seed, spread=0.0)
        found = rater_slopes(votes, "length")
        own = [estimate.value or 0.0 for estimate in found.slopes.values()]
        values.append(found.spread.value or 0.0)
        assert np.std(own) < 0.15  # unpooled slopes spread by .3
    assert np.mean(values) < 0.15


def test_another_package_draws_the_same_raters_apart() -> None:
    mixed = pytest.importorskip("statsmodels.genmod.bayes_mixed_glm")
    _, votes = study(3, spread=0.6)
    found = rater_slopes(votes, "length")
    assert votes.length_difference is not None
    x = votes.length_difference / votes.length_difference.std(ddof=1)
    rows = np.arange(votes.n)
    fixed = np.zeros((votes.n, MODELS))
    np.add.at(fixed, (rows, votes.model_a), 1.0)
    np.add.at(fixed, (rows, votes.model_b), -1.0)
    fixed[:, 0] = x  # the first model is the reference
    own = np.zeros((votes.n, RATERS))
    own[rows, votes.rater] = x
    peer = mixed.BinomialBayesMixedGLM(
        (votes.outcome == A).astype(float), fixed, own, np.zeros(RATERS, dtype=int), vcp_p=2, fe_p=5
    ).fit_vb()
    ours = np.array([found.slopes[code].value for code in range(RATERS)])
    theirs = peer.fe_mean[0] + peer.vc_mean
    assert pearsonr(ours, theirs).statistic > 0.999
    assert np.abs(ours - theirs).max() < 0.1
    assert found.spread.value == pytest.approx(float(np.exp(peer.vcp_mean[0])), rel=0.15)


def test_what_nobody_can_know_says_why() -> None:
    one = comparisons_from_columns(items=[1, 2], model_a=["x", "y"], model_b=["y", "x"], outcomes=["a", "a"])
    assert rater_slopes(one, "length").spread.reason == "the lengths of the responses are not known"
    assert "no decided comparison" in str(rater_slopes(one, "first").spread.reason)
    told = comparisons_from_columns(
        items=[1, 2], model_a=["x", "y"], model_b=["y", "x"], outcomes=["a", "a"], first=["a", "a"]
    )
    assert rater_slopes(told, "first").spread.reason == "fewer than two raters"
    tied = comparisons_from_columns(
        items=[1], model_a=["x"], model_b=["y"], outcomes=["tie"], length_a=[3], length_b=[1]
    )
    assert rater_slopes(tied, "length").spread.reason == "no decided comparison"

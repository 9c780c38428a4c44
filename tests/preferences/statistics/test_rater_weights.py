"""Raters' weights beside the strengths: truth recovered with coverage, and plainly ranked where all are alike."""

from __future__ import annotations

import numpy as np
import pytest
from scipy.optimize import minimize

from agreement.statistics.codes import Floats
from preferences.statistics.bradley_terry import rank_models
from preferences.statistics.comparisons import Comparisons, comparisons_from_columns
from preferences.statistics.rater_weights import rank_with_raters

RATERS, EACH, MODELS, PER_ITEM = 30, 120, 6, 3
NAMES = [f"m{code}" for code in range(MODELS)]


def study(seed: int, *, spread: float, clickers: int = 0) -> tuple[Floats, Floats, Comparisons]:
    """True strengths on the average rater's scale, raters' true weights, and three votes on each item."""
    rng = np.random.default_rng(seed)
    weights = rng.normal(1, spread, RATERS)
    weights[:clickers] = 0
    strengths = rng.normal(0, 1, MODELS)
    strengths = (strengths - strengths.mean()) * weights.mean()
    weights = weights / weights.mean()
    items = RATERS * EACH // PER_ITEM
    a = rng.integers(0, MODELS, items)
    b = (a + rng.integers(1, MODELS, items)) % MODELS
    item = np.repeat(np.arange(items), PER_ITEM)
    rater = np.argsort(rng.random((items, RATERS)), axis=1)[:, :PER_ITEM].ravel()
    a, b = a[item], b[item]
    p = 1 / (1 + np.exp(-weights[rater] * (strengths[a] - strengths[b])))
    outcome = (rng.random(item.size) > p).astype(np.int64)
    unknown = np.full(item.size, -1)
    return strengths, weights, Comparisons(NAMES, a, b, outcome, item, rater, list(range(RATERS)), unknown)


@pytest.mark.parametrize(("spread", "clickers"), [(0.2, 0), (0.5, 0), (0.3, 8)])
def test_strengths_and_weights_are_recovered(spread: float, clickers: int) -> None:
    inside, own, ours, plain = [], [], [], []
    for seed in range(40):
        strengths, weights, votes = study(seed, spread=spread, clickers=clickers)
        found = rank_with_raters(votes)
        assert found is not None
        without = {row.model: row.strength.value for row in rank_models(votes, ties="half").ranked}
        for row in found.ranking.ranked:
            truth = strengths[NAMES.index(row.model)]
            estimate = row.strength
            assert estimate.value is not None
            assert estimate.low is not None
            assert estimate.high is not None
            inside.append(estimate.low <= truth <= estimate.high)
            ours.append((estimate.value - truth) ** 2)
            plain.append(((without[row.model] or 0.0) - truth) ** 2)
        for code, estimate in found.weights.items():
            assert estimate.low is not None
            assert estimate.high is not None
            own.append(estimate.low <= weights[code] <= estimate.high)
    assert 0.90 <= np.mean(inside) <= 0.98
    assert 0.90 <= np.mean(own) <= 0.97
    assert np.mean(ours) < np.mean(plain) * (1.05 if spread < 0.3 else 0.5)


def test_raters_who_are_alike_give_the_plain_ranking() -> None:
    spreads = []
    for seed in range(10):
        _, _, votes = study(seed, spread=0.0)
        found = rank_with_raters(votes)
        assert found is not None
        spreads.append(found.spread)
        plain = {row.model: row.strength.value for row in rank_models(votes, ties="half").ranked}
        for row in found.ranking.ranked:
            assert row.strength.value == pytest.approx(plain[row.model], abs=0.06)
        assert all((estimate.low or 0) < 1 < (estimate.high or 0) for estimate in found.weights.values())
    assert np.mean(spreads) < 0.1


def test_no_strengths_and_weights_nearby_are_likelier() -> None:
    _, _, votes = study(5, spread=0.6)
    found = rank_with_raters(votes)
    assert found is not None

    def loss(theta: Floats) -> float:
        strengths, weights = theta[:MODELS], theta[MODELS:]
        weights = weights + 1 - weights.mean()
        d = (strengths[votes.model_a] - strengths[votes.model_b]) * weights[votes.rater]
        said = np.where(votes.outcome == 0, d, -d)
        return float(np.logaddexp(0, -said).sum() + ((weights - 1) ** 2).sum() / (2 * found.spread**2))

    peer = minimize(loss, np.concatenate([np.zeros(MODELS), np.ones(RATERS)]), method="BFGS", options={"gtol": 1e-5})
    strengths = peer.x[:MODELS] - peer.x[:MODELS].mean()
    ours = {row.model: row.strength.value for row in found.ranking.ranked}
    assert [ours[name] for name in NAMES] == pytest.approx(strengths.tolist(), abs=1e-3)


def test_where_nobody_can_be_weighed_there_is_no_ranking() -> None:
    two = comparisons_from_columns(
        items=[1, 2, 3], model_a=["x", "y", "x"], model_b=["y", "x", "y"], outcomes=["a", "a", "tie"], raters=[1, 2, 1]
    )
    assert rank_with_raters(two) is None
    beaten = comparisons_from_columns(
        items=[1, 2, 3], model_a=["x"] * 3, model_b=["y"] * 3, outcomes=["a"] * 3, raters=[1, 2, 3]
    )
    assert rank_with_raters(beaten) is None

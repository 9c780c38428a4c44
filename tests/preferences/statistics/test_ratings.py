"""Scores with severity and spread removed: against statsmodels, planted raters recovered, intervals that hold."""

import numpy as np
import pytest

from preferences.statistics.ratings import NOT_LINKED, rate_models

SCALE = range(1, 6)
LEVELS = np.array([3.6, 3.0, 2.4])
SEVERITY = np.array([-0.8, 0.5, 0.0, 0.3, 0.0, 0.0])


def _study(rng, *, n_items=150, per_item=2, noise=0.6, spread=None, lenient_gets=None):
    """Scores of three models by six raters; ``lenient_gets``: the model that raters above zero mostly see."""
    item = np.repeat(np.arange(n_items), per_item)
    model = np.repeat(rng.integers(0, 3, n_items), per_item)
    rater = np.concatenate([rng.choice(6, per_item, replace=False) for _ in range(n_items)])
    if lenient_gets is not None:
        mild = model == lenient_gets
        rater = np.where(mild & (rng.random(item.size) < 0.8), rng.integers(1, 4, item.size), rater)
    hard = np.repeat(rng.normal(0, 0.4, n_items), per_item)
    sigma = np.full(6, noise) if spread is None else spread
    score = LEVELS[model] + SEVERITY[rater] + hard + rng.normal(0, 1, item.size) * sigma[rater]
    return score, model, rater, item


def test_levels_are_those_of_weighted_least_squares_with_clustered_errors():
    sm = pytest.importorskip("statsmodels.api")
    score, model, rater, item = _study(np.random.default_rng(1))
    # Severities sum to zero over scores.
    share = np.bincount(rater, minlength=6) / rater.size
    dummies = (rater[:, None] == np.arange(1, 6)) - share[1:]
    columns = np.column_stack([*(model == code for code in range(3)), dummies]).astype(float)
    weights = None
    for _ in range(2):
        fit = sm.WLS(score, columns, weights=1.0 if weights is None else weights).fit(
            cov_type="cluster", cov_kwds={"groups": item, "use_correction": False}
        )
        residual = score - columns @ fit.params
        pooled = (residual**2).mean()
        own = np.array(
            [((residual[rater == r] ** 2).sum() + 10 * pooled) / ((rater == r).sum() + 10) for r in range(6)]
        )
        if weights is None:
            weights = 1 / own[rater]
    correction = np.sqrt(150 / 149)
    for entry in rate_models(score, model, rater, item, scale=SCALE).models:
        assert entry.adjusted.value == pytest.approx(fit.params[entry.model], abs=1e-9)
        assert entry.adjusted.se == pytest.approx(fit.bse[entry.model] * correction, rel=1e-6)


def test_severity_that_fell_on_one_model_is_taken_out():
    rng = np.random.default_rng(4)
    raw_error = adjusted_error = 0.0
    for _ in range(40):
        score, model, rater, item = _study(rng, lenient_gets=2)
        centre = float(SEVERITY[rater].mean())
        for entry in rate_models(score, model, rater, item, scale=SCALE).models:
            truth = LEVELS[entry.model] + centre
            raw_error += ((entry.raw.value or 0) - truth) ** 2
            adjusted_error += ((entry.adjusted.value or 0) - truth) ** 2
    assert adjusted_error < 0.4 * raw_error


def test_intervals_hold_where_raters_differ_in_severity_and_spread():
    rng = np.random.default_rng(5)
    spread = np.array([0.3, 1.2, 0.5, 0.5, 0.8, 0.3])
    hits = cells = 0
    for _ in range(200):
        score, model, rater, item = _study(rng, spread=spread)
        centre = float(SEVERITY[rater].mean())
        for entry in rate_models(score, model, rater, item, scale=SCALE).models:
            assert entry.adjusted.low is not None
            assert entry.adjusted.high is not None
            hits += entry.adjusted.low <= LEVELS[entry.model] + centre <= entry.adjusted.high
            cells += 1
    assert 0.92 <= hits / cells <= 0.98


def test_raters_are_named_from_strict_to_mild_with_their_spread():
    rng = np.random.default_rng(6)
    spread = np.array([0.3, 1.5, 0.5, 0.5, 0.5, 0.3])
    score, model, rater, item = _study(rng, n_items=800, spread=spread)
    raters = rate_models(score, model, rater, item, scale=SCALE).raters
    assert raters[0].rater == 0
    assert raters[-1].rater == 1
    assert max(raters, key=lambda one: one.spread).rater == 1
    by_rater = {one.rater: one.severity for one in raters}
    assert by_rater[0].high is not None
    assert by_rater[0].high < -0.5


def test_raters_that_share_no_model_leave_it_unadjusted():
    score = np.array([1.0, 2, 3, 4, 5, 4])
    model = np.array([0, 0, 1, 1, 2, 2])
    rater = np.array([0, 1, 0, 1, 2, 2])
    rated = rate_models(score, model, rater, np.arange(6), scale=SCALE)
    alone = next(entry for entry in rated.models if entry.model == 2)
    assert (alone.adjusted.value, alone.adjusted.reason) == (None, NOT_LINKED)
    assert alone.raw.value == pytest.approx(4.5)
    assert alone.counts == (0, 0, 0, 1, 1)
    assert rate_models(np.zeros(0), *[np.zeros(0, dtype=np.int64)] * 3, scale=SCALE).models == ()


def test_one_item_has_no_interval():
    zero = np.zeros(2, dtype=np.int64)
    rated = rate_models(np.array([3.0, 5.0]), zero, np.array([0, 1]), zero, scale=SCALE)
    assert rated.models[0].raw.low is None
    assert rated.models[0].adjusted.reason == "no interval: one item only"

"""Which votes a scorer contradicts: slopes against statsmodels, false discoveries under none, planted sources."""

import numpy as np
import pytest

from agreement.statistics.estimate import Estimate
from preferences.statistics.traceback import false_discovery, strata_of, trace_sources


def _votes(rng, *, n_items=400, per_item=3, n_raters=12, bad_rater=None, extra=0.3):
    """Votes whose chance of contradiction falls with the margin; ``bad_rater`` contradicts more often by ``extra``."""
    margin = np.repeat(rng.normal(0, 2, n_items), per_item)
    item = np.repeat(np.arange(n_items), per_item)
    rater = np.concatenate([rng.choice(n_raters, per_item, replace=False) for _ in range(n_items)])
    hard = np.repeat(rng.normal(0, 0.7, n_items), per_item)  # votes on one item go together
    chance = 1 / (1 + np.exp(np.abs(margin) + hard))
    if bad_rater is not None:
        chance = np.where(rater == bad_rater, np.minimum(chance + extra, 1), chance)
    return rng.random(margin.size) < chance, margin, item, rater


def _covers(estimate: Estimate, truth: float) -> bool:
    assert estimate.low is not None
    assert estimate.high is not None
    return estimate.low <= truth <= estimate.high


def test_slope_and_error_are_those_of_a_regression_with_fixed_effects():
    sm = pytest.importorskip("statsmodels.api")
    rng = np.random.default_rng(3)
    contradicted, margin, item, rater = _votes(rng, bad_rater=2)
    stratum, _ = strata_of(margin)
    traced = {s.code: s for s in trace_sources(contradicted, stratum, item, {"rater": rater})}
    assert len(traced) == 12
    for code, source in traced.items():
        design = np.column_stack([rater == code, *(stratum == s for s in range(stratum.max() + 1))]).astype(float)
        fitted = sm.OLS(contradicted.astype(float), design).fit(
            cov_type="cluster", cov_kwds={"groups": item, "use_correction": False}
        )
        assert source.excess.value == pytest.approx(fitted.params[0], abs=1e-10)
        assert source.excess.se == pytest.approx(fitted.bse[0], rel=1e-9)
        assert source.n == np.count_nonzero(rater == code)
        assert source.n_contradicted == np.count_nonzero(contradicted & (rater == code))


def test_a_planted_rater_is_found_first():
    rng = np.random.default_rng(5)
    contradicted, margin, item, rater = _votes(rng, bad_rater=7)
    stratum, _ = strata_of(margin)
    traced = trace_sources(contradicted, stratum, item, {"rater": rater, "side": rng.integers(0, 2, item.size)})
    assert [(s.dimension, s.code) for s in traced if s.flagged] == [("rater", 7)]
    assert _covers(traced[0].excess, 0.3)
    assert traced[0].extra == pytest.approx(0.3 * traced[0].n, rel=0.35)


def test_a_group_of_close_margins_is_no_source():
    """Who judges the hard items is contradicted more often, and is not to blame."""
    rng = np.random.default_rng(8)
    flagged = 0
    for _ in range(60):
        contradicted, margin, item, _ = _votes(rng)
        stratum, _ = strata_of(margin)
        close = (np.abs(margin) < 0.7).astype(np.int64)
        share = contradicted[close == 1].mean() - contradicted[close == 0].mean()
        assert share > 0.05
        narrow = np.where((close == 1) | (rng.random(item.size) < 0.1), 1, 0)
        flagged += any(s.flagged and s.code == 1 for s in trace_sources(contradicted, stratum, item, {"g": narrow}))
    # One direction at five percent, and what is left of the margin inside a stratum.
    assert flagged <= 12


def test_without_sources_few_traces_find_any():
    """Under no source at all, a trace over many groups names one in about five percent of studies."""
    rng = np.random.default_rng(11)
    studies, wrong = 200, 0
    for _ in range(studies):
        contradicted, margin, item, rater = _votes(rng, n_items=250, n_raters=20)
        stratum, _ = strata_of(margin)
        dimensions = {"rater": rater, "slice": item % 15, "hour": rng.integers(0, 8, item.size)}
        wrong += any(source.flagged for source in trace_sources(contradicted, stratum, item, dimensions))
    assert wrong / studies <= 0.09  # 5 % plus two standard errors of 200 studies


def test_intervals_of_a_planted_excess_cover_it():
    rng = np.random.default_rng(13)
    studies, hits, truth = 200, 0, 0.25
    for _ in range(studies):
        contradicted, margin, item, rater = _votes(rng, bad_rater=0, extra=truth)
        stratum, _ = strata_of(margin)
        source = next(s for s in trace_sources(contradicted, stratum, item, {"rater": rater}) if s.code == 0)
        hits += _covers(source.excess, truth)
    assert 0.91 <= hits / studies <= 0.985


def test_false_discovery_is_that_of_statsmodels():
    multitest = pytest.importorskip("statsmodels.stats.multitest")
    p = np.random.default_rng(0).random(40) ** 3
    assert false_discovery(list(p)) == pytest.approx(list(multitest.multipletests(p, method="fdr_bh")[1]))


def test_small_groups_and_groups_of_everything_are_left_out():
    rng = np.random.default_rng(1)
    contradicted, margin, item, _ = _votes(rng, n_items=30)
    stratum, _ = strata_of(margin)
    few = np.where(np.arange(item.size) < 15, 0, -1)
    assert trace_sources(contradicted, stratum, item, {"few": few, "all": np.zeros(item.size, dtype=np.int64)}) == []
    nothing = np.zeros(0, dtype=np.int64)
    assert trace_sources(nothing.astype(bool), nothing, nothing, {"few": nothing}) == []


def test_equal_margins_share_a_stratum():
    stratum, limits = strata_of(np.array([1.0, -1.0, 1.0, -1.0]))
    assert stratum.tolist() == [1] * 4 or stratum.tolist() == [0] * 4
    assert limits.tolist() == [1.0]

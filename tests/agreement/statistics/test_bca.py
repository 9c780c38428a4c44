"""BCa bounds: those of scipy, and the kind of interval that each coefficient gets."""

import numpy as np
import pytest
from scipy.stats import bootstrap as scipy_bootstrap

from agreement.services.file_coefficients import Study
from agreement.statistics.bca import bca_bounds, influence_acceleration, jackknife_acceleration
from agreement.statistics.bootstrap import resampled_totals
from agreement.statistics.counts import count_matrix, patterns_of
from agreement.statistics.kappa import cohen_estimate
from agreement.statistics.krippendorff import alpha_fast, alpha_features, alpha_from_totals
from tests.agreement.statistics.coverage import SCENARIOS, coverage, icc_coverage
from tests.agreement.statistics.samples import from_counts, ragged


def test_bounds_are_those_of_scipy_on_a_skewed_mean():
    sample = np.random.default_rng(2).exponential(size=40)
    ones = np.ones(40, dtype=np.int64)
    features = sample[:, np.newaxis]

    def mean(totals: np.ndarray) -> np.ndarray:
        return totals[..., 0] / 40

    drawn, _ = resampled_totals(features, ones, replicates=40_000, rng=np.random.default_rng(3))
    acceleration = influence_acceleration(sample, ones)
    ours = bca_bounds(float(sample.mean()), mean(drawn), acceleration, 0.95)
    theirs = scipy_bootstrap((sample,), np.mean, n_resamples=40_000, method="BCa", rng=np.random.default_rng(4))
    assert ours == pytest.approx(tuple(theirs.confidence_interval), abs=0.01)
    # The mean of the sample is the total over a fixed number: leaving one out of the total is the jackknife.
    assert jackknife_acceleration(features, ones, mean) == pytest.approx(acceleration)


def test_leaving_out_by_pattern_is_leaving_out_every_item():
    ratings = ragged(3, items=50)
    counts, values = count_matrix(ratings), np.arange(4.0)
    patterns = patterns_of(counts)

    def statistic(totals: np.ndarray) -> np.ndarray:
        return alpha_from_totals(totals, values, "ordinal")

    fast = jackknife_acceleration(alpha_features(patterns.counts, values, "ordinal"), patterns.items, statistic)
    left = np.array([alpha_fast(patterns_of(np.delete(counts, item, axis=0)), values, "ordinal") for item in range(50)])
    away = left.mean() - left
    assert fast == pytest.approx((away**3).sum() / (6 * (away**2).sum() ** 1.5), rel=1e-9)


def test_no_answer_where_all_replicates_lie_on_one_side_or_the_skewness_is_too_large():
    drawn = np.linspace(0, 1, 101)
    assert bca_bounds(-1.0, drawn, 0.0, 0.95) is None
    assert bca_bounds(2.0, drawn, 0.0, 0.95) is None
    assert bca_bounds(0.5, drawn, 5.0, 0.95) is None
    assert bca_bounds(0.5, drawn, 0.0, 0.9) == pytest.approx((0.05, 0.95), abs=0.001)
    assert influence_acceleration(np.ones(5), np.ones(5, dtype=np.int64)) == 0
    assert influence_acceleration(np.array([1.0, np.nan]), np.ones(2, dtype=np.int64)) == 0


def test_the_method_says_which_kind_it_is():
    ratings = ragged(4, items=80)
    kinds = {
        kind: Study(ratings, "nominal", 1, 200, interval=kind).coefficients() for kind in ("best", "percentile", "bca")
    }
    assert "; BCa bootstrap over items" in kinds["best"]["gwet_ac1"].method
    assert "; percentile bootstrap over items" in kinds["best"]["krippendorff_alpha_nominal"].method
    assert "; percentile bootstrap over items" in kinds["percentile"]["gwet_ac1"].method
    assert "; BCa bootstrap over items" in kinds["bca"]["krippendorff_alpha_nominal"].method
    analytic = Study(ratings, "nominal", 1, 200, interval="analytic").coefficients()
    assert "; t interval, se by Gwet (2014)" in analytic["krippendorff_alpha_nominal"].method
    assert "; t interval, standard error of a mean" in analytic["percent_agreement"].method
    assert analytic["conger_kappa"].value == kinds["bca"]["conger_kappa"].value
    widths = [found["gwet_ac1"].high - found["gwet_ac1"].low for found in [*kinds.values(), analytic]]  # type: ignore[operator]
    assert max(widths) < 1.15 * min(widths)


def test_alpha_above_its_limit_is_corrected_too():
    counts = [[3, 0]] * 60 + [[0, 3]] * 38 + [[2, 1]] * 2
    found = Study(from_counts(counts), "nominal", 1, 400, anonymous=True).coefficients()["krippendorff_alpha_nominal"]
    assert found.value is not None
    assert found.value > 0.9
    assert "; BCa bootstrap" in found.method


def test_cohen_is_corrected_like_the_rest():
    table = np.array([[50, 2, 0], [1, 30, 1], [0, 2, 14]])
    kinds = [
        cohen_estimate(
            table, weighting="plain", scale=range(3), rng=np.random.default_rng(1), replicates=2_000, kind=kind
        )
        for kind in ("bca", "percentile")
    ]
    assert kinds[0].low is not None
    assert kinds[1].low is not None
    # High kappas are skewed to the left: the corrected bounds lie lower.
    assert kinds[0].low < kinds[1].low
    assert kinds[0].se == kinds[1].se


def test_the_intervals_that_are_shown_cover():
    """Few studies, so wide limits; benchmarks/coverage.py runs more, and docs/STATISTICS.md has its table."""
    found = coverage(SCENARIOS["balanced"], studies=30, replicates=200, seed=2, kinds=("best",), large=60_000)
    for coefficient, row in found.items():
        assert (row["best"] or 0) >= 0.8, coefficient
    assert 0.9 <= np.mean([row["best"] or 0 for row in found.values()]) <= 0.99


def test_clusters_matter_where_items_share_their_difficulty():
    found = coverage(
        SCENARIOS["clustered"], studies=30, replicates=200, seed=3, kinds=("best", "percentile"), large=60_000
    )
    best, naive = (np.mean([row[kind] or 0 for row in found.values()]) for kind in ("best", "percentile"))
    assert naive < best
    assert best >= 0.88


def test_intraclass_correlations_cover():
    for name, (_, share) in icc_coverage(studies=120, seed=4).items():
        assert 0.91 <= share <= 0.985, name

"""The same numbers as other packages on random ratings with holes."""

import warnings

import numpy as np
import pytest
from krippendorff import alpha as package_alpha
from sklearn.metrics import cohen_kappa_score
from statsmodels.stats.inter_rater import cohens_kappa
from statsmodels.stats.inter_rater import fleiss_kappa as statsmodels_fleiss

from agreement.statistics import krippendorff
from agreement.statistics.counts import Ratings, count_matrix, patterns_of
from agreement.statistics.fleiss import fleiss_kappa
from agreement.statistics.kappa import cohen_kappas, disagreement_weights
from agreement.statistics.krippendorff import LEVELS, alpha, alpha_fast, alpha_without_each_rater, numbers_for
from agreement.statistics.summary import agreement_summary
from tests.agreement.statistics.samples import as_matrix, pair_table, ragged

SEEDS = range(6)


@pytest.mark.parametrize("seed", SEEDS)
@pytest.mark.parametrize("level", LEVELS)
def test_alpha_is_that_of_the_package_from_the_raw_matrix(seed, level):
    ratings = ragged(seed, items=40 + 10 * seed, categories=2 + seed, density=0.2 + 0.1 * seed)
    patterns, values = patterns_of(count_matrix(ratings)), numbers_for(ratings, level)
    theirs = package_alpha(reliability_data=as_matrix(ratings), level_of_measurement=level)
    assert alpha_fast(patterns, values, level) == pytest.approx(theirs, abs=1e-12)
    assert alpha(patterns, values, level) == pytest.approx(theirs, abs=1e-12)


@pytest.mark.parametrize("level", ["interval", "ratio", "ordinal"])
def test_alpha_of_real_numbers_far_from_zero(level):
    rng = np.random.default_rng(8)
    truth = rng.normal(1e4, 3, 50)
    matrix = np.round(truth + rng.normal(0, 1, (4, 50)), 2)
    rater, item = np.nonzero(rng.random((4, 50)) < 0.7)
    numbers, codes = np.unique(matrix[rater, item], return_inverse=True)
    ratings = Ratings(item, rater, codes, range(50), range(4), numbers.tolist())
    holes = np.full((4, 50), np.nan)
    holes[rater, item] = matrix[rater, item]
    theirs = package_alpha(reliability_data=holes, level_of_measurement=level)
    patterns = patterns_of(count_matrix(ratings))
    assert alpha_fast(patterns, numbers_for(ratings, level), level) == pytest.approx(theirs, abs=1e-9)


def test_too_large_for_the_package_takes_the_equal_fast_way(monkeypatch):
    ratings = ragged(1)
    patterns, values = patterns_of(count_matrix(ratings)), numbers_for(ratings, "ordinal")
    small = alpha(patterns, values, "ordinal")
    monkeypatch.setattr(krippendorff, "PACKAGE_CELLS", 0)
    monkeypatch.setattr(krippendorff, "alpha_by_package", None)
    assert alpha(patterns, values, "ordinal") == pytest.approx(small, abs=1e-12)


@pytest.mark.parametrize("level", LEVELS)
def test_alpha_without_a_rater_is_alpha_of_the_others(level):
    ratings = ragged(2)
    left_out = alpha_without_each_rater(ratings, level)
    for rater in range(6):
        matrix = np.delete(as_matrix(ratings), rater, axis=0)
        assert left_out[rater] == pytest.approx(package_alpha(matrix, level_of_measurement=level), abs=1e-12)
    summary = agreement_summary(ratings, level=level, seed=1, replicates=20, with_each_rater_left_out=True)
    for name, estimate in summary.without_rater.items():
        others = np.delete(as_matrix(ratings), int(str(name)), axis=0)
        paired = (~np.isnan(others)).sum(axis=0)
        assert estimate.n_items == (paired >= 2).sum()
        assert estimate.n_judgments == paired[paired >= 2].sum()


@pytest.mark.parametrize("seed", SEEDS)
def test_fleiss_is_that_of_statsmodels_when_numbers_are_equal(seed):
    ratings = ragged(seed, density=1.0, categories=2 + seed)
    counts = count_matrix(ratings)
    assert fleiss_kappa(patterns_of(counts)) == pytest.approx(statsmodels_fleiss(counts), abs=1e-12)


@pytest.mark.parametrize("seed", SEEDS)
@pytest.mark.parametrize(("weighting", "theirs"), [("plain", None), ("linear", "linear"), ("quadratic", "quadratic")])
def test_cohen_is_that_of_scikit_learn_for_every_pair(seed, weighting, theirs):
    ratings = ragged(seed, categories=5)
    summary = agreement_summary(ratings, level="ordinal", seed=1, replicates=20)
    matrix = as_matrix(ratings)
    assert len(summary.pairs) == 15
    for pair in summary.pairs:
        first, second = matrix[int(str(pair.rater_a))], matrix[int(str(pair.rater_b))]
        both = ~np.isnan(first) & ~np.isnan(second)
        score = cohen_kappa_score(first[both], second[both], weights=theirs, labels=list(range(5)))
        assert pair.estimates[weighting].value == pytest.approx(score, abs=1e-12)
        assert pair.n_shared == both.sum()


@pytest.mark.parametrize("seed", SEEDS)
@pytest.mark.parametrize(("weighting", "theirs"), [("plain", None), ("linear", "linear"), ("quadratic", "quadratic")])
def test_standard_errors_of_kappa_are_those_of_statsmodels(seed, weighting, theirs):
    table = pair_table(ragged(seed, items=200, density=0.9), 0, 1)
    value, se, se0 = cohen_kappas(table, disagreement_weights(np.arange(4), weighting))
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # statsmodels divides by zero where a category is unused
        result = cohens_kappa(table, wt=theirs)
    assert float(value) == pytest.approx(result.kappa, abs=1e-12)
    assert float(se) == pytest.approx(result.std_kappa, abs=1e-12)
    assert float(se0) == pytest.approx(result.std_kappa0, abs=1e-12)

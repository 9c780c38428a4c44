"""ICC, Kendall's W, Fleiss per category, Cohen with one's own weights, and self-consistency."""

from itertools import combinations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays
from scipy.stats import friedmanchisquare, spearmanr
from statsmodels.stats.inter_rater import fleiss_kappa as statsmodels_fleiss

from agreement.statistics.complete import complete_matrix
from agreement.statistics.counts import InvalidRatings, count_matrix, patterns_of
from agreement.statistics.estimate import wilson_interval
from agreement.statistics.fleiss import fleiss_kappa, fleiss_per_category
from agreement.statistics.fleiss_categories import category_estimates
from agreement.statistics.icc import NAMES, intraclass_correlations, mean_squares
from agreement.statistics.kappa import InvalidWeights, cohen_estimate
from agreement.statistics.kendall import kendall_w
from agreement.statistics.repeats import self_consistency
from tests.agreement.statistics.samples import from_counts, from_matrix, ragged, reference
from tests.support.shared_data import expected_case, read_csv

TABLES = "coefficients_and_rater_models"

# --- intraclass correlations ---


def test_icc_of_shrout_and_fleiss_1979():
    table = reference("shrout_fleiss", file=TABLES)
    found = intraclass_correlations(np.asarray(table["matrix"], dtype=float))
    for name in NAMES:
        estimate = found[name]
        assert round(estimate.value or 0, 2) == table["values"][name]
        low, high = table["limits"][name]
        assert round(estimate.low or 0, 3) == low
        assert round(estimate.high or 0, 2) == high


def test_mean_squares_are_those_of_a_linear_model():
    rng = np.random.default_rng(1)
    matrix = rng.normal(size=(12, 1)) + rng.normal(size=(1, 4)) + rng.normal(size=(12, 4))
    squares = mean_squares(matrix)
    # Residual sums of squares of the nested linear models.
    y = matrix.reshape(-1)
    items = np.kron(np.eye(12), np.ones((4, 1)))
    raters = np.kron(np.ones((12, 1)), np.eye(4))

    def residual(design):
        return float(((y - design @ np.linalg.lstsq(design, y, rcond=None)[0]) ** 2).sum())

    ones = np.ones((48, 1))
    assert squares.within * 36 == pytest.approx(residual(items))
    assert squares.residual * 33 == pytest.approx(residual(np.hstack([items, raters])))
    assert squares.items * 11 == pytest.approx(residual(ones) - residual(items))
    assert squares.raters * 3 == pytest.approx(residual(ones) - residual(raters))


@pytest.mark.parametrize("name", NAMES)
def test_icc_intervals_cover(name):
    rng = np.random.default_rng(3)
    item, rater, error, k = 1.0, 0.5, 1.0, 4
    covered = 0
    for _ in range(400):
        lenient = rng.normal(0, np.sqrt(rater), (1, k))
        if name in {"1", "k"}:
            lenient = rng.normal(0, np.sqrt(rater), (40, k))  # other raters for every item
        matrix = rng.normal(0, np.sqrt(item), (40, 1)) + lenient + rng.normal(0, np.sqrt(error), (40, k))
        estimate = intraclass_correlations(matrix)[name]
        noise = error if name.startswith("C") else rater + error
        true = item / (item + noise / (k if name.endswith("k") else 1))
        covered += (estimate.low or 0) <= true <= (estimate.high or 0)
    assert 0.92 <= covered / 400 <= 0.98


@settings(max_examples=100, deadline=None)
@given(
    arrays(np.float64, st.tuples(st.integers(0, 5), st.integers(0, 4)), elements=st.integers(1, 5).map(float)),
    st.floats(-50, 50),
    st.floats(0.1, 10),
)
def test_icc_knows_neither_origin_nor_unit_and_is_never_nan(matrix, origin, unit):
    found, moved = intraclass_correlations(matrix), intraclass_correlations(origin + unit * matrix)
    for name in NAMES:
        if found[name].value is None:
            assert found[name].reason
        elif moved[name].value is not None:  # equal means may differ by rounding once moved
            assert moved[name].value == pytest.approx(found[name].value, abs=1e-6)


@pytest.mark.parametrize(
    ("matrix", "reason"),
    [
        (np.zeros((0, 3)), "nothing comparable"),
        (np.asarray([[1.0], [2.0]]), "only one rater"),
        (np.asarray([[1.0, 2.0]]), "one item only"),
        (np.full((4, 3), 2.0), "only one value"),
        (np.asarray([[1.0, 2.0], [2.0, 1.0]]), "between items"),
    ],
)
def test_icc_unknown_with_the_reason(matrix, reason):
    for estimate in intraclass_correlations(matrix).values():
        assert estimate.value is None
        assert reason in (estimate.reason or "")


def test_icc_without_a_disagreement_has_no_interval():
    found = intraclass_correlations(np.asarray([[1.0, 1.0], [3.0, 3.0], [4.0, 4.0]]))
    for estimate in found.values():
        assert estimate.value == pytest.approx(1)
        assert "no disagreement" in (estimate.reason or "")
    lenient = intraclass_correlations(np.asarray([[1.0, 2.0], [3.0, 4.0], [4.0, 5.0]]))
    assert lenient["C-1"].value == pytest.approx(1)
    assert (lenient["A-1"].value or 1) < 0.9
    with pytest.raises(ValueError, match="nan"):
        intraclass_correlations(np.asarray([[1.0, np.nan]]))


def test_only_items_that_all_raters_rated_are_analysed():
    ratings = from_matrix([[5, 1], [None, 3], [2, 4], [3, None]], scale=[1, 2, 3, 4, 5])
    assert complete_matrix(ratings, ratings.values()).tolist() == [[5, 1], [2, 4]]
    assert complete_matrix(from_matrix([], scale=[1, 2]), np.arange(2.0)).shape[0] == 0


# --- Kendall's W ---


def test_w_is_friedmans_statistic_with_and_without_ties():
    rng = np.random.default_rng(1)
    for scores in (rng.normal(size=(8, 4)), rng.integers(1, 4, (8, 4)).astype(float)):
        found = kendall_w(scores)
        # Friedman's treatments are our items, his blocks our raters.
        theirs = friedmanchisquare(*scores)
        assert found.chi_squared == pytest.approx(theirs.statistic)
        assert found.p_value == pytest.approx(theirs.pvalue)
        assert found.degrees_of_freedom == 7


def test_w_is_a_step_from_the_mean_rank_correlation():
    scores = np.random.default_rng(2).normal(size=(9, 5))
    mean = np.mean([spearmanr(scores[:, a], scores[:, b]).statistic for a, b in combinations(range(5), 2)])
    assert kendall_w(scores).estimate.value == pytest.approx((1 + 4 * mean) / 5)
    assert kendall_w(np.exp(scores)).estimate.value == pytest.approx(kendall_w(scores).estimate.value)


def test_w_of_one_mind_is_one():
    found = kendall_w(np.tile([[1.0], [2.0], [2.0], [5.0]], 3))
    assert found.estimate.value == pytest.approx(1)
    assert found.estimate.low is None
    assert "no interval" in (found.estimate.reason or "")


@pytest.mark.parametrize(
    ("scores", "reason"),
    [
        (np.zeros((0, 0)), "no judgments"),
        (np.ones((3, 1)), "only one rater"),
        (np.ones((1, 3)), "fewer than two items"),
        (np.ones((3, 3)), "no variation"),
    ],
)
def test_w_unknown_with_the_reason(scores, reason):
    found = kendall_w(scores)
    assert found.estimate.value is None
    assert reason in (found.estimate.reason or "")
    assert found.p_value is None


def test_w_refuses_holes():
    with pytest.raises(ValueError, match="nan"):
        kendall_w(np.asarray([[1.0, np.nan], [2.0, 1.0]]))


# --- Fleiss per category ---


def test_fleiss_1971_per_category():
    table = reference("fleiss_1971", file=TABLES)
    found = category_estimates(patterns_of(count_matrix(from_counts(table["counts"]))), rng=np.random.default_rng(1))
    assert [round(estimate.value or 0, 3) for estimate in found] == table["per_category"]
    for estimate in found:
        assert (estimate.low or 0) < (estimate.value or 0) < (estimate.high or 0)


@pytest.mark.parametrize("seed", range(4))
def test_a_category_is_fleiss_of_it_against_the_rest_and_the_whole_their_mean(seed):
    ratings = ragged(seed, density=1.0)
    counts = count_matrix(ratings)
    patterns = patterns_of(counts)
    values = [e.value for e in category_estimates(patterns, rng=np.random.default_rng(1), replicates=20)]
    assert values == pytest.approx(fleiss_per_category(patterns).tolist())
    for category, value in enumerate(values):
        two = np.column_stack([counts[:, category], counts.sum(axis=1) - counts[:, category]])
        assert value == pytest.approx(statsmodels_fleiss(two))
    share = counts.sum(axis=0) / counts.sum()
    assert np.average(np.asarray(values), weights=share * (1 - share)) == pytest.approx(fleiss_kappa(patterns))


def test_categories_that_can_not_tell_say_why():
    def of(rows):
        patterns = patterns_of(count_matrix(from_matrix(rows, scale=["a", "b", "c"])))
        return category_estimates(patterns, rng=np.random.default_rng(1), replicates=50)

    assert [e.reason for e in of([["a", "b"], ["b", "b"], ["a", "a"]])][2] == "nobody used this category"
    assert "only this category" in (of([["a", "a"], ["a", "a"]])[0].reason or "")
    assert "same number" in (of([["a", "a", "b"], ["a", "b", None]])[0].reason or "")
    assert "nothing comparable" in (of([["a"], ["b"]])[0].reason or "")
    assert "one item only" in (of([["a", "b"]])[0].reason or "")
    assert "no judgments" in (of([])[0].reason or "")


# --- Cohen with weights of one's own ---


def custom(weights, *, rng=None, table="cohen_1960_1968"):
    counts = np.asarray(reference(table)["table"], dtype=np.int64)
    return cohen_estimate(counts, weighting=np.asarray(weights, dtype=float), scale=(), rng=rng, replicates=2000)


def test_cohens_own_weights_with_their_standard_error():
    estimate = custom(reference("cohen_1960_1968")["disagreement"])
    assert round(estimate.value or 0, 3) == 0.348
    assert estimate.se == pytest.approx(0.075504, abs=1e-6)  # statsmodels; the variance R psych prints is wrong
    assert "custom weights" in estimate.method
    drawn = custom(reference("cohen_1960_1968")["disagreement"], rng=np.random.default_rng(1))
    assert (drawn.low, drawn.high) == pytest.approx((estimate.low, estimate.high), abs=0.025)


def test_b12_custom_weights_symmetric_or_not():
    case = expected_case("B12_cohen1960_1968")
    estimate = custom([[0, 1, 3], [1, 0, 6], [3, 6, 0]])
    assert (estimate.value, estimate.se) == pytest.approx((case["weighted"], case["weighted_ase"]), abs=1e-6)
    asymmetric = custom([[0, 1, 4], [1, 0, 6], [2, 2, 0]])
    assert asymmetric.value == pytest.approx(case["nonsymmetric_weights_014_106_220"], abs=1e-6)


def test_b14_a_category_that_one_rater_never_used():
    case = expected_case("B14_sas_3x3")
    table = np.asarray(reference("sas_3x3")["table"], dtype=np.int64)
    plain, linear = (
        cohen_estimate(table, weighting=weighting, scale=range(3), rng=None, replicates=0)
        for weighting in ("plain", "linear")
    )
    assert (plain.value, plain.se) == pytest.approx((case["kappa"], case["ase"]), abs=1e-6)
    assert (plain.low, plain.high) == pytest.approx(case["ci95"], abs=1e-5)
    assert (linear.value, linear.se) == pytest.approx((case["linear"], case["linear_ase"]), abs=1e-6)


def test_weights_of_zero_leave_nothing_to_correct_and_impossible_ones_are_refused():
    estimate = custom(np.zeros((3, 3)))
    assert estimate.value is None
    assert estimate.reason
    for bad in (np.ones((3, 3)), -1 + np.eye(3), np.zeros((2, 2))):
        with pytest.raises(InvalidWeights):
            custom(bad)


# --- self-consistency ---


def test_self_consistency_with_wilsons_interval():
    rater = np.asarray([0, 0, 0, 0, 1, 1])
    first, second = np.asarray([1, 2, 0, 1, 2, 2]), np.asarray([1, 2, 1, 1, 2, 2])
    found = self_consistency(rater, first, second, ["ann", "bob", "cat"])
    assert (found["ann"].value, found["bob"].value, found["cat"].value) == (0.75, 1, None)
    assert (found["ann"].low, found["ann"].high) == pytest.approx(wilson_interval(3, 4))
    assert (found["ann"].n_items, found["ann"].n_judgments) == (4, 8)
    assert (found["bob"].low or 1) < 0.5
    assert "no item twice" in (found["cat"].reason or "")
    order = np.random.default_rng(1).permutation(6)
    assert self_consistency(rater[order], second[order], first[order], ["ann", "bob", "cat"]) == found


def test_repeats_that_do_not_fit_are_refused():
    one = np.zeros(1, dtype=np.int64)
    with pytest.raises(InvalidRatings, match="do not fit"):
        self_consistency(one, one, np.zeros(2, dtype=np.int64), ["ann"])
    with pytest.raises(InvalidRatings, match="outside"):
        self_consistency(one + 1, one, one, ["ann"])


def test_b01_per_category():
    case = expected_case("B01_fleiss1971")
    rows = read_csv("agreement/irr_diagnoses.csv")
    ratings = from_matrix([[row[f"rater{number}"] for number in range(1, 7)] for row in rows])
    found = category_estimates(patterns_of(count_matrix(ratings)), rng=np.random.default_rng(1))
    by_name = {str(name): estimate.value for name, estimate in zip(ratings.scale, found, strict=True)}
    assert by_name == pytest.approx(case["per_category"], abs=1e-6)

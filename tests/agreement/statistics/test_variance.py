"""Parts of variance: published analyses, recovery from sparse designs, and designs that can't tell."""

import json

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from agreement.statistics.icc import intraclass_correlations, mean_squares
from agreement.statistics.variance import Reliability, VarianceParts, reliability_of_means, variance_parts
from tests.agreement.statistics.samples import reference

FILE = "coefficients_and_rater_models"


def parts_of(matrix: np.ndarray) -> VarianceParts:
    item, rater = (index.ravel() for index in np.indices(matrix.shape))
    return variance_parts(item, rater, matrix.ravel())


def test_shrout_and_fleiss_1979():
    published = reference("shrout_fleiss", file=FILE)
    parts = parts_of(np.asarray(published["matrix"], dtype=float))
    squares = mean_squares(np.asarray(published["matrix"], dtype=float))
    assert parts.residual == pytest.approx(squares.residual)
    assert parts.item == pytest.approx((squares.items - squares.residual) / 4)
    assert parts.rater == pytest.approx((squares.raters - squares.residual) / 6)
    assert parts.interaction is None
    one, four = reliability_of_means(parts, (1, 4))
    printed = published["values"]
    assert [one.absolute, one.relative] == pytest.approx([printed["A-1"], printed["C-1"]], abs=0.006)
    assert [four.absolute, four.relative] == pytest.approx([printed["A-k"], printed["C-k"]], abs=0.006)


def test_dyestuff_one_way():
    published = reference("dyestuff", file=FILE)
    values = np.asarray(published["yields"], dtype=float)
    item = np.indices(values.shape)[0].ravel()
    parts = variance_parts(item, None, values.ravel())
    assert (parts.item, parts.residual) == pytest.approx((published["batch"], published["residual"]), abs=0.01)
    assert (parts.rater, parts.interaction) == (None, None)
    assert reliability_of_means(parts, (5,))[0].relative is None


def test_gauge_study_with_repeats():
    published = reference("gauge_study", file=FILE)
    values = np.asarray(published["measured"], dtype=float)  # appraiser, trial, part
    rater, _, item = (index.ravel() for index in np.indices(values.shape))
    parts = variance_parts(item, rater, values.ravel())
    part, appraiser, both, repeat = (
        published["mean_squares"][name] for name in ("part", "appraiser", "both", "repeat")
    )
    assert parts.residual == pytest.approx(repeat, abs=1e-5)
    assert parts.interaction == pytest.approx((both - repeat) / 3, abs=1e-5)
    assert parts.rater == pytest.approx((appraiser - both) / 30, abs=1e-5)
    assert parts.item == pytest.approx((part - both) / 9, abs=1e-5)
    assert parts.shares()["interaction"] == 0  # below zero: told as it is, counted as nothing
    assert sum(share or 0 for share in parts.shares().values()) == pytest.approx(1)


def test_parts_are_found_again_in_sparse_designs_with_repeats():
    found = []
    for seed in range(200):
        rng = np.random.default_rng(seed)
        items, raters = 150, 12
        item, rater = np.nonzero(rng.random((items, raters)) < 0.3)
        item, rater = np.concatenate([item, item[:60]]), np.concatenate([rater, rater[:60]])
        values = rng.normal(0, 1, items)[item] + rng.normal(0, 0.7, raters)[rater]
        values += rng.normal(0, 0.8, (items, raters))[item, rater] + rng.normal(0, 0.5, item.size)
        parts = variance_parts(item, rater, values)
        found.append([part or 0.0 for part in (parts.item, parts.rater, parts.interaction, parts.residual)])
    assert np.mean(found, axis=0) == pytest.approx([1, 0.49, 0.64, 0.25], abs=0.06)


@settings(max_examples=30, deadline=None)
@given(st.integers(2, 12), st.integers(2, 6), st.integers(0, 1000), st.floats(-1e3, 1e3), st.floats(0.01, 100))
def test_origin_unit_and_order_do_not_matter_and_complete_designs_are_the_icc(items, raters, seed, origin, unit):
    rng = np.random.default_rng(seed)
    matrix = rng.normal(size=(items, 1)) + rng.normal(size=(items, raters))
    parts, moved = (
        parts_of(matrix),
        parts_of(origin + unit * matrix[rng.permutation(items)][:, rng.permutation(raters)]),
    )
    for name in ("item", "rater", "residual"):
        assert getattr(moved, name) == pytest.approx(unit**2 * getattr(parts, name), rel=1e-6, abs=1e-6 * unit**2)
    if (parts.item or 0) > 0 and (parts.rater or 0) > 0:
        correlations = intraclass_correlations(matrix)
        one, many = reliability_of_means(parts, (1, raters))
        for told, name in (
            (one.absolute, "A-1"),
            (one.relative, "C-1"),
            (many.absolute, "A-k"),
            (many.relative, "C-k"),
        ):
            assert told == pytest.approx(correlations[name].value, abs=1e-9)


def test_more_ratings_follow_spearman_and_brown():
    parts = VarianceParts(1.0, 0.0, None, 1.5, 10, 3, 30)
    one = 1 / 2.5
    for each in reliability_of_means(parts, (1, 2, 7)):
        assert each.relative == pytest.approx(each.k * one / (1 + (each.k - 1) * one))
    with pytest.raises(ValueError, match="at least 1"):
        reliability_of_means(parts, (0,))


@pytest.mark.parametrize(
    ("item", "rater", "reason"),
    [
        ([], [], "no judgments"),
        ([0, 0, 0], [0, 1, 2], "one item only"),
        ([0, 1, 2], [0, 1, 0], "no item has two judgments"),
        ([0, 0, 1, 1], [0, 0, 1, 1], "can't tell"),
    ],
)
def test_designs_that_can_not_tell(item, rater, reason):
    items, raters = (np.asarray(column, dtype=np.int64) for column in (item, rater))
    parts = variance_parts(items, raters, np.arange(len(item), dtype=float))
    assert parts.reason is not None
    assert reason in parts.reason
    assert parts.item is None
    assert reliability_of_means(parts, (3,)) == [Reliability(3, None, None)]
    assert json.dumps(parts.as_dict(), allow_nan=False)


def test_no_differences_at_all_and_a_single_rater_with_repeats():
    still = variance_parts(np.repeat(np.arange(4), 3), np.tile(np.arange(3), 4), np.ones(12))
    assert still.shares() == dict.fromkeys(("item", "rater", "interaction", "residual"))
    alone = variance_parts(
        np.repeat(np.arange(4), 2), np.zeros(8, dtype=np.int64), np.array([1, 1, 2, 3, 5, 5, 7, 8.0])
    )
    assert alone.rater is None
    assert alone.item is not None
    assert alone.item > (alone.residual or 0)
    with pytest.raises(ValueError, match="nan"):
        variance_parts(np.array([0, 0]), None, np.array([1.0, np.nan]))

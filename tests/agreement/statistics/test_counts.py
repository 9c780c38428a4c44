"""Counting: codes, patterns and rater-pair tables against the slow way; bad columns are named."""

import numpy as np
import pytest

from agreement.statistics import counts as counting
from agreement.statistics import tables
from agreement.statistics.counts import (
    DuplicateRating,
    InvalidRatings,
    Ratings,
    TooManyCells,
    ValueOutsideScale,
    count_matrix,
    patterns_of,
    ratings_from_columns,
)
from agreement.statistics.tables import PairTables, pair_tables
from tests.agreement.statistics.samples import pair_table, ragged


def test_a_second_rating_of_an_item_is_refused_by_name():
    with pytest.raises(DuplicateRating, match=r"rater 'ann' rated item 'i2' more than once"):
        ratings_from_columns(["i1", "i2", "i2"], ["ann", "ann", "ann"], [1, 2, 2])


def test_a_duplicate_is_also_found_where_items_times_raters_is_too_large_to_mark(monkeypatch):
    monkeypatch.setattr(counting, "MAX_CELLS", 3)
    with pytest.raises(DuplicateRating, match="rater 'ann' rated item 'i2'"):
        ratings_from_columns(["i1", "i2", "i2"], ["ann", "ann", "ann"], [1, 2, 2])


@pytest.mark.parametrize("value", [None, float("nan")])
def test_missing_ratings_must_be_absent(value):
    with pytest.raises(InvalidRatings, match="None or nan"):
        ratings_from_columns(["i1", "i2"], ["ann", "ann"], [1.0, value])


def test_a_value_outside_the_scale_is_named():
    with pytest.raises(ValueOutsideScale, match="7 is not on the scale"):
        ratings_from_columns(["i1", "i2"], ["ann", "ann"], [1, 7], scale=[1, 2, 3, 4, 5])


def test_columns_of_different_length_and_codes_out_of_range_are_refused():
    with pytest.raises(InvalidRatings, match="do not fit together"):
        ratings_from_columns(["i1"], ["ann", "bob"], [1, 2])
    zeros = np.zeros(1, dtype=np.int64)
    with pytest.raises(InvalidRatings, match="category holds a code outside"):
        Ratings(zeros, zeros, zeros + 3, ["i"], ["r"], ["a", "b"])
    with pytest.raises(InvalidRatings, match="twice"):
        Ratings(zeros, zeros, zeros, ["i"], ["r"], ["a", "a"])


def test_text_values_have_no_numbers():
    ratings = ratings_from_columns(["i1"], ["ann"], ["good"], scale=["bad", "good"])
    with pytest.raises(InvalidRatings, match="not numeric"):
        ratings.values()


@pytest.mark.parametrize("seed", range(5))
def test_counts_and_patterns_are_those_of_the_slow_way(seed):
    ratings = ragged(seed)
    counts = count_matrix(ratings)
    for item in range(len(ratings.item_ids)):
        own = ratings.category[ratings.item == item]
        assert counts[item].tolist() == [int((own == category).sum()) for category in range(4)]
    patterns = patterns_of(counts)
    rows, multiplicities = np.unique(counts[counts.any(axis=1)], axis=0, return_counts=True)
    found = sorted(zip(patterns.counts.tolist(), patterns.items.tolist(), strict=True))
    assert found == sorted(zip(rows.tolist(), multiplicities.tolist(), strict=True))


def test_patterns_of_many_categories_take_the_byte_path():
    rng = np.random.default_rng(0)
    counts = rng.integers(0, 3, (50, 80))
    counts = np.concatenate([counts, counts[:20], np.zeros((5, 80), dtype=np.int64)])
    patterns = patterns_of(counts)
    assert sorted(patterns.items.tolist()) == [1] * 30 + [2] * 20
    assert (patterns.items @ patterns.counts).tolist() == counts.sum(axis=0).tolist()


@pytest.mark.parametrize("density", [0.05, 0.5, 1.0])
@pytest.mark.parametrize("way", ["chosen", "listed", "product"])
def test_all_pair_tables_are_those_of_the_slow_way(density, way):
    ratings = ragged(3, density=density)
    if way == "listed":
        found = tables._tables_by_listing(ratings, len(ratings.rater_ids))
    elif way == "product":
        tensor = tables._tensor_by_product(ratings, chunk=7)
        first, second = np.triu_indices(len(ratings.rater_ids), k=1)
        shared = tensor[first, :, second, :].any(axis=(1, 2))
        found = PairTables(first[shared], second[shared], tensor[first, :, second, :][shared])
    else:
        found = pair_tables(ratings)
    seen = {(int(a), int(b)): t for a, b, t in zip(found.first, found.second, found.tables, strict=True)}
    for a in range(6):
        for b in range(a + 1, 6):
            slow = pair_table(ratings, a, b)
            if slow.any():
                assert (seen[a, b] == slow).all()
            else:
                assert (a, b) not in seen


def test_a_table_that_would_not_fit_is_refused(monkeypatch):
    monkeypatch.setattr(counting, "MAX_CELLS", 100)
    with pytest.raises(TooManyCells, match="60 items x 4 categories"):
        count_matrix(ragged(1))

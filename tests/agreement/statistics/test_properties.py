"""What must not change agreement: the order and names of raters, items and labels, copies, and unrated items."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from agreement.statistics.counts import Ratings
from agreement.statistics.disputes import item_disagreement
from agreement.statistics.krippendorff import LEVELS, Level
from agreement.statistics.summary import AgreementSummary, agreement_summary


@st.composite
def studies(draw: st.DrawFn) -> Ratings:
    items, raters, categories = draw(st.integers(1, 12)), draw(st.integers(1, 5)), draw(st.integers(1, 5))
    cells = draw(st.lists(st.integers(-1, categories - 1), min_size=items * raters, max_size=items * raters))
    matrix = np.asarray(cells).reshape(items, raters)
    item, rater = np.nonzero(matrix >= 0)
    return Ratings(item, rater, matrix[item, rater], range(items), range(raters), range(categories))


def summarise(ratings: Ratings, level: Level) -> AgreementSummary:
    return agreement_summary(ratings, level=level, seed=11, replicates=15)


def numbers(summary: AgreementSummary) -> list[float | None]:
    """The values, and the values of the pairs in increasing order; also proves that they are JSON-safe."""
    group = [estimate.value for estimate in summary.estimates.values()]
    pairs = [pair.estimates["plain"].value for pair in summary.pairs]
    return [*group, *sorted(value for value in pairs if value is not None)]


def same(ours: list[float | None], theirs: list[float | None]) -> bool:
    return len(ours) == len(theirs) and all(
        (a is None and b is None) or (a is not None and b is not None and abs(a - b) < 1e-9)
        for a, b in zip(ours, theirs, strict=True)
    )


@settings(max_examples=40, deadline=None)
@given(studies(), st.sampled_from(LEVELS), st.randoms(use_true_random=False))
def test_order_of_rows_raters_and_items_changes_nothing(ratings, level, random):
    rows = list(range(ratings.n))
    random.shuffle(rows)
    raters = list(range(len(ratings.rater_ids)))
    random.shuffle(raters)
    items = list(range(len(ratings.item_ids)))
    random.shuffle(items)
    moved = Ratings(
        np.asarray(items, dtype=np.int64)[ratings.item[rows]],
        np.asarray(raters, dtype=np.int64)[ratings.rater[rows]],
        ratings.category[rows],
        ratings.item_ids,
        ratings.rater_ids,
        ratings.scale,
    )
    before, after = summarise(ratings, level), summarise(moved, level)
    assert same(numbers(before), numbers(after))
    for name, estimate in before.estimates.items():
        # The patterns are the same, so even the resampled bounds are.
        assert estimate.low == pytest.approx(after.estimates[name].low, abs=1e-9)


@settings(max_examples=40, deadline=None)
@given(studies(), st.randoms(use_true_random=False))
def test_nominal_agreement_does_not_know_the_labels(ratings, random):
    labels = list(range(len(ratings.scale)))
    random.shuffle(labels)
    renamed = Ratings(
        ratings.item,
        ratings.rater,
        np.asarray(labels, dtype=np.int64)[ratings.category],
        ratings.item_ids,
        ratings.rater_ids,
        [f"label {label}" for label in ratings.scale],
    )
    assert same(numbers(summarise(ratings, "nominal")), numbers(summarise(renamed, "nominal")))


@settings(max_examples=40, deadline=None)
@given(studies(), st.sampled_from(LEVELS))
def test_items_nobody_rated_and_categories_nobody_used_change_nothing(ratings, level):
    wider = Ratings(
        ratings.item,
        ratings.rater,
        ratings.category,
        range(len(ratings.item_ids) + 7),
        ratings.rater_ids,
        range(len(ratings.scale) + 2),
    )
    before, after = summarise(ratings, level), summarise(wider, level)
    # AC1 alone counts the categories that could have been used: more of them leave less to chance.
    shorter, longer = before.estimates.pop("ac1").value, after.estimates.pop("ac1").value
    assert shorter is None or longer is None or longer >= shorter - 1e-12
    assert same(numbers(before), numbers(after))
    assert before.n_items == after.n_items


@settings(max_examples=40, deadline=None)
@given(studies().filter(lambda ratings: ratings.n > 0), st.sampled_from(LEVELS))
def test_the_study_twice_leaves_percent_and_cohen_as_they_are(ratings, level):
    shift = len(ratings.item_ids)
    twice = Ratings(
        np.concatenate([ratings.item, ratings.item + shift]),
        np.tile(ratings.rater, 2),
        np.tile(ratings.category, 2),
        range(2 * shift),
        ratings.rater_ids,
        ratings.scale,
    )
    before, after = summarise(ratings, level), summarise(twice, level)
    for name in ("percent", "fleiss"):
        if before.estimates[name].value is not None:
            assert after.estimates[name].value == pytest.approx(before.estimates[name].value)
    for one, two in zip(before.pairs, after.pairs, strict=True):
        assert two.n_shared == 2 * one.n_shared
        if one.estimates["plain"].value is not None:
            assert two.estimates["plain"].value == pytest.approx(one.estimates["plain"].value)


@settings(max_examples=40, deadline=None)
@given(studies(), st.sampled_from(LEVELS))
def test_disagreement_of_items_averages_to_one_minus_alpha(ratings, level):
    disputed = item_disagreement(ratings, level)
    value = summarise(ratings, level).estimates["alpha"].value
    if value is None:
        return
    weighted = np.average(disputed.disagreement, weights=disputed.n_judgments)
    assert 1 - weighted == pytest.approx(value, abs=1e-9)


@settings(max_examples=40, deadline=None)
@given(studies(), st.sampled_from(LEVELS))
def test_every_number_lies_where_it_can(ratings, level):
    summary = summarise(ratings, level)
    pairs = [(name, e) for pair in summary.pairs for name, e in pair.estimates.items()]
    for name, estimate in [*summary.estimates.items(), *pairs]:
        if estimate.value is None:
            assert estimate.reason
        else:
            assert estimate.value <= 1 + 1e-9
            # Items rated once enter only the chance term of Gwet's Fleiss, which then knows no lower bound.
            assert name == "fleiss" or estimate.value >= -1 - 1e-9
            assert estimate.low is None or estimate.low <= (estimate.high or 0) + 1e-12

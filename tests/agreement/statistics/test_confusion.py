"""Confusions: against a slow count by hand, and what they say where little is known."""

import numpy as np
import pytest

from agreement.statistics.confusion import coincidences, confusion_estimates, rater_confusions, share_estimate
from agreement.statistics.counts import Ratings, count_matrix
from tests.agreement.statistics.samples import ragged


def slowly(ratings: Ratings, rater: int) -> np.ndarray:
    found = np.zeros((len(ratings.scale), len(ratings.scale)))
    rows = list(zip(ratings.item.tolist(), ratings.rater.tolist(), ratings.category.tolist(), strict=True))
    for item, who, said in rows:
        others = [category for unit, other, category in rows if unit == item and other != who]
        if who == rater and others:
            for category in others:
                found[said, category] += 1 / len(others)
    return found


@pytest.mark.parametrize("seed", range(3))
def test_raters_are_counted_against_the_others_of_their_items(seed: int) -> None:
    ratings = ragged(seed, items=40, raters=5, categories=3, density=0.6)
    found = rater_confusions(ratings, np.arange(len(ratings.item_ids)))
    for rater in range(5):
        assert found.shared[rater] == pytest.approx(slowly(ratings, rater))
    # All raters together are Krippendorff's coincidences.
    assert found.shared.sum(axis=0) == pytest.approx(coincidences(count_matrix(ratings)).sum(axis=0))


def test_rows_are_shares_with_intervals_and_their_value_is_of_the_coincidences() -> None:
    ratings = ragged(4, items=300, raters=3, categories=3, density=0.9)
    counts = count_matrix(ratings)
    rows = confusion_estimates(counts, np.arange(counts.shape[0]), replicates=300, rng=np.random.default_rng(1))
    total = coincidences(counts).sum(axis=0)
    for k, row in enumerate(rows):
        values = [estimate.value for estimate in row]
        assert values == pytest.approx((total[k] / total[k].sum()).tolist())
        for estimate in row:
            assert estimate.low is not None
            assert estimate.value is not None
            assert estimate.high is not None
            assert estimate.low <= estimate.value <= estimate.high
            assert "bootstrap over items" in estimate.method


def test_units_of_one_item_are_drawn_together() -> None:
    counts = np.tile(np.array([[2, 0], [1, 1]]), (100, 1)).repeat(4, axis=0)
    alone = confusion_estimates(counts, np.arange(800), replicates=400, rng=np.random.default_rng(1))[0][1]
    together = confusion_estimates(counts, np.repeat(np.arange(200), 4), replicates=400, rng=np.random.default_rng(1))[
        0
    ][1]
    assert alone.value == together.value
    assert (together.high or 0) - (together.low or 0) > 1.5 * ((alone.high or 0) - (alone.low or 0))
    assert together.n_items == 200


def test_nothing_said_is_unknown_and_never_zero() -> None:
    counts = np.array([[2, 0, 0], [0, 1, 0], [2, 0, 0]])
    first, second, third = confusion_estimates(counts, np.arange(3), replicates=100, rng=np.random.default_rng(1))
    assert first[0].value == 1
    assert first[0].low is not None
    assert first[0].low < 0.8
    assert first[1].value == 0
    assert (first[1].high or 0) > 0.2
    for row in (second, third):  # said of one item that nobody else judged, and never said
        assert {(estimate.value, estimate.reason) for estimate in row} == {
            (None, "nobody said this of an item with a second judgment")
        }
    nobody = share_estimate(0, 0, 0)
    assert (nobody.value, bool(nobody.reason)) == (None, True)

"""Intervals over whole items when their units go together."""

import numpy as np
import pytest

from agreement.statistics.clustered import clustered_estimates
from agreement.statistics.clustered_pairs import clustered_pairs
from agreement.statistics.counts import Ratings, count_matrix, patterns_of
from agreement.statistics.estimate import Estimate
from agreement.statistics.krippendorff import Level
from agreement.statistics.pairs import pair_agreements
from agreement.statistics.summary import group_estimates

REPLICATES = 600


def study(n_items: int, units: int, *, together: bool, seed: int, raters: int = 2) -> tuple[Ratings, np.ndarray]:
    """Ratings of ``units`` units for each item; ``together``: the units of an item are agreed on, or not, as one."""
    rng = np.random.default_rng(seed)
    n = n_items * units
    clusters = np.repeat(np.arange(n_items), units)
    sure = np.repeat(rng.random(n_items) < 0.6, units) if together else rng.random(n) < 0.6
    truth = rng.integers(0, 4, n)
    said = np.stack([np.where(sure, truth, rng.integers(0, 4, n)) for _ in range(raters)])
    item, rater = np.tile(np.arange(n), raters), np.repeat(np.arange(raters), n)
    return Ratings(item, rater, said.reshape(-1), range(n), range(raters), range(4)), clusters


def intervals(ratings: Ratings, clusters: np.ndarray, level: Level) -> tuple[dict[str, Estimate], dict[str, Estimate]]:
    counts, values = count_matrix(ratings), np.arange(4.0)
    by_unit = group_estimates(patterns_of(counts), values, level, rng=np.random.default_rng(1), replicates=REPLICATES)
    by_item = clustered_estimates(
        by_unit, counts, clusters, values=values, level=level, replicates=REPLICATES, rng=np.random.default_rng(2)
    )
    return by_unit, by_item


def width(estimate: Estimate) -> float:
    assert estimate.low is not None
    assert estimate.high is not None
    return estimate.high - estimate.low


@pytest.mark.parametrize("level", ["nominal", "ordinal", "interval"])
def test_with_one_unit_an_item_both_intervals_agree(level: Level) -> None:
    by_unit, by_item = intervals(*study(400, 1, together=False, seed=1), level)
    for name, estimate in by_item.items():
        assert estimate.value == by_unit[name].value
        assert estimate.n_items == by_unit[name].n_items == 400
        assert width(estimate) == pytest.approx(width(by_unit[name]), rel=0.15), name


def test_units_that_go_together_are_worth_less() -> None:
    by_unit, by_item = intervals(*study(150, 6, together=True, seed=2), "nominal")
    for name in ("percent", "fleiss", "alpha", "ac1"):
        assert by_item[name].value == by_unit[name].value
        assert by_item[name].n_items == 150
        assert width(by_item[name]) > 1.3 * width(by_unit[name]), name


def test_the_interval_has_the_width_that_repeated_studies_have() -> None:
    drawn = [intervals(*study(80, 5, together=True, seed=seed), "nominal")[1]["alpha"] for seed in range(40)]
    spread = float(np.std([estimate.value or 0.0 for estimate in drawn], ddof=1))
    typical = float(np.median([estimate.se or 0.0 for estimate in drawn]))
    assert typical == pytest.approx(spread, rel=0.3)


def test_pairs_are_resampled_by_item_too() -> None:
    ratings, clusters = study(150, 6, together=True, seed=3, raters=3)
    pairs = pair_agreements(ratings, "ordinal", rng=np.random.default_rng(1), replicates=REPLICATES)
    by_item = clustered_pairs(
        pairs, ratings, clusters, level="ordinal", replicates=REPLICATES, rng=np.random.default_rng(2)
    )
    assert len(by_item) == 3
    for pair, clustered in zip(pairs, by_item, strict=True):
        for name in ("percent", "plain", "linear", "quadratic"):
            assert clustered.estimates[name].value == pytest.approx(pair.estimates[name].value)
            assert clustered.estimates[name].n_items == 150
            assert width(clustered.estimates[name]) > 1.2 * width(pair.estimates[name]), name


def test_one_item_has_no_interval() -> None:
    _, by_item = intervals(*study(1, 30, together=False, seed=4), "nominal")
    assert by_item["alpha"].low is None
    assert "one item" in str(by_item["alpha"].reason)

"""The difference of two sides: its value, its coverage, and what items on both sides do to it."""

import numpy as np
import pytest

from agreement.statistics.codes import Ints
from agreement.statistics.comparison import Side, differences, only, shared_items
from agreement.statistics.counts import Patterns, patterns_of
from agreement.statistics.estimate import Estimate
from agreement.statistics.krippendorff import Level, alpha
from agreement.statistics.summary import group_estimates

VALUES = np.arange(3.0)


def counts_of(rng: np.random.Generator, sure: np.ndarray, *, raters: int = 3) -> Ints:
    """Counts (N, 3) of raters who say the item's truth where it is easy, else anything."""
    truth = rng.integers(0, 3, sure.size)
    said = np.stack([np.where(sure, truth, rng.integers(0, 3, sure.size)) for _ in range(raters)])
    return np.stack([(said == code).sum(axis=0) for code in range(3)], axis=1)


def side(counts: Ints, item: Ints, level: Level = "nominal") -> Side:
    rng = np.random.default_rng(1)
    return Side(counts, item, group_estimates(patterns_of(counts), VALUES, level, rng=rng, replicates=200))


def compared(
    a: Side, b: Side, level: Level = "nominal", *, seed: int = 1, replicates: int = 300
) -> dict[str, Estimate]:
    rng = np.random.default_rng(seed)
    return differences(a, b, values=VALUES, level=level, replicates=replicates, rng=rng)


def width(estimate: Estimate) -> float:
    assert estimate.low is not None
    assert estimate.high is not None
    return estimate.high - estimate.low


@pytest.mark.parametrize("level", ["nominal", "ordinal", "interval"])
def test_the_value_is_b_less_a_for_every_coefficient(level: Level) -> None:
    rng = np.random.default_rng(1)
    a = side(counts_of(rng, rng.random(200) < 0.4), np.arange(200), level)
    b = side(counts_of(rng, rng.random(150) < 0.9), np.arange(150) + 100, level)
    found = compared(a, b, level)
    assert set(found) == {"percent", "fleiss", "alpha", "ac1"}
    for name, estimate in found.items():
        assert estimate.value == pytest.approx((b.estimates[name].value or 0) - (a.estimates[name].value or 0))
        assert estimate.low is not None
        assert estimate.low > 0
        assert (estimate.n_items, estimate.n_judgments) == (250, 3 * 350)
        assert "within A only, B only and both" in estimate.method


def test_intervals_cover_the_true_difference_with_half_of_the_items_on_both_sides() -> None:
    rng = np.random.default_rng(3)
    many = rng.random(300_000) < 0.5
    more = many | (rng.random(many.size) < 0.3)
    true = [alpha(patterns_of(counts_of(rng, sure)), VALUES, "nominal") for sure in (many, more)]
    inside = 0
    for study in range(150):
        easy = rng.random(180) < 0.5
        easier = easy | (rng.random(180) < 0.3)
        first, second = np.arange(120), np.arange(60, 180)
        a, b = side(counts_of(rng, easy[first]), first), side(counts_of(rng, easier[second]), second)
        found = compared(a, b, seed=study)["alpha"]
        assert found.low is not None
        assert found.high is not None
        inside += found.low <= true[1] - true[0] <= found.high
    assert 0.89 <= inside / 150 <= 0.99


def test_sharing_items_narrows_the_interval_because_hard_items_are_hard_on_both_sides() -> None:
    rng = np.random.default_rng(4)
    easy = rng.random(200) < 0.5
    truth = rng.integers(0, 3, 200)
    first = np.where(easy[:, None], 3 * np.eye(3, dtype=np.int64)[truth], [1, 1, 1])
    together = compared(side(first, np.arange(200)), side(first, np.arange(200)))
    apart = compared(side(first, np.arange(200)), side(first, np.arange(200) + 200))
    assert together["percent"].value == apart["percent"].value == 0
    assert width(together["percent"]) == pytest.approx(0, abs=1e-9)
    assert width(apart["percent"]) > 0.1


def test_a_side_without_disagreement_is_not_taken_for_certain() -> None:
    rng = np.random.default_rng(5)
    unanimous = 3 * np.eye(3, dtype=np.int64)[rng.integers(0, 3, 12)]
    a = side(counts_of(rng, rng.random(200) < 0.9), np.arange(200))
    b = side(unanimous, np.arange(12) + 200)
    found = compared(a, b)["alpha"]
    assert found.value is not None
    assert found.low is not None
    assert found.low < found.value - 0.15
    assert "MOVER" in found.method


def test_a_side_that_knows_nothing_is_named() -> None:
    rng = np.random.default_rng(6)
    a = side(counts_of(rng, rng.random(50) < 0.9), np.arange(50))
    b = side(np.eye(3, dtype=np.int64), np.arange(3))
    found = compared(a, b)["alpha"]
    assert found.value is None
    assert found.reason == "side B: nothing comparable: no item has two judgments"
    empty = side(np.zeros((0, 3), dtype=np.int64), np.zeros(0, dtype=np.int64))
    assert compared(empty, a)["alpha"].reason == "side A: no judgments"
    assert compared(empty, empty)["percent"].value is None


def test_shared_items_are_those_that_two_judged_on_both_sides() -> None:
    a = Side(np.array([[2, 0], [1, 0], [1, 1]]), np.array([1, 2, 3]), {})
    b = Side(np.array([[2, 0], [2, 0], [0, 1]]), np.array([1, 2, 3]), {})
    assert shared_items(a, b).tolist() == [1]
    counts, item = only(a.counts, a.item, np.array([1, 3]))
    assert (counts.tolist(), item.tolist()) == ([[2, 0], [1, 1]], [1, 3])
    assert Patterns(counts, np.ones(2, dtype=np.int64)).n_items == 2

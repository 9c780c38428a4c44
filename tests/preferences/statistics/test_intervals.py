"""Intervals of strengths, ranks and effects on simulated comparisons with known truth."""

import numpy as np
import pytest

from preferences.statistics.bradley_terry import rank_models
from tests.preferences.statistics.samples import simulated

TRUTH = np.asarray((0.6, 0.2, 0.0, -0.3, -0.5))


@pytest.mark.parametrize("ties", ["davidson", "half", "drop"])
def test_sandwich_and_bootstrap_agree(ties):
    comparisons = simulated(11, items=800, item_spread=1.0)
    robust = rank_models(comparisons, ties=ties, interval="sandwich")
    drawn = rank_models(comparisons, ties=ties, interval="bootstrap", replicates=600, seed=4)
    naive = rank_models(comparisons, ties=ties, interval="model")
    for one, two, three in zip(robust.ranked, drawn.ranked, naive.ranked, strict=True):
        assert one.strength.value == two.strength.value
        assert two.strength.se == pytest.approx(one.strength.se, rel=0.12)
        assert two.strength.low == pytest.approx(one.strength.low, abs=0.03)
        assert two.strength.high == pytest.approx(one.strength.high, abs=0.03)
        if ties == "drop":  # raters of an item lean alike: naive is too sure (half wins are too unsure besides)
            assert (three.strength.se or 0) < (one.strength.se or 0)
        assert abs(one.rank_low - two.rank_low) <= 1
        assert abs(one.rank_high - two.rank_high) <= 1


def test_sandwich_and_bootstrap_agree_on_effects():
    comparisons = simulated(12, items=500, length_effect=0.4, side_effect=0.2)
    robust = rank_models(comparisons, covariates=("length", "first"))
    drawn = rank_models(comparisons, covariates=("length", "first"), interval="bootstrap", replicates=150)
    for name in ("length", "first"):
        assert drawn.effects[name].se == pytest.approx(robust.effects[name].se, rel=0.25)
        assert (robust.effects[name].low or 0) > 0


def test_clustered_intervals_cover_the_true_differences_and_effects():
    names = [f"model {letter}" for letter in "ABCDE"]
    covered = {"difference": 0, "log_nu": 0, "first": 0}
    studies = 120
    for seed in range(studies):
        ranking = rank_models(simulated(seed, items=250, side_effect=0.3), covariates=("first",))
        difference = ranking.difference(names[0], names[3])
        for name, estimate, truth in (
            ("difference", difference, TRUTH[0] - TRUTH[3]),
            ("log_nu", ranking.log_nu, np.log(0.5)),
            # the simulation adds +-0.3 to the log odds, which is the effect as it is reported
            ("first", ranking.effects["first"], 0.3),
        ):
            assert estimate.low is not None
            assert estimate.high is not None
            covered[name] += estimate.low <= truth <= estimate.high
    for name, count in covered.items():
        assert 0.91 <= count / studies <= 0.985, name


def test_naive_intervals_cover_too_little_when_raters_of_an_item_lean_alike():
    """The reason why items are the clusters: on the same data the clustered interval is honest, the naive one not."""
    large = rank_models(simulated(1_000, items=15_000, votes=6, item_spread=2.0))
    truth = large.difference("model A", "model E").value or 0
    covered = {"sandwich": 0, "model": 0}
    for seed in range(80):
        comparisons = simulated(seed, items=150, votes=6, item_spread=2.0)
        for interval in ("sandwich", "model"):
            estimate = rank_models(comparisons, interval=interval).difference("model A", "model E")
            covered[interval] += (estimate.low or 0) <= truth <= (estimate.high or 0)
    assert covered["sandwich"] / 80 > 0.90
    assert covered["model"] / 80 < 0.85


def test_rank_intervals_cover_the_true_ranks():
    covered = 0
    for seed in range(60):
        ranking = rank_models(simulated(seed, items=200))
        true_rank = {f"model {letter}": rank + 1 for rank, letter in enumerate("ABCDE")}
        covered += sum(row.rank_low <= true_rank[row.model] <= row.rank_high for row in ranking.ranked)
    assert covered / 300 > 0.93


def test_the_same_seed_gives_the_same_bounds():
    comparisons = simulated(3)
    one, two, three = (
        rank_models(comparisons, interval="bootstrap", replicates=50, seed=seed).ranked[0].strength.low
        for seed in (1, 1, 2)
    )
    assert one == two != three

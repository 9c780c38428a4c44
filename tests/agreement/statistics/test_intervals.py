"""Intervals on simulated studies: they cover the true value about as often as they say, and do not depend on the way
they are drawn."""

import numpy as np
import pytest

from agreement.statistics import bootstrap
from agreement.statistics.bootstrap import resampled_totals
from agreement.statistics.counts import count_matrix, patterns_of
from agreement.statistics.krippendorff import alpha_fast, alpha_features, alpha_from_totals, numbers_for
from agreement.statistics.summary import agreement_summary
from tests.agreement.statistics.samples import ragged


def test_intervals_cover_what_a_very_large_study_finds():
    large = agreement_summary(
        ragged(99, items=200_000, raters=3, density=0.9), level="nominal", seed=0, replicates=20, with_pairs=False
    )
    truth = {name: estimate.value for name, estimate in large.estimates.items()}
    covered = dict.fromkeys(truth, 0)
    studies = 200
    for seed in range(studies):
        study = ragged(seed, items=80, raters=3, density=0.9)
        found = agreement_summary(study, level="nominal", seed=seed, replicates=400, with_pairs=False)
        for name, estimate in found.estimates.items():
            assert estimate.low is not None
            assert estimate.high is not None
            covered[name] += estimate.low <= (truth[name] or 0) <= estimate.high
    for name, count in covered.items():
        assert 0.90 <= count / studies <= 0.985, name


def test_cohen_intervals_cover_by_bootstrap_and_the_two_ways_agree():
    truth = (
        agreement_summary(ragged(98, items=200_000, raters=2, density=1), level="nominal", seed=0, replicates=10)
        .pairs[0]
        .estimates["plain"]
        .value
    )
    covered, ratios = 0, []
    for seed in range(150):
        estimate = (
            agreement_summary(ragged(seed, items=80, raters=2, density=1), level="nominal", seed=seed, replicates=400)
            .pairs[0]
            .estimates["plain"]
        )
        assert estimate.low is not None
        assert estimate.high is not None
        assert estimate.se is not None
        covered += estimate.low <= (truth or 0) <= estimate.high
        ratios.append((estimate.high - estimate.low) / (2 * 1.96 * estimate.se))
    assert 0.90 <= covered / 150 <= 0.985
    assert np.mean(ratios) == pytest.approx(1, abs=0.05)


@pytest.mark.parametrize("level", ["nominal", "ordinal", "interval", "ratio"])
def test_multinomial_indices_and_blocks_give_the_same_spread(level, monkeypatch):
    ratings = ragged(4, items=6_000, raters=3, density=0.9)
    patterns, values = patterns_of(count_matrix(ratings)), numbers_for(ratings, level)

    def spread(
        items: np.ndarray[tuple[int], np.dtype[np.int64]], counts: np.ndarray[tuple[int, int], np.dtype[np.int64]]
    ) -> float:
        features = alpha_features(counts, values, level)
        drawn, _ = resampled_totals(features, items, replicates=1500, rng=np.random.default_rng(3))
        return float(alpha_from_totals(drawn, values, level).std())

    as_multinomial = spread(patterns.items, patterns.counts)
    every_item = np.repeat(patterns.counts, patterns.items, axis=0)
    ones = np.ones(len(every_item), dtype=np.int64)
    as_indices = spread(ones, every_item)
    monkeypatch.setattr(bootstrap, "MAX_DRAWS", 0)
    monkeypatch.setattr(bootstrap, "BLOCKS", 1024)
    as_blocks = spread(ones, every_item)
    assert as_indices == pytest.approx(as_multinomial, rel=0.08)
    assert as_blocks == pytest.approx(as_multinomial, rel=0.10)


def test_the_same_seed_gives_the_same_interval_and_another_seed_another():
    ratings = ragged(6)
    one, two, three = (agreement_summary(ratings, level="ordinal", seed=seed) for seed in (1, 1, 2))
    assert one.as_dict() == two.as_dict()
    assert one.estimates["alpha"].high != three.estimates["alpha"].high
    assert one.estimates["alpha"].value == three.estimates["alpha"].value
    assert alpha_fast(patterns_of(count_matrix(ratings)), np.arange(4.0), "ordinal") == pytest.approx(
        one.estimates["alpha"].value
    )

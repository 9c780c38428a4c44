"""The effect of the longer response within strata of like length difference."""

from __future__ import annotations

import numpy as np
import pytest

from preferences.statistics.comparisons import A, B, Comparisons, comparisons_from_columns
from preferences.statistics.strata import longer_within

BANDS = ((1, 50), (50, 200), (200, None))
TRUE = (0.0, 0.4, 0.9)


def votes(seed: int, effects: tuple[float, ...] = TRUE) -> Comparisons:
    """2,400 votes in which being longer by so much matters by so much; longer models are better, too."""
    rng = np.random.default_rng(seed)
    n, models = 2_400, 4
    strengths = np.linspace(-0.6, 0.6, models)
    a = rng.integers(0, models, n)
    b = (a + rng.integers(1, models, n)) % models
    length = (rng.normal(0, 180, n) + 60 * (strengths[a] - strengths[b])).round()
    size = np.abs(length)
    band = np.digitize(size, [50, 200])
    odds = strengths[a] - strengths[b] + np.asarray(effects)[band] * np.sign(length)
    outcome = np.where(rng.random(n) < 1 / (1 + np.exp(-odds)), A, B)
    names = [f"m{code}" for code in range(models)]
    first = np.zeros(n, dtype=np.int64)
    return Comparisons(names, a, b, outcome, np.arange(n), first, ["r"], first, length)


def test_effects_within_strata_are_recovered_with_coverage() -> None:
    inside = []
    for seed in range(150):
        for truth, estimate in zip(TRUE, longer_within(votes(seed), BANDS), strict=True):
            assert estimate.low is not None
            assert estimate.high is not None
            inside.append(estimate.low <= truth <= estimate.high)
    assert 0.93 <= np.mean(inside) <= 0.97


def test_longer_models_that_are_better_are_no_effect() -> None:
    alarms = sum(
        estimate.low is not None and estimate.high is not None and (estimate.low > 0 or estimate.high < 0)
        for seed in range(200)
        for estimate in longer_within(votes(seed, (0.0, 0.0, 0.0)), BANDS)
    )
    assert alarms <= 0.07 * 600


def test_one_band_of_everything_is_the_logit_of_the_sign() -> None:
    sm = pytest.importorskip("statsmodels.api")
    rows = votes(5)
    assert rows.length_difference is not None
    design = np.zeros((rows.n, len(rows.models)))
    np.add.at(design, (np.arange(rows.n), rows.model_a), 1.0)
    np.add.at(design, (np.arange(rows.n), rows.model_b), -1.0)
    design[:, 0] = np.sign(rows.length_difference)
    peer = sm.Logit((rows.outcome == A).astype(float), design).fit(
        disp=False, cov_type="cluster", cov_kwds={"groups": rows.item}
    )
    (found,) = longer_within(rows, ((1, None),))
    assert found.value == pytest.approx(peer.params[0], abs=1e-6)
    assert found.se == pytest.approx(peer.bse[0], rel=1e-3)


def test_thin_strata_and_unknown_lengths_say_why() -> None:
    rows = votes(1)
    thin = longer_within(rows, ((1, 50), (5_000, None)))
    assert thin[0].value is not None
    assert "fewer than 10" in str(thin[1].reason)
    plain = comparisons_from_columns(items=[1, 2], model_a=["x", "y"], model_b=["y", "x"], outcomes=["a", "a"])
    assert longer_within(plain, BANDS)[0].reason == "the lengths of the responses are not known"
    one_sided = comparisons_from_columns(
        items=[1, 2], model_a=["x", "x"], model_b=["y", "y"], outcomes=["a", "a"], length_a=[9, 9], length_b=[1, 1]
    )
    assert "no two of them beat each other" in str(longer_within(one_sided, BANDS)[0].reason)

"""The scorecard over slices: planted weaknesses are found, chance is pooled away, intervals hold on average."""

import numpy as np
import pytest

from preferences.statistics.bradley_terry import rank_models
from preferences.statistics.comparisons import Comparisons, comparisons_from_columns
from preferences.statistics.scorecard import Scorecard, scorecard

MODELS = ("m0", "m1", "m2", "m3", "m4")
STRENGTHS = np.array([1.0, 0.5, 0.0, -0.5, -1.0])


def _study(rng, deviations, *, per_slice=300, votes=1):
    """Comparisons of five models in as many slices as ``deviations`` (5, S) has columns, and the slice of each."""
    n_slices = deviations.shape[1]
    a, b, won, items, values = [], [], [], [], []
    for value in range(n_slices):
        for item in range(per_slice):
            one, other = rng.choice(5, 2, replace=False)
            odds = STRENGTHS[one] - STRENGTHS[other] + deviations[one, value] - deviations[other, value]
            for _ in range(votes):
                a.append(MODELS[one])
                b.append(MODELS[other])
                won.append("a" if rng.random() < 1 / (1 + np.exp(-odds)) else "b")
                items.append(value * per_slice + item)
                values.append(value)
    compared = comparisons_from_columns(items=items, model_a=a, model_b=b, outcomes=won)
    return compared, np.array(values)


def _card(compared: Comparisons, values: np.ndarray) -> Scorecard:
    ranking = rank_models(compared, ties="half")
    assert ranking.order == MODELS
    return scorecard(compared, ranking.strengths, ranking.covariance, values)


def test_a_model_that_fails_in_one_slice_comes_first():
    rng = np.random.default_rng(2)
    deviations = np.zeros((5, 6))
    deviations[1, 4] = -1.5
    card = _card(*_study(rng, deviations))
    weakest = card.cells[0]
    assert (weakest.model, weakest.value, weakest.weak) == (1, 4, True)
    assert weakest.deviation.low is not None
    assert weakest.deviation.low < -0.9
    assert [(cell.model, cell.value) for cell in card.cells if cell.weak] == [(1, 4)]
    assert len(card.cells) == 30


def test_slices_that_differ_by_chance_alone_are_hardly_ever_named():
    rng = np.random.default_rng(3)
    studies = named = 0
    for _ in range(60):
        card = _card(*_study(rng, np.zeros((5, 5)), per_slice=120))
        studies += 1
        named += any(cell.weak for cell in card.cells)
        assert sum((cell.deviation.value or 0) ** 2 for cell in card.cells) < sum(cell.raw**2 for cell in card.cells)
    assert named / studies <= 0.1  # of 25 cells each


def test_pooled_deviations_are_nearer_to_the_truth_and_their_intervals_hold():
    rng = np.random.default_rng(4)
    raw_error = pooled_error = 0.0
    hits = cells = 0
    for _ in range(40):
        deviations = rng.normal(0, 0.4, (5, 6))
        deviations -= deviations.mean(axis=0)  # only differences within a slice can be known
        deviations -= deviations.mean(axis=1, keepdims=True)
        card = _card(*_study(rng, deviations, per_slice=150))
        for cell in card.cells:
            truth = deviations[cell.model, cell.value]
            low, high = cell.deviation.low, cell.deviation.high
            assert low is not None
            assert high is not None
            raw_error += (cell.raw - truth) ** 2
            pooled_error += ((cell.deviation.value or 0.0) - truth) ** 2
            hits += low <= truth <= high
            cells += 1
    assert pooled_error < 0.8 * raw_error
    assert 0.92 <= hits / cells <= 0.985


def test_votes_that_go_together_widen_the_intervals():
    rng = np.random.default_rng(5)
    compared, values = _study(rng, np.zeros((5, 4)), per_slice=100)
    three = np.repeat(np.arange(compared.n), 3)
    again = comparisons_from_columns(
        items=np.asarray(compared.item)[three].tolist(),
        model_a=[MODELS[code] for code in compared.model_a[three]],
        model_b=[MODELS[code] for code in compared.model_b[three]],
        outcomes=["ab"[code] for code in compared.outcome[three]],
    )
    once, copied = _card(compared, values), _card(again, values[three])
    # The same votes three times are no more evidence.
    assert copied.spread == pytest.approx(once.spread, abs=0.12)


def test_nothing_comes_of_no_slices_and_of_tiny_ones():
    compared, values = _study(np.random.default_rng(1), np.zeros((5, 2)), per_slice=40)
    assert scorecard(compared, STRENGTHS, np.eye(5), np.full(compared.n, -1)).cells == ()
    few = np.where(np.arange(compared.n) < 3, 0, -1)
    assert scorecard(compared, STRENGTHS, np.eye(5), few).cells == ()
    assert values.max() == 1

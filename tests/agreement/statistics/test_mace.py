"""MACE: a maximum of the likelihood written out vote by vote, guessers told from those who err, and real crowds."""

import json

import numpy as np
import pytest

from agreement.statistics.codes import Floats
from agreement.statistics.dawid_skene import dawid_skene
from agreement.statistics.mace import mace
from agreement.statistics.rater_model import RaterModel
from agreement.statistics.votes import Votes, votes_of
from tests.agreement.statistics.samples import ragged
from tests.support.shared_data import expected_case, read_csv


def log_likelihood(votes: Votes, competence: Floats, habit: Floats) -> float:
    """Hovy et al. (2013), one vote at a time: T uniform; the vote is T with chance theta, else drawn from xi."""
    size = len(votes.scale)
    joint = np.full((len(votes.item_ids), size), 1 / size)
    for item, rater, vote in zip(votes.item.tolist(), votes.rater.tolist(), votes.category.tolist(), strict=True):
        for truth in range(size):
            joint[item, truth] *= competence[rater] * (vote == truth) + (1 - competence[rater]) * habit[rater, vote]
    return float(np.log(joint.sum(axis=1)).sum())


def parameters(model: RaterModel) -> tuple[Floats, Floats]:
    """Competence and habit, read off the confusion matrix: a column off the diagonal holds (1 - theta) xi."""
    assert model.competence is not None
    size = model.confusion.shape[1]
    off = np.stack([model.confusion[:, (vote + 1) % size, vote] for vote in range(size)], axis=1)
    return model.competence, off / off.sum(axis=1, keepdims=True)


@pytest.mark.parametrize("seed", range(4))
def test_no_parameters_nearby_are_more_likely(seed):
    votes = votes_of(ragged(seed, items=40, raters=5, density=0.8, categories=3))
    model = mace(votes)
    competence, habit = parameters(model)
    best = log_likelihood(votes, competence, habit)
    assert model.log_likelihood == pytest.approx(best, abs=1e-6)
    rng = np.random.default_rng(seed)
    for _ in range(60):
        moved = np.clip(competence + rng.normal(0, 0.02, competence.shape), 0, 1)
        mixed = 0.97 * habit + 0.03 * rng.dirichlet(np.ones(3), 5)
        assert log_likelihood(votes, moved, habit) <= best + 1e-6
        assert log_likelihood(votes, competence, mixed) <= best + 1e-5


def test_a_guesser_with_a_favourite_answer_is_told_from_one_who_errs():
    rng = np.random.default_rng(5)
    items, competence = 3_000, np.array([0.9, 0.8, 0.7, 0.6, 0.0])
    habit = np.array([[1 / 3] * 3] * 4 + [[0.9, 0.05, 0.05]])
    truth = rng.integers(0, 3, items)
    said = np.stack([rng.choice(3, items, p=habit[rater]) for rater in range(5)])
    said = np.where(rng.random((5, items)) < competence[:, np.newaxis], truth, said)
    rater, item = np.indices(said.shape).reshape(2, -1)
    model = mace(Votes(item, rater, said.ravel(), range(items), range(5), range(3)))
    assert model.competence == pytest.approx(competence, abs=0.04)
    assert parameters(model)[1][4] == pytest.approx(habit[4], abs=0.03)
    assert (model.consensus() == truth).mean() > 0.9
    found = json.loads(json.dumps(model.as_dict(), allow_nan=False))
    assert found["raters"][4]["competence"] < 0.04
    assert found["method"] == "MACE, EM from vote shares, no smoothing"


@pytest.mark.parametrize(
    ("case_id", "file", "columns", "published"),
    [
        # Accuracies of the size that Hovy et al. (2013) report for these two crowds.
        ("D03_snow_rte", "snow2008_rte", ("item", "worker", "response", "gold"), 0.93),
        ("D05_snow_wsd", "snow2008_wsd", ("item", "worker", "response", "gold"), 0.99),
        ("D07_dog", "dog", ("item", "worker", "label", "truth"), None),
    ],
)
def test_crowds_with_a_known_truth(case_id, file, columns, published):
    rows = read_csv(f"crowd/{file}.csv")
    names = [sorted({row[column] for row in rows}) for column in columns[:3]]
    codes = [
        np.asarray([known.index(row[column]) for row in rows]) for known, column in zip(names, columns[:3], strict=True)
    ]
    model = mace(Votes(codes[0], codes[1], codes[2], names[0], names[1], names[2]))
    truth = {row[columns[0]]: row[columns[3]] for row in rows}
    right = np.mean(
        [code >= 0 and names[2][code] == truth[item] for code, item in zip(model.consensus(), names[0], strict=True)]
    )
    assert right >= expected_case(case_id)["mv_acc_expected_random_tie"] - 1e-9
    if published is not None:
        assert round(float(right), 2) == published


def test_smoothing_is_named_and_holds_competence_inside():
    votes = votes_of(ragged(1, items=30, skill=0.95))
    smoothed = mace(votes, smoothing=0.5)
    assert "smoothing 0.5" in smoothed.method
    assert smoothed.competence is not None
    assert ((smoothed.competence > 0) & (smoothed.competence < 1)).all()
    with pytest.raises(ValueError, match="at least 0"):
        mace(votes, smoothing=-1)


def test_order_of_items_raters_and_categories_changes_nothing():
    votes = votes_of(ragged(7, items=30, raters=4, density=0.8, categories=3))
    rng = np.random.default_rng(1)
    rows, raters, items, labels = (rng.permutation(n) for n in (votes.n, 4, 30, 3))
    moved = Votes(
        items[votes.item[rows]],
        raters[votes.rater[rows]],
        labels[votes.category[rows]],
        votes.item_ids,
        votes.rater_ids,
        votes.scale,
    )
    before, after = mace(votes), mace(moved)
    assert before.competence is not None
    assert after.competence is not None
    assert after.log_likelihood == pytest.approx(before.log_likelihood, abs=1e-6)
    assert after.competence[raters] == pytest.approx(before.competence, abs=1e-3)


# --- bounds of all rater models ---


def test_bounds_of_accuracy_and_confusion_cover():
    """Eight raters, 400 items, 150 studies: 93 to 97 % of the accuracies and 91 to 97 % of the confusions."""
    raters, size, items = 8, 3, 400
    shares = np.array([0.5, 0.3, 0.2])
    base = np.random.default_rng(3)
    true = np.stack(
        [np.eye(size) * a + (1 - a) * base.dirichlet(np.ones(size) * 3, size) for a in np.linspace(0.4, 0.9, raters)]
    )
    accuracy = np.diagonal(true, axis1=1, axis2=2) @ shares
    of_accuracy, of_confusion = [], []
    for study in range(60):
        rng = np.random.default_rng([8, study])
        truth = rng.choice(size, items, p=shares)
        item, rater = (index.ravel() for index in np.indices((items, raters)))
        steps = np.cumsum(true[rater, truth[item]], axis=1)
        vote = (rng.random(item.size)[:, np.newaxis] > steps).sum(axis=1).clip(0, size - 1)
        model = dawid_skene(Votes(item, rater, vote, range(items), range(raters), range(size)))
        low, high = model.accuracy_interval()
        of_accuracy.append((low <= accuracy) & (accuracy <= high))
        low, high = model.confusion_interval()
        of_confusion.append((low <= true) & (true <= high))
    assert 0.93 <= np.mean(of_accuracy) <= 0.975
    assert 0.91 <= np.mean(of_confusion) <= 0.97


def test_bounds_are_wilsons_where_the_truth_is_certain():
    rows = [(item, rater, item % 2) for item in range(40) for rater in range(4)]
    rows[0] = (0, 0, 1)  # one error of rater 0, which the three others outvote
    item, rater, category = (np.asarray(column) for column in zip(*rows, strict=True))
    model = dawid_skene(Votes(item, rater, category, range(40), range(4), "ab"))
    assert model.accuracy_weight == pytest.approx([40, 40, 40, 40], rel=1e-6)
    assert model.confusion_weight[0, 0] == pytest.approx([20, 20], rel=1e-6)
    told = model.as_dict()["raters"][0]
    assert told["accuracy"] == pytest.approx(39 / 40)
    assert (told["accuracy_low"], told["accuracy_high"]) == pytest.approx((0.8712, 0.9956), abs=1e-4)
    assert told["confusion_high"][0][1] == pytest.approx(0.2361, abs=1e-4)

"""Dawid and Skene's model and its one-coin form: published fits, the slow way, and votes that can't tell."""

import json
import math
from collections.abc import Sequence
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from agreement.statistics.codes import Floats, Ints
from agreement.statistics.counts import InvalidRatings, ratings_from_columns
from agreement.statistics.dawid_skene import dawid_skene, one_coin
from agreement.statistics.em import NotConverged
from agreement.statistics.mace import mace
from agreement.statistics.rater_model import RaterModel
from agreement.statistics.votes import Votes, votes_of
from tests.agreement.statistics.samples import ragged, reference
from tests.support.shared_data import expected_case, read_csv

MODELS = (dawid_skene, one_coin)


def votes_from(rows: Sequence[tuple[Any, Any, Any]], scale: list[Any] | None = None) -> Votes:
    """Votes from (item, rater, category) rows; ids sorted as text, repeats kept."""
    ids: list[list[Any]] = [sorted({row[column] for row in rows}, key=str) for column in range(3)]
    ids[2] = scale if scale is not None else ids[2]
    item, rater, category = (
        np.asarray([ids[column].index(row[column]) for row in rows], dtype=np.int64) for column in range(3)
    )
    return Votes(item, rater, category, ids[0], ids[1], ids[2])


def read_votes(file: str, item: str, rater: str, value: str) -> tuple[Votes, list[dict[str, str]]]:
    rows = read_csv(f"crowd/{file}.csv")
    columns = [np.unique([row[name] for row in rows], return_inverse=True) for name in (item, rater, value)]
    names = [ids.tolist() for ids, _ in columns]
    return Votes(columns[0][1], columns[1][1], columns[2][1], names[0], names[1], names[2]), rows


def json_safe(model: RaterModel) -> dict:
    return json.loads(json.dumps(model.as_dict(), allow_nan=False))


# --- published ---


def test_d01_the_anaesthetists_of_dawid_and_skene():
    case = expected_case("D01_dawid_skene_1979")
    votes, _ = read_votes("dawid_skene_anesthesia_long", "item", "rater", "rating")
    assert votes.n == 315  # the first observer's three ratings of a patient all count
    model = dawid_skene(votes)
    found = json_safe(model)
    assert found["prevalence"] == pytest.approx(case["prevalence"], abs=1e-6)
    assert [round(share, 2) for share in model.prevalence] == reference(
        "dawid_skene_1979", file="coefficients_and_rater_models"
    )["prevalence"]
    for rater in found["raters"]:
        assert np.asarray(rater["confusion"]) == pytest.approx(
            np.asarray(case["error_rates"][rater["rater"]]), abs=1e-5
        )
    assert model.log_likelihood == pytest.approx(case["loglik"], abs=1e-6)
    for item in found["items"]:
        assert item["posterior"] == pytest.approx(case["posterior"][item["item"]], abs=1e-5)
        assert item["consensus"] == str(1 + int(np.argmax(case["posterior"][item["item"]])))


@pytest.mark.parametrize(
    ("case_id", "file", "columns"),
    [
        ("D03_snow_rte", "snow2008_rte", ("item", "worker", "response", "gold")),
        ("D05_snow_wsd", "snow2008_wsd", ("item", "worker", "response", "gold")),
        ("D07_dog", "dog", ("item", "worker", "label", "truth")),
    ],
)
def test_crowds_with_a_known_truth(case_id, file, columns):
    case = expected_case(case_id)
    votes, rows = read_votes(file, *columns[:3])
    truth = {row[columns[0]]: row[columns[3]] for row in rows}
    model = dawid_skene(votes)
    assert model.log_likelihood == pytest.approx(case["loglik"], abs=1e-6)
    found = json_safe(model)
    assert found["prevalence"] == pytest.approx(case["prior"], abs=1e-6)
    hits = sum(item["consensus"] == truth[item["item"]] for item in found["items"])
    assert hits == case["n_truth"] - case["ds_errors"]
    simpler = one_coin(votes)
    right = np.asarray(
        [votes.scale[code] == truth[str(votes.item_ids[i])] for i, code in enumerate(simpler.consensus())]
    )
    assert right.mean() >= case["mv_acc_expected_random_tie"] - 1e-9
    assert (simpler.log_likelihood or 0) < (model.log_likelihood or 0)  # it is a special case


# --- the slow way ---


def slowly(votes: Votes, steps: int, *, coin: bool) -> tuple[float, Floats, Floats]:
    """The same EM, one vote at a time: log-likelihood, prevalence and posterior after `steps` steps."""
    n, size = len(votes.item_ids), len(votes.scale)
    triples = list(zip(votes.item.tolist(), votes.rater.tolist(), votes.category.tolist(), strict=True))
    posterior = np.zeros((n, size))
    for item, _, category in triples:
        posterior[item, category] += 1
    posterior /= posterior.sum(axis=1, keepdims=True)
    for _ in range(steps):
        prevalence = posterior.mean(axis=0)
        expected = np.zeros((len(votes.rater_ids), size, size))
        for item, rater, category in triples:
            expected[rater, :, category] += posterior[item]
        if coin:
            skill = np.trace(expected, axis1=1, axis2=2) / expected.sum(axis=(1, 2))
            rates = np.empty_like(expected)
            for rater, right in enumerate(skill):
                rates[rater] = (1 - right) / (size - 1)
                rates[rater][np.diag_indices(size)] = right
        else:
            rates = expected / expected.sum(axis=2, keepdims=True)
        joint = np.tile(prevalence, (n, 1))
        for item, rater, category in triples:
            joint[item] *= rates[rater, :, category]
        log_likelihood = float(np.log(joint.sum(axis=1)).sum())
        posterior = joint / joint.sum(axis=1, keepdims=True)
    return log_likelihood, prevalence, posterior


@pytest.mark.parametrize("seed", range(4))
@pytest.mark.parametrize("model", MODELS)
def test_the_slow_way(seed, model):
    votes = votes_of(ragged(seed, items=80, density=0.9, categories=2 + seed % 3))
    fitted = model(votes)
    log_likelihood, prevalence, posterior = slowly(votes, fitted.iterations, coin=model is one_coin)
    assert fitted.log_likelihood == pytest.approx(log_likelihood, abs=1e-9)
    assert fitted.prevalence == pytest.approx(prevalence, abs=1e-9)
    assert fitted.posterior == pytest.approx(posterior, abs=1e-9)


def test_it_finds_who_errs_and_how():
    rng = np.random.default_rng(5)
    truth = rng.choice(3, 4000, p=[0.5, 0.3, 0.2])
    confusions = np.asarray(
        [[[0.9, 0.1, 0], [0.05, 0.9, 0.05], [0, 0.1, 0.9]], [[0.8, 0.1, 0.1]] * 3, *[(np.eye(3) * 0.7 + 0.1)] * 3]
    )
    rows = [
        (item, rater, int(rng.choice(3, p=confusion[true])))
        for item, true in enumerate(truth.tolist())
        for rater, confusion in enumerate(confusions)
    ]
    columns = np.asarray(rows)
    model = dawid_skene(Votes(columns[:, 0], columns[:, 1], columns[:, 2], range(4000), range(5), range(3)))
    assert model.prevalence == pytest.approx([0.5, 0.3, 0.2], abs=0.04)
    assert model.confusion == pytest.approx(confusions, abs=0.08)
    expected = (confusions[:, range(3), range(3)] * [0.5, 0.3, 0.2]).sum(axis=1)
    assert model.accuracy == pytest.approx(expected, abs=0.04)
    majority = np.apply_along_axis(lambda row: np.bincount(row).argmax(), 1, columns[:, 2].reshape(-1, 5))
    assert (model.consensus() == truth).mean() > (majority == truth).mean() + 0.02


# --- properties ---


def moved(votes: Votes, rows: Ints, raters: Ints, items: Ints, labels: Ints) -> Votes:
    return Votes(
        items[votes.item[rows]],
        raters[votes.rater[rows]],
        labels[votes.category[rows]],
        votes.item_ids,
        votes.rater_ids,
        votes.scale,
    )


@settings(max_examples=25, deadline=None)
@given(st.integers(0, 50), st.sampled_from(MODELS))
def test_order_and_names_change_nothing(seed, model):
    votes = votes_of(ragged(seed, items=25, raters=4, density=0.8, categories=3))
    rng = np.random.default_rng(seed)
    rows, raters, items, labels = (rng.permutation(n) for n in (votes.n, 4, 25, 3))
    before, after = model(votes), model(moved(votes, rows, raters, items, labels))
    assert after.log_likelihood == pytest.approx(before.log_likelihood, abs=1e-6)
    assert after.prevalence[labels] == pytest.approx(before.prevalence, abs=1e-4)
    assert after.accuracy[raters] == pytest.approx(before.accuracy, abs=1e-4)


@pytest.mark.parametrize("model", MODELS)
def test_each_step_climbs_and_copies_double_the_log_likelihood(model):
    votes = votes_of(ragged(3, items=50))
    fitted = model(votes)
    climbed = [slowly(votes, step, coin=model is one_coin)[0] for step in range(1, 6)]
    assert climbed == sorted(climbed)
    twice = Votes(
        np.concatenate([votes.item, votes.item + 50]),
        np.tile(votes.rater, 2),
        np.tile(votes.category, 2),
        range(100),
        votes.rater_ids,
        votes.scale,
    )
    assert model(twice).log_likelihood == pytest.approx(2 * (fitted.log_likelihood or 0), abs=1e-5)


@pytest.mark.parametrize("model", MODELS)
def test_unrated_items_idle_raters_and_unused_categories_change_no_other_number(model):
    votes = votes_of(ragged(2, items=40, categories=3))
    wider = Votes(votes.item, votes.rater, votes.category, range(42), range(8), range(3))
    narrow, wide = model(votes), model(wider)
    assert wide.log_likelihood == pytest.approx(narrow.log_likelihood, abs=1e-9)
    assert wide.posterior[:40] == pytest.approx(narrow.posterior, abs=1e-9)
    found = json_safe(wide)
    assert [item["posterior"] for item in found["items"][40:]] == [[None] * 3] * 2
    assert [item["consensus"] for item in found["items"][40:]] == [None, None]
    assert [rater["accuracy"] for rater in found["raters"][6:]] == [None, None]
    longer = dawid_skene(Votes(votes.item, votes.rater, votes.category, votes.item_ids, votes.rater_ids, range(4)))
    assert longer.prevalence[3] == 0
    assert longer.log_likelihood == pytest.approx(dawid_skene(votes).log_likelihood, abs=1e-9)


def test_smoothing_is_named_and_leaves_no_zero():
    votes = votes_of(ragged(1, items=30, skill=0.95))
    plain, smoothed = dawid_skene(votes), dawid_skene(votes, smoothing=0.5)
    assert "no smoothing" in plain.method
    assert "smoothing 0.5" in smoothed.method
    assert (plain.confusion == 0).any()
    assert (smoothed.confusion > 0).all()
    assert smoothed.confusion.sum(axis=2) == pytest.approx(1)
    assert (smoothed.log_likelihood or 0) < (plain.log_likelihood or 0)
    with pytest.raises(ValueError, match="at least 0"):
        dawid_skene(votes, smoothing=-1)


# --- votes that can't tell ---


@pytest.mark.parametrize("model", [*MODELS, mace])
@pytest.mark.parametrize(
    ("rows", "reason"),
    [
        ([], "no judgments"),
        ([(1, "ann", "a"), (2, "ann", "b")], "only one rater"),
        ([(1, "ann", "a"), (1, "bob", "a")], "no variation"),
    ],
)
def test_no_fit_with_the_reason(model, rows, reason):
    fitted = model(votes_from(rows, ["a", "b"]))
    found = json_safe(fitted)
    assert reason in found["reason"]
    assert found["log_likelihood"] is None
    assert found["prevalence"] == {"a": None, "b": None}
    assert [item["consensus"] for item in found["items"]] == [None] * len(fitted.item_ids)
    assert all(rater["confusion"] is None for rater in found["raters"])


@pytest.mark.parametrize("model", [*MODELS, mace])
def test_two_raters_who_contradict_each_other_leave_no_consensus(model):
    found = json_safe(model(votes_from([(item, rater, rater) for item in range(4) for rater in ("a", "b")])))
    assert [item["consensus"] for item in found["items"]] == [None] * 4
    assert found["items"][0]["posterior"] == pytest.approx([0.5, 0.5])


@pytest.mark.parametrize("model", [*MODELS, mace])
def test_perfect_raters_are_no_trouble(model):
    rows = [(item, rater, item % 2) for item in range(6) for rater in ("ann", "bob")]
    fitted = model(votes_from(rows))
    assert fitted.accuracy == pytest.approx([1, 1])
    assert fitted.log_likelihood == pytest.approx(6 * math.log(0.5))
    assert fitted.confusion[0] == pytest.approx(np.eye(2))


def test_a_true_category_that_a_rater_never_met_has_no_error_rates():
    rows = [(1, "ann", "a"), (1, "bob", "a"), (2, "bob", "b"), (2, "cat", "b"), (3, "bob", "a"), (3, "ann", "a")]
    by_name = {rater["rater"]: rater["confusion"] for rater in json_safe(dawid_skene(votes_from(rows)))["raters"]}
    assert by_name["ann"] == [[1, 0], [None, None]]
    assert by_name["bob"] == [[1, 0], [0, 1]]


def test_still_moving_raises():
    with pytest.raises(NotConverged, match="after 3 iterations"):
        dawid_skene(votes_of(ragged(1)), max_iterations=3)


def test_codes_outside_their_names_are_refused():
    one = np.zeros(1, dtype=np.int64)
    with pytest.raises(InvalidRatings, match=r"outside 0\.\.0"):
        Votes(one, one, one + 1, ["i"], ["r"], ["a"])
    with pytest.raises(InvalidRatings, match="shape"):
        Votes(one, np.zeros(2, dtype=np.int64), one, ["i"], ["r"], ["a"])
    assert votes_of(ratings_from_columns([1], ["r"], ["a"])).n == 1

"""Data that can't tell: an Estimate without a value and a reason in words, never nan and never an exception."""

import json

import numpy as np
import pytest

from agreement.statistics import counts as counting
from agreement.statistics import krippendorff, pairs, summary
from agreement.statistics.counts import Ratings, ratings_from_columns
from agreement.statistics.disputes import item_disagreement
from agreement.statistics.kappa import InvalidWeights, cohen_kappas, disagreement_weights
from agreement.statistics.krippendorff import InvalidLevel
from agreement.statistics.summary import AgreementSummary, agreement_summary
from tests.agreement.statistics.samples import from_matrix, ragged


def summarise(rows: list[list[object]], **options: object) -> AgreementSummary:
    ratings = from_matrix(rows, scale=["no", "unsure", "yes"])
    found = agreement_summary(ratings, level="ordinal", seed=1, replicates=100, **options)  # type: ignore[arg-type]
    json.dumps(found.as_dict(), allow_nan=False)
    return found


@pytest.mark.parametrize(
    ("rows", "name", "reason"),
    [
        ([], "alpha", "no judgments"),
        ([], "percent", "no judgments"),
        ([["yes"], ["no"]], "percent", "only one rater"),
        ([["yes"], ["no"]], "alpha", "only one rater"),
        ([["yes", None], [None, "no"]], "percent", "nothing comparable"),
        ([["yes", None], [None, "no"]], "fleiss", "nothing comparable"),
        ([["yes", "yes"], ["yes", "yes"]], "alpha", "no variation"),
        ([["yes", "yes"], ["yes", "yes"]], "fleiss", "no variation"),
        ([["yes", "no"], ["yes", None]], "alpha", "one item only"),
        ([["yes", "no"]], "fleiss", "one item only"),
    ],
)
def test_unknown_with_the_reason(rows, name, reason):
    estimate = summarise(rows).estimates[name]
    assert estimate.value is None
    assert reason in (estimate.reason or "")


def test_without_variation_percent_agreement_is_still_known_and_its_bound_is_not_certain():
    estimate = summarise([["yes", "yes"]] * 10).estimates["percent"]
    assert (estimate.value, estimate.high) == (1, 1)
    assert 0.6 < (estimate.low or 0) < 0.8  # Wilson's bound on 10 of 10


def test_perfect_agreement_is_not_certain_agreement():
    found = summarise([["yes", "yes"], ["no", "no"], ["unsure", "unsure"], ["yes", "yes"]])
    for estimate in (*found.estimates.values(), found.pairs[0].estimates["quadratic"]):
        assert [estimate.value, estimate.high] == pytest.approx([1, 1])
        assert (estimate.low or 0) < 0.6
        assert "no disagreement seen" in estimate.method


@pytest.mark.parametrize(
    ("rows", "reason"),
    [
        ([["yes", None], [None, "no"]], "share no item"),
        ([["yes", "no"]], "share one item only"),
        ([["yes", "yes"], ["yes", "no"], ["yes", "yes"]], "one of the two raters used one category only"),
        ([["yes", "yes"], ["yes", "yes"]], "each of the two raters used one category only"),
    ],
)
@pytest.mark.parametrize("weighting", ["plain", "linear", "quadratic"])
def test_a_pair_that_can_not_be_compared_says_why(rows, reason, weighting):
    (pair,) = summarise(rows).pairs
    assert pair.estimates[weighting].value is None
    assert reason in (pair.estimates[weighting].reason or "")


def test_one_disagreement_in_few_items_gives_a_value_but_no_interval():
    found = summarise([["yes", "yes"], ["yes", "no"]])
    assert found.estimates["alpha"].value is not None
    assert found.estimates["alpha"].low is None
    assert "no interval" in (found.estimates["alpha"].reason or "")


def test_too_many_cells_is_a_reason_not_a_crash(monkeypatch):
    monkeypatch.setattr(counting, "MAX_CELLS", 5)
    found = agreement_summary(ragged(1), level="nominal", seed=1)
    assert "too large to count" in (found.estimates["alpha"].reason or "")
    assert found.n_judgments == ragged(1).n


def test_too_many_distinct_ranks_have_a_value_without_an_interval(monkeypatch):
    monkeypatch.setattr(summary, "MAX_RESAMPLED_VALUES", 3)
    found = agreement_summary(ragged(1), level="ordinal", seed=1)
    assert found.estimates["alpha"].value is not None
    assert found.estimates["alpha"].low is None
    assert found.estimates["percent"].low is not None


def test_many_pairs_fall_back_to_the_large_sample_interval(monkeypatch):
    monkeypatch.setattr(pairs, "MAX_PAIR_DRAWS", 0)
    found = agreement_summary(ragged(1), level="nominal", seed=1)
    assert "large-sample" in found.pairs[0].estimates["plain"].method
    assert found.pairs[0].estimates["plain"].low is not None


def test_pairs_without_shared_items_are_listed_only_while_they_are_few(monkeypatch):
    ratings = from_matrix(
        [["a", "a", None, None], ["b", "a", None, None], [None, None, "a", "b"], [None, None, "b", "b"]]
    )
    assert len(agreement_summary(ratings, level="nominal", seed=1).pairs) == 6
    monkeypatch.setattr(pairs, "MAX_LISTED_PAIRS", 3)
    assert len(agreement_summary(ratings, level="nominal", seed=1).pairs) == 2


def test_levels_the_scale_can_not_have_are_the_callers_mistake():
    words = from_matrix([["yes", "no"]])
    with pytest.raises(ValueError, match="not numeric"):
        agreement_summary(words, level="interval", seed=1)
    negative = ratings_from_columns([1, 1], ["a", "b"], [-1, 2])
    with pytest.raises(InvalidLevel, match="at least 0"):
        agreement_summary(negative, level="ratio", seed=1)
    with pytest.raises(InvalidLevel, match="unknown level"):
        agreement_summary(words, level="cardinal", seed=1)  # type: ignore[arg-type]


def test_weights_must_fit():
    table = np.ones((3, 3))
    for weights in (np.ones((2, 2)), np.ones((3, 3)), -disagreement_weights([0, 1, 2], "linear")):
        with pytest.raises(InvalidWeights):
            cohen_kappas(table, weights)
    with pytest.raises(InvalidWeights, match="unknown weighting"):
        disagreement_weights([0, 1], "cubic")  # type: ignore[arg-type]


def test_disputed_items_are_found_and_unrated_ones_left_out():
    ratings = from_matrix([["a", "a", "a"], ["a", "b", "c"], ["a", None, None], ["b", "b", "c"]])
    disputed = item_disagreement(ratings, "nominal")
    order = disputed.item[np.argsort(-disputed.disagreement)].tolist()
    assert order == [1, 3, 0]
    assert disputed.disagreement[disputed.item == 0].tolist() == [0]
    unanimous = item_disagreement(from_matrix([["a", "a"], ["a", "a"]]), "nominal")
    assert unanimous.disagreement.tolist() == [0, 0]
    nobody = item_disagreement(Ratings(*(np.zeros(0, dtype=np.int64),) * 3, [], [], ["a"]), "nominal")
    assert nobody.item.size == 0
    assert krippendorff.LEVELS == ("nominal", "ordinal", "interval", "ratio")

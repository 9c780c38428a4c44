"""Bradley–Terry: other packages, what must not matter, what can't be ranked, and both-bad verdicts."""

import json

import choix
import numpy as np
import pytest
from evalica import Winner, bradley_terry
from hypothesis import given, settings
from hypothesis import strategies as st

from preferences.statistics.aggregate import aggregate, result_matrices
from preferences.statistics.bradley_terry import rank_models
from preferences.statistics.comparisons import (
    Comparisons,
    InvalidComparison,
    UnknownOutcome,
    UnknownSide,
    comparisons_from_columns,
)
from preferences.statistics.connectivity import connectivity
from preferences.statistics.fitting import fit_comparisons
from preferences.statistics.likelihood import NotConverged, NotIdentified
from tests.preferences.statistics.samples import from_results, simulated, strengths_of

CYCLE = [("a", "b", "a", 2), ("a", "b", "b", 1), ("b", "c", "a", 1), ("c", "a", "a", 1)]

# --- other packages ---


@pytest.mark.parametrize("seed", range(4))
def test_without_ties_the_strengths_are_those_of_choix(seed):
    comparisons = simulated(seed, nu=0.0)
    won = comparisons.outcome == 0
    winner = np.where(won, comparisons.model_a, comparisons.model_b)
    loser = np.where(won, comparisons.model_b, comparisons.model_a)
    theirs = choix.opt_pairwise(5, list(zip(winner.tolist(), loser.tolist(), strict=True)), tol=1e-12)
    ours = strengths_of(comparisons)
    assert [ours[model] for model in comparisons.models] == pytest.approx(theirs - theirs.mean(), abs=1e-5)


@pytest.mark.parametrize("seed", range(4))
def test_half_wins_are_those_of_evalica(seed):
    comparisons = simulated(seed, nu=0.8)
    result = bradley_terry(
        [comparisons.models[code] for code in comparisons.model_a],
        [comparisons.models[code] for code in comparisons.model_b],
        [(Winner.X, Winner.Y, Winner.Draw)[outcome] for outcome in comparisons.outcome],
        tolerance=1e-12,
        limit=10_000,
    )
    logs = {model: float(np.log(score)) for model, score in result.scores.items()}
    mean = float(np.mean(list(logs.values())))
    ours = strengths_of(comparisons, ties="half")
    assert ours == pytest.approx({model: value - mean for model, value in logs.items()}, abs=1e-6)


def test_the_gradient_vanishes_at_the_maximum_of_davidsons_likelihood():
    comparisons = simulated(3, length_effect=0.4, side_effect=0.3)
    fitted = fit_comparisons(comparisons, ties="davidson", covariates=("first", "length"))
    theta, beta, nu = fitted.fit.strengths, fitted.fit.effects, np.exp(fitted.fit.tie or 0)
    sides = np.where(comparisons.first == 0, 1.0, -1.0)
    assert comparisons.length_difference is not None
    lengths = comparisons.length_difference / comparisons.length_difference.std(ddof=1)

    def log_likelihood(theta: np.ndarray, beta: np.ndarray, nu: float) -> float:
        d = theta[comparisons.model_a] - theta[comparisons.model_b] + sides * beta[0] + lengths * beta[1]
        weights = np.stack([np.exp(d / 2), np.exp(-d / 2), np.full(d.shape, nu)])
        chosen = weights[comparisons.outcome, np.arange(comparisons.n)]
        return float(np.log(chosen / weights.sum(axis=0)).sum())

    best = log_likelihood(theta, beta, nu)
    assert best == pytest.approx(fitted.fit.log_likelihood)
    step = 1e-3
    for position in range(5):
        for sign in (1, -1):
            assert log_likelihood(theta + sign * step * np.eye(5)[position], beta, nu) < best
    for position in range(2):
        for sign in (1, -1):
            assert log_likelihood(theta, beta + sign * step * np.eye(2)[position], nu) < best
    assert log_likelihood(theta, beta, nu * 1.001) < best
    assert log_likelihood(theta, beta, nu / 1.001) < best


# --- what must not matter ---


def swapped(comparisons: Comparisons, which: np.ndarray) -> Comparisons:
    """The same comparisons with side a and side b exchanged in some rows."""
    outcome = comparisons.outcome
    assert comparisons.length_difference is not None
    return Comparisons(
        comparisons.models,
        np.where(which, comparisons.model_b, comparisons.model_a),
        np.where(which, comparisons.model_a, comparisons.model_b),
        np.where(which & (outcome < 2), 1 - outcome, outcome),
        comparisons.item,
        comparisons.rater,
        comparisons.rater_ids,
        np.where(which & (comparisons.first >= 0), 1 - comparisons.first, comparisons.first),
        np.where(which, -comparisons.length_difference, comparisons.length_difference),
    )


@settings(max_examples=15, deadline=None)
@given(st.integers(0, 10_000), st.sampled_from(["davidson", "half", "drop"]))
def test_naming_of_sides_and_order_of_rows_change_nothing(seed, ties):
    comparisons = simulated(seed, items=150, side_effect=0.3)
    rng = np.random.default_rng(seed)
    moved = swapped(comparisons, rng.random(comparisons.n) < 0.5)
    order = rng.permutation(comparisons.n)
    moved = Comparisons(
        moved.models, moved.model_a[order], moved.model_b[order], moved.outcome[order], moved.item[order],
        moved.rater[order], moved.rater_ids, moved.first[order], None,
    )  # fmt: skip
    before = rank_models(comparisons, ties=ties, covariates=("first",))
    after = rank_models(moved, ties=ties, covariates=("first",))
    for one, two in zip(before.ranked, after.ranked, strict=True):
        assert one.model == two.model
        assert two.strength.value == pytest.approx(one.strength.value, abs=1e-8)
        assert two.strength.se == pytest.approx(one.strength.se, abs=1e-8)
        assert (one.wins, one.losses, one.ties) == (two.wins, two.losses, two.ties)
    assert after.effects["first"].value == pytest.approx(before.effects["first"].value, abs=1e-8)


def test_strengths_sum_to_zero_and_copies_on_the_same_items_add_no_certainty():
    comparisons = simulated(1)
    tripled = Comparisons(
        comparisons.models,
        np.tile(comparisons.model_a, 3),
        np.tile(comparisons.model_b, 3),
        np.tile(comparisons.outcome, 3),
        np.tile(comparisons.item, 3),
        np.tile(comparisons.rater, 3),
        comparisons.rater_ids,
        np.tile(comparisons.first, 3),
    )
    one, three = rank_models(comparisons), rank_models(tripled)
    assert one.strengths.sum() == pytest.approx(0, abs=1e-9)
    for before, after in zip(one.ranked, three.ranked, strict=True):
        assert after.strength.value == pytest.approx(before.strength.value, abs=1e-8)
        assert after.strength.se == pytest.approx(before.strength.se, abs=1e-8)
    naive, naive_three = (rank_models(c, interval="model") for c in (comparisons, tripled))
    assert naive_three.ranked[0].strength.se == pytest.approx((naive.ranked[0].strength.se or 0) / np.sqrt(3))


def test_rows_collapse_to_few_cells():
    collapsed = aggregate(simulated(1, items=2_000), ties="davidson")
    assert collapsed.cells.counts.shape == (10, 3)
    assert collapsed.cells.counts.sum() == 6_000


# --- what can't be ranked ---


def test_an_undefeated_and_a_winless_model_are_named_and_the_rest_is_ranked():
    comparisons = from_results(
        [("ace", "x", "a", 5), ("ace", "y", "a", 4), ("x", "y", "a", 3), ("x", "y", "b", 2), ("y", "nil", "a", 2)]
    )
    ranking = rank_models(comparisons)
    assert [row.model for row in ranking.ranked] == ["x", "y"]
    reasons = {row.model: row.reason for row in ranking.unrankable}
    assert reasons["ace"] == "never beaten: its strength has no upper bound"
    assert reasons["nil"] == "never won: its strength has no lower bound"
    assert (ranking.n_judgments, ranking.n_excluded) == (5, 11)
    assert ranking.ranked[0].strength.value == pytest.approx(np.log(3 / 2) / 2)
    json.dumps(ranking.as_dict(), allow_nan=False)


def test_groups_that_never_meet_are_not_put_on_one_scale():
    comparisons = from_results([*CYCLE, ("p", "q", "a", 3), ("p", "q", "b", 2)])
    ranking = rank_models(comparisons)
    assert {row.model for row in ranking.ranked} == {"a", "b", "c"}
    assert all("never compared with the ranked models" in row.reason for row in ranking.unrankable)


def test_a_one_way_bridge_is_not_a_distance():
    comparisons = from_results([*CYCLE, ("p", "q", "a", 3), ("p", "q", "b", 2), ("a", "p", "a", 9)])
    assert all("all wins go one way" in row.reason for row in rank_models(comparisons).unrankable)


def test_nothing_to_rank_is_said_not_raised():
    for comparisons in (
        from_results([]),
        from_results([("a", "b", "a", 4)]),
        from_results([("a", "b", "both_bad", 4)]),
    ):
        ranking = rank_models(comparisons)
        assert ranking.ranked == ()
        assert len(ranking.unrankable) == len(comparisons.models)
        assert ranking.log_nu.value is None
        json.dumps(ranking.as_dict(), allow_nan=False)


@pytest.mark.parametrize(
    ("results", "reason"),
    [
        ([("a", "b", "tie", 5)], "only ties"),
        ([("a", "b", "tie", 5), ("a", "b", "a", 2)], "one way only"),
    ],
)
def test_ties_that_davidson_can_not_use_are_told_and_half_wins_can(results, reason):
    comparisons = from_results(results)
    assert all(reason in row.reason for row in rank_models(comparisons).unrankable)
    assert len(rank_models(comparisons, ties="half").ranked) == 2


@settings(max_examples=25, deadline=None)
@given(st.lists(st.tuples(st.integers(0, 3), st.integers(0, 3), st.sampled_from(["a", "b", "tie"])), max_size=14))
def test_what_is_called_rankable_has_a_maximum_and_the_rest_has_none(results):
    rows = [(f"m{a}", f"m{b}", outcome, 1) for a, b, outcome in results if a != b]
    comparisons = from_results(rows)
    for ties in ("davidson", "half", "drop"):
        ranking = rank_models(comparisons, ties=ties, interval="model")  # raises if the maximum does not exist
        assert len(ranking.ranked) + len(ranking.unrankable) == len(comparisons.models)
        if ranking.unrankable and comparisons.n:
            with pytest.raises((NotConverged, NotIdentified)):
                fit_comparisons(comparisons, ties=ties, interval="model")


def test_the_largest_group_is_kept_by_models_then_by_comparisons():
    wins = np.zeros((5, 5), dtype=np.int64)
    wins[0, 1] = wins[1, 0] = 1
    wins[2, 3] = wins[3, 2] = 9
    found = connectivity(list("abcde"), wins, np.zeros_like(wins), "davidson")
    assert found.rankable.tolist() == [False, False, True, True, False]
    assert found.unrankable[-1].reason == "no comparison of it counts"


def test_too_few_items_leave_a_bootstrap_without_bounds_and_ranks_open():
    comparisons = from_results([("a", "b", "a", 2), ("a", "b", "b", 1), ("a", "b", "tie", 1)])
    ranking = rank_models(comparisons, interval="bootstrap", replicates=100)
    assert ranking.ranked[0].strength.value is not None
    assert ranking.ranked[0].strength.low is None
    assert (ranking.ranked[0].rank_low, ranking.ranked[0].rank_high) == (1, 2)


def test_a_covariate_that_is_the_models_in_disguise_is_refused():
    comparisons = simulated(2, strengths=(0.2, -0.2))
    fixed = Comparisons(
        comparisons.models,
        comparisons.model_a,
        comparisons.model_b,
        comparisons.outcome,
        comparisons.item,
        comparisons.rater,
        comparisons.rater_ids,
        comparisons.model_a,  # model 0 is always shown first
    )
    with pytest.raises(NotIdentified):
        rank_models(fixed, covariates=("first",))


# --- both-bad, ties and bad input ---


def test_both_bad_has_its_own_rate_and_is_a_tie_only_on_request():
    comparisons = simulated(5, both_bad=0.2)
    bad = int((comparisons.outcome == 3).sum())
    default = rank_models(comparisons)
    assert (default.n_judgments, default.n_excluded) == (comparisons.n - bad, bad)
    without = comparisons.where(comparisons.outcome != 3)
    assert strengths_of(comparisons) == strengths_of(without)
    asked = rank_models(comparisons, both_bad="tie")
    assert asked.n_judgments == comparisons.n
    assert "both-bad counted as a tie" in asked.method
    assert (asked.log_nu.value or 0) > (default.log_nu.value or 0)
    for row in default.ranked:
        code = list(comparisons.models).index(row.model)
        own = (comparisons.model_a == code) | (comparisons.model_b == code)
        assert row.both_bad_rate.value == pytest.approx((comparisons.outcome[own] == 3).mean())
        assert row.tie_rate.value == pytest.approx((comparisons.outcome[own] == 2).mean())
    with pytest.raises(InvalidComparison, match="both_bad"):
        fit_comparisons(comparisons, ties="davidson")


def test_wins_losses_and_ties_add_up():
    comparisons = simulated(6)
    ranking = rank_models(comparisons)
    wins, ties = result_matrices(comparisons)
    assert sum(row.wins for row in ranking.ranked) == sum(row.losses for row in ranking.ranked) == wins.sum()
    assert sum(row.ties for row in ranking.ranked) == ties.sum()


@pytest.mark.parametrize(
    ("change", "error", "message"),
    [
        ({"outcomes": ["a", "A"]}, UnknownOutcome, "row 1: unknown outcome 'A'"),
        ({"outcomes": ["a", "tie (bothbad)"]}, UnknownOutcome, "row 1"),
        ({"first": ["a", "left"]}, UnknownSide, "row 1: unknown side shown first 'left'"),
        ({"model_b": ["x", "x"]}, InvalidComparison, "row 0 compares model 'x' with itself"),
        ({"length_a": [1, 2]}, InvalidComparison, "one side only"),
        ({"length_a": [1, 2], "length_b": [1, float("nan")]}, InvalidComparison, "nan"),
        ({"items": [1]}, InvalidComparison, "different lengths"),
    ],
)
def test_bad_rows_are_named(change, error, message):
    columns = {"items": [1, 2], "model_a": ["x", "y"], "model_b": ["y", "x"], "outcomes": ["a", "b"]} | change
    with pytest.raises(error, match=message):
        comparisons_from_columns(**columns)


def test_unknown_options_and_missing_lengths_are_refused():
    comparisons = from_results([("a", "b", "a", 2), ("a", "b", "b", 2)])
    with pytest.raises(InvalidComparison, match="lengths"):
        rank_models(comparisons, covariates=("length",))
    with pytest.raises(ValueError, match="treatment of ties"):
        fit_comparisons(comparisons, ties="ignore")  # type: ignore[arg-type]
    with pytest.raises(ValueError, match="unknown interval"):
        fit_comparisons(comparisons, ties="drop", interval="exact")  # type: ignore[arg-type]
    with pytest.raises(KeyError):
        rank_models(comparisons).difference("a", "nobody")

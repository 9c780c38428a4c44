"""Planned sizes keep their promise when the study is simulated; running intervals may be looked at at any time."""

import io
import json

import numpy as np
import pytest
from django.core.management import CommandError, call_command

from preferences.statistics import planning
from preferences.statistics.bradley_terry import rank_models
from preferences.statistics.comparisons import comparisons_from_columns
from preferences.statistics.confidence_sequences import bounded_mean_sequence, first_exclusion, win_rate_sequence


def test_a_win_rate_is_found_as_often_as_planned():
    rng = np.random.default_rng(1)
    size = planning.for_win_rate(difference=0.06, power=0.8)
    wins = rng.binomial(size.judgments, 0.56, size=20_000)
    found = (np.abs(wins / size.judgments - 0.5) * np.sqrt(size.judgments) / 0.5 > 1.959964).mean()
    assert found == pytest.approx(0.8, abs=0.04)


def test_votes_of_one_item_count_for_less():
    rng = np.random.default_rng(2)
    size = planning.for_win_rate(difference=0.06, votes=3, correlation=0.4, ties=0.1)
    assert size.design_effect == pytest.approx(1.8)
    assert size.judgments == 3 * size.items
    # Items whose own win rates vary so that two votes correlate by .4: a Beta with a + b = 1 / .4 - 1.
    own = rng.beta(0.56 * 1.5, 0.44 * 1.5, size=(2000, size.items))
    decided = rng.binomial(3, 0.9, size=own.shape)
    won = rng.binomial(decided, own)
    share = won.sum(axis=1) / decided.sum(axis=1)
    assert share.std() * 1.96 == pytest.approx(0.06 * 1.96 / (1.96 + 0.8416), rel=0.05)


def test_an_interval_of_kappa_is_as_wide_as_planned():
    rng = np.random.default_rng(3)
    size = planning.for_kappa(expected=0.6, half_width=0.05, categories=3)
    agree = (0.6 * (2 / 3) + 1 / 3) / 3
    cells = np.full((3, 3), (1 / 3 - agree) / 2)
    np.fill_diagonal(cells, agree)
    tables = rng.multinomial(size.items, cells.ravel(), size=4000).reshape(-1, 3, 3) / size.items
    observed = np.trace(tables, axis1=1, axis2=2)
    chance = (tables.sum(axis=1) * tables.sum(axis=2)).sum(axis=1)
    kappas = (observed - chance) / (1 - chance)
    assert kappas.std() * 1.96 == pytest.approx(0.05, rel=0.05)


def test_two_models_are_told_apart_as_often_as_planned():
    rng = np.random.default_rng(4)
    size = planning.for_ranking(models=4, distance=0.4)
    strengths = np.array([0.2, -0.2, 0.0, 0.0])
    names = ["a", "b", "c", "d"]
    pairs = [(i, j) for i in range(4) for j in range(i + 1, 4)]
    found = 0
    for _ in range(150):
        drawn = [pairs[number % 6] for number in range(size.judgments)]
        chance = [1 / (1 + np.exp(strengths[j] - strengths[i])) for i, j in drawn]
        outcomes = np.where(rng.random(len(drawn)) < chance, "a", "b").tolist()
        compared = comparisons_from_columns(
            items=range(len(drawn)),
            model_a=[names[i] for i, _ in drawn],
            model_b=[names[j] for _, j in drawn],
            outcomes=outcomes,
        )
        difference = rank_models(compared, ties="drop", interval="model").difference("a", "b")
        assert difference.low is not None
        found += difference.low > 0
    assert found / 150 == pytest.approx(0.8, abs=0.1)


def test_what_a_team_costs():
    found = planning.cost(judgments=100_000, raters=50, seconds=37)
    assert round(found.days, 1) == 3.1
    assert found.rater_hours == pytest.approx(100_000 * 37 / 3600 / (5 / 6))
    assert planning.cost(judgments=100_000, raters=50, seconds=37, productive=1).days == pytest.approx(2.569, abs=1e-3)


def plan(*arguments: str) -> str:
    out = io.StringIO()
    call_command("plan", *arguments, stdout=out)
    return out.getvalue()


def test_the_command_says_size_and_cost():
    found = json.loads(plan("win-rate", "--difference", "0.05", "--raters", "10", "--seconds", "37", "--json"))
    assert found["judgments"] == found["items"] == pytest.approx(783, abs=3)
    assert found["days"] > 0
    assert "3.1 working days" in plan("cost", "--judgments", "100000", "--raters", "50", "--seconds", "37")
    assert "design effect 1.60" in plan("ranking", "--models", "5", "--distance", "0.3", "--votes", "3")
    assert "judgments" in plan("kappa", "--expected", "0.6", "--half-width", "0.1")
    with pytest.raises(CommandError, match="the difference must lie between 0 and"):
        plan("win-rate", "--difference", "0.7")


def test_a_stream_looked_at_after_each_vote_hardly_ever_excludes_the_truth():
    rng = np.random.default_rng(5)
    n = np.arange(1, 201)
    for truth in (0.5, 0.65):
        wins = np.cumsum((rng.random((2000, 200)) < truth).astype(np.int64), axis=1)
        low, high = win_rate_sequence(wins, np.broadcast_to(n, wins.shape))
        ever = ((low > truth) | (high < truth)).any(axis=1).mean()
        assert ever <= 0.05
        assert (low <= wins / n).all()
        assert (high >= wins / n).all()


def test_a_real_difference_is_found_and_the_interval_narrows():
    rng = np.random.default_rng(6)
    wins = np.cumsum((rng.random(4000) < 0.58).astype(np.int64))
    n = np.arange(1, 4001)
    low, high = win_rate_sequence(wins, n)
    assert low[-1] > 0.5
    width = high - low
    assert width[-1] < width[999] < width[99]
    # Wider than the interval for one look only, though by no more than a factor of about two.
    once = 2 * 1.96 * np.sqrt(0.25 / 4000)
    assert once < width[-1] < 2.2 * once


def test_nothing_seen_says_nothing():
    low, high = win_rate_sequence(np.array([0]), np.array([0]))
    assert low[0] == pytest.approx(0)
    assert high[0] == pytest.approx(1)
    with pytest.raises(ValueError, match="between 0 and n"):
        win_rate_sequence(np.array([2]), np.array([1]))


def test_shares_of_correlated_votes_are_never_told_apart_by_looking_often():
    """2,000 A/A streams of prompts with three votes that go together: at most five percent ever exclude one half."""
    rng = np.random.default_rng(21)
    excluded = 0
    for _ in range(2_000):
        leaning = rng.beta(0.7, 0.7, 300)[:, None]
        shares = (rng.random((300, 3)) < leaning).mean(axis=1)
        excluded += first_exclusion(shares, 0.5) is not None
    assert excluded <= 0.05 * 2_000


def test_votes_counted_as_if_independent_would_be_told_apart_far_too_often():
    """Why shares per prompt are used: the same streams, vote by vote, exclude one half much more often."""
    rng = np.random.default_rng(21)
    excluded = 0
    for _ in range(300):
        leaning = np.repeat(rng.beta(0.2, 0.2, 300), 5)
        wins = np.cumsum((rng.random(1_500) < leaning).astype(np.int64))
        low, high = win_rate_sequence(wins, np.arange(1, 1_501))
        excluded += bool((low > 0.5).any() or (high < 0.5).any())
    assert excluded > 0.15 * 300


def test_the_sequence_of_a_mean_closes_in_on_it():
    rng = np.random.default_rng(2)
    covered = 0
    for _ in range(200):
        shares = rng.binomial(3, 0.62, 2_000) / 3
        low, high = bounded_mean_sequence(shares)
        covered += bool(((low <= 0.62) & (high >= 0.62)).all())
        assert high[-1] - low[-1] < 0.06
        assert low[-1] > 0.5
    assert covered >= 190
    low, high = bounded_mean_sequence(np.array([1.0]))
    assert (low[0], high[0]) == (0.0, 1.0)
    with pytest.raises(ValueError, match="between 0 and 1"):
        bounded_mean_sequence(np.array([1.2]))


def test_the_first_exclusion_is_that_of_the_sequence():
    shares = np.random.default_rng(3).binomial(3, 0.65, 600) / 3
    low, high = bounded_mean_sequence(shares)
    at = first_exclusion(shares, 0.5)
    assert at is not None
    # The bounds are rounded outwards by a step of the grid, and so may follow a little later.
    assert at <= int(np.argmax(low > 0.5)) + 1 <= at + 25
    assert first_exclusion(shares[: at - 1], 0.5) is None
    assert (np.diff(low) >= 0).all()
    assert (np.diff(high) <= 0).all()


def test_a_stream_without_one_mean_empties_the_sequence():
    low, high = bounded_mean_sequence(np.concatenate([np.zeros(400), np.ones(4000)]))
    assert (low[-1], high[-1]) == (1.0, 0.0)

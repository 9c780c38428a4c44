"""Votes weighted by accuracy: what they come to, and when there are enough."""

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from annotator.simulation.day.votes import accuracy, posterior, wants_another

answers = st.lists(st.tuples(st.sampled_from(["a", "b", "tie"]), st.floats(0.0, 1.0)), min_size=1, max_size=8)


def test_bayes_by_hand():
    chances = posterior([("a", 0.8), ("b", 0.6)], n_categories=2)
    assert chances["a"] == pytest.approx(0.8 * 0.4 / (0.8 * 0.4 + 0.2 * 0.6))
    four = posterior([("a", 0.9), ("a", 0.7)])
    assert four["a"] == pytest.approx(0.63 / (0.63 + 3 * (0.1 / 3) * (0.3 / 3)))


@given(answers)
def test_chances_are_shares_and_the_order_of_the_votes_does_not_matter(votes):
    chances = posterior(votes)
    assert all(0 < chance <= 1 for chance in chances.values())
    assert math.fsum(chances.values()) <= 1 + 1e-9
    again = posterior(votes[::-1])
    assert all(again[answer] == pytest.approx(chance) for answer, chance in chances.items())


def test_one_expert_does_not_outvote_three_and_a_guesser_says_nothing():
    chances = posterior([("a", 1.0), ("b", 0.9), ("b", 0.9), ("b", 0.9)])
    assert chances["b"] > chances["a"]
    assert posterior([("a", 0.8), ("b", 0.1)])["a"] == pytest.approx(posterior([("a", 0.8)])["a"])


def test_accuracy_starts_at_four_fifths_and_follows_the_checks():
    assert accuracy(passed=0, checked=0) == pytest.approx(0.8)
    assert accuracy(passed=90, checked=90) == pytest.approx(0.98)
    assert accuracy(passed=45, checked=90) == pytest.approx(0.53)


def test_another_vote_is_wanted_in_doubt_and_up_to_the_most():
    assert wants_another(certain=0.9, confidence=0.95, answered=2, most=4)
    assert not wants_another(certain=0.95, confidence=0.95, answered=2, most=4)
    assert not wants_another(certain=0.5, confidence=0.95, answered=4, most=4)

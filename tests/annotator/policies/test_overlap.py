"""Overlap: who is sampled, how sure the answers make us, and what dynamic overlap saves."""

import doctest
import itertools
import random
from collections import Counter
from collections.abc import Hashable
from statistics import fmean

import pytest
from hypothesis import given
from hypothesis import strategies as st

from annotator.policies import overlap
from annotator.policies.overlap import (
    OverlapPlan,
    accuracy,
    certainty,
    is_sampled,
    orderings,
    posterior,
    wants_another,
)
from annotator.policies.serving_order import serving_order

shares = st.floats(0.01, 0.99)
votes = st.lists(st.tuples(st.sampled_from("abcd"), shares), max_size=8)


def test_the_examples_in_the_docstrings_are_true():
    assert doctest.testmod(overlap).failed == 0


@given(votes)
def test_a_posterior_is_a_distribution_and_goes_by_bayes(answers):
    found = posterior(answers, n_categories=4)
    assert set(found) == {category for category, _ in answers}
    assert 0 <= sum(found.values()) <= 1 + 1e-9
    by_hand = dict.fromkeys("abcd", 1.0)
    for category, share in answers:
        share = min(max(share, 1 / 4), overlap.HIGHEST_ACCURACY)
        for truth in by_hand:
            by_hand[truth] *= share if truth == category else (1 - share) / 3
    total = sum(by_hand.values())
    for category, probability in found.items():
        assert probability == pytest.approx(by_hand[str(category)] / total)


@given(votes, st.randoms(use_true_random=False))
def test_the_order_of_answers_and_the_names_of_categories_dont_matter(answers, rng):
    shuffled = list(answers)
    rng.shuffle(shuffled)
    renamed = [(category * 2, share) for category, share in answers]
    found = posterior(answers, n_categories=4)
    assert posterior(shuffled, n_categories=4) == pytest.approx(found)
    assert posterior(renamed, n_categories=4) == pytest.approx({str(name) * 2: value for name, value in found.items()})


@given(votes, st.floats(0.3, 0.99))
def test_another_vote_for_an_answer_makes_it_surer(answers, share):
    before = posterior([("a", 0.6), *answers], n_categories=4)["a"]
    after = posterior([("a", 0.6), *answers, ("a", share)], n_categories=4)["a"]
    assert after >= before - 1e-12


def test_who_is_worse_than_chance_says_nothing():
    assert posterior([("a", 0.1)], n_categories=2) == {"a": 0.5}
    assert posterior([("a", 0.8), ("b", 0.1)], n_categories=2)["a"] == pytest.approx(0.8)


def test_thousands_of_answers_dont_underflow():
    found = posterior([("a", 0.9), ("b", 0.9)] * 2000 + [("a", 0.9)], n_categories=5)
    assert found["a"] == pytest.approx(0.9 / (0.9 + 0.1 / 4), abs=1e-6)  # nobody else said c, d or e


def test_too_few_categories_are_an_error():
    with pytest.raises(ValueError, match="too few"):
        posterior([("a", 0.8), ("b", 0.8), ("c", 0.8)], n_categories=2)
    with pytest.raises(ValueError, match="too few"):
        posterior([], n_categories=1)


def test_the_least_certain_response_decides():
    sure, unsure = [("5", 0.9), ("5", 0.9)], [("1", 0.9), ("5", 0.9)]
    assert certainty({0: sure, 1: unsure}, n_categories=5) == certainty({1: unsure}, n_categories=5) < 0.5
    assert certainty({}, n_categories=5) == 0.0


@given(st.integers(0, 500).flatmap(lambda n: st.tuples(st.integers(0, n), st.just(n))))
def test_accuracy_stays_inside_and_moves_with_each_check(counts):
    passed, checked = counts
    value = accuracy(passed=passed, checked=checked)
    assert 0 < value < 1
    assert accuracy(passed=passed + 1, checked=checked + 1) > value > accuracy(passed=passed, checked=checked + 1)


def test_rankings_with_ties_are_counted_as_listed():
    for n in (1, 2, 3, 4):
        weak = {
            tuple(sorted(set(ranks)).index(rank) for rank in ranks) for ranks in itertools.product(range(n), repeat=n)
        }
        assert orderings(n) == len(weak)


@given(st.integers(0, 2**63 - 1), shares, shares)
def test_a_larger_share_keeps_those_that_a_smaller_one_sampled(order, one, other):
    low, high = sorted((one, other))
    assert not is_sampled(serving_order=order, share=low) or is_sampled(serving_order=order, share=high)
    assert is_sampled(serving_order=order, share=1.0)
    assert not is_sampled(serving_order=order, share=0.0)


def test_about_the_share_is_sampled_whatever_the_priority_and_evenly_along_the_walk():
    orders = sorted(serving_order(seed=9, external_id=f"item-{n}", priority=n % 3) for n in range(20_000))
    sampled = [is_sampled(serving_order=order, share=0.1) for order in orders]
    assert sum(sampled) == pytest.approx(2000, abs=150)
    for part in range(10):
        assert sum(sampled[part * 2000 : (part + 1) * 2000]) == pytest.approx(200, abs=60)


def test_slots_at_first():
    order = serving_order(seed=1, external_id="x", priority=0)
    assert OverlapPlan("fixed", 1, 3).slots_at_first(order) == 3
    assert OverlapPlan("dynamic", 2, 5).slots_at_first(order) == 2
    assert OverlapPlan("sampled", 1, 3, share=1.0).slots_at_first(order) == 3
    assert OverlapPlan("sampled", 1, 3, share=0.0).slots_at_first(order) == 1


def test_no_more_than_the_most_is_asked():
    assert wants_another(certain=0.5, confidence=0.9, answered=2, most=3)
    assert not wants_another(certain=0.5, confidence=0.9, answered=3, most=3)
    assert not wants_another(certain=0.9, confidence=0.9, answered=1, most=3)


def collect(
    seed: int, *, mode: str, n_items: int = 1500, n_checks: int = 20, confidence: float = 0.85
) -> tuple[float, float]:
    """Return accuracy and judgments per item of a simulated study with three outcomes.

    Raters have accuracies of .6 to .95 and each met ``n_checks`` hidden checks. ``fixed``: three judgments and their
    majority, a draw decided by chance. ``dynamic``: one to five, and the leading answer of the posterior.
    """
    rng = random.Random(seed)
    true = [rng.uniform(0.6, 0.95) for _ in range(30)]
    believed = [accuracy(passed=sum(rng.random() < a for _ in range(n_checks)), checked=n_checks) for a in true]
    right = judgments = 0
    for _ in range(n_items):
        raters = rng.sample(range(len(true)), 5)
        said = [0 if rng.random() < true[rater] else rng.choice((1, 2)) for rater in raters]
        best: Hashable
        if mode == "fixed":
            n = 3
            top = Counter(said[:n]).most_common()
            best = rng.choice([answer for answer, count in top if count == top[0][1]])
        else:
            n = 1
            while True:
                found = posterior([(said[i], believed[raters[i]]) for i in range(n)], n_categories=3)
                best = max(found, key=lambda answer: found[answer])
                if not wants_another(certain=found[best], confidence=confidence, answered=n, most=5):
                    break
                n += 1
        right += best == 0
        judgments += n
    return right / n_items, judgments / n_items


def test_dynamic_overlap_is_as_accurate_as_three_judgments_with_clearly_fewer():
    fixed = [collect(seed, mode="fixed") for seed in range(6)]
    dynamic = [collect(seed, mode="dynamic") for seed in range(6)]
    assert all(judgments == 3 for _, judgments in fixed)
    assert fmean(right for right, _ in dynamic) >= fmean(right for right, _ in fixed) + 0.005
    assert fmean(judgments for _, judgments in dynamic) <= 0.8 * 3


def test_a_higher_bound_buys_accuracy_with_judgments():
    found = [collect(1, mode="dynamic", confidence=confidence) for confidence in (0.6, 0.85, 0.95)]
    assert found == sorted(found)
    assert found[0][0] < found[2][0] - 0.05

"""Seating gold, comparing with gold, and the verdict."""

import random
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from annotator.policies.gold import GivenAnswer, GoldTarget, gold_seats, matches, rate_now
from annotator.policies.verdict import judge


@given(st.integers(0, 100), st.floats(0, 0.5), st.integers())
def test_seats_are_within_the_batch_and_seeded(n, rate, seed):
    seats = gold_seats(n_seats=n, rate=rate, rng=random.Random(seed))
    assert seats == sorted(set(seats))
    assert all(0 <= seat < n for seat in seats)
    assert seats == gold_seats(n_seats=n, rate=rate, rng=random.Random(seed))


@pytest.mark.parametrize("rate", [0.05, 0.1, 0.3])
def test_gold_comes_at_the_rate_and_not_at_fixed_distances(rate):
    seats = gold_seats(n_seats=20_000, rate=rate, rng=random.Random(1))
    assert abs(len(seats) / 20_000 - rate) < 4 * (rate * (1 - rate) / 20_000) ** 0.5
    gaps = [after - before for before, after in pairwise(seats)]
    # Distances are geometric: the most frequent one is the shortest, and none of them predicts the next.
    assert len(set(gaps)) > 10
    assert max(set(gaps), key=gaps.count) <= 2


@pytest.mark.parametrize(
    ("target", "given_answers", "passes"),
    [
        (GoldTarget("q", outcome="a"), [GivenAnswer("q", outcome="a")], True),
        (GoldTarget("q", outcome="tie"), [GivenAnswer("q", outcome="both_bad")], False),
        (GoldTarget("q", outcome="a"), [], False),
        (GoldTarget("q", score=4, tolerance=1), [GivenAnswer("q", score=5)], True),
        (GoldTarget("q", score=4, tolerance=1), [GivenAnswer("q", score=2)], False),
        (GoldTarget("q", 1, score=4), [GivenAnswer("q", 0, score=1), GivenAnswer("q", 1, score=4)], True),
        (GoldTarget("q", 1, score=4), [GivenAnswer("q", 0, score=4), GivenAnswer("q", 1, score=1)], False),
        (GoldTarget("q", score=4), [GivenAnswer("q", 0, score=4), GivenAnswer("q", 1, score=1)], False),
        (GoldTarget("q", 0, score=1), [GivenAnswer("q", 0, rank=1), GivenAnswer("q", 1, rank=2)], True),
        (GoldTarget("q", choice="safe"), [GivenAnswer("q", choice="safe")], True),
        (GoldTarget("q", choice="safe"), [GivenAnswer("q", choice="unsafe")], False),
        (GoldTarget("q", choice="x"), [GivenAnswer("q", choice="x"), GivenAnswer("q", choice="y")], False),
        (GoldTarget("q", choice="x"), [GivenAnswer("q", 0, choice="x"), GivenAnswer("q", 1, choice="x")], True),
        (GoldTarget("q", choice="x"), [GivenAnswer("q", 0, choice="x"), GivenAnswer("q", 1, choice="y")], False),
    ],
)
def test_one_target(target, given_answers, passes):
    others = [GivenAnswer("other", outcome="b"), GivenAnswer("other", 0, score=1)]
    assert matches([target], [*given_answers, *others]) is passes


def test_several_choices_must_be_taken_together():
    targets = [GoldTarget("q", choice="x"), GoldTarget("q", choice="y")]
    assert matches(targets, [GivenAnswer("q", choice="y"), GivenAnswer("q", choice="x")])
    assert not matches(targets, [GivenAnswer("q", choice="x")])


def test_all_questions_must_be_met():
    targets = [GoldTarget("p", outcome="a"), GoldTarget("q", score=3)]
    assert matches(targets, [GivenAnswer("p", outcome="a"), GivenAnswer("q", score=3)])
    assert not matches(targets, [GivenAnswer("p", outcome="a"), GivenAnswer("q", score=2)])


@given(st.floats(0.001, 0.5), st.booleans(), st.booleans())
def test_the_rate_is_bounded_and_falls_only_for_who_is_proven_and_beyond_suspicion(rate, proven, suspect):
    now = rate_now(rate=rate, proven=proven, suspect=suspect)
    assert now == (rate if proven and not suspect else 0.5)
    assert rate_now(rate=0.0, proven=proven, suspect=suspect) == 0


def day_of(accuracy: float, *, tasks: int, rate: float, seed: str) -> tuple[int, int]:
    """Return the checks until a rater is first proven, and the checks in all."""
    rng = random.Random(seed)
    checks: list[bool] = []
    first = 0
    for _ in range(tasks):
        found = judge(checks[-200:], threshold=0.5, min_checks=10_000)
        first = first or (len(checks) if found.last_good is not None else 0)
        share = rate_now(rate=rate, proven=found.last_good is not None, suspect=found.outcome == "suspect")
        if gold_seats(n_seats=1, rate=share, rng=rng):
            checks.append(rng.random() < accuracy)
    return first, len(checks)


@pytest.mark.parametrize(("accuracy", "low", "high"), [(0.95, 6, 10), (0.9, 7, 13), (0.8, 11, 21)])
def test_proving_oneself_takes_some_ten_checks(accuracy, low, high):
    firsts = [day_of(accuracy, tasks=150, rate=0.05, seed=f"start {accuracy} {n}")[0] for n in range(60)]
    assert low <= sum(firsts) / len(firsts) <= high


@pytest.mark.parametrize("accuracy", [0.9, 0.95])
def test_a_good_rater_gets_the_projects_rate_in_the_long_run(accuracy):
    first, checks = day_of(accuracy, tasks=6000, rate=0.1, seed=f"long run {accuracy}")
    assert 0.09 <= (checks - first) / 6000 <= 0.13

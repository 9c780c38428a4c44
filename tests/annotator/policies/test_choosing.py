"""Choosing among open items: urgent first, met raters evenly, prompts apart, fair parts."""

import itertools
import random
from collections import Counter, defaultdict

import pytest
from hypothesis import given
from hypothesis import strategies as st

from annotator.policies.choosing import MET_KEPT, Candidate, choose, fair_part, keep_apart, remember
from annotator.policies.serving_order import HIGHEST_PRIORITY, LOWEST_PRIORITY, serving_order
from annotator.policies.walk import LEVEL_SIZE, level_of, place_of, start_in

candidates = st.lists(
    st.tuples(st.integers(0, 3), st.sampled_from("pqrs"), st.frozensets(st.integers(1, 6), max_size=3)), max_size=25
).map(
    lambda rows: [
        Candidate(slot=n, item=n, level=level, prompt=prompt, judges=tuple(sorted(judges)))
        for n, (level, prompt, judges) in enumerate(rows)
    ]
)
mets = st.dictionaries(st.integers(1, 6), st.integers(1, 30))


@given(candidates, st.integers(0, 12), mets, st.integers(0, 2**32))
def test_a_choice_takes_what_is_wanted_once_and_the_urgent_first(found, wanted, met, seed):
    before = dict(met)
    chosen = choose(found, wanted, met=met, rng=random.Random(seed))
    assert len(chosen) == min(wanted, len(found))
    assert len({candidate.slot for candidate in chosen}) == len(chosen)
    assert met == before
    left = [candidate for candidate in found if candidate not in chosen]
    if chosen and left:
        assert max(candidate.level for candidate in chosen) <= min(candidate.level for candidate in left)
    assert choose(found, wanted, met=met, rng=random.Random(seed)) == chosen


@given(candidates, st.integers(1, 12), st.integers(0, 2**32))
def test_no_prompt_comes_twice_while_another_is_left(found, wanted, seed):
    found = [Candidate(c.slot, c.item, 0, c.prompt, c.judges) for c in found]
    chosen = choose(found, wanted, met={}, rng=random.Random(seed))
    counts = Counter(candidate.prompt for candidate in chosen)
    spare = {c.prompt for c in found} - set(counts)
    assert not spare or max(counts.values(), default=0) <= 1


@given(st.lists(st.sampled_from("pqrst"), max_size=9))
def test_two_of_a_prompt_are_neighbours_only_where_no_order_avoids_it(prompts):
    chosen = [Candidate(n, n, 0, prompt) for n, prompt in enumerate(prompts)]
    ordered = keep_apart(chosen)
    assert sorted(c.slot for c in ordered) == list(range(len(prompts)))
    touching = sum(a.prompt == b.prompt for a, b in itertools.pairwise(ordered))
    most = max(Counter(prompts).values(), default=0)
    assert (touching == 0) == (most <= (len(prompts) + 1) // 2)


def test_what_is_held_counts_as_taken_already():
    two = [Candidate(1, 1, 0, "p"), Candidate(2, 2, 0, "q")]
    for seed in range(20):
        assert choose(two, 1, met={}, prompts=["p"], rng=random.Random(seed)) == [two[1]]


def test_judges_met_least_come_first_and_begun_items_before_fresh_ones():
    often, rarely, fresh = Candidate(1, 1, 0, "p", (7,)), Candidate(2, 2, 0, "q", (8,)), Candidate(3, 3, 0, "r")
    chosen = choose([often, rarely, fresh], 3, met={7: 9, 8: 1}, rng=random.Random(0))
    assert chosen == [rarely, fresh, often]
    assert choose([fresh, rarely], 1, met={}, rng=random.Random(0)) == [rarely]


def test_only_the_most_met_are_remembered():
    met = remember({}, [Candidate(1, 1, 0, "p", tuple(range(1000)))] * 2 + [Candidate(2, 2, 0, "q", (5, 6))])
    assert len(met) == MET_KEPT
    assert (met[5], met[6]) == (3, 3)


@given(st.integers(0, 200), st.integers(1, 50), st.integers(0, 20))
def test_a_fair_part_is_enough_for_all_and_never_nothing_for_who_has_nothing(left, at_work, held):
    part = fair_part(left=left, at_work=at_work, held=held)
    assert part >= 0
    assert part >= 1 or held
    assert at_work * fair_part(left=left, at_work=at_work, held=0) >= left
    with pytest.raises(ValueError, match="at work"):
        fair_part(left=left, at_work=0, held=held)


@given(st.integers(0, 2**63 - 1), st.text(max_size=20), st.integers(LOWEST_PRIORITY, HIGHEST_PRIORITY), st.text())
def test_the_walk_reads_the_serving_order_as_it_was_written(seed, external_id, priority, key):
    order = serving_order(seed=seed, external_id=external_id, priority=priority)
    level = level_of(order)
    assert level == HIGHEST_PRIORITY - priority
    assert level * LEVEL_SIZE + place_of(order) == order
    assert level_of(start_in(level, "claim", key)) == level
    assert start_in(level, "claim", key) == start_in(level, "claim", key)
    assert level_of(-1) == place_of(-1) == 0


def pairs_in_common(*, fixed: bool, raters: int, items: int, overlap: int, sitting: int, seed: int) -> list[int]:
    """Return how many items each pair of raters has in common, after sittings of ``sitting`` tasks, one by one.

    ``fixed``: all walk the same way from the first open item on. Otherwise: a window from a random place on, and the
    choice of ``choose``, as the services do it.
    """
    rng = random.Random(seed)
    judges: list[list[int]] = [[] for _ in range(items)]
    met: list[dict[int, int]] = [{} for _ in range(raters)]
    turns: list[int] = []
    while any(len(found) < overlap for found in judges):
        turns = turns or rng.sample(range(raters), raters)
        rater = turns.pop()
        for _ in range(sitting // 10):
            start = 0 if fixed else rng.randrange(items)
            around = [(start + step) % items for step in range(items)]
            open_to = [n for n in around if len(judges[n]) < overlap and rater not in judges[n]][: 10 if fixed else 45]
            window = [Candidate(n, n, 0, str(n), tuple(judges[n])) for n in open_to]
            taken = window if fixed else choose(window, 10, met=met[rater], rng=rng)
            met[rater] = remember(met[rater], taken)
            for candidate in taken:
                judges[candidate.item].append(rater)
    common: dict[tuple[int, int], int] = defaultdict(int)
    for found in judges:
        for pair in itertools.combinations(sorted(found), 2):
            common[pair] += 1
    return [common[pair] for pair in itertools.combinations(range(raters), 2)]


@pytest.mark.parametrize(
    ("raters", "items", "overlap", "sitting", "connected"),
    [(20, 1000, 3, 30, 1.0), (12, 400, 2, 20, 0.93), (30, 600, 3, 30, 0.9)],
)
def test_pairs_of_raters_share_items_evenly_where_a_fixed_walk_leaves_most_without_any(
    raters: int, items: int, overlap: int, sitting: int, connected: float
):
    world = {"raters": raters, "items": items, "overlap": overlap, "sitting": sitting}
    pairs = [pairs_in_common(fixed=False, seed=seed, **world) for seed in range(3)]
    walk = [pairs_in_common(fixed=True, seed=seed, **world) for seed in range(3)]
    even = items * overlap * (overlap - 1) // (raters * (raters - 1))  # of the best possible table, every pair has this
    enough = max(even // 2, 1)
    share = min(sum(n >= enough for n in found) / len(found) for found in pairs)
    share_of_walk = max(sum(n >= enough for n in found) / len(found) for found in walk)
    assert share >= connected
    assert share_of_walk < 0.5

"""The order in which responses are shown."""

from hypothesis import given
from hypothesis import strategies as st

from annotator.policies.sides import display_order, generator, label

seeds = st.integers(0, 2**63 - 1)
ids = st.integers(1, 2**40)


@given(st.integers(1, 12), seeds, ids, st.integers(0, 500))
def test_an_order_is_a_permutation_and_the_same_each_time(n, seed, item_id, turn):
    order = display_order(n_responses=n, seed=seed, item=str(item_id), turn=turn)
    assert sorted(order) == list(range(n))
    assert order == display_order(n_responses=n, seed=seed, item=str(item_id), turn=turn)


@given(st.integers(1, 8), seeds, ids, st.integers(0, 50))
def test_each_response_stands_in_each_place_once_in_n_turns(n, seed, item_id, start):
    orders = [display_order(n_responses=n, seed=seed, item=str(item_id), turn=start + k) for k in range(n)]
    for place in range(n):
        assert {order[place] for order in orders} == set(range(n))


@given(seeds, ids, st.integers(1, 9))
def test_the_sides_of_a_pair_differ_by_at_most_one_over_any_overlap(seed, item_id, overlap):
    firsts = [display_order(n_responses=2, seed=seed, item=str(item_id), turn=turn)[0] for turn in range(overlap)]
    assert abs(firsts.count(0) - firsts.count(1)) <= 1


@given(seeds)
def test_items_toss_their_own_coins(seed):
    firsts = [display_order(n_responses=2, seed=seed, item=str(item_id), turn=0)[0] for item_id in range(400)]
    assert 140 <= sum(firsts) <= 260  # six standard deviations


def test_generators_depend_on_their_key_alone():
    assert generator("a", 1, 2).random() == generator("a", 1, 2).random() != generator("a", 12).random()


def test_labels_go_on_after_z():
    assert [label(place) for place in (0, 1, 25, 26, 27, 701, 702)] == ["A", "B", "Z", "AA", "AB", "ZZ", "AAA"]

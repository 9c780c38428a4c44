"""The pure parts: the life of a project, proportions, serving order, measures of a text."""

import doctest
import math
from unittest.mock import patch

import pytest
from hypothesis import given
from hypothesis import strategies as st

from annotator.models import ProjectState
from annotator.policies import proportions
from annotator.policies.project_states import TRANSITIONS, VERBS, diagram, may_become
from annotator.policies.proportions import wilson
from annotator.policies.serving_order import HIGHEST_PRIORITY, LOWEST_PRIORITY, serving_order
from annotator.services import measuring
from annotator.services.measuring import Features, measure, measure_all


def test_the_table_of_states_is_total_and_every_state_can_be_reached():
    states = set(ProjectState.values)
    assert set(TRANSITIONS) == states
    assert set().union(*TRANSITIONS.values()) == states - {"draft"}
    assert set(VERBS.values()) == states - {"draft"}, "each change has a verb that abilities are named after"
    assert not may_become("active", "active")
    assert diagram().count("-->") == 1 + sum(len(followers) for followers in TRANSITIONS.values())


# Source: Wilson score intervals as printed by R's prop.test(correct = FALSE) and by Newcombe (1998), Statistics in
# Medicine 17, table I: 81/263, 15/148, 0/20, 1/29.
NEWCOMBE = [(81, 263, 0.2553, 0.3662), (15, 148, 0.0624, 0.1605), (0, 20, 0.0, 0.1611), (1, 29, 0.0061, 0.1718)]


@pytest.mark.parametrize(("successes", "n", "low", "high"), NEWCOMBE)
def test_wilson_gives_the_published_intervals(successes: int, n: int, low: float, high: float):
    share = wilson(successes, n)
    assert share.low == pytest.approx(low, abs=5e-5)
    assert share.high == pytest.approx(high, abs=5e-5)


@given(st.integers(1, 10_000).flatmap(lambda n: st.tuples(st.integers(0, n), st.just(n))))
def test_wilson_holds_its_value_and_mirrors(pair: tuple[int, int]):
    successes, n = pair
    share, rest = wilson(successes, n), wilson(n - successes, n)
    assert share.value is not None
    assert share.low is not None
    assert share.high is not None
    assert rest.low is not None
    assert 0 <= share.low <= share.value <= share.high <= 1
    assert math.isclose(share.high, 1 - rest.low, abs_tol=1e-12)


def test_wilson_of_nothing_is_no_number_but_a_reason():
    share = wilson(0, 0)
    assert (share.value, share.low, share.high) == (None, None, None)
    assert share.reason


@pytest.mark.parametrize(("successes", "n", "level"), [(-1, 3, 0.95), (4, 3, 0.95), (1, 3, 0.0), (1, 3, 1.0)])
def test_wilson_refuses_what_is_no_share(successes: int, n: int, level: float):
    with pytest.raises(ValueError, match="must be between"):
        wilson(successes, n, level=level)


@given(
    st.integers(0, 2**63 - 1),
    st.text(max_size=20),
    st.integers(LOWEST_PRIORITY, HIGHEST_PRIORITY - 1),
    st.text(max_size=20),
)
def test_priority_beats_every_shuffle_and_the_number_fits_the_column(seed: int, one: str, priority: int, other: str):
    low = serving_order(seed=seed, external_id=one, priority=priority)
    high = serving_order(seed=seed, external_id=other, priority=priority + 1)
    assert 0 <= high < low < 2**63


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("", Features(0, 0, 0, 0, 0, 0)),
        ("Hello, world! It's 3.5 km.", Features(26, 5, 0, 0, 0, 0)),
        ("你好世界 ok", Features(7, 5, 0, 0, 0, 0)),
        ("안녕 세계", Features(5, 2, 0, 0, 0, 0)),
        ("# One\n## Two\n#no\n", Features(17, 3, 2, 0, 0, 0)),
        ("- a\n* b\n1. c\n2) d\n-e", Features(20, 7, 0, 4, 0, 0)),
        ("**b** and __c__ and ** no ** and 2**3", Features(37, 8, 0, 0, 2, 0)),
        ("x\n```py\n# no header\n- no item\n```\n# Header", Features(42, 7, 1, 0, 0, 1)),
        ("```\nnever closed", Features(16, 2, 0, 0, 0, 1)),
    ],
)
def test_what_is_measured_of_a_text(text: str, expected: Features):
    assert measure(text) == expected


@given(st.lists(st.text("ab1_ .-'’中日ア・é\n\r\u2028\U0001f600٣", max_size=40), max_size=8), st.integers(1, 60))
def test_all_at_once_are_measured_as_one_by_one(texts: list[str], at_once: int):
    with patch.object(measuring, "_AT_ONCE", at_once):
        assert measure_all(texts) == [measure(text) for text in texts]


@pytest.mark.timeout(10)
def test_measuring_hostile_texts_takes_no_time():
    for text in (
        "*" * 200_000,
        "`" * 200_000,
        "```\n" * 50_000,
        " " * 200_000 + "-",
        "_" * 200_000,
        "#" * 200_000,
        "**a" * 70_000,
    ):
        measure(text)


def test_the_examples_in_the_docstrings_are_true():
    for module in (proportions, measuring):
        assert doctest.testmod(module).failed == 0

"""How much is left, told in steps."""

import doctest

import pytest
from hypothesis import given
from hypothesis import strategies as st

from annotator.policies import rounding
from annotator.policies.rounding import at_most


def test_the_examples_of_the_docstring_are_true() -> None:
    assert doctest.testmod(rounding).failed == 0


@given(st.integers(0, 10**9))
def test_never_less_than_there_is_and_exact_only_about_the_end(n: int) -> None:
    told = at_most(n)
    assert n <= told
    assert (told == 0) == (n == 0)
    assert told <= max(5, 2.5 * n)
    assert at_most(told) == told


@given(st.integers(0, 10**6), st.integers(0, 10**6))
def test_more_left_is_never_told_as_less(n: int, m: int) -> None:
    assert at_most(min(n, m)) <= at_most(max(n, m))


def test_a_negative_number_is_refused() -> None:
    with pytest.raises(ValueError, match="nothing can be left -1 times"):
        at_most(-1)

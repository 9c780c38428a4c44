"""Alpha in words."""

import pytest

from agreement.services.reading import read_alpha
from agreement.statistics.estimate import Estimate, unknown


def alpha(value: float, low: float, high: float) -> Estimate:
    return Estimate(value, low, high, 100, 300, "alpha")


@pytest.mark.parametrize(
    ("value", "word"), [(0.8, "reliable"), (0.799, "tentative"), (0.667, "tentative"), (0.666, "unreliable")]
)
def test_the_bounds_belong_to_the_better_word(value: float, word: str) -> None:
    assert read_alpha(alpha(value, value, value))["word"] == word


def test_an_interval_on_one_side_is_certain() -> None:
    reading = read_alpha(alpha(0.864, 0.842, 0.887))
    assert (reading["word"], reading["certain"]) == ("reliable", True)
    assert "customary" in str(reading["sentence"])


def test_an_interval_across_a_bound_says_what_else_it_may_be() -> None:
    reading = read_alpha(alpha(0.7, 0.6, 0.82))
    assert (reading["word"], reading["certain"]) == ("tentative", False)
    assert "may as well be reliable or unreliable" in str(reading["sentence"])


def test_no_value_is_not_low_agreement() -> None:
    reading = read_alpha(unknown("no judgments", method="alpha"))
    assert reading == {"word": "unknown", "certain": False, "sentence": "Not known yet: no judgments."}


def test_a_value_without_interval_is_never_certain() -> None:
    reading = read_alpha(Estimate(0.9, None, None, 2, 4, "alpha", reason="too little variation"))
    assert (reading["word"], reading["certain"]) == ("reliable", False)

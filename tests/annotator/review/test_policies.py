"""The pure parts: when raters are in dispute, the life of a case, what may be changed of a question."""

import doctest
from collections.abc import Hashable
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from annotator.models import CaseState
from annotator.policies import disputes
from annotator.policies.case_states import SETTLED, TRANSITIONS, UNSETTLED, may_become
from annotator.policies.disputes import Place, differ, disputed
from annotator.policies.question_changes import refusals

OLD: dict[str, Any] = {
    "kind": "choice",
    "title": "What is wrong?",
    "help_text": "",
    "required": False,
    "per_response": False,
    "allow_tie": True,
    "allow_both_bad": False,
    "strength_levels": 3,
    "scale_min": 1,
    "scale_max": 5,
    "scale_labels": {"1": "bad"},
    "choices": [{"value": "fact", "label": "A fact"}, {"value": "tone", "label": "The tone"}],
    "multiple": False,
}


@pytest.mark.parametrize(
    ("values", "no_majority", "any_at_all"),
    [
        (["a"], False, False),
        (["a", "a"], False, False),
        (["a", "b"], True, True),
        (["a", "a", "b"], False, True),
        (["a", "b", "tie"], True, True),
        (["a", "a", "b", "b"], True, True),
        (["a", "a", "a", "b", "tie"], False, True),
        ([("fact", "tone"), ("fact",), ("tone",)], True, True),
    ],
)
def test_what_is_a_dispute(values: list[Any], no_majority: bool, any_at_all: bool):
    assert differ(values, rule="no_majority") is no_majority
    assert differ(values, rule="any") is any_at_all
    assert not differ(values, rule="never")


def test_the_examples_of_the_module_hold():
    assert doctest.testmod(disputes).failed == 0


def test_an_unknown_rule_is_an_error():
    with pytest.raises(ValueError, match="unknown rule"):
        differ(["a", "b"], rule="sometimes")


@given(st.lists(st.sampled_from(["a", "b", "tie", "both_bad"]), max_size=12))
def test_no_majority_implies_a_difference_and_neither_knows_an_order(values: list[str]):
    if differ(values, rule="no_majority"):
        assert differ(values, rule="any")
    for rule in disputes.RULES:
        assert differ(values, rule=rule) == differ(sorted(values), rule=rule)


def test_only_the_places_in_dispute_are_named():
    answers: dict[Place, list[Hashable]] = {
        ("better", None): ["a", "a", "b"],
        ("clarity", 0): [1.0, 2.0, 3.0],
        ("clarity", 1): [4.0, 4.0, 4.0],
    }
    assert disputed(answers, rule="no_majority") == [("clarity", 0)]
    assert disputed(answers, rule="any") == [("better", None), ("clarity", 0)]


def test_the_table_of_case_states_is_total_and_every_state_can_be_reached():
    states = set(CaseState.values)
    assert set(TRANSITIONS) == states == set(UNSETTLED) | set(SETTLED)
    assert set().union(*TRANSITIONS.values()) == states
    assert all(may_become(state, "claimed") for state in SETTLED), "each decision can be undone"
    assert not may_become("open", "decided"), "nothing is decided without a holder"


@pytest.mark.parametrize(
    "new",
    [
        {"title": "Which fault?", "help_text": "Look twice."},
        {"scale_max": 7, "scale_labels": {"7": "excellent"}},
        {"scale_min": 0},
        {"choices": [*OLD["choices"], {"value": "form", "label": "The form"}]},
        {"choices": [{"value": "tone", "label": "How it sounds"}, {"value": "fact", "label": "A fact"}]},
        {"allow_both_bad": True},
        {"kind": "choice"},
    ],
)
def test_words_may_change_and_questions_be_widened(new: dict[str, Any]):
    assert refusals(OLD, new) == {}


@pytest.mark.parametrize(
    ("new", "field"),
    [
        ({"kind": "text"}, "kind"),
        ({"per_response": True}, "per_response"),
        ({"multiple": True}, "multiple"),
        ({"required": True}, "required"),
        ({"allow_tie": False}, "allow_tie"),
        ({"scale_max": 4}, "scale_max"),
        ({"scale_min": 2}, "scale_min"),
        ({"choices": OLD["choices"][:1]}, "choices"),
        ({"strength_levels": 5}, "strength_levels"),
        ({"strength_levels": 0}, "strength_levels"),
    ],
)
def test_what_would_turn_stored_answers_is_refused_with_what_to_do(new: dict[str, Any], field: str):
    found = refusals(OLD, new)
    assert list(found) == [field]
    assert "Retire this question and add a new one" in found[field]


def test_a_question_may_become_optional_and_ask_for_a_strength_that_it_never_asked():
    assert refusals({**OLD, "required": True, "strength_levels": 0}, {"required": False, "strength_levels": 3}) == {}

"""What is accepted as an answer, and how it gets into the item's own order."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from annotator.policies.answers import AnswersRefused, CanonicalAnswer, QuestionSpec, canonical_answers, display_outcome

PREFERENCE = QuestionSpec("better", "preference", strength_levels=3)
LIKERT = QuestionSpec("clear", "likert", per_response=True, scale_min=1, scale_max=7)
OVERALL = QuestionSpec("overall", "likert", scale_min=0, scale_max=4)
RANKING = QuestionSpec("order", "ranking")
CHOICE = QuestionSpec("safety", "choice", choices=("safe", "unsafe"))
MANY = QuestionSpec("flaws", "choice", choices=("wrong", "rude", "long"), multiple=True)
TEXT = QuestionSpec("why", "text", required=False)


def read(raw, *questions, order=(1, 0)):
    return canonical_answers(raw, questions=questions, display_order=list(order))


def refused(raw, *questions, order=(1, 0)) -> dict[str, list[str]]:
    with pytest.raises(AnswersRefused) as refusal:
        read(raw, *questions, order=order)
    return refusal.value.fields


@given(st.sampled_from(["a", "b", "tie", "both_bad"]), st.sampled_from([[0, 1], [1, 0]]))
def test_outcomes_go_to_the_items_order_and_back(outcome, order):
    assert display_outcome(display_outcome(outcome, order), order) == outcome
    assert display_outcome("a", order) == ("a" if order == [0, 1] else "b")
    assert display_outcome("tie", order) == "tie"
    assert display_outcome("both_bad", order) == "both_bad"


@given(st.permutations(range(4)))
def test_labels_lead_to_positions(order):
    raw = [{"question": "order", "response": "ABCD"[place], "rank": place + 1} for place in range(4)]
    answers = read(raw, RANKING, order=order)
    assert {answer.position: answer.rank for answer in answers} == {order[place]: place + 1 for place in range(4)}


def test_each_kind_is_stored_in_its_own_column():
    raw = [
        {"question": "why", "text": "because"},
        {"question": "flaws", "choices": ["rude", "long"]},
        {"question": "safety", "choice": "safe"},
        {"question": "clear", "response": "A", "score": 7},
        {"question": "clear", "response": "B", "score": 1.0},
        {"question": "overall", "score": 0},
        {"question": "better", "outcome": "a", "strength": 3},
    ]
    assert read(raw, PREFERENCE, LIKERT, OVERALL, CHOICE, MANY, TEXT) == [
        CanonicalAnswer("better", outcome="b", strength=3),
        CanonicalAnswer("clear", 0, score=1.0),
        CanonicalAnswer("clear", 1, score=7.0),
        CanonicalAnswer("overall", score=0.0),
        CanonicalAnswer("safety", choice="safe"),
        CanonicalAnswer("flaws", choice="long"),
        CanonicalAnswer("flaws", choice="rude"),
        CanonicalAnswer("why", text="because"),
    ]


STRICT = QuestionSpec("better", "preference", allow_tie=False, allow_both_bad=False)


@pytest.mark.parametrize(
    ("answer", "question", "path"),
    [
        ("a", PREFERENCE, "answers.0"),
        ({}, PREFERENCE, "answers.0.question"),
        ({"question": ["better"]}, PREFERENCE, "answers.0.question"),
        ({"question": "other", "outcome": "a"}, PREFERENCE, "answers.0.question"),
        ({"question": "better"}, PREFERENCE, "answers.0.outcome"),
        ({"question": "better", "outcome": "A"}, PREFERENCE, "answers.0.outcome"),
        ({"question": "better", "outcome": {}}, PREFERENCE, "answers.0.outcome"),
        ({"question": "better", "outcome": "tie"}, STRICT, "answers.0.outcome"),
        ({"question": "better", "outcome": "both_bad"}, STRICT, "answers.0.outcome"),
        ({"question": "better", "outcome": "a", "strength": 1}, STRICT, "answers.0.strength"),
        ({"question": "better", "outcome": "a", "strength": 4}, PREFERENCE, "answers.0.strength"),
        ({"question": "better", "outcome": "a", "strength": True}, PREFERENCE, "answers.0.strength"),
        ({"question": "better", "outcome": "tie", "strength": 1}, PREFERENCE, "answers.0.strength"),
        ({"question": "better", "outcome": "a", "score": 1}, PREFERENCE, "answers.0.score"),
        ({"question": "better", "outcome": "a", "response": "A"}, PREFERENCE, "answers.0.response"),
        ({"question": "better", "outcome": "a", "modell": 1}, PREFERENCE, "answers.0.modell"),
        ({"question": "overall", "score": 5}, OVERALL, "answers.0.score"),
        ({"question": "overall", "score": -1}, OVERALL, "answers.0.score"),
        ({"question": "overall", "score": 1.5}, OVERALL, "answers.0.score"),
        ({"question": "overall", "score": "3"}, OVERALL, "answers.0.score"),
        ({"question": "overall", "score": True}, OVERALL, "answers.0.score"),
        ({"question": "overall"}, OVERALL, "answers.0.score"),
        ({"question": "clear", "score": 3}, LIKERT, "answers.0.response"),
        ({"question": "clear", "response": "C", "score": 3}, LIKERT, "answers.0.response"),
        ({"question": "clear", "response": 0, "score": 3}, LIKERT, "answers.0.response"),
        ({"question": "clear", "response": ["A"], "score": 3}, LIKERT, "answers.0.response"),
        ({"question": "order", "response": "A", "rank": 0}, RANKING, "answers.0.rank"),
        ({"question": "order", "response": "A", "rank": 3}, RANKING, "answers.0.rank"),
        ({"question": "order", "response": "A", "rank": 1.0}, RANKING, "answers.0.rank"),
        ({"question": "safety", "choice": "maybe"}, CHOICE, "answers.0.choice"),
        ({"question": "safety", "choice": ["safe"]}, CHOICE, "answers.0.choice"),
        ({"question": "safety", "choices": ["safe"]}, CHOICE, "answers.0.choices"),
        ({"question": "flaws", "choices": []}, MANY, "answers.0.choices"),
        ({"question": "flaws", "choices": "rude"}, MANY, "answers.0.choices"),
        ({"question": "flaws", "choices": ["rude", "rude"]}, MANY, "answers.0.choices"),
        ({"question": "flaws", "choices": ["rude"], "choice": "rude"}, MANY, "answers.0.choices"),
        ({"question": "why", "text": 5}, TEXT, "answers.0.text"),
        ({"question": "why", "text": "x" * 20_001}, TEXT, "answers.0.text"),
    ],
)
def test_a_bad_answer_is_refused_by_its_path(answer, question, path):
    fields = refused([answer], question)
    assert path in fields
    assert fields[path][0].endswith(".")


@pytest.mark.parametrize("raw", [None, {}, "a", 3])
def test_answers_are_a_list(raw):
    assert refused(raw, PREFERENCE) == {"answers": ["A list of answers is expected."]}


def test_every_problem_is_named_at_once():
    fields = refused([{"question": "better", "outcome": "c"}, {"question": "overall", "score": 9}], PREFERENCE, OVERALL)
    assert set(fields) == {"answers.0.outcome", "answers.1.score"}


def test_a_required_question_needs_an_answer_and_an_optional_one_does_not():
    assert "“better” needs an answer" in refused([], PREFERENCE, TEXT)["answers"][0]
    assert read([{"question": "better", "outcome": "tie"}, {"question": "why", "text": "  "}], PREFERENCE, TEXT) == [
        CanonicalAnswer("better", outcome="tie")
    ]


def test_a_required_text_may_not_be_blank():
    must = QuestionSpec("why", "text")
    assert "answers" in refused([{"question": "why", "text": " \n"}], must)


def test_asked_of_each_response_means_all_of_them():
    assert "no answer for B" in refused([{"question": "clear", "response": "A", "score": 3}], LIKERT)["answers"][0]


def test_nothing_is_answered_twice():
    twice = [{"question": "better", "outcome": "a"}, {"question": "better", "outcome": "b"}]
    assert "already answered by answers.0" in refused(twice, PREFERENCE)["answers.1"][0]


@pytest.mark.parametrize(
    ("ranks", "fine"), [([1, 2, 3], True), ([1, 1, 2], True), ([1, 1, 3], False), ([2, 2, 3], False)]
)
def test_ranks_start_at_one_without_gaps(ranks, fine):
    raw = [{"question": "order", "response": "ABC"[i], "rank": rank} for i, rank in enumerate(ranks)]
    if fine:
        assert len(read(raw, RANKING, order=(0, 1, 2))) == 3
    else:
        assert "without gaps" in refused(raw, RANKING, order=(0, 1, 2))["answers"][0]


def test_a_preference_needs_a_pair():
    assert read([{"question": "overall", "score": 1}], PREFERENCE, OVERALL, order=(0, 1, 2)) == [
        CanonicalAnswer("overall", score=1.0)
    ]
    assert "answers.0.question" in refused([{"question": "better", "outcome": "a"}], PREFERENCE, order=(0, 1, 2))


json_values = st.recursive(
    st.none() | st.booleans() | st.integers(-5, 10) | st.floats(allow_nan=False) | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
    max_leaves=6,
)
fields = ["question", "response", "outcome", "strength", "score", "rank", "choice", "choices", "text", "other"]
words = st.sampled_from(["better", "clear", "overall", "order", "safety", "flaws", "why", "A", "B", "a", "tie", "safe"])


@given(json_values | st.lists(st.dictionaries(st.sampled_from(fields), words | json_values, max_size=4), max_size=4))
def test_whatever_is_sent_is_accepted_or_refused_with_paths(raw):
    problems: dict[str, list[str]] = {}
    answers: list[CanonicalAnswer] = []
    try:
        answers = read(raw, PREFERENCE, LIKERT, OVERALL, RANKING, CHOICE, MANY, TEXT)
    except AnswersRefused as refusal:
        problems = refusal.fields
    assert bool(answers) != bool(problems)
    assert all(path.startswith("answers") and messages for path, messages in problems.items())

"""Answers read in bulk are those read one by one, whatever their kind and however the stretches fall."""

from datetime import timedelta
from typing import Any

import numpy as np
import pytest
from django.db import connection, transaction

from agreement import answer_columns, bulk
from agreement.answer_columns import AnswerColumns, read_answers
from agreement.datasets import full_scale
from annotator.models import Answer, Judgment, JudgmentSource, Question, QuestionKind
from config.sessions import LIVE_SESSION
from tests.agreement.world import NOW, Study, make_study, noisy_votes

pytestmark = [pytest.mark.django_db, pytest.mark.both_databases]
LIVE: dict[str, Any] = {"source": JudgmentSource.LIVE}
COLUMNS = ("judgment", "item", "rater", "response", "day")


def as_rows(columns: AnswerColumns) -> list[tuple[Any, ...]]:
    keys = [getattr(columns, name).tolist() for name in COLUMNS]
    return sorted(zip(*keys, [columns.values[code] for code in columns.value.tolist()], strict=True))


def assert_read(question: Question, stretch: int, monkeypatch: pytest.MonkeyPatch) -> int:
    """See that the answers are read as they are stored; returns how many there are."""
    monkeypatch.setattr(bulk, "STRETCH", stretch)
    rows = Answer.objects.filter(question=question)
    found = read_answers(rows, Judgment.objects.filter(project=question.project_id), question, full_scale(question, ()))
    column = answer_columns.VALUE_COLUMN[QuestionKind(question.kind)]
    stored = [
        (j.pk, j.item_id, j.rater_id, answer.response_id or 0, j.submitted_at.toordinal(), getattr(answer, column))
        for answer in rows.select_related("judgment")
        for j in [answer.judgment]
    ]
    assert as_rows(found) == sorted(stored)
    assert sorted(set(found.value.tolist())) == list(range(len(found.values)))
    assert all(getattr(found, name).dtype == np.int64 for name in (*COLUMNS, "value"))
    return len(stored)


@pytest.fixture
def made() -> Study:
    return make_study()


@pytest.mark.parametrize("stretch", [1, 7, 10_000])
def test_outcomes_with_other_projects_judgments_between(made: Study, stretch: int, monkeypatch: pytest.MonkeyPatch):
    other = make_study("other")
    better, theirs = made.question(), other.question()
    for part in range(3):
        votes = noisy_votes(4, ["x", "y"], agree=0.5, seed=part, values=["a", "b", "tie", "both_bad"])
        at = NOW + timedelta(hours=13 * part)
        made.vote(better, [(f"{part} {item}", rater, said) for item, rater, said in votes], at=at)
        other.vote(theirs, [(f"{part} {item}", rater, said) for item, rater, said in votes], at=at)
    assert assert_read(better, stretch, monkeypatch) == 24


@pytest.mark.parametrize("stretch", [2, 10_000])
def test_scores_ranks_and_choices_declared_or_not(made: Study, stretch: int, monkeypatch: pytest.MonkeyPatch):
    score = made.question("score", QuestionKind.LIKERT, scale_min=0, scale_max=4)
    made.vote(score, [("i1", "x", 0.0), ("i1", "y", 2.5), ("i2", "x", 4.0)], **LIVE)
    topic = made.question("topic", QuestionKind.CHOICE, choices=[{"value": "p"}, {"value": "q"}])
    made.vote(topic, [("i1", "x", "q"), ("i1", "y", "“o’clock”, {1}\\"), ("i3", "x", "q")], **LIVE)
    order = made.question("order", QuestionKind.RANKING)
    made.vote(order, [("i1", "x", {0: 1, 1: 2}), ("i1", "y", {0: 1, 1: 1})], **LIVE)
    assert [assert_read(question, stretch, monkeypatch) for question in (score, topic, order)] == [3, 3, 4]


def test_no_answers_at_all(made: Study, monkeypatch: pytest.MonkeyPatch):
    assert assert_read(made.question(), 5, monkeypatch) == 0


@pytest.mark.only_on_postgresql
def test_a_number_is_read_in_bulk_in_each_type_that_columns_have():
    with connection.cursor() as cursor:
        for kind, said in (("bigint", 2**40), ("integer", -7), ("smallint", 3), ("double precision", 0.125)):
            cursor.execute(f"SELECT array_send(ARRAY[%s, %s]::{kind}[])", [said, 0])
            assert bulk._array(bytes(cursor.fetchone()[0])).tolist() == [said, 0]


@pytest.mark.only_on_postgresql
def test_what_the_server_has_prepared_outlives_reading_and_a_rollback(made: Study, monkeypatch: pytest.MonkeyPatch):
    session = {"key": "none", "now": NOW}
    better = made.question()
    made.vote(better, [("i1", "x", "a"), ("i1", "y", "b")])
    assert LIVE_SESSION.first(**session) is None
    for _ in range(8):
        assert assert_read(better, 1, monkeypatch) == 2
    with pytest.raises(ZeroDivisionError), transaction.atomic():
        raise ZeroDivisionError
    assert LIVE_SESSION.first(**session) is None

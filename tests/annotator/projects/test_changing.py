"""A project that changes while it runs: the history, and questions that change without changing what was said."""

import uuid
from typing import Any

import pytest

from annotator.errors import InvalidInput
from annotator.models import Answer, Assignment, Membership, ProjectChange, Question, QuestionKind
from annotator.presets import QuestionDraft
from annotator.queries.changes import judgments_by_version
from annotator.queries.work import questions_of
from annotator.services import asking
from annotator.services.guidelines import publish_guideline
from annotator.services.history import StaleProject
from annotator.services.projects import NothingToAsk, create_project, update_project
from annotator.services.reading import note_guideline_read
from annotator.services.workbench import open_workbench
from tests.support.world import NOON, Study, study

pytestmark = [pytest.mark.django_db, pytest.mark.both_databases]
BETTER: dict[str, Any] = {"question": "better", "outcome": "a"}
CLARITY = QuestionDraft(key="clarity", kind="likert", title="How clear?", scale_max=5)


def change(made: Study, verb: Any, **fields: Any) -> Question:
    made.project.refresh_from_db()
    question: Question = verb(
        project=made.project, actor=made.lead, now=made.later(minutes=1), version=made.project.version, **fields
    )
    made.project.refresh_from_db()
    return question


def held(made: Study) -> tuple[Membership, uuid.UUID]:
    """Return a rater and the task that they hold."""
    made.item()
    rater = made.rater()
    return rater, made.claim(rater).tasks[0].key


def history(made: Study) -> list[tuple[int, str, str]]:
    rows = ProjectChange.objects.filter(project=made.project).order_by("version")
    return [(row.version, row.kind, row.subject) for row in rows]


def test_every_change_is_a_version_that_says_what_when_and_who():
    made = study(guideline=None)
    project = create_project(actor=made.lead, now=NOON, seed=1, name="New", preset="pairwise")
    [first] = ProjectChange.objects.filter(project=project)
    assert (first.version, first.kind, first.changed_by) == (1, "created", made.lead)
    changes = {"overlap": 5, "gold_rate": 0.2, "name": "New"}
    later = made.later(hours=1)
    project = update_project(project=project, actor=made.lead, now=later, version=1, changes=changes, note="More votes")
    second = ProjectChange.objects.get(project=project, version=2)
    assert second.changes == {"overlap": [3, 5], "gold_rate": [0.05, 0.2]}, "what stayed the same isn't named"
    assert (second.kind, second.note, second.changed_at) == ("settings", "More votes", later)
    publish_guideline(project=project, actor=made.lead, now=later, body="Other words", change_note="Clearer")
    third = ProjectChange.objects.get(project=project, version=3)
    assert (third.kind, third.changes, third.note) == ("guideline", {"guideline": [1, 2]}, "Clearer")
    project.refresh_from_db()
    update_project(project=project, actor=made.lead, now=later, version=3, changes={"state": "active"})
    assert ProjectChange.objects.get(project=project, version=4).kind == "state"


def test_saving_what_is_there_makes_no_version():
    made = study()
    same = update_project(project=made.project, actor=made.lead, now=made.now, version=1, changes={"overlap": 3})
    assert (same.version, ProjectChange.objects.count()) == (1, 0)


def test_an_unknown_review_rule_is_refused_by_name():
    made = study()
    with pytest.raises(InvalidInput) as refused:
        update_project(
            project=made.project, actor=made.lead, now=made.now, version=1, changes={"review_rule": "sometimes"}
        )
    assert list(refused.value.fields) == ["review_rule"]


def test_judgments_are_counted_under_the_version_they_were_handed_out_under():
    made = study(overlap=2)
    made.item()
    one, two = made.rater(), made.rater()
    first = made.claim(one).tasks[0].key
    update_project(project=made.project, actor=made.lead, now=made.now, version=1, changes={"batch_max": 5})
    second = made.claim(two).tasks[0].key
    made.submit(one, first)
    made.submit(two, second)
    assert list(Assignment.objects.order_by("pk").values_list("project_version", flat=True)) == [1, 2]
    assert judgments_by_version(made.project) == {1: 1, 2: 1}
    assert judgments_by_version(made.project, versions=[2]) == {2: 1}


def test_a_new_question_is_asked_from_the_next_claim_on():
    made = study(overlap=1)
    rater, before = held(made)
    added = change(made, asking.add_question, draft=CLARITY, note="We missed it")
    assert (added.asked_from, added.position) == (2, 1)
    assert [question.key for question in open_workbench(rater=rater, now=made.now).questions] == ["better", "clarity"]
    assert made.submit(rater, before, [BETTER]).created, "handed out before: the old screen doesn't know the question"
    made.item()
    after = made.claim(rater).tasks[0].key
    with pytest.raises(InvalidInput, match="“clarity” needs an answer"):
        made.submit(rater, after, [BETTER])
    assert made.submit(rater, after, [BETTER, {"question": "clarity", "score": 4}]).created
    assert history(made) == [(2, "question_added", "clarity")]


def test_what_is_held_may_be_answered_by_a_screen_that_knows_the_new_question():
    made = study(overlap=1)
    rater, before = held(made)
    change(made, asking.add_question, draft=CLARITY)
    made.submit(rater, before, [BETTER, {"question": "clarity", "score": 2}])
    assert Answer.objects.filter(question__key="clarity").count() == 1


@pytest.mark.parametrize("reloaded", [False, True])
def test_what_is_held_may_be_answered_with_or_without_a_retired_question(reloaded: bool):
    questions = (
        {"key": "better", "kind": QuestionKind.PREFERENCE},
        {"key": "safe", "kind": QuestionKind.LIKERT},
    )
    made = study(questions=questions, overlap=1)
    rater, before = held(made)
    retired = change(made, asking.retire_question, key="safe")
    assert retired.retired_in == 2
    assert [question.key for question in questions_of(made.project)] == ["better"]
    answers = [BETTER] if reloaded else [BETTER, {"question": "safe", "score": 3}]
    assert made.submit(rater, before, answers).created
    made.item()
    after = made.claim(rater).tasks[0].key
    with pytest.raises(InvalidInput, match="no such question"):
        made.submit(rater, after, [BETTER, {"question": "safe", "score": 3}])


def test_a_correction_follows_what_its_assignment_was_asked():
    made = study(overlap=1)
    rater, before = held(made)
    made.submit(rater, before, [BETTER])
    change(made, asking.add_question, draft=CLARITY)
    assert made.submit(rater, before, [{"question": "better", "outcome": "tie"}]).judgment.revision == 2


def test_a_retired_question_keeps_its_answers_and_its_key():
    questions = (
        {"key": "better", "kind": QuestionKind.PREFERENCE},
        {"key": "safe", "kind": QuestionKind.LIKERT},
    )
    made = study(questions=questions, overlap=1)
    rater, task = held(made)
    made.submit(rater, task, [BETTER, {"question": "safe", "score": 3}])
    change(made, asking.retire_question, key="safe")
    assert Answer.objects.filter(question__key="safe").count() == 1
    with pytest.raises(asking.KeyTaken):
        change(made, asking.add_question, draft=QuestionDraft(key="safe", kind="likert", title="Safe?"))
    with pytest.raises(asking.AlreadyRetired):
        change(made, asking.retire_question, key="safe")
    with pytest.raises(asking.AlreadyRetired):
        change(made, asking.edit_question, key="safe", changes={"title": "Safe?"})


def test_the_last_question_that_counts_stays():
    made = study()
    with pytest.raises(NothingToAsk):
        change(made, asking.retire_question, key="better")
    assert history(made) == []
    assert Question.objects.get().retired_in is None


def test_words_change_at_any_time_and_the_history_shows_both():
    made = study()
    held(made)
    changed = change(made, asking.edit_question, key="better", changes={"title": "Which one helps more?"})
    assert changed.title == "Which one helps more?"
    [row] = ProjectChange.objects.all()
    assert row.changes == {"title": ["better", "Which one helps more?"]}
    change(made, asking.edit_question, key="better", changes={"title": "Which one helps more?"})
    assert ProjectChange.objects.count() == 1


def test_a_wider_scale_is_accepted_from_now_on_and_old_scores_stay():
    made = study(questions=({"key": "clear", "kind": QuestionKind.LIKERT, "scale_max": 5},), overlap=1)
    rater, first = held(made)
    made.submit(rater, first, [{"question": "clear", "score": 5}])
    made.item()
    second = made.claim(rater).tasks[0].key
    change(made, asking.edit_question, key="clear", changes={"scale_max": 7, "scale_labels": {"7": "perfectly"}})
    made.submit(rater, second, [{"question": "clear", "score": 7}])
    assert list(Answer.objects.order_by("score").values_list("score", flat=True)) == [5.0, 7.0]


def test_what_would_change_the_meaning_of_answers_is_refused_only_once_there_can_be_some():
    made = study(questions=({"key": "clear", "kind": QuestionKind.LIKERT, "scale_max": 5},))
    change(made, asking.edit_question, key="clear", changes={"scale_max": 3})
    held(made)
    with pytest.raises(asking.ChangesMeaning) as refused:
        change(made, asking.edit_question, key="clear", changes={"scale_max": 2, "title": "Clear?"})
    assert list(refused.value.fields) == ["scale_max"]
    assert "Retire this question and add a new one" in refused.value.message
    assert Question.objects.get().title == "clear", "all or nothing"


def test_a_malformed_question_is_refused_by_field():
    made = study()
    with pytest.raises(InvalidInput) as refused:
        change(made, asking.add_question, draft=QuestionDraft(key="Not a key", kind="likert", title=""))
    assert set(refused.value.fields) == {"questions.0.key", "questions.0.title"}


def test_two_leads_who_change_at_once_are_told():
    made = study()
    asking.add_question(project=made.project, actor=made.lead, now=made.now, version=1, draft=CLARITY)
    with pytest.raises(StaleProject):
        asking.retire_question(project=made.project, actor=made.lead, now=made.now, version=1, key="clarity")


def test_a_guideline_that_changed_is_read_before_the_next_claim_and_counts_apart():
    made = study(overlap=1)
    rater, first = held(made)
    made.submit(rater, first)
    publish_guideline(project=made.project, actor=made.lead, now=made.now, body="Read twice.")
    note_guideline_read(rater=rater, version=2)
    made.item()
    made.submit(rater, made.claim(rater).tasks[0].key)
    assert judgments_by_version(made.project) == {1: 1, 2: 1}

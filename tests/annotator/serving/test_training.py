"""Training: known answers with feedback before real work."""

import pytest
from rest_framework.test import APIClient

from annotator.models import (
    Assignment,
    GoldCheck,
    Item,
    ItemPurpose,
    Membership,
    MembershipState,
    Purpose,
    TrainingCheck,
    User,
)
from annotator.services.gold_management import retire_gold
from annotator.services.invitations import create_membership
from annotator.services.raters import resume_rater
from annotator.services.training import Feedback, NotForTraining, train_again
from annotator.services.workbench import open_workbench
from tests.support.world import Study, study

pytestmark = [pytest.mark.django_db, pytest.mark.both_databases]


def training_study(*, n_items: int = 8, **policies) -> Study:
    given = {"training_required": 4, "training_pass_mark": 0.75, "training_retries": 1, **policies}
    made = study(overlap=1, batch_min=3, batch_max=3, gold_rate=0.3, **given)
    made.items(20)
    for _ in range(n_items):
        item = made.item(gold={"better": {"outcome": "a", "explanation": "The first one answers the question."}})
        item.purpose = ItemPurpose.TRAINING
        item.save()
    return made


def newcomer(made: Study) -> Membership:
    rater = made.rater()
    Membership.objects.filter(pk=rater.pk).update(state=MembershipState.TRAINING)
    rater.refresh_from_db()
    return rater


def answer(made: Study, rater: Membership, *, right: int, of: int) -> list[Feedback]:
    """Answer ``of`` training items, the first ``right`` of them rightly. Returns what was told of each."""
    told: list[Feedback] = []
    while len(told) < of:
        tasks = made.claim(rater).tasks
        assert tasks, "no training items left"
        for task in tasks[: of - len(told)]:
            assignment = Assignment.objects.get(key=task.key)
            assert assignment.purpose == Purpose.TRAINING
            wanted = 0 if len(told) < right else 1
            outcome = "ab"[assignment.shown_positions.index(wanted)]
            made.later(seconds=20)
            feedback = made.submit(rater, task.key, [{"question": "better", "outcome": outcome}]).training
            assert feedback is not None
            told.append(feedback)
    rater.refresh_from_db()
    return told


def test_a_newcomer_starts_in_training_where_the_project_asks_for_it():
    made = training_study()
    user = User.objects.create_user("new@example.org")
    joined = create_membership(project=made.project, user=user, role="rater", now=made.now)
    assert joined.state == MembershipState.TRAINING
    assert create_membership(project=made.project, user=made.lead, role="lead", now=made.now).state == "active"


def test_training_items_come_until_the_mark_is_reached_and_then_work():
    made = training_study()
    rater = newcomer(made)
    answer(made, rater, right=3, of=4)
    assert rater.state == MembershipState.ACTIVE
    purposes = {Assignment.objects.get(key=task.key).purpose for task in made.claim(rater).tasks}
    assert purposes <= {Purpose.WORK, Purpose.GOLD}
    assert purposes
    assert not GoldCheck.objects.exists()


def test_no_more_is_handed_out_than_the_attempt_asks_for():
    made = training_study()
    rater = newcomer(made)
    answer(made, rater, right=2, of=2)
    made.claim(rater)
    made.claim(rater)
    assert Assignment.objects.filter(rater=rater, state="held").count() == 2


def test_each_answer_is_told_with_the_right_one_and_why():
    made = training_study()
    rater = newcomer(made)
    first, *_, last = answer(made, rater, right=1, of=2)
    assert (first.passed, last.passed) == (True, False)
    assert first.explanation == "The first one answers the question."
    shown = Assignment.objects.filter(purpose=Purpose.TRAINING).order_by("pk")[1].shown_positions
    assert last.answers[0]["outcome"] == "ab"[shown.index(0)]
    assert (last.attempt.done, last.attempt.passed, last.attempt.result) == (2, 1, "going")


def test_another_attempt_with_fresh_items_then_a_kind_pause():
    made = training_study()
    rater = newcomer(made)
    told = answer(made, rater, right=1, of=4)
    assert told[-1].attempt.result == "again"
    assert (rater.state, rater.training_attempt) == (MembershipState.TRAINING, 2)
    answer(made, rater, right=2, of=4)
    assert rater.state == MembershipState.PAUSED
    assert "2 of 4" in rater.state_reason
    assert "Thank you" in rater.state_reason
    items = TrainingCheck.objects.values_list("judgment__item", flat=True)
    assert len(set(items)) == 8


def test_items_come_again_when_there_are_no_fresh_ones_missed_ones_first():
    made = training_study(n_items=4)
    rater = newcomer(made)
    answer(made, rater, right=2, of=4)
    missed = set(TrainingCheck.objects.filter(passed=False).values_list("judgment__item", flat=True))
    again = [Assignment.objects.get(key=task.key).item_id for task in made.claim(rater).tasks]
    assert set(again[:2]) == missed


def test_who_fails_may_be_let_in_under_watch():
    made = training_study(training_failure="watch", training_retries=0)
    rater = newcomer(made)
    answer(made, rater, right=0, of=4)
    assert rater.state == MembershipState.WATCH
    assert rater.told_state == MembershipState.ACTIVE
    assert made.claim(rater).tasks


def test_a_correction_changes_no_result():
    made = training_study()
    rater = newcomer(made)
    answer(made, rater, right=0, of=1)
    assignment = Assignment.objects.get(purpose=Purpose.TRAINING, state="submitted")
    told = made.submit(rater, assignment.key, [{"question": "better", "outcome": "tie"}]).training
    assert not TrainingCheck.objects.get().passed
    assert told is not None
    assert not told.passed


def test_a_lead_may_resume_or_let_train_again():
    made = training_study(training_retries=0)
    rater = newcomer(made)
    answer(made, rater, right=0, of=4)
    train_again(rater=rater, actor=made.lead, now=made.now)
    rater.refresh_from_db()
    assert rater.state == MembershipState.TRAINING
    answer(made, rater, right=4, of=4)
    assert rater.state == MembershipState.ACTIVE
    with pytest.raises(NotForTraining):
        train_again(rater=rater, actor=made.lead, now=made.now)
    other = newcomer(made)
    answer(made, other, right=0, of=4)
    assert resume_rater(rater=other, actor=made.lead, now=made.now).state == MembershipState.ACTIVE


def test_training_switched_off_lets_everybody_work():
    made = training_study()
    rater = newcomer(made)
    made.project.training_required = 0
    made.project.save()
    assert {Assignment.objects.get(key=task.key).purpose for task in made.claim(rater).tasks} <= {"work", "gold"}
    rater.refresh_from_db()
    assert rater.state == MembershipState.ACTIVE


def test_without_training_items_the_rater_is_told_whose_turn_it_is():
    made = training_study()
    for item in Item.objects.filter(purpose=ItemPurpose.TRAINING):
        retire_gold(item=item, actor=made.lead, now=made.now, void=False)
    claimed = made.claim(newcomer(made))
    assert claimed.finished
    assert "lead" in claimed.message


def test_training_is_work_time_and_shows_its_progress():
    made = training_study()
    rater = newcomer(made)
    answer(made, rater, right=1, of=2)
    bench = open_workbench(rater=rater, now=made.now)
    assert bench.shift is not None
    assert bench.training is not None
    assert (bench.training.done, bench.training.required, bench.training.needed) == (2, 4, 3)
    assert bench.progress.done_total == 2


def test_the_answer_over_http_carries_feedback_in_training_only():
    made = training_study()
    rater = newcomer(made)
    assert rater.user is not None
    client = APIClient()
    client.force_login(rater.user)
    tasks = client.post(f"/api/v1/projects/{made.project.pk}/claim/", {}, format="json").json()["tasks"]
    body = {"assignment": tasks[0]["key"], "answers": [{"question": "better", "outcome": "tie"}]}
    path = "/api/v1/judgments/6f1de0c2-6d06-4f1c-9d3c-0d8e3a1c0001/"
    told = client.put(path, body, format="json").json()
    assert told["training"]["passed"] is False
    assert told["training"]["explanation"]
    assert client.put(path, body, format="json").json()["training"] == told["training"]

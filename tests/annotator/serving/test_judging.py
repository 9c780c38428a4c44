"""Submitting judgments: never lost, never doubled, in the item's own order."""

import uuid
from datetime import timedelta
from typing import Any

import pytest

from annotator.errors import InvalidInput, NotFound
from annotator.models import (
    Assignment,
    AssignmentState,
    Judgment,
    Membership,
    MembershipState,
    Project,
    ProjectState,
    QuestionKind,
    Slot,
    SlotState,
)
from annotator.queries import work
from annotator.services import leases, shifts, skipping
from annotator.services.judging import AmendWindowOver, KeyReused
from tests.support.world import Study, study, user_of

pytestmark = [pytest.mark.django_db, pytest.mark.both_databases]
LEFT = [{"question": "better", "outcome": "a"}]
RIGHT = [{"question": "better", "outcome": "b"}]


@pytest.fixture
def pair() -> Study:
    """One item, wanted once; two raters can compete for it."""
    made = study(overlap=1)
    made.item()
    return made


def test_a_judgment_is_stored_in_the_items_own_order():
    made = study(
        overlap=2,
        questions=[
            {"key": "better", "kind": QuestionKind.PREFERENCE},
            {"key": "clear", "kind": QuestionKind.LIKERT, "per_response": True},
        ],
    )
    made.items(3)
    first, second = made.rater(), made.rater()
    orders = set()
    handed_out = [(rater, task) for rater in (first, second) for task in made.claim(rater).tasks]
    for rater, task in handed_out:
        answers: list[dict[str, Any]] = [
            {"question": "better", "outcome": "a"},
            {"question": "clear", "response": "A", "score": 5},
            {"question": "clear", "response": "B", "score": 1},
        ]
        judgment = made.submit(rater, task.key, answers).judgment
        shown = Assignment.objects.get(key=task.key).shown_positions
        orders.add(tuple(shown))
        assert judgment.first_shown == shown[0]
        assert judgment.answers.get(question__key="better").outcome == ("a" if shown[0] == 0 else "b")
        scores = judgment.answers.filter(question__key="clear").values_list("response__position", "score")
        assert dict(scores) == {shown[0]: 5, shown[1]: 1}
    assert orders == {(0, 1), (1, 0)}  # both, since the two slots of an item are turned against each other


def test_a_retry_returns_the_same_judgment(pair: Study):
    rater = pair.rater()
    task = pair.claim(rater).tasks[0]
    key = uuid.uuid4()
    first = pair.submit(rater, task.key, LEFT, key=key, active_ms=0)
    pair.later(hours=30)  # however late it comes, and whatever the clock says
    again = pair.submit(rater, task.key, LEFT, key=key, active_ms=9)
    assert (first.created, again.created) == (True, False)
    assert first.judgment == again.judgment
    assert Judgment.objects.count() == 1


def test_a_key_stands_for_one_judgment_only(pair: Study):
    pair.item()
    rater, other = pair.rater(), pair.rater()
    mine = pair.claim(rater).tasks
    key = uuid.uuid4()
    pair.submit(rater, mine[0].key, LEFT, key=key)
    with pytest.raises(KeyReused):
        pair.submit(rater, mine[0].key, RIGHT, key=key)
    with pytest.raises(KeyReused):
        pair.submit(rater, mine[1].key, LEFT, key=key)
    pair.item()
    with pytest.raises(KeyReused):
        pair.submit(other, pair.claim(other).tasks[0].key, LEFT, key=key)
    assert Judgment.objects.count() == 1


def test_nobody_submits_for_somebody_else(pair: Study):
    rater, other = pair.rater(), pair.rater()
    task = pair.claim(rater).tasks[0]
    with pytest.raises(NotFound):
        pair.submit(other, task.key)
    with pytest.raises(NotFound):
        pair.submit(rater, uuid.uuid4())
    assert not Judgment.objects.exists()


def test_refused_answers_leave_no_trace(pair: Study):
    rater = pair.rater()
    task = pair.claim(rater).tasks[0]
    with pytest.raises(InvalidInput) as refusal:
        pair.submit(rater, task.key, [{"question": "better", "outcome": "left"}])
    assert "answers.0.outcome" in refusal.value.fields
    assert Assignment.objects.get().state == AssignmentState.HELD
    assert Slot.objects.get().state == SlotState.HELD


def test_a_correction_is_a_new_revision(pair: Study):
    rater = pair.rater()
    task = pair.claim(rater).tasks[0]
    first = pair.submit(rater, task.key, LEFT).judgment
    second = pair.submit(rater, task.key, RIGHT)
    assert second.judgment.revision == 2
    assert second.progress.done_today == second.progress.done_total == 1
    first.refresh_from_db()
    assert (first.is_current, second.judgment.is_current) == (False, True)
    assert first.answers.get().outcome != second.judgment.answers.get().outcome
    assert Slot.objects.get().state == SlotState.ANSWERED


def test_the_amend_window_ends(pair: Study):
    rater = pair.rater()
    task = pair.claim(rater).tasks[0]
    pair.submit(rater, task.key, LEFT)
    pair.later(minutes=pair.project.amend_minutes)
    pair.submit(rater, task.key, RIGHT)
    pair.later(minutes=1)
    with pytest.raises(AmendWindowOver):
        pair.submit(rater, task.key, LEFT)
    assert Judgment.objects.filter(is_current=True).get().revision == 2


def test_late_and_still_free_counts(pair: Study):
    rater = pair.rater()
    task = pair.claim(rater).tasks[0]
    pair.later(hours=2)
    leases.expire_leases(now=pair.now)
    assert not pair.submit(rater, task.key).judgment.surplus
    assert Slot.objects.get().state == SlotState.ANSWERED
    assert Assignment.objects.get().state == AssignmentState.SUBMITTED


def test_late_but_not_swept_yet_counts(pair: Study):
    rater = pair.rater()
    task = pair.claim(rater).tasks[0]
    pair.later(hours=2)
    assert not pair.submit(rater, task.key).judgment.surplus
    assert leases.expire_leases(now=pair.now) == 0
    assert Slot.objects.get().state == SlotState.ANSWERED


@pytest.mark.parametrize("answered", [True, False], ids=["answered", "held"])
def test_late_and_taken_by_another_is_surplus(pair: Study, answered):
    rater, other = pair.rater(), pair.rater()
    task = pair.claim(rater).tasks[0]
    pair.later(hours=2)
    leases.expire_leases(now=pair.now)
    theirs = pair.claim(other).tasks[0]
    if answered:
        pair.submit(other, theirs.key)
    assert pair.submit(rater, task.key).judgment.surplus
    if not answered:
        assert not pair.submit(other, theirs.key).judgment.surplus
    assert Judgment.objects.filter(surplus=False).count() == 1
    assert pair.claim(rater).finished  # a surplus judgment uses up the rater's go at the item
    assert pair.submit(rater, task.key, RIGHT).judgment.surplus  # a correction changes no count


def test_late_after_the_same_item_was_given_again(pair: Study):
    rater = pair.rater()
    old = pair.claim(rater).tasks[0]
    pair.later(hours=2)
    new = pair.claim(rater).tasks[0]
    assert old.key != new.key
    assert not pair.submit(rater, old.key).judgment.surplus
    assert Assignment.objects.get(key=new.key).state == AssignmentState.RELEASED
    late = pair.submit(rater, new.key)
    assert late.judgment.surplus  # the answer of the second copy is kept, and not counted
    assert Judgment.objects.filter(surplus=False).count() == 1
    assert Slot.objects.get().state == SlotState.ANSWERED


def test_a_closed_slot_makes_surplus(pair: Study):
    rater = pair.rater()
    task = pair.claim(rater).tasks[0]
    Slot.objects.update(state=SlotState.CLOSED)
    assert pair.submit(rater, task.key).judgment.surplus


@pytest.mark.parametrize("end", ["shift", "pause", "close"])
def test_work_done_is_accepted_whatever_ended_meanwhile(pair: Study, end):
    rater = pair.rater()
    task = pair.claim(rater).tasks[0]
    if end == "shift":
        shifts.end_shift(actor=user_of(rater), shift_id=rater.shifts.get().pk, now=pair.later(minutes=1))
    elif end == "pause":
        Membership.objects.filter(pk=rater.pk).update(state=MembershipState.PAUSED)
    else:
        Project.objects.update(state=ProjectState.CLOSED)
    submitted = pair.submit(rater, task.key)
    assert submitted.created
    assert not submitted.judgment.surplus


def test_active_time_is_cut_to_the_clock(pair: Study):
    rater = pair.rater()
    task = pair.claim(rater).tasks[0]
    pair.later(seconds=40)
    assert pair.submit(rater, task.key, active_ms=2**62).judgment.active_ms == 40_000


def test_the_rhythm_is_stored_with_the_judgment(pair: Study):
    rater = pair.rater()
    shift = rater.shifts.get()
    pair.later(minutes=30)
    shifts.start_break(actor=user_of(rater), shift_id=shift.pk, suggested=True, now=pair.now)
    shifts.end_break(actor=user_of(rater), shift_id=shift.pk, now=pair.later(minutes=10))
    pair.later(minutes=5)
    judgment = pair.submit(rater, pair.claim(rater).tasks[0].key).judgment
    assert (judgment.on_shift_s, judgment.since_break_s) == (45 * 60, 5 * 60)
    assert judgment.shift == shift
    assert judgment.guideline == pair.guideline


def test_work_sent_later_counts_at_the_time_it_was_done(pair: Study):
    rater = pair.rater()
    task = pair.claim(rater).tasks[0]
    done = pair.later(minutes=2)
    pair.later(minutes=50)
    judgment = pair.submit(rater, task.key, judged_at=done).judgment
    assert judgment.on_shift_s == 120
    assert judgment.submitted_at == pair.now


@pytest.mark.parametrize("wrong", [timedelta(days=-400), timedelta(days=400)])
def test_an_impossible_client_clock_is_not_believed(pair: Study, wrong):
    rater = pair.rater()
    task = pair.claim(rater).tasks[0]
    pair.later(minutes=3)
    assert pair.submit(rater, task.key, judged_at=pair.now + wrong).judgment.on_shift_s == 180


def skip(made: Study, rater: Membership, key: uuid.UUID, reason: str = "unclear"):
    assert rater.user is not None
    return skipping.skip(
        actor=user_of(rater), assignment_key=key, reason=skipping.SkipReason(reason), note="why", now=made.now
    )


def test_a_skip_gives_the_slot_to_others_and_not_back(pair: Study):
    rater, other = pair.rater(), pair.rater()
    task = pair.claim(rater).tasks[0]
    skip(pair, rater, task.key)
    skip(pair, rater, task.key, "other")  # again: nothing changes
    skipped = Assignment.objects.get(key=task.key)
    assert (skipped.state, skipped.skip_reason, skipped.skip_note) == (AssignmentState.SKIPPED, "unclear", "why")
    assert pair.claim(rater).finished
    assert len(pair.claim(other).tasks) == 1


def test_what_was_answered_is_not_skipped(pair: Study):
    rater = pair.rater()
    task = pair.claim(rater).tasks[0]
    pair.submit(rater, task.key)
    with pytest.raises(skipping.AlreadySubmitted):
        skip(pair, rater, task.key)
    with pytest.raises(NotFound):
        skip(pair, pair.rater(), task.key)
    assert Slot.objects.get().state == SlotState.ANSWERED


def test_a_judgment_after_a_skip_still_counts_while_the_slot_is_free(pair: Study):
    rater = pair.rater()
    task = pair.claim(rater).tasks[0]
    skip(pair, rater, task.key)
    assert not pair.submit(rater, task.key).judgment.surplus
    assert Assignment.objects.get().state == AssignmentState.SUBMITTED


def test_progress_counts_done_and_left():
    made = study(overlap=2, batch_min=2, batch_max=2)
    made.items(5)
    rater = made.rater()
    task = made.claim(rater).tasks[0]
    done = made.submit(rater, task.key).progress
    assert (done.done_today, done.done_total) == (1, 1)
    rater.refresh_from_db()
    assert work.progress(rater, work.open_shift(rater), now=made.now) == work.Progress(1, 1, 5)
    made.later(days=1)
    shifts.start_shift(rater=rater, now=made.now)
    done = made.submit(rater, made.claim(rater).tasks[0].key).progress
    assert (done.done_today, done.done_total) == (1, 2)


def test_what_is_done_is_kept_on_the_shift_as_it_would_be_counted():
    made = study(overlap=1, batch_min=3, batch_max=3)
    made.items(12)
    rater = made.rater()
    made.now = made.now.replace(hour=23, minute=59)
    late = made.claim(rater).tasks
    made.submit(rater, late[0].key)
    made.submit(rater, late[0].key, [{"question": "better", "outcome": "b"}])  # a correction is no second judgment
    made.later(minutes=2)  # another day
    assert made.submit(rater, late[1].key).progress == work.count_done(rater, now=made.now) == work.Done(1, 2)
    first = work.open_shift(rater)
    assert first is not None
    shifts.end_shift(actor=user_of(rater), shift_id=first.pk, now=made.now)
    assert made.submit(rater, late[2].key).progress == work.count_done(rater, now=made.now) == work.Done(2, 3)
    shifts.start_shift(rater=rater, now=made.later(minutes=1))
    tasks = made.claim(rater).tasks
    assert made.submit(rater, tasks[0].key).progress == work.count_done(rater, now=made.now) == work.Done(3, 4)


def test_a_late_judgment_of_an_ended_shift_counts_on_the_one_that_is_open():
    made = study(overlap=1, batch_min=2, batch_max=2)
    made.items(4)
    rater = made.rater()
    held = made.claim(rater).tasks
    first = work.open_shift(rater)
    assert first is not None
    shifts.end_shift(actor=user_of(rater), shift_id=first.pk, now=made.later(minutes=1))
    shifts.start_shift(rater=rater, now=made.later(minutes=1))
    made.submit(rater, held[0].key)
    assert work.done(rater, work.open_shift(rater), now=made.now) == work.Done(1, 1)


def test_how_much_is_left_is_counted_up_to_a_bound():
    made = study(overlap=2, batch_min=2, batch_max=2)
    made.items(5)
    rater = made.rater()
    made.claim(rater)
    rater.refresh_from_db()
    assert work.remaining(rater) == 5  # three, rounded up
    assert work.remaining(rater, cap=8) is None  # the eight slots that are open: six to take, two of items in hand
    assert work.remaining(rater, cap=9) == 5

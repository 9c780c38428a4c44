"""Repeats: the rater's own earlier work, sides swapped, hidden among the rest."""

import pytest

from annotator.models import Assignment, AssignmentState, Judgment, Membership, Purpose, RepeatCheck, Slot, SlotState
from annotator.queries.counted import COUNTED
from annotator.queries.raters import rater_rows
from annotator.services import leases
from tests.support.world import Study, study

pytestmark = [pytest.mark.django_db, pytest.mark.both_databases]


def repeating(**policies) -> Study:
    given = {"repeat_rate": 0.3, "repeat_after_judgments": 5, "repeat_after_minutes": 10, "overlap": 1, **policies}
    made = study(batch_min=10, batch_max=10, **given)
    made.items(150)
    return made


def work(made: Study, rater: Membership, batches: int, *, outcome: str = "a", seconds: int = 60) -> None:
    for _ in range(batches):
        for task in made.claim(rater).tasks:
            made.later(seconds=seconds)
            made.submit(rater, task.key, [{"question": "better", "outcome": outcome}])


def test_repeats_come_at_the_rate_swapped_and_far_enough_apart():
    made = repeating(repeat_rate=0.2)
    rater = made.rater()
    work(made, rater, 14)
    repeats = list(Assignment.objects.filter(rater=rater, purpose=Purpose.REPEAT))
    dealt = Assignment.objects.filter(rater=rater).count()
    assert 0.05 < len(repeats) / dealt < 0.35
    order = list(Judgment.objects.filter(rater=rater).order_by("submitted_at").values_list("assignment", flat=True))
    for repeat in repeats:
        first = Assignment.objects.get(rater=rater, item=repeat.item, purpose=Purpose.WORK)
        assert repeat.shown_positions == first.shown_positions[::-1]
        assert repeat.slot is None
        assert order.index(repeat.pk) - order.index(first.pk) > 5
        assert (repeat.leased_at - Judgment.objects.get(assignment=first).submitted_at).total_seconds() >= 600


def test_nothing_is_repeated_twice():
    made = repeating()
    rater = made.rater()
    work(made, rater, 15)
    items = list(Assignment.objects.filter(purpose=Purpose.REPEAT).values_list("item", flat=True))
    assert items
    assert len(items) == len(set(items))


def test_a_repeat_counts_nowhere_and_takes_no_slot():
    made = repeating()
    rater = made.rater()
    work(made, rater, 8)
    repeats = Judgment.objects.filter(purpose=Purpose.REPEAT).count()
    assert repeats > 3
    answered = Slot.objects.filter(state=SlotState.ANSWERED).count()
    assert Judgment.objects.filter(COUNTED).count() == answered == Judgment.objects.count() - repeats


def test_leads_see_consistency_and_the_side_that_was_followed():
    made = repeating()
    steady, first_side = made.rater("steady"), made.rater("first")
    for rater, habit in ((steady, None), (first_side, "a")):
        for _ in range(7):
            for task in made.claim(rater).tasks:
                made.later(seconds=60)
                shown = Assignment.objects.get(key=task.key).shown_positions
                outcome = habit or "ab"[shown.index(0)]
                made.submit(rater, task.key, [{"question": "better", "outcome": outcome}])
    rows = {row.membership.alias: row for row in rater_rows(made.project, now=made.now)}
    assert rows["steady"].consistency.value == 1.0
    assert rows["steady"].first_side.value is None
    assert rows["first"].consistency.value == 0.0
    assert rows["first"].first_side.value == 1.0
    assert rows["first"].consistency.high is not None
    assert rows["first"].consistency.n == RepeatCheck.objects.filter(rater=first_side).count()


def test_a_late_repeat_is_taken_like_any_other_work():
    made = repeating()
    rater = made.rater()
    work(made, rater, 3)
    held: Assignment | None = None
    while held is None:
        made.claim(rater)
        held = Assignment.objects.filter(purpose=Purpose.REPEAT, state=AssignmentState.HELD).first()
        if held is None:
            work(made, rater, 1)
    made.later(hours=2)
    leases.expire_leases(now=made.now)
    assert not made.submit(rater, held.key).judgment.surplus
    assert RepeatCheck.objects.filter(judgment__assignment=held).exists()


def test_a_corrected_repeat_counts_once():
    made = repeating()
    rater = made.rater()
    work(made, rater, 6)
    check = RepeatCheck.objects.select_related("judgment__assignment").first()
    assert check is not None
    assert check.judgment.assignment is not None
    n = RepeatCheck.objects.count()
    made.submit(rater, check.judgment.assignment.key, [{"question": "better", "outcome": "tie"}])
    (row,) = rater_rows(made.project, now=made.now)
    assert RepeatCheck.objects.count() == n + 1
    assert row.consistency.n == n


def test_without_a_rate_nothing_is_asked_for(django_assert_max_num_queries):
    made = repeating(repeat_rate=0.0)
    rater = made.rater()
    work(made, rater, 8)
    assert not Assignment.objects.filter(purpose=Purpose.REPEAT).exists()

"""Claiming a batch."""

from datetime import timedelta

import pytest

from annotator.models import (
    Assignment,
    AssignmentState,
    Batch,
    Item,
    Membership,
    MembershipState,
    Project,
    Slot,
    SlotState,
)
from annotator.services import batching, leases, seating, shifts
from annotator.services.items import retire_item
from annotator.services.overlap import fit_slots_to_overlap
from tests.support.world import Study, study, user_of

pytestmark = [pytest.mark.django_db, pytest.mark.both_databases]


@pytest.fixture
def small() -> Study:
    made = study(overlap=2, batch_min=3, batch_max=5)
    made.items(4)
    return made


def test_a_batch_holds_different_items_and_their_slots(small: Study):
    rater = small.rater()
    claimed = small.claim(rater)
    assert len(claimed.tasks) == 4  # five wanted, four items exist
    held = Assignment.objects.filter(rater=rater, state=AssignmentState.HELD)
    assert held.values("item").distinct().count() == 4
    assert set(Slot.objects.filter(assignments__in=held).values_list("state", flat=True)) == {SlotState.HELD}
    assert not claimed.finished


def test_claiming_again_returns_what_is_held(small: Study):
    rater = small.rater()
    first, second = small.claim(rater), small.claim(rater)
    assert [task.key for task in first.tasks] == [task.key for task in second.tasks]
    assert Batch.objects.count() == 1


def test_a_claim_tops_up_to_the_batch_size(small: Study):
    small.items(6)
    rater = small.rater()
    first = small.claim(rater)
    small.submit(rater, first.tasks[0].key)
    small.submit(rater, first.tasks[1].key)
    second = small.claim(rater)
    assert len(second.tasks) == 5
    assert [task.key for task in second.tasks[:3]] == [task.key for task in first.tasks[2:]]


def test_no_item_is_given_to_a_rater_twice_and_none_over_its_overlap(small: Study):
    raters = [small.rater() for _ in range(3)]
    for rater in raters[:2]:
        for task in small.claim(rater).tasks:
            small.submit(rater, task.key)
        assert small.claim(rater).finished
    third = small.claim(raters[2])
    assert third.finished
    assert third.tasks == []
    assert "Thank you" in third.message


def test_higher_priority_comes_first_and_all_walk_the_same_way(small: Study):
    urgent = small.item(priority=5)
    for rater in (small.rater(), small.rater()):
        key = small.claim(rater).tasks[0].key
        assert Assignment.objects.get(key=key).item == urgent


def test_the_walk_wraps_around_once(small: Study):
    rater = small.rater()
    Membership.objects.filter(pk=rater.pk).update(claim_cursor=2**62)
    assert len(small.claim(rater).tasks) == 4


def test_retired_items_are_not_handed_out_even_when_they_come_back(small: Study):
    rater, other = small.rater(), small.rater()
    small.claim(rater)
    for item in Item.objects.all():
        retire_item(item=item, actor=small.lead, now=small.now)
    leases.release_held(rater=rater, now=small.now)
    assert small.claim(other).finished
    assert set(Slot.objects.values_list("state", flat=True)) == {SlotState.CLOSED}


def test_a_slot_that_comes_back_closes_when_the_overlap_was_lowered_meanwhile(small: Study):
    rater, other, third = small.rater(), small.rater(), small.rater()
    small.claim(rater)
    for task in small.claim(other).tasks:
        small.submit(other, task.key)
    small.project.overlap = 1
    small.project.save()
    fit_slots_to_overlap(project=small.project)
    leases.release_held(rater=rater, now=small.now)
    assert small.claim(third).finished


def test_both_sides_are_shown_first_equally_often_within_an_item(small: Study):
    for rater in (small.rater(), small.rater()):
        small.claim(rater)
    for slot in Slot.objects.filter(index=0):
        orders = set(Assignment.objects.filter(item=slot.item).values_list("display_order", flat=True))
        assert orders == {"0,1", "1,0"}


def test_the_response_shown_first_is_the_one_stored_as_first(small: Study):
    rater = small.rater()
    for task in small.claim(rater).tasks:
        assignment = Assignment.objects.get(key=task.key)
        texts = {response.position: response.text for response in assignment.item.responses.all()}
        assert [shown["text"] for shown in task.responses] == [texts[p] for p in assignment.shown_positions]
        assert [shown["label"] for shown in task.responses] == ["A", "B"]


@pytest.mark.parametrize(
    ("change", "code"),
    [
        (lambda s, r: Project.objects.update(state="paused"), "project_not_active"),
        (lambda s, r: Project.objects.update(state="draft"), "project_not_active"),
        (lambda s, r: Membership.objects.filter(pk=r.pk).update(state=MembershipState.PAUSED), "paused"),
        (lambda s, r: shifts.end_shift(actor=user_of(r), shift_id=r.shifts.get().pk, now=s.now), "not_on_shift"),
        (
            lambda s, r: shifts.start_break(actor=user_of(r), shift_id=r.shifts.get().pk, suggested=False, now=s.now),
            "on_break",
        ),
        (lambda s, r: Membership.objects.filter(pk=r.pk).update(guideline_read=None), "guideline_unread"),
    ],
)
def test_a_claim_is_refused_with_its_reason(small: Study, change, code):
    rater = small.rater()
    change(small, rater)
    with pytest.raises(Exception) as refusal:
        small.claim(rater)
    assert refusal.value.code == code  # type: ignore[attr-defined]
    assert not Assignment.objects.exists()


def test_an_expired_lease_goes_to_others_and_may_come_back(small: Study):
    rater = small.rater()
    first = small.claim(rater)
    small.later(minutes=61)
    assert leases.expire_leases(now=small.now) == 4
    assert leases.expire_leases(now=small.now) == 0
    assert not Slot.objects.exclude(state=SlotState.OPEN).exists()
    again = small.claim(rater)
    assert len(again.tasks) == 4
    assert {task.key for task in again.tasks}.isdisjoint(task.key for task in first.tasks)


def test_a_claim_expires_ones_own_overdue_leases_without_waiting_for_the_sweep(small: Study):
    rater = small.rater()
    small.claim(rater)
    small.later(minutes=61)
    assert len(small.claim(rater).tasks) == 4
    assert Assignment.objects.filter(state=AssignmentState.EXPIRED).count() == 4


def test_a_sweep_of_many_leases_goes_through_all_of_them(small: Study, monkeypatch):
    monkeypatch.setattr(leases, "SWEEP", 3)
    small.claim(small.rater())
    small.claim(small.rater())
    small.later(hours=2)
    assert leases.expire_leases(now=small.now) == 8


def test_batches_shrink_as_the_rater_tires():
    tired = study(overlap=1, batch_min=2, batch_max=10)
    tired.items(30)
    rater = tired.rater()
    assert tired.claim(rater).batch_size == 10
    leases.release_held(rater=rater, now=tired.now)
    sizes = []
    for _ in range(4):
        tired.later(minutes=20)
        sizes.append(tired.claim(rater).batch_size)
        leases.release_held(rater=rater, now=tired.now)
    assert sizes == sorted(sizes, reverse=True)
    assert sizes[-1] < sizes[0]
    batch = Batch.objects.latest("id")
    assert batch.freshness < 1
    assert batch.reason == "80 minutes since the last rest"


def test_a_lost_race_on_a_constraint_is_tried_again(small: Study, monkeypatch):
    rater, other = small.rater(), small.rater()
    seats = seating.seats_of
    calls = []

    def somebody_was_faster(*args, **kwargs):
        calls.append(1)
        found = seats(*args, **kwargs)
        if len(calls) == 1:  # a slot that another process has just taken, which the locks make impossible
            taken = small.claim(other)
            slot = Assignment.objects.get(key=taken.tasks[0].key).slot
            assert slot is not None
            return [seating.Seat(slot.item_id, slot)]
        return found

    monkeypatch.setattr(batching, "seats_of", somebody_was_faster)
    assert small.claim(rater).tasks
    assert len(calls) == 3


def test_leases_last_as_long_as_the_project_says(small: Study):
    task = small.claim(small.rater()).tasks[0]
    assert task.expires_at == small.now + timedelta(minutes=small.project.lease_minutes)


def test_a_batch_of_one_is_not_gold_for_ever():
    """A batch of gold alone takes no slot: the next draw must not be the same one again."""
    made = study(gold_rate=0.5, gold_pass_threshold=0.0, batch_min=1, batch_max=1)
    made.items(30)
    for _ in range(30):
        made.item(gold={"better": {"outcome": "a"}})
    rater = made.rater()
    for _ in range(30):
        made.later(seconds=20)
        (task,) = made.claim(rater).tasks
        made.submit(rater, task.key)
    assert 5 <= Assignment.objects.filter(rater=rater, purpose="gold").count() <= 25

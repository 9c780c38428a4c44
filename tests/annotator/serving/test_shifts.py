"""Shifts, breaks and the sign of life."""

import pytest

from annotator.errors import NotFound
from annotator.models import Assignment, AssignmentState, Break, Membership, MembershipState, Shift, Slot, SlotState
from annotator.services import leases, shifts
from annotator.services.shifts import RaterPaused, ShiftEnded
from tests.support.world import Study, study, user_of

pytestmark = [pytest.mark.django_db, pytest.mark.both_databases]


@pytest.fixture
def made() -> Study:
    made = study(overlap=1)
    made.items(4)
    return made


def test_a_rater_has_one_open_shift(made: Study):
    rater = made.rater()
    first = shifts.start_shift(rater=rater, now=made.later(minutes=5))
    assert Shift.objects.get() == first


def test_ending_a_shift_gives_back_what_is_held_and_sums_up(made: Study):
    rater = made.rater()
    shift = rater.shifts.get()
    tasks = made.claim(rater).tasks
    made.later(minutes=20)
    made.submit(rater, tasks[0].key, active_ms=30_000)
    made.submit(rater, tasks[0].key, [{"question": "better", "outcome": "tie"}], active_ms=5_000)  # a correction
    shifts.start_break(actor=user_of(rater), shift_id=shift.pk, suggested=False, now=made.now)
    made.later(minutes=10)
    summary = shifts.end_shift(actor=user_of(rater), shift_id=shift.pk, now=made.now)
    assert (summary.judgments, summary.active_ms, summary.minutes, summary.breaks) == (1, 30_000, 20.0, 1)
    assert Assignment.objects.filter(state=AssignmentState.RELEASED).count() == 3
    assert Slot.objects.filter(state=SlotState.OPEN).count() == 3
    assert Break.objects.get().ended_at == made.now
    again = shifts.end_shift(actor=user_of(rater), shift_id=shift.pk, now=made.later(minutes=10))
    assert again == summary


def test_a_shift_belongs_to_its_rater(made: Study):
    shift = made.rater().shifts.get()
    other = made.rater()
    for call in (
        lambda: shifts.end_shift(actor=user_of(other), shift_id=shift.pk, now=made.now),
        lambda: shifts.start_break(actor=user_of(other), shift_id=shift.pk, suggested=False, now=made.now),
        lambda: shifts.end_break(actor=user_of(other), shift_id=shift.pk, now=made.now),
    ):
        with pytest.raises(NotFound):
            call()


def test_breaks_start_and_end_once(made: Study):
    rater = made.rater()
    pk = rater.shifts.get().pk
    shifts.start_break(actor=user_of(rater), shift_id=pk, suggested=True, now=made.now)
    shifts.start_break(actor=user_of(rater), shift_id=pk, suggested=False, now=made.later(minutes=1))
    shift = shifts.end_break(actor=user_of(rater), shift_id=pk, now=made.later(minutes=9))
    assert shifts.end_break(actor=user_of(rater), shift_id=pk, now=made.later(minutes=1)) == shift
    pause = Break.objects.get()
    assert pause.suggested
    assert pause.ended_at is not None
    assert (pause.ended_at - pause.started_at).total_seconds() == 600


def test_no_break_after_the_shift(made: Study):
    rater = made.rater()
    pk = rater.shifts.get().pk
    shifts.end_shift(actor=user_of(rater), shift_id=pk, now=made.now)
    with pytest.raises(ShiftEnded):
        shifts.start_break(actor=user_of(rater), shift_id=pk, suggested=False, now=made.now)


def test_a_paused_rater_starts_no_shift(made: Study):
    rater = made.rater(on_shift=False)
    Membership.objects.update(state=MembershipState.PAUSED, state_reason="Let us talk")
    rater.refresh_from_db()
    with pytest.raises(RaterPaused, match="Let us talk"):
        shifts.start_shift(rater=rater, now=made.now)


def test_heartbeats_keep_the_leases(made: Study):
    rater = made.rater()
    made.claim(rater)
    for _ in range(5):
        pulse = shifts.heartbeat(rater=rater, now=made.later(minutes=45))
        assert leases.expire_leases(now=made.now) == 0
    assert pulse.shift is not None
    assert pulse.shift.last_seen_at == made.now
    made.later(minutes=61)
    assert leases.expire_leases(now=made.now) == 4


def test_a_forgotten_tab_does_not_hold_work_for_ever(made: Study):
    rater = made.rater()
    made.claim(rater)
    for _ in range(14):
        shifts.heartbeat(rater=rater, now=made.later(minutes=59))
    assert leases.expire_leases(now=made.now) == 4


def test_a_heartbeat_off_shift_changes_nothing(made: Study):
    rater = made.rater(on_shift=False)
    pulse = shifts.heartbeat(rater=rater, now=made.now)
    assert pulse.shift is None
    assert pulse.advice.freshness == 1


def test_an_abandoned_shift_ended_when_it_was_last_seen(made: Study):
    rater = made.rater()
    shift = rater.shifts.get()
    shifts.start_break(actor=user_of(rater), shift_id=shift.pk, suggested=False, now=made.later(minutes=10))
    seen = made.now
    made.later(hours=3)
    new = shifts.start_shift(rater=rater, now=made.now)
    shift.refresh_from_db()
    assert (shift.ended_at, new == shift) == (seen, False)
    assert Break.objects.get().ended_at == seen
    assert shifts.end_abandoned_shifts(now=made.now) == 0
    assert shifts.end_abandoned_shifts(now=made.later(hours=3)) == 1


def test_a_rest_restores_freshness_and_a_blink_does_not(made: Study):
    rater = made.rater()
    pk = rater.shifts.get().pk

    def advice():
        return shifts.heartbeat(rater=rater, now=made.now).advice

    made.later(minutes=60)
    tired = advice()
    assert tired.break_suggested
    shifts.start_break(actor=user_of(rater), shift_id=pk, suggested=True, now=made.now)
    shifts.end_break(actor=user_of(rater), shift_id=pk, now=made.later(minutes=1))
    assert advice().break_suggested
    shifts.start_break(actor=user_of(rater), shift_id=pk, suggested=True, now=made.now)
    shifts.end_break(actor=user_of(rater), shift_id=pk, now=made.later(minutes=10))
    assert not advice().break_suggested
    assert advice().freshness > tired.freshness

"""Leases in the open: who holds what, and work taken out of a rater's hands."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from annotator.errors import NotFound
from annotator.models import Assignment, AssignmentState, Slot, SlotState
from annotator.queries.leases import holders, lease_rows
from annotator.services import leases
from annotator.services.releasing import NotHeld, release_all, release_assignment
from tests.support.world import study, user_of

pytestmark = [pytest.mark.django_db, pytest.mark.both_databases]


def test_a_lead_sees_who_holds_what_since_when_and_until_when():
    made = study(overlap=1, batch_min=2, batch_max=2)
    made.items(3)
    one, two = made.rater(), made.rater()
    since = made.now
    made.claim(one)
    made.later(minutes=5)
    made.claim(two)
    rows = {holder.rater.alias: holder for holder in holders(made.project)}
    assert (rows["rater1"].held, rows["rater1"].since) == (2, since)
    assert (rows["rater2"].held, rows["rater2"].since) == (1, made.now)
    assert rows["rater1"].until == Assignment.objects.filter(rater=one)[0].expires_at
    assert lease_rows(made.project).count() == 3
    assert {row.rater.alias for row in lease_rows(made.project, rater=two.pk)} == {"rater2"}


def test_what_ran_out_and_what_others_took_since_is_counted():
    made = study(overlap=1, batch_min=2, batch_max=2)
    made.items(2)
    made.claim(made.rater())
    leases.expire_leases(now=made.later(hours=2))
    [gone] = holders(made.project)
    assert (gone.held, gone.since, gone.expired, gone.reclaimed) == (0, None, 2, 0)
    made.claim(made.rater())
    by_name = {holder.rater.alias: holder for holder in holders(made.project)}
    assert (by_name["rater1"].expired, by_name["rater1"].reclaimed) == (2, 2)
    assert (by_name["rater2"].expired, by_name["rater2"].reclaimed) == (0, 0)


def test_one_lease_is_released_and_its_slot_is_open():
    made = study(overlap=1)
    made.item()
    rater = made.rater()
    [task] = made.claim(rater).tasks
    held = Assignment.objects.get()
    assert release_assignment(assignment_id=held.pk, actor=made.lead, now=made.now).pk == held.pk
    assert Assignment.objects.get().state == AssignmentState.RELEASED
    assert Slot.objects.get().state == SlotState.OPEN
    with pytest.raises(NotHeld, match="released already"):
        release_assignment(assignment_id=held.pk, actor=made.lead, now=made.now)
    with pytest.raises(NotFound):
        release_assignment(assignment_id=held.pk + 1, actor=made.lead, now=made.now)
    assert made.submit(rater, task.key).judgment.surplus is False, "late, and the slot was still open"


def test_an_answer_to_released_work_is_surplus_once_somebody_else_gave_it():
    made = study(overlap=1)
    made.item()
    one, two = made.rater(), made.rater()
    [late] = made.claim(one).tasks
    assert release_all(rater=one, actor=made.lead, now=made.now) == 1
    [task] = made.claim(two).tasks
    made.submit(two, task.key)
    assert made.submit(one, late.key).judgment.surplus is True
    assert [holder.released for holder in holders(made.project)] == []


def test_releasing_all_of_a_rater_leaves_the_others_and_is_no_error_twice():
    made = study(overlap=2, batch_min=3, batch_max=3)
    made.items(3)
    one, two = made.rater(), made.rater()
    made.claim(one)
    made.claim(two)
    assert release_all(rater=one, actor=made.lead, now=made.now) == 3
    assert release_all(rater=one, actor=made.lead, now=made.now) == 0
    assert {holder.rater.alias: (holder.held, holder.released) for holder in holders(made.project)} == {
        "rater1": (0, 3),
        "rater2": (3, 0),
    }
    assert user_of(one).is_active


def test_the_queries_do_not_grow_with_raters():
    made = study(overlap=9)
    made.items(2)

    def queries(n: int) -> int:
        for _ in range(n):
            made.claim(made.rater())
        with CaptureQueriesContext(connection) as captured:
            holders(made.project)
        return len(captured)

    assert queries(1) == queries(5) == 2

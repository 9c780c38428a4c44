"""Gold among the work, and what it does to the rater."""

import pytest

from annotator.models import (
    Assignment,
    GoldCheck,
    Judgment,
    Membership,
    MembershipState,
    Purpose,
    Slot,
    SlotState,
)
from annotator.services import gold, leases
from annotator.services.raters import resume_rater
from annotator.services.shifts import RaterPaused
from annotator.services.workbench import open_workbench
from tests.support.world import Study, study

pytestmark = [pytest.mark.django_db, pytest.mark.both_databases]


def gold_study(*, n_gold: int = 30, n_work: int = 60, **policies) -> Study:
    made = study(**{"overlap": 1, "gold_rate": 0.5, "gold_min_checks": 4, "batch_min": 10, "batch_max": 10, **policies})
    made.items(n_work)
    for _ in range(n_gold):
        made.item(gold={"better": {"outcome": "a"}})
    return made


def work_through(made: Study, rater: Membership, *, right: bool, checks: int) -> None:
    """Answer everything until ``checks`` gold items were answered, all of them rightly or wrongly."""
    while GoldCheck.objects.filter(rater=rater).count() < checks:
        tasks = made.claim(rater).tasks
        assert tasks, "the study is too small"
        for task in tasks:
            shown = Assignment.objects.get(key=task.key).shown_positions
            outcome = "ab"[shown.index(0)] if right else "ab"[shown.index(1)]
            made.submit(rater, task.key, [{"question": "better", "outcome": outcome}])
            made.later(seconds=1)
            if GoldCheck.objects.filter(rater=rater).count() == checks:
                return


def test_gold_is_seated_at_the_rate_among_work():
    made = gold_study(n_gold=200, n_work=400, gold_rate=0.2, gold_pass_threshold=0, batch_min=50, batch_max=50)
    rater = made.rater()
    dealt: list[str] = []
    for _ in range(6):
        tasks = made.claim(rater).tasks
        dealt += [Assignment.objects.get(key=task.key).purpose for task in tasks]
        for n, task in enumerate(tasks):  # not one key all day: that alone would bring more gold
            made.submit(rater, task.key, [{"question": "better", "outcome": "ab"[n % 2]}])
    assert len(dealt) == 300
    assert 32 <= dealt.count(Purpose.GOLD) <= 88  # four standard deviations around 60


def test_each_gold_item_comes_once_and_takes_no_slot():
    made = gold_study(n_gold=3, n_work=40)
    rater = made.rater()
    while tasks := made.claim(rater).tasks:
        for task in tasks:
            made.submit(rater, task.key)
        Membership.objects.update(state=MembershipState.ACTIVE)
    seated = Assignment.objects.filter(purpose=Purpose.GOLD)
    assert seated.count() == seated.values("item").distinct().count() == 3
    assert not seated.filter(slot__isnull=False).exists()
    assert Slot.objects.filter(state=SlotState.ANSWERED).count() == 40


def test_gold_alone_is_not_handed_out():
    made = gold_study(n_work=0)
    assert made.claim(made.rater()).finished


def test_raters_meet_gold_at_different_seats():
    made = gold_study(n_gold=20, n_work=30, overlap=3, gold_rate=0.3)
    seats = set()
    for _ in range(6):
        rater = made.rater()
        made.claim(rater)
        seated = Assignment.objects.filter(rater=rater, purpose=Purpose.GOLD)
        seats.add(tuple(seated.values_list("position", flat=True).order_by("position")))
        leases.release_held(rater=rater, now=made.now)
    assert len(seats) > 2


@pytest.mark.parametrize("right", [True, False])
def test_a_check_is_recorded_with_the_judgment(right):
    made = gold_study()
    rater = made.rater()
    work_through(made, rater, right=right, checks=3)
    checks = GoldCheck.objects.filter(rater=rater)
    assert set(checks.values_list("passed", flat=True)) == {right}
    judgments = Judgment.objects.filter(purpose=Purpose.GOLD)
    assert set(checks.values_list("judgment", flat=True)) == set(judgments.values_list("pk", flat=True))


def test_a_rater_below_the_threshold_is_paused_after_enough_checks():
    made = gold_study()
    rater = made.rater()
    work_through(made, rater, right=False, checks=4)
    rater.refresh_from_db()
    assert rater.state == MembershipState.WATCH
    work_through(made, rater, right=False, checks=5)
    rater.refresh_from_db()
    assert rater.state == MembershipState.PAUSED
    assert rater.state_changed_at is not None
    assert "gold" not in rater.state_reason.lower()
    assert "check" not in rater.state_reason.lower()
    with pytest.raises(RaterPaused):
        made.claim(rater)


def test_suspicion_leads_to_watch_which_the_rater_is_not_told():
    made = gold_study(gold_min_checks=30)
    rater = made.rater()
    work_through(made, rater, right=False, checks=3)
    rater.refresh_from_db()
    assert rater.state == MembershipState.WATCH
    assert rater.state_reason.startswith("3 of 3 hidden checks missed")
    assert (rater.told_state, rater.told_reason) == (MembershipState.ACTIVE, "")
    assert open_workbench(rater=rater, now=made.now).abilities["claim"]
    assert made.claim(rater).tasks


def test_watch_ends_when_the_evidence_is_good_again():
    made = gold_study(gold_min_checks=30, n_work=80)
    rater = made.rater()
    work_through(made, rater, right=False, checks=3)
    work_through(made, rater, right=True, checks=15)
    rater.refresh_from_db()
    assert rater.state == MembershipState.WATCH
    work_through(made, rater, right=True, checks=16)
    rater.refresh_from_db()
    assert (rater.state, rater.state_reason) == (MembershipState.ACTIVE, "")


def test_a_newcomer_and_a_suspect_meet_more_gold():
    made = gold_study(gold_rate=0.1, gold_min_checks=30, n_work=80)
    rater = made.rater()
    assert gold.current_rate(rater=rater) == pytest.approx(0.5)
    work_through(made, rater, right=True, checks=10)
    rater.refresh_from_db()
    assert gold.current_rate(rater=rater) == pytest.approx(0.1)
    work_through(made, rater, right=False, checks=15)
    rater.refresh_from_db()
    assert gold.current_rate(rater=rater) == pytest.approx(0.5)
    made.project.gold_rate = 0
    made.project.save()
    rater.refresh_from_db()
    assert gold.current_rate(rater=rater) == 0


def test_where_nobody_can_be_paused_everybody_meets_the_projects_rate():
    made = gold_study(gold_rate=0.1, gold_pass_threshold=0)
    rater = made.rater()
    assert gold.current_rate(rater=rater) == pytest.approx(0.1)
    work_through(made, rater, right=False, checks=3)
    assert gold.current_rate(rater=rater) == pytest.approx(0.1)


def test_tiredness_raises_the_rate_where_there_is_a_verdict_to_reach():
    made = gold_study(gold_rate=0.1, n_work=80)
    rater = made.rater()
    work_through(made, rater, right=True, checks=10)
    rater.refresh_from_db()
    assert gold.current_rate(rater=rater, factor=2.0) == pytest.approx(0.2)
    assert gold.current_rate(rater=rater, factor=20.0) == pytest.approx(0.5)
    made.project.gold_pass_threshold = 0
    made.project.save()
    rater.refresh_from_db()
    assert gold.current_rate(rater=rater, factor=2.0) == pytest.approx(0.1)


@pytest.mark.parametrize("quality_by", ["repeats", "peers"])
def test_where_the_verdict_rests_on_something_else_nobody_has_to_be_proven_by_gold(quality_by):
    made = gold_study(gold_rate=0.1, quality_by=quality_by)
    rater = made.rater()
    assert gold.current_rate(rater=rater) == pytest.approx(0.1)
    made.project.memberships.filter(pk=rater.pk).update(check_suspect=True)
    rater.refresh_from_db()
    standing = gold.current_verdict(rater=rater)
    assert gold.current_rate(rater=rater) == pytest.approx(0.5 if standing.outcome == "suspect" else 0.1)


def test_a_good_rater_goes_on():
    made = gold_study()
    rater = made.rater()
    work_through(made, rater, right=True, checks=8)
    rater.refresh_from_db()
    assert rater.state == MembershipState.ACTIVE


def test_after_a_lead_resumed_them_earlier_checks_no_longer_count():
    made = gold_study()
    rater = made.rater()
    work_through(made, rater, right=False, checks=5)
    resume_rater(rater=rater, actor=made.lead, now=made.later(minutes=1))
    made.later(seconds=1)
    work_through(made, rater, right=False, checks=8)
    rater.refresh_from_db()
    assert rater.state == MembershipState.WATCH
    work_through(made, rater, right=False, checks=10)
    rater.refresh_from_db()
    assert rater.state == MembershipState.PAUSED


def test_a_corrected_gold_judgment_counts_once():
    made = gold_study(gold_min_checks=2)
    rater = made.rater()
    work_through(made, rater, right=False, checks=1)
    judged = Judgment.objects.get(purpose=Purpose.GOLD)
    assert judged.assignment is not None
    for _ in range(3):
        made.submit(rater, judged.assignment.key, [{"question": "better", "outcome": "tie"}])
    rater.refresh_from_db()
    assert GoldCheck.objects.count() == 4
    assert rater.state == MembershipState.ACTIVE


def test_gold_withdrawn_meanwhile_checks_nothing():
    made = gold_study()
    rater = made.rater()
    made.claim(rater)
    held = Assignment.objects.filter(purpose=Purpose.GOLD).first()
    assert held is not None
    held.item.gold_answers.all().delete()
    made.submit(rater, held.key)
    assert not GoldCheck.objects.exists()
    assert Judgment.objects.get().purpose == Purpose.GOLD


def test_late_gold_is_checked_like_any_other():
    made = gold_study()
    rater = made.rater()
    made.claim(rater)
    held = Assignment.objects.filter(purpose=Purpose.GOLD).first()
    assert held is not None
    made.later(hours=2)
    leases.expire_leases(now=made.now)
    assert not made.submit(rater, held.key).judgment.surplus
    assert GoldCheck.objects.count() == 1


def test_what_comes_late_for_gold_answered_since_is_no_second_check():
    made = gold_study(n_gold=1, n_work=60, batch_min=30, batch_max=30)
    rater = made.rater()

    def gold_in_hand() -> Assignment:
        made.claim(rater)
        return Assignment.objects.get(rater=rater, purpose=Purpose.GOLD, state="held")

    early = gold_in_hand()
    made.later(minutes=made.project.lease_minutes + 1)
    leases.expire_leases(now=made.now)
    again = gold_in_hand()
    assert (early.item_id, early.pk) != (again.item_id, again.pk)
    made.submit(rater, again.key)
    late = made.submit(rater, early.key)
    assert late.judgment.surplus
    assert [check.judgment.assignment_id for check in GoldCheck.objects.all()] == [again.pk]

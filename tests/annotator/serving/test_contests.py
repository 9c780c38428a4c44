"""Missed checks told after the fact, contested, settled; history scored again."""

from datetime import timedelta

import pytest
from rest_framework.test import APIClient

from annotator.errors import InvalidInput, NotFound
from annotator.models import (
    Assignment,
    ContestState,
    GoldCheck,
    GoldContest,
    GoldEvent,
    Judgment,
    Membership,
    MembershipState,
    Purpose,
)
from annotator.queries.counted import COUNTED, QUARANTINED
from annotator.queries.gold import doubtful_gold, paused_without_reason
from annotator.queries.gold_feedback import missed_checks
from annotator.services import shifts
from annotator.services.contests import AlreadyContested, AlreadySettled, contest, settle_contest
from annotator.services.judging import AmendWindowOver
from annotator.services.raters import resume_rater
from tests.support.world import Study, study, user_of

pytestmark = [pytest.mark.django_db, pytest.mark.both_databases]


def gold_study(**policies) -> Study:
    given = {"gold_rate": 0.4, "gold_min_checks": 4, "amend_minutes": 60, "gold_feedback": "after_shift", **policies}
    made = study(overlap=1, batch_min=10, batch_max=10, **given)
    made.items(60)
    for _ in range(30):
        made.item(gold={"better": {"outcome": "a", "explanation": "Because."}})
    return made


def work(made: Study, rater: Membership, *, right: bool, checks: int) -> None:
    """Answer what is handed out until ``checks`` gold items were answered."""
    while True:
        for task in made.claim(rater).tasks:
            made.later(seconds=1)
            shown = Assignment.objects.get(key=task.key).shown_positions
            made.submit(rater, task.key, [{"question": "better", "outcome": "ab"[shown.index(0 if right else 1)]}])
            if GoldCheck.objects.filter(rater=rater).count() >= checks:
                return


def end_shift(made: Study, rater: Membership, *, minutes: int = 61) -> None:
    shifts.end_shift(actor=user_of(rater), shift_id=rater.shifts.get(ended_at=None).pk, now=made.now)
    made.later(minutes=minutes)


def test_a_missed_check_is_told_once_it_can_no_longer_be_corrected():
    made = gold_study()
    rater = made.rater()
    work(made, rater, right=False, checks=2)
    assert missed_checks(rater, now=made.now + timedelta(hours=3)) == []  # still on shift
    end_shift(made, rater, minutes=30)
    assert missed_checks(rater, now=made.now) == []  # could still be corrected
    made.later(minutes=31)
    missed = missed_checks(rater, now=made.now)
    assert len(missed) == 2
    shown = Assignment.objects.get(key=missed[0].judgment.assignment).shown_positions
    assert missed[0].known[0]["outcome"] == "ab"[shown.index(0)]
    assert missed[0].judgment.answers[0]["outcome"] == "ab"[shown.index(1)]
    assert missed[0].explanation == "Because."
    with pytest.raises(AmendWindowOver):
        made.submit(rater, missed[0].judgment.assignment, [{"question": "better", "outcome": "tie"}])


@pytest.mark.parametrize(("policy", "told"), [("never", 0), ("after_retirement", 0), ("after_shift", 2)])
def test_the_project_says_what_is_told(policy, told):
    made = gold_study(gold_feedback=policy)
    rater = made.rater()
    work(made, rater, right=False, checks=2)
    end_shift(made, rater)
    assert len(missed_checks(rater, now=made.now)) == told


def test_passed_checks_stay_secret():
    made = gold_study()
    rater = made.rater()
    work(made, rater, right=True, checks=3)
    end_shift(made, rater)
    assert missed_checks(rater, now=made.now) == []


def contested(made: Study, rater: Membership) -> GoldContest:
    end_shift(made, rater)
    rater.refresh_from_db()
    return contest(
        rater=rater, check_id=missed_checks(rater, now=made.now)[0].check.pk, reason="It is a tie.", now=made.now
    )


def test_a_contest_waits_for_the_lead_and_is_doubtful_gold():
    made = gold_study()
    rater = made.rater()
    work(made, rater, right=False, checks=2)
    row = contested(made, rater)
    (doubtful,) = doubtful_gold(made.project)
    assert doubtful.item_id == row.check_row.item_id
    with pytest.raises(AlreadyContested):
        contest(rater=rater, check_id=row.check_row_id, reason="again", now=made.now)


def test_only_own_missed_and_shown_checks_can_be_contested():
    made = gold_study()
    rater, other = made.rater(), made.rater()
    work(made, rater, right=False, checks=2)
    check = GoldCheck.objects.filter(rater=rater).first()
    assert check is not None
    with pytest.raises(NotFound):
        contest(rater=rater, check_id=check.pk, reason="still secret", now=made.now)
    end_shift(made, rater)
    with pytest.raises(NotFound):
        contest(rater=other, check_id=check.pk, reason="not mine", now=made.now)
    with pytest.raises(InvalidInput, match="why"):
        contest(rater=rater, check_id=check.pk, reason="  ", now=made.now)


def test_a_rejection_needs_a_reply_that_the_rater_sees():
    made = gold_study()
    rater = made.rater()
    work(made, rater, right=False, checks=2)
    row = contested(made, rater)
    with pytest.raises(InvalidInput, match="why"):
        settle_contest(contest=row, actor=made.lead, now=made.now, decision="reject")
    settle_contest(contest=row, actor=made.lead, now=made.now, decision="reject", reply="The second one is wrong.")
    seen = next(one for one in missed_checks(rater, now=made.now) if one.contest)
    assert seen.contest is not None
    assert (seen.contest.state, seen.contest.reply) == (ContestState.REJECTED, "The second one is wrong.")
    with pytest.raises(AlreadySettled):
        settle_contest(contest=row, actor=made.lead, now=made.now, decision="uphold")
    assert not GoldEvent.objects.exists()


def test_another_answer_scores_all_checks_of_the_item_again():
    made = gold_study()
    rater, other = made.rater(), made.rater()
    work(made, rater, right=False, checks=2)
    work(made, other, right=True, checks=12)
    row = contested(made, rater)
    item = row.check_row.item
    gold = {"gold": {"better": ["b", "tie"]}, "gold_explanation": "On a second look."}
    settle_contest(contest=row, actor=made.lead, now=made.now, decision="uphold", remedy="answer", answer=gold)
    assert GoldCheck.objects.get(rater=rater, item=item).passed
    assert not GoldCheck.objects.filter(rater=other, item=item, passed=True).exists()
    event = GoldEvent.objects.get()
    assert event.contest == row
    assert event.before[0]["outcome"] == "a"
    assert event.after[0]["also_accepted"] == ["tie"]
    assert {"check": row.check_row_id, "rater": rater.pk, "before": False, "after": True} in event.rescored
    rater.refresh_from_db()
    assert (rater.checks_made, rater.checks_passed) == (2, 1)


def test_who_was_paused_by_a_wrong_check_is_listed_and_resumed_with_their_work():
    made = gold_study()
    rater = made.rater()
    work(made, rater, right=False, checks=5)
    rater.refresh_from_db()
    assert rater.state == MembershipState.PAUSED
    waiting = Judgment.objects.filter(QUARANTINED, rater=rater).count()
    assert waiting > 0
    end_shift(made, rater)
    assert not paused_without_reason(made.project).exists()
    for missed in missed_checks(rater, now=made.now)[:3]:
        row = contest(rater=rater, check_id=missed.check.pk, reason="Wrong.", now=made.now)
        settle_contest(contest=row, actor=made.lead, now=made.now, decision="uphold", reply="You are right.")
    assert list(paused_without_reason(made.project)) == [rater]
    rater.refresh_from_db()
    assert rater.state == MembershipState.PAUSED  # a lead decides
    resume_rater(rater=rater, actor=made.lead, now=made.later(minutes=1), quarantined="keep")
    assert Judgment.objects.filter(COUNTED, rater=rater).count() == waiting
    assert not paused_without_reason(made.project).exists()


def test_scoring_again_pauses_nobody():
    made = gold_study(gold_min_checks=1)
    rater = made.rater()
    work(made, rater, right=True, checks=5)
    for check in GoldCheck.objects.filter(rater=rater):
        gold = {"gold": {"better": "b"}}
        settled = contest_by_force(check, made)
        settle_contest(contest=settled, actor=made.lead, now=made.now, decision="uphold", remedy="answer", answer=gold)
    rater.refresh_from_db()
    assert rater.check_stopped
    assert rater.state in (MembershipState.ACTIVE, MembershipState.WATCH)


def contest_by_force(check: GoldCheck, made: Study) -> GoldContest:
    return GoldContest.objects.create(project=made.project, check_row=check, reason="x", created_at=made.now)


def test_a_retired_item_settles_the_other_contests_and_counts_for_nobody():
    made = gold_study()
    rater, other = made.rater(), made.rater()
    work(made, rater, right=False, checks=3)
    row = contested(made, rater)
    item = row.check_row.item
    judgment = Judgment.objects.filter(rater=other).first()
    assert judgment is None
    work(made, other, right=False, checks=3)
    mine = GoldCheck.objects.filter(rater=other).exclude(item=item).first()
    assert mine is not None
    GoldCheck.objects.filter(pk=mine.pk).update(item=item)
    second = contest_by_force(mine, made)
    settle_contest(contest=row, actor=made.lead, now=made.now, decision="uphold", remedy="retire", reply="Thanks.")
    second.refresh_from_db()
    item.refresh_from_db()
    assert second.state == ContestState.UPHELD
    assert item.retired_at is not None
    assert set(GoldCheck.objects.filter(item=item).values_list("voided_at", flat=True)) == {made.now}


def test_a_check_of_gold_that_was_retired_meanwhile_counts_for_nobody():
    made = gold_study()
    rater = made.rater()
    made.claim(rater)
    held = Assignment.objects.filter(purpose=Purpose.GOLD).first()
    assert held is not None
    held.item.retired_at = made.now
    held.item.save()
    made.submit(rater, held.key, [{"question": "better", "outcome": "tie"}])
    assert GoldCheck.objects.get().voided_at is not None
    rater.refresh_from_db()
    assert rater.checks_made == 0


def test_over_http_from_feedback_to_the_lead_and_back():
    made = gold_study()
    rater = made.rater()
    work(made, rater, right=False, checks=2)
    end_shift(made, rater)
    Judgment.objects.update(submitted_at=made.now - timedelta(days=400))
    client, lead = APIClient(), APIClient()
    client.force_login(user_of(rater))
    lead.force_login(made.lead)
    path = f"/api/v1/projects/{made.project.pk}"
    told = client.get(f"{path}/work/feedback/").json()
    assert told["policy"] == "after_shift"
    check = told["missed"][0]
    assert check["contest"] is None
    assert check["task"]["responses"][0]["label"] == "A"
    made_contest = client.post(f"{path}/work/feedback/{check['id']}/contest/", {"reason": "No."}, format="json")
    assert made_contest.status_code == 201
    again = client.post(f"{path}/work/feedback/{check['id']}/contest/", {"reason": "No."}, format="json")
    assert again.json()["code"] == "already_contested"
    assert client.get(f"{path}/contests/").status_code == 403
    (row,) = lead.get(f"{path}/contests/?state=open").json()
    assert (row["rater"]["alias"], row["reason"]) == (rater.alias, "No.")
    assert row["gold_answers"][0]["outcome"] == "a"
    bad = {"decision": "uphold", "remedy": "answer", "answer": {"gold": {"better": "c"}}}
    refused = lead.post(f"/api/v1/contests/{row['id']}/settle/", bad, format="json")
    assert (refused.status_code, list(refused.json()["fields"])) == (400, ["gold.better"])
    bad["answer"] = {"gold": {"better": ["b", "tie"]}}
    settled = lead.post(f"/api/v1/contests/{row['id']}/settle/", {**bad, "reply": "Right."}, format="json")
    assert settled.json()["state"] == "upheld"
    seen = next(one for one in client.get(f"{path}/work/feedback/").json()["missed"] if one["contest"])
    assert seen["contest"]["reply"] == "Right."
    assert lead.get(f"{path}/gold/paused/").json() == []
    assert lead.get(f"{path}/contests/?state=lost").status_code == 400

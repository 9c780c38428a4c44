"""Quarantine: what a paused rater judged since the last good evidence waits, and others judge it again."""

from random import Random
from typing import Any

import pytest

from agreement.models import Report
from agreement.queries import horizon, reports
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
from annotator.queries.counted import COUNTED, QUARANTINED, counted_judgments
from annotator.queries.raters import rater_rows
from annotator.services import leases
from annotator.services.raters import Decision, pause_rater, resume_rater
from preferences.queries import VoteFilter
from preferences.queries import counted_judgments as votes
from tests.support.crowd import audit
from tests.support.world import Study, study

pytestmark = [pytest.mark.django_db, pytest.mark.both_databases]

CHECKS = 4


@pytest.fixture
def made() -> Study:
    return gold_study()


def gold_study(*, n_work: int = 40, overlap: int = 1, **policies) -> Study:
    given = {"gold_rate": 0.3, "gold_min_checks": CHECKS, "batch_min": 10, "batch_max": 10, **policies}
    made = study(overlap=overlap, **given)
    made.items(n_work)
    for _ in range(40):
        made.item(gold={"better": {"outcome": "a"}})
    return made


def answer(made: Study, rater: Membership, assignment: Assignment, *, right: bool) -> Judgment:
    outcome = "ab"[assignment.shown_positions.index(0 if right else 1)]
    made.later(seconds=1)
    return made.submit(rater, assignment.key, [{"question": "better", "outcome": outcome}]).judgment


def work(made: Study, rater: Membership, *, right: bool, until: str, checks_first: bool = False) -> None:
    """Answer all that is handed out until the rater's state is ``until``; within a batch the checks first, if asked."""
    for _ in range(200):
        batch = _taken(made, rater)
        assert batch, "the study is too small"
        if checks_first:
            batch.sort(key=lambda assignment: assignment.purpose != Purpose.GOLD)
        for assignment in batch:
            answer(made, rater, assignment, right=right)
            rater.refresh_from_db()
            if rater.state == until:
                return
    raise AssertionError(f"never {until}")


def counted_of(rater: Membership) -> int:
    return Judgment.objects.filter(COUNTED, rater=rater).count()


def waiting_of(rater: Membership) -> int:
    return Judgment.objects.filter(QUARANTINED, rater=rater).count()


def resume(made: Study, rater: Membership, quarantined: Decision) -> None:
    resume_rater(rater=rater, actor=made.lead, now=made.later(minutes=1), quarantined=quarantined)
    rater.refresh_from_db()


def sound(made: Study) -> None:
    """Assert that no slot is answered twice, no item is over its overlap, and each answered slot has its judgment."""
    wrong = audit(made.project.pk)["wrong"]
    wrong.pop("sides_out_of_balance")  # what counts again takes the slot that is open, whatever side it was shown with
    assert {name: n for name, n in wrong.items() if n} == {}
    standing = list(Judgment.objects.filter(COUNTED | QUARANTINED).values_list("rater", "item"))
    assert len(standing) == len(set(standing))


def test_a_pause_sets_all_doubtful_work_aside_and_opens_its_slots(made: Study):
    rater = made.rater()
    work(made, rater, right=False, until="paused")
    judged = Judgment.objects.filter(rater=rater, purpose=Purpose.WORK)
    assert judged.count() > 0
    assert waiting_of(rater) == judged.count()
    assert counted_of(rater) == 0
    assert not Slot.objects.filter(state=SlotState.ANSWERED).exists()
    assert not Judgment.objects.filter(purpose=Purpose.GOLD, quarantined_at__isnull=False).exists()
    sound(made)


def test_quarantined_judgments_count_nowhere(made: Study):
    good, bad = made.rater(), made.rater()
    work(made, bad, right=False, until="paused")
    first = made.claim(good).tasks
    for task in first:
        answer(made, good, Assignment.objects.get(key=task.key), right=True)
    n = counted_of(good)
    assert counted_judgments(made.project.pk).count() == n
    assert horizon(made.project.pk, include_models=False)[1] == n
    assert votes(made.project, VoteFilter()).count() == n
    rows = {row.membership.pk: row for row in rater_rows(made.project, now=made.now)}
    assert (rows[bad.pk].judgments, rows[bad.pk].quarantined) == (0, waiting_of(bad))
    assert (rows[good.pk].judgments, rows[good.pk].quarantined) == (n, 0)


def test_work_from_before_the_last_good_evidence_keeps_counting():
    made = gold_study(n_work=150, gold_min_checks=1, gold_rate=0.5)
    rater = made.rater()
    while GoldCheck.objects.filter(rater=rater).count() < 7:  # accepted at the seventh pass in a row
        for task in made.claim(rater).tasks:
            answer(made, rater, Assignment.objects.get(key=task.key), right=True)
    accepted = GoldCheck.objects.filter(rater=rater).order_by("created_at")[6].created_at
    work(made, rater, right=False, until="paused")
    assert rater.quarantine_since is not None
    assert rater.quarantine_since >= accepted
    judged = Judgment.objects.filter(rater=rater, purpose=Purpose.WORK)
    before = judged.filter(submitted_at__lte=rater.quarantine_since)
    assert before.exists()
    assert not before.filter(quarantined_at__isnull=False).exists()
    assert not judged.filter(submitted_at__gt=rater.quarantine_since, quarantined_at__isnull=True).exists()
    sound(made)


def test_others_judge_again_and_the_same_rater_does_not(made: Study):
    bad, good = made.rater(), made.rater()
    work(made, bad, right=False, until="paused")
    leases.release_held(rater=bad, now=made.now)
    reopened = set(Judgment.objects.filter(QUARANTINED, rater=bad).values_list("item", flat=True))
    resume(made, bad, "discard")
    while tasks := made.claim(bad).tasks:
        for task in tasks:
            assert Assignment.objects.get(key=task.key).item_id not in reopened
            answer(made, bad, Assignment.objects.get(key=task.key), right=True)
    while tasks := made.claim(good).tasks:
        for task in tasks:
            answer(made, good, Assignment.objects.get(key=task.key), right=True)
    assert set(Judgment.objects.filter(COUNTED, rater=good).values_list("item", flat=True)) == reopened
    assert counted_judgments(made.project.pk).count() == 40
    sound(made)


def test_keep_counts_where_the_slot_is_open_and_makes_the_rest_surplus(made: Study):
    bad, good = made.rater(), made.rater()
    work(made, bad, right=False, until="paused")
    leases.release_held(rater=bad, now=made.now)
    waiting = waiting_of(bad)
    (one, *_) = [found for found in _taken(made, good) if _waits(bad, found)]
    answer(made, good, one, right=True)
    leases.release_held(rater=good, now=made.now)
    resume(made, bad, "keep")
    assert (counted_of(bad), waiting_of(bad)) == (waiting - 1, 0)
    assert Judgment.objects.get(rater=bad, surplus=True).item_id == one.item_id
    assert not Judgment.objects.filter(quarantined_at__isnull=False).exists()
    assert bad.quarantine_since is None
    sound(made)


def _taken(made: Study, rater: Membership) -> list[Assignment]:
    return [Assignment.objects.get(key=task.key) for task in made.claim(rater).tasks]


def _waits(rater: Membership, assignment: Assignment) -> bool:
    return Judgment.objects.filter(QUARANTINED, rater=rater, item=assignment.item_id).exists()


def test_discard_leaves_them_out_for_good(made: Study):
    rater = made.rater()
    work(made, rater, right=False, until="paused")
    n = Judgment.objects.filter(rater=rater, purpose=Purpose.WORK).count()
    resume(made, rater, "discard")
    assert (counted_of(rater), waiting_of(rater)) == (0, 0)
    assert Judgment.objects.filter(rater=rater, quarantined_at__isnull=False).count() == n
    work(made, rater, right=False, until="paused")
    resume(made, rater, "keep")  # decides about the second pause only
    assert Judgment.objects.filter(rater=rater, quarantined_at__isnull=False).count() == n
    sound(made)


def test_an_amendment_of_a_quarantined_judgment_stays_in_quarantine(made: Study):
    rater = made.rater()
    work(made, rater, right=False, until="paused")
    judgment = Judgment.objects.filter(QUARANTINED, rater=rater).first()
    assert judgment is not None
    assert judgment.assignment is not None
    waiting = waiting_of(rater)
    amended = answer(made, rater, judgment.assignment, right=True)
    assert (amended.revision, amended.quarantined_at) == (2, judgment.quarantined_at)
    assert (counted_of(rater), waiting_of(rater)) == (0, waiting)
    resume(made, rater, "keep")
    assert Judgment.objects.filter(COUNTED, pk=amended.pk).exists()
    sound(made)


def test_what_a_paused_rater_still_held_joins_the_quarantine(made: Study):
    rater = made.rater()
    work(made, rater, right=False, until="paused", checks_first=True)  # the batch's work is still to be judged
    held = Assignment.objects.filter(rater=rater, state="held", purpose=Purpose.WORK).first()
    assert held is not None
    waiting = waiting_of(rater)
    answer(made, rater, held, right=True)
    assert (counted_of(rater), waiting_of(rater)) == (0, waiting + 1)
    sound(made)


def test_a_pause_by_a_lead_sets_nothing_aside(made: Study):
    rater = made.rater()
    for assignment in _taken(made, rater)[:3]:
        answer(made, rater, assignment, right=True)
    n = counted_of(rater)
    pause_rater(rater=rater, actor=made.lead, now=made.now, reason="Let us talk.")
    assert (counted_of(rater), waiting_of(rater)) == (n, 0)


def test_a_rater_in_watch_can_be_paused_by_a_lead():
    made = gold_study(gold_min_checks=50)
    rater = made.rater()
    work(made, rater, right=False, until="watch")
    assert pause_rater(rater=rater, actor=made.lead, now=made.now, reason="Hm.").state == MembershipState.PAUSED


@pytest.mark.parametrize("seed", range(4))
def test_whatever_happens_nothing_is_lost_doubled_or_over_its_overlap(seed: int):
    rng = Random(seed)
    made = gold_study(n_work=25, overlap=2, gold_min_checks=3)
    raters = [made.rater() for _ in range(4)]
    paused = 0
    for _ in range(160):
        rater = rng.choice(raters)
        rater.refresh_from_db()
        before = Judgment.objects.count()
        if rater.state == MembershipState.PAUSED and rng.random() < 0.4:
            paused += 1
            resume(made, rater, "keep" if rng.random() < 0.5 else "discard")
        elif rng.random() < 0.1:
            _amend_one(made, rater, rng)
        elif rng.random() < 0.1:
            leases.expire_leases(now=made.later(hours=2))
        elif rater.state != MembershipState.PAUSED:
            made.claim(rater)
        mine = Assignment.objects.filter(rater=rater, state__in=["held", "expired"]).order_by("id")
        for assignment in list(mine[:4]):
            answer(made, rater, assignment, right=rng.random() < (0.9 if rater == raters[0] else 0.3))
        assert Judgment.objects.count() >= before
        sound(made)
    assert paused


def _amend_one(made: Study, rater: Membership, rng: Random) -> None:
    done = list(Assignment.objects.filter(rater=rater, state="submitted").order_by("-id")[:5])
    recent = [one for one in done if one.judgments.filter(submitted_at__gt=made.now.replace(hour=0)).exists()]
    if recent:
        made.project.amend_minutes = 100_000
        made.project.save()
        answer(made, rater, rng.choice(recent), right=False)


def test_a_report_from_before_the_quarantine_is_stale(made: Study):
    rater = made.rater()
    seen = Report.objects.create(
        project=made.project, kind="agreement", state="succeeded", created_at=made.now, last_judgment_id=10**9
    )
    assert not _is_stale(seen)
    work(made, rater, right=False, until="paused")
    assert _is_stale(seen)


def _is_stale(report: Report) -> bool:
    found: Any = reports().get(pk=report.pk)
    return bool(found.stale)

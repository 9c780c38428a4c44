"""A reviewer's way through the queue: claim, decide, revise, undo, send back, dismiss."""

import uuid
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from threading import Barrier
from typing import Any

import pytest
from django.db import connection, connections
from django.test.utils import CaptureQueriesContext

from annotator.errors import InvalidInput, NotFound
from annotator.models import (
    Assignment,
    CaseReason,
    CaseState,
    Decision,
    Judgment,
    Membership,
    Purpose,
    ReviewCase,
    Slot,
    SlotState,
)
from annotator.queries.counted import counted_judgments
from annotator.queries.reviews import opened_case, reviewed_judgments
from annotator.services.guidelines import publish_guideline
from annotator.services.judging import KeyReused
from annotator.services.overlap import fit_slots_to_overlap
from annotator.services.reading import note_guideline_read
from annotator.services.review import claiming, deciding
from annotator.services.review.cases import open_case
from annotator.services.review.sending_back import CantBeSentBack
from tests.annotator.review.world import decide, disputed_item, find, judge, reviewer, take
from tests.support.world import Study, study, user_of

pytestmark = [pytest.mark.django_db, pytest.mark.both_databases]


@pytest.fixture
def made() -> Study:
    """A study in which two raters differ on two items."""
    made = study(overlap=2)
    disputed_item(made, ["a", "b"])
    disputed_item(made, ["b", "tie"])
    find(made)
    return made


def queue_of(made: Study) -> list[str]:
    return list(ReviewCase.objects.filter(project=made.project).order_by("pk").values_list("state", flat=True))


def test_reviewers_take_the_oldest_case_first_and_never_the_same(made: Study):
    one, two = reviewer(made, "one"), reviewer(made, "two")
    first, second = take(made, one), take(made, two)
    assert first.pk < second.pk
    assert take(made, one) == first, "asking again renews what is held"
    assert claiming.claim_case(reviewer=reviewer(made, "three"), now=made.now) is None


def test_a_case_left_alone_goes_to_the_next_reviewer_and_the_first_is_told(made: Study):
    one, two = reviewer(made, "one"), reviewer(made, "two")
    case = take(made, one)
    made.later(minutes=31)
    assert take(made, two) == case
    with pytest.raises(claiming.CaseNotYours):
        decide(made, one, case)
    assert decide(made, two, case).case.state == CaseState.DECIDED


def test_a_decision_after_the_hold_ran_out_is_good_while_nobody_took_over(made: Study):
    who = reviewer(made)
    case = take(made, who)
    made.later(hours=3)
    assert decide(made, who, case).created


def test_nobody_reviews_what_they_judged_themselves(made: Study):
    rater = made.raters[0]
    both = reviewer(made, "both", user=user_of(rater))
    own = ReviewCase.objects.get(item__judgments__rater=rater)
    assert take(made, both) != own
    with pytest.raises(claiming.OwnJudgment):
        claiming.claim_case(reviewer=both, now=made.now, case_id=own.pk)


def test_who_saw_the_answers_is_not_handed_the_item_as_a_rater(made: Study):
    rater = made.rater()
    both = reviewer(made, "both", user=user_of(rater))
    case = take(made, both)
    deciding.send_back(reviewer=both, case_id=case.pk, key=uuid.uuid4(), now=made.now, slots=2)
    assert made.claim(rater).tasks == []
    assert len(made.claim(made.rater()).tasks) == 1


def test_a_certain_case_can_be_taken_and_the_held_one_goes_back(made: Study):
    who, other = reviewer(made), reviewer(made, "other")
    first = take(made, who)
    second = ReviewCase.objects.exclude(pk=first.pk).get()
    assert take(made, who, second) == second
    assert queue_of(made) == ["open", "claimed"]
    with pytest.raises(claiming.CaseTaken):
        take(made, other, second)
    claiming.release_case(reviewer=who, case_id=second.pk, now=made.now)
    assert queue_of(made) == ["open", "open"]
    with pytest.raises(claiming.CaseNotYours):
        claiming.release_case(reviewer=who, case_id=second.pk, now=made.now)


def test_a_case_of_another_project_does_not_exist(made: Study):
    who = reviewer(made)
    case = take(made, who)
    made.project.pk, made.project.name = None, "Another"
    made.project.save()
    stranger = reviewer(made, "stranger")
    with pytest.raises(NotFound):
        claiming.claim_case(reviewer=stranger, now=made.now, case_id=case.pk)


def test_a_decision_is_a_judgment_of_its_own_kind_and_nobodys_vote(made: Study):
    before = list(Judgment.objects.order_by("pk").values())
    counted = counted_judgments(made.project.pk).count()
    who = reviewer(made)
    case = take(made, who)
    made.later(minutes=2)
    decided = decide(made, who, case, "a", rationale="  The first is right. ", active_ms=30_000)
    [judgment] = reviewed_judgments(made.project.pk)
    assert (judgment.purpose, judgment.rater, judgment.item_id) == (Purpose.REVIEW, who, case.item_id)
    assert judgment.answers.get().outcome == "ab"[case.shown_positions[0]], "stored in the item's own order"
    assert (judgment.first_shown, judgment.active_ms) == (case.shown_positions[0], 30_000)
    assert decided.decision.rationale == "The first is right."
    assert list(Judgment.objects.exclude(pk=judgment.pk).order_by("pk").values()) == before
    assert counted_judgments(made.project.pk).count() == counted


def test_sending_a_decision_again_stores_it_once(made: Study):
    who = reviewer(made)
    case = take(made, who)
    key = uuid.uuid4()
    first = decide(made, who, case, "a", key=key)
    again = decide(made, who, case, "a", key=key)
    assert (first.created, again.created, Decision.objects.count()) == (True, False, 1)
    with pytest.raises(KeyReused):
        decide(made, who, case, "b", key=key)


def test_answers_are_checked_like_a_raters(made: Study):
    who = reviewer(made)
    case = take(made, who)
    with pytest.raises(InvalidInput) as refused:
        decide(made, who, case, "neither")
    assert list(refused.value.fields) == ["answers.0.outcome"]
    assert not Decision.objects.exists()
    assert queue_of(made) == ["claimed", "open"]


def test_a_decision_can_be_revised_and_undone_and_nothing_is_lost(made: Study):
    who = reviewer(made)
    case = take(made, who)
    decide(made, who, case, "a")
    decide(made, who, case, "tie")
    assert [(row.revision, row.is_current) for row in Decision.objects.order_by("revision")] == [(1, False), (2, True)]
    assert reviewed_judgments(made.project.pk).get().answers.get().outcome == "tie"
    second = take(made, who)
    assert second != case
    undone = deciding.undo(reviewer=who, case_id=case.pk, now=made.now)
    assert (undone.pk, undone.state) == (case.pk, CaseState.CLAIMED)
    assert queue_of(made) == ["claimed", "open"], "the case in hand went back"
    assert not reviewed_judgments(made.project.pk).exists()
    assert decide(made, who, case, "b").decision.revision == 3
    assert Judgment.objects.filter(purpose=Purpose.REVIEW).count() == 3


def test_only_the_own_decision_can_be_taken_back(made: Study):
    who, other = reviewer(made), reviewer(made, "other")
    case = take(made, who)
    with pytest.raises(deciding.NothingToUndo):
        deciding.undo(reviewer=who, case_id=case.pk, now=made.now)
    decide(made, who, case)
    with pytest.raises(claiming.CaseNotYours):
        deciding.undo(reviewer=other, case_id=case.pk, now=made.now)


def test_a_decision_is_not_undone_under_a_new_case(made: Study):
    who = reviewer(made)
    case = take(made, who)
    decide(made, who, case)
    open_case(item=case.item, reason=CaseReason.FLAG, now=made.now)
    with pytest.raises(deciding.OpenedAgain):
        deciding.undo(reviewer=who, case_id=case.pk, now=made.now)


def test_dismissing_settles_without_a_judgment_and_can_be_undone(made: Study):
    who = reviewer(made)
    case = take(made, who)
    key = uuid.uuid4()
    words: dict[str, Any] = {
        "reviewer": who,
        "case_id": case.pk,
        "key": key,
        "now": made.now,
        "rationale": "Not worth it",
    }
    assert deciding.dismiss(**words).created
    assert not deciding.dismiss(**words).created
    assert not reviewed_judgments(made.project.pk).exists()
    assert deciding.undo(reviewer=who, case_id=case.pk, now=made.now).state == CaseState.CLAIMED


def send_back(made: Study, who: Membership, case: ReviewCase, **fields: Any) -> deciding.Decided:
    return deciding.send_back(reviewer=who, case_id=case.pk, key=uuid.uuid4(), now=made.now, **fields)


def test_sending_back_opens_slots_for_others_and_the_item_comes_again(made: Study):
    who = reviewer(made)
    case = take(made, who)
    raters = set(case.item.judgments.values_list("rater", flat=True))
    send_back(made, who, case, slots=2, rationale="Need two more")
    fit_slots_to_overlap(project=made.project)
    open_slots = Slot.objects.filter(item=case.item, state=SlotState.OPEN)
    assert open_slots.count() == 2, "a change of the overlap leaves them alone"
    assert find(made).opened == 0
    judge(made, case.item, ["a", "b"])
    assert not Assignment.objects.filter(slot__in=Slot.objects.filter(extra=True), rater__in=raters).exists()
    assert find(made).opened == 1
    assert ReviewCase.objects.filter(item=case.item).count() == 2
    assert counted_judgments(made.project.pk).filter(item=case.item).count() == 4


def test_an_item_that_agrees_after_sending_back_comes_no_more(made: Study):
    who = reviewer(made)
    case = take(made, who)
    send_back(made, who, case, slots=1)
    outcome = case.item.judgments.order_by("pk")[0].answers.get().outcome
    assert outcome is not None
    judge(made, case.item, [outcome])
    assert find(made).opened == 0


def test_undoing_closes_the_slots_that_nobody_took(made: Study):
    who = reviewer(made)
    case = take(made, who)
    send_back(made, who, case, slots=2)
    made.claim(made.rater())
    deciding.undo(reviewer=who, case_id=case.pk, now=made.now)
    states = Slot.objects.filter(item=case.item, extra=True).order_by("index").values_list("state", flat=True)
    assert sorted(states) == ["closed", "held"]


def test_judging_again_needs_a_new_guideline(made: Study):
    who = reviewer(made)
    case = take(made, who)
    with pytest.raises(CantBeSentBack, match="Publish the next version"):
        send_back(made, who, case, mode="again")
    assert ReviewCase.objects.get(pk=case.pk).state == CaseState.CLAIMED


def test_judging_again_sets_the_old_judgments_aside_and_can_be_undone(made: Study):
    who = reviewer(made)
    case = take(made, who)
    made.guideline = publish_guideline(project=made.project, actor=made.lead, now=made.now, body="Prefer the true one.")
    send_back(made, who, case, mode="again")
    assert counted_judgments(made.project.pk).filter(item=case.item).count() == 0
    assert Judgment.objects.filter(item=case.item, surplus=True).count() == 2, "kept, not counted"
    assert Slot.objects.filter(item=case.item, state=SlotState.OPEN).count() == 2
    old = made.raters[0]
    note_guideline_read(rater=old, version=2)
    assert case.item_id not in {row.item_id for row in Assignment.objects.filter(rater=old, state="held")}
    judge(made, case.item, ["a"])
    deciding.undo(reviewer=who, case_id=case.pk, now=made.now)
    assert counted_judgments(made.project.pk).filter(item=case.item).count() == 2, "one came back, one is new"
    assert not Slot.objects.filter(item=case.item, state=SlotState.OPEN).exists()


def test_a_gold_item_and_a_retired_one_are_not_sent_back(made: Study):
    who = reviewer(made)
    gold = made.item(gold={"better": {"outcome": "a"}})
    case = take(made, who, open_case(item=gold, reason=CaseReason.GOLD, now=made.now))
    with pytest.raises(CantBeSentBack, match="work items"):
        send_back(made, who, case)
    assert decide(made, who, case).created
    case = take(made, who)
    case.item.retired_at = made.now
    case.item.save()
    with pytest.raises(CantBeSentBack, match="retired"):
        send_back(made, who, case)


def test_raters_are_numbered_and_the_numbers_stay():
    made = study(overlap=4, review_rule="any")
    disputed_item(made, ["a", "b", "tie", "both_bad"])
    for _ in range(8):
        disputed_item(made, ["a", "b", "tie", "both_bad"])
    find(made)
    cases = list(ReviewCase.objects.order_by("pk"))
    seen = [[voice.answers[0]["outcome"] for voice in opened_case(case).voices] for case in cases]
    again = [[voice.answers[0]["outcome"] for voice in opened_case(case).voices] for case in cases]
    assert seen == again
    assert [voice.rater for voice in opened_case(cases[0]).voices] == ["Rater 1", "Rater 2", "Rater 3", "Rater 4"]
    stored = [[sorted(row.answers.get().outcome or "" for row in case.item.judgments.all())] for case in cases]
    assert all(sorted(row) == of[0] for row, of in zip(seen, stored, strict=True))
    # By when they came, the four answers would stand in the same order (or sides swapped) in each case.
    order = [[{"b": "a"}.get(outcome, outcome) for outcome in row] for row in seen]
    assert len({tuple(row) for row in order}) > 1


def test_an_opened_case_costs_the_same_for_many_raters(made: Study):
    few = ReviewCase.objects.order_by("pk")[0]
    many_study_item = made.item()
    made.project.overlap = 9
    made.project.save()
    fit_slots_to_overlap(project=made.project)
    judge(made, many_study_item, ["a", "b", "tie"] * 3)
    many = open_case(item=many_study_item, reason=CaseReason.FLAG, now=made.now)

    def queries(case: ReviewCase) -> int:
        with CaptureQueriesContext(connection) as captured:
            opened_case(ReviewCase.objects.select_related("project", "item").get(pk=case.pk))
        return len(captured)

    assert queries(few) == queries(many) <= 14


@pytest.mark.django_db(transaction=True)
def test_two_reviewers_who_claim_at_once_get_different_cases():
    made = study(overlap=2)
    for _ in range(4):
        disputed_item(made, ["a", "b"])
    find(made)
    people = [reviewer(made, f"reviewer{n}") for n in range(4)]
    taken = at_once([partial(claim_one, made, who) for who in people])
    assert len(set(taken)) == 4


@pytest.mark.django_db(transaction=True)
def test_one_reviewer_in_two_tabs_gets_one_case():
    made = study(overlap=2)
    for _ in range(3):
        disputed_item(made, ["a", "b"])
    find(made)
    who = reviewer(made)
    assert len(set(at_once([lambda: take(made, who).pk] * 3))) == 1


@pytest.mark.django_db(transaction=True)
def test_a_decision_sent_twice_at_once_is_stored_once():
    made = study(overlap=2)
    disputed_item(made, ["a", "b"])
    find(made)
    who = reviewer(made)
    case = take(made, who)
    key = uuid.uuid4()
    created = at_once([lambda: decide(made, who, case, "a", key=key).created] * 2)
    assert sorted(created) == [False, True]
    assert Decision.objects.count() == 1


def claim_one(made: Study, who: Membership) -> int:
    return take(made, who).pk


def at_once(calls: list[Callable[[], Any]]) -> list[Any]:
    """Make all calls at the same moment, each on a connection of its own, and return what they returned."""
    barrier = Barrier(len(calls))

    def run(call: Callable[[], Any]) -> Any:
        try:
            barrier.wait(timeout=20)
            return call()
        finally:
            connections.close_all()

    with ThreadPoolExecutor(len(calls)) as pool:
        return list(pool.map(run, calls))

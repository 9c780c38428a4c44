"""The search for disputes: which items become cases, in bounded steps, and never twice."""

import uuid
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from annotator.models import (
    Assignment,
    CaseReason,
    CaseState,
    Flag,
    FlagReason,
    ItemPurpose,
    Project,
    QuestionKind,
    ReviewCase,
)
from annotator.services.flagging import flag
from annotator.services.review import disputes
from annotator.services.review.cases import open_case
from annotator.services.review.deciding import dismiss
from annotator.services.review.disputes import find_disputes_everywhere, find_disputes_now
from tests.annotator.review.world import decide, disputed_item, find, judge, reviewer, take
from tests.support.world import study, user_of

pytestmark = [pytest.mark.django_db, pytest.mark.both_databases]


def test_an_item_without_a_majority_becomes_a_case_with_its_evidence():
    made = study(overlap=3)
    item = disputed_item(made, ["a", "b", "tie"])
    assert find(made) == disputes.Found(looked_at=3, opened=1, finished=True)
    [case] = ReviewCase.objects.all()
    assert (case.item, case.reason, case.state) == (item, CaseReason.DISAGREEMENT, CaseState.OPEN)
    [tally] = case.evidence["disputed"]
    assert tally == {"question": "better", "response": None, "counts": {"a": 1, "b": 1, "tie": 1}}
    assert sorted(case.shown_positions) == [0, 1]


@pytest.mark.parametrize(
    ("rule", "outcomes", "opened"),
    [
        ("no_majority", ["a", "a", "b"], 0),
        ("any", ["a", "a", "b"], 1),
        ("any", ["a", "a", "a"], 0),
        ("never", ["a", "b", "tie"], 0),
    ],
)
def test_the_project_sets_the_rule(rule: str, outcomes: list[str], opened: int):
    made = study(overlap=3, review_rule=rule)
    disputed_item(made, outcomes)
    assert find(made).opened == opened


def test_an_item_that_wants_another_judgment_is_no_case_yet():
    made = study(overlap=3, review_rule="any")
    item = made.item()
    judge(made, item, ["a", "b"])
    assert find(made).opened == 0
    judge(made, item, ["a"])
    assert find(made).opened == 1


def test_differing_reasons_in_words_are_no_dispute():
    questions = ({"key": "better", "kind": QuestionKind.PREFERENCE}, {"key": "why", "kind": QuestionKind.TEXT})
    made = study(questions=questions, overlap=2, review_rule="any")
    made.item()
    for words in ("short", "true"):
        rater = made.rater()
        [task] = made.claim(rater).tasks
        shown = rater.assignments.get().shown_positions
        outcome = "a" if shown == [0, 1] else "b"
        made.submit(rater, task.key, [{"question": "better", "outcome": outcome}, {"question": "why", "text": words}])
    assert find(made).opened == 0


def test_two_choices_of_one_rater_are_one_answer():
    choices = [{"value": value, "label": value} for value in ("fact", "tone")]
    question = {"key": "fault", "kind": QuestionKind.CHOICE, "multiple": True, "choices": choices}
    made = study(questions=(question,), overlap=2, review_rule="any")
    made.item()
    for order in (["fact", "tone"], ["tone", "fact"]):
        rater = made.rater()
        [task] = made.claim(rater).tasks
        made.submit(rater, task.key, [{"question": "fault", "choices": order}])
    assert find(made).opened == 0
    made.item()
    for taken in (["fact", "tone"], ["fact"]):
        rater = made.rater()
        [task] = made.claim(rater).tasks
        made.submit(rater, task.key, [{"question": "fault", "choices": taken}])
    assert find(made).opened == 1
    assert ReviewCase.objects.get().evidence["disputed"][0]["counts"] == {"fact + tone": 1, "fact": 1}


def test_a_search_goes_on_where_the_last_one_stopped_and_finds_nothing_twice():
    made = study(overlap=2)
    disputed_item(made, ["a", "b"])
    assert find(made).looked_at == 2
    assert find(made) == disputes.Found(looked_at=0, opened=0, finished=True)
    disputed_item(made, ["a", "b"])
    assert find(made) == disputes.Found(looked_at=2, opened=1, finished=True)


def test_what_has_just_come_in_is_looked_at_now_and_once_more():
    """Keys aren't committed in order: the cursor must not run ahead of a transaction that is on its way."""
    made = study(overlap=2)
    disputed_item(made, ["a", "b"])
    found = disputes.find_disputes(project=made.project, now=made.now)
    assert (found.looked_at, found.opened) == (2, 1)
    assert Project.objects.get().review_cursor == 0
    assert find(made).looked_at == 2
    assert find(made).looked_at == 0


def test_a_search_is_bounded_and_the_next_one_goes_on(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(disputes, "BATCH", 2)
    made = study(overlap=2)
    for _ in range(3):
        disputed_item(made, ["a", "b"])
    assert find(made, batches=2) == disputes.Found(looked_at=4, opened=2, finished=False)
    assert find(made, batches=2) == disputes.Found(looked_at=2, opened=1, finished=True)


def test_the_queries_of_a_batch_do_not_grow_with_its_items():
    made = study(overlap=2)

    def queries(n: int) -> int:
        for _ in range(n):
            disputed_item(made, ["a", "b"])
        with CaptureQueriesContext(
            connection,
        ) as captured:
            assert find(made).opened == n
        return len(captured)

    assert queries(1) == queries(6) <= 16


def test_a_settled_item_comes_again_only_when_it_was_sent_back():
    made = study(overlap=2)
    disputed_item(made, ["a", "b"])
    find(made)
    who = reviewer(made)
    decide(made, who, take(made, who))
    assert find_disputes_now(project=made.project, actor=made.lead, now=made.now).opened == 0
    assert ReviewCase.objects.count() == 1


def test_a_changed_rule_is_applied_to_what_was_judged_before():
    made = study(overlap=3, review_rule="no_majority")
    disputed_item(made, ["a", "a", "b"])
    assert find(made).opened == 0
    made.project.refresh_from_db()
    made.project.review_rule = "any"
    made.project.save()
    assert find(made).opened == 0, "the search stands behind it"
    found = find_disputes_now(project=made.project, actor=made.lead, now=made.now)
    assert (found.looked_at, found.opened) == (3, 1)


def test_beat_searches_every_project_that_wants_it():
    made = study(overlap=2)
    disputed_item(made, ["a", "b"])
    made.later(minutes=1)
    assert find_disputes_everywhere(now=made.now) == 1
    Project.objects.update(review_rule="never", review_cursor=0)
    ReviewCase.objects.all().delete()
    assert find_disputes_everywhere(now=made.now) == 0


def test_an_item_has_one_unsettled_case_whatever_the_reasons():
    made = study(overlap=2)
    item = disputed_item(made, ["a", "b"])
    find(made)
    case = open_case(item=item, reason=CaseReason.GOLD, now=made.now, evidence={"missed": 4})
    assert case == ReviewCase.objects.get()
    assert case.reason == CaseReason.DISAGREEMENT


def test_a_gold_item_that_many_miss_can_be_put_before_a_reviewer():
    made = study()
    item = made.item(gold={"better": {"outcome": "a"}})
    assert item.purpose == ItemPurpose.GOLD
    case = open_case(item=item, reason=CaseReason.GOLD, now=made.now, evidence={"checked": 9, "missed": 7})
    assert (case.reason, case.evidence) == ("gold", {"checked": 9, "missed": 7})


def test_a_flag_opens_a_case_and_blocks_nothing():
    made = study(overlap=1)
    made.item()
    rater = made.rater()
    [task] = made.claim(rater).tasks
    raised = flag(actor=user_of(rater), assignment_key=task.key, reason=FlagReason.BROKEN, note="No text", now=made.now)
    assert made.submit(rater, task.key).judgment.surplus is False
    again = flag(actor=user_of(rater), assignment_key=task.key, reason=FlagReason.OTHER, note="A typo", now=made.now)
    assert (again.pk, Flag.objects.get().note) == (raised.pk, "A typo")
    [case] = ReviewCase.objects.all()
    assert (case.reason, case.item_id) == (CaseReason.FLAG, raised.item_id)


def test_a_flag_on_a_settled_item_opens_a_new_case():
    made = study(overlap=1)
    item = made.item()
    rater = made.rater()
    [task] = made.claim(rater).tasks
    words: dict[str, Any] = {"actor": user_of(rater), "assignment_key": task.key, "note": "", "now": made.now}
    flag(reason=FlagReason.BROKEN, **words)
    who = reviewer(made)
    decide(made, who, take(made, who))
    flag(reason=FlagReason.HARMFUL, **words)
    assert sorted(ReviewCase.objects.filter(item=item).values_list("state", flat=True)) == ["decided", "open"]


def test_a_dismissed_flag_does_not_hide_a_dispute_that_comes_later():
    made = study(overlap=2)
    item = made.item()
    [first] = judge(made, item, ["a"])
    key = Assignment.objects.get(rater=first).key
    flag(actor=user_of(first), assignment_key=key, reason=FlagReason.OTHER, note="", now=made.now)
    who = reviewer(made)
    case = take(made, who)
    dismiss(reviewer=who, case_id=case.pk, key=uuid.uuid4(), now=made.now)
    judge(made, item, ["b"])
    assert find(made).opened == 1
    again = take(made, who)
    assert (again.pk != case.pk, again.reason) == (True, CaseReason.DISAGREEMENT)
    dismiss(reviewer=who, case_id=again.pk, key=uuid.uuid4(), now=made.now)
    assert find_disputes_now(project=made.project, actor=made.lead, now=made.now).opened == 0

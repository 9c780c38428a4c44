"""Overlap in its three modes, through import, work, quarantine and changes of mind."""

import random
from typing import Any

import pytest

from annotator.models import (
    Assignment,
    GoldCheck,
    Item,
    Judgment,
    Membership,
    OverlapMode,
    Project,
    Purpose,
    QuestionKind,
    Slot,
    SlotState,
)
from annotator.policies.overlap import is_sampled
from annotator.queries.counted import COUNTED
from annotator.services import accuracy, dynamic, leases
from annotator.services.items import restore_item, retire_item
from annotator.services.projects import update_project
from annotator.services.raters import resume_rater
from tests.support.crowd import audit
from tests.support.studies import import_rows, make_project, pair
from tests.support.world import Study, study

pytestmark = [pytest.mark.django_db, pytest.mark.both_databases]
IN_USE = (SlotState.OPEN, SlotState.HELD, SlotState.ANSWERED)


def change(made: Study, **changes: Any) -> None:
    made.project.refresh_from_db()
    update_project(project=made.project, actor=made.lead, now=made.now, version=made.project.version, changes=changes)
    made.project.refresh_from_db()


def dynamic_study(n_items: int = 1, **policies: Any) -> Study:
    given = {"overlap_min": 2, "overlap": 4, "overlap_confidence": 0.9, "batch_min": 10, "batch_max": 10, **policies}
    made = study(overlap_mode=OverlapMode.DYNAMIC, **given)
    made.items(n_items)
    return made


def judge(made: Study, rater: Membership, outcome: str) -> Judgment:
    """Claim and answer the first task with ``outcome`` in the item's own order."""
    (task, *_) = made.claim(rater).tasks
    assignment = Assignment.objects.get(key=task.key)
    shown = outcome
    if outcome in ("a", "b"):
        shown = "ab"[assignment.shown_positions.index("ab".index(outcome))]
    return made.submit(rater, task.key, [{"question": "better", "outcome": shown}]).judgment


def states() -> list[str]:
    return list(Slot.objects.order_by("item_id", "index").values_list("state", flat=True))


def in_use_by_item() -> dict[str, int]:
    return {
        item.external_id: item.slots.filter(state__in=IN_USE).count() for item in Item.objects.filter(purpose="work")
    }


def test_a_sampled_share_of_the_items_gets_more_judgments_whatever_the_order_of_import():
    policies = {"overlap_mode": "sampled", "overlap": 3, "overlap_min": 1, "overlap_share": 0.2}
    project = make_project(policies=policies)
    rows = [pair(f"item {n}") for n in range(300)]
    random.Random(1).shuffle(rows)
    import_rows(project, rows)
    found = in_use_by_item()
    assert set(found.values()) == {1, 3}
    orders = dict(Slot.objects.filter(index=0).values_list("item__external_id", "serving_order"))
    assert {name for name, n in found.items() if n == 3} == {
        name for name, order in orders.items() if is_sampled(serving_order=order, share=0.2)
    }
    assert 35 <= sum(n == 3 for n in found.values()) <= 85


def test_a_changed_share_opens_and_closes_slots_in_place():
    made = study(overlap_mode="sampled", overlap=3, overlap_min=1, overlap_share=0.3)
    made.items(60)
    few = {name for name, n in in_use_by_item().items() if n == 3}
    change(made, overlap_share=0.7)
    more = {name for name, n in in_use_by_item().items() if n == 3}
    assert few < more
    change(made, overlap_share=0.3)
    assert {name for name, n in in_use_by_item().items() if n == 3} == few
    change(made, overlap_mode="fixed", overlap=2)
    assert set(in_use_by_item().values()) == {2}
    assert set(Slot.objects.filter(index=2).values_list("state", flat=True)) == {SlotState.CLOSED}


def test_a_slot_of_a_sampled_item_that_comes_back_stays_open():
    made = study(overlap_mode="sampled", overlap=3, overlap_min=1, overlap_share=1.0)
    made.items(2)
    rater = made.rater()
    made.claim(rater)
    leases.release_held(rater=rater, now=made.now)
    assert set(in_use_by_item().values()) == {3}


def test_two_who_agree_settle_an_item():
    made = dynamic_study()
    assert len(states()) == 2
    for _ in range(2):
        judge(made, made.rater(), "a")
    assert states() == [SlotState.ANSWERED] * 2
    assert made.claim(made.rater()).finished


def test_two_who_differ_open_one_more_slot_and_a_third_settles_it():
    made = dynamic_study()
    judge(made, made.rater(), "a")
    assert states() == [SlotState.ANSWERED, SlotState.OPEN], "nothing is decided before the last wanted slot"
    judge(made, made.rater(), "b")
    assert states() == [SlotState.ANSWERED, SlotState.ANSWERED, SlotState.OPEN]
    assert Slot.objects.get(index=2).serving_order == Slot.objects.get(index=0).serving_order
    judge(made, made.rater(), "a")
    assert states() == [SlotState.ANSWERED] * 3


def test_the_maximum_is_never_passed_however_much_they_differ():
    made = dynamic_study()
    for outcome in ("a", "b", "tie", "both_bad"):
        judge(made, made.rater(), outcome)
    assert states() == [SlotState.ANSWERED] * 4
    assert made.claim(made.rater()).finished


def test_the_word_of_a_rater_with_good_checks_weighs_more():
    made = dynamic_study(overlap_min=1, overlap=3)
    good, unknown = made.rater(), made.rater()
    Membership.objects.filter(pk=good.pk).update(gold_checked=90, gold_passed=90)
    judge(made, good, "a")
    assert states() == [SlotState.ANSWERED], "one expert is enough"
    made.item()
    judge(made, unknown, "a")
    assert states()[1:] == [SlotState.ANSWERED, SlotState.OPEN]


def test_a_correction_can_open_a_settled_item_again():
    made = dynamic_study()
    first, second = made.rater(), made.rater()
    judge(made, first, "a")
    judge(made, second, "a")
    assignment = Assignment.objects.get(rater=second)
    other = "ab"[assignment.shown_positions.index(1)]
    made.submit(second, assignment.key, [{"question": "better", "outcome": other}])
    assert states() == [SlotState.ANSWERED, SlotState.ANSWERED, SlotState.OPEN]


def test_scores_of_each_response_settle_when_the_least_certain_does():
    made = dynamic_study()
    made.questions["better"].delete()
    made.project.questions.create(key="score", kind=QuestionKind.LIKERT, title="Score", position=1, per_response=True)
    for given in ((4, 2), (4, 3)):
        rater = made.rater()
        (task,) = made.claim(rater).tasks
        shown = Assignment.objects.get(key=task.key).shown_positions
        answers = [{"question": "score", "response": "AB"[shown.index(p)], "score": given[p]} for p in (0, 1)]
        made.submit(rater, task.key, answers)
    assert states()[-1] == SlotState.OPEN


@pytest.mark.parametrize("kind", [QuestionKind.CHOICE, QuestionKind.RANKING])
def test_choices_and_rankings_settle_too(kind: str):
    made = dynamic_study()
    made.questions["better"].delete()
    choices = [{"value": value, "label": value} for value in ("x", "y", "z")]
    made.project.questions.create(key="q", kind=kind, title="Q", position=1, multiple=True, choices=choices)

    def say(first: bool) -> None:
        rater = made.rater()
        (task, *_) = made.claim(rater).tasks
        shown = Assignment.objects.get(key=task.key).shown_positions
        if kind == QuestionKind.CHOICE:
            answers: list[dict[str, Any]] = [{"question": "q", "choices": ["x", "y"] if first else ["z"]}]
        else:
            ranks = (1, 2) if first else (2, 1)
            answers = [{"question": "q", "response": "AB"[shown.index(p)], "rank": ranks[p]} for p in (0, 1)]
        made.submit(rater, task.key, answers)

    say(True)
    say(True)
    assert states() == [SlotState.ANSWERED] * 2
    made.item()
    say(True)
    say(False)
    assert states()[2:] == [SlotState.ANSWERED, SlotState.ANSWERED, SlotState.OPEN]


def test_a_change_of_mind_is_swept_through_all_items(monkeypatch):
    monkeypatch.setattr(dynamic, "PORTION", 3)
    made = dynamic_study(8, overlap_min=1, overlap_confidence=0.6)
    rater = made.rater()
    for task in made.claim(rater).tasks:
        made.submit(rater, task.key)
    assert states() == [SlotState.ANSWERED] * 8, "the word of one is enough"
    change(made, overlap_confidence=0.95)
    assert made.project.settle_after == 0
    assert dynamic.sweep() == 8
    assert Slot.objects.filter(state=SlotState.OPEN).count() == 8
    assert not Project.objects.filter(settle_after__isnull=False).exists()
    assert dynamic.sweep() == 0


def test_from_fixed_to_dynamic_what_is_not_wanted_closes_and_what_is_in_doubt_opens():
    made = study(overlap=3, batch_min=10, batch_max=10)
    made.items(3)
    first, second = made.rater(), made.rater()
    for rater, outcomes in ((first, ("a", "b")), (second, ("a", "a"))):
        tasks = made.claim(rater).tasks
        own = {Assignment.objects.get(key=task.key).item_id: task for task in tasks}
        for item, outcome in zip(sorted(own)[:2], outcomes, strict=True):
            assignment = Assignment.objects.get(key=own[item].key)
            shown = "ab"[assignment.shown_positions.index("ab".index(outcome))]
            made.submit(rater, assignment.key, [{"question": "better", "outcome": shown}])
        leases.release_held(rater=rater, now=made.now)
    change(made, overlap_mode="dynamic", overlap_min=1, overlap=3, overlap_confidence=0.9)
    assert Slot.objects.filter(state=SlotState.OPEN).count() == 1, "one for the item that nobody judged"
    dynamic.sweep()
    agreed, differed, fresh = Item.objects.order_by("id")
    assert [item.slots.filter(state=SlotState.OPEN).count() for item in (agreed, differed, fresh)] == [0, 1, 1]


def test_skips_expiry_and_retiring_change_no_count_of_dynamic_slots():
    made = dynamic_study()
    judge(made, made.rater(), "a")
    judge(made, made.rater(), "b")
    rater = made.rater()
    made.claim(rater)
    leases.expire_leases(now=made.later(hours=2))
    assert states()[-1] == SlotState.OPEN
    item = Item.objects.get()
    retire_item(item=item, actor=made.lead, now=made.now)
    assert states()[-1] == SlotState.CLOSED
    restore_item(item=item, actor=made.lead, now=made.now)
    dynamic.sweep()
    assert states() == [SlotState.ANSWERED, SlotState.ANSWERED, SlotState.OPEN]


def test_quarantine_opens_the_slot_and_keeping_has_the_item_looked_at_again():
    made = dynamic_study(n_items=12, overlap_min=1, overlap_confidence=0.6, gold_rate=0.4, gold_min_checks=3)
    for _ in range(30):
        made.item(gold={"better": {"outcome": "a"}})
    bad = made.rater()
    for _ in range(40):
        bad.refresh_from_db()
        if bad.state == "paused":
            break
        for task in made.claim(bad).tasks:
            assignment = Assignment.objects.get(key=task.key)
            wrong = "ab"[assignment.shown_positions.index(1)]
            made.later(seconds=1)
            made.submit(bad, task.key, [{"question": "better", "outcome": wrong}])
    bad.refresh_from_db()
    assert bad.state == "paused"
    assert not Judgment.objects.filter(COUNTED).exists()
    assert Slot.objects.filter(state=SlotState.ANSWERED).count() == 0
    resume_rater(rater=bad, actor=made.lead, now=made.later(minutes=1), quarantined="keep")
    made.project.refresh_from_db()
    assert made.project.settle_after == 0
    assert Judgment.objects.filter(COUNTED).count() > 0
    bad.refresh_from_db()
    assert (bad.gold_checked, bad.gold_passed) == (0, 0)


@pytest.mark.parametrize("seed", range(3))
def test_whatever_happens_counts_and_slots_agree_and_every_item_ends_settled(seed: int):
    rng = random.Random(seed)
    made = dynamic_study(n_items=12, overlap_min=1, overlap=4, batch_min=3, batch_max=3)
    raters = [made.rater() for _ in range(5)]
    for _ in range(400):
        rater = rng.choice(raters)
        tasks = made.claim(rater).tasks
        if not tasks and all(made.claim(other).finished for other in raters):
            break
        if rng.random() < 0.15:
            leases.release_held(rater=rater, now=made.now)
            continue
        for task in tasks:
            outcome = rng.choice(["a", "a", "b", "tie"])
            made.submit(rater, task.key, [{"question": "better", "outcome": outcome}])
    wrong = audit(made.project.pk)["wrong"]
    assert {name: n for name, n in wrong.items() if n} == {}
    assert not Slot.objects.filter(state__in=(SlotState.OPEN, SlotState.HELD)).exists()
    counts = {item: Judgment.objects.filter(COUNTED, item=item).count() for item in Item.objects.all()}
    assert all(1 <= n <= 4 for n in counts.values())
    assert len(set(counts.values())) > 1


def test_a_submit_asks_no_more_in_fixed_projects_and_little_more_in_dynamic_ones(django_assert_max_num_queries):
    def queries_of_a_submit(made: Study) -> int:
        rater = made.rater()
        task = made.claim(rater).tasks[0]
        with django_assert_max_num_queries(60) as asked:
            made.submit(rater, task.key)
        return sum("SAVEPOINT" not in query["sql"] for query in asked.captured_queries)

    plain = study(overlap=1)
    plain.items(30)
    fixed = queries_of_a_submit(plain)
    plain.project.overlap_mode = OverlapMode.DYNAMIC
    plain.project.save()
    # The lock on the item, its slots, and the answers where the last wanted slot was answered.
    assert queries_of_a_submit(plain) <= fixed + 3


def test_checks_are_counted_on_the_raters_row_as_the_table_has_them():
    made = study(overlap=1, gold_rate=0.5, gold_pass_threshold=0.0, batch_min=10, batch_max=10)
    made.items(30)
    for _ in range(20):
        made.item(gold={"better": {"outcome": "a"}})
    rater = made.rater()
    for number, task in enumerate(made.claim(rater).tasks):
        assignment = Assignment.objects.get(key=task.key)
        for right in (number % 2 == 0, number % 3 == 0):  # each is corrected once
            outcome = "ab"[assignment.shown_positions.index(0 if right else 1)]
            made.submit(rater, task.key, [{"question": "better", "outcome": outcome}])
    rater.refresh_from_db()
    checks = GoldCheck.objects.filter(rater=rater, judgment__is_current=True)
    assert checks.count() == Assignment.objects.filter(purpose=Purpose.GOLD).count() > 0
    assert (rater.gold_checked, rater.gold_passed) == (checks.count(), checks.filter(passed=True).count())
    Membership.objects.filter(pk=rater.pk).update(gold_checked=99, gold_passed=0)
    accuracy.recount_checks([rater.pk])
    rater.refresh_from_db()
    assert (rater.gold_checked, rater.gold_passed) == (checks.count(), checks.filter(passed=True).count())

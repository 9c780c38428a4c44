"""The most telling pairs of models are served first where a project asks for it."""

import uuid
from collections import Counter
from datetime import timedelta

import pytest

from annotator.models import Answer, Assignment, Item, Judgment, Membership, Slot
from annotator.services.projects import update_project
from annotator.services.urgency import serve_first
from preferences.datasets.columns import load_comparisons
from preferences.queries import VoteFilter
from preferences.services.next_pairs import order_everywhere, order_project, telling_pairs
from tests.support.world import Study, study

pytestmark = [pytest.mark.django_db, pytest.mark.both_databases]


def duel(made: Study, one: str, other: str) -> Item:
    item = made.item()
    for response, model in zip(item.responses.order_by("position"), (one, other), strict=True):
        response.model = model
        response.save()
    return item


def claimed(made: Study, rater: Membership) -> set[int]:
    made.claim(rater)
    return set(Assignment.objects.filter(rater=rater).values_list("item", flat=True))


def in_order(made: Study) -> list[int]:
    return list(
        Slot.objects.filter(project=made.project).order_by("serving_order", "pk").values_list("item", flat=True)
    )


def test_urgent_items_come_before_the_others_of_their_priority_and_go_back() -> None:
    made = study(overlap=1)
    items = [made.item() for _ in range(6)] + [made.item(priority=1)]
    before = in_order(made)
    assert before[0] == items[-1].pk
    late = before[-2:]
    assert serve_first(project=made.project, items=late) == 2
    assert set(in_order(made)[:3]) == {items[-1].pk, *late}
    assert serve_first(project=made.project, items=late) == 0
    assert serve_first(project=made.project, items=()) == 2
    assert in_order(made) == before


def test_slots_that_are_taken_stay_where_they_are() -> None:
    made = study(overlap=1, batch_min=2, batch_max=2)
    made.items(4)
    rater = made.rater("r")
    held = claimed(made, rater)
    assert len(held) == 2
    orders = dict(Slot.objects.values_list("item", "serving_order"))
    assert serve_first(project=made.project, items=list(orders)) == 4 - len(held)
    now = dict(Slot.objects.values_list("item", "serving_order"))
    assert {item for item in orders if orders[item] == now[item]} == held


def lopsided(made: Study) -> None:
    """Many votes say that a beats c; nobody has compared a with b; twelve items of each pair are open."""
    raters = [made.rater(f"r{number}") for number in range(2)]
    for number in range(8):
        item = duel(made, "a", "c")
        outcome = "a" if number else "b"
        for rater in raters[: 1 + number % 2]:
            _judged(made, item, rater, outcome)
    Slot.objects.filter(project=made.project).update(state="filled")
    for _ in range(12):
        duel(made, "a", "c")
        duel(made, "a", "b")


def _judged(made: Study, item: Item, rater: Membership, outcome: str) -> None:
    judgment = Judgment.objects.create(
        key=uuid.uuid4(),
        project=made.project,
        item=item,
        rater=rater,
        digest="",
        source="imported",
        submitted_at=made.now,
    )
    Answer.objects.create(judgment=judgment, question=made.questions["better"], outcome=outcome)


def test_raters_are_given_the_pairs_that_tell_most(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("preferences.services.next_pairs.LEAST", 6)
    made = study(overlap=1, telling_first=True, batch_min=6, batch_max=6)
    lopsided(made)
    assert order_everywhere(now=made.now + timedelta(hours=1)) == 1
    met = Counter(
        tuple(sorted(Item.objects.get(pk=item).responses.values_list("model", flat=True)))
        for item in claimed(made, made.rater("new"))
    )
    assert met[("a", "b")] >= 5
    # Nothing new: nothing is chosen again.
    made.project.refresh_from_db()
    assert not order_project(made.project, now=made.now)


def test_turned_off_the_order_is_as_it_was() -> None:
    made = study(overlap=1, telling_first=True)
    lopsided(made)
    before = in_order(made)
    order_everywhere(now=made.now)
    assert in_order(made) != before
    made.project.refresh_from_db()
    off = {"telling_first": False}
    update_project(project=made.project, actor=made.lead, now=made.now, version=made.project.version, changes=off)
    assert in_order(made) == before
    made.project.refresh_from_db()
    assert order_everywhere(now=made.now) == 0


def test_a_project_without_a_preference_question_keeps_its_order() -> None:
    made = study(questions=({"key": "quality", "kind": "likert"},), overlap=1, telling_first=True)
    made.items(3)
    before = in_order(made)
    assert order_everywhere(now=made.now) == 0
    assert in_order(made) == before


def test_the_report_lists_what_to_compare_next() -> None:
    made = study(overlap=1)
    lopsided(made)
    compared = load_comparisons(made.project, made.questions["better"], VoteFilter()).comparisons
    (pair,) = telling_pairs(made.project, compared)
    assert (pair["model_a"], pair["model_b"], pair["n"], pair["open"]) == ("a", "c", 12, 12)
    assert 0 < pair["gain"] < 1

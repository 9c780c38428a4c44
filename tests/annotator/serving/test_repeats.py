"""Repeats: the rater's own earlier work, sides swapped, hidden among the rest."""

import json
import random
import uuid
from typing import Any

import pytest
from rest_framework.test import APIClient

from annotator.models import Assignment, AssignmentState, Judgment, Membership, Purpose, RepeatCheck, Slot, SlotState
from annotator.queries.counted import COUNTED
from annotator.queries.raters import rater_rows
from annotator.services import leases
from tests.support.world import Study, study, user_of

pytestmark = [pytest.mark.django_db, pytest.mark.both_databases]


def repeating(**policies) -> Study:
    given = {"repeat_rate": 0.3, "repeat_after_judgments": 5, "repeat_after_minutes": 10, "overlap": 1, **policies}
    made = study(batch_min=10, batch_max=10, **given)
    made.items(150)
    return made


def work(made: Study, rater: Membership, batches: int, *, outcome: str = "a", seconds: int = 60) -> None:
    for _ in range(batches):
        for task in made.claim(rater).tasks:
            made.later(seconds=seconds)
            made.submit(rater, task.key, [{"question": "better", "outcome": outcome}])


def test_repeats_come_at_the_rate_swapped_and_far_enough_apart():
    made = repeating(repeat_rate=0.2)
    rater = made.rater()
    work(made, rater, 14)
    repeats = list(Assignment.objects.filter(rater=rater, purpose=Purpose.REPEAT))
    dealt = Assignment.objects.filter(rater=rater).count()
    assert 0.05 < len(repeats) / dealt < 0.35
    order = list(Judgment.objects.filter(rater=rater).order_by("submitted_at").values_list("assignment", flat=True))
    for repeat in repeats:
        first = Assignment.objects.get(rater=rater, item=repeat.item, purpose=Purpose.WORK)
        assert repeat.shown_positions == first.shown_positions[::-1]
        assert repeat.slot is None
        assert order.index(repeat.pk) - order.index(first.pk) > 5
        assert (repeat.leased_at - Judgment.objects.get(assignment=first).submitted_at).total_seconds() >= 600


def test_nothing_is_repeated_twice():
    made = repeating()
    rater = made.rater()
    work(made, rater, 15)
    items = list(Assignment.objects.filter(purpose=Purpose.REPEAT).values_list("item", flat=True))
    assert items
    assert len(items) == len(set(items))


def test_a_repeat_counts_nowhere_and_takes_no_slot():
    made = repeating()
    rater = made.rater()
    work(made, rater, 8)
    repeats = Judgment.objects.filter(purpose=Purpose.REPEAT).count()
    assert repeats > 3
    answered = Slot.objects.filter(state=SlotState.ANSWERED).count()
    assert Judgment.objects.filter(COUNTED).count() == answered == Judgment.objects.count() - repeats


def test_leads_see_consistency_and_the_side_that_was_followed():
    made = repeating()
    steady, first_side = made.rater("steady"), made.rater("first")
    for rater, habit in ((steady, None), (first_side, "a")):
        for _ in range(7):
            for task in made.claim(rater).tasks:
                made.later(seconds=60)
                shown = Assignment.objects.get(key=task.key).shown_positions
                outcome = habit or "ab"[shown.index(0)]
                made.submit(rater, task.key, [{"question": "better", "outcome": outcome}])
    rows = {row.membership.alias: row for row in rater_rows(made.project, now=made.now)}
    assert rows["steady"].consistency.value == 1.0
    assert rows["steady"].first_side.value is None
    assert rows["first"].consistency.value == 0.0
    assert rows["first"].first_side.value == 1.0
    assert rows["first"].consistency.high is not None
    assert rows["first"].consistency.n == RepeatCheck.objects.filter(rater=first_side).count()


def test_a_late_repeat_is_taken_like_any_other_work():
    made = repeating()
    rater = made.rater()
    work(made, rater, 3)
    held: Assignment | None = None
    while held is None:
        made.claim(rater)
        held = Assignment.objects.filter(purpose=Purpose.REPEAT, state=AssignmentState.HELD).first()
        if held is None:
            work(made, rater, 1)
    made.later(hours=2)
    leases.expire_leases(now=made.now)
    assert not made.submit(rater, held.key).judgment.surplus
    assert RepeatCheck.objects.filter(judgment__assignment=held).exists()


def test_a_corrected_repeat_counts_once():
    made = repeating()
    rater = made.rater()
    work(made, rater, 6)
    check = RepeatCheck.objects.select_related("judgment__assignment").first()
    assert check is not None
    assert check.judgment.assignment is not None
    n = RepeatCheck.objects.count()
    made.submit(rater, check.judgment.assignment.key, [{"question": "better", "outcome": "tie"}])
    (row,) = rater_rows(made.project, now=made.now)
    assert RepeatCheck.objects.count() == n + 1
    assert row.consistency.n == n


def test_without_a_rate_nothing_is_repeated():
    made = repeating(repeat_rate=0.0)
    rater = made.rater()
    work(made, rater, 8)
    assert not Assignment.objects.filter(purpose=Purpose.REPEAT).exists()


def shape(value: Any) -> Any:
    """Return the structure of a JSON value without its contents."""
    if isinstance(value, dict):
        return {key: shape(part) for key, part in sorted(value.items())}
    return [shape(part) for part in value] if isinstance(value, list) else type(value).__name__


def test_repeats_gold_and_work_look_alike_over_http():
    made = repeating(gold_rate=0.2, gold_pass_threshold=0.0, repeat_after_minutes=0)
    for _ in range(40):
        made.item(gold={"better": {"outcome": "a"}})
    rater = made.rater()
    client = APIClient()
    client.force_login(user_of(rater))
    tasks: dict[str, set[str]] = {}
    answers: dict[str, set[str]] = {}
    purposes = {"work", "gold", "repeat"}
    said = random.Random(7)
    for _ in range(12):
        claimed = client.post(f"/api/v1/projects/{made.project.pk}/claim/", {}, format="json").json()
        assert "tasks" in claimed, claimed
        for task in claimed["tasks"]:
            purpose = Assignment.objects.get(key=task["key"]).purpose
            outcome = said.choice("ab")  # no straight line, which would be advised against
            body = {
                "assignment": task["key"],
                "answers": [{"question": "better", "outcome": outcome}],
                "active_ms": 900,
            }
            told = client.put(f"/api/v1/judgments/{uuid.uuid4()}/", body, format="json")
            assert told.status_code == 201
            assert told.json()["accepted"] == "counted"
            assert told.json()["training"] is None
            tasks.setdefault(purpose, set()).add(json.dumps(shape(task)))
            answers.setdefault(purpose, set()).add(json.dumps(shape(told.json())))
    assert set(tasks) == purposes
    assert len(set.union(*tasks.values())) == 1
    assert len(set.union(*answers.values())) == 1
    recent = client.get(f"/api/v1/projects/{made.project.pk}/work/recent/").json()
    assert len({json.dumps(shape(judgment)) for judgment in recent}) == 1
    bench = client.get(f"/api/v1/projects/{made.project.pk}/work/").content.decode()
    assert not any(word in bench for word in ("repeat", "gold", "purpose"))

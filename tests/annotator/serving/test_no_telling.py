"""Nothing that is served tells a hidden check from work: ten thousand tasks, and a classifier that tries.

Gold, repeats and work are drawn from one distribution of texts, so whatever tells them apart comes from the product.
The chance of a false alarm is one in ten thousand for each test here; a leak that raises the AUC among one rater's
tasks to .56 is found in more than 95 of 100 runs, and one of .58 is planted to show it. That a repeat was seen before
is no leak of the product's: what raters may recognise, they recognise (docs/QUALITY.md).
"""

import random
import uuid
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

import numpy as np
import orjson
import pytest
from rest_framework.test import APIClient

from annotator.models import (
    Assignment,
    AssignmentState,
    Batch,
    GoldAnswer,
    Item,
    ItemPurpose,
    Judgment,
    Membership,
    Purpose,
    Response,
    Role,
    Shift,
    Slot,
    SlotState,
    User,
)
from annotator.policies.serving_order import serving_order
from tests.support.telling import Table, told_by, told_by_classifier, told_by_each
from tests.support.world import Study, study, user_of

pytestmark = [pytest.mark.django_db, pytest.mark.timeout(300)]
FALSE_ALARMS = 1e-4
SEED = 11
WORDS = [f"word{'x' * n}" for n in range(12)]
NAMES = (
    "place_in_batch", "place_from_end", "batch_length", "place_on_shift", "envelope_bytes", "first_is_longer",
    "key_start", "key_end", "key_bits", "expires_us", "header_bytes", "seen_before",
    "left_before", "left_after", "left_change", "done_change", "answer_bytes", "freshness", "header_bytes_of_answer",
)  # fmt: skip


@dataclass
class Desk:
    """One rater in a browser, who writes down whatever could tell."""

    project: int
    rater: Membership
    client: APIClient = field(default_factory=APIClient)
    rows: dict[str, list[float]] = field(default_factory=dict)
    shown: Counter[str] = field(default_factory=Counter)
    done: int = 0

    def __post_init__(self) -> None:
        self.client.force_authenticate(user_of(self.rater))

    def call(self, method: str, path: str, body: Any = None) -> Any:
        data = "" if method == "GET" else orjson.dumps(body or {}).decode()
        response = self.client.generic(method, f"/api/v1/{path}", data, content_type="application/json")
        assert response.status_code < 300, response.content
        return response

    def claim(self) -> list[dict[str, Any]]:
        """Claim, and note a row for each task that is new."""
        response = self.call("POST", f"projects/{self.project}/claim/")
        tasks = response.json()["tasks"]
        headers = header_bytes(response)
        for place, task in enumerate(tasks):
            if task["key"] not in self.rows:
                self.rows[task["key"]] = self._row(task, place, len(tasks), headers)
        for task in tasks:
            self.shown[task["prompt"]] += 1
        return list(tasks)

    def look(self) -> float:
        """Return how much is left, as the workbench says it."""
        remaining = self.call("GET", f"projects/{self.project}/work/").json()["progress"]["remaining"]
        return float(-1 if remaining is None else remaining)

    def submit(self, task: dict[str, Any], left_before: float) -> float:
        """Answer by coin, write down what the answer to that says, and return how much is left then."""
        outcome = random.Random(task["key"]).choice(["a", "b"])
        body = {"assignment": task["key"], "answers": [{"question": "better", "outcome": outcome}], "active_ms": 900}
        response = self.call("PUT", f"judgments/{uuid.uuid4()}/", body)
        answer, left = response.json(), self.look()
        done = answer["progress"]["done_total"]
        told = {"left_before": left_before, "left_after": left, "left_change": left_before - left}
        told |= {"done_change": done - self.done, "answer_bytes": len(response.content)}
        told |= {"freshness": answer["advice"]["freshness"], "header_bytes_of_answer": header_bytes(response)}
        for name, value in told.items():
            self.rows[task["key"]][NAMES.index(name)] = float(value)
        self.done = done
        return left

    def _row(self, task: dict[str, Any], place: int, n: int, headers: int) -> list[float]:
        key = uuid.UUID(task["key"]).bytes
        first, second = (len(response["text"]) for response in task["responses"])
        told = {
            "place_in_batch": place, "place_from_end": n - place, "batch_length": n, "place_on_shift": len(self.rows),
            # Not the lengths themselves: they would name the item, and items are known again.
            "envelope_bytes": len(orjson.dumps(task)) - len(task["prompt"]) - first - second,
            "first_is_longer": int(first > second), "key_start": int.from_bytes(key[:2]),
            "key_end": int.from_bytes(key[-2:]), "key_bits": int.from_bytes(key).bit_count(), "header_bytes": headers,
            "expires_us": datetime.fromisoformat(task["expires_at"]).microsecond,
            "seen_before": self.shown[task["prompt"]],
        }  # fmt: skip
        return [float(told.get(name, 0)) for name in NAMES]


def header_bytes(response: Any) -> int:
    return sum(len(name) + len(value) for name, value in response.headers.items())


def study_of(*, work: int, gold: int, raters: int, **policies: Any) -> list[Desk]:
    """Return the desks of raters on shift in a study whose checks and work have texts of the same kind."""
    made = study(gold_rate=0.5, gold_pass_threshold=0.0, **policies)
    fill(made, work=work, gold=gold)
    users = User.objects.bulk_create(User(email=f"r{n}@example.org", password="!") for n in range(raters))
    people = Membership.objects.bulk_create(
        Membership(
            project=made.project, user=user, role=Role.RATER, alias=f"r{n}", created_at=made.now,
            guideline_read=made.guideline,
        )
        for n, user in enumerate(users)
    )  # fmt: skip
    desks = [Desk(made.project.pk, rater) for rater in people]
    Shift.objects.bulk_create(Shift(rater=rater, started_at=made.now, last_seen_at=made.now) for rater in people)
    return desks


def fill(made: Study, *, work: int, gold: int) -> None:
    rng = random.Random(SEED)

    def text(most: int) -> str:
        return " ".join(rng.choices(WORDS, k=rng.randint(1, most)))

    kinds = [ItemPurpose.WORK] * work + [ItemPurpose.GOLD] * gold
    rng.shuffle(kinds)
    items = Item.objects.bulk_create(
        Item(
            project=made.project, external_id=f"item-{n}", purpose=kind, prompt=f"{n:05} {text(40)}",
            prompt_hash=f"{n}", content_hash=f"{n}", created_at=made.now,
        )
        for n, kind in enumerate(kinds)
    )  # fmt: skip
    measured = dict.fromkeys(("chars", "words", "headers", "lists", "bolds", "code_blocks"), 0)
    Response.objects.bulk_create(
        Response(item=item, position=position, model=f"m{position}", text=text(60), **measured)
        for item in items
        for position in (0, 1)
    )
    question = made.questions["better"]
    GoldAnswer.objects.bulk_create(
        GoldAnswer(item=item, question=question, outcome=rng.choice(["a", "b"]))
        for item in items
        if item.purpose == ItemPurpose.GOLD
    )
    Slot.objects.bulk_create(
        Slot(
            project=made.project, item=item, index=index,
            serving_order=serving_order(seed=made.project.seed, external_id=item.external_id, priority=0),
        )
        for item in items
        if item.purpose == ItemPurpose.WORK
        for index in range(made.project.overlap)
    )  # fmt: skip


def worked_before(desks: Sequence[Desk], *, items: int, each: int) -> None:
    """Give every rater ``each`` judgments of yesterday, of ``items`` items of the same kind: repeats come from these.

    Written as rows; the judgments of a whole day through the API would take longer than all else here.
    """
    rng = random.Random(SEED + 1)
    project = Membership.objects.get(pk=desks[0].rater.pk).project
    old = list(Item.objects.filter(project=project, purpose=ItemPurpose.WORK).order_by("pk")[:items])
    Slot.objects.filter(item__in=old).update(state=SlotState.CLOSED)
    shifts = {shift.rater_id: shift for shift in Shift.objects.filter(rater__project=project)}
    yesterday = min(shift.started_at for shift in shifts.values()) - timedelta(days=1)
    batches = {
        rater: Batch(shift=shift, rater_id=rater, size=each, freshness=1, created_at=yesterday)
        for rater, shift in shifts.items()
    }
    Batch.objects.bulk_create(batches.values())
    assignments = Assignment.objects.bulk_create(
        Assignment(
            project=project, rater_id=rater, item=item, batch=batch, position=position, purpose=Purpose.WORK,
            state=AssignmentState.SUBMITTED, display_order=rng.choice(["0,1", "1,0"]), leased_at=yesterday,
            expires_at=yesterday,
        )
        for rater, batch in batches.items()
        for position, item in enumerate(rng.sample(old, each))
    )  # fmt: skip
    Judgment.objects.bulk_create(
        Judgment(
            key=uuid.uuid4(), project=project, item_id=assignment.item_id, rater_id=assignment.rater_id,
            assignment=assignment, shift=shifts[assignment.rater_id], digest="", surplus=True, submitted_at=yesterday,
        )
        for assignment in assignments
    )  # fmt: skip


def table_of(desks: list[Desk], purpose: Purpose = Purpose.GOLD) -> Table:
    """Return the tasks that are work or of ``purpose``, which is what is hidden among them."""
    purposes = dict(Assignment.objects.values_list("key", "purpose"))
    rows = [
        (desk.rater.pk, row, purposes[uuid.UUID(key)] == purpose)
        for desk in desks
        for key, row in desk.rows.items()
        if purposes[uuid.UUID(key)] in (Purpose.WORK, purpose)
    ]
    return Table(
        names=NAMES,
        x=np.array([row for _, row, _ in rows]),
        hidden=np.array([int(hidden) for _, _, hidden in rows]),
        rater=np.array([rater for rater, _, _ in rows]),
    )


def assert_nothing_tells(table: Table, *, but: frozenset[str] = frozenset()) -> None:
    assert 0.15 < table.hidden.mean() < 0.7
    by_classifier = told_by_classifier(table, seed=SEED, false_alarms=FALSE_ALARMS / 2)
    by_each = told_by_each(table, false_alarms=FALSE_ALARMS / 2)
    telling = {name: told for name, told in by_each.items() if not told.by_chance and name not in but}
    assert not telling, telling
    assert by_classifier.by_chance, by_classifier


def test_ten_thousand_tasks_of_a_full_study_tell_nothing_and_a_planted_leak_is_found() -> None:
    repeats = {"repeat_rate": 0.3, "repeat_after_judgments": 5, "repeat_after_minutes": 60}
    desks = study_of(overlap=3, work=2200, gold=600, raters=125, batch_min=80, batch_max=80, **repeats)
    worked_before(desks, items=200, each=60)
    for desk in desks:
        desk.claim()
    gold, repeated = table_of(desks), table_of(desks, Purpose.REPEAT)
    assert gold.hidden.sum() + len(repeated.hidden) == 10_000
    assert_nothing_tells(gold)
    assert_nothing_tells(repeated)

    # One byte more in every sixth check: an AUC of .58.
    leaking = gold.x.copy()
    chosen = (gold.hidden == 1) & (np.random.default_rng(SEED).random(len(gold.hidden)) < 1 / 6)
    leaking[chosen, NAMES.index("header_bytes")] += 1
    leak = Table(NAMES, leaking, gold.hidden, gold.rater)
    assert not told_by_each(leak, false_alarms=FALSE_ALARMS / 2)["header_bytes"].by_chance
    assert not told_by_classifier(leak, seed=SEED, false_alarms=FALSE_ALARMS / 2).by_chance


def test_the_end_of_the_work_tells_nothing() -> None:
    """Fewer slots than seats: checks must not gather behind the last task."""
    desks = study_of(overlap=100, work=8, gold=80, raters=90, batch_min=25, batch_max=25)
    for desk in desks:
        desk.claim()
    assert_nothing_tells(table_of(desks))


def test_scarce_checks_tell_nothing() -> None:
    """Fewer checks than seats for them: they must not gather at the front."""
    desks = study_of(overlap=10, work=100, gold=6, raters=80, batch_min=16, batch_max=16)
    for desk in desks:
        desk.claim()
    assert_nothing_tells(table_of(desks))


def test_task_by_task_no_number_tells() -> None:
    """One task at a time: what is left and what is done must not move otherwise for a check."""
    desks = study_of(overlap=20, work=26, gold=60, raters=8, batch_min=1, batch_max=1)
    for desk in desks:
        left = desk.look()
        for _ in range(24):
            tasks = desk.claim()
            left = desk.submit(tasks[0], left)
    assert_nothing_tells(table_of(desks))


def test_what_comes_back_after_a_shift_tells_nothing() -> None:
    """A check that was given back must not come back sooner than work does."""
    desks = study_of(overlap=40, work=40, gold=20, raters=40, batch_min=10, batch_max=10)
    for desk in desks:
        for _ in range(3):
            desk.claim()
            shift = Shift.objects.get(rater=desk.rater, ended_at__isnull=True)
            desk.call("POST", f"shifts/{shift.pk}/end/")
            desk.call("POST", f"projects/{desk.project}/shifts/")
    # The same items come again with the same sides: their lengths are not so many independent draws.
    assert_nothing_tells(table_of(desks), but=frozenset({"first_is_longer"}))


def test_chance_is_called_chance_as_often_as_promised() -> None:
    """The statistic itself: over random labels its false alarms are those promised, ties or not."""
    rng = np.random.default_rng(SEED)
    alarms = 0
    for _ in range(400):
        rater = np.repeat(np.arange(20), 10)
        score, hidden = rng.integers(0, 3, 200).astype(float), rng.integers(0, 2, 200)
        alarms += not told_by(score, hidden, rater, false_alarms=0.1).by_chance
    assert 20 <= alarms <= 62  # 40 expected; the bounds are four standard deviations away


def test_nothing_to_compare_is_said() -> None:
    with pytest.raises(ValueError, match="no rater has tasks of both kinds"):
        told_by(np.zeros(3), np.zeros(3, dtype=np.int64), np.zeros(3, dtype=np.int64), false_alarms=0.1)

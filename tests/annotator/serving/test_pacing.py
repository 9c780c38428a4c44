"""A submit, a skip and a flag are answered no sooner than the floor, so that their time tells nothing."""

import time
import uuid
from typing import Any

import pytest

from annotator.models import Purpose
from tests.annotator.serving.test_no_telling import Desk
from tests.support.world import study

pytestmark = pytest.mark.django_db
FLOOR_MS = 250
"""Far above what an answer takes here, however busy the machine."""


def test_checks_and_work_are_answered_after_the_same_time(settings: Any) -> None:
    made = study(gold_rate=0.5, gold_pass_threshold=0.0, batch_min=6, batch_max=6)
    made.items(6)
    for _ in range(6):
        made.item(gold={"better": {"outcome": "a"}})
    rater = made.rater()
    desk = Desk(made.project.pk, rater)
    settings.ANSWER_FLOOR_MS = FLOOR_MS
    took: dict[str, list[float]] = {Purpose.WORK: [], Purpose.GOLD: []}
    for task in desk.claim():
        body = {"assignment": task["key"], "answers": [{"question": "better", "outcome": "a"}]}
        before = time.monotonic()
        desk.call("PUT", f"judgments/{uuid.uuid4()}/", body)
        took[rater.assignments.get(key=task["key"]).purpose].append(time.monotonic() - before)
    assert all(took.values())
    assert min(min(seconds) for seconds in took.values()) >= FLOOR_MS / 1000


def test_a_refused_answer_and_a_skip_are_paced_as_well(settings: Any) -> None:
    made = study(batch_min=2, batch_max=2)
    made.items(2)
    desk = Desk(made.project.pk, made.rater())
    first, second = (task["key"] for task in desk.claim())
    settings.ANSWER_FLOOR_MS = FLOOR_MS
    for send in (
        lambda: desk.client.put(f"/api/v1/judgments/{uuid.uuid4()}/", {"assignment": first, "answers": []}),
        lambda: desk.call("POST", f"assignments/{second}/skip/", {"reason": "unclear", "note": ""}),
    ):
        before = time.monotonic()
        send()
        assert time.monotonic() - before >= FLOOR_MS / 1000

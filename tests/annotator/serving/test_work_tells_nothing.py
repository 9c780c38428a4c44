"""No answer to a rater over HTTP tells what must stay hidden; who is no rater of the project reaches nothing."""

import json
import uuid
from collections.abc import Iterator
from typing import Any

import pytest
from rest_framework.test import APIClient

from annotator.models import (
    Assignment,
    GoldAnswer,
    GoldCheck,
    Judgment,
    Membership,
    MembershipState,
    Purpose,
    User,
)
from tests.annotator.serving.work_client import LEFT, SECRET_TEXT, api, client_of, telltale_study
from tests.support.world import Study

pytestmark = [pytest.mark.django_db, pytest.mark.both_databases]


@pytest.fixture
def made() -> Study:
    return telltale_study()


def keys_in(value: Any) -> Iterator[str]:
    if isinstance(value, dict):
        for key, part in value.items():
            yield key
            yield from keys_in(part)
    if isinstance(value, list):
        for part in value:
            yield from keys_in(part)


def shape(value: Any) -> Any:
    """Return the structure of a JSON value without its contents."""
    if isinstance(value, dict):
        return {key: shape(part) for key, part in sorted(value.items())}
    if isinstance(value, list):
        return sorted({json.dumps(shape(part)) for part in value})
    return type(value).__name__


def walk_through(made: Study, rater: Membership, client: APIClient) -> list[tuple[str, Any]]:
    """Call every endpoint that a rater can reach, as one sitting, and return the answers by name."""
    project, told = made.project.pk, []

    def call(name: str, method: str, path: str, body: Any = None, status: int = 200) -> Any:
        response = api(client, method, path, body)
        assert response.status_code == status, (name, response.content)
        told.append((name, response))
        return response.json() if response.content else None

    Membership.objects.filter(pk=rater.pk).update(guideline_read=None)
    call("workbench", "GET", f"projects/{project}/work/")
    shift = call("shift start", "POST", f"projects/{project}/shifts/", status=201)
    call("claim refused", "POST", f"projects/{project}/claim/", status=409)
    call("guideline read", "POST", f"projects/{project}/guideline-read/", {"version": 1}, status=204)
    tasks = call("claim", "POST", f"projects/{project}/claim/")["tasks"]
    purposes = dict(Assignment.objects.filter(rater=rater).values_list("key", "purpose"))
    bodies = []
    for task in tasks[:-1]:
        key, body = uuid.uuid4(), {"assignment": task["key"], "answers": LEFT, "active_ms": 1200}
        bodies.append((key, body))
        call(f"submit {purposes[uuid.UUID(task['key'])]}", "PUT", f"judgments/{key}/", body, status=201)
    for key, body in bodies:
        call("retry", "PUT", f"judgments/{key}/", body)
        call("clash", "PUT", f"judgments/{key}/", {**body, "answers": []}, status=409)
        amended = {**body, "answers": [{"question": "better", "outcome": "tie"}]}
        call("amend", "PUT", f"judgments/{uuid.uuid4()}/", amended, status=201)
        call("refused", "PUT", f"judgments/{uuid.uuid4()}/", {**body, "answers": []}, status=400)
    call("skip", "POST", f"assignments/{tasks[-1]['key']}/skip/", {"reason": "unclear", "note": "hm"})
    call("recent", "GET", f"projects/{project}/work/recent/")
    call("heartbeat", "POST", f"projects/{project}/heartbeat/")
    call("own day", "GET", f"projects/{project}/work/day/")
    call("how fresh", "POST", f"shifts/{shift['id']}/freshness/", {"fresh": 4})
    call("how fresh refused", "POST", f"shifts/{shift['id']}/freshness/", {"fresh": 6}, status=400)
    call("break", "POST", f"shifts/{shift['id']}/breaks/", {"suggested": True})
    call("on break", "POST", f"projects/{project}/claim/", status=409)
    call("break end", "POST", f"shifts/{shift['id']}/breaks/end/")
    call("workbench at work", "GET", f"projects/{project}/work/")
    call("claim again", "POST", f"projects/{project}/claim/")
    call("shift end", "POST", f"shifts/{shift['id']}/end/")
    return told


def test_no_answer_to_a_rater_tells(made: Study):
    other = made.rater()
    for task in made.claim(other).tasks:
        answers = [{"question": "better", "outcome": "both_bad"}]
        made.submit(other, task.key, answers)
    rater = made.rater(on_shift=False)
    assert rater.user is not None
    told = walk_through(made, rater, client_of(rater.user))
    assert {f"submit {Purpose.GOLD}", f"submit {Purpose.WORK}"} <= {name for name, _ in told}
    assert Judgment.objects.filter(rater=rater).exclude(answers__outcome="both_bad").exists()
    forbidden_keys = {
        "model", "item", "item_id", "external_id", "purpose", "gold", "metadata", "slot", "rater_id", "position_of",
        "passed", "verdict", "expected", "explanation", "first_shown", "display_order", "surplus", "alias", "slices",
    }  # fmt: skip
    for name, response in told:
        body = response.content.decode()
        assert SECRET_TEXT not in body, name
        assert other.alias not in body, name
        assert '"outcome":"both_bad"' not in body.replace(" ", ""), name
        if response.content:
            found = set(keys_in(response.json())) & forbidden_keys
            assert not found, (name, found)
        for header, value in response.headers.items():
            assert "gold" not in f"{header}{value}".lower(), name


def test_gold_and_work_look_alike(made: Study):
    rater = made.rater(on_shift=False)
    assert rater.user is not None
    told = walk_through(made, rater, client_of(rater.user))
    shapes = {
        purpose: {json.dumps(shape(response.json())) for name, response in told if name == f"submit {purpose}"}
        for purpose in (Purpose.GOLD, Purpose.WORK)
    }
    assert shapes[Purpose.GOLD] == shapes[Purpose.WORK]
    assert len(shapes[Purpose.WORK]) == 1
    claim = next(response.json() for name, response in told if name == "claim")
    purposes = dict(Assignment.objects.values_list("key", "purpose"))
    tasks = {purposes[uuid.UUID(task["key"])]: json.dumps(shape(task)) for task in claim["tasks"]}
    assert set(tasks) == {Purpose.GOLD, Purpose.WORK}
    assert len(set(tasks.values())) == 1
    recent = next(response.json() for name, response in told if name == "recent")
    assert len({json.dumps(shape(judgment)) for judgment in recent}) == 1
    accepted = {r.json()["accepted"] for name, r in told if name.startswith("submit")}
    assert accepted == {"counted"}


def test_a_failed_check_changes_nothing_in_the_answer(made: Study):
    """The submit that pauses a rater looks like the one before it."""
    made.project.gold_min_checks = 1
    made.project.gold_pass_threshold = 1.0
    made.project.save()
    rater = made.rater()
    assert rater.user is not None
    client = client_of(rater.user)
    before, shapes = None, []
    for task in made.claim(rater).tasks:
        GoldAnswer.objects.update(outcome="tie")  # every check fails
        response = api(client, "PUT", f"judgments/{uuid.uuid4()}/", {"assignment": str(task.key), "answers": LEFT})
        assert response.status_code == 201
        shapes.append(json.dumps(shape(response.json())))
        before = response
    assert before is not None
    assert GoldCheck.objects.filter(passed=False).exists()
    rater.refresh_from_db()
    assert rater.state == MembershipState.PAUSED
    assert len(set(shapes)) == 1
    assert api(client, "POST", f"projects/{made.project.pk}/claim/").json()["code"] == "paused"


def test_who_is_not_a_rater_of_the_project_reaches_nothing(made: Study):
    rater = made.rater()
    task = made.claim(rater).tasks[0]
    shift, project = rater.shifts.get().pk, made.project.pk
    outsider = User.objects.create_user("outsider@example.org")
    elsewhere = [
        ("GET", f"projects/{project}/work/", None),
        ("GET", f"projects/{project}/work/recent/", None),
        ("POST", f"projects/{project}/guideline-read/", {"version": 1}),
        ("POST", f"projects/{project}/shifts/", None),
        ("POST", f"projects/{project}/claim/", None),
        ("POST", f"projects/{project}/heartbeat/", None),
        ("GET", f"projects/{project}/work/day/", None),
        ("POST", f"shifts/{shift}/freshness/", {"fresh": 3}),
        ("POST", f"shifts/{shift}/end/", None),
        ("POST", f"shifts/{shift}/breaks/", None),
        ("POST", f"shifts/{shift}/breaks/end/", None),
        ("PUT", f"judgments/{uuid.uuid4()}/", {"assignment": str(task.key), "answers": LEFT}),
        ("POST", f"assignments/{task.key}/skip/", {"reason": "unclear"}),
    ]
    for method, path, body in elsewhere:
        assert api(client_of(None), method, path, body).status_code in (401, 403), path
        assert api(client_of(outsider), method, path, body).status_code == 404, path
        by_lead = api(client_of(made.lead), method, path, body).status_code
        assert by_lead == (403 if path.startswith("projects") else 404), path
    assert not Judgment.objects.exists()
    assert Assignment.objects.get(key=task.key).state == "held"

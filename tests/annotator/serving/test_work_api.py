"""A rater's work over HTTP: every endpoint, and that none of them tells."""

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
    Item,
    Judgment,
    Membership,
    MembershipState,
    Purpose,
    Response,
    User,
)
from annotator.services import leases
from annotator.services.guidelines import publish_guideline
from tests.support.world import NOON, Study, study

pytestmark = [pytest.mark.django_db, pytest.mark.both_databases]
LEFT = [{"question": "better", "outcome": "a"}]
SECRET_TEXT = "XQZ"


@pytest.fixture
def made() -> Study:
    """A study in which whatever a rater must not see is recognisable."""
    made = study(overlap=2, gold_rate=0.5, gold_min_checks=100, batch_min=10, batch_max=10)
    for _ in range(14):
        made.item()
    for _ in range(14):
        made.item(gold={"better": {"outcome": "a", "explanation": f"{SECRET_TEXT}-explained"}})
    Response.objects.update(model=f"{SECRET_TEXT}-model", metadata={"model": f"{SECRET_TEXT}-model"})
    for item in Item.objects.all():
        item.external_id = f"{SECRET_TEXT}-item-{item.pk}"
        item.metadata = {"secret": SECRET_TEXT}
        item.save()
    return made


def client_of(user: User | None) -> APIClient:
    client = APIClient()
    if user is not None:
        client.force_login(user)
    return client


def api(client: APIClient, method: str, path: str, body: Any = None) -> Any:
    return client.generic(
        method, f"/api/v1/{path}", json.dumps({} if body is None else body), content_type="application/json"
    )


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


def test_the_workbench_tells_what_was_read_before_the_version_in_force(made: Study):
    rater = made.rater()
    assert rater.user is not None
    client, path = client_of(rater.user), f"projects/{made.project.pk}/"
    first = api(client, "GET", f"{path}work/").json()["guideline"]
    assert (first["read"], first["read_before"]) == (True, None)
    publish_guideline(project=made.project, actor=made.lead, body="Another.", change_note="All of it.", now=NOON)
    changed = api(client, "GET", f"{path}work/").json()["guideline"]
    assert changed["read"] is False
    assert changed["read_before"] == {"version": first["version"], "body": first["body"]}
    api(client, "POST", f"{path}guideline-read/", {"version": changed["version"]})
    assert api(client, "GET", f"{path}work/").json()["guideline"]["read_before"] is None
    # A newcomer has read none.
    Membership.objects.filter(pk=rater.pk).update(guideline_read=None)
    fresh = api(client, "GET", f"{path}work/").json()["guideline"]
    assert (fresh["read"], fresh["read_before"]) == (False, None)


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


@pytest.mark.parametrize(
    ("body", "field"),
    [
        ({}, "assignment"),
        ({"assignment": "x", "answers": []}, "assignment"),
        ({"answers": []}, "assignment"),
        ({"assignment": None, "answers": []}, "assignment"),
        ({"assignment": "KEY"}, "answers"),
        ({"assignment": "KEY", "answers": None}, "answers"),
        ({"assignment": "KEY", "answers": "a"}, "answers"),
        ({"assignment": "KEY", "answers": [3]}, "answers.0"),
        ({"assignment": "KEY", "answers": [{"question": "better", "outcome": "c"}]}, "answers.0.outcome"),
        ({"assignment": "KEY", "answers": LEFT, "active_ms": -1}, "active_ms"),
        ({"assignment": "KEY", "answers": LEFT, "active_ms": "1"}, "active_ms"),
        ({"assignment": "KEY", "answers": LEFT, "active_ms": 2**70}, "active_ms"),
        ({"assignment": "KEY", "answers": LEFT, "submitted_at": "yesterday"}, "submitted_at"),
        ({"assignment": "KEY", "answers": LEFT, "modell": 1}, "modell"),
    ],
)
def test_a_bad_body_is_refused_by_field(made: Study, body, field):
    rater = made.rater()
    assert rater.user is not None
    key = str(made.claim(rater).tasks[0].key)
    sent = {name: key if value == "KEY" else value for name, value in body.items()}
    response = api(client_of(rater.user), "PUT", f"judgments/{uuid.uuid4()}/", sent)
    assert response.status_code == 400, response.content
    assert response["content-type"] == "application/problem+json"
    assert field in response.json()["fields"]
    assert not Judgment.objects.exists()


@pytest.mark.parametrize(
    ("path", "body", "status"),
    [
        ("projects/{p}/guideline-read/", {"version": 9}, 404),
        ("projects/{p}/guideline-read/", {"version": "1"}, 400),
        ("projects/{p}/guideline-read/", {}, 400),
        ("projects/{p}/claim/", {"size": 50}, 400),
        ("projects/{p}/claim/", [], 400),
        ("shifts/{s}/breaks/", {"suggested": "yes"}, 400),
        ("shifts/999999/end/", {}, 404),
        ("assignments/{a}/skip/", {"reason": "boring"}, 400),
        ("assignments/{a}/skip/", {}, 400),
        ("assignments/{a}/skip/", {"reason": "other", "note": "x" * 501}, 400),
        ("assignments/{a}/skip/", {"reason": "other", "note": 5}, 400),
        ("assignments/00000000-0000-4000-8000-000000000000/skip/", {"reason": "other"}, 404),
    ],
)
def test_other_bad_requests(made: Study, path, body, status):
    rater = made.rater()
    assert rater.user is not None
    address = path.format(p=made.project.pk, s=rater.shifts.get().pk, a=made.claim(rater).tasks[0].key)
    response = api(client_of(rater.user), "POST", address, body)
    assert response.status_code == status, response.content
    assert response.json()["detail"]


def test_the_workbench_says_what_may_be_done(made: Study):
    rater = made.rater(on_shift=False)
    assert rater.user is not None
    client, path = client_of(rater.user), f"projects/{made.project.pk}/work/"
    bench = api(client, "GET", path).json()
    assert bench["abilities"] == {"start_shift": True, "claim": False, "see_feedback": False}
    assert bench["guideline"]["read"]
    assert bench["shift"] is None
    assert bench["progress"] == {"done_today": 0, "done_total": 0, "remaining": 20}
    api(client, "POST", f"projects/{made.project.pk}/shifts/")
    tasks = api(client, "POST", f"projects/{made.project.pk}/claim/").json()["tasks"]
    bench = api(client, "GET", path).json()
    assert bench["abilities"] == {"start_shift": False, "claim": True, "see_feedback": False}
    assert bench["held"] == tasks


def test_recent_judgments_come_back_in_display_terms(made: Study):
    rater = made.rater()
    assert rater.user is not None
    client = client_of(rater.user)
    tasks = made.claim(rater).tasks
    for n, task in enumerate(tasks):
        made.later(seconds=5)
        made.submit(rater, task.key, [{"question": "better", "outcome": "ab"[n % 2]}])
    recent = api(client, "GET", f"projects/{made.project.pk}/work/recent/").json()
    assert [judgment["assignment"] for judgment in recent] == [str(task.key) for task in reversed(tasks)]
    given = {judgment["assignment"]: judgment["answers"] for judgment in recent}
    for n, task in enumerate(tasks):
        assert given[str(task.key)] == [{"question": "better", "outcome": "ab"[n % 2]}]
    assert recent[0]["task"]["responses"] == tasks[-1].responses


def test_every_kind_of_answer_comes_back_as_it_was_sent():
    made = study(
        overlap=1,
        questions=[
            {"key": "better", "kind": "preference", "strength_levels": 3},
            {"key": "clear", "kind": "likert", "per_response": True},
            {"key": "order", "kind": "ranking"},
            {"key": "safe", "kind": "choice", "choices": [{"value": "yes", "label": "Yes"}]},
            {
                "key": "flaws",
                "kind": "choice",
                "multiple": True,
                "choices": [{"value": "rude", "label": "Rude"}, {"value": "long", "label": "Long"}],
            },
            {"key": "why", "kind": "text", "required": False},
        ],
    )
    made.items(8)
    rater = made.rater()
    assert rater.user is not None
    client = client_of(rater.user)
    answers = [
        {"question": "better", "outcome": "b", "strength": 2},
        {"question": "clear", "response": "A", "score": 2.0},
        {"question": "clear", "response": "B", "score": 4.0},
        {"question": "order", "response": "A", "rank": 2},
        {"question": "order", "response": "B", "rank": 1},
        {"question": "safe", "choice": "yes"},
        {"question": "flaws", "choices": ["long", "rude"]},
        {"question": "why", "text": "so"},
    ]
    for task in made.claim(rater).tasks:
        body = {"assignment": str(task.key), "answers": answers}
        assert api(client, "PUT", f"judgments/{uuid.uuid4()}/", body).status_code == 201
    for judgment in api(client, "GET", f"projects/{made.project.pk}/work/recent/").json():
        assert judgment["answers"] == answers


QUERIES_OF_A_CLAIM = 19
QUERIES_OF_A_SUBMIT = 18


def count_queries(made: Study, django_assert_max_num_queries, rater: Membership) -> tuple[int, int]:
    assert rater.user is not None
    client = client_of(rater.user)
    leases.release_held(rater=rater, now=made.now)
    with django_assert_max_num_queries(
        QUERIES_OF_A_CLAIM + 4
    ) as claiming:  # and the savepoints of a test's transaction
        tasks = api(client, "POST", f"projects/{made.project.pk}/claim/").json()["tasks"]
    with django_assert_max_num_queries(QUERIES_OF_A_SUBMIT + 4) as submitting:
        body = {"assignment": tasks[0]["key"], "answers": LEFT}
        assert api(client, "PUT", f"judgments/{uuid.uuid4()}/", body).status_code == 201
    return _real(claiming), _real(submitting)


def _real(captured) -> int:
    return sum("SAVEPOINT" not in query["sql"] for query in captured.captured_queries)


def test_the_number_of_queries_is_fixed(django_assert_max_num_queries):
    made = study(overlap=1, batch_min=5, batch_max=5)
    made.items(60)
    rater = made.rater()
    count_queries(made, django_assert_max_num_queries, rater)  # reads the form, which the process keeps
    first = count_queries(made, django_assert_max_num_queries, rater)
    for _ in range(6):
        for task in made.claim(rater).tasks:
            made.submit(rater, task.key)
    later = count_queries(made, django_assert_max_num_queries, rater)
    assert first == later
    assert first[0] <= QUERIES_OF_A_CLAIM
    assert first[1] <= QUERIES_OF_A_SUBMIT

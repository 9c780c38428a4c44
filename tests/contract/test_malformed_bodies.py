"""Malformed bodies, for every address of the API that takes one: a clear error, never a 500.

The addresses come from the URL configuration, so that a new one is covered on the day it is added.
"""

import json
import re
import uuid
from collections.abc import Iterator
from typing import Any

import pytest
from django.urls import URLPattern, URLResolver, get_resolver
from rest_framework.test import APIClient

from annotator.models import CaseReason, Invitation, Item, Membership, Project, User
from annotator.services.invitations import create_membership
from annotator.services.review.cases import open_case
from tests.support.studies import NOW, import_rows, make_lead, make_project, pair

pytestmark = pytest.mark.django_db

JSON = "application/json"
DEEP = b'{"name": ' + b"[" * 5000 + b"]" * 5000 + b"}"
# (name, content type, body)
BODIES: list[tuple[str, str, bytes]] = [
    ("broken JSON", JSON, b'{"name": '),
    ("bare NaN", JSON, b"NaN"),
    ("NaN inside", JSON, b'{"version": NaN}'),
    ("Infinity inside", JSON, b'{"version": 1, "gold_rate": Infinity}'),
    ("invalid UTF-8", JSON, b'{"name": "\xff\xfe"}'),
    ("lone surrogate", JSON, b'{"name": "\\ud800"}'),
    ("NUL in a value", JSON, b'{"name": "a\\u0000b"}'),
    ("NUL in a name", JSON, b'{"a\\u0000b": 1}'),
    ("nested 5,000 deep", JSON, DEEP),
    ("a list", JSON, b"[]"),
    ("a list of objects", JSON, b'[{"name": "x"}]'),
    ("null", JSON, b"null"),
    ("a number", JSON, b"7"),
    ("text", JSON, b'"hello"'),
    ("true", JSON, b"true"),
    ("unknown fields", JSON, b'{"nmae": "x", "__class__": "y", "": 1}'),
    (
        "every value null",
        JSON,
        b'{"name": null, "preset": null, "version": null, "reason": null, "answers": null, "kind": null}',
    ),
    (
        "every value a list",
        JSON,
        b'{"name": [], "preset": [], "version": [], "reason": [], "token": [], "body": [], "kind": []}',
    ),
    (
        "every value an object",
        JSON,
        b'{"name": {}, "preset": {}, "version": {}, "role": {}, "token": {}, "body": {}, "plan": {}}',
    ),
    (
        "every value true",
        JSON,
        b'{"name": true, "preset": true, "version": true, "role": true, "token": true, "body": true}',
    ),
    (
        "huge numbers",
        JSON,
        b'{"version": 1e308, "overlap": 99999999999999999999, "days": -1e308, "max_uses": 9223372036854775808}',
    ),
    ("a form", "application/x-www-form-urlencoded", b"name=x&preset=pairwise"),
    ("XML", "application/xml", b"<name>x</name>"),
    ("no content type", "", b"{}"),
    ("a broken multipart form", "multipart/form-data; boundary=x", b"--y\r\nnonsense"),
    ("a multipart form without boundary", "multipart/form-data", b"--y\r\n"),
]


def addresses() -> Iterator[tuple[str, frozenset[str]]]:
    """Yield (route, methods) of every view below ``/api/v1/``."""
    for route, callback in _walk(get_resolver().url_patterns, ""):
        view = getattr(callback, "cls", None)
        if route.startswith("api/v1/") and view is not None:
            methods = {method for method in ("get", "post", "put", "patch", "delete") if hasattr(view, method)}
            yield route, frozenset(methods)


def _walk(patterns: list[Any], prefix: str) -> Iterator[tuple[str, Any]]:
    for pattern in patterns:
        route = prefix + str(pattern.pattern)
        if isinstance(pattern, URLResolver):
            yield from _walk(pattern.url_patterns, route)
        elif isinstance(pattern, URLPattern):
            yield route, pattern.callback


EVERYTHING = sorted(addresses(), key=lambda address: address[0])
ALL_ADDRESSES = [(method, route) for route, methods in EVERYTHING for method in sorted(methods)]
ADDRESSES = [(method, route) for method, route in ALL_ADDRESSES if method != "get"]
NUMBERED = [(method, route) for method, route in ALL_ADDRESSES if "<int:" in route]


@pytest.fixture
def world() -> dict[str, Any]:
    """A project with everything in it, whose lead is its rater too, so that every address can be reached."""
    user = make_lead()
    project = make_project(user)
    create_membership(project=project, user=user, role="rater", now=NOW)
    run = import_rows(project, [pair(1), {"id": 2}])
    invitation = Invitation.objects.create(
        project=project, role="rater", token_hash="0" * 64, created_by=user, created_at=NOW, expires_at=NOW
    )
    return {
        "user": user,
        "project_id": project.pk,
        "item_id": Item.objects.get().pk,
        "import_id": run.pk,
        "rater_id": Membership.objects.get(role="rater").pk,
        "invitation_id": invitation.pk,
        "case_id": open_case(item=Item.objects.get(), reason=CaseReason.FLAG, now=NOW).pk,
        "token": "x",
        "token_id": "0" * 16,
        "key": uuid.uuid4(),
    }


def fill(route: str, world: dict[str, Any]) -> str:
    """Return ``route`` with its parameters filled in; what the world doesn't hold becomes an id that nobody has."""

    def value(match: "re.Match[str]") -> str:
        kind, _, name = match.group(1).rpartition(":")
        return str(world.get(name, 999_999 if kind == "int" else "x"))

    return "/" + re.sub(r"<([^>]+)>", value, route)


def send(client: Any, method: str, address: str, data: bytes, *, content_type: str) -> Any:
    """Send raw bytes; the types of the client know only text."""
    return client.generic(method, address, data, content_type=content_type)


def test_the_addresses_were_found():
    routes = {route for _method, route in ADDRESSES}
    assert {"api/v1/projects/", "api/v1/judgments/<uuid:key>/", "api/v1/invitations/accept/"} <= routes
    assert len(ADDRESSES) >= 20


@pytest.mark.parametrize(("method", "route"), ADDRESSES, ids=[f"{method} {route}" for method, route in ADDRESSES])
def test_no_malformed_body_breaks_an_address(method: str, route: str, world: dict[str, Any]):
    # An error inside a view becomes a response here instead of surfacing in the test, so that all bodies are tried.
    client = APIClient(raise_request_exception=False)
    client.force_login(world["user"])
    address = fill(route, world)
    broken = []
    for name, content_type, data in BODIES:
        response = send(client, method.upper(), address, data, content_type=content_type)
        if response.status_code >= 500:
            broken.append((name, response.status_code, response.content[:200]))
        elif response.status_code >= 400:
            problem = response.json()
            assert response["Content-Type"] == "application/problem+json", name
            assert problem["status"] == response.status_code, name
            assert problem["code"], name
            assert problem["detail"] or problem["fields"], f"{name}: an error must say what is wrong"
    assert broken == []


@pytest.mark.parametrize(
    "name", ["broken JSON", "NaN inside", "invalid UTF-8", "lone surrogate", "NUL in a value", "nested 5,000 deep"]
)
def test_what_is_no_json_is_named_as_such_before_anything_else(world: dict[str, Any], name: str):
    content_type, data = next(body[1:] for body in BODIES if body[0] == name)
    client = APIClient()
    client.force_login(world["user"])
    response = send(client, "POST", "/api/v1/projects/", data, content_type=content_type)
    assert (response.status_code, response.json()["code"]) == (400, "parse_error")
    assert Project.objects.count() == 1


GOOD_PROJECT = {"name": "x", "preset": "pairwise"}
QUESTION = {"key": "q", "kind": "likert", "title": "Q"}
CHOICES = [{"value": "a", "label": "A"}, {"value": "b", "label": "B"}]
NAMED: list[tuple[str, str, Any, str]] = [
    ("POST", "projects/", {}, "name"),
    ("POST", "projects/", {"name": "x"}, "preset"),
    ("POST", "projects/", {**GOOD_PROJECT, "preset": "nope"}, "preset"),
    ("POST", "projects/", {**GOOD_PROJECT, "name": " "}, "name"),
    ("POST", "projects/", {**GOOD_PROJECT, "name": "x" * 201}, "name"),
    ("POST", "projects/", {**GOOD_PROJECT, "name": 7}, "name"),
    ("POST", "projects/", {**GOOD_PROJECT, "nmae": "x"}, "nmae"),
    ("POST", "projects/", {**GOOD_PROJECT, "overlap": 0}, "overlap"),
    ("POST", "projects/", {**GOOD_PROJECT, "overlap": "3"}, "overlap"),
    ("POST", "projects/", {**GOOD_PROJECT, "overlap": True}, "overlap"),
    ("POST", "projects/", {**GOOD_PROJECT, "overlap": 2.5}, "overlap"),
    ("POST", "projects/", {**GOOD_PROJECT, "overlap": 10**12}, "overlap"),
    ("POST", "projects/", {**GOOD_PROJECT, "gold_rate": 0.6}, "gold_rate"),
    ("POST", "projects/", {**GOOD_PROJECT, "gold_rate": "0.1"}, "gold_rate"),
    ("POST", "projects/", {**GOOD_PROJECT, "guideline": "  "}, "guideline"),
    ("POST", "projects/", {**GOOD_PROJECT, "questions": "q"}, "questions"),
    ("POST", "projects/", {**GOOD_PROJECT, "questions": []}, "questions"),
    ("POST", "projects/", {**GOOD_PROJECT, "questions": [7]}, "questions.0"),
    ("POST", "projects/", {**GOOD_PROJECT, "questions": [{**QUESTION, "kind": "stars"}]}, "questions.0.kind"),
    ("POST", "projects/", {**GOOD_PROJECT, "questions": [QUESTION, QUESTION]}, "questions.1.key"),
    ("POST", "projects/", {**GOOD_PROJECT, "questions": [{**QUESTION, "key": "Q 1"}]}, "questions.0.key"),
    ("POST", "projects/", {**GOOD_PROJECT, "questions": [{**QUESTION, "scale_min": 5}]}, "questions.0.scale_max"),
    ("POST", "projects/", {**GOOD_PROJECT, "questions": [{**QUESTION, "scale_max": 900}]}, "questions.0.scale_max"),
    (
        "POST",
        "projects/",
        {**GOOD_PROJECT, "questions": [{**QUESTION, "scale_labels": {"9": "x"}}]},
        "questions.0.scale_labels",
    ),
    (
        "POST",
        "projects/",
        {**GOOD_PROJECT, "questions": [{**QUESTION, "scale_labels": {"1": 1}}]},
        "questions.0.scale_labels.1",
    ),
    ("POST", "projects/", {**GOOD_PROJECT, "questions": [{**QUESTION, "kind": "choice"}]}, "questions.0.choices"),
    (
        "POST",
        "projects/",
        {**GOOD_PROJECT, "questions": [{**QUESTION, "kind": "choice", "choices": [CHOICES[0], CHOICES[0]]}]},
        "questions.0.choices",
    ),
    (
        "POST",
        "projects/",
        {**GOOD_PROJECT, "questions": [{**QUESTION, "kind": "choice", "choices": [{"value": "a"}]}]},
        "questions.0.choices.0.label",
    ),
    (
        "POST",
        "projects/",
        {**GOOD_PROJECT, "questions": [{**QUESTION, "kind": "preference", "per_response": True}]},
        "questions.0.per_response",
    ),
    ("POST", "projects/", {**GOOD_PROJECT, "questions": [{**QUESTION, "required": "yes"}]}, "questions.0.required"),
    ("PATCH", "projects/{project_id}/", {}, "version"),
    ("PATCH", "projects/{project_id}/", {"version": "1"}, "version"),
    ("PATCH", "projects/{project_id}/", {"version": 1, "state": "gone"}, "state"),
    ("PATCH", "projects/{project_id}/", {"version": 1, "lease_minutes": 0}, "lease_minutes"),
    ("PATCH", "projects/{project_id}/", {"version": 1, "preset": "likert"}, "preset"),
    ("PATCH", "projects/{project_id}/", {"version": 1, "seed": 1}, "seed"),
    ("POST", "projects/{project_id}/guidelines/", {}, "body"),
    ("POST", "projects/{project_id}/guidelines/", {"body": "x" * 100_001}, "body"),
    ("POST", "projects/{project_id}/guidelines/", {"body": "x", "change_note": 1}, "change_note"),
    ("POST", "projects/{project_id}/invitations/", {}, "role"),
    ("POST", "projects/{project_id}/invitations/", {"role": "owner"}, "role"),
    ("POST", "projects/{project_id}/invitations/", {"role": "rater", "max_uses": 0}, "max_uses"),
    ("POST", "projects/{project_id}/invitations/", {"role": "rater", "days": 10_000}, "days"),
    ("POST", "raters/{rater_id}/pause/", {}, "reason"),
    ("POST", "raters/{rater_id}/pause/", {"reason": ""}, "reason"),
    ("POST", "raters/{rater_id}/pause/", {"reason": "x" * 301}, "reason"),
    ("POST", "raters/{rater_id}/resume/", {"reason": 5}, "reason"),
    ("POST", "invitations/accept/", {}, "token"),
    ("POST", "invitations/accept/", {"token": 5}, "token"),
    ("PATCH", "me/", {}, "name"),
    ("PATCH", "me/", {"name": "x" * 151}, "name"),
    ("PATCH", "me/", {"name": "x", "email": "other@example.org"}, "email"),
]


@pytest.mark.parametrize(
    ("method", "path", "data", "field"),
    NAMED,
    ids=[f"{method} {path} {field} {n}" for n, (method, path, _data, field) in enumerate(NAMED)],
)
def test_the_field_at_fault_is_named(world: dict[str, Any], method: str, path: str, data: Any, field: str):
    client = APIClient()
    client.force_login(world["user"])
    before = User.objects.count(), Project.objects.count(), Project.objects.get().version
    response = send(client, method, "/api/v1/" + path.format(**world), _json(data), content_type=JSON)
    problem = response.json()
    assert response.status_code == 400, problem
    assert field in problem["fields"], problem
    assert all(isinstance(message, str) and message for message in problem["fields"][field])
    assert (User.objects.count(), Project.objects.count(), Project.objects.get().version) == before


@pytest.mark.parametrize(("method", "route"), NUMBERED, ids=[f"{method} {route}" for method, route in NUMBERED])
def test_numbers_that_no_thing_can_have_are_not_found(method: str, route: str, world: dict[str, Any]):
    client = APIClient(raise_request_exception=False)
    client.force_login(world["user"])
    for number in ("0", "-1", "9" * 19, "9" * 400, "1e3", "%00", "x"):
        address = fill(re.sub(r"<int:\w+>", number, route), world)
        response = send(client, method.upper(), address, b"{}", content_type=JSON)
        # 400 and 415 where the body is looked at first.
        assert response.status_code in (400, 404, 415), (number, response.content[:200])


@pytest.mark.parametrize(
    "query", ["cursor=x", "cursor=%00", "page_size=-1", "page_size=x", "page_size=99999999999", "cursor=cD0tOTk%3D"]
)
def test_page_parameters_that_mean_nothing_break_nothing(world: dict[str, Any], query: str):
    client = APIClient(raise_request_exception=False)
    client.force_login(world["user"])
    for path in ("projects/", f"projects/{world['project_id']}/items/", f"projects/{world['project_id']}/imports/"):
        assert client.get(f"/api/v1/{path}?{query}").status_code in (200, 404), path


def _json(data: Any) -> bytes:
    return json.dumps(data).encode()

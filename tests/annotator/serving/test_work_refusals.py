"""What a rater's work refuses over HTTP, and by which field."""

import uuid

import pytest

from annotator.models import (
    Judgment,
)
from tests.annotator.serving.work_client import LEFT, api, client_of, telltale_study
from tests.support.world import Study

pytestmark = [pytest.mark.django_db, pytest.mark.both_databases]


@pytest.fixture
def made() -> Study:
    return telltale_study()


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

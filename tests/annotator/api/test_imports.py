"""Imports over HTTP: upload, watch, fetch the errors, cancel."""

import csv
import io
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from rest_framework.test import APIClient

from annotator.models import ImportRun, Item, Project
from annotator.tasks import run_import
from tests.annotator.api.conftest import Person, body
from tests.support.studies import jsonl, pair

pytestmark = pytest.mark.django_db


def upload(client: APIClient, project: Project, data: bytes, *, name: str = "items.jsonl", **fields: str):
    form = {"file": SimpleUploadedFile(name, data), **fields}
    return client.post(f"/api/v1/projects/{project.pk}/imports/", form, format="multipart")


def test_a_file_is_accepted_imported_by_the_task_and_its_errors_fetched(api: APIClient, project: Project):
    queued = body(upload(api, project, jsonl([pair(1), {"id": 2}, pair(3)])), 202)
    assert (queued["state"], queued["kind"], queued["format"]) == ("queued", "items", "jsonl")
    assert (queued["abilities"], queued["requested_by"]["name"]) == ({"cancel": True}, "Lea Lead")
    run_import(queued["id"])
    done = body(api.get(f"/api/v1/imports/{queued['id']}/"))
    assert (done["state"], done["rows_created"], done["rows_failed"], done["has_errors"]) == ("succeeded", 2, 1, True)
    assert done["first_errors"] == [{"line": 2, "field": "prompt", "reason": "is missing (or messages)"}]
    assert done["progress_done"] == done["progress_total"] == done["file_bytes"]
    report: Any = api.get(f"/api/v1/imports/{queued['id']}/errors/")
    assert report["Content-Type"].startswith("text/csv")
    assert "attachment" in report["Content-Disposition"]
    rows = list(csv.DictReader(io.StringIO(b"".join(report.streaming_content).decode())))
    assert rows == [{"line": "2", "field": "prompt", "reason": "is missing (or messages)", "excerpt": '{"id": 2}'}]
    (listed,) = body(api.get(f"/api/v1/projects/{project.pk}/imports/"))["results"]
    assert listed == done


def test_a_message_that_comes_twice_imports_once(api: APIClient, project: Project):
    queued = body(upload(api, project, jsonl([pair(1)])), 202)
    run_import(queued["id"])
    run_import(queued["id"])
    assert Item.objects.count() == 1
    assert ImportRun.objects.get().attempts == 1


def test_the_stored_name_is_ours_and_the_given_name_is_shown(api: APIClient, project: Project):
    queued = body(upload(api, project, jsonl([pair(1)]), name="../../etc/pass wd.jsonl"), 202)
    assert queued["file_name"] == "pass wd.jsonl"
    assert ".." not in str(ImportRun.objects.get().file.name)


@pytest.mark.parametrize(
    ("data", "fields", "named"),
    [
        (b"", {}, "file"),
        (b"x", {"kind": "people"}, "kind"),
        (b"x", {"format": "xml"}, "format"),
        (b"\x00\x01", {"format": "auto"}, "file"),
    ],
)
def test_what_cannot_be_imported_is_refused_at_once(
    api: APIClient, project: Project, data: bytes, fields: dict[str, str], named: str
):
    problem = body(upload(api, project, data, name="file", **fields), 400)
    assert list(problem["fields"]) == [named]
    assert not ImportRun.objects.exists()


def test_a_body_that_is_no_form_is_refused(api: APIClient, project: Project):
    address = f"/api/v1/projects/{project.pk}/imports/"
    assert body(api.post(address, {"file": "x"}, format="json"), 415)["code"] == "unsupported_media_type"
    assert list(body(api.post(address, {"kind": "items"}, format="multipart"), 400)["fields"]) == ["file"]
    assert list(body(api.post(address, {"file": "text"}, format="multipart"), 400)["fields"]) == ["file"]


def test_a_closed_project_takes_no_imports(api: APIClient, project: Project):
    Project.objects.update(state="closed")
    assert body(upload(api, project, jsonl([pair(1)])), 409)["code"] == "project_closed"


def test_cancelling(api: APIClient, client_of: Person, project: Project):
    queued = body(upload(api, project, jsonl([pair(1)])), 202)
    address = f"/api/v1/imports/{queued['id']}/cancel/"
    body(client_of("reviewer").post(address), 403)
    cancelled = body(api.post(address))
    assert (cancelled["state"], cancelled["abilities"]) == ("cancelled", {"cancel": False})
    run_import(queued["id"])
    assert not Item.objects.exists()
    assert body(api.post(address), 409)["code"] == "job_finished"


def test_an_import_without_errors_has_no_report(api: APIClient, project: Project):
    queued = body(upload(api, project, jsonl([pair(1)])), 202)
    assert body(api.get(f"/api/v1/imports/{queued['id']}/errors/"), 404)["code"] == "no_errors"

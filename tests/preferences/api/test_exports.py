"""Exports, bias and ranking over the API: who may what, and what is sent."""

import hashlib
import io
import json
import zipfile
from collections.abc import Callable
from typing import Any

import pytest
from rest_framework.fields import DictField, Field
from rest_framework.serializers import BaseSerializer, ListSerializer, Serializer
from rest_framework.test import APIClient

from agreement.services.runs import drive_report
from annotator.models import Role, User
from preferences.api.bias_results import BiasResultSerializer
from preferences.api.ranking_results import RankingResultSerializer
from preferences.api.serializers import ExportSerializer, ManifestSerializer
from preferences.formats import all_formats
from preferences.models import Export
from preferences.services.exporting import drive_export
from tests.preferences.world import ModelStudy, mixed_votes, model_study

pytestmark = [pytest.mark.django_db, pytest.mark.both_databases]
As = Callable[[str], APIClient]


@pytest.fixture
def study() -> ModelStudy:
    study = model_study()
    mixed_votes(study, study.question())
    return study


@pytest.fixture
def signed_in(study: ModelStudy) -> As:
    """Clients by role: lead, reviewer, rater, outsider."""
    users = {role.value: study.member(f"{role.value}@example.org", role) for role in Role}
    users["outsider"] = User.objects.create_user("outsider@example.org")

    def client(role: str) -> APIClient:
        api = APIClient()
        api.force_authenticate(users[role])
        return api

    return client


def exports(study: ModelStudy) -> str:
    return f"/api/v1/projects/{study.project.pk}/exports/"


def done(study: ModelStudy, lead: APIClient, **asked: Any) -> dict[str, Any]:
    """Request an export, write it, and return it as it is then sent."""
    response = lead.post(exports(study), {"format": "trl-preference", **asked})
    assert response.status_code == 202, response.content
    assert drive_export(response.json()["id"])
    found: dict[str, Any] = lead.get(f"/api/v1/exports/{response.json()['id']}/").json()
    assert found["state"] == "succeeded", found
    return found


def check_shape(value: Any, field: Field[Any, Any, Any, Any] | BaseSerializer[Any], path: str = "") -> None:
    """Fail unless ``value`` has exactly the fields that the schema promises, all the way down."""
    if value is None:
        assert field.allow_null, f"{path} is null"
    elif isinstance(field, ListSerializer):
        for index, part in enumerate(value):
            assert field.child is not None
            check_shape(part, field.child, f"{path}[{index}]")
    elif isinstance(field, DictField):
        assert isinstance(value, dict), path
    elif isinstance(field, Serializer):
        assert set(value) == set(field.fields), path
        for name, part in field.fields.items():
            check_shape(value[name], part, f"{path}.{name}")
    else:
        field.run_validation(value)


def test_a_lead_asks_follows_and_downloads(study: ModelStudy, signed_in: As) -> None:
    lead = signed_in("lead")
    asked = lead.post(exports(study), {"format": "trl-preference"})
    assert asked.status_code == 202
    assert (asked.json()["state"], asked.json()["files"], asked.json()["manifest"]) == ("queued", [], None)
    assert asked.json()["abilities"] == {"cancel": True, "download": False}
    assert lead.get(f"/api/v1/exports/{asked.json()['id']}/download/").json()["code"] == "not_ready"
    drive_export(asked.json()["id"])
    (found,) = lead.get(exports(study)).json()["results"]
    assert found["abilities"] == {"cancel": False, "download": True}
    assert found["rows_written"] == 5
    check_shape(found["manifest"], ManifestSerializer())
    assert set(found) == set(ExportSerializer().fields)
    for file in found["files"]:
        response = lead.get(file["url"], HTTP_ACCEPT="text/html")
        content = b"".join(response.streaming_content)  # type: ignore[attr-defined]
        assert (len(content), hashlib.sha256(content).hexdigest()) == (file["bytes"], file["sha256"])
        assert file["name"] in response["Content-Disposition"]
    assert [file["name"] for file in found["files"]] == [
        "train.jsonl",
        "README.md",
        "croissant.json",
        "manifest.json",
    ]
    archive = lead.get(f"/api/v1/exports/{found['id']}/download/")
    with zipfile.ZipFile(io.BytesIO(b"".join(archive.streaming_content))) as opened:  # type: ignore[attr-defined]
        assert opened.testzip() is None
        assert opened.namelist() == ["train.jsonl", "README.md", "croissant.json", "manifest.json", "run.json"]
        assert len(opened.read("train.jsonl").splitlines()) == 5
        assert json.loads(opened.read("manifest.json")) == found["manifest"]


@pytest.mark.parametrize(("role", "status"), [("rater", 403), ("reviewer", 403), ("outsider", 404)])
def test_others_reach_nothing(study: ModelStudy, signed_in: As, role: str, status: int) -> None:
    export = done(study, signed_in("lead"))["id"]
    other = signed_in(role)
    for path in (
        exports(study),
        f"/api/v1/exports/{export}/",
        f"/api/v1/exports/{export}/files/train.jsonl/",
        f"/api/v1/exports/{export}/download/",
    ):
        assert other.get(path).status_code == status, path
    assert other.post(exports(study), {"format": "trl-preference"}).status_code == status
    assert other.post(f"/api/v1/exports/{export}/cancel/").status_code == status
    assert Export.objects.count() == 1


def test_without_signing_in_nothing_is_told(study: ModelStudy) -> None:
    for path in (exports(study), "/api/v1/export-formats/", "/api/v1/exports/1/"):
        assert APIClient().get(path).status_code in {401, 403}


def test_no_path_leads_out_of_the_folder(study: ModelStudy, signed_in: As) -> None:
    lead = signed_in("lead")
    export = done(study, lead)["id"]
    for name in ("secret_key", "..", "%2e%2e%2fsecret_key", "..%2f..%2fsecret_key", "manifest.json%00", "train"):
        response = lead.get(f"/api/v1/exports/{export}/files/{name}/")
        assert response.status_code == 404, name


@pytest.mark.parametrize(
    ("body", "field"),
    [
        ({}, "format"),
        ({"format": "csv"}, "format"),
        ({"format": "trl-preference", "tie": "drop"}, "tie"),
        ({"format": "trl-preference", "ties": "half"}, "ties"),
        ({"format": "trl-preference", "min_agreement": 2}, "min_agreement"),
        ({"format": "trl-preference", "min_agreement": "x"}, "min_agreement"),
        ({"format": "trl-preference", "seed": -1}, "seed"),
        ({"format": "trl-preference", "filters": {"slice": {}}}, "filters.slice"),
        ({"format": "trl-preference", "filters": {"slices": {"language": []}}}, "filters.slices.language"),
        ({"format": "trl-preference", "filters": {"slices": {"nope": ["x"]}}}, "filters.slices.nope"),
        ({"format": "trl-preference", "filters": {"from": "2026-02-02", "to": "x"}}, "filters.to"),
        (
            {"format": "trl-preference", "filters": {"from": "2026-02-02T00:00:00Z", "to": "2026-02-01T00:00:00Z"}},
            "filters.from",
        ),
        ({"format": "trl-preference", "filters": {"raters": [987654]}}, "filters.raters"),
        ({"format": "trl-preference", "filters": {"raters": [10**30]}}, "filters.raters.0"),
        ({"format": "votes-jsonl", "aggregate": "votes"}, "aggregate"),
        ({"format": "trl-preference", "question": "nope"}, "question"),
    ],
)
def test_bad_wishes_are_refused_by_name(study: ModelStudy, signed_in: As, body: dict[str, Any], field: str) -> None:
    response = signed_in("lead").post(exports(study), body)
    assert response.status_code == 400, response.content
    assert field in response.json()["fields"], response.json()
    assert response["Content-Type"] == "application/problem+json"
    assert not Export.objects.exists()


def test_a_lead_cancels_once(study: ModelStudy, signed_in: As) -> None:
    lead = signed_in("lead")
    asked = lead.post(exports(study), {"format": "votes-jsonl"}).json()["id"]
    cancelled = lead.post(f"/api/v1/exports/{asked}/cancel/")
    assert (cancelled.status_code, cancelled.json()["state"]) == (200, "cancelled")
    again = lead.post(f"/api/v1/exports/{asked}/cancel/")
    assert (again.status_code, again.json()["code"]) == (409, "job_finished")


def test_formats_say_what_can_be_asked(signed_in: As) -> None:
    formats = signed_in("lead").get("/api/v1/export-formats/").json()
    assert [form["key"] for form in formats] == [form.key for form in all_formats()]
    assert all(form["source"] and form["kept"] and form["lost"] for form in formats)
    assert all({"key", "kind", "default", "choices"} <= set(option) for form in formats for option in form["options"])


@pytest.mark.parametrize(("kind", "serializer"), [("bias", BiasResultSerializer), ("ranking", RankingResultSerializer)])
def test_the_latest_result_has_the_promised_shape(
    study: ModelStudy, signed_in: As, kind: str, serializer: type[Serializer[Any]]
) -> None:
    lead = signed_in("lead")
    address = f"/api/v1/projects/{study.project.pk}/{kind}/"
    absent = lead.get(address)
    assert (absent.status_code, absent.json()["code"]) == (404, "no_report")
    asked = lead.post(f"/api/v1/projects/{study.project.pk}/reports/", {"kind": kind})
    assert asked.status_code == 202, asked.content
    drive_report(asked.json()["id"])
    found = lead.get(address)
    assert found.status_code == 200, found.content
    assert found.json()["report"]["kind"] == kind
    check_shape(found.json()["result"], serializer())
    for way in ("csv", "json"):
        assert lead.get(f"/api/v1/reports/{asked.json()['id']}/download/?as={way}").status_code == 200
    assert signed_in("rater").get(address).status_code == 403
    assert signed_in("outsider").get(address).status_code == 404


def test_an_empty_result_has_the_promised_shape_too(signed_in: As, study: ModelStudy) -> None:
    empty = model_study("Empty")
    empty.question("helpful", "likert")
    lead = APIClient()
    lead.force_authenticate(empty.member("second@example.org", Role.LEAD))
    for kind, serializer in (("bias", BiasResultSerializer), ("ranking", RankingResultSerializer)):
        asked = lead.post(f"/api/v1/projects/{empty.project.pk}/reports/", {"kind": kind}).json()["id"]
        drive_report(asked)
        check_shape(lead.get(f"/api/v1/projects/{empty.project.pk}/{kind}/").json()["result"], serializer())


def test_listing_costs_the_same_for_many(study: ModelStudy, signed_in: As, django_assert_max_num_queries: Any) -> None:
    lead = signed_in("lead")
    for _ in range(5):
        lead.post(exports(study), {"format": "votes-jsonl"})
    with django_assert_max_num_queries(5):
        assert len(lead.get(exports(study)).json()["results"]) == 5


def test_a_preview_shows_first_rows_and_what_is_left_out(study: ModelStudy, signed_in: As) -> None:
    address = f"{exports(study)}preview/"
    found = signed_in("lead").post(address, {"format": "trl-preference", "columns": "evidence"})
    assert found.status_code == 200, found.content
    told = found.json()
    assert (told["items"], told["items_total"], told["votes"], told["pairs"], told["rows_written"]) == (8, 8, 22, 8, 5)
    assert told["dropped"] == {"ties": 1, "both_bad": 1, "no_majority": 1}
    assert told["rows"][0]["item"] == "unanimous"
    votes = signed_in("lead").post(address, {"format": "votes-jsonl"}).json()
    assert (votes["votes"], len(votes["rows"])) == (22, 5)
    battles = signed_in("lead").post(address, {"format": "arena-battles", "both_bad": "drop"}).json()
    assert battles["dropped"] == {"both_bad": 3}
    refused = signed_in("lead").post(address, {"format": "hh-rlhf", "margin": "votes"})
    assert (refused.status_code, list(refused.json()["fields"])) == (400, ["margin"])
    assert signed_in("rater").post(address, {"format": "trl-preference"}).status_code == 403
    assert signed_in("outsider").post(address, {"format": "trl-preference"}).status_code == 404
    assert not Export.objects.exists()


@pytest.mark.parametrize("form", all_formats(), ids=lambda form: form.key)
def test_every_format_is_written_described_and_sent(study: ModelStudy, signed_in: As, form: Any) -> None:
    lead = signed_in("lead")
    found = done(study, lead, format=form.key)
    check_shape(found["manifest"], ManifestSerializer())
    counts = found["manifest"]["counts"]
    if counts["unit"] == "pairs":
        dropped = sum(n for name, n in counts.items() if name.endswith("_dropped"))
        assert counts["pairs"] == counts["rows"] + dropped
    assert found["rows_written"] == sum(file["rows"] for file in found["manifest"]["files"]) > 0
    for file in found["files"]:
        content = b"".join(lead.get(file["url"]).streaming_content)  # type: ignore[attr-defined]
        assert hashlib.sha256(content).hexdigest() == file["sha256"]
    assert {"README.md", "croissant.json"} <= {file["name"] for file in found["files"]}

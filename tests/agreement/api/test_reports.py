"""Reports over the API: who may what, and what is sent."""

import csv
import io
from collections.abc import Callable
from typing import Any

import pytest
from rest_framework.fields import DictField, Field
from rest_framework.serializers import ListSerializer, Serializer
from rest_framework.test import APIClient

from agreement.api.serializers import AgreementResultSerializer
from agreement.models import Report
from agreement.services.runs import drive_report
from annotator.models import QuestionKind, Role, User
from tests.agreement.world import NOW, Study, make_study, noisy_votes

pytestmark = pytest.mark.django_db
As = Callable[[str], APIClient]


@pytest.fixture
def study() -> Study:
    study = make_study()
    study.vote(study.question(), noisy_votes(60, ["r1", "r2", "=r3"], agree=0.8, seed=1, values=["a", "b"]))
    study.slice("language", {name: "de" if name[-1] < "5" else "en" for name in study.items})
    return study


@pytest.fixture
def signed_in(study: Study) -> As:
    """Clients by role: lead, reviewer, rater, outsider."""
    users = {role.value: study.member(f"{role.value}@example.org", role) for role in Role}
    users["outsider"] = User.objects.create_user("outsider@example.org", "correct horse battery")

    def client(role: str) -> APIClient:
        api = APIClient()
        api.force_authenticate(users[role])
        return api

    return client


def reports(study: Study) -> str:
    return f"/api/v1/projects/{study.project.pk}/reports/"


def finished(study: Study, api: APIClient, **plan: Any) -> dict[str, Any]:
    asked = api.post(reports(study), {"kind": "agreement", "plan": plan})
    assert asked.status_code == 202, asked.content
    assert drive_report(asked.json()["id"])
    found: dict[str, Any] = api.get(f"/api/v1/reports/{asked.json()['id']}/").json()
    return found


def test_a_lead_asks_follows_and_reads(study: Study, signed_in: As) -> None:
    lead = signed_in("lead")
    asked = lead.post(reports(study), {"kind": "agreement"}).json()
    assert (asked["state"], asked["result"], asked["abilities"]) == ("queued", None, {"cancel": True})
    assert asked["requested_by"]["name"] == "lead@example.org"
    drive_report(asked["id"])
    found = lead.get(f"/api/v1/reports/{asked['id']}/").json()
    assert (found["state"], found["abilities"], found["stale"]) == ("succeeded", {"cancel": False}, False)
    assert found["result"]["questions"][0]["krippendorff_alpha"]["value"] is not None
    (row,) = lead.get(reports(study)).json()["results"]
    assert row["id"] == asked["id"]
    assert "result" not in row


def test_asking_twice_gives_the_one_under_way(study: Study, signed_in: As) -> None:
    lead = signed_in("lead")
    first, second = (lead.post(reports(study), {"kind": "agreement"}).json()["id"] for _ in range(2))
    assert first == second


@pytest.mark.parametrize(
    ("body", "field"),
    [
        ({}, "kind"),
        ({"kind": "astrology"}, "kind"),
        ({"kind": "agreement", "colour": 1}, "colour"),
        ({"kind": "agreement", "plan": {"replicates": 1}}, "plan.replicates"),
        ({"kind": "agreement", "plan": {"question": "nope"}}, "plan.question"),
        ({"kind": "agreement", "plan": {"ties": "half"}}, "plan.ties"),
    ],
)
def test_a_wrong_wish_names_its_field(study: Study, signed_in: As, body: dict[str, Any], field: str) -> None:
    answer = signed_in("lead").post(reports(study), body)
    assert answer.status_code == 400
    assert list(answer.json()["fields"]) == [field]


def test_latest_is_absent_by_name_until_one_has_succeeded(study: Study, signed_in: As) -> None:
    lead, base = signed_in("lead"), f"/api/v1/projects/{study.project.pk}"
    for path in (f"{base}/reports/latest/?kind=agreement", f"{base}/agreement/"):
        answer = lead.get(path)
        assert (answer.status_code, answer.json()["code"]) == (404, "no_report")
    headline = lead.get(f"{base}/agreement-headline/").json()
    assert (headline["report_id"], headline["estimate"]) == (None, None)
    assert headline["reason"]
    report = finished(study, lead)
    assert lead.get(f"{base}/reports/latest/?kind=agreement").json()["id"] == report["id"]
    typed = lead.get(f"{base}/agreement/").json()
    assert typed["report"]["id"] == report["id"]
    assert typed["result"] == report["result"]
    headline = lead.get(f"{base}/agreement-headline/").json()
    assert headline["report_id"] == report["id"]
    assert headline["estimate"] == report["result"]["questions"][0]["krippendorff_alpha"]
    assert headline["name"] == "Krippendorff's alpha, Better"
    assert headline["stale"] is False


def test_roles(study: Study, signed_in: As) -> None:
    report = finished(study, signed_in("lead"))
    base = f"/api/v1/projects/{study.project.pk}"
    reading = [
        f"{base}/reports/",
        f"{base}/reports/latest/",
        f"{base}/agreement/",
        f"{base}/agreement-headline/",
        f"/api/v1/reports/{report['id']}/",
        f"/api/v1/reports/{report['id']}/download/",
    ]
    for role, expected in (("lead", 200), ("reviewer", 200), ("rater", 403), ("outsider", 404)):
        assert {signed_in(role).get(path).status_code for path in reading} == {expected}, role
    writing = [(f"{base}/reports/", {"kind": "agreement"}), (f"/api/v1/reports/{report['id']}/cancel/", {})]
    for role, expected in (("reviewer", 403), ("rater", 403), ("outsider", 404)):
        assert {signed_in(role).post(path, body).status_code for path, body in writing} == {expected}, role
    assert {APIClient().get(path).status_code for path in reading} <= {401, 403}


def test_cancel(study: Study, signed_in: As) -> None:
    lead = signed_in("lead")
    asked = lead.post(reports(study), {"kind": "agreement"}).json()
    cancelled = lead.post(f"/api/v1/reports/{asked['id']}/cancel/").json()
    assert cancelled["state"] == "cancelled"
    again = lead.post(f"/api/v1/reports/{asked['id']}/cancel/")
    assert (again.status_code, again.json()["code"]) == (409, "job_finished")


def test_csv_has_every_number_with_its_method_and_no_formulas(study: Study, signed_in: As) -> None:
    lead = signed_in("lead")
    report = finished(study, lead)
    answer = lead.get(f"/api/v1/reports/{report['id']}/download/?as=csv")
    assert answer["Content-Type"] == "text/csv"
    assert f"agreement-report-{report['id']}.csv" in answer["Content-Disposition"]
    lines = list(csv.DictReader(io.StringIO(answer.content.decode())))
    assert all(line["method"] for line in lines)
    (alpha,) = [line for line in lines if line["statistic"] == "krippendorff_alpha" and line["group"] == "all"]
    assert float(alpha["value"]) == report["result"]["questions"][0]["krippendorff_alpha"]["value"]
    assert {line["subject"] for line in lines if line["group"] == "slice"} == {"language=de", "language=en"}
    assert not [line for line in lines if line["subject"].startswith("=")]


def test_json_download_names_plan_and_seed(study: Study, signed_in: As) -> None:
    lead = signed_in("lead")
    report = finished(study, lead)
    data = lead.get(f"/api/v1/reports/{report['id']}/download/?as=json").json()
    assert (data["seed"], data["plan"], data["result"]) == (7, report["plan"], report["result"])
    assert lead.get(f"/api/v1/reports/{report['id']}/download/?as=xlsx").status_code == 400


def test_an_unfinished_report_has_nothing_to_download(study: Study, signed_in: As) -> None:
    lead = signed_in("lead")
    asked = lead.post(reports(study), {"kind": "agreement"}).json()
    answer = lead.get(f"/api/v1/reports/{asked['id']}/download/")
    assert (answer.status_code, answer.json()["code"]) == (409, "report_unfinished")


def test_the_schema_describes_what_is_stored(study: Study, signed_in: As) -> None:
    helpful = study.question("helpful", QuestionKind.LIKERT)
    study.vote(helpful, [(f"l{index}", rater, 1.0 + index % 5) for index in range(40) for rater in ("r1", "r2")])
    result = finished(study, signed_in("lead"))["result"]
    assert all(part["over_time"] and part["cohen"] for part in result["questions"])
    assert result["questions"][0]["most_disputed"]
    _same_shape(AgreementResultSerializer(), result, "result")


def _same_shape(field: Field | ListSerializer, value: Any, path: str) -> None:
    """Assert that ``value`` has exactly the declared fields, all the way down, and that leaves are valid."""
    if value is None:
        assert field.allow_null, path
    elif isinstance(field, ListSerializer):
        assert isinstance(value, list), path
        for part in value:
            assert field.child is not None
            _same_shape(field.child, part, f"{path}[]")
    elif isinstance(field, Serializer):
        assert set(value) == set(field.fields), path
        for name, inner in field.fields.items():
            _same_shape(inner, value[name], f"{path}.{name}")
    elif isinstance(field, DictField):
        assert isinstance(value, dict), path
    else:
        field.run_validation(value)


def test_listing_costs_the_same_for_many(study: Study, signed_in: As, django_assert_num_queries: Any) -> None:
    lead = signed_in("lead")
    for n_reports in (1, 20):
        Report.objects.bulk_create(
            Report(project=study.project, kind="agreement", trigger="request", created_at=NOW, state="succeeded")
            for _ in range(n_reports)
        )
        # membership and project, the page, membership once more for the abilities
        with django_assert_num_queries(4):
            answer = lead.get(reports(study))
        assert answer.status_code == 200
    assert len(answer.json()["results"]) == 21

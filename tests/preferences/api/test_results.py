"""The latest ranking and bias over the API: of any question, or of the one that is named."""

from typing import Any

import pytest
from rest_framework.test import APIClient

from agreement.models import Report
from agreement.services.runs import drive_report, request_report
from annotator.models import Role
from tests.preferences.world import NOW, ModelStudy, model_study

pytestmark = [pytest.mark.django_db, pytest.mark.both_databases]


@pytest.fixture
def two_questions() -> ModelStudy:
    """A project that asks which response is better and which is safer, and says the opposite of each."""
    study = model_study()
    better, safer = study.question("better"), study.question("safer")
    for number in range(8):
        study.pair(f"i{number}")
    study.vote(better, {f"i{number}": {"r": "b" if number < 2 else "a"} for number in range(8)})
    study.vote(safer, {f"i{number}": {"s": "a" if number < 2 else "b"} for number in range(8)})
    return study


def run(study: ModelStudy, kind: str, **wanted: Any) -> Report:
    report = request_report(project=study.project, kind=kind, wanted=wanted, actor=None, now=NOW)
    assert drive_report(report.pk)
    report.refresh_from_db()
    return report


@pytest.fixture
def client(two_questions: ModelStudy) -> APIClient:
    client = APIClient()
    client.force_authenticate(two_questions.member("lead@example.org", Role.LEAD))
    return client


@pytest.mark.parametrize("kind", ["ranking", "bias"])
def test_each_question_has_a_latest_report_of_its_own(two_questions: ModelStudy, client: APIClient, kind: str) -> None:
    address = f"/api/v1/projects/{two_questions.project.pk}/{kind}/"
    standard = run(two_questions, kind)
    assert standard.plan["question"] == "better"
    assert client.get(address, {"question": "safer"}).json()["code"] == "no_report"
    safer = run(two_questions, kind, question="safer")
    for asked, report in (("better", standard), ("safer", safer)):
        found = client.get(address, {"question": asked}).json()
        assert (found["report"]["id"], found["result"]["question"]) == (report.pk, asked)
    assert client.get(address).json()["report"]["id"] == safer.pk
    if kind == "ranking":
        first = {
            asked: client.get(address, {"question": asked}).json()["result"]["strengths"][0]["model"]
            for asked in ("better", "safer")
        }
        assert first == {"better": "m1", "safer": "m2"}


def test_reports_from_before_questions_were_named_are_about_the_first(
    two_questions: ModelStudy, client: APIClient
) -> None:
    report = run(two_questions, "ranking")
    Report.objects.filter(pk=report.pk).update(plan={**report.plan, "question": None})
    address = f"/api/v1/projects/{two_questions.project.pk}/ranking/"
    assert client.get(address, {"question": "better"}).json()["report"]["id"] == report.pk
    assert client.get(address, {"question": "safer"}).status_code == 404


def test_a_question_that_is_not_there_is_named(two_questions: ModelStudy, client: APIClient) -> None:
    answer = client.get(f"/api/v1/projects/{two_questions.project.pk}/bias/", {"question": "nicer"})
    assert (answer.status_code, answer.json()["code"]) == (400, "unknown_question")
    assert "better, safer" in answer.json()["fields"]["question"][0]

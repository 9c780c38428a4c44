"""A report is stored once, in English, and read in each reader's language."""

from typing import Any

import pytest
from rest_framework.test import APIClient

from agreement.models import Report
from agreement.services.runs import drive_report
from annotator.models import Role
from annotator.wording import END_OF_ISOLATE, ISOLATE
from tests.agreement.world import Study, make_study, noisy_votes

pytestmark = pytest.mark.django_db


@pytest.fixture
def study() -> Study:
    study = make_study()
    votes = [*noisy_votes(150, ["r1", "r2"], agree=0.9, seed=1, values=["a", "b"])]
    study.vote(
        study.question(),
        [
            *votes,
            *(
                (item, "Ada", "a" if n % 2 else "b")
                for n, (item, rater, _) in enumerate(vote for vote in votes if vote[1] == "r1")
            ),
        ],
    )
    return study


@pytest.fixture
def lead(study: Study) -> APIClient:
    api = APIClient()
    api.force_authenticate(study.member("lead@example.org", Role.LEAD))
    return api


@pytest.fixture
def report(study: Study, lead: APIClient) -> Report:
    asked = lead.post(f"/api/v1/projects/{study.project.pk}/reports/", {"kind": "agreement"}, HTTP_ACCEPT_LANGUAGE="ar")
    assert drive_report(asked.json()["id"])
    return Report.objects.get()


def sentences(result: dict[str, Any]) -> list[str]:
    question = result["questions"][0]
    diagnosis = question["diagnosis"]
    told = [diagnosis["sentence"], question["reading"]["sentence"]]
    for cause in diagnosis["causes"]:
        told += [cause["title"], cause["action"], *cause["evidence"]]
    return told


def test_the_diagnosis_is_read_in_arabic_and_stored_in_english(study: Study, lead: APIClient, report: Report) -> None:
    address = f"/api/v1/projects/{study.project.pk}/agreement/"
    english = lead.get(address).json()["result"]
    arabic = lead.get(address, HTTP_ACCEPT_LANGUAGE="ar").json()["result"]
    assert english == report.result
    assert len(sentences(arabic)) == len(sentences(english)) > 4
    for told, said in zip(sentences(english), sentences(arabic), strict=True):
        assert told in report.words, told
        assert "\u0600" <= said.strip(ISOLATE)[0] <= "\u06ff" or said.startswith((f"{ISOLATE}Ada", "ال")), said
        assert not any(mark in said for mark in "{}"), said
    causes = arabic["questions"][0]["diagnosis"]["causes"]
    assert causes[0]["title"] == f"{ISOLATE}Ada{END_OF_ISOLATE} يختلف عن البقية"
    assert causes[0]["raters"] == english["questions"][0]["diagnosis"]["causes"][0]["raters"]


def test_every_way_to_a_report_speaks_the_readers_language(study: Study, lead: APIClient, report: Report) -> None:
    one = lead.get(f"/api/v1/reports/{report.pk}/", HTTP_ACCEPT_LANGUAGE="ar").json()["result"]
    latest = lead.get(f"/api/v1/projects/{study.project.pk}/agreement/", HTTP_ACCEPT_LANGUAGE="ar").json()["result"]
    assert one == latest
    assert lead.get(f"/api/v1/reports/{report.pk}/").json()["result"] == report.result
    overview = f"/api/v1/projects/{study.project.pk}/agreement/overview/"
    shown = lead.get(overview, HTTP_ACCEPT_LANGUAGE="ar").json()["result"]["questions"][0]
    assert shown["reading"]["sentence"] == latest["questions"][0]["reading"]["sentence"]
    assert lead.get(overview).json()["result"]["questions"][0]["reading"] == report.result["questions"][0]["reading"]


def test_a_report_made_before_words_were_kept_stays_english(study: Study, lead: APIClient, report: Report) -> None:
    Report.objects.update(words={})
    found = lead.get(f"/api/v1/projects/{study.project.pk}/agreement/", HTTP_ACCEPT_LANGUAGE="ar").json()["result"]
    assert sentences(found) == sentences(report.result or {})


def test_what_is_downloaded_is_english(lead: APIClient, report: Report) -> None:
    address = f"/api/v1/reports/{report.pk}/download/?as=json"
    assert lead.get(address, HTTP_ACCEPT_LANGUAGE="ar").content == lead.get(address).content

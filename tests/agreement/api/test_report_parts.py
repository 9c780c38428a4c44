"""The dashboard's addresses: each part has its shape, costs few queries, and is forbidden to whom the report is."""

import csv
import io
from collections.abc import Callable
from typing import Any

import pytest
from rest_framework.serializers import Serializer
from rest_framework.test import APIClient

from agreement.api import part_serializers
from agreement.models import Report, ReportPart
from agreement.services.runs import drive_report, request_report
from annotator.models import Role, User
from tests.agreement.api.test_reports import _same_shape
from tests.agreement.world import NOW, Study, make_study, noisy_votes

pytestmark = pytest.mark.django_db
As = Callable[[str], APIClient]
SHAPES: dict[str, type[Serializer]] = {
    "pairs": part_serializers.PairsPartSerializer,
    "raters": part_serializers.RatersPartSerializer,
    "slices": part_serializers.SlicesPartSerializer,
    "over-time": part_serializers.OverTimePartSerializer,
    "disputed": part_serializers.DisputedPartSerializer,
    "confusion": part_serializers.ConfusionPartSerializer,
}
DOWNLOADS = (
    "coefficients", "answers", "over_time", "pairs", "raters", "confusion", "rater_confusions", "slices", "disputed",
)  # fmt: skip


@pytest.fixture
def study() -> Study:
    study = make_study()
    votes = noisy_votes(80, ["r1", "r2", "=r3"], agree=0.7, seed=1, values=["a", "b"])
    study.vote(study.question(), votes)
    study.slice("language", {name: ["de", "en", "fr", "it", "sw"][int(name[1:]) % 5] for name in study.items})
    return study


@pytest.fixture
def report(study: Study) -> Report:
    report = request_report(project=study.project, kind="agreement", wanted={}, actor=None, now=NOW)
    assert drive_report(report.pk)
    report.refresh_from_db()
    return report


@pytest.fixture
def signed_in(study: Study) -> As:
    users = {role.value: study.member(f"{role.value}@example.org", role) for role in Role}
    users["outsider"] = User.objects.create_user("outsider@example.org", "correct horse battery")

    def client(role: str) -> APIClient:
        api = APIClient()
        api.force_authenticate(users[role])
        return api

    return client


def part(report: Report, name: str, question: str = "better") -> str:
    return f"/api/v1/reports/{report.pk}/questions/{question}/{name}/"


def overview(study: Study) -> str:
    return f"/api/v1/projects/{study.project.pk}/agreement/overview/"


@pytest.mark.parametrize("name", SHAPES)
def test_each_part_has_its_declared_shape_and_costs_few_queries(
    report: Report, signed_in: As, name: str, django_assert_num_queries: Any
) -> None:
    lead = signed_in("lead")
    with django_assert_num_queries(4):  # the report's project, membership, project, the part
        answer = lead.get(part(report, name))
    assert answer.status_code == 200
    _same_shape(SHAPES[name](), answer.json(), name)


def test_the_overview_is_small_and_reads_no_result(
    study: Study, report: Report, signed_in: As, django_assert_num_queries: Any
) -> None:
    lead = signed_in("lead")
    with django_assert_num_queries(5) as captured:  # membership, project, the report, its overview, may they cancel
        found = lead.get(overview(study)).json()
    assert not [query for query in captured if '"agreement_report"."result"' in query["sql"]]
    _same_shape(part_serializers.AgreementOverviewResultSerializer(), found["result"], "overview")
    (question,) = found["result"]["questions"]
    whole = (report.result or {})["questions"][0]
    assert question["krippendorff_alpha"] == whole["krippendorff_alpha"]
    assert not {"cohen", "slices", "confusion", "raters", "most_disputed", "over_time"} & set(question)


def test_the_parts_together_say_what_the_result_says(report: Report, signed_in: As) -> None:
    lead = signed_in("lead")
    (whole,) = (report.result or {})["questions"]
    pairs = lead.get(part(report, "pairs")).json()
    assert [rater["alias"] for rater in pairs["raters"]] == ["=r3", "r1", "r2"]
    assert [(one["a"], one["b"], one["plain"]["value"]) for one in pairs["pairs"]] == [
        (one["rater_a"]["id"], one["rater_b"]["id"], one["plain"]["value"]) for one in whole["cohen"]
    ]
    slices = lead.get(part(report, "slices")).json()["slices"]
    assert {one["small"] for one in slices} == {True}  # 16 items each
    assert all("empirical Bayes" in one["pooled"]["method"] for one in slices)
    spread = [
        max(one[name]["value"] for one in slices) - min(one[name]["value"] for one in slices)
        for name in ("alpha", "pooled")
    ]
    assert spread[1] < spread[0]


def test_confusion_of_one_rater(report: Report, signed_in: As) -> None:
    lead = signed_in("lead")
    raters = lead.get(part(report, "raters")).json()
    assert raters["confusions"] is True
    first = raters["raters"][0]
    found = lead.get(part(report, "confusion"), {"rater": first["rater"]["id"]}).json()
    _same_shape(part_serializers.ConfusionPartSerializer(), found, "confusion")
    assert found["rater"] == first["rater"]
    diagonal = sum(found["rows"][k][k]["value"] * found["rows"][k][k]["n_judgments"] for k in (0, 1))
    assert diagonal / 80 == pytest.approx(first["with_others"]["value"], abs=1e-3)
    assert lead.get(part(report, "confusion"), {"rater": "x"}).status_code == 400
    nobody = lead.get(part(report, "confusion"), {"rater": 10**6})
    assert (nobody.status_code, nobody.json()["code"]) == (404, "no_part")


def test_roles(study: Study, report: Report, signed_in: As) -> None:
    paths = [
        overview(study),
        f"/api/v1/projects/{study.project.pk}/agreement/span/",
        *(part(report, name) for name in SHAPES),
    ]
    for role, expected in (("lead", 200), ("reviewer", 200), ("rater", 403), ("outsider", 404)):
        assert {signed_in(role).get(path).status_code for path in paths} == {expected}, role


def test_a_report_from_before_parts_were_stored_is_cut_anew(study: Study, report: Report, signed_in: As) -> None:
    lead = signed_in("lead")
    before = {name: lead.get(part(report, name)).json() for name in SHAPES}
    ReportPart.objects.all().delete()
    assert {name: lead.get(part(report, name)).json() for name in SHAPES} == before
    result = dict(report.result or {})
    del result["questions"][0]["confusion"]
    Report.objects.filter(pk=report.pk).update(result=result)
    answer = lead.get(part(report, "confusion"))
    assert (answer.status_code, answer.json()["code"]) == (404, "no_part")
    assert "run it again" in answer.json()["detail"]
    assert lead.get(part(report, "raters")).json()["raters"][0]["with_others"] is None
    assert lead.get(overview(study)).status_code == 200


def test_an_unknown_question_and_an_unfinished_report_have_no_parts(
    study: Study, signed_in: As, report: Report
) -> None:
    lead = signed_in("lead")
    assert lead.get(part(report, "pairs", "nope")).status_code == 404
    queued = request_report(project=study.project, kind="agreement", wanted={}, actor=None, now=NOW)
    answer = lead.get(part(queued, "pairs"))
    assert (answer.status_code, answer.json()["code"]) == (404, "no_part")


@pytest.mark.parametrize(
    "name",
    ["coefficients", "answers", "over_time", "pairs", "raters", "confusion", "rater_confusions", "slices", "disputed"],
)
def test_each_part_is_downloaded_with_its_methods(report: Report, signed_in: As, name: str) -> None:
    lead = signed_in("lead")
    address = f"/api/v1/reports/{report.pk}/download/"
    wanted = {"question": "better", "part": name}
    answer = lead.get(address, {**wanted, "as": "csv"})
    assert f"agreement-report-{report.pk}-better-{name}.csv" in answer["Content-Disposition"]
    lines = list(csv.DictReader(io.StringIO(answer.content.decode())))
    assert lines
    assert all(line["method"] for line in lines)
    assert not [line for line in lines if line["subject"].startswith("=") or line["group"].startswith("=")]
    data = lead.get(address, {**wanted, "as": "json"}).json()
    assert (data["seed"], data["plan"], "result" in data) == (7, report.plan, False)
    assert len(data["numbers"]) == len(lines)
    assert {number["question"] for number in data["numbers"]} == {"better"}


def test_an_unknown_part_names_the_known_ones(report: Report, signed_in: As) -> None:
    answer = signed_in("lead").get(f"/api/v1/reports/{report.pk}/download/", {"part": "moon"})
    assert answer.status_code == 400
    assert "coefficients" in answer.json()["fields"]["part"][0]

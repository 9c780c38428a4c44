"""What a comparison of two periods or guidelines says."""

import json
from datetime import timedelta
from typing import Any

import pytest

from agreement.models import Report
from agreement.services.comparison_report import rows
from agreement.services.runs import drive_report, request_report
from annotator.errors import InvalidInput
from annotator.models import Guideline, QuestionKind
from tests.agreement.world import NOW, Study, make_study, noisy_votes

pytestmark = pytest.mark.django_db
RATERS = ["r1", "r2", "r3"]
MARCH = {"a": {"from": "2026-03-01", "to": "2026-03-03"}, "b": {"from": "2026-03-04", "to": "2026-03-31"}}


def asked(study: Study, **plan: Any) -> Report:
    return request_report(project=study.project, kind="comparison", wanted=plan, actor=None, now=NOW)


def compared(study: Study, **plan: Any) -> dict[str, Any]:
    report = asked(study, replicates=300, **plan)
    assert drive_report(report.pk)
    report.refresh_from_db()
    assert report.state == "succeeded", report.error
    return json.loads(json.dumps(report.result, allow_nan=False))


def later(votes: list[Any], prefix: str) -> list[Any]:
    return [(f"{prefix}{item}", rater, said) for item, rater, said in votes]


@pytest.fixture
def study() -> Study:
    """Agreement rises after three days, on new items; ten of the old ones are judged again by others."""
    study = make_study()
    question = study.question()
    study.vote(question, noisy_votes(150, RATERS, agree=0.4, seed=1, values=["a", "b", "tie"]))
    sure = noisy_votes(150, RATERS, agree=0.95, seed=2, values=["a", "b", "tie"])
    study.vote(question, later(sure, "new-"), at=NOW + timedelta(days=5))
    again = [
        (item, f"again-{rater}", said)
        for item, rater, said in noisy_votes(10, RATERS, agree=0.9, seed=3, values=["a", "b"])
    ]
    study.vote(question, again, at=NOW + timedelta(days=5))
    return study


@pytest.mark.both_databases
def test_a_rise_between_two_periods_is_told_with_its_interval(study: Study) -> None:
    found = compared(study, **MARCH)
    alpha = found["coefficients"][0]
    assert alpha["name"] == "krippendorff_alpha"
    assert alpha["difference"]["value"] == pytest.approx(alpha["b"]["value"] - alpha["a"]["value"])
    assert alpha["difference"]["low"] > 0.3
    assert "bootstrap over items" in alpha["difference"]["method"]
    assert found["reading"]["word"] == "higher"
    assert (found["a"]["n_items"], found["a"]["n_judgments"], found["a"]["n_raters"]) == (150, 450, 3)
    assert (found["b"]["n_items"], found["b"]["n_judgments"], found["b"]["n_raters"]) == (160, 480, 6)
    assert found["a"]["name"] == "2026-03-01 to 2026-03-03"
    assert (found["n_raters_both"], found["n_items_shared"]) == (3, 10)
    shared = found["shared"][0]
    assert shared["difference"]["n_items"] == 10
    assert {row.statistic for row in rows(found)} >= {"krippendorff_alpha", "krippendorff_alpha_difference"}
    assert all(row.estimate["method"] for row in rows(found))


def test_the_sides_are_what_a_report_over_each_period_says(study: Study) -> None:
    found = compared(study, **MARCH)
    alone = make_study("the first days only")
    alone.vote(alone.question(), noisy_votes(150, RATERS, agree=0.4, seed=1, values=["a", "b", "tie"]))
    report = request_report(project=alone.project, kind="agreement", wanted={"replicates": 300}, actor=None, now=NOW)
    drive_report(report.pk)
    report.refresh_from_db()
    (question,) = (report.result or {})["questions"]
    for one in found["coefficients"]:
        assert one["a"]["value"] == pytest.approx(question[one["name"]]["value"])


def test_guidelines_are_compared_by_version_and_an_unchanged_one_proves_nothing() -> None:
    study = make_study()
    question = study.question("helpful", QuestionKind.LIKERT, scale_min=1, scale_max=5)
    versions = {
        version: Guideline.objects.create(project=study.project, version=version, body="x", published_at=NOW)
        for version in (3, 4)
    }
    votes = noisy_votes(120, RATERS, agree=0.7, seed=1, values=[1.0, 2.0, 3.0, 4.0])
    study.vote(question, votes, guideline=versions[3])
    study.vote(
        question,
        later(noisy_votes(120, RATERS, agree=0.7, seed=4, values=[2.0, 3.0, 4.0, 5.0]), "v4-"),
        guideline=versions[4],
    )
    study.vote(question, later(votes, "none-"))
    found = compared(study, by="guideline", a={"guideline": 3}, b={"guideline": 4})
    assert (found["a"]["name"], found["a"]["n_judgments"]) == ("guideline 3", 360)
    assert found["reading"]["word"] == "undecided"
    assert found["n_items_shared"] == 0
    assert found["shared"][0]["difference"]["value"] is None
    assert found["shared"][0]["difference"]["reason"].startswith("side A: no")


def test_questions_about_responses_are_resampled_by_item() -> None:
    study = make_study()
    question = study.question("quality", QuestionKind.LIKERT, per_response=True, scale_min=1, scale_max=3)
    for prefix, days in (("", 0), ("b-", 5)):
        votes = noisy_votes(60, RATERS, agree=0.7, seed=days, values=[1.0, 2.0, 3.0])
        both = [(f"{prefix}{item}", rater, {0: said, 1: 4 - said}) for item, rater, said in votes]
        study.vote(question, both, at=NOW + timedelta(days=days))
    found = compared(study, **MARCH)
    assert found["unit"] == "item × response"
    difference = found["coefficients"][0]["difference"]
    assert difference["n_items"] == 120
    assert difference["low"] < difference["value"] < difference["high"]


def test_an_empty_side_is_unknown_with_its_reason(study: Study) -> None:
    found = compared(study, a=MARCH["a"], b={"from": "2020-01-01", "to": "2020-01-31"})
    assert found["reading"] == {"word": "unknown", "sentence": "Not known: side B: no judgments."}
    assert found["b"]["n_judgments"] == 0


@pytest.mark.parametrize(
    ("plan", "field"),
    [
        ({}, "plan.a"),
        ({"by": "mood", **MARCH}, "plan.by"),
        ({**MARCH, "b": MARCH["a"]}, "plan.b"),
        ({**MARCH, "b": {"from": "2026-03-03", "to": "2026-03-09"}}, "plan.b"),
        ({**MARCH, "a": {"from": "2026-03-03", "to": "2026-03-01"}}, "plan.a"),
        ({**MARCH, "a": {"from": "yesterday", "to": "2026-03-01"}}, "plan.a"),
        ({**MARCH, "a": {"from": "2026-03-01", "to": "9999-12-31"}}, "plan.a"),
        ({**MARCH, "a": {"guideline": 3}}, "plan.guideline"),
        ({"by": "guideline", "a": {"guideline": 3}, "b": {"guideline": 4}}, "plan.a"),
        ({**MARCH, "question": "nope"}, "plan.question"),
        ({**MARCH, "slices": True}, "plan.slices"),
    ],
)
def test_a_wrong_plan_names_its_field(study: Study, plan: dict[str, Any], field: str) -> None:
    with pytest.raises(InvalidInput) as caught:
        asked(study, **plan)
    assert list(caught.value.fields) == [field]

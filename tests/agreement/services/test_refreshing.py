"""Reports follow the work: not too eagerly, and only where something is new."""

from datetime import timedelta
from typing import Any

import pytest

from agreement.models import Report
from agreement.services.refreshing import nightly_reports, refresh_reports
from agreement.services.runs import drive_report
from tests.agreement.world import NOW, Study, make_study, noisy_votes

pytestmark = pytest.mark.django_db
SOON = NOW + timedelta(minutes=1)
LATER = NOW + timedelta(minutes=11)


def agreement_only(reports: list[Report]) -> list[Report]:
    """Leave out what rooms above may have registered to be refreshed as well."""
    return [report for report in reports if report.kind == "agreement"]


def refreshed(**when: Any) -> list[Report]:
    reports = agreement_only(refresh_reports(**when))
    for report in reports:
        assert drive_report(report.pk)
    return reports


@pytest.fixture
def study() -> Study:
    return make_study()


def vote(study: Study, n_items: int, rater: str, **at: Any) -> None:
    question = study.project.questions.first() or study.question()
    study.vote(question, noisy_votes(n_items, [rater], agree=0.9, seed=1, values=["a", "b"]), **at)


def test_nothing_to_do_without_judgments(study: Study) -> None:
    study.question()
    assert refreshed(now=LATER) == []


def test_a_few_new_judgments_wait_for_quiet(study: Study) -> None:
    vote(study, 10, "r1")
    assert refreshed(now=SOON) == []
    (report,) = refreshed(now=LATER)
    assert (report.trigger, report.requested_by) == ("refresh", None)
    assert refreshed(now=LATER) == []


def test_fifty_new_judgments_do_not_wait(study: Study) -> None:
    vote(study, 49, "r1")
    assert refreshed(now=SOON) == []
    vote(study, 1, "r2")
    assert len(refreshed(now=SOON)) == 1


def test_a_large_project_waits_for_its_share(study: Study) -> None:
    vote(study, 4000, "r1")
    assert len(refreshed(now=SOON)) == 1
    vote(study, 60, "r2")
    assert refreshed(now=SOON) == []
    vote(study, 60, "r3")
    assert len(refreshed(now=SOON)) == 1


def test_only_projects_with_news(study: Study) -> None:
    vote(study, 10, "r1")
    refreshed(now=LATER)
    other = make_study("other")
    vote(other, 10, "r1")
    assert [report.project_id for report in refreshed(now=LATER)] == [other.project.pk]


def test_nothing_is_queued_behind_one_under_way(study: Study) -> None:
    vote(study, 60, "r1")
    assert len(agreement_only(refresh_reports(now=SOON))) == 1
    vote(study, 60, "r2")
    assert agreement_only(refresh_reports(now=SOON)) == []


def test_a_failed_report_is_not_repeated_until_there_is_news(study: Study) -> None:
    vote(study, 60, "r1")
    (report,) = agreement_only(refresh_reports(now=SOON))
    Report.objects.filter(pk=report.pk).update(state="failed")
    assert refreshed(now=LATER) == []


def test_the_night_takes_every_change(study: Study) -> None:
    vote(study, 1, "r1")
    (report,) = agreement_only(nightly_reports(now=SOON))
    assert report.trigger == "nightly"
    drive_report(report.pk)
    assert agreement_only(nightly_reports(now=SOON)) == []

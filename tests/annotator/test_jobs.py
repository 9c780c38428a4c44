"""Jobs end once, whoever drives them and however often their message is delivered."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from celery import current_app
from django.conf import settings
from django.utils import timezone

from annotator.errors import InvalidInput
from annotator.models import ImportKind, ImportRun, JobState, Project
from annotator.services import jobs
from annotator.services.jobs import Claim, JobNotCancellable

pytestmark = [pytest.mark.django_db, pytest.mark.both_databases]
NOW = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)


@pytest.fixture
def job() -> ImportRun:
    project = Project.objects.create(name="Jobs", preset="pairwise", seed=1, created_at=NOW)
    run = ImportRun(
        project=project, kind=ImportKind.ITEMS, format="jsonl", file_name="x", file_bytes=1, sha256="0", created_at=NOW
    )
    return jobs.request_job(run)


def test_a_job_is_driven_once_though_its_message_comes_twice(job: ImportRun):
    calls = []

    def work(claim: Claim) -> dict[str, Any]:
        calls.append(claim.job.pk)
        claim.progress(3, 10, stage="Reading")
        return {"rows_created": 10}

    assert jobs.drive(ImportRun, job.pk, work) is True
    assert jobs.drive(ImportRun, job.pk, work) is False
    job.refresh_from_db()
    assert calls == [job.pk]
    assert (job.state, job.rows_created, job.progress_done, job.attempts) == (JobState.SUCCEEDED, 10, 10, 1)
    assert job.started_at is not None
    assert job.finished_at is not None


def test_a_job_in_living_hands_is_not_taken(job: ImportRun):
    now = timezone.now()
    assert jobs.take(ImportRun, job.pk, now=now) is not None
    assert jobs.take(ImportRun, job.pk, now=now + settings.JOB_HEARTBEAT_TIMEOUT / 2) is None


def test_a_stale_job_is_taken_over_and_the_first_worker_can_write_no_more(job: ImportRun):
    now = timezone.now()
    first = jobs.take(ImportRun, job.pk, now=now)
    second = jobs.take(ImportRun, job.pk, now=now + settings.JOB_HEARTBEAT_TIMEOUT + timedelta(seconds=1))
    assert first is not None
    assert second is not None
    with pytest.raises(jobs.ClaimLost):
        first.progress(1, 2)
    assert first.finish(JobState.SUCCEEDED) is False
    assert second.finish(JobState.SUCCEEDED) is True
    assert second.finish(JobState.FAILED) is False
    job.refresh_from_db()
    assert (job.state, job.attempts) == (JobState.SUCCEEDED, 2)


def test_a_domain_error_fails_the_job_with_its_message(job: ImportRun):
    def work(claim: Claim) -> dict[str, Any]:
        raise InvalidInput("The file is empty.")

    assert jobs.drive(ImportRun, job.pk, work)
    job.refresh_from_db()
    assert (job.state, job.error_code, job.error) == (JobState.FAILED, "invalid", "The file is empty.")


def test_a_defect_fails_the_job_without_telling_internals(job: ImportRun):
    def work(claim: Claim) -> dict[str, Any]:
        raise ZeroDivisionError("secret detail")

    assert jobs.drive(ImportRun, job.pk, work)
    job.refresh_from_db()
    assert (job.state, job.error_code) == (JobState.FAILED, "internal")
    assert "secret" not in job.error


def test_a_queued_job_is_cancelled_at_once_and_a_finished_one_is_not(job: ImportRun):
    assert jobs.cancel_job(job, now=NOW).state == JobState.CANCELLED
    with pytest.raises(JobNotCancellable):
        jobs.cancel_job(job, now=NOW)


def test_a_running_job_stops_at_its_next_progress(job: ImportRun):
    def work(claim: Claim) -> dict[str, Any]:
        jobs.cancel_job(job, now=NOW)
        claim.progress(1, 2, stage="Next")
        raise AssertionError("went on after the cancel")

    assert jobs.drive(ImportRun, job.pk, work)
    job.refresh_from_db()
    assert job.state == JobState.CANCELLED


@pytest.fixture
def sent(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    ids: list[int] = []

    def note(name: str, args: list[int]) -> None:
        ids.extend(args)

    monkeypatch.setattr(current_app, "send_task", note)
    return ids


def test_what_was_left_behind_is_sent_again_but_not_at_every_beat(job: ImportRun, sent: list[int]):
    late = NOW + settings.JOB_HEARTBEAT_TIMEOUT + timedelta(seconds=1)
    assert jobs.recover_jobs(now=NOW) == 0
    assert jobs.recover_jobs(now=late) == 1
    assert jobs.recover_jobs(now=late) == 0
    assert sent == [job.pk]


def test_a_job_that_kills_every_worker_is_given_up_with_a_reason(job: ImportRun, sent: list[int]):
    now = timezone.now()
    for _ in range(ImportRun.max_attempts):
        assert jobs.take(ImportRun, job.pk, now=now) is not None
        now += settings.JOB_HEARTBEAT_TIMEOUT + timedelta(seconds=1)
    assert jobs.take(ImportRun, job.pk, now=now) is None
    assert jobs.recover_jobs(now=now) == 0
    job.refresh_from_db()
    assert (job.state, job.error_code) == (JobState.FAILED, "gave_up")
    assert sent == []


def test_the_broker_being_away_loses_nothing(job: ImportRun, monkeypatch: pytest.MonkeyPatch):
    def refuse(name: str, args: list[int]) -> None:
        raise ConnectionRefusedError

    monkeypatch.setattr(current_app, "send_task", refuse)
    assert jobs.enqueue(job) is False
    job.refresh_from_db()
    assert job.state == JobState.QUEUED
    ids: list[int] = []
    monkeypatch.setattr(current_app, "send_task", lambda name, args: ids.extend(args))
    assert jobs.recover_jobs(now=NOW) == 1  # at the next turn, not only when it looks stale
    assert ids == [job.pk]

"""Jobs: request, claim, drive, recover. The row is the truth; the broker only wakes a worker.

A worker claims a row with one conditional UPDATE and from then on writes to it only while its claim stands. A
background thread refreshes the heartbeat, so that a long computation isn't taken for a dead worker. When a worker dies,
its heartbeat goes stale, ``recover_jobs`` sends the task again, and the next worker takes the claim over.
"""

import threading
import time
import uuid
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from typing import Any, TypeVar

import structlog
from celery import current_app
from django.apps import apps
from django.conf import settings
from django.db import connection, transaction
from django.db.models import F, Q
from django.utils import timezone
from kombu.exceptions import OperationalError

from annotator.errors import Conflict, DomainError
from annotator.models import UNFINISHED, Job, JobState
from annotator.said import say

log = structlog.get_logger(__name__)
J = TypeVar("J", bound=Job)
NEVER = datetime(1970, 1, 1, tzinfo=UTC)
"""The heartbeat of a queued job whose message was never sent."""


class JobNotCancellable(Conflict):
    code = "job_finished"


class JobCancelled(Exception):
    """Somebody asked for the running job to stop."""


class ClaimLost(Exception):
    """Another worker took the job over; this one must write no more."""


def job_classes() -> list[type[Job]]:
    """Every concrete kind of job, in every app."""
    return [model for model in apps.get_models() if issubclass(model, Job)]


def request_job(job: J) -> J:
    """Save ``job`` as queued and wake a worker once the transaction commits. Returns it."""
    job.state = JobState.QUEUED
    job.heartbeat_at = job.created_at
    job.save()
    transaction.on_commit(lambda: enqueue(job))
    return job


def enqueue(job: Job) -> bool:
    """Send the job's task. Returns False when the broker is away; then ``recover_jobs`` sends it at its next turn."""
    try:
        current_app.send_task(job.task_name, args=[job.pk])
    except (OperationalError, OSError) as error:
        log.warning("broker_unreachable", job=f"{job._meta.label}:{job.pk}", error=str(error))
        queued = type(job)._default_manager.filter(pk=job.pk, state=JobState.QUEUED)
        queued.update(heartbeat_at=NEVER)
        return False
    return True


def cancel_job(job: J, *, now: datetime) -> J:
    """End a queued job now; ask a running one to stop at its next progress. Raises ``JobNotCancellable`` for others."""
    rows = type(job)._default_manager.filter(pk=job.pk)
    if rows.filter(state=JobState.QUEUED).update(state=JobState.CANCELLED, finished_at=now, stage="", claim=None):
        job.refresh_from_db()
        return job
    if not rows.filter(state=JobState.RUNNING).update(cancel_requested=True):
        raise JobNotCancellable("The job has already ended.")
    job.refresh_from_db()
    return job


class Claim:
    """A worker's hold on a job: the only way in which work reports progress."""

    WRITE_EVERY_S = 0.5
    MAX_STAGE = 100

    def __init__(self, job: Job, token: uuid.UUID) -> None:
        self.job = job
        self.token = token
        self._written = 0.0

    def row(self) -> Any:
        """The job's row, as long as this claim stands: an UPDATE of it touches nothing otherwise."""
        return type(self.job)._default_manager.filter(pk=self.job.pk, claim=self.token, state=JobState.RUNNING)

    def progress(self, done: int, total: int | None = None, *, stage: str | None = None, **fields: Any) -> None:
        """Write progress, at most twice a second unless the stage changes.

        Raises ``JobCancelled`` or ``ClaimLost``, which the work must let pass.
        """
        if stage is not None and len(stage) > self.MAX_STAGE:  # it may name a question of any length
            stage = stage[: self.MAX_STAGE - 1] + "…"
        new_stage = stage is not None and stage != self.job.stage
        self.job.progress_done = done
        self.job.progress_total = total if total is not None else self.job.progress_total
        self.job.stage = stage if stage is not None else self.job.stage
        if new_stage or time.monotonic() - self._written >= self.WRITE_EVERY_S:
            self.save(**fields)

    def save(self, **fields: Any) -> None:
        """Write progress and ``fields`` now, inside the caller's transaction if there is one."""
        self._written = time.monotonic()
        values = {
            "progress_done": self.job.progress_done,
            "progress_total": self.job.progress_total,
            "stage": self.job.stage,
            **fields,
        }
        if not self.row().update(heartbeat_at=timezone.now(), **values):
            raise ClaimLost(str(self.job.pk))
        if self.row().filter(cancel_requested=True).exists():
            raise JobCancelled(str(self.job.pk))

    def finish(self, state: JobState, **fields: Any) -> bool:
        """Write the terminal state, alone and once. Returns False when the claim no longer stands."""
        done = self.row().update(state=state, finished_at=timezone.now(), claim=None, stage="", **fields)
        return bool(done)


def take(model: type[J], job_id: int, *, now: datetime) -> Claim | None:
    """Claim the job, or return ``None`` when it has ended, is gone or is in living hands."""
    stale = now - settings.JOB_HEARTBEAT_TIMEOUT
    free = Q(state=JobState.QUEUED) | Q(state=JobState.RUNNING, heartbeat_at__lt=stale)
    token = uuid.uuid4()
    rows = model._default_manager.filter(free, pk=job_id, attempts__lt=model.max_attempts)
    taken = rows.update(state=JobState.RUNNING, claim=token, heartbeat_at=now, attempts=F("attempts") + 1)
    if not taken:
        return None
    model._default_manager.filter(pk=job_id, started_at=None).update(started_at=now)
    return Claim(model._default_manager.select_related("project").get(pk=job_id), token)


def drive(model: type[J], job_id: int, work: Callable[[Claim], dict[str, Any]]) -> bool:
    """Claim the job, run ``work(claim)`` and write how it ended. Returns whether this call finished it.

    ``work`` returns the fields to store with success. A ``DomainError`` fails the job with its message; any other error
    is logged with its traceback and fails the job with a plain sentence. It is not retried: the same input fails again,
    and what is worth retrying (a dead worker) leaves no exception behind.
    """
    claim = take(model, job_id, now=timezone.now())
    if claim is None:
        return False
    with _heartbeat(claim):
        try:
            fields = work(claim)
        except JobCancelled:
            return claim.finish(JobState.CANCELLED)
        except ClaimLost:
            log.warning("claim_lost", job=f"{model._meta.label}:{job_id}")
            return False
        except DomainError as error:
            return claim.finish(JobState.FAILED, error_code=error.code, error=error.message)
        except Exception:
            log.exception("job_failed", job=f"{model._meta.label}:{job_id}")
            message = "Something went wrong on our side; the details are in the server's log."
            return claim.finish(JobState.FAILED, error_code="internal", error=message)
    return claim.finish(JobState.SUCCEEDED, progress_done=claim.job.progress_total or claim.job.progress_done, **fields)


@contextmanager
def _heartbeat(claim: Claim) -> Iterator[None]:
    """Refresh the heartbeat from a thread, on a connection of its own, while the work runs."""
    stop = threading.Event()
    every = settings.JOB_HEARTBEAT_TIMEOUT.total_seconds() / 4

    def beat() -> None:
        try:
            while not stop.wait(every):
                claim.row().update(heartbeat_at=timezone.now())
        except Exception:
            # The work goes on; if the database is really away, its own next write says so.
            log.exception("heartbeat_failed", job=claim.job.pk)
        finally:
            connection.close()

    if connection.in_atomic_block:  # a test's transaction: another connection would wait for it
        yield
        return
    thread = threading.Thread(target=beat, name="job-heartbeat", daemon=True)
    thread.start()
    try:
        yield
    finally:
        stop.set()
        thread.join()


def recover_jobs(*, now: datetime) -> int:
    """Send again what a lost message or a dead worker left behind, and give up on what fails every time.

    Returns the number of jobs sent again.
    """
    sent = 0
    stale = now - settings.JOB_HEARTBEAT_TIMEOUT
    for model in job_classes():
        left = model._default_manager.filter(state__in=UNFINISHED, heartbeat_at__lt=stale)
        message = say(
            "The worker died {max_attempts} times while running this. See its log for memory or disk trouble.",
            max_attempts=model.max_attempts,
        )
        left.filter(attempts__gte=model.max_attempts).update(
            state=JobState.FAILED, error_code="gave_up", error=message, finished_at=now, claim=None
        )
        for job in left.filter(attempts__lt=model.max_attempts):
            # A queued row's heartbeat is the time it was last sent, so that waiting jobs aren't sent again and again.
            model._default_manager.filter(pk=job.pk, state=JobState.QUEUED).update(heartbeat_at=now)
            sent += enqueue(job)
    return sent

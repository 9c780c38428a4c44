"""What happens later: each task loads ids and makes one service call."""

from collections.abc import Sequence

from celery import shared_task
from django.utils import timezone

from annotator.models import ImportRun
from annotator.services import dynamic, gold_review, jobs, leases, liveness, peer_scores, shifts
from annotator.services.importing.run import perform_import
from annotator.services.review.disputes import find_disputes_everywhere


@shared_task(ignore_result=True)
def recover_jobs() -> int:
    return jobs.recover_jobs(now=timezone.now())


@shared_task(ignore_result=True)
def expire_leases() -> int:
    return leases.expire_leases(now=timezone.now())


@shared_task(ignore_result=True)
def settle_items() -> int:
    return dynamic.sweep()


@shared_task(ignore_result=True)
def end_abandoned_shifts() -> int:
    return shifts.end_abandoned_shifts(now=timezone.now())


@shared_task(ignore_result=True)
def find_disputes() -> int:
    return find_disputes_everywhere(now=timezone.now())


@shared_task(ignore_result=True)
def review_gold() -> int:
    return gold_review.review_all(now=timezone.now())


@shared_task(ignore_result=True)
def score_peers() -> int:
    return peer_scores.score_all(now=timezone.now())


@shared_task(ignore_result=True)
def note_worker_alive(seen: Sequence[str] = ("worker", "beat")) -> None:
    # Its arrival proves a worker, and beat where beat sent it; a worker that has just started sends it to itself.
    liveness.note_alive(names=seen, now=timezone.now())


@shared_task(ignore_result=True)
def run_import(import_id: int) -> None:
    jobs.drive(ImportRun, import_id, lambda claim: perform_import(claim, now=timezone.now()))

"""Whether the parts that a product needs besides its web process are alive."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from celery import current_app
from django.db import DatabaseError, connection
from kombu.exceptions import OperationalError

from annotator.models import WorkerBeat

ALIVE_FOR = timedelta(seconds=35)


@dataclass(frozen=True, slots=True)
class Life:
    """Whether a kind of process was seen lately, and when."""

    alive: bool
    seen_at: datetime | None


@dataclass(frozen=True, slots=True)
class Health:
    """``ok`` when database, broker, worker and beat all answer."""

    status: str
    database: bool
    broker: bool
    worker: Life
    beat: Life


def health(*, now: datetime) -> Health:
    """Return what is alive at ``now``. Asks the database once and the broker once, and waits for neither for long."""
    database, beats = True, {}
    try:
        beats = dict(WorkerBeat.objects.values_list("name", "seen_at"))
    except DatabaseError:
        connection.close()
        database = False
    worker, beat = (_life(beats.get(name), now) for name in ("worker", "beat"))
    broker = broker_answers()
    fine = database and broker and worker.alive and beat.alive
    return Health("ok" if fine else "degraded", database, broker, worker, beat)


def worker_life(*, now: datetime) -> Life:
    """Return whether a worker was seen lately."""
    return _life(WorkerBeat.objects.filter(name="worker").values_list("seen_at", flat=True).first(), now)


def broker_answers() -> bool:
    """Whether the broker takes a connection within a second or two."""
    try:
        with current_app.connection_for_write() as broker:
            broker.ensure_connection(max_retries=1, interval_start=0, interval_step=0, timeout=2)
    except (OperationalError, OSError):
        return False
    return True


def _life(seen_at: datetime | None, now: datetime) -> Life:
    return Life(seen_at is not None and now - seen_at <= ALIVE_FOR, seen_at)

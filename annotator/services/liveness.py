"""Proof that the background processes live."""

from collections.abc import Iterable
from datetime import datetime

from annotator.models import WorkerBeat


def note_alive(*, names: Iterable[str], now: datetime) -> None:
    """Write that each of the named kinds of process was seen ``now``."""
    WorkerBeat.objects.bulk_create(
        [WorkerBeat(name=name, seen_at=now) for name in names],
        update_conflicts=True,
        update_fields=["seen_at"],
        unique_fields=["name"],
    )

"""How long somebody has worked lately: shifts less breaks, over all projects, with what overlaps counted once."""

from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta

DAY_HOURS = 16.0
"""Work within so many hours counts as one day's. Not midnight, which falls into the working day of half the world."""

Span = tuple[datetime, datetime]


def day_start(now: datetime) -> datetime:
    """Return when the rolling day that ends ``now`` began."""
    return now - timedelta(hours=DAY_HOURS)


def worked_seconds(shifts: Iterable[tuple[Span, Sequence[Span]]], *, since: datetime, until: datetime) -> int:
    """Return the seconds in [since, until] that lie in a shift and outside its breaks.

    ``shifts`` are spans with the spans of their breaks. Two shifts at once, in two projects, are worked once: who rests
    in one and works in the other, works.
    """
    worked: list[Span] = []
    for (start, end), breaks in shifts:
        at = max(start, since)
        for pause_start, pause_end in sorted(breaks):
            if pause_start > at:
                worked.append((at, min(pause_start, end, until)))
            at = max(at, pause_end)
        worked.append((at, min(end, until)))
    total, reached = timedelta(), since
    for start, end in sorted(worked):
        start = max(start, reached)
        if end > start:
            total += end - start
            reached = end
    return int(total.total_seconds())

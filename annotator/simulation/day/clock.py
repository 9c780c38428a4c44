"""The virtual clock: time moves only from one person's next act to another's, never with the wall."""

import heapq
from collections.abc import Generator, Iterable
from datetime import UTC, datetime, timedelta

MORNING = datetime(2026, 3, 2, 8, tzinfo=UTC)
"""When every simulated day starts."""

Life = Generator[float, None, None]
"""What somebody does in a day, in order: each ``yield`` is the seconds until their next act."""


class Clock:
    """Runs lives in the order of their acts; at the same moment, in the order in which they were given."""

    def __init__(self) -> None:
        self.seconds = 0.0

    @property
    def hour(self) -> float:
        """Hours since the day began."""
        return self.seconds / 3600

    @property
    def now(self) -> datetime:
        return MORNING + timedelta(seconds=self.seconds)

    def run(self, lives: Iterable[Life]) -> None:
        """Run until all lives have ended."""
        queue = [(0.0, number, life) for number, life in enumerate(lives)]
        while queue:
            self.seconds, number, life = heapq.heappop(queue)
            after = next(life, None)
            if after is not None:
                heapq.heappush(queue, (self.seconds + after, number, life))


def hours_into(moment: datetime) -> float:
    """Return how many hours after the start of the day ``moment`` is."""
    return (moment - MORNING) / timedelta(hours=1)

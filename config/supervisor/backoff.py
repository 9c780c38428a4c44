"""When a child that died is started again, and when it is given up."""

from dataclasses import dataclass


@dataclass
class Backoff:
    """Counts quick deaths in a row.

    A child that lived at least ``quick_seconds`` starts again at once (``first_delay``). Each death sooner than that
    doubles the delay up to ``longest_delay``; the ``limit``-th in a row ends the patience.
    """

    quick_seconds: float = 10.0
    first_delay: float = 0.25
    longest_delay: float = 8.0
    limit: int = 5
    quick_deaths: int = 0

    def after_death(self, *, lived_seconds: float) -> float | None:
        """Return the seconds to wait before the next start, or ``None`` when the child is given up."""
        if lived_seconds >= self.quick_seconds:
            self.quick_deaths = 0
            return self.first_delay
        self.quick_deaths += 1
        if self.quick_deaths >= self.limit:
            return None
        return min(self.first_delay * 2**self.quick_deaths, self.longest_delay)

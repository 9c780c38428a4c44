"""What a rater meets: somebody hands out work, takes judgments, and says when to rest."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol
from uuid import UUID

from annotator.policies.fatigue import Advice


@dataclass(frozen=True)
class Rest:
    """A break that is due: how long it should be, and whether there is no work before it was taken."""

    minutes: float
    required: bool = False


def due(advice: Advice) -> Rest | None:
    """Return the break that the advice to a rater asks for."""
    return Rest(advice.break_minutes, advice.break_required) if advice.break_suggested else None


@dataclass(frozen=True)
class Task:
    """What is on a rater's screen: an item, and whether the first response of the file is shown first."""

    key: UUID
    item: str
    first_shown_first: bool


@dataclass(frozen=True)
class Offer:
    """What a claim brings.

    ``sent_home``: the rater is handed nothing more today, because they are paused or have worked as long as anybody
    may in a day. ``rest``: what is due before there is more.
    """

    tasks: Sequence[Task] = ()
    sent_home: bool = False
    rest: Rest | None = None


@dataclass(frozen=True)
class Vote:
    """A judgment that counts: by whom, of which item, for which response of the file (``a``, ``b`` or ``tie``)."""

    rater: int
    item: str
    outcome: str


@dataclass(frozen=True)
class Books:
    """What the office knows when the day is over.

    ``checks``: (passed, all) by rater, those of paused raters included. ``stopped``: by paused rater, how many
    judgments, checks included, they had given by then. ``alarms``: by rater, the hours at which their rhythm was found
    to have changed. ``set_aside``: judgments in quarantine.
    """

    votes: Sequence[Vote]
    checks: Mapping[int, tuple[int, int]]
    stopped: Mapping[int, int]
    alarms: Mapping[int, Sequence[float]]
    set_aside: int


class Office(Protocol):
    """The day asks no more of the product than this. Raters are numbers, times are moments of the virtual clock."""

    def arrive(self, rater: int, now: datetime) -> bool:
        """Start a shift. Returns whether the rater may work."""

    def claim(self, rater: int, now: datetime) -> Offer:
        """Hand out the next batch."""

    def submit(self, rater: int, task: Task, *, shown: str, key: UUID, active_s: float, now: datetime) -> Rest | None:
        """Take a judgment in display terms (``a`` is the first shown). Returns the break that is due, if any."""

    def skip(self, rater: int, task: Task, now: datetime) -> None:
        """Give a task back for good."""

    def start_break(self, rater: int, now: datetime) -> None:
        """The rater goes for a rest."""

    def end_break(self, rater: int, now: datetime) -> None:
        """The rater is back from a rest."""

    def leave(self, rater: int, now: datetime) -> None:
        """End the shift; what the rater still holds is given back."""

    def has_work(self, rater: int) -> bool:
        """Whether the rater would be handed something."""

    def sweep(self, now: datetime) -> None:
        """Take back what was held for too long."""

    def books(self) -> Books:
        """Return what is known at the end."""

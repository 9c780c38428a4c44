"""What the office in memory knows of its raters: their sitting, their checks, and where they are in the walk.

Times are hours into the day.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field

from annotator.policies.fatigue import PAUSE_MINUTES, REST_MINUTES, Advice, Clock, Policy, advise
from annotator.policies.overlap import accuracy
from annotator.policies.rhythm import State, after_rest, start
from annotator.policies.verdict import Running
from annotator.simulation.day.shelf import Walker


@dataclass
class Sitting:
    """A shift. ``worked_before``: hours of work on the shifts before it."""

    started: float
    worked_before: float
    rhythm: State
    rested: float
    paused: float
    resting_since: float = 0.0
    break_h: float = 0.0

    def advice(self, policy: Policy, hour: float) -> Advice:
        """Return what the rater is told at ``hour``, and what their work follows."""
        on_shift = (hour - self.started) * 60
        clock = Clock(
            since_rest=(hour - self.rested) * 60,
            since_pause=(hour - max(self.paused, self.rested)) * 60,
            on_shift=on_shift,
            worked=on_shift + (self.worked_before - self.break_h) * 60,
        )
        return advise(self.rhythm, clock, policy)

    def end_break(self, hour: float) -> None:
        """A rest that is long enough makes fresh."""
        length = hour - self.resting_since
        self.break_h += length
        if length * 60 >= PAUSE_MINUTES:
            self.paused = hour
        if length * 60 >= REST_MINUTES:
            self.rested = hour
            self.rhythm = after_rest(self.rhythm)

    @property
    def alarms(self) -> Sequence[float]:
        """When the rhythm was found to have changed."""
        return [self.started + at_s / 3600 for at_s, _ in self.rhythm.alarms]


@dataclass
class Rater:
    """One rater. ``shift`` is the latest; it may be over."""

    walker: Walker
    shift: Sitting
    at_work: bool = False
    seen_at: float = 0.0
    worked: float = 0.0
    checks: list[bool] = field(default_factory=list)
    standing: Running[float] = field(default_factory=Running)
    had_gold: set[str] = field(default_factory=set)
    done: int = 0
    stopped_after: int | None = None
    alarms: list[float] = field(default_factory=list)

    def arrive(self, hour: float) -> None:
        """Start a shift, with the rater's own baseline as the last one left it."""
        self.seen_at, self.at_work = hour, True
        earlier = self.shift.rhythm if self.shift.rhythm.judged else None
        self.shift = Sitting(hour, self.worked, start(earlier), rested=hour, paused=hour)

    def leave(self, hour: float) -> None:
        """End the shift."""
        self.at_work = False
        self.worked += hour - self.shift.started - self.shift.break_h
        self.alarms += self.shift.alarms

    @property
    def accuracy(self) -> float:
        """What is believed of them after the checks so far."""
        return accuracy(passed=sum(self.checks), checked=len(self.checks))


def newcomer(walker: Walker) -> Rater:
    """Return a rater before their first shift."""
    return Rater(walker, Sitting(0.0, 0.0, State(), rested=0.0, paused=0.0))

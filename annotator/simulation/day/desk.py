"""The two ways to run a day: Touchstone's adaptive policies, and the fixed rules that other tools give."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Protocol

from annotator.policies.fatigue import Clock, Policy, advise, raised
from annotator.policies.gold import HIGHEST_RATE, rate_now
from annotator.policies.rhythm import State
from annotator.policies.verdict import judge

GOLD_RATE = 0.1
GOLD_PASS_THRESHOLD = 0.5
GOLD_MIN_CHECKS = 10
BREAK_AFTER_MINUTES = 50
BATCH_MIN, BATCH_MAX = 3, 10
FIXED_CHECKS, FIXED_PASSES = 10, 8


@dataclass
class Standing:
    """What the product knows of a rater in the course of the day. Times are hours since the day began."""

    rested_at: float = 0.0
    checks: list[bool] = field(default_factory=list)
    checked_at: list[float] = field(default_factory=list)
    rhythm: State = field(default_factory=State)
    suspect: bool = False
    doubtful_since: float = 0.0
    alarmed_at: float | None = None


@dataclass(frozen=True)
class Offer:
    """What is handed out next: a batch of so many seats, the share of gold in it, and whether a rest comes first."""

    seats: int
    gold_rate: float
    rest: bool


class Desk(Protocol):
    """What a day asks of its policies."""

    quarantines: bool

    def offer(self, standing: Standing, hour: float) -> Offer:
        """Return what is handed out next."""

    def stopped(self, standing: Standing) -> bool:
        """Whether the latest check ends the rater's day."""


class Adaptive:
    """The policies of this product with its defaults."""

    quarantines = True

    def offer(self, standing: Standing, hour: float) -> Offer:
        """Return the next offer; notes the moment at which the rater's rhythm was first found to have changed."""
        since_rest = (hour - standing.rested_at) * 60
        clock = Clock(since_rest=since_rest, since_pause=since_rest, on_shift=hour * 60)
        policy = Policy(break_after=BREAK_AFTER_MINUTES, batch_min=BATCH_MIN, batch_max=BATCH_MAX)
        advice = advise(standing.rhythm, clock, policy)
        if standing.alarmed_at is None and standing.rhythm.alarms:
            standing.alarmed_at = standing.rhythm.alarms[0][0] / 3600
        rate = rate_now(rate=GOLD_RATE, checked=len(standing.checks), suspect=standing.suspect)
        return Offer(advice.batch_size, raised(rate, advice.gold_factor, highest=HIGHEST_RATE), advice.break_suggested)

    def stopped(self, standing: Standing) -> bool:
        """Whether the latest check ends the rater's day; also keeps the time of the last good evidence."""
        verdict = judge(standing.checks, threshold=GOLD_PASS_THRESHOLD, min_checks=GOLD_MIN_CHECKS)
        standing.suspect = verdict.outcome == "suspect"
        if verdict.last_good is not None:
            standing.doubtful_since = standing.checked_at[verdict.last_good]
        return verdict.outcome == "bad"


class Fixed:
    """Batches of ten, a tenth of gold, out at fewer than 8 of the first 10 checks, and no breaks."""

    quarantines = False

    def offer(self, standing: Standing, hour: float) -> Offer:
        """Return the same offer each time."""
        return Offer(BATCH_MAX, GOLD_RATE, rest=False)

    def stopped(self, standing: Standing) -> bool:
        """Whether the first ten checks are in and too few were passed."""
        checks: Sequence[bool] = standing.checks
        return len(checks) == FIXED_CHECKS and sum(checks) < FIXED_PASSES

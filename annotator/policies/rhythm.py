"""A rater's rhythm: what their judgments so far say about how they usually work, and whether that has changed.

One small state per shift, carried from judgment to judgment; nothing is read again. Each rater is compared with
themselves alone: the baseline is their own pace per length and their own shares, from earlier shifts as far as there
are any, and their level at the start of this one.

What a rater is told depends on what they can see themselves (pace, repeated keys, ties, leaving the page). Outcomes of
hidden checks and repeats enter a second sum, which only leads and the seating of gold look at: else the answer to a
submit would tell which item was a check.
"""

import math
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field, fields, replace
from typing import Any

from annotator.policies.change import accumulated, normal_llr, share_llr, standardised

SHIFT = 0.4
"""The change of pace that the chart is tuned to, in standard deviations of a judgment's log time."""

LIMIT = 7.0
"""Evidence in nats at which the rhythm counts as changed; chosen by simulation (docs/QUALITY.md)."""

RECENT = 1 / 20
"""Weight of a new judgment in what is called recent."""

USUAL_SPREAD, USUAL_SPREAD_JUDGMENTS = 0.4, 6.0
"""Spread of log time assumed before anything is known, and for how many judgments that counts."""

USUAL_EXPONENT, EXPONENT_WEIGHT = 0.6, 1.0
"""Time grows with length to this power until the rater's own items show otherwise (weight: squared log characters)."""

CARRIED_LEVEL, CARRIED_SPREAD, CARRIED_SHARE = 10.0, 150.0, 200.0
"""What earlier shifts count for, in judgments: the level of pace little (it differs from day to day), the rest much."""

ODDS = {"same": 1.3, "tie": 1.5, "away": 1.5, "missed": 2.0, "inconsistent": 2.0}
"""By how much the odds of each sign grow with tiredness: design values, not estimates."""
FIRST_GUESS = {"same": 0.5, "tie": 0.1, "away": 0.1, "missed": 0.15, "inconsistent": 0.2}
GUESS_WEIGHT = 10.0
KNOWN_AFTER = 20
"""A share says nothing about a change until the rater's own is known from so many trials."""

STRAIGHT_LINE = 2e-5
"""A run of equal answers this improbable under the rater's own habits is straight-lining."""
LONGEST_MEMORY = 12
MOST_KEYS = 8


@dataclass(frozen=True, slots=True)
class Facts:
    """What one judgment shows. ``answer`` is what was said in the terms in which it was shown, "" for free text only.

    ``chars`` is the length of what had to be read; ``at_s`` seconds since the shift began.
    """

    at_s: int
    chars: int
    answer: str = ""
    active_s: float | None = None
    passed: bool | None = None
    consistent: bool | None = None
    focus_changes: int | None = None


@dataclass(frozen=True, slots=True)
class Share:
    """How often something happened: ``hits`` of ``n`` trials, and ``recent``, the same with old trials fading."""

    n: float = 0.0
    hits: float = 0.0
    recent: float | None = None

    def usual(self, guess: float) -> float:
        return (self.hits + guess * GUESS_WEIGHT) / (self.n + GUESS_WEIGHT)

    def after(self, hit: bool) -> "Share":
        value = float(hit)
        recent = value if self.recent is None else self.recent + RECENT * (value - self.recent)
        return Share(self.n + 1, self.hits + value, recent)


@dataclass(frozen=True, slots=True)
class Pace:
    """Log seconds against log characters, as running sums. ``recent``: fading mean of the deviation from usual."""

    n: float = 0.0
    x: float = 0.0
    y: float = 0.0
    xx: float = 0.0
    xy: float = 0.0
    squares: float = USUAL_SPREAD**2 * USUAL_SPREAD_JUDGMENTS
    freedom: float = USUAL_SPREAD_JUDGMENTS
    recent: float = 0.0

    @property
    def exponent(self) -> float:
        return (self.xy + USUAL_EXPONENT * EXPONENT_WEIGHT) / (self.xx + EXPONENT_WEIGHT)

    @property
    def spread(self) -> float:
        return math.sqrt(self.squares / self.freedom)


@dataclass(frozen=True, slots=True)
class State:
    """Everything that is remembered of a shift. Evidence is in nats; ``*_all`` counts hidden checks in.

    ``alarms`` are (seconds on shift, kind), the latest ``LONGEST_MEMORY`` of them.
    """

    judged: int = 0
    active_s: float = 0.0
    pace: Pace = field(default_factory=Pace)
    shares: Mapping[str, Share] = field(default_factory=dict)
    said: Mapping[str, float] = field(default_factory=dict)
    last: str = ""
    run: int = 0
    faster: float = 0.0
    slower: float = 0.0
    faster_all: float = 0.0
    slower_all: float = 0.0
    checked: int = 0
    missed: int = 0
    report: int | None = None
    reported_at_s: int | None = None
    alarms: tuple[tuple[int, str], ...] = ()

    def as_json(self) -> dict[str, Any]:
        """Return the state as plain values for one JSON column."""
        plain = asdict(self)
        plain["alarms"] = [list(alarm) for alarm in self.alarms]
        return plain

    @classmethod
    def from_json(cls, stored: Mapping[str, Any]) -> "State":
        """Return the state that ``as_json`` wrote; unknown names are left out and missing ones start afresh."""
        known = {one.name for one in fields(cls)}
        values = {name: value for name, value in stored.items() if name in known}
        if "pace" in values:
            values["pace"] = Pace(**values["pace"])
        if "shares" in values:
            values["shares"] = {name: Share(**share) for name, share in values["shares"].items()}
        if "alarms" in values:
            values["alarms"] = tuple((int(at), str(kind)) for at, kind in values["alarms"])
        return cls(**values)


def start(earlier: State | None = None) -> State:
    """Return the state at the start of a shift, with what the rater's ``earlier`` shift left as a baseline."""
    if earlier is None:
        return State()
    pace = earlier.pace
    level = min(1.0, CARRIED_LEVEL / pace.n) if pace.n else 1.0
    spread = min(1.0, CARRIED_SPREAD / pace.freedom)
    return State(
        pace=replace(
            pace,
            n=pace.n * level,
            xx=pace.xx * spread,
            xy=pace.xy * spread,
            squares=pace.squares * spread,
            freedom=pace.freedom * spread,
            recent=0.0,
        ),
        shares={name: _faded(share) for name, share in earlier.shares.items()},
        said=dict(earlier.said),
    )


def _faded(share: Share) -> Share:
    weight = min(1.0, CARRIED_SHARE / share.n) if share.n else 1.0
    return Share(share.n * weight, share.hits * weight, None)


def after_judgment(state: State, facts: Facts) -> State:
    """Return the state after one more judgment. Constant in time and size."""
    pace, u = _paced(state.pace, facts)
    shares = dict(state.shares)
    visible = sum(_sign(shares, name, hit) for name, hit in _visible(state, facts))
    hidden = sum(_sign(shares, name, hit) for name, hit in _hidden(facts))
    faster, slower = normal_llr(-u, shift=SHIFT), normal_llr(u, shift=SHIFT)
    if u == 0.0:  # nothing was learnt of pace
        faster = slower = 0.0
    run = state.run + 1 if facts.answer and facts.answer == state.last else int(bool(facts.answer))
    moved = replace(
        state,
        judged=state.judged + 1,
        active_s=state.active_s + (facts.active_s or 0.0),
        pace=pace,
        shares=shares,
        said=_counted(state.said, facts.answer),
        last=facts.answer,
        run=run,
        faster=accumulated(state.faster, faster + visible, limit=LIMIT),
        slower=accumulated(state.slower, slower + visible, limit=LIMIT),
        faster_all=accumulated(state.faster_all, faster + visible + hidden, limit=LIMIT),
        slower_all=accumulated(state.slower_all, slower + visible + hidden, limit=LIMIT),
        checked=state.checked + (facts.passed is not None),
        missed=state.missed + (facts.passed is False),
    )
    return _alarmed(state, moved, facts.at_s)


def after_rest(state: State) -> State:
    """Return the state after a rest: the evidence begins again, the baseline stays."""
    return replace(
        state,
        pace=replace(state.pace, recent=0.0),
        faster=0.0,
        slower=0.0,
        faster_all=0.0,
        slower_all=0.0,
        checked=0,
        missed=0,
        last="",
        run=0,
        report=None,
    )


def after_report(state: State, *, fresh: int, at_s: int) -> State:
    """Return the state after the rater said how fresh they feel, 1 (spent) to 5; 0 when they would rather not say."""
    return replace(state, report=fresh or None, reported_at_s=at_s)


def straight_lining(state: State) -> bool:
    """Whether the current run of equal answers is too long for the rater's own habits."""
    total = sum(state.said.values())
    if state.run < 2 or total < KNOWN_AFTER:
        return False
    # The run itself must not make itself look usual.
    before = max(state.said.get(state.last, 0.0) - state.run, 0.0)
    share = (before + 1.0) / (max(total - state.run, 0.0) + 2.0)
    return min(share, 0.9) ** (state.run - 1) < STRAIGHT_LINE


def entropy(state: State) -> float | None:
    """Return how varied the answers are, in bits; ``None`` before there are any."""
    total = sum(state.said.values())
    if not total:
        return None
    return -sum(n / total * math.log2(n / total) for n in state.said.values() if n)


def _paced(pace: Pace, facts: Facts) -> tuple[Pace, float]:
    """Return the pace with one more time in it, and how unusual that time was (standard normal; 0: nothing to say)."""
    if not facts.active_s or facts.active_s <= 0 or facts.chars <= 0:
        return pace, 0.0
    x, y = math.log(facts.chars), math.log(facts.active_s)
    if pace.n == 0:
        return replace(pace, n=1.0, x=x, y=y), 0.0
    away_x, slope = x - pace.x, pace.exponent
    # A recursive residual (Brown, Durbin and Evans 1975): what the judgments before did not foretell.
    widening = math.sqrt(1 + 1 / pace.n + away_x * away_x / (pace.xx + EXPONENT_WEIGHT))
    residual = (y - pace.y - slope * away_x) / widening
    u = standardised(residual, scale=pace.spread, freedom=pace.freedom)
    kept = max(-3 * pace.spread, min(3 * pace.spread, residual))  # an interruption must not widen the baseline
    y = pace.y + slope * away_x + kept * widening
    n, away_y = pace.n + 1, y - pace.y
    weight = pace.n / n
    return (
        Pace(
            n=n,
            x=pace.x + away_x / n,
            y=pace.y + away_y / n,
            xx=pace.xx + weight * away_x * away_x,
            xy=pace.xy + weight * away_x * away_y,
            squares=pace.squares + kept * kept,
            freedom=pace.freedom + 1,
            recent=pace.recent + RECENT * (kept - pace.recent),
        ),
        u,
    )


def _visible(state: State, facts: Facts) -> list[tuple[str, bool]]:
    """Return the signs that the rater can see for themselves."""
    signs = []
    if facts.answer and state.last:
        signs.append(("same", facts.answer == state.last))
    if facts.answer in {"a", "b", "tie", "both_bad"}:
        signs.append(("tie", facts.answer == "tie"))
    if facts.focus_changes is not None:
        signs.append(("away", facts.focus_changes > 0))
    return signs


def _hidden(facts: Facts) -> list[tuple[str, bool]]:
    signs = []
    if facts.passed is not None:
        signs.append(("missed", not facts.passed))
    if facts.consistent is not None:
        signs.append(("inconsistent", not facts.consistent))
    return signs


def _sign(shares: dict[str, Share], name: str, hit: bool) -> float:
    """Count the sign in ``shares`` and return its evidence against what was usual before it."""
    share = shares.get(name, Share())
    shares[name] = share.after(hit)
    if share.n < KNOWN_AFTER:
        return 0.0
    return share_llr(hit, share=share.usual(FIRST_GUESS[name]), odds=ODDS[name])


def _counted(said: Mapping[str, float], answer: str) -> dict[str, float]:
    """Return the answers' counts with one more; a new answer takes the place of the rarest when there are many."""
    counts = dict(said)
    if not answer:
        return counts
    if answer not in counts and len(counts) >= MOST_KEYS:
        del counts[min(counts, key=lambda key: (counts[key], key))]
    counts[answer] = counts.get(answer, 0.0) + 1
    return counts


def _alarmed(before: State, now: State, at_s: int) -> State:
    """Note the moments at which a sum reaches its limit, or a run becomes a straight line."""
    kinds = [
        name
        for name in ("faster", "slower", "faster_all", "slower_all")
        if getattr(now, name) >= LIMIT > getattr(before, name)
    ]
    new = [(at_s, name.removesuffix("_all")) for name in kinds if not name.endswith("_all")]
    told = {kind for _, kind in new}
    new += [
        (at_s, "checks")
        for name in kinds
        if name.endswith("_all") and name.removesuffix("_all") not in told and getattr(now, name[:-4]) < LIMIT
    ][:1]
    if straight_lining(now) and not straight_lining(before):
        new.append((at_s, "straight_line"))
    return replace(now, alarms=(*now.alarms, *new)[-LONGEST_MEMORY:]) if new else now

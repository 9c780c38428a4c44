"""How fresh a rater is, and what follows from it: how much work to hand out, when to rest, how many checks to seat.

Freshness is a product of factors, each 1 when rested: minutes since the last rest, minutes on shift, evidence that the
rater's own rhythm has changed (``policies.rhythm``), and what they say of themselves. The curves are deliberate first
choices, not fitted to data; the limit of the evidence was chosen by simulation (docs/QUALITY.md).

Two advices come of it. What the rater is told, and what their batches and breaks follow, rests on what they can see
themselves. What leads see, and what the rate of gold follows, counts hidden checks in.
"""

import math
from dataclasses import dataclass, field

from annotator.policies.rhythm import LIMIT, State, straight_lining
from annotator.said import say

REST_MINUTES = 3.0
"""A break shorter than this doesn't restore freshness."""
PAUSE_MINUTES = 0.5
"""A break shorter than this is no micro-break either."""
MICRO_BREAK_MINUTES = 1.0

LONG_SHIFT_MINUTES = 240.0
BREAK_BELOW = 0.4
CHANGE_BELOW = 0.6
"""Below this freshness another kind of question is offered."""

HIGHEST_GOLD_FACTOR = 2.5
ASK_EVERY_MINUTES, ASK_ON_DOUBT_MINUTES = 90.0, 30.0
"""A rater is asked how fresh they feel this seldom, and this seldom when their rhythm is half-way to a change."""
REPORT_LASTS_MINUTES = 45.0
REPORTED = {1: 0.4, 2: 0.6, 3: 0.85}
"""Factor of what the rater said of themselves; 4 and 5 take nothing away."""
TOLD_PERCENT = 15
"""A change of pace smaller than this isn't worth a word."""


@dataclass(frozen=True)
class Clock:
    """Minutes: since the last rest, since the last pause of any kind, on this shift, and worked in all lately.

    ``worked`` is the work of the person in all projects within the rolling day of ``policies.days``.
    """

    since_rest: float = 0.0
    since_pause: float = 0.0
    on_shift: float = 0.0
    worked: float = 0.0


@dataclass(frozen=True)
class Policy:
    """What a project says about rhythm. Minutes; 0 micro-breaks: none; a cap of 0: no cap."""

    break_after: float = 50.0
    break_length: float = 10.0
    micro_break_every: float = 0.0
    breaks_required: bool = False
    day_cap: float = 480.0
    batch_min: int = 3
    batch_max: int = 10


@dataclass(frozen=True)
class Advice:
    """What the rater is told, and what their work follows. ``reasons`` are plain sentences to them.

    ``freshness`` is 0 (spent) to 1 (fresh). ``break_minutes`` is how long the break due should be (0: none is due).
    ``gold_factor`` multiplies the rate of hidden checks; ``lead_freshness`` and ``lead_reasons`` count checks in and
    never leave the server towards a rater.
    """

    freshness: float
    batch_size: int
    break_suggested: bool
    reasons: list[str]
    break_required: bool = False
    break_minutes: float = 0.0
    day_over: bool = False
    change_suggested: bool = False
    ask_freshness: bool = False
    lead_freshness: float = 1.0
    lead_reasons: list[str] = field(default_factory=list)
    gold_factor: float = 1.0


def advise(state: State, clock: Clock, policy: Policy) -> Advice:
    """Return what follows from the rater's rhythm and the clock: pure, and the same for the same arguments."""
    told = freshness(state, clock, policy)
    known = freshness(state, clock, policy, checks=True)
    long_due = clock.since_rest >= policy.break_after
    micro_due = 0 < policy.micro_break_every <= clock.since_pause
    changed = max(state.faster, state.slower) >= LIMIT
    tired = told < BREAK_BELOW or changed or straight_lining(state) or _said_tired(state, clock)
    day_over = 0 < policy.day_cap <= clock.worked
    rest = long_due or tired
    return Advice(
        freshness=round(told, 3),
        batch_size=policy.batch_min + math.floor(told * (policy.batch_max - policy.batch_min) + 0.5),
        break_suggested=rest or micro_due,
        reasons=_reasons(state, clock, long_due=long_due, micro_due=micro_due, day_over=day_over),
        break_required=policy.breaks_required and (long_due or micro_due),
        break_minutes=policy.break_length if rest else MICRO_BREAK_MINUTES if micro_due else 0.0,
        day_over=day_over,
        change_suggested=told < CHANGE_BELOW or straight_lining(state),
        ask_freshness=_worth_asking(state, clock),
        lead_freshness=round(known, 3),
        lead_reasons=lead_reasons(state, clock),
        gold_factor=gold_factor(known),
    )


def freshness(state: State, clock: Clock, policy: Policy, *, checks: bool = False) -> float:
    """Return how fresh the rater is, 0 to 1: never rising with time since a rest, time on shift, or evidence.

    With ``checks`` the outcomes of hidden checks and repeats count too: for leads and the seating of gold only.
    """
    evidence = max(state.faster_all, state.slower_all) if checks else 0.0
    evidence = max(evidence, state.faster, state.slower)
    since_rest = _falling(clock.since_rest, policy.break_after * 0.5, policy.break_after * 2, floor=0.2)
    on_shift = _falling(clock.on_shift, LONG_SHIFT_MINUTES * 0.5, LONG_SHIFT_MINUTES * 2, floor=0.6)
    rhythm_kept = _falling(evidence, LIMIT * 0.5, LIMIT, floor=0.5)
    said = REPORTED.get(state.report or 5, 1.0) if _report_holds(state, clock) else 1.0
    varied = 0.6 if straight_lining(state) else 1.0
    return since_rest * on_shift * rhythm_kept * said * varied


def gold_factor(fresh: float) -> float:
    """Return by how much to multiply the rate of gold: 1 down to a freshness of .7, ``HIGHEST_GOLD_FACTOR`` at .2."""
    return 1.0 + (HIGHEST_GOLD_FACTOR - 1.0) * (1.0 - _falling(-fresh, -0.7, -0.2, floor=0.0))


def raised(rate: float, factor: float, *, highest: float) -> float:
    """Return a gold ``rate`` times ``factor``, never above ``highest`` (or ``rate``, where that is more)."""
    return min(rate * factor, max(rate, highest))


def pace_change(state: State) -> int:
    """Return by how many percent the rater is faster than usual for the length of the items; below 0 is slower."""
    return round((math.exp(-state.pace.recent) - 1) * 100)


def lead_reasons(state: State, clock: Clock) -> list[str]:
    """Return what speaks against full freshness, in words for leads."""
    reasons: list[str] = []
    change = pace_change(state)
    if abs(change) >= TOLD_PERCENT and max(state.faster_all, state.slower_all) >= LIMIT / 2:
        reasons.append(
            say("{change} % faster than their usual pace", change=change)
            if change > 0
            else say("{change} % slower than their usual pace", change=-change)
        )
    if state.missed:
        reasons.append(
            say("{missed} of {checked} checks missed since the last rest", missed=state.missed, checked=state.checked)
        )
    if straight_lining(state):
        reasons.append(say("the same answer {run} times in a row", run=state.run))
    for name, words in (
        ("tie", say("ties")),
        ("same", say("answers equal to the one before")),
        ("away", say("leaving the page")),
    ):
        share = state.shares.get(name)
        if share is not None and share.recent is not None and share.n >= 60:
            usual = share.hits / share.n
            if share.recent - usual > 3 * math.sqrt(max(usual * (1 - usual), 0.01) / 39):
                reasons.append(
                    say(
                        "more {words} than usual ({recent:.0%} against {usual:.0%})",
                        words=words,
                        recent=share.recent,
                        usual=usual,
                    )
                )
    if state.report is not None and state.report <= 3:
        reasons.append(say("said {report} of 5 when asked how fresh they feel", report=state.report))
    if clock.since_rest >= REST_MINUTES * 10:
        reasons.append(say("{since_rest} minutes since the last rest", since_rest=math.floor(clock.since_rest)))
    if clock.on_shift and state.active_s > clock.on_shift * 60 * 1.02 + 60:
        reasons.append(say("active time adds up to more than the time on shift"))
    return reasons


def _reasons(state: State, clock: Clock, *, long_due: bool, micro_due: bool, day_over: bool) -> list[str]:
    reasons: list[str] = []
    if day_over:
        reasons.append(
            say("You have worked {worked} today. That is enough for one day: thank you.", worked=_hours(clock.worked))
        )
    if long_due:
        minutes = math.floor(clock.since_rest)
        reasons.append(
            say(
                "You have worked {minutes} minutes without a rest. A few minutes away from the screen help.",
                minutes=minutes,
            )
        )
    elif micro_due:
        reasons.append(say("Time to look up: a minute with your eyes on something far away."))
    if clock.on_shift >= LONG_SHIFT_MINUTES and not day_over:
        hours = clock.on_shift / 60
        reasons.append(
            say("You have been on shift for {hours:.1f} hours. It is fine to stop here for today.", hours=hours)
        )
    change = pace_change(state)
    if state.faster >= LIMIT / 2 and change >= TOLD_PERCENT:
        reasons.append(
            say("You are about {change} % faster than your usual pace. Take the time you need.", change=change)
        )
    elif state.slower >= LIMIT / 2 and change <= -TOLD_PERCENT:
        reasons.append(
            say(
                "You are about {change} % slower than your usual pace. A short break may make it easier.",
                change=-change,
            )
        )
    elif max(state.faster, state.slower) >= LIMIT:
        reasons.append(say("You are working differently from your usual way. A short break may do you good."))
    if straight_lining(state):
        reasons.append(say("You gave the same answer {run} times in a row. A change may help.", run=state.run))
    if _said_tired(state, clock):
        reasons.append(say("You said that you feel tired. A rest is the best thing now."))
    return reasons


def _said_tired(state: State, clock: Clock) -> bool:
    return state.report is not None and state.report <= 2 and _report_holds(state, clock)


def _report_holds(state: State, clock: Clock) -> bool:
    if state.report is None or state.reported_at_s is None:
        return False
    return clock.on_shift - state.reported_at_s / 60 <= REPORT_LASTS_MINUTES


def _worth_asking(state: State, clock: Clock) -> bool:
    """Whether to ask how fresh the rater feels: rarely, sooner where their rhythm leaves it open."""
    doubt = LIMIT / 2 <= max(state.faster, state.slower) < LIMIT
    pause = ASK_ON_DOUBT_MINUTES if doubt else ASK_EVERY_MINUTES
    asked = 0.0 if state.reported_at_s is None else state.reported_at_s / 60
    return clock.on_shift - asked >= pause


def _hours(minutes: float) -> str:
    hours, rest = divmod(math.floor(minutes), 60)
    return say("{hours} hours {rest} minutes", hours=hours, rest=rest) if rest else say("{hours} hours", hours=hours)


def _falling(value: float, start: float, end: float, *, floor: float) -> float:
    """Return 1 up to ``start``, ``floor`` from ``end`` on, and a straight line between."""
    if value <= start:
        return 1.0
    if value >= end:
        return floor
    return 1.0 - (1.0 - floor) * (value - start) / (end - start)

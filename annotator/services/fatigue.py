"""From a rater's shift to advice: the clock and the rhythm are read off the row, and judged in ``policies.fatigue``.

Nothing is asked of the database here: what advice needs is kept on the shift by whatever changes it.
"""

from dataclasses import replace
from datetime import datetime, timedelta

from annotator.models import Item, Project, RaterKind, Shift
from annotator.policies.fatigue import PAUSE_MINUTES, REST_MINUTES, Advice, Clock, Policy, advise
from annotator.policies.rhythm import State

AWAY_AFTER = timedelta(minutes=10)
"""A browser in use gives a sign of life each minute."""


def advice_for(*, project: Project, shift: Shift | None, now: datetime, kind: str = RaterKind.HUMAN) -> Advice:
    """Return the advice for the rater on ``shift``, who is of that ``kind``.

    Who is not on shift is taken to be fresh; a model judge needs no breaks and has no day.
    """
    policy = policy_of(project, "" if shift is None else shift.break_arm)
    if kind == RaterKind.MODEL:
        policy = replace(policy, breaks_required=False, day_cap=0)
    if shift is None:
        return advise(State(), Clock(), policy)
    return advise(State.from_json(shift.rhythm), clock_of(shift, now=now), policy)


def policy_of(project: Project, arm: str = "") -> Policy:
    """Return the project's policy of rhythm for a shift in that arm of its trial ("": not in one)."""
    other = arm == "b"
    return Policy(
        break_after=project.trial_break_after_minutes if other else project.break_after_minutes,
        break_length=project.break_minutes,
        micro_break_every=project.trial_micro_break_every_minutes if other else project.micro_break_every_minutes,
        breaks_required=project.breaks_required,
        day_cap=project.day_cap_minutes,
        batch_min=project.batch_min,
        batch_max=project.batch_max,
    )


def clock_of(shift: Shift, *, now: datetime) -> Clock:
    """Return the shift's times as of ``now``. A break that is on counts once it is long enough."""
    rested_at = shift.rested_at or shift.started_at
    paused_at = shift.paused_at or shift.started_at
    resting_s = 0.0
    if shift.on_break_since is not None:
        resting = now - shift.on_break_since
        resting_s = max(resting.total_seconds(), 0.0)
        if resting >= timedelta(minutes=REST_MINUTES):
            rested_at = now
        if resting >= timedelta(minutes=PAUSE_MINUTES):
            paused_at = now
    on_shift = _minutes(shift.started_at, now)
    return Clock(
        since_rest=_minutes(rested_at, now),
        since_pause=_minutes(max(paused_at, rested_at), now),
        on_shift=on_shift,
        worked=max(on_shift - (shift.break_s + shift.away_s + resting_s) / 60, 0.0) + shift.worked_before_s / 60,
    )


def away_s(shift: Shift, *, now: datetime) -> int:
    """Return the seconds since the last sign of life when they are too many for somebody at work, else 0."""
    gap = now - shift.last_seen_at
    return int(gap.total_seconds()) if gap > AWAY_AFTER and shift.on_break_since is None else 0


def chars_to_read(item: Item) -> int:
    """Return how many characters a rater reads of ``item`` (responses loaded): prompt, conversation and responses."""
    turns = sum(len(str(turn.get("content", ""))) for turn in item.messages or [])
    return len(item.prompt) + turns + sum(len(response.text) for response in item.responses.all())


def _minutes(start: datetime, end: datetime) -> float:
    return max((end - start).total_seconds() / 60, 0.0)

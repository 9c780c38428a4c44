"""Where a rater stands: the running state of their sequential test, kept on their row and rebuilt from their checks.

A check is a gold check or a repeat, as the project's ``quality_by`` says. Callers hold the lock on the rater's row.
"""

from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from annotator.models import GoldCheck, Membership, MembershipState, Project, QualityBy, RepeatCheck
from annotator.models.writes import update
from annotator.policies.repeats import REPEAT_THRESHOLD
from annotator.policies.verdict import Running, SequentialTest, Verdict, sequential_test, verdict_of
from annotator.services.quarantine import quarantine_since

Kind = Literal["gold", "repeat"]
State = Running[datetime]

PAUSE_REASON = "The product did this by itself, so that a lead can look at your recent judgments with you."
"""Shown to the rater: kind, and silent about which judgments were checks."""

STATE_FIELDS = (
    "check_test",
    "checks_made",
    "checks_passed",
    "check_evidence",
    "check_suspect",
    "check_stopped",
    "check_good_at",
)
_MEMBERSHIP = ("state", "state_reason", "state_changed_at", "quarantine_since")


@dataclass(frozen=True, slots=True)
class Check:
    """One check as the verdict reads it."""

    kind: Kind
    passed: bool
    at: datetime


def test_of(project: Project, kind: Kind) -> SequentialTest | None:
    """Return the test that a check of ``kind`` belongs to; none where the project stops nobody (a threshold of 0)."""
    if project.gold_pass_threshold == 0:
        return None
    return sequential_test(project.gold_pass_threshold if kind == "gold" else REPEAT_THRESHOLD)


def counts(project: Project, kind: Kind) -> bool:
    """Return whether checks of ``kind`` speak in the project's verdict."""
    return project.quality_by == QualityBy.MIX or project.quality_by == {"gold": "gold", "repeat": "repeats"}[kind]


def note_check(*, rater: Membership, kind: Kind, passed: bool, corrects: bool, now: datetime) -> None:
    """Take one more check into the rater's state, and do what the verdict asks for.

    ``corrects``: it replaces an earlier one, so that the state has to be rebuilt. Else no earlier check is read.
    """
    if not counts(rater.project, kind):
        return
    if corrects or not _is_current(rater):
        state = _rebuilt(rater)
    else:
        state = _state(rater).after(
            test_of(rater.project, kind), passed, mark=now, min_checks=rater.project.gold_min_checks
        )
    _keep(rater, state)
    _follow(rater, now)
    update(rater, *STATE_FIELDS, *_MEMBERSHIP)


def rebuild(*, rater: Membership, now: datetime) -> None:
    """Make the rater's state anew from their checks, after some were scored again.

    Suspicion may come or go; nobody is paused by it: what was scored again pauses with the next check, if at all.
    """
    _keep(rater, _rebuilt(rater))
    if not rater.check_stopped:
        _watch_or_not(rater, now)
    rater.save(update_fields=[*STATE_FIELDS, *_MEMBERSHIP])


def refresh_watch(*, rater: Membership, now: datetime) -> None:
    """Move the rater in or out of watch as evidence and peers now say."""
    _watch_or_not(rater, now)
    rater.save(update_fields=[*_MEMBERSHIP])


def start_afresh(rater: Membership) -> None:
    """Forget the evidence: what came before no longer counts. The caller saves ``STATE_FIELDS`` and the rest."""
    rater.watched_from_start = False
    _keep(rater, Running())


def verdict_on(rater: Membership) -> Verdict:
    """Return the verdict as of the last check; reads checks only where the project's test changed since."""
    if not _is_current(rater):
        _keep(rater, _rebuilt(rater))
        rater.save(update_fields=STATE_FIELDS)
    return verdict_of(_state(rater), test_of(rater.project, "gold"))


def is_suspect(rater: Membership) -> bool:
    """Return whether evidence or peers make the rater suspect."""
    by_peers = rater.peers_suspect and rater.project.quality_by in (QualityBy.PEERS, QualityBy.MIX)
    return by_peers or _state(rater).outcome == "suspect"


def checks_of(rater: Membership) -> list[Check]:
    """Return the checks that speak about the rater since a lead last resumed them, oldest first."""
    found: list[tuple[int, Check]] = []
    gold = GoldCheck.objects.filter(rater=rater, judgment__is_current=True, voided_at=None)
    repeats = RepeatCheck.objects.filter(rater=rater, judgment__is_current=True)
    if rater.gold_counted_since is not None:
        gold = gold.filter(created_at__gt=rater.gold_counted_since)
        repeats = repeats.filter(created_at__gt=rater.gold_counted_since)
    if counts(rater.project, "gold"):
        rows = gold.values_list("judgment_id", "passed", "created_at")
        found += [(judgment, Check("gold", passed, at)) for judgment, passed, at in rows]
    if counts(rater.project, "repeat"):
        pairs = repeats.values_list("judgment_id", "consistent", "created_at")
        found += [(judgment, Check("repeat", passed, at)) for judgment, passed, at in pairs]
    # Judgments of one rater are stored one after the other: their ids are the order, also within one second.
    return [check for _, check in sorted(found, key=lambda pair: pair[0])]


def _rebuilt(rater: Membership) -> State:
    project = rater.project
    state: State = Running(suspect=rater.watched_from_start)
    for check in checks_of(rater):
        test = test_of(project, check.kind)
        state = state.after(test, check.passed, mark=check.at, min_checks=project.gold_min_checks)
    return state


def _name_of_test(project: Project) -> str:
    return f"{project.quality_by}:{project.gold_pass_threshold!r}:{project.gold_min_checks}"


def _is_current(rater: Membership) -> bool:
    return rater.check_test == _name_of_test(rater.project)


def _state(rater: Membership) -> State:
    return Running(
        checked=rater.checks_made,
        passed=rater.checks_passed,
        evidence=rater.check_evidence,
        suspect=rater.check_suspect,
        stopped=rater.check_stopped,
        last_good=rater.check_good_at,
    )


def _keep(rater: Membership, state: State) -> None:
    rater.check_test = _name_of_test(rater.project)
    rater.checks_made = state.checked
    rater.checks_passed = state.passed
    rater.check_evidence = state.evidence
    rater.check_suspect = state.suspect
    rater.check_stopped = state.stopped
    rater.check_good_at = state.last_good


def _follow(rater: Membership, now: datetime) -> None:
    """Move the rater between active, watch and paused as the verdict says; paused, their doubtful work is set aside."""
    if not rater.check_stopped:
        _watch_or_not(rater, now)
    elif rater.state in (MembershipState.ACTIVE, MembershipState.WATCH):
        since = rater.check_good_at or rater.gold_counted_since or rater.created_at
        _move(rater, MembershipState.PAUSED, PAUSE_REASON, now)
        rater.quarantine_since = since
        quarantine_since(rater=rater, since=since, now=now)


def _watch_or_not(rater: Membership, now: datetime) -> None:
    if is_suspect(rater):
        if rater.state == MembershipState.ACTIVE:
            _move(rater, MembershipState.WATCH, "", now)
        if rater.state == MembershipState.WATCH:
            rater.state_reason = _watch_reason(rater)
    elif rater.state == MembershipState.WATCH:
        _move(rater, MembershipState.ACTIVE, "", now)


def _move(rater: Membership, state: MembershipState, reason: str, now: datetime) -> None:
    rater.state, rater.state_reason, rater.state_changed_at = state, reason, now


def _watch_reason(rater: Membership) -> str:
    """For leads only: what raised the suspicion."""
    state = _state(rater)
    if state.outcome != "suspect":
        return "Agrees with the other raters less than by chance."
    if state.checked == 0:
        return "Did not pass the training."
    missed = state.checked - state.passed
    share = verdict_of(state, test_of(rater.project, "gold")).evidence
    return f"{missed} of {state.checked} hidden checks missed; {max(share, 0):.0%} of the way to a pause."

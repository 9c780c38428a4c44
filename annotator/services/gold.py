"""Checking a judgment against gold, and what follows for the rater. Nothing of it reaches the rater's answer."""

from collections.abc import Sequence
from datetime import datetime

from annotator.models import AT_WORK, GoldAnswer, GoldCheck, Judgment, Membership, MembershipState
from annotator.policies.answers import CanonicalAnswer
from annotator.policies.gold import GivenAnswer, GoldTarget, matches, rate_now
from annotator.policies.verdict import Verdict, judge
from annotator.services.quarantine import quarantine_since

RECENT_CHECKS = 200
"""The verdict looks at this many of the latest checks, so that its cost has an end and old work fades."""

PAUSE_REASON = "The product did this by itself, so that a lead can look at your recent judgments with you."
"""Shown to the rater: kind, and silent about which judgments were checks."""


def check(*, judgment: Judgment, answers: Sequence[CanonicalAnswer], now: datetime) -> GoldCheck | None:
    """Store whether the judgment of a gold item is right, and do what the verdict asks for.

    Returns ``None`` when the item has no gold answers (they were withdrawn): then nothing can be checked.
    """
    rows = GoldAnswer.objects.filter(item_id=judgment.item_id)
    targets = [_target(answer) for answer in rows.select_related("question", "response")]
    if not targets:
        return None
    row = GoldCheck.objects.create(
        project_id=judgment.project_id,
        rater_id=judgment.rater_id,
        item_id=judgment.item_id,
        judgment=judgment,
        passed=matches(targets, [_given(answer) for answer in answers]),
        created_at=now,
    )
    _follow(judgment.rater, now)
    return row


def _follow(rater: Membership, now: datetime) -> None:
    """Move the rater between active, watch and paused as the verdict says; paused, their doubtful work is set aside."""
    verdict, checked_at = _judged(rater)
    standing = Membership.objects.filter(pk=rater.pk)
    if verdict.outcome == "bad":
        since = rater.gold_counted_since or rater.created_at
        if verdict.last_good is not None:
            since = checked_at[verdict.last_good]
        paused = standing.filter(state__in=AT_WORK).update(
            state=MembershipState.PAUSED, state_reason=PAUSE_REASON, state_changed_at=now, quarantine_since=since
        )
        if paused:
            quarantine_since(rater=rater, since=since, now=now)
    elif verdict.outcome == "suspect":
        reason = _watch_reason(verdict)
        standing.filter(state=MembershipState.ACTIVE).update(
            state=MembershipState.WATCH, state_reason=reason, state_changed_at=now
        )
        standing.filter(state=MembershipState.WATCH).update(state_reason=reason)
    else:
        standing.filter(state=MembershipState.WATCH).update(
            state=MembershipState.ACTIVE, state_reason="", state_changed_at=now
        )


def _watch_reason(verdict: Verdict) -> str:
    """For leads only: what raised the suspicion."""
    missed = verdict.checked - verdict.passed
    return f"{missed} of {verdict.checked} hidden checks missed; {max(verdict.evidence, 0):.0%} of the way to a pause."


def current_verdict(*, rater: Membership) -> Verdict:
    """Return the verdict on the latest checks since a lead last resumed the rater; corrected judgments count once."""
    return _judged(rater)[0]


def current_rate(*, rater: Membership) -> float:
    """Return the share of the rater's next seats that gold takes. Reads a bounded number of checks.

    Where the project's threshold is 0 there is no verdict and nobody to find: then it is the project's rate always.
    """
    project = rater.project
    if project.gold_rate == 0 or project.gold_pass_threshold == 0:
        return project.gold_rate
    found = current_verdict(rater=rater)
    return rate_now(rate=project.gold_rate, proven=found.last_good is not None, suspect=found.outcome == "suspect")


def _judged(rater: Membership) -> tuple[Verdict, list[datetime]]:
    """Return the verdict and when its checks were made, oldest first."""
    project = rater.project
    checks = GoldCheck.objects.filter(rater=rater, judgment__is_current=True)
    if rater.gold_counted_since is not None:
        checks = checks.filter(created_at__gt=rater.gold_counted_since)
    latest = checks.order_by("-created_at", "-id").values_list("passed", "created_at")
    rows = list(latest[: max(RECENT_CHECKS, project.gold_min_checks)])[::-1]
    verdict = judge(
        [passed for passed, _ in rows], threshold=project.gold_pass_threshold, min_checks=project.gold_min_checks
    )
    return verdict, [created_at for _, created_at in rows]


def _target(answer: GoldAnswer) -> GoldTarget:
    return GoldTarget(
        question=answer.question.key,
        position=answer.response.position if answer.response is not None else None,
        outcome=answer.outcome,
        score=answer.score,
        choice=answer.choice,
        tolerance=answer.tolerance,
    )


def _given(answer: CanonicalAnswer) -> GivenAnswer:
    return GivenAnswer(
        question=answer.question,
        position=answer.position,
        outcome=answer.outcome,
        score=answer.score,
        rank=answer.rank,
        choice=answer.choice,
    )

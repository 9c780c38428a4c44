"""Scoring checks again after a gold item changed: results, verdicts, and who was paused without reason.

Results are corrected in place, because the verdict reads them; what they were is kept in the item's ``GoldEvent``.
"""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from annotator.models import GoldAnswer, GoldCheck, GoldContest, GoldEvent, GoldEventKind, Item, Membership, User
from annotator.policies.gold import matches
from annotator.services import standing
from annotator.services.accuracy import recount_checks
from annotator.services.gold import given_of, target


def record(
    *,
    item: Item,
    kind: GoldEventKind,
    actor: User | None,
    now: datetime,
    before: list[dict[str, Any]],
    void: bool | None,
    reason: str = "",
    contest: GoldContest | None = None,
) -> GoldEvent:
    """Score every check of ``item`` by its answers as they are now, rebuild its raters' verdicts, and record it all.

    ``void``: whether the checks count for nobody from now on; ``None`` leaves that as it is. Runs in the caller's
    transaction, which has locked the item.
    """
    raters = lock_raters(GoldCheck.objects.filter(item=item).values_list("rater_id", flat=True))
    changed, concerned = _score_again(item, void, now)
    event = GoldEvent.objects.create(
        item=item,
        kind=kind,
        actor=actor,
        contest=contest,
        reason=reason,
        before=before,
        after=answers_of(item),
        rescored=changed,
        created_at=now,
    )
    recount_checks(concerned)
    for rater in raters:
        if rater.pk in concerned:
            standing.rebuild(rater=rater, now=now)
    return event


def answers_of(item: Item) -> list[dict[str, Any]]:
    """Return the known answers of ``item`` as they are recorded."""
    rows = GoldAnswer.objects.filter(item=item).select_related("question", "response").order_by("id")
    return [
        {
            "question": row.question.key,
            "response": None if row.response is None else row.response.position,
            "outcome": row.outcome,
            "also_accepted": row.also_accepted,
            "score": row.score,
            "choice": row.choice,
            "tolerance": row.tolerance,
            "explanation": row.explanation,
        }
        for row in rows
    ]


def lock_raters(ids: Iterable[int]) -> list[Membership]:
    """Lock and return raters in the order of their keys, so that two of these can't wait for each other."""
    rows = Membership.objects.select_for_update(of=("self",), no_key=True).select_related("project")
    return list(rows.filter(pk__in=set(ids)).order_by("pk"))


def _score_again(item: Item, void: bool | None, now: datetime) -> tuple[list[dict[str, Any]], set[int]]:
    """Correct the checks of ``item``. Returns what changed, and the raters whom it concerns."""
    answers = GoldAnswer.objects.filter(item=item).select_related("question", "response")
    targets = [target(answer) for answer in answers]
    checks = GoldCheck.objects.filter(item=item).select_related("judgment")
    checks = checks.prefetch_related("judgment__answers__question", "judgment__answers__response").order_by("id")
    changed: list[dict[str, Any]] = []
    rows: list[GoldCheck] = []
    for check in checks:
        was = None if check.voided_at is not None else check.passed
        check.passed = matches(targets, given_of(check.judgment.answers.all()))
        if void is not None:
            check.voided_at = (check.voided_at or now) if void else None
        is_now = None if check.voided_at is not None else check.passed
        rows.append(check)
        if was != is_now:
            changed.append({"check": check.pk, "rater": check.rater_id, "before": was, "after": is_now})
    GoldCheck.objects.bulk_update(rows, ["passed", "voided_at"], batch_size=500)
    return changed, {change["rater"] for change in changed}

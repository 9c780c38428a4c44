"""Contests: a rater objects to a check that they missed, and a lead settles it."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any, Literal

from django.db import IntegrityError, transaction

from annotator.errors import Conflict, InvalidInput, NotFound
from annotator.models import ContestState, GoldCheck, GoldContest, Membership, User
from annotator.queries.gold_feedback import shown_checks
from annotator.said import say, word
from annotator.services.gold_management import edit_answer, retire_gold
from annotator.services.retrying import retry_lost_races

Decision = Literal["uphold", "reject"]
Remedy = Literal["answer", "retire"]


class AlreadyContested(Conflict):
    code = "already_contested"


class AlreadySettled(Conflict):
    code = "already_settled"


def contest(*, rater: Membership, check_id: int, reason: str, now: datetime) -> GoldContest:
    """Object to a missed check that was shown to ``rater``.

    Raises ``NotFound`` unless it is one (also while it is still secret), ``InvalidInput`` without a reason,
    ``AlreadyContested``.
    """
    if not reason.strip():
        raise InvalidInput("Say why the answer should be another.", fields={"reason": ["Must not be empty."]})
    check = shown_checks(rater, now=now).filter(pk=check_id).first()
    if check is None:
        raise NotFound("There is no such check of yours.")
    try:
        with transaction.atomic():
            return GoldContest.objects.create(
                project_id=check.project_id, check_row=check, reason=reason.strip(), created_at=now
            )
    except IntegrityError as error:
        raise AlreadyContested("You have contested this already. The lead's answer will appear here.") from error


@retry_lost_races
@transaction.atomic
def settle_contest(
    *,
    contest: GoldContest,
    actor: User,
    now: datetime,
    decision: Decision,
    reply: str = "",
    remedy: Remedy = "retire",
    answer: Mapping[str, Any] | None = None,
) -> GoldContest:
    """Uphold or reject a contest; the rater sees ``reply``.

    Upheld, the item gets another ``answer``, or is retired and its checks count for nobody; either way all its checks
    are scored again. Other open contests of a retired item are upheld with it. Raises ``AlreadySettled``, and
    ``InvalidInput`` for a rejection without a reply or an answer that the questions don't allow.
    """
    locked = GoldContest.objects.select_for_update(of=("self",), no_key=True).select_related("check_row__item")
    row = locked.filter(pk=contest.pk).first()
    if row is None:
        raise NotFound("There is no such contest.")
    if row.state != ContestState.OPEN:
        raise AlreadySettled(say("This contest was {state} already.", state=word(row.state)))
    if decision == "reject" and not reply.strip():
        raise InvalidInput("Tell the rater why.", fields={"reply": ["A rejection needs a reply."]})
    item = row.check_row.item
    if decision == "uphold" and remedy == "answer":
        edit_answer(item=item, actor=actor, now=now, answer=answer or {}, reason=row.reason, contest=row)
    elif decision == "uphold":
        retire_gold(item=item, actor=actor, now=now, void=True, reason=row.reason, contest=row)
        _settle(_others(row), ContestState.UPHELD, actor, reply, now)
    _settle([row], ContestState.UPHELD if decision == "uphold" else ContestState.REJECTED, actor, reply, now)
    return row


def _others(row: GoldContest) -> list[GoldContest]:
    """Return the open contests of the same item."""
    checks = GoldCheck.objects.filter(item=row.check_row.item_id)
    return list(GoldContest.objects.filter(check_row__in=checks, state=ContestState.OPEN).exclude(pk=row.pk))


def _settle(rows: list[GoldContest], state: ContestState, actor: User, reply: str, now: datetime) -> None:
    for row in rows:
        row.state, row.reply, row.settled_by, row.settled_at = state, reply.strip(), actor, now
        row.save(update_fields=["state", "reply", "settled_by", "settled_at"])

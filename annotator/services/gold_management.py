"""Gold in a lead's hands: make an item gold, change its answer, retire it, bring it back. History is scored again."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.db import transaction

from annotator.errors import Conflict, InvalidInput, NotFound
from annotator.models import (
    GoldAnswer,
    GoldContest,
    GoldEvent,
    GoldEventKind,
    Item,
    ItemPurpose,
    Project,
    Response,
    Slot,
    SlotState,
    User,
)
from annotator.queries.gold_candidates import consensus_of
from annotator.queries.work import questions_of
from annotator.said import either, say, word
from annotator.services.importing.gold_rows import GoldDraft, parse_gold
from annotator.services.importing.rows import RowError
from annotator.services.rescoring import answers_of, record
from annotator.services.retrying import retry_lost_races

ANSWER_FIELDS = ("gold", "gold_tolerance", "gold_explanation")
KNOWN = (ItemPurpose.GOLD, ItemPurpose.TRAINING)


class NotGold(Conflict):
    code = "not_gold"


class NoConsensus(Conflict):
    code = "no_consensus"


@retry_lost_races
@transaction.atomic
def edit_answer(
    *,
    item: Item,
    actor: User,
    now: datetime,
    answer: Mapping[str, Any],
    reason: str = "",
    contest: GoldContest | None = None,
) -> GoldEvent:
    """Replace the known answers of a gold or training item by ``answer``, written as in an import row.

    Every check made so far is scored again. Raises ``NotGold``, and ``InvalidInput`` naming the field that is wrong.
    """
    locked = _locked(item, KNOWN)
    before = answers_of(locked)
    _write(locked, _parsed(locked, answer))
    kind = GoldEventKind.EDITED
    return record(
        item=locked, kind=kind, actor=actor, now=now, before=before, void=None, reason=reason, contest=contest
    )


@retry_lost_races
@transaction.atomic
def retire_gold(
    *,
    item: Item,
    actor: User | None,
    now: datetime,
    void: bool,
    reason: str = "",
    contest: GoldContest | None = None,
) -> GoldEvent:
    """Seat a gold or training item no more. ``void``: its checks count for nobody. Without an actor it is the rule."""
    locked = _locked(item, KNOWN)
    locked.retired_at = locked.retired_at or now
    locked.save(update_fields=["retired_at"])
    kind = GoldEventKind.RETIRED if actor is not None else GoldEventKind.AUTO_RETIRED
    before = answers_of(locked)
    return record(
        item=locked,
        kind=kind,
        actor=actor,
        now=now,
        before=before,
        void=True if void else None,
        reason=reason,
        contest=contest,
    )


@retry_lost_races
@transaction.atomic
def restore_gold(*, item: Item, actor: User, now: datetime, reason: str = "") -> GoldEvent:
    """Seat a retired gold or training item again; its checks count again."""
    locked = _locked(item, KNOWN)
    locked.retired_at = None
    locked.save(update_fields=["retired_at"])
    before = answers_of(locked)
    kind = GoldEventKind.RESTORED
    return record(item=locked, kind=kind, actor=actor, now=now, before=before, void=False, reason=reason)


@retry_lost_races
@transaction.atomic
def make_gold(
    *, item: Item, actor: User, now: datetime, answer: Mapping[str, Any] | None = None, reason: str = ""
) -> GoldEvent:
    """Turn a work item into gold, with ``answer`` or with what all its raters said.

    Its judgments stay and count; its open slots close. Who judged it is never given it again. Raises ``NotGold`` for an
    item that is none of work, ``NoConsensus`` where raters don't all say the same, ``InvalidInput`` for a bad answer.
    """
    locked = _locked(item, (ItemPurpose.WORK,))
    said = consensus_of(locked) if answer is None else answer
    if said is None:
        raise NoConsensus(
            "The raters of this item don't all say the same, or fewer than two judged it. Give the answer yourself."
        )
    locked.purpose = ItemPurpose.GOLD
    locked.save(update_fields=["purpose"])
    Slot.objects.filter(item=locked, state=SlotState.OPEN).update(state=SlotState.CLOSED)
    _write(locked, _parsed(locked, said))
    return record(item=locked, kind=GoldEventKind.MADE, actor=actor, now=now, before=[], void=None, reason=reason)


def _locked(item: Item, purposes: tuple[ItemPurpose, ...]) -> Item:
    Project.objects.select_for_update(no_key=True).get(pk=item.project_id)
    locked = Item.objects.select_for_update(no_key=True).filter(pk=item.pk).first()
    if locked is None:
        raise NotFound("There is no such item.")
    if locked.purpose not in purposes:
        raise NotGold(
            say(
                "This item is for {purpose}; this can be done with {purposes} only.",
                purpose=word(locked.purpose),
                purposes=either([word(purpose) for purpose in purposes]),
            )
        )
    return locked


def _parsed(item: Item, answer: Mapping[str, Any]) -> tuple[GoldDraft, ...]:
    """Return the answer parsed by the rules of an import. Raises ``InvalidInput`` with the field's name."""
    row = {name: answer[name] for name in ANSWER_FIELDS if answer.get(name) is not None}
    models = list(item.responses.order_by("position").values_list("model", flat=True))
    try:
        drafts = parse_gold(row, questions_of(item.project), models=models)
    except RowError as error:
        raise InvalidInput(
            say("{field}: {reason}.", field=error.field, reason=error.reason),
            fields={error.field: [say("{reason}.", reason=error.reason)]},
        ) from error
    if not drafts:
        raise InvalidInput("gold: is missing.", fields={"gold": ["Give the known answer of at least one question."]})
    return drafts


def _write(item: Item, drafts: tuple[GoldDraft, ...]) -> None:
    questions = {question.key: question for question in questions_of(item.project)}
    responses = {response.position: response for response in Response.objects.filter(item=item)}
    GoldAnswer.objects.filter(item=item).delete()
    GoldAnswer.objects.bulk_create(
        GoldAnswer(
            item=item,
            question=questions[draft.question],
            response=None if draft.response is None else responses[draft.response],
            outcome=draft.outcome,
            also_accepted=list(draft.also_accepted),
            score=draft.score,
            choice=draft.choice,
            tolerance=draft.tolerance,
            explanation=draft.explanation,
        )
        for draft in drafts
    )

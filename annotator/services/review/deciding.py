"""A reviewer's decision: a judgment of its own kind, beside the raters' and never over them."""

import hashlib
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

import orjson
from django.db import transaction

from annotator.errors import Conflict, InvalidInput
from annotator.models import CaseState, Decision, DecisionKind, Judgment, Membership, Purpose, ReviewCase
from annotator.policies.answers import AnswersRefused, canonical_answers
from annotator.policies.case_states import SETTLED, UNSETTLED
from annotator.queries import work
from annotator.said import say
from annotator.services.judging import LONGEST_MS, KeyReused, store
from annotator.services.retrying import retry_lost_races
from annotator.services.review import sending_back
from annotator.services.review.claiming import CaseNotYours, check_holder, hold, locked_case, put_back

MAX_RATIONALE_CHARS = 5000


class NothingToUndo(Conflict):
    code = "nothing_to_undo"


class OpenedAgain(Conflict):
    code = "opened_again"


@dataclass(frozen=True)
class Decided:
    """The case as it is now, the decision, and whether this call stored it."""

    case: ReviewCase
    decision: Decision
    created: bool


@retry_lost_races
@transaction.atomic
def decide(
    *,
    reviewer: Membership,
    case_id: int,
    key: UUID,
    answers: Any,
    now: datetime,
    rationale: str = "",
    active_ms: int | None = None,
) -> Decided:
    """Settle a held case by answering the project's questions, in the order in which the case shows the responses.

    On a case that the reviewer has decided before this is a revision. Sending the same again returns the same. Raises
    ``NotFound``, ``CaseNotYours``, ``InvalidInput`` with paths such as ``answers.0.score``, and ``KeyReused``.
    """
    case = locked_case(reviewer, case_id)
    said = orjson.dumps({"case": case.pk, "answers": answers, "rationale": rationale}, option=orjson.OPT_SORT_KEYS)
    digest = hashlib.sha256(said).hexdigest()
    known = _known(case, reviewer, key, DecisionKind.DECIDED)
    if known is not None:
        if known.judgment is None or known.judgment.digest != digest:
            raise KeyReused("This key was already used for another decision. Make a new one for each.")
        return Decided(case, known, created=False)
    if not (case.state == CaseState.DECIDED and case.reviewer_id == reviewer.pk):
        check_holder(case, reviewer)
    form = work.form_of(case.project)
    try:
        canonical = canonical_answers(answers, questions=form.specs, display_order=case.shown_positions)
    except AnswersRefused as error:
        raise InvalidInput(say("The answers were not accepted. {error}", error=error), fields=error.fields) from error
    revision = withdraw_current(case, now) + 1
    judgment = Judgment(
        key=key,
        project=case.project,
        item=case.item,
        rater=reviewer,
        guideline=work.current_guideline(case.project),
        purpose=Purpose.REVIEW,
        revision=revision,
        digest=digest,
        first_shown=case.shown_positions[0],
        active_ms=_active_ms(active_ms, case, now),
        submitted_at=now,
    )
    store(judgment, canonical, form)
    decision = _settle(case, reviewer, key, DecisionKind.DECIDED, now, rationale, revision, judgment=judgment)
    return Decided(case, decision, created=True)


@retry_lost_races
@transaction.atomic
def dismiss(*, reviewer: Membership, case_id: int, key: UUID, now: datetime, rationale: str = "") -> Decided:
    """Settle a held case without a decision: there is nothing to decide. Raises like ``decide``."""
    case = locked_case(reviewer, case_id)
    known = _known(case, reviewer, key, DecisionKind.DISMISSED)
    if known is not None:
        return Decided(case, known, created=False)
    check_holder(case, reviewer)
    revision = withdraw_current(case, now) + 1
    decision = _settle(case, reviewer, key, DecisionKind.DISMISSED, now, rationale, revision)
    return Decided(case, decision, created=True)


@retry_lost_races
@transaction.atomic
def send_back(
    *,
    reviewer: Membership,
    case_id: int,
    key: UUID,
    now: datetime,
    mode: sending_back.Mode = "more",
    slots: int = 1,
    rationale: str = "",
) -> Decided:
    """Settle a held case by asking raters again.

    ``more`` opens so many ``slots`` beyond the overlap; ``again`` lets the judgments made under an older guideline
    count no more and opens their slots. Raises like ``decide``, and ``CantBeSentBack``.
    """
    case = locked_case(reviewer, case_id)
    known = _known(case, reviewer, key, DecisionKind.SENT_BACK)
    if known is not None:
        return Decided(case, known, created=False)
    check_holder(case, reviewer)
    done = sending_back.open_more(case, slots) if mode == "more" else sending_back.open_again(case)
    revision = withdraw_current(case, now) + 1
    decision = _settle(case, reviewer, key, DecisionKind.SENT_BACK, now, rationale, revision, sent_back=done)
    return Decided(case, decision, created=True)


@retry_lost_races
@transaction.atomic
def undo(*, reviewer: Membership, case_id: int, now: datetime) -> ReviewCase:
    """Withdraw the reviewer's decision and put the case back into their hands; another one that they hold goes back.

    The withdrawn decision stays in the history. Raises ``NotFound``, ``NothingToUndo``, ``CaseNotYours`` for another
    reviewer's decision, and ``OpenedAgain`` when the item is in the queue again by now.
    """
    case = locked_case(reviewer, case_id)
    if case.state not in SETTLED:
        raise NothingToUndo("This case isn't settled; there is nothing to undo.")
    if case.reviewer_id != reviewer.pk:
        raise CaseNotYours("Only the reviewer who settled a case can take it back.")
    if ReviewCase.objects.filter(item=case.item_id, state__in=UNSETTLED).exists():
        raise OpenedAgain("This item is in the queue again with a new case. Decide that one.")
    current = Decision.objects.filter(case=case, is_current=True).first()
    withdraw_current(case, now)
    if current is not None and current.kind == DecisionKind.SENT_BACK:
        sending_back.take_back(current.sent_back)
    for other in ReviewCase.objects.select_for_update(no_key=True).filter(reviewer=reviewer, state=CaseState.CLAIMED):
        put_back(other)
    return hold(case, reviewer, now)


def withdraw_current(case: ReviewCase, now: datetime) -> int:
    """Let the current decision of the locked ``case`` stand no more. Returns the number of the last revision."""
    standing = Decision.objects.filter(case=case, is_current=True)
    Judgment.objects.filter(decision__in=standing).update(is_current=False)
    standing.update(is_current=False, withdrawn_at=now)
    last = Decision.objects.filter(case=case).order_by("-revision").values_list("revision", flat=True).first()
    return last or 0


def _known(case: ReviewCase, reviewer: Membership, key: UUID, kind: DecisionKind) -> Decision | None:
    """Return the decision that was stored under ``key`` before. Raises ``KeyReused`` when that was another one."""
    known = Decision.objects.filter(key=key).select_related("judgment").first()
    if known is not None and (known.case_id, known.reviewer_id, known.kind) != (case.pk, reviewer.pk, kind):
        raise KeyReused("This key was already used for another decision. Make a new one for each.")
    return known


def _settle(
    case: ReviewCase,
    reviewer: Membership,
    key: UUID,
    kind: DecisionKind,
    now: datetime,
    rationale: str,
    revision: int,
    **fields: Any,
) -> Decision:
    decision = Decision.objects.create(
        key=key,
        case=case,
        reviewer=reviewer,
        kind=kind,
        rationale=rationale.strip(),
        revision=revision,
        decided_at=now,
        **fields,
    )
    case.state, case.closed_at, case.claim_expires_at = CaseState(kind.value), now, None
    case.save(update_fields=["state", "closed_at", "claim_expires_at"])
    return decision


def _active_ms(claimed: int | None, case: ReviewCase, now: datetime) -> int | None:
    """Return the client's active time, cut to what the clock allows since the case was claimed."""
    if claimed is None or case.claimed_at is None:
        return None
    return min(claimed, max(int((now - case.claimed_at).total_seconds() * 1000), 0), LONGEST_MS)

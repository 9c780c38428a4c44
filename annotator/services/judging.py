"""Taking a judgment: never lost, never doubled, stored in the item's own order.

A submit is an idempotent PUT under a key that the client made. It is accepted after the lease, the shift or the rater's
active state ended, because by then the work is done; only whether it counts depends on the slot.
"""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

import orjson
from django.db import IntegrityError, transaction
from django.db.models import BigIntegerField, F, Max, UUIDField

from annotator.errors import Conflict, InvalidInput, NotFound
from annotator.models import Answer, Assignment, AssignmentState, Break, Judgment, Purpose, Response, Shift, User
from annotator.models.statements import Given, Prepared
from annotator.models.writes import insert_with
from annotator.policies.answers import AnswersRefused, CanonicalAnswer, canonical_answers
from annotator.policies.fatigue import PAUSE_MINUTES, Advice
from annotator.queries import work
from annotator.said import say
from annotator.services import checking, dynamic
from annotator.services.fatigue import advice_for
from annotator.services.quarantine import set_aside
from annotator.services.retrying import retry_lost_races
from annotator.services.rhythm import note_judgment
from annotator.services.settling import settle
from annotator.services.tally import count_one
from annotator.services.training import Feedback, feedback_on

ROUNDING_MS = 5_000
LONGEST_MS = 2_147_483_647  # what the column holds: 24 days
# The rater too: a submit waits for a pause on its way, and a pause for a submit, so that none escapes quarantine.
OWN_ASSIGNMENT = Prepared(
    lambda: (
        Assignment.objects.select_for_update(of=("self", "rater"), no_key=True)
        .select_related("rater__project", "batch__shift")
        .filter(key=Given("key", UUIDField()), rater__user=Given("actor", BigIntegerField()))
    )
)
KEY_REUSED = say("This key was already used for another judgment. Make a new one for each.")


class KeyReused(Conflict):
    code = "key_reused"


class AmendWindowOver(Conflict):
    code = "amend_window_over"


@dataclass(frozen=True)
class Submission:
    """What the client sent. ``answers`` is the raw list in display terms; ``judged_at`` is the client's own time."""

    key: UUID
    assignment: UUID
    answers: Any
    active_ms: int | None = None
    judged_at: datetime | None = None
    focus_changes: int | None = None

    def digest(self) -> str:
        """Return the fingerprint of what was said; timings may differ between two tries."""
        said = orjson.dumps({"assignment": str(self.assignment), "answers": self.answers}, option=orjson.OPT_SORT_KEYS)
        return hashlib.sha256(said).hexdigest()


@dataclass(frozen=True)
class Submitted:
    """The stored judgment, whether this call stored it, and where the rater stands now."""

    judgment: Judgment
    assignment: UUID
    created: bool
    progress: work.Done
    advice: Advice
    training: Feedback | None = None


def submit(*, actor: User, submission: Submission, now: datetime) -> Submitted:
    """Store the judgment, or find it when it was already stored.

    Raises ``NotFound`` unless the assignment is the actor's, ``InvalidInput`` with paths such as ``answers.0.score``,
    ``KeyReused`` when the key stands for something else, ``AmendWindowOver`` when it is too late for a correction.
    """
    try:
        judgment, assignment, created = _store(actor=actor, submission=submission, now=now)
    except IntegrityError:
        _refuse_a_reused_key(submission.key)
        raise
    # After the commit, so that no lock is held while this is read.
    rater = assignment.rater
    shift = assignment.batch.shift if assignment.batch.shift.ended_at is None else None
    return Submitted(
        judgment=judgment,
        assignment=assignment.key,
        created=created,
        progress=work.done(rater, shift, now=now),
        advice=advice_for(project=rater.project, shift=shift, now=now, kind=rater.kind),
        training=feedback_on(judgment, assignment) if assignment.purpose == Purpose.TRAINING else None,
    )


@retry_lost_races
@transaction.atomic
def _store(*, actor: User, submission: Submission, now: datetime) -> tuple[Judgment, Assignment, bool]:
    assignment = _own_assignment(actor, submission.assignment)
    digest = submission.digest()
    known = _known(assignment)
    for judgment in known:
        if judgment.key == submission.key:
            if judgment.digest != digest:
                raise KeyReused(KEY_REUSED)
            return judgment, assignment, False
    form = work.form_of(assignment.rater.project, since=assignment.project_version)
    answers = _read(submission, assignment, form)
    dynamic.hold_item(assignment)
    if known:
        surplus = _replace(known, assignment, now)
    else:
        surplus = not settle(assignment, now=now)
    quarantined_at = known[-1].quarantined_at if known else None
    judgment = _judgment(submission, assignment, digest, len(known) + 1, surplus, quarantined_at, now)
    store(judgment, answers, form)
    checked = None
    if assignment.purpose != Purpose.WORK:
        if not surplus:  # what came late for a check that they have answered since is no second one
            checked = checking.check(judgment=judgment, answers=answers, now=now)
    elif assignment.rater.quarantine_since is not None and not surplus and quarantined_at is None:
        set_aside([assignment.pk], now=now)  # what a paused rater still held belongs to what is in doubt
    else:
        dynamic.follow(judgment)
    if not known:
        counted = count_one(assignment, now=now)
        note_judgment(judgment=judgment, chars=assignment.chars, answers=answers, check=checked, also=counted)
    return judgment, assignment, True


def _own_assignment(actor: User, key: UUID) -> Assignment:
    assignment = OWN_ASSIGNMENT.first(key=key, actor=actor.pk)
    if assignment is None:
        raise NotFound("There is no such assignment of yours.")
    return assignment


def _known(assignment: Assignment) -> list[Judgment]:
    """Return the revisions of the locked assignment's judgment, oldest first. What is still held has none."""
    if assignment.state == AssignmentState.HELD:
        return []
    return list(Judgment.objects.filter(assignment=assignment).order_by("revision"))


def _refuse_a_reused_key(key: UUID) -> None:
    """Raise ``KeyReused`` when it was the key that the database refused: another assignment's judgment has it."""
    if Judgment.objects.filter(key=key).exists():
        raise KeyReused(KEY_REUSED)


def _read(submission: Submission, assignment: Assignment, form: work.Form) -> list[CanonicalAnswer]:
    try:
        return canonical_answers(submission.answers, questions=form.specs, display_order=assignment.shown_positions)
    except AnswersRefused as error:
        raise InvalidInput(say("The answers were not accepted. {error}", error=error), fields=error.fields) from error


def _replace(known: Sequence[Judgment], assignment: Assignment, now: datetime) -> bool:
    """Take the place of the current revision. Returns whether that one was surplus: a correction changes no count."""
    minutes = assignment.rater.project.amend_minutes
    if now > known[0].submitted_at + timedelta(minutes=minutes):
        raise AmendWindowOver(
            say("An answer can be corrected for {minutes} minutes after it was given.", minutes=minutes)
        )
    Judgment.objects.filter(pk__in=[judgment.pk for judgment in known], is_current=True).update(is_current=False)
    return known[-1].surplus


def _judgment(
    submission: Submission,
    assignment: Assignment,
    digest: str,
    revision: int,
    surplus: bool,
    quarantined_at: datetime | None,
    now: datetime,
) -> Judgment:
    shift = assignment.batch.shift
    judged_at = _judged_at(submission, assignment, now)
    active_ms = _active_ms(submission, assignment, now)
    return Judgment(
        key=submission.key,
        project=assignment.rater.project,
        item_id=assignment.item_id,
        rater=assignment.rater,
        assignment=assignment,
        shift=shift,
        guideline_id=assignment.guideline_id,
        purpose=assignment.purpose,
        revision=revision,
        surplus=surplus,
        quarantined_at=quarantined_at,
        digest=digest,
        first_shown=assignment.shown_positions[0],
        active_ms=active_ms,
        active_claimed_ms=_impossible(submission.active_ms, active_ms),
        focus_changes=submission.focus_changes,
        since_break_s=_seconds(_last_break_end(shift, judged_at), judged_at),
        on_shift_s=_seconds(shift.started_at, judged_at),
        submitted_at=now,
    )


def _judged_at(submission: Submission, assignment: Assignment, now: datetime) -> datetime:
    """Return when the rater judged: the client's time if it is possible (offline work is sent later), else now."""
    claimed = submission.judged_at
    return claimed if claimed is not None and assignment.leased_at <= claimed <= now else now


def _active_ms(submission: Submission, assignment: Assignment, now: datetime) -> int | None:
    """Return the client's active time, cut to what the clock allows since the lease began."""
    if submission.active_ms is None:
        return None
    possible_ms = _seconds(assignment.leased_at, now) * 1000
    return min(submission.active_ms, possible_ms, LONGEST_MS)


def _impossible(claimed_ms: int | None, recorded_ms: int | None) -> int | None:
    """Return the claimed time where it was cut by more than the rounding of clocks, for leads to see; else None."""
    if claimed_ms is None or recorded_ms is None or claimed_ms - recorded_ms <= ROUNDING_MS:
        return None
    return claimed_ms


def _last_break_end(shift: Shift, at: datetime) -> datetime:
    """Return when the last break of any use had ended by then, else when the shift began."""
    last = shift.paused_at or shift.started_at
    if last <= at:
        return last
    # Judged offline before that break, and sent after it.
    ended = Break.objects.filter(shift=shift, ended_at__lte=at)
    useful = ended.filter(ended_at__gte=F("started_at") + timedelta(minutes=PAUSE_MINUTES))
    return useful.aggregate(last=Max("ended_at"))["last"] or shift.started_at


def _seconds(start: datetime, end: datetime) -> int:
    return max(int((end - start).total_seconds()), 0)


def store(judgment: Judgment, answers: Sequence[CanonicalAnswer], form: work.Form) -> None:
    """Insert a new ``judgment`` with its answers to the questions of ``form``."""
    response_ids = {}
    if any(answer.position is not None for answer in answers):
        response_ids = dict(Response.objects.filter(item_id=judgment.item_id).values_list("position", "id"))
    rows = [
        Answer(
            question_id=form.ids[answer.question],
            response_id=None if answer.position is None else response_ids[answer.position],
            outcome=answer.outcome,
            strength=answer.strength,
            score=answer.score,
            rank=answer.rank,
            choice=answer.choice,
            text=answer.text,
        )
        for answer in answers
    ]
    insert_with(judgment, rows, link="judgment")

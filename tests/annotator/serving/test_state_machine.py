"""Anything that raters, leads and the clock may do, in any order: after each step every invariant holds.

Hypothesis draws the steps; ``tests.support.audit`` and the machine's own memory of what was acknowledged are the judge.
Drawn alike each time and short enough for every run; for a long look with other draws each time, which ends with how
often each rule was played and in how many steps each state was there:

    TOUCHSTONE_STATE_MACHINE_EXAMPLES=2000 pytest -n 0 tests/annotator/serving/test_state_machine.py
"""

import os
import uuid
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from functools import wraps
from typing import Any

import pytest
from django.db import connection, transaction
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)

from annotator.errors import Conflict
from annotator.models import (
    AT_WORK,
    Answer,
    Assignment,
    AssignmentState,
    Break,
    FlagReason,
    GoldCheck,
    Item,
    ItemPurpose,
    Judgment,
    Membership,
    MembershipState,
    ProjectState,
    Purpose,
    Question,
    RepeatCheck,
    ReviewCase,
    Role,
    Shift,
    Slot,
    User,
)
from annotator.policies.case_states import SETTLED, UNSETTLED
from annotator.presets import QuestionDraft
from annotator.services import (
    asking,
    batching,
    dynamic,
    flagging,
    guidelines,
    items,
    judging,
    leases,
    projects,
    raters,
    reading,
    releasing,
    shifts,
    skipping,
)
from annotator.services.review import claiming, deciding, sending_back
from annotator.services.training import first_state
from tests.support.audit import TAKEN, wrong
from tests.support.studies import import_rows, pair, problems
from tests.support.world import Study, study, user_of

pytestmark = [pytest.mark.django_db, pytest.mark.both_databases, pytest.mark.timeout(0)]

LONG = int(os.environ.get("TOUCHSTONE_STATE_MACHINE_EXAMPLES", "0"))
EXAMPLES = LONG or 25
STEPS = 60 if LONG else 40

PICK = st.integers(0, 10_000)
OUTCOMES = st.sampled_from(["a", "b", "tie", "both_bad"])
MIRRORED = {"a": "b", "b": "a", "tie": "tie", "both_bad": "both_bad"}


PLAYED: Counter[str] = Counter()
"""How often each rule was played."""

SEEN: Counter[str] = Counter()
"""After how many steps a row of each kind was there."""


def step(**strategies: Any) -> Callable[[Callable[..., None]], Any]:
    """A rule that is counted."""

    def of(play: Callable[..., None]) -> Any:
        @wraps(play)
        def counted(self: Any, **drawn: Any) -> None:
            PLAYED[play.__name__] += 1
            play(self, **drawn)

        return rule(**strategies)(counted)

    return of


@dataclass(frozen=True)
class Said:
    """What the machine was told is stored."""

    rater: int
    submission: judging.Submission
    outcome: str


class Serving(RuleBasedStateMachine):
    """A small study in which everything is scarce: two judgments an item, many checks, few items."""

    made: Study

    def __init__(self) -> None:
        super().__init__()
        # Each example is undone as a whole; the services' own transactions are savepoints within.
        self._example = transaction.atomic()
        self._example.__enter__()
        self.acknowledged: dict[uuid.UUID, Said] = {}
        self.highest_overlap = 2

    def teardown(self) -> None:
        transaction.set_rollback(True)
        self._example.__exit__(None, None, None)

    @initialize(
        batch_max=st.integers(1, 5),
        gold_rate=st.sampled_from([0.0, 0.2, 0.5]),
        amend=st.sampled_from([0, 30]),
        repeat_rate=st.sampled_from([0.0, 0.3]),
        quality_by=st.sampled_from(["gold", "repeats", "mix"]),
        training=st.sampled_from([0, 2]),
        breaks_required=st.booleans(),
        day_cap=st.sampled_from([0, 45]),
    )
    def begin(
        self,
        batch_max: int,
        gold_rate: float,
        amend: int,
        repeat_rate: float,
        quality_by: str,
        training: int,
        breaks_required: bool,
        day_cap: int,
    ) -> None:
        self.made = study(
            overlap=2,
            batch_min=1,
            batch_max=batch_max,
            gold_rate=gold_rate,
            gold_min_checks=2,
            gold_pass_threshold=0.8,  # four misses pause
            amend_minutes=amend,
            lease_minutes=30,
            repeat_rate=repeat_rate,
            repeat_after_judgments=1,
            repeat_after_minutes=1,
            quality_by=quality_by,
            training_required=training,
            break_after_minutes=10,
            breaks_required=breaks_required,
            day_cap_minutes=day_cap,
        )
        self.made.items(4)
        for outcome in ("a", "b", "a", "tie", "b"):
            self.made.item(gold={"better": {"outcome": outcome}})
        for outcome in ("a", "b", "tie"):
            lesson = self.made.item(gold={"better": {"outcome": outcome}})
            Item.objects.filter(pk=lesson.pk).update(purpose=ItemPurpose.TRAINING)
        for _ in range(3):
            self.made.rater()
        self.reviewer = Membership.objects.create(
            project=self.made.project,
            user=User.objects.create_user("reviewer@example.org"),
            role=Role.REVIEWER,
            alias="reviewer",
            created_at=self.made.now,
        )

    # What raters do -----------------------------------------------------------------------------------------------

    @step(who=PICK)
    def start_shift(self, who: int) -> None:
        rater = self.rater(who)
        refusal = self.refusal(rater)
        if refusal is None:
            try:
                shift = shifts.start_shift(rater=rater, now=self.made.now)
            except shifts.DayOver:
                assert rater.project.day_cap_minutes
                return
            assert shift.ended_at is None
            assert shifts.start_shift(rater=rater, now=self.made.now) == shift
        else:
            with pytest.raises(refusal):
                shifts.start_shift(rater=rater, now=self.made.now)

    @step(who=PICK)
    def end_shift(self, who: int) -> None:
        rater = self.rater(who)
        shift = pick(Shift.objects.filter(rater=rater), 0, newest=True)
        if shift is not None:
            was_open = shift.ended_at is None
            ended = shifts.end_shift(actor=user_of(rater), shift_id=shift.pk, now=self.made.now)
            assert ended == shifts.end_shift(actor=user_of(rater), shift_id=shift.pk, now=self.made.now)
            if was_open:
                assert not Assignment.objects.filter(rater=rater, state=AssignmentState.HELD).exists()

    @step(who=PICK, on=st.booleans())
    def rest(self, who: int, on: bool) -> None:
        rater = self.rater(who)
        shift = Shift.objects.filter(rater=rater, ended_at__isnull=True).first()
        if shift is None:
            return
        if on:
            shifts.start_break(actor=user_of(rater), shift_id=shift.pk, suggested=False, now=self.made.now)
        else:
            pause = Break.objects.filter(shift=shift, ended_at__isnull=True, required=True).first()
            try:
                shifts.end_break(actor=user_of(rater), shift_id=shift.pk, now=self.made.now)
            except shifts.BreakNotOver:
                assert pause is not None
                assert (self.made.now - pause.started_at).total_seconds() < pause.minutes * 60
                SEEN["refused: a required break goes on"] += 1
                return
        assert Break.objects.filter(shift=shift, ended_at__isnull=True).exists() == on

    @step(who=PICK)
    def beat(self, who: int) -> None:
        rater = self.rater(who)
        shifts.heartbeat(rater=rater, now=self.made.now)
        if Shift.objects.filter(rater=rater, ended_at__isnull=True).exists():
            held = Assignment.objects.filter(rater=rater, state=AssignmentState.HELD)
            fresh = held.filter(leased_at__gt=self.made.now - leases.LONGEST_HOLD)
            assert not fresh.filter(expires_at__lte=self.made.now).exists()

    @step(who=PICK)
    def claim(self, who: int) -> None:
        self.claimed_by(self.rater(who))

    @step(who=PICK, index=PICK, outcome=OUTCOMES)
    def submit(self, who: int, index: int, outcome: str) -> None:
        """In time, late, from a second tab, after a skip, again: the assignment may be in any state."""
        rater = self.rater(who)
        assignment = pick(Assignment.objects.filter(rater=rater), index)
        if assignment is not None:
            self.answered(rater, assignment, outcome)

    @step(who=PICK, right=st.booleans())
    def work_through(self, who: int, right: bool) -> None:
        """Claim and answer all, the checks rightly or wrongly: so that verdicts are reached."""
        self.all_answered(self.rater(who), right)

    @step(who=PICK)
    def fail(self, who: int) -> None:
        """Miss one check after the other, until a verdict."""
        for _ in range(6):
            self.all_answered(self.rater(who), right=False)
            self.made.later(minutes=2)

    def all_answered(self, rater: Membership, right: bool) -> None:
        for assignment in self.claimed_by(rater):
            gold = assignment.item.gold_answers.first()
            wanted = "tie" if gold is None else str(gold.outcome)
            if not right and gold is None:
                shown = "a"  # whatever stands there: a repeat then follows the side
            else:
                outcome = wanted if right else {"a": "b", "b": "a", "tie": "a"}[wanted]
                shown = MIRRORED[outcome] if assignment.shown_positions == [1, 0] else outcome
            self.answered(rater, assignment, shown)

    @precondition(lambda self: self.acknowledged)
    @step(index=PICK)
    def retry(self, index: int) -> None:
        said = self.said(index)
        before = Judgment.objects.count(), GoldCheck.objects.count(), RepeatCheck.objects.count()
        again = judging.submit(actor=self.account(said.rater), submission=said.submission, now=self.made.now)
        assert (again.created, again.judgment.key) == (False, said.submission.key)
        assert (Judgment.objects.count(), GoldCheck.objects.count(), RepeatCheck.objects.count()) == before

    @precondition(lambda self: self.acknowledged)
    @step(index=PICK)
    def same_key_for_something_else(self, index: int) -> None:
        said = self.said(index)
        other = "a" if said.submission.answers[0]["outcome"] != "a" else "b"
        clash = judging.Submission(
            key=said.submission.key, assignment=said.submission.assignment, answers=self.answers(other)
        )
        with pytest.raises(judging.KeyReused):
            judging.submit(actor=self.account(said.rater), submission=clash, now=self.made.now)

    @step(who=PICK, index=PICK)
    def skip(self, who: int, index: int) -> None:
        rater = self.rater(who)
        assignment = pick(Assignment.objects.filter(rater=rater), index)
        if assignment is None:
            return

        def skipped() -> object:
            reason = skipping.SkipReason.UNCLEAR
            key = assignment.key
            return skipping.skip(actor=user_of(rater), assignment_key=key, reason=reason, note="", now=self.made.now)

        if assignment.state == AssignmentState.SUBMITTED:
            with pytest.raises(skipping.AlreadySubmitted):
                skipped()
        else:
            skipped()
            was_held = assignment.state == AssignmentState.HELD
            assignment.refresh_from_db()
            assert not was_held or assignment.state == AssignmentState.SKIPPED

    @step(who=PICK, index=PICK)
    def flag(self, who: int, index: int) -> None:
        rater = self.rater(who)
        assignment = pick(Assignment.objects.filter(rater=rater), index)
        if assignment is not None:
            flagging.flag(
                actor=user_of(rater),
                assignment_key=assignment.key,
                reason=FlagReason.OTHER,
                note="?",
                now=self.made.now,
            )

    # What the clock and the background do -----------------------------------------------------------------------------

    @step(minutes=st.sampled_from([1, 20, 31, 150, 13 * 60]))
    def wait(self, minutes: int) -> None:
        self.made.later(minutes=minutes)

    @step()
    def expire_leases(self) -> None:
        leases.expire_leases(now=self.made.now)
        stuck = Assignment.objects.filter(state=AssignmentState.HELD, expires_at__lte=self.made.now)
        assert not stuck.exists()

    @step()
    def end_abandoned_shifts(self) -> None:
        shifts.end_abandoned_shifts(now=self.made.now)
        gone = Shift.objects.filter(ended_at__isnull=True, last_seen_at__lt=self.made.now - shifts.ABANDONED_AFTER)
        assert not gone.exists()

    @step()
    def sweep_overlap(self) -> None:
        dynamic.sweep()
        assert dynamic.sweep() == 0

    # What reviewers do --------------------------------------------------------------------------------------------

    @step(does=st.sampled_from(["more", "again", "decide", "dismiss", "give back", "undo"]), index=PICK)
    def review(self, does: Any, index: int) -> None:
        reviewer, now = self.reviewer, self.made.now
        if does == "undo":
            case = pick(ReviewCase.objects.filter(state__in=SETTLED), index)
            if case is not None:
                try:
                    deciding.undo(reviewer=reviewer, case_id=case.pk, now=now)
                except deciding.OpenedAgain:
                    assert ReviewCase.objects.filter(item=case.item_id).exclude(pk=case.pk).exists()
            return
        if not ReviewCase.objects.filter(state__in=UNSETTLED).exists():
            self.flag(who=index, index=index)
        case = claiming.claim_case(reviewer=reviewer, now=now)
        if case is None:
            return
        if does == "give back":
            claiming.release_case(reviewer=reviewer, case_id=case.pk, now=now)
            return
        settled: Any = {"reviewer": reviewer, "case_id": case.pk, "key": uuid.uuid4(), "now": now}
        if does == "decide":
            deciding.decide(**settled, answers=self.answers("a"))
        elif does == "dismiss":
            deciding.dismiss(**settled)
        else:
            try:
                done = deciding.send_back(**settled, mode=does, slots=2)
            except sending_back.CantBeSentBack:
                SEEN["refused: nothing to send back"] += 1
                return
            assert done.created
            assert not deciding.send_back(**settled, mode=does, slots=2).created

    # What leads do ------------------------------------------------------------------------------------------------

    @step()
    def pause_or_go_on(self) -> None:
        active = self.made.project.state == ProjectState.ACTIVE
        self.changed(state=ProjectState.PAUSED if active else ProjectState.ACTIVE)

    @step(overlap=st.integers(1, 4), mode=st.sampled_from(["fixed", "sampled", "dynamic"]), least=st.integers(1, 4))
    def change_overlap(self, overlap: int, mode: str, least: int) -> None:
        self.changed(overlap=overlap, overlap_mode=mode, overlap_min=min(least, overlap), overlap_share=0.5)
        self.highest_overlap = max(self.highest_overlap, overlap)

    @step(index=PICK, everything=st.booleans())
    def release_lease(self, index: int, everything: bool) -> None:
        held = pick(Assignment.objects.filter(state=AssignmentState.HELD), index)
        if held is None:
            return
        if everything:
            assert releasing.release_all(rater=held.rater, actor=self.made.lead, now=self.made.now) > 0
            return
        lead = self.made.lead
        released = releasing.release_assignment(assignment_id=held.pk, actor=lead, now=self.made.now)
        assert released.state == AssignmentState.RELEASED
        with pytest.raises(releasing.NotHeld):
            releasing.release_assignment(assignment_id=held.pk, actor=lead, now=self.made.now)

    @step()
    def ask_or_ask_no_more(self) -> None:
        """Add a required question, or retire the one that was added; work of both times is in people's hands."""
        self.made.project.refresh_from_db()
        project, lead, now = self.made.project, self.made.lead, self.made.now
        asked = Question.objects.filter(project=project, retired_in__isnull=True, kind="likert").first()
        if asked is None:
            key = f"grade{Question.objects.filter(project=project).count()}"
            draft = QuestionDraft(key=key, kind="likert", title="How good?")
            asking.add_question(project=project, actor=lead, now=now, version=project.version, draft=draft)
        else:
            asking.retire_question(project=project, actor=lead, now=now, version=project.version, key=asked.key)
        self.made.project.refresh_from_db()

    @step(training=st.integers(0, 2))
    def change_training(self, training: int) -> None:
        self.changed(training_required=training)

    @step(who=PICK)
    def pause_rater(self, who: int) -> None:
        rater = self.rater(who)
        if rater.state in AT_WORK:
            raters.pause_rater(rater=rater, actor=self.made.lead, now=self.made.now, reason="Let us talk.")
        else:
            with pytest.raises(raters.RaterNotActive):
                raters.pause_rater(rater=rater, actor=self.made.lead, now=self.made.now, reason="Again.")

    @step(who=PICK, decision=st.sampled_from(["keep", "discard"]))
    def resume_rater(self, who: int, decision: raters.Decision) -> None:
        paused = pick(Membership.objects.filter(state=MembershipState.PAUSED), who)
        if paused is not None:
            raters.resume_rater(rater=paused, actor=self.made.lead, now=self.made.now, quarantined=decision)
            paused.refresh_from_db()
            assert (paused.state, paused.quarantine_since) == (MembershipState.ACTIVE, None)

    @step(index=PICK)
    def retire_or_restore(self, index: int) -> None:
        item = pick(Item.objects.filter(project=self.made.project), index)
        assert item is not None
        change = items.retire_item if item.retired_at is None else items.restore_item
        change(item=item, actor=self.made.lead, now=self.made.now)

    @step(gold=st.booleans(), priority=st.integers(-1, 1))
    def import_item(self, gold: bool, priority: int) -> None:
        row = pair(f"imported-{Item.objects.count()}", priority=priority, **({"gold": {"better": "a"}} if gold else {}))
        run = import_rows(self.made.project, [row])
        assert run.state == "succeeded", problems(run)
        purpose = ItemPurpose.GOLD if gold else ItemPurpose.WORK
        assert Item.objects.get(external_id=row["id"]).purpose == purpose

    @precondition(lambda self: len(self.made.raters) < 5)
    @step(on_shift=st.booleans())
    def welcome_rater(self, on_shift: bool) -> None:
        rater = self.made.rater(on_shift=on_shift and self.made.project.state == ProjectState.ACTIVE)
        Membership.objects.filter(pk=rater.pk).update(state=first_state(self.made.project, Role.RATER))

    @step(read=st.booleans())
    def publish_guideline(self, read: bool) -> None:
        version = self.made.guideline.version + 1 if self.made.guideline else 1
        project, lead = self.made.project, self.made.lead
        self.made.guideline = guidelines.publish_guideline(
            project=project, actor=lead, now=self.made.now, body=f"Version {version}"
        )
        for rater in self.made.raters if read else []:
            reading.note_guideline_read(rater=rater, version=version)

    # What must hold after every step ------------------------------------------------------------------------------

    @invariant()
    def all_is_well(self) -> None:
        connection.check_constraints()
        found = wrong(self.made.project.pk, highest_overlap=self.highest_overlap)
        assert not any(found.values()), {name: ids for name, ids in found.items() if ids}
        self.what_was_acknowledged_is_there_once()

    def what_was_acknowledged_is_there_once(self) -> None:
        rows = Answer.objects.filter(judgment__project=self.made.project, question__key="better")
        rows = rows.exclude(judgment__purpose=Purpose.REVIEW)
        columns = ("judgment__key", "judgment__assignment__key", "outcome", "judgment__rater_id")
        stored = sorted(rows.values_list(*columns))
        assert stored == sorted(
            (key, said.submission.assignment, said.outcome, said.rater) for key, said in self.acknowledged.items()
        )
        judgments = Judgment.objects.filter(project=self.made.project).exclude(purpose=Purpose.REVIEW)
        assert judgments.count() == len(stored)

    @invariant()
    def count_what_is_there(self) -> None:
        kinds = {
            f"assignment {purpose} {state}"
            for purpose, state in Assignment.objects.values_list("purpose", "state").order_by().distinct()
        }
        kinds |= {
            f"slot {state}{' extra' if extra else ''}"
            for state, extra in Slot.objects.values_list("state", "extra").order_by().distinct()
        }
        kinds |= {f"rater {state}" for state in Membership.objects.values_list("state", flat=True)}
        kinds |= {f"case {state}" for state in ReviewCase.objects.values_list("state", flat=True)}
        kinds |= {f"overlap {self.made.project.overlap_mode}"}
        judgments = Judgment.objects.all()
        there = {
            "judgment surplus": judgments.filter(surplus=True),
            "judgment in quarantine": judgments.filter(quarantined_at__isnull=False),
            "judgment corrected": judgments.filter(revision__gt=1).exclude(purpose=Purpose.REVIEW),
            "repeat consistent": RepeatCheck.objects.filter(consistent=True),
            "repeat by side": RepeatCheck.objects.filter(side__isnull=False),
            "break required": Break.objects.filter(required=True),
            "question retired": Question.objects.filter(retired_in__isnull=False),
            "rater paused by checks": Membership.objects.filter(quarantine_since__isnull=False),
        }
        SEEN.update(kinds | {name for name, rows in there.items() if rows.exists()})

    # How it is done -----------------------------------------------------------------------------------------------

    def rater(self, who: int) -> Membership:
        rater = self.made.raters[who % len(self.made.raters)]
        rater = Membership.objects.select_related("project", "user").get(pk=rater.pk)
        assert rater.project.pk == self.made.project.pk
        return rater

    def account(self, rater: int) -> Any:
        return user_of(next(known for known in self.made.raters if known.pk == rater))

    def said(self, index: int) -> Said:
        return list(self.acknowledged.values())[index % len(self.acknowledged)]

    def changed(self, **changes: Any) -> None:
        self.made.project.refresh_from_db()
        self.made.project = projects.update_project(
            project=self.made.project,
            actor=self.made.lead,
            now=self.made.now,
            version=self.made.project.version,
            changes=changes,
        )

    def refusal(self, rater: Membership) -> type[Conflict] | None:
        if rater.project.state != ProjectState.ACTIVE:
            return shifts.ProjectNotActive
        return None if rater.state in AT_WORK else shifts.RaterPaused

    def claim_refusal(self, rater: Membership) -> type[Conflict] | None:
        shift = Shift.objects.filter(rater=rater, ended_at__isnull=True).first()
        if refusal := self.refusal(rater):
            return refusal
        if shift is None:
            return batching.NotOnShift
        if Break.objects.filter(shift=shift, ended_at__isnull=True).exists():
            return batching.OnBreak
        assert self.made.guideline is not None
        return None if rater.guideline_read_id == self.made.guideline.pk else batching.GuidelineUnread

    def claimed_by(self, rater: Membership) -> list[Assignment]:
        """Claim twice, as two tabs do, and return what is held; an end is believed only if nothing could be had."""
        refusal = self.claim_refusal(rater)
        if refusal is not None:
            with pytest.raises(refusal):
                batching.claim(rater=rater, now=self.made.now)
            return []
        claimed = batching.claim(rater=rater, now=self.made.now)
        again = batching.claim(rater=rater, now=self.made.now)
        keys = [task.key for task in claimed.tasks]
        assert [task.key for task in again.tasks][: len(keys)] == keys
        assert len(again.tasks) <= max(again.batch_size, len(keys))
        held = {a.key: a for a in Assignment.objects.filter(rater=rater, state=AssignmentState.HELD)}
        assert set(held) == {task.key for task in again.tasks}
        assert all(assignment.expires_at > self.made.now for assignment in held.values())
        resting = claimed.advice.break_required or claimed.advice.day_over
        assert claimed.finished == (not keys and not resting)
        if resting:
            SEEN["claim while resting"] += 1
        if claimed.finished and rater.state != MembershipState.TRAINING:
            had = {a.item_id for a in Assignment.objects.filter(rater=rater) if a.state in TAKEN}
            left = Slot.objects.filter(project=self.made.project, state="open").exclude(item__in=had)
            assert not left.exists()
        return [held[task.key] for task in again.tasks]

    def answered(self, rater: Membership, assignment: Assignment, outcome: str) -> None:
        submission = judging.Submission(
            key=uuid.uuid4(), assignment=assignment.key, answers=self.answers(outcome), active_ms=2000
        )
        first = Judgment.objects.filter(assignment=assignment, revision=1).first()
        minutes = self.made.project.amend_minutes
        if first is not None and (self.made.now - first.submitted_at).total_seconds() > minutes * 60:
            with pytest.raises(judging.AmendWindowOver):
                judging.submit(actor=user_of(rater), submission=submission, now=self.made.now)
            return
        submitted = judging.submit(actor=user_of(rater), submission=submission, now=self.made.now)
        assert submitted.created
        in_time = assignment.state == AssignmentState.HELD
        if in_time and assignment.purpose == Purpose.WORK and first is None:
            assert not submitted.judgment.surplus
        stored = MIRRORED[outcome] if assignment.shown_positions == [1, 0] else outcome
        self.acknowledged[submission.key] = Said(rater.pk, submission, stored)

    def answers(self, outcome: str) -> list[dict[str, Any]]:
        """Answer whatever is asked now."""
        grades = Question.objects.filter(project=self.made.project, retired_in__isnull=True, kind="likert")
        given = [{"question": key, "score": 3} for key in grades.values_list("key", flat=True)]
        return [{"question": "better", "outcome": outcome}, *given]


def pick(rows: Any, index: int, *, newest: bool = False) -> Any:
    """Return one of the rows, or ``None`` where there are none; the newest more often than its share."""
    found = list(rows.order_by("-pk" if newest else "pk"))
    return found[index % len(found)] if found else None


def test_whatever_happens_every_invariant_holds(capsys: pytest.CaptureFixture[str]) -> None:
    try:
        run_state_machine_as_test(
            Serving,
            settings=settings(
                max_examples=EXAMPLES,
                stateful_step_count=STEPS,
                deadline=None,
                derandomize=not LONG,
                database=None,
                print_blob=True,
                suppress_health_check=list(HealthCheck),
            ),
        )
    finally:
        if LONG:
            with capsys.disabled():
                print(f"\n{PLAYED.total()} steps:", dict(PLAYED.most_common()))
                print("in so many of them there was:", dict(SEEN.most_common()))

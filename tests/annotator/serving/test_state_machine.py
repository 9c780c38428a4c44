"""Anything that raters, leads and the clock may do, in any order: after each step every invariant holds.

Hypothesis draws the steps; ``tests.support.audit`` and the machine's own memory of what was acknowledged are the judge.
Drawn alike each time and short enough for every run; for a long look with other draws each time:

    TOUCHSTONE_STATE_MACHINE_EXAMPLES=2000 pytest -n 0 tests/annotator/serving/test_state_machine.py
"""

import os
import uuid
from dataclasses import dataclass
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
    GoldCheck,
    Item,
    ItemPurpose,
    Judgment,
    Membership,
    MembershipState,
    ProjectState,
    Purpose,
    Shift,
    Slot,
)
from annotator.services import batching, guidelines, items, judging, leases, projects, raters, reading, shifts, skipping
from tests.support.audit import TAKEN, wrong
from tests.support.studies import import_rows, pair, problems
from tests.support.world import Study, study, user_of

pytestmark = [pytest.mark.django_db, pytest.mark.both_databases, pytest.mark.timeout(0)]

LONG = int(os.environ.get("TOUCHSTONE_STATE_MACHINE_EXAMPLES", "0"))
EXAMPLES = LONG or 45
STEPS = 60 if LONG else 40

PICK = st.integers(0, 10_000)
OUTCOMES = st.sampled_from(["a", "b", "tie", "both_bad"])
MIRRORED = {"a": "b", "b": "a", "tie": "tie", "both_bad": "both_bad"}


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

    @initialize(batch_max=st.integers(1, 5), gold_rate=st.sampled_from([0.0, 0.2, 0.5]), amend=st.sampled_from([0, 30]))
    def begin(self, batch_max: int, gold_rate: float, amend: int) -> None:
        self.made = study(
            overlap=2,
            batch_min=1,
            batch_max=batch_max,
            gold_rate=gold_rate,
            gold_min_checks=3,
            amend_minutes=amend,
            lease_minutes=30,
        )
        self.made.items(4)
        for outcome in ("a", "b", "a", "tie", "b"):
            self.made.item(gold={"better": {"outcome": outcome}})
        for _ in range(3):
            self.made.rater()

    # What raters do -----------------------------------------------------------------------------------------------

    @rule(who=PICK)
    def start_shift(self, who: int) -> None:
        rater = self.rater(who)
        refusal = self.refusal(rater)
        if refusal is None:
            shift = shifts.start_shift(rater=rater, now=self.made.now)
            assert shift.ended_at is None
            assert shifts.start_shift(rater=rater, now=self.made.now) == shift
        else:
            with pytest.raises(refusal):
                shifts.start_shift(rater=rater, now=self.made.now)

    @rule(who=PICK)
    def end_shift(self, who: int) -> None:
        rater = self.rater(who)
        shift = pick(Shift.objects.filter(rater=rater), 0, newest=True)
        if shift is not None:
            was_open = shift.ended_at is None
            ended = shifts.end_shift(actor=user_of(rater), shift_id=shift.pk, now=self.made.now)
            assert ended == shifts.end_shift(actor=user_of(rater), shift_id=shift.pk, now=self.made.now)
            if was_open:
                assert not Assignment.objects.filter(rater=rater, state=AssignmentState.HELD).exists()

    @rule(who=PICK, on=st.booleans())
    def rest(self, who: int, on: bool) -> None:
        rater = self.rater(who)
        shift = Shift.objects.filter(rater=rater, ended_at__isnull=True).first()
        if shift is None:
            return
        if on:
            shifts.start_break(actor=user_of(rater), shift_id=shift.pk, suggested=False, now=self.made.now)
        else:
            shifts.end_break(actor=user_of(rater), shift_id=shift.pk, now=self.made.now)
        assert Break.objects.filter(shift=shift, ended_at__isnull=True).exists() == on

    @rule(who=PICK)
    def beat(self, who: int) -> None:
        rater = self.rater(who)
        shifts.heartbeat(rater=rater, now=self.made.now)
        if Shift.objects.filter(rater=rater, ended_at__isnull=True).exists():
            held = Assignment.objects.filter(rater=rater, state=AssignmentState.HELD)
            fresh = held.filter(leased_at__gt=self.made.now - leases.LONGEST_HOLD)
            assert not fresh.filter(expires_at__lte=self.made.now).exists()

    @rule(who=PICK)
    def claim(self, who: int) -> None:
        self.claimed_by(self.rater(who))

    @rule(who=PICK, index=PICK, outcome=OUTCOMES)
    def submit(self, who: int, index: int, outcome: str) -> None:
        """In time, late, from a second tab, after a skip, again: the assignment may be in any state."""
        rater = self.rater(who)
        assignment = pick(Assignment.objects.filter(rater=rater), index)
        if assignment is not None:
            self.answered(rater, assignment, outcome)

    @rule(who=PICK, right=st.booleans())
    def work_through(self, who: int, right: bool) -> None:
        """Claim and answer all, the checks rightly or wrongly: so that verdicts are reached."""
        rater = self.rater(who)
        for assignment in self.claimed_by(rater):
            gold = assignment.item.gold_answers.first()
            wanted = "tie" if gold is None else gold.outcome
            other = {"a": "b", "b": "a", "tie": "a"}[wanted]
            outcome = wanted if right else other
            shown = MIRRORED[outcome] if assignment.shown_positions == [1, 0] else outcome
            self.answered(rater, assignment, shown)

    @precondition(lambda self: self.acknowledged)
    @rule(index=PICK)
    def retry(self, index: int) -> None:
        said = self.said(index)
        before = Judgment.objects.count(), GoldCheck.objects.count()
        again = judging.submit(actor=self.account(said.rater), submission=said.submission, now=self.made.now)
        assert (again.created, again.judgment.key) == (False, said.submission.key)
        assert (Judgment.objects.count(), GoldCheck.objects.count()) == before

    @precondition(lambda self: self.acknowledged)
    @rule(index=PICK)
    def same_key_for_something_else(self, index: int) -> None:
        said = self.said(index)
        other = "a" if said.submission.answers != answers("a") else "b"
        clash = judging.Submission(
            key=said.submission.key, assignment=said.submission.assignment, answers=answers(other)
        )
        with pytest.raises(judging.KeyReused):
            judging.submit(actor=self.account(said.rater), submission=clash, now=self.made.now)

    @rule(who=PICK, index=PICK)
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

    # What the clock and the background do -----------------------------------------------------------------------------

    @rule(minutes=st.sampled_from([1, 20, 31, 150, 13 * 60]))
    def wait(self, minutes: int) -> None:
        self.made.later(minutes=minutes)

    @rule()
    def expire_leases(self) -> None:
        leases.expire_leases(now=self.made.now)
        stuck = Assignment.objects.filter(state=AssignmentState.HELD, expires_at__lte=self.made.now)
        assert not stuck.exists()

    @rule()
    def end_abandoned_shifts(self) -> None:
        shifts.end_abandoned_shifts(now=self.made.now)
        gone = Shift.objects.filter(ended_at__isnull=True, last_seen_at__lt=self.made.now - shifts.ABANDONED_AFTER)
        assert not gone.exists()

    # What leads do ------------------------------------------------------------------------------------------------

    @rule()
    def pause_or_go_on(self) -> None:
        active = self.made.project.state == ProjectState.ACTIVE
        self.changed(state=ProjectState.PAUSED if active else ProjectState.ACTIVE)

    @rule(overlap=st.integers(1, 4))
    def change_overlap(self, overlap: int) -> None:
        self.changed(overlap=overlap)
        self.highest_overlap = max(self.highest_overlap, overlap)

    @rule(who=PICK)
    def pause_rater(self, who: int) -> None:
        rater = self.rater(who)
        if rater.state in AT_WORK:
            raters.pause_rater(rater=rater, actor=self.made.lead, now=self.made.now, reason="Let us talk.")
        else:
            with pytest.raises(raters.RaterNotActive):
                raters.pause_rater(rater=rater, actor=self.made.lead, now=self.made.now, reason="Again.")

    @rule(who=PICK, decision=st.sampled_from(["keep", "discard"]))
    def resume_rater(self, who: int, decision: raters.Decision) -> None:
        paused = pick(Membership.objects.filter(state=MembershipState.PAUSED), who)
        if paused is not None:
            raters.resume_rater(rater=paused, actor=self.made.lead, now=self.made.now, quarantined=decision)
            paused.refresh_from_db()
            assert (paused.state, paused.quarantine_since) == (MembershipState.ACTIVE, None)

    @rule(index=PICK)
    def retire_or_restore(self, index: int) -> None:
        item = pick(Item.objects.filter(project=self.made.project), index)
        assert item is not None
        change = items.retire_item if item.retired_at is None else items.restore_item
        change(item=item, actor=self.made.lead, now=self.made.now)

    @rule(gold=st.booleans(), priority=st.integers(-1, 1))
    def import_item(self, gold: bool, priority: int) -> None:
        row = pair(f"imported-{Item.objects.count()}", priority=priority, **({"gold": {"better": "a"}} if gold else {}))
        run = import_rows(self.made.project, [row])
        assert run.state == "succeeded", problems(run)
        purpose = ItemPurpose.GOLD if gold else ItemPurpose.WORK
        assert Item.objects.get(external_id=row["id"]).purpose == purpose

    @precondition(lambda self: len(self.made.raters) < 5)
    @rule(on_shift=st.booleans())
    def welcome_rater(self, on_shift: bool) -> None:
        self.made.rater(on_shift=on_shift and self.made.project.state == ProjectState.ACTIVE)

    @rule(read=st.booleans())
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
        rows = Answer.objects.filter(judgment__project=self.made.project)
        columns = ("judgment__key", "judgment__assignment__key", "outcome", "judgment__rater_id")
        stored = sorted(rows.values_list(*columns))
        assert stored == sorted(
            (key, said.submission.assignment, said.outcome, said.rater) for key, said in self.acknowledged.items()
        )
        assert Judgment.objects.filter(project=self.made.project).count() == len(stored)

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
        assert claimed.finished == (not keys)
        if claimed.finished:
            had = {a.item_id for a in Assignment.objects.filter(rater=rater) if a.state in TAKEN}
            left = Slot.objects.filter(project=self.made.project, state="open").exclude(item__in=had)
            assert not left.exists()
        return [held[task.key] for task in again.tasks]

    def answered(self, rater: Membership, assignment: Assignment, outcome: str) -> None:
        submission = judging.Submission(
            key=uuid.uuid4(), assignment=assignment.key, answers=answers(outcome), active_ms=2000
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


def answers(outcome: str) -> list[dict[str, Any]]:
    return [{"question": "better", "outcome": outcome}]


def pick(rows: Any, index: int, *, newest: bool = False) -> Any:
    """Return one of the rows, or ``None`` where there are none; the newest more often than its share."""
    found = list(rows.order_by("-pk" if newest else "pk"))
    return found[index % len(found)] if found else None


def test_whatever_happens_every_invariant_holds() -> None:
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

"""The office that is the product: the services that people use, on whatever database is the default one.

The simulated raters see what their screens would show and nothing else. Only ``books``, opened when the day is over,
looks into the rows.
"""

from collections.abc import Sequence
from contextlib import suppress
from datetime import datetime, timedelta
from uuid import UUID

from django.db import transaction

from annotator.models import GoldCheck, Judgment, Membership, MembershipState, Project, Role, Shift, User
from annotator.policies.rhythm import State
from annotator.presets import QuestionDraft
from annotator.queries import work
from annotator.queries.counted import COUNTED
from annotator.services import batching, gold_review, judging, leases, raters, reading, shifts, skipping
from annotator.services.importing.item_rows import parse_item
from annotator.services.importing.rows import Row
from annotator.services.importing.write_items import ItemWriter
from annotator.services.invitations import create_membership
from annotator.services.projects import create_project, update_project
from annotator.simulation.day.clock import MORNING, hours_into
from annotator.simulation.day.items import Item, first_is_shown_first, rows
from annotator.simulation.day.office import Books, Offer, Rest, Task, Vote, due
from annotator.simulation.day.rules import USUAL_CHECKS, USUAL_PASSES, Rules

QUESTION = QuestionDraft(key="preference", kind="preference", title="Which response is better?")
ROWS_AT_ONCE = 500
SIGN_OF_LIFE = timedelta(minutes=5)
"""A browser gives one each minute; nothing that depends on it can tell."""


class Services:
    """An office for raters numbered from 0, with a project of its own."""

    def __init__(self, *, n_raters: int, items: Sequence[Item], gold: Sequence[Item], rules: Rules, seed: int) -> None:
        lead = User.objects.create_user("lead@simulation.invalid", name="Lead", may_create_projects=True)
        self.rules, self.lead = rules, lead
        self.project = _project(lead, rules, seed)
        _import(self.project, [*items, *gold])
        update_project(
            project=self.project, actor=lead, now=MORNING, version=self.project.version, changes={"state": "active"}
        )
        self.project.refresh_from_db()
        self.raters = [_rater(self.project, number) for number in range(n_raters)]
        self.users = [_account(rater) for rater in self.raters]
        self.shift_of: dict[int, int] = {}
        self.seen_at: dict[int, datetime] = {}

    def arrive(self, rater: int, now: datetime) -> bool:
        """Start a shift, as the button does."""
        self.raters[rater].refresh_from_db(fields=["state"])
        try:
            self.shift_of[rater] = shifts.start_shift(rater=self.raters[rater], now=now).pk
        except (shifts.RaterPaused, shifts.DayOver):
            return False
        self.seen_at[rater] = now
        return True

    def claim(self, rater: int, now: datetime) -> Offer:
        """Claim a batch."""
        if self.rules.usual_bar:
            self._hold_the_usual_bar(rater, now)
        try:
            claimed = batching.claim(rater=self.raters[rater], now=now)
        except shifts.RaterPaused:
            return Offer(sent_home=True)
        self.seen_at[rater] = now
        tasks = [_task(task) for task in claimed.tasks]
        if tasks:
            return Offer(tasks)
        required = claimed.advice.break_required
        return Offer(sent_home=claimed.advice.day_over, rest=due(claimed.advice) if required else None)

    def submit(self, rater: int, task: Task, *, shown: str, key: UUID, active_s: float, now: datetime) -> Rest | None:
        """Submit as the browser does, which also gives signs of life meanwhile."""
        if now - self.seen_at[rater] >= SIGN_OF_LIFE:
            shifts.heartbeat(rater=self.raters[rater], now=now)
            self.seen_at[rater] = now
        submission = judging.Submission(
            key=key,
            assignment=task.key,
            answers=[{"question": QUESTION.key, "outcome": shown}],
            active_ms=round(active_s * 1000),
        )
        return due(judging.submit(actor=self.users[rater], submission=submission, now=now).advice)

    def skip(self, rater: int, task: Task, now: datetime) -> None:
        """Skip as unclear."""
        reason = skipping.SkipReason.UNCLEAR
        skipping.skip(actor=self.users[rater], assignment_key=task.key, reason=reason, note="", now=now)

    def start_break(self, rater: int, now: datetime) -> None:
        """Start the break that was suggested."""
        shifts.start_break(actor=self.users[rater], shift_id=self.shift_of[rater], suggested=True, now=now)

    def end_break(self, rater: int, now: datetime) -> None:
        """End it."""
        shifts.end_break(actor=self.users[rater], shift_id=self.shift_of[rater], now=now)

    def leave(self, rater: int, now: datetime) -> None:
        """End the shift."""
        shifts.end_shift(actor=self.users[rater], shift_id=self.shift_of[rater], now=now)

    def has_work(self, rater: int) -> bool:
        """Look at what the workbench says is left."""
        return work.remaining(self.raters[rater]) != 0

    def sweep(self, now: datetime) -> None:
        """What the beat does beside looking for disputes: expire leases, end abandoned shifts, review gold."""
        leases.expire_leases(now=now)
        shifts.end_abandoned_shifts(now=now)
        gold_review.review_all(now=now)

    def books(self) -> Books:
        """Read the day's end from the rows."""
        number_of = {rater.pk: number for number, rater in enumerate(self.raters)}
        judgments = Judgment.objects.filter(project=self.project)
        counted = judgments.filter(COUNTED).order_by("id").values_list("rater", "item__external_id", "answers__outcome")
        return Books(
            votes=[Vote(number_of[rater], item, str(outcome)) for rater, item, outcome in counted],
            checks=self._checks(number_of),
            stopped=self._stopped(number_of),
            alarms=self._alarms(number_of),
            set_aside=judgments.filter(quarantined_at__isnull=False).count(),
        )

    def _checks(self, number_of: dict[int, int]) -> dict[int, tuple[int, int]]:
        passed: dict[int, list[bool]] = {}
        for rater, outcome in GoldCheck.objects.filter(project=self.project).values_list("rater", "passed"):
            passed.setdefault(number_of[rater], []).append(outcome)
        return {rater: (sum(outcomes), len(outcomes)) for rater, outcomes in passed.items()}

    def _alarms(self, number_of: dict[int, int]) -> dict[int, list[float]]:
        alarms: dict[int, list[float]] = {}
        for shift in Shift.objects.filter(rater__project=self.project).order_by("started_at"):
            hours = [hours_into(shift.started_at) + at_s / 3600 for at_s, _ in State.from_json(shift.rhythm).alarms]
            if hours:
                alarms.setdefault(number_of[shift.rater_id], []).extend(hours)
        return alarms

    def _stopped(self, number_of: dict[int, int]) -> dict[int, int]:
        paused = Membership.objects.filter(project=self.project, state=MembershipState.PAUSED)
        return {
            number_of[rater.pk]: Judgment.objects.filter(rater=rater, submitted_at__lte=rater.state_changed_at).count()
            for rater in paused
        }

    def _hold_the_usual_bar(self, rater: int, now: datetime) -> None:
        """Pause as a lead with the usual bar would: once, after the first so many checks."""
        checks = GoldCheck.objects.filter(rater=self.raters[rater]).order_by("id").values_list("passed", flat=True)
        first = list(checks[:USUAL_CHECKS])
        if len(first) == USUAL_CHECKS and sum(first) < USUAL_PASSES:
            with suppress(raters.RaterNotActive):
                raters.pause_rater(rater=self.raters[rater], actor=self.lead, now=now, reason="Too many checks missed.")


def _project(lead: User, rules: Rules, seed: int) -> Project:
    overlap: dict[str, object] = {"overlap": rules.most_votes}
    if rules.confidence is not None:
        overlap |= {
            "overlap_mode": "dynamic",
            "overlap_min": rules.first_votes,
            "overlap_confidence": rules.confidence,
        }
    rest = {"break_minutes": round(rules.rest_minutes)} if rules.rest_minutes else {}
    return create_project(
        actor=lead,
        now=MORNING,
        seed=seed,
        name="A simulated day",
        preset="pairwise",
        questions=[QUESTION],
        policies={
            **overlap,
            **rest,
            "gold_rate": rules.gold_rate,
            "gold_pass_threshold": rules.gold_pass_threshold,
            "gold_min_checks": rules.gold_min_checks,
            "batch_min": rules.batch_min,
            "batch_max": rules.batch_max,
            "break_after_minutes": rules.break_after_minutes,
        },
    )


def _import(project: Project, items: Sequence[Item]) -> None:
    """Write the items as an import does, through its parser and its writer; there is no file and no job."""
    questions = work.questions_of(project)
    writer = ItemWriter(project, questions, now=MORNING)
    drafts = [(_row(line, row), parse_item(row, questions)) for line, row in enumerate(rows(items), start=1)]
    for start in range(0, len(drafts), ROWS_AT_ONCE):
        portion = drafts[start : start + ROWS_AT_ONCE]
        with transaction.atomic():
            outcome = writer.write(portion)
        if outcome.failed:
            raise RuntimeError(f"The simulated items did not import: {outcome.failed[0]}")


def _row(line: int, row: dict[str, object]) -> Row:
    return Row(line=line, last_line=line, end_offset=0, size=0, values=row, error=None, start=b"")


def _rater(project: Project, number: int) -> Membership:
    user = User.objects.create_user(f"rater{number}@simulation.invalid", name=f"Rater {number}")
    rater = create_membership(project=project, user=user, role=Role.RATER, now=MORNING)
    reading.note_guideline_read(rater=rater, version=1)
    rater.refresh_from_db()
    return rater


def _account(rater: Membership) -> User:
    if rater.user is None:
        raise ValueError(f"{rater.alias} has no account to work with.")
    return rater.user


def _task(task: work.Task) -> Task:
    return Task(task.key, item=task.prompt, first_shown_first=first_is_shown_first(task.responses))

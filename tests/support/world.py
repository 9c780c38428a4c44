"""A small study: a project with questions, items, slots, gold and raters."""

import uuid
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any

from annotator.models import (
    GoldAnswer,
    Guideline,
    Item,
    ItemPurpose,
    Membership,
    Project,
    ProjectState,
    Question,
    QuestionKind,
    Response,
    Role,
    Slot,
    User,
)
from annotator.policies.serving_order import serving_order
from annotator.services import batching, judging, reading, shifts
from annotator.services.overlap import overlap_plan

NOON = datetime(2026, 3, 2, 12, tzinfo=UTC)


@dataclass
class Study:
    """A project and the people in it. ``now`` is the study's own clock."""

    project: Project
    lead: User
    questions: dict[str, Question]
    guideline: Guideline | None = None
    now: datetime = NOON
    raters: list[Membership] = field(default_factory=list)

    def later(self, **delta: float) -> datetime:
        """Move the clock on and return the new time."""
        self.now += timedelta(**delta)
        return self.now

    def rater(self, name: str = "", *, on_shift: bool = True) -> Membership:
        """Return a new rater, who has read the guideline and started a shift."""
        name = name or f"rater{len(self.raters) + 1}"
        user = User.objects.create_user(f"{name}@example.org")
        rater = Membership.objects.create(
            project=self.project, user=user, role=Role.RATER, alias=name, created_at=self.now
        )
        if self.guideline is not None:
            reading.note_guideline_read(rater=rater, version=self.guideline.version)
            rater.refresh_from_db()
        if on_shift:
            shifts.start_shift(rater=rater, now=self.now)
        self.raters.append(rater)
        return rater

    def item(
        self,
        *,
        responses: Sequence[str] = ("first response", "second response"),
        gold: dict[str, Any] | None = None,
        priority: int = 0,
        messages: list[dict[str, str]] | None = None,
    ) -> Item:
        """Return a new item with open slots, or a gold item when ``gold`` maps question keys to answers."""
        n = Item.objects.filter(project=self.project).count()
        external_id = f"external-{n}"
        item = Item.objects.create(
            project=self.project,
            external_id=external_id,
            purpose=ItemPurpose.GOLD if gold is not None else ItemPurpose.WORK,
            prompt="" if messages else f"prompt {uuid.uuid4()}",
            messages=messages,
            prompt_hash=f"{n:064}",
            content_hash=f"{n:064}",
            priority=priority,
            created_at=self.now,
        )
        Response.objects.bulk_create(
            Response(
                item=item,
                position=position,
                model=f"model-{position}",
                text=text,
                chars=len(text),
                words=len(text.split()),
                headers=0,
                lists=0,
                bolds=0,
                code_blocks=0,
            )
            for position, text in enumerate(responses)
        )
        if gold is None:
            order = serving_order(seed=self.project.seed, external_id=external_id, priority=priority)
            Slot.objects.bulk_create(
                Slot(project=self.project, item=item, index=index, serving_order=order)
                for index in range(overlap_plan(self.project).slots_at_first(order))
            )
        for key, value in (gold or {}).items():
            GoldAnswer.objects.create(item=item, question=self.questions[key], **value)
        return item

    def items(self, n: int) -> list[Item]:
        return [self.item() for _ in range(n)]

    def claim(self, rater: Membership) -> batching.Claimed:
        rater.refresh_from_db()
        return batching.claim(rater=rater, now=self.now)

    def submit(
        self, rater: Membership, assignment: uuid.UUID, answers: list[dict[str, Any]] | None = None, **fields: Any
    ) -> judging.Submitted:
        """Submit ``answers`` (by default: the response shown first is better)."""
        assert rater.user is not None
        answers = [{"question": "better", "outcome": "a"}] if answers is None else answers
        fields.setdefault("key", uuid.uuid4())
        submission = judging.Submission(assignment=assignment, answers=answers, **fields)
        return judging.submit(actor=rater.user, submission=submission, now=self.now)


def user_of(rater: Membership) -> User:
    """Return the account of a rater that has one."""
    assert rater.user is not None
    return rater.user


def study(
    *,
    questions: Sequence[dict[str, Any]] = ({"key": "better", "kind": QuestionKind.PREFERENCE},),
    guideline: str | None = "Judge with care.",
    state: str = ProjectState.ACTIVE,
    **policies: Any,
) -> Study:
    """Return a study of a project with ``questions``; gold and fair shares are off unless ``policies`` tell."""
    lead = User.objects.create_user("lead@example.org", may_create_projects=True)
    policies.setdefault("gold_rate", 0.0)
    policies.setdefault("fair_share", False)
    project = Project.objects.create(
        name="Study", preset="pairwise", seed=7, state=state, created_by=lead, created_at=NOON, **policies
    )
    Membership.objects.create(project=project, user=lead, role=Role.LEAD, alias="lead", created_at=NOON)
    made = {
        fields["key"]: Question.objects.create(project=project, position=position, **{"title": fields["key"], **fields})
        for position, fields in enumerate(questions)
    }
    published = None
    if guideline is not None:
        published = Guideline.objects.create(project=project, version=1, body=guideline, published_at=NOON)
    return Study(project=project, lead=lead, questions=made, guideline=published)

"""A study with reviewers, and items on which raters differ."""

import uuid
from collections.abc import Sequence
from typing import Any

from annotator.models import Item, Membership, ReviewCase, Role, User
from annotator.policies.answers import display_outcome
from annotator.services.review import claiming, deciding
from annotator.services.review.disputes import Found, find_disputes
from tests.support.world import Study

LEFT = [{"question": "better", "outcome": "a"}]


def reviewer(made: Study, name: str = "reviewer", *, user: User | None = None) -> Membership:
    """Return a new reviewer; ``user`` where the person exists already."""
    user = user or User.objects.create_user(f"{name}@example.org", name=name.title())
    return Membership.objects.create(
        project=made.project, user=user, role=Role.REVIEWER, alias=name, created_at=made.now
    )


def judge(made: Study, item: Item, outcomes: Sequence[str]) -> list[Membership]:
    """Let one new rater after the other judge ``item`` with ``outcomes``, in the item's own order."""
    return [_judge(made, item, outcome) for outcome in outcomes]


def _judge(made: Study, item: Item, outcome: str) -> Membership:
    rater = made.rater()
    for task in made.claim(rater).tasks:
        assignment = rater.assignments.get(key=task.key)
        if assignment.item_id == item.pk:
            shown = display_outcome(outcome, assignment.shown_positions)
            made.submit(rater, task.key, [{"question": "better", "outcome": shown}], active_ms=4000)
    assert rater.judgments.filter(item=item).exists()
    return rater


def disputed_item(made: Study, outcomes: Sequence[str] = ("a", "b", "tie")) -> Item:
    """Return a new item on which raters differ and that is judged through."""
    item = made.item()
    judge(made, item, outcomes)
    return item


def find(made: Study, **options: Any) -> Found:
    """Search on for disputes, a minute later."""
    made.later(minutes=1)
    made.project.refresh_from_db()
    return find_disputes(project=made.project, now=made.now, **options)


def take(made: Study, who: Membership, case: ReviewCase | None = None) -> ReviewCase:
    """Return the case that ``who`` holds from now on."""
    taken = claiming.claim_case(reviewer=who, now=made.now, case_id=case.pk if case else None)
    assert taken is not None
    return taken


def decide(made: Study, who: Membership, case: ReviewCase, outcome: str = "a", **fields: Any) -> deciding.Decided:
    """Decide ``case`` with ``outcome`` in the terms of the screen."""
    fields.setdefault("key", uuid.uuid4())
    answers = [{"question": "better", "outcome": outcome}]
    return deciding.decide(reviewer=who, case_id=case.pk, answers=answers, now=made.now, **fields)

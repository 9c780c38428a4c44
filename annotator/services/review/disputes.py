"""The search for disputes: it walks through new judgments in bounded batches, far from the path of a submit."""

from collections import Counter
from collections.abc import Hashable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction

from annotator.models import CaseReason, Project, ReviewCase, ReviewRule, User
from annotator.policies.case_states import UNSETTLED
from annotator.policies.disputes import Place, disputed
from annotator.queries.disputes import Fresh, answers_by_item, judged_through, judgments_after, projects_in_search
from annotator.services.review.cases import case_fields

BATCH = 500
"""Judgments looked at in one transaction."""

BATCHES_AT_ONCE = 20
"""Batches of one search: a long backlog goes on at the next turn of beat."""

SETTLING = timedelta(seconds=30)
"""Keys aren't committed in order. What is younger is looked at now and once more later, so that none is missed."""


@dataclass(frozen=True, slots=True)
class Found:
    """What a search did. ``finished``: nothing is left to look at; else the background goes on."""

    looked_at: int
    opened: int
    finished: bool


def find_disputes_everywhere(*, now: datetime) -> int:
    """Search on in every project from where the search stands. Returns how many cases were opened."""
    return sum(find_disputes(project=project, now=now).opened for project in projects_in_search().iterator())


def find_disputes_now(*, project: Project, actor: User, now: datetime) -> Found:
    """Search the whole project from the beginning: for a lead who changed the rule, or who doesn't want to wait."""
    del actor
    Project.objects.filter(pk=project.pk).update(review_cursor=0)
    project.review_cursor = 0
    return find_disputes(project=project, now=now)


def find_disputes(*, project: Project, now: datetime, batches: int = BATCHES_AT_ONCE) -> Found:
    """Open a case for each item that is judged through and in dispute, among up to ``batches`` batches of judgments."""
    if project.review_rule == ReviewRule.NEVER:
        return Found(0, 0, finished=True)
    cursor, looked_at, opened = project.review_cursor, 0, 0
    for _ in range(batches):
        fresh = judgments_after(project, cursor, limit=BATCH)
        opened += _look_at(project, fresh, now)
        looked_at += len(fresh)
        if not _move_on(project, fresh, now) or len(fresh) < BATCH:
            return Found(looked_at, opened, finished=True)
        cursor = fresh[-1].id
    return Found(looked_at, opened, finished=False)


@transaction.atomic
def _look_at(project: Project, fresh: Sequence[Fresh], now: datetime) -> int:
    """Open the cases that these judgments ask for. Returns how many; another search at once opens none twice."""
    items = judged_through({judgment.item_id for judgment in fresh})
    answers = answers_by_item(project, [item.pk for item in items])
    cases = []
    for item in items:
        item.project = project
        places = answers.get(item.pk, {})
        found = disputed(places, rule=project.review_rule)
        if found:
            evidence = {"rule": project.review_rule, "disputed": [_tally(place, places[place]) for place in found]}
            fields = case_fields(item, seed=project.seed)
            cases.append(ReviewCase(**fields, reason=CaseReason.DISAGREEMENT, opened_at=now, evidence=evidence))
    before = _unsettled(cases)
    ReviewCase.objects.bulk_create(cases, ignore_conflicts=True)
    return _unsettled(cases) - before


def _unsettled(cases: Sequence[ReviewCase]) -> int:
    if not cases:
        return 0
    return ReviewCase.objects.filter(item__in=[case.item_id for case in cases], state__in=UNSETTLED).count()


def _tally(place: Place, values: Sequence[Hashable]) -> Mapping[str, Any]:
    """What was said how often, most often first: ``{"question": …, "response": …, "counts": {"a": 2, "b": 1}}``."""
    question, position = place
    counts = Counter(" + ".join(_word(part) for part in value) for value in values if isinstance(value, tuple))
    return {"question": question, "response": position, "counts": dict(counts.most_common())}


def _word(value: Hashable) -> str:
    return f"{value:g}" if isinstance(value, float) else str(value)


def _move_on(project: Project, fresh: Sequence[Fresh], now: datetime) -> bool:
    """Remember what is looked at for good. Returns whether all of it is."""
    settled = 0
    for judgment in fresh:
        if judgment.submitted_at > now - SETTLING:
            break
        settled = judgment.id
    if settled:
        Project.objects.filter(pk=project.pk, review_cursor__lt=settled).update(review_cursor=settled)
    return bool(fresh) and settled == fresh[-1].id

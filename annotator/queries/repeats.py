"""What of a rater's own work may be shown to them again, and how consistent they were."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import Count, Exists, OuterRef, Q

from annotator.models import Assignment, ItemPurpose, Judgment, Membership, Purpose, RepeatCheck
from annotator.policies.proportions import Proportion, wilson
from annotator.queries.work import TAKEN

POOL = 200
"""Own judgments among which repeats are drawn."""


@dataclass(frozen=True, slots=True)
class Repeatable:
    """An item that may come again, and the order in which it was shown."""

    item_id: int
    display_order: str


@dataclass(frozen=True, slots=True)
class Consistency:
    """A rater's repeats: how often they said the same, and which side those followed who followed one."""

    consistent: Proportion
    first_side: Proportion


def repeatable(rater: Membership, *, now: datetime) -> list[Repeatable]:
    """Return the rater's earlier work that is far enough back to come again, latest first; one bounded query."""
    project = rater.project
    again = Assignment.objects.filter(rater=rater, item=OuterRef("item"), purpose=Purpose.REPEAT, state__in=TAKEN)
    own = Judgment.objects.filter(rater=rater, is_current=True, assignment__isnull=False)
    rows = own.order_by("-submitted_at", "-id").annotate(again=Exists(again))
    latest = now - timedelta(minutes=project.repeat_after_minutes)
    found = rows.values_list(
        "item_id", "assignment__display_order", "submitted_at", "purpose", "again", "item__purpose", "item__retired_at"
    )
    return [
        Repeatable(item_id, order or "")
        for item_id, order, at, purpose, had_again, kind, retired_at in found[
            project.repeat_after_judgments : project.repeat_after_judgments + POOL
        ]
        if at <= latest
        and purpose == Purpose.WORK
        and kind == ItemPurpose.WORK
        and retired_at is None
        and not had_again
    ]


def consistency(rater_ids: Iterable[int]) -> dict[int, Consistency]:
    """Return by rater how consistent they were, in one grouped query; raters without repeats are left out."""
    rows = RepeatCheck.objects.filter(rater__in=list(rater_ids), judgment__is_current=True).order_by()
    counts = rows.values("rater_id").annotate(
        n=Count("pk"),
        same=Count("pk", filter=Q(consistent=True)),
        first=Count("pk", filter=Q(side=0)),
        second=Count("pk", filter=Q(side=1)),
    )
    return {
        row["rater_id"]: Consistency(wilson(row["same"], row["n"]), wilson(row["first"], row["first"] + row["second"]))
        for row in counts
    }

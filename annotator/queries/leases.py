"""What leads ask of work in hand: who holds what since when and until when, and what ran out."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Count, Exists, F, Min, OuterRef, Q, QuerySet

from annotator.models import Assignment, AssignmentState, Membership, Project, Role

TAKEN = (AssignmentState.HELD, AssignmentState.SUBMITTED)


@dataclass(frozen=True, slots=True)
class Holder:
    """What one rater holds, and how often their leases ended without an answer.

    ``reclaimed``: of the expired ones, those whose slot somebody has taken since.
    """

    rater: Membership
    held: int
    since: datetime | None
    until: datetime | None
    expired: int
    reclaimed: int
    released: int


def lease_rows(project: Project, *, rater: int | None = None) -> QuerySet[Assignment]:
    """Return what is held in the project (by ``rater``), with item and rater, in no order."""
    rows = Assignment.objects.filter(rater__project=project, state=AssignmentState.HELD)
    if rater is not None:
        rows = rows.filter(rater=rater)
    only = ("id", "purpose", "leased_at", "expires_at", "item__external_id", "rater__alias", "rater__project_id")
    return rows.select_related("item", "rater").only(*only)


def holders(project: Project, *, rater_ids: Iterable[int] | None = None) -> list[Holder]:
    """Return the raters (or only ``rater_ids``) who hold something or let a lease go, those who hold first.

    Two queries, whatever their number.
    """
    raters = Membership.objects.filter(project=project, role=Role.RATER)
    if rater_ids is not None:
        raters = raters.filter(pk__in=list(rater_ids))
    ended = (AssignmentState.HELD, AssignmentState.EXPIRED, AssignmentState.RELEASED)
    taken_since = Assignment.objects.filter(slot=OuterRef("slot"), pk__gt=OuterRef("pk"), state__in=TAKEN)
    expired = Q(state=AssignmentState.EXPIRED)
    held = Q(state=AssignmentState.HELD)
    rows: Any = (
        Assignment.objects.filter(rater__in=raters, state__in=ended)
        .order_by()
        .values("rater_id")
        .annotate(
            n_held=Count("pk", filter=held),
            since=Min("leased_at", filter=held),
            until=Min("expires_at", filter=held),
            n_expired=Count("pk", filter=expired),
            n_reclaimed=Count("pk", filter=expired & Q(Exists(taken_since))),
            n_released=Count("pk", filter=Q(state=AssignmentState.RELEASED)),
        )
        .order_by(F("n_held").desc(), "rater_id")
    )
    counts = list(rows)
    by_id = raters.select_related("user").in_bulk([row["rater_id"] for row in counts])
    return [
        Holder(
            rater=by_id[row["rater_id"]],
            held=row["n_held"],
            since=row["since"],
            until=row["until"],
            expired=row["n_expired"],
            reclaimed=row["n_reclaimed"],
            released=row["n_released"],
        )
        for row in counts
    ]

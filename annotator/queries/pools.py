"""What leads ask of pools: which qualifications work waits for, and who has them."""

from dataclasses import dataclass

from django.db.models import Count

from annotator.models import AT_WORK, Membership, Pool, Project, Role, Slot, SlotState
from annotator.policies.qualifications import split


@dataclass(frozen=True, slots=True)
class PoolRow:
    """The open slots that need the same qualifications, and the raters who may be given work and have them all."""

    requires: list[str]
    open_slots: int
    raters: int


@dataclass(frozen=True, slots=True)
class Qualifying:
    """The project's pools, most open slots first, and every name that a rater has or an item needs.

    ``unserved``: open slots that nobody may be given.
    """

    pools: list[PoolRow]
    names: list[str]
    unserved: int


def qualifying(project: Project) -> Qualifying:
    """Return who may be given what in ``project``, in a fixed number of grouped queries."""
    pools = {0: "", **dict(Pool.objects.filter(project=project).values_list("number", "requires"))}
    raters = Membership.objects.filter(project=project, role=Role.RATER)
    at_work = list(raters.filter(state__in=AT_WORK, user__isnull=False).values_list("pools", flat=True))
    open_slots = _open_by_pool(project)
    rows = [
        PoolRow(split(requires), open_slots.get(number, 0), sum(number in entered for entered in at_work))
        for number, requires in pools.items()
    ]
    names = {name for row in rows for name in row.requires}
    for held in raters.exclude(qualifications=[]).values_list("qualifications", flat=True):
        names.update(held)
    return Qualifying(
        pools=sorted(rows, key=lambda row: (-row.open_slots, row.requires)),
        names=sorted(names),
        unserved=sum(row.open_slots for row in rows if row.requires and not row.raters),
    )


def unserved_slots(project: Project) -> int:
    """Return how many open slots need qualifications that no rater has; asks once where nothing needs any."""
    if not Pool.objects.filter(project=project).exists():
        return 0
    return qualifying(project).unserved


def _open_by_pool(project: Project) -> dict[int, int]:
    rows = Slot.objects.filter(project=project, state=SlotState.OPEN).order_by().values("pool")
    return dict(rows.annotate(n=Count("pk")).values_list("pool", "n"))

"""What leads ask of gold: how each item does as a check, what was done to it, who was paused without reason."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Count, Exists, OuterRef, Q, QuerySet

from annotator.models import (
    ContestState,
    GoldCheck,
    GoldContest,
    GoldEvent,
    GoldStanding,
    Item,
    ItemPurpose,
    Membership,
    MembershipState,
    Project,
    Role,
)
from annotator.policies.proportions import Proportion, wilson
from annotator.queries.items import item_rows

MAX_GOLD = 2000
HISTORY = 100


@dataclass(frozen=True, slots=True)
class GoldRow:
    """A gold item and how it does. Pass rates are Wilson intervals; ``discrimination`` is good less suspect raters'.

    ``flagged`` and what concerns good and suspect raters is as of ``reviewed_at``.
    """

    item: Item
    shown: int
    pass_rate: Proportion
    good_pass_rate: Proportion
    suspect_pass_rate: Proportion
    discrimination: float | None
    doubt: float | None
    flagged: bool
    open_contests: int
    reviewed_at: datetime | None


@dataclass(frozen=True, slots=True)
class DoubtfulGold:
    """A gold item that leads should look at, and why."""

    item_id: int
    external_id: str
    reason: str


def gold_rows(project: Project, *, item_ids: Sequence[int] | None = None, training: bool = False) -> list[GoldRow]:
    """Return the project's gold (or training) items, those to look at first; at most ``MAX_GOLD``."""
    purpose = ItemPurpose.TRAINING if training else ItemPurpose.GOLD
    items = item_rows(project, filters={"purpose": purpose})
    if item_ids is not None:
        items = item_rows(project).filter(pk__in=item_ids)
    items = items.select_related("gold_standing")
    found = list(items.prefetch_related("gold_answers__question", "gold_answers__response")[:MAX_GOLD])
    ids = [item.pk for item in found]
    checks = GoldCheck.objects.filter(item__in=ids, judgment__is_current=True).order_by().values("item_id")
    counts = {
        row["item_id"]: (row["n"], row["right"])
        for row in checks.annotate(n=Count("pk"), right=Count("pk", filter=Q(passed=True)))
    }
    contests = GoldContest.objects.filter(check_row__item__in=ids, state=ContestState.OPEN).order_by()
    waiting = dict(contests.values("check_row__item").annotate(n=Count("pk")).values_list("check_row__item", "n"))
    rows = [_row(item, *counts.get(item.pk, (0, 0)), waiting.get(item.pk, 0)) for item in found]
    return sorted(
        rows, key=lambda row: (-row.open_contests, not row.flagged, row.item.retired_at is not None, -row.shown)
    )


def _row(item: Item, shown: int, passed: int, open_contests: int) -> GoldRow:
    standing: GoldStanding | None = getattr(item, "gold_standing", None)
    good, suspect = wilson(0, 0), wilson(0, 0)
    if standing is not None:
        good = wilson(standing.good_passed, standing.good_shown)
        suspect = wilson(standing.suspect_passed, standing.suspect_shown)
    known = good.value is not None and suspect.value is not None
    return GoldRow(
        item=item,
        shown=shown,
        pass_rate=wilson(passed, shown),
        good_pass_rate=good,
        suspect_pass_rate=suspect,
        discrimination=(good.value or 0) - (suspect.value or 0) if known else None,
        doubt=None if standing is None else standing.doubt,
        flagged=standing is not None and standing.flagged,
        open_contests=open_contests,
        reviewed_at=None if standing is None else standing.reviewed_at,
    )


def doubtful_gold(project: Project) -> list[DoubtfulGold]:
    """Return the gold in use that most good raters miss, or that somebody contests: what a review should look at."""
    contested = GoldContest.objects.filter(check_row__item=OuterRef("pk"), state=ContestState.OPEN)
    items = Item.objects.filter(project=project, purpose=ItemPurpose.GOLD, retired_at=None)
    items = items.annotate(contested=Exists(contested)).filter(Q(gold_standing__flagged=True) | Q(contested=True))
    return [
        DoubtfulGold(
            item.pk,
            item.external_id,
            "A rater contests it." if item.contested else "Most raters whose other checks are good miss it.",
        )
        for item in items.order_by("pk")
    ]


def checks_of_item(item_id: int) -> QuerySet[GoldCheck]:
    """Return the item's latest current checks with rater, answers and contest."""
    checks = GoldCheck.objects.filter(item=item_id, judgment__is_current=True)
    checks = checks.select_related("rater", "judgment", "contest")
    return checks.prefetch_related("judgment__answers__question").order_by("-created_at", "-id")[:HISTORY]


def events_of_item(item_id: int) -> QuerySet[GoldEvent]:
    """Return what was done to the item, latest first."""
    return GoldEvent.objects.filter(item=item_id).select_related("actor").order_by("-id")[:HISTORY]


def contests_of(project: Project, *, state: str = "") -> list[GoldContest]:
    """Return the project's contests, open ones first, then the latest."""
    rows = GoldContest.objects.filter(project=project)
    if state:
        rows = rows.filter(state=state)
    rows = rows.select_related("check_row__rater", "check_row__judgment", "check_row__item", "settled_by")
    loaded = rows.prefetch_related(
        "check_row__judgment__answers__question",
        "check_row__item__responses",
        "check_row__item__gold_answers__question",
    )
    return sorted(loaded.order_by("-id")[:HISTORY], key=lambda row: row.state != ContestState.OPEN)


def paused_without_reason(project: Project) -> QuerySet[Membership]:
    """Return the raters whom checks have paused, though the checks as they are scored now would not."""
    return Membership.objects.filter(
        project=project,
        role=Role.RATER,
        state=MembershipState.PAUSED,
        quarantine_since__isnull=False,
        check_stopped=False,
    ).order_by("alias")

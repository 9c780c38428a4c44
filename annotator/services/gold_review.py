"""The review of gold: how each item does as a check, who is flagged, and what the rule retires. Run by beat."""

from collections import defaultdict, deque
from collections.abc import Iterator, Mapping
from datetime import datetime
from itertools import groupby

from django.db.models import Exists, Max, OuterRef, Subquery

from annotator.models import CaseReason, GoldCheck, GoldEvent, GoldEventKind, GoldStanding, Item, ItemPurpose, Project
from annotator.policies.gold_standing import RETIRE_AT, Tally, without_each
from annotator.policies.verdict import sequential_test
from annotator.services.gold_management import retire_gold
from annotator.services.review.cases import open_case

RECENT_CHECKS = 200
"""Checks of each rater that are looked at: the latest."""

DEFAULT_THRESHOLD = 0.5
"""Where the project stops nobody, good and suspect are still told apart by this threshold."""


def review_all(*, now: datetime) -> int:
    """Review the gold of every project with checks since its last review. Returns how many items were retired."""
    # Two subqueries: one join of both would count every check with every item.
    checks = GoldCheck.objects.filter(project=OuterRef("pk")).order_by().values("project")
    standings = GoldStanding.objects.filter(item__project=OuterRef("pk")).order_by().values("item__project")
    last = Project.objects.annotate(
        checked=Subquery(checks.annotate(last=Max("created_at")).values("last")),
        reviewed=Subquery(standings.annotate(last=Max("reviewed_at")).values("last")),
    )
    return sum(
        review_gold(project=project, now=now)
        for project in last.filter(checked__isnull=False)
        if project.reviewed is None or project.checked >= project.reviewed
    )


def review_gold(*, project: Project, now: datetime) -> int:
    """Write how each gold item of ``project`` does, and retire what is no fair check. Returns how many were retired.

    The rule: at least five raters whose other checks say good have met the item, and the probability that fewer than
    half of such raters pass it is above .95. What a lead has brought back stays; it is flagged only.
    """
    tallies = _tallies(project)
    rows = [
        GoldStanding(
            item_id=item,
            shown=tally.shown,
            passed=tally.passed,
            good_shown=tally.good_shown,
            good_passed=tally.good_passed,
            suspect_shown=tally.suspect_shown,
            suspect_passed=tally.suspect_passed,
            doubt=tally.doubt,
            flagged=tally.flagged,
            reviewed_at=now,
        )
        for item, tally in tallies.items()
    ]
    flagged_before = set(
        GoldStanding.objects.filter(item__project=project, flagged=True).values_list("item", flat=True)
    )
    fields = [field.name for field in GoldStanding._meta.concrete_fields if field.name not in ("id", "item")]
    GoldStanding.objects.bulk_create(
        rows, update_conflicts=True, unique_fields=["item"], update_fields=fields, batch_size=500
    )
    unfair = [item for item, tally in tallies.items() if tally.to_retire]
    restored = GoldEvent.objects.filter(item=OuterRef("pk"), kind=GoldEventKind.RESTORED)
    doomed = Item.objects.filter(pk__in=unfair, purpose=ItemPurpose.GOLD, retired_at=None).exclude(Exists(restored))
    retired = list(doomed.order_by("pk"))
    for item in retired:
        tally = tallies[item.pk]
        reason = (
            f"{tally.good_passed} of {tally.good_shown} raters whose other checks are good passed it; the probability "
            f"that most of them miss it is {tally.doubt:.3f}, above {RETIRE_AT:g}."
        )
        retire_gold(item=item, actor=None, now=now, void=True, reason=reason)
    _put_before_reviewers({item: tally for item, tally in tallies.items() if item not in flagged_before}, now)
    return len(retired)


def _put_before_reviewers(tallies: Mapping[int, Tally], now: datetime) -> None:
    """Open a case for each gold item in use that most good raters miss: a person should say what is right."""
    missed = [item for item, tally in tallies.items() if tally.flagged]
    items = Item.objects.filter(pk__in=missed, purpose=ItemPurpose.GOLD, retired_at=None).select_related("project")
    for item in items.order_by("pk"):
        tally = tallies[item.pk]
        evidence = {"good_shown": tally.good_shown, "good_passed": tally.good_passed, "doubt": round(tally.doubt, 3)}
        open_case(item=item, reason=CaseReason.GOLD, now=now, evidence=evidence)


def _tallies(project: Project) -> dict[int, Tally]:
    """Return by item how raters did on it, and what their other checks say of them."""
    test = sequential_test(project.gold_pass_threshold or DEFAULT_THRESHOLD)
    tallies: dict[int, Tally] = defaultdict(Tally)
    for checks in _by_rater(project):
        # A voided check says nothing about its rater, but still something about the item.
        speaking = [place for place, (_, _, voided) in enumerate(checks) if not voided]
        results = [checks[place][1] for place in speaking]
        others = dict(zip(speaking, without_each(results, [test] * len(results), min_checks=1), strict=True))
        overall = without_each([*results, True], [test] * (len(results) + 1), min_checks=1)[-1]
        for place, (item, passed, _) in enumerate(checks):
            tallies[item] = tallies[item].plus(passed, others.get(place, overall))
    return tallies


def _by_rater(project: Project) -> Iterator[list[tuple[int, bool, bool]]]:
    """Yield each rater's latest checks, oldest first: (item, passed, whether it is void)."""
    rows = GoldCheck.objects.filter(project=project, judgment__is_current=True).order_by("rater_id", "judgment_id")
    found = rows.values_list("rater_id", "item_id", "passed", "voided_at").iterator(chunk_size=5000)
    for _, checks in groupby(found, key=lambda row: row[0]):
        latest = deque(checks, maxlen=RECENT_CHECKS)
        yield [(item, passed, voided_at is not None) for _, item, passed, voided_at in latest]

"""A rater's hidden checks, counted on their own row as they come in."""

from collections.abc import Iterable

from django.db.models import Count, Q

from annotator.models import GoldCheck, Membership
from annotator.models.writes import update


def note_check(check: GoldCheck) -> None:
    """Count a new check for its rater (locked); that of a corrected judgment takes the place of the one before."""
    judgment = check.judgment
    before = None
    if judgment.revision > 1 and judgment.assignment_id is not None:
        earlier = GoldCheck.objects.filter(judgment__assignment=judgment.assignment_id).exclude(pk=check.pk)
        before = earlier.order_by("-judgment__revision").values_list("passed", "created_at").first()
    rater = check.rater
    since = rater.gold_counted_since
    replaces = before is not None and (since is None or before[1] > since)
    passed_before = int(before[0]) if before is not None and replaces else 0
    rater.gold_checked += 0 if replaces else 1
    rater.gold_passed += int(check.passed) - passed_before
    update(rater, "gold_checked", "gold_passed")


def recount_checks(rater_ids: Iterable[int]) -> None:
    """Count the checks of those raters anew, after some were scored again or withdrawn. Reads all of their checks."""
    for rater in Membership.objects.filter(pk__in=list(rater_ids)):
        checks = GoldCheck.objects.filter(rater=rater, judgment__is_current=True, voided_at=None)
        if rater.gold_counted_since is not None:
            checks = checks.filter(created_at__gt=rater.gold_counted_since)
        counts = checks.aggregate(checked=Count("pk"), passed=Count("pk", filter=Q(passed=True)))
        Membership.objects.filter(pk=rater.pk).update(gold_checked=counts["checked"], gold_passed=counts["passed"])

"""Which judgments count: current, of work items, neither surplus nor in quarantine; people's only, unless asked.

The one definition: everything that counts judgments builds on it.
"""

from typing import Any

from django.db.models import F, Q, QuerySet

from annotator.models import Judgment, Membership, Purpose, RaterKind, Role

STANDING: dict[str, Any] = {"surplus": False, "purpose": Purpose.WORK, "quarantined_at": None}
"""What a revision must be in order to count while it is the current one."""

COUNTED_FIELDS: dict[str, Any] = {"is_current": True, **STANDING}
COUNTED = Q(**COUNTED_FIELDS)

QUARANTINED = Q(is_current=True, quarantined_at__isnull=False) & (
    Q(rater__gold_counted_since=None) | Q(quarantined_at__gt=F("rater__gold_counted_since"))
)
"""Judgments that wait for a lead's decision; those from before the last one were discarded by it."""


def counted_judgments(project_id: int, *, include_models: bool = False) -> QuerySet[Judgment]:
    """Return the project's judgments that count, in no order."""
    judgments = Judgment.objects.filter(COUNTED, project_id=project_id)
    if include_models:
        return judgments
    # Model judges are few: naming them is cheaper than joining every judgment to its rater.
    models = model_judges(project_id)
    return judgments.exclude(rater_id__in=models) if models else judgments


def model_judges(project_id: int) -> list[int]:
    """Return the keys of the project's raters that are models."""
    models = Membership.objects.filter(project_id=project_id, role=Role.RATER, kind=RaterKind.MODEL)
    return list(models.values_list("pk", flat=True))

"""What a rater's program may send."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from rest_framework import serializers

from annotator.api.serializers.common import CleanCharField, StrictSerializer, WholeNumberField, YesNoField
from annotator.api.work.serializers import WorkAnswerSerializer
from annotator.models import FlagReason
from annotator.services.judging import Submission
from annotator.services.skipping import SkipReason


class EmptyRequestSerializer(StrictSerializer):
    """Nothing: the address says it all."""


class BreakRequestSerializer(StrictSerializer):
    """``suggested``: whether the break follows the product's advice."""

    suggested = YesNoField(default=False)


class FreshnessReportSerializer(StrictSerializer):
    """How fresh the rater feels: 1 (spent) to 5 (fresh), or 0 for "I'd rather not say"."""

    fresh = WholeNumberField(min_value=0, max_value=5)


class GuidelineReadSerializer(StrictSerializer):
    version = WholeNumberField(min_value=1)


class SkipRequestSerializer(StrictSerializer):
    reason = serializers.ChoiceField(choices=SkipReason.choices)
    note = CleanCharField(required=False, allow_blank=True, default="", max_length=500)


class FlagRequestSerializer(StrictSerializer):
    """Why a reviewer should look at the item."""

    reason = serializers.ChoiceField(choices=FlagReason.choices)
    note = CleanCharField(required=False, allow_blank=True, default="", max_length=500)


class ContestRequestSerializer(StrictSerializer):
    reason = CleanCharField(max_length=2000)


class JudgmentRequestSerializer(StrictSerializer):
    """A judgment of one assignment.

    ``active_ms`` is time with the page in use, ``submitted_at`` the client's clock, ``focus_changes`` how often the
    page was left meanwhile.
    """

    assignment = serializers.UUIDField()
    answers = WorkAnswerSerializer(many=True)
    active_ms = WholeNumberField(required=False, allow_null=True, min_value=0, max_value=2**63 - 1)
    submitted_at = serializers.DateTimeField(required=False, allow_null=True)
    focus_changes = WholeNumberField(required=False, allow_null=True, min_value=0, max_value=32767)


class AsSentField(serializers.Field[Any, Any, Any, Any]):
    """Whatever the parser read, as it is."""

    def to_internal_value(self, data: Any) -> Any:
        return data


class JudgmentEnvelopeSerializer(JudgmentRequestSerializer):
    """The same body as it is read: the answers are left to the questions' own rules, which name every problem."""

    answers = AsSentField()  # type: ignore[assignment]


def submission(key: UUID, body: Mapping[str, Any]) -> Submission:
    """Return what a judgment's body, read by the envelope, says."""
    return Submission(
        key=key,
        assignment=body["assignment"],
        answers=body["answers"],
        active_ms=body.get("active_ms"),
        judged_at=body.get("submitted_at"),
        focus_changes=body.get("focus_changes"),
    )

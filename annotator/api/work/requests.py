"""What a rater's program may send."""

from typing import Any
from uuid import UUID

from rest_framework import serializers

from annotator.api.serializers.common import CleanCharField, StrictSerializer, WholeNumberField, YesNoField
from annotator.api.work.serializers import WorkAnswerSerializer
from annotator.services.judging import Submission
from annotator.services.skipping import SkipReason


class EmptyRequestSerializer(StrictSerializer):
    """Nothing: the address says it all."""


class BreakRequestSerializer(StrictSerializer):
    """``suggested``: whether the break follows the product's advice."""

    suggested = YesNoField(default=False)


class GuidelineReadSerializer(StrictSerializer):
    version = WholeNumberField(min_value=1)


class SkipRequestSerializer(StrictSerializer):
    reason = serializers.ChoiceField(choices=SkipReason.choices)
    note = CleanCharField(required=False, allow_blank=True, default="", max_length=500)


class ContestRequestSerializer(StrictSerializer):
    reason = CleanCharField(max_length=2000)


class JudgmentRequestSerializer(StrictSerializer):
    """A judgment of one assignment. ``active_ms`` is time with the page in use, ``submitted_at`` the client's clock."""

    assignment = serializers.UUIDField()
    answers = WorkAnswerSerializer(many=True)
    active_ms = WholeNumberField(required=False, allow_null=True, min_value=0, max_value=2**63 - 1)
    submitted_at = serializers.DateTimeField(required=False, allow_null=True)


class JudgmentEnvelopeSerializer(JudgmentRequestSerializer):
    """The same body as it is read: the answers are left to the questions' own rules, which name every problem."""

    answers = serializers.JSONField()  # type: ignore[assignment]

    def submission(self, key: UUID) -> Submission:
        data: dict[str, Any] = self.validated_data
        return Submission(
            key=key,
            assignment=data["assignment"],
            answers=data["answers"],
            active_ms=data.get("active_ms"),
            judged_at=data.get("submitted_at"),
        )

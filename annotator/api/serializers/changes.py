"""A project's history and changes of its questions as JSON."""

from typing import Any

from rest_framework import serializers

from annotator.api.serializers.common import (
    CleanCharField,
    PersonSerializer,
    StrictSerializer,
    WholeNumberField,
    YesNoField,
)
from annotator.api.serializers.questions import ChoiceInputSerializer, QuestionInputSerializer
from annotator.models import ChangeKind, ProjectChange, QuestionKind


class ProjectChangeSerializer(serializers.Serializer[Any]):
    """One change. ``changes`` maps fields to ``[from, to]``; ``judgments`` were made under the version it led to.

    The context's ``judgments`` maps versions to how many count.
    """

    version = serializers.IntegerField()
    kind = serializers.ChoiceField(choices=ChangeKind.choices)
    subject = serializers.CharField(allow_blank=True)
    changes = serializers.DictField(child=serializers.ListField())
    note = serializers.CharField(allow_blank=True)
    changed_by = PersonSerializer(allow_null=True)
    changed_at = serializers.DateTimeField()
    judgments = serializers.SerializerMethodField()

    def get_judgments(self, change: ProjectChange) -> int:
        return int(self.context["judgments"].get(change.version, 0))


class VersionedSerializer(StrictSerializer):
    """``version`` is the one you saw: when somebody was faster, the answer is 409 ``stale``. ``note``: why."""

    version = WholeNumberField()
    note = CleanCharField(required=False, allow_blank=True, default="", max_length=300)


class QuestionAdditionSerializer(VersionedSerializer):
    question = QuestionInputSerializer()


class QuestionEditSerializer(VersionedSerializer):
    """What is left out stays. What would change the meaning of stored answers is refused, field by field."""

    kind = serializers.ChoiceField(choices=QuestionKind.choices, required=False)
    title = CleanCharField(max_length=200, required=False)
    help_text = CleanCharField(max_length=2000, required=False, allow_blank=True)  # type: ignore[assignment]
    required = YesNoField(required=False)  # type: ignore[assignment]
    per_response = YesNoField(required=False)
    allow_tie = YesNoField(required=False)
    allow_both_bad = YesNoField(required=False)
    strength_levels = WholeNumberField(required=False, min_value=0, max_value=5)
    scale_min = WholeNumberField(required=False, min_value=-1000, max_value=1000)
    scale_max = WholeNumberField(required=False, min_value=-1000, max_value=1000)
    scale_labels = serializers.DictField(child=CleanCharField(max_length=100), required=False)
    choices = ChoiceInputSerializer(many=True, required=False)
    multiple = YesNoField(required=False)

"""Questions as they are shown and as a lead words them."""

from dataclasses import fields
from typing import Any

from rest_framework import serializers

from annotator.api.serializers.common import CleanCharField, StrictSerializer, WholeNumberField, YesNoField
from annotator.models import QuestionKind
from annotator.presets import QuestionDraft


class ChoiceOptionSerializer(serializers.Serializer[Any]):
    """One choice: ``value`` is stored and exported, ``label`` is shown."""

    value = serializers.CharField()
    label = serializers.CharField()  # type: ignore[assignment]


class PresetQuestionSerializer(serializers.Serializer[Any]):
    """A question as a preset words it."""

    key = serializers.CharField()
    kind = serializers.ChoiceField(choices=QuestionKind.choices)
    title = serializers.CharField()
    help_text = serializers.CharField(allow_blank=True)  # type: ignore[assignment]
    required = serializers.BooleanField()  # type: ignore[assignment]
    per_response = serializers.BooleanField()
    allow_tie = serializers.BooleanField()
    allow_both_bad = serializers.BooleanField()
    strength_levels = serializers.IntegerField()
    scale_min = serializers.IntegerField()
    scale_max = serializers.IntegerField()
    scale_labels = serializers.DictField(child=serializers.CharField())
    choices = ChoiceOptionSerializer(many=True)
    multiple = serializers.BooleanField()


class QuestionSerializer(PresetQuestionSerializer):
    """A question of a project, in the order of ``position``. A retired one is asked no more since ``retired_in``."""

    id = serializers.IntegerField()
    position = serializers.IntegerField()
    asked_from = serializers.IntegerField()
    retired_in = serializers.IntegerField(allow_null=True)


class ChoiceInputSerializer(StrictSerializer):
    value = CleanCharField(max_length=64)
    label = CleanCharField(max_length=200)  # type: ignore[assignment]


class QuestionInputSerializer(StrictSerializer):
    """A question to ask; what is left out keeps its default."""

    key = CleanCharField(max_length=50)
    kind = serializers.ChoiceField(choices=QuestionKind.choices)
    title = CleanCharField(max_length=200)
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


def question_drafts(validated: list[dict[str, Any]]) -> list[QuestionDraft]:
    """Return validated question bodies as drafts."""
    names = {field.name for field in fields(QuestionDraft)}
    return [QuestionDraft(**{name: value for name, value in body.items() if name in names}) for body in validated]

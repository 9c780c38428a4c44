"""Own working times as JSON."""

from datetime import timedelta
from typing import Any

from rest_framework import serializers

from annotator.models import Shift


class OwnTimeSerializer(serializers.Serializer[Any]):
    """One shift: when, how long, and what was done. While it is ``open``, it counts until the last sign of life."""

    id = serializers.IntegerField()
    project = serializers.IntegerField(source="rater.project_id")
    project_name = serializers.CharField(source="rater.project.name")
    started_at = serializers.DateTimeField()
    until = serializers.DateTimeField()
    open = serializers.SerializerMethodField()
    minutes = serializers.SerializerMethodField(help_text="From start to end less the breaks.")
    breaks = serializers.IntegerField(source="n_breaks")
    break_minutes = serializers.SerializerMethodField()
    judgments = serializers.IntegerField(source="n_judgments", help_text="Corrections are not counted again.")
    active_minutes = serializers.SerializerMethodField(help_text="Time with a task in sight and in use.")

    def get_open(self, shift: Shift) -> bool:
        """Whether the shift goes on."""
        return shift.ended_at is None

    def get_minutes(self, shift: Any) -> float:
        """Return the minutes from start to end less the breaks."""
        return _minutes(shift.until - shift.started_at - (shift.paused or timedelta()))

    def get_break_minutes(self, shift: Any) -> float:
        """Return the minutes of all breaks."""
        return _minutes(shift.paused or timedelta())

    def get_active_minutes(self, shift: Any) -> float:
        """Return the minutes with a task in sight and in use."""
        return _minutes(timedelta(milliseconds=shift.active_ms))


def _minutes(span: timedelta) -> float:
    return round(span.total_seconds() / 60, 1)

"""Days as timelines, in JSON. A rater's own has no field for checks, alarms or what leads see."""

from typing import Any

from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from annotator.api.serializers.common import WordedField


class DayQuerySerializer(serializers.Serializer[Any]):
    day = serializers.DateField(required=False)


class TimelineBreakSerializer(serializers.Serializer[Any]):
    started_at = serializers.DateTimeField()
    ended_at = serializers.DateTimeField(allow_null=True)
    suggested = serializers.BooleanField()


class OwnTenMinutesSerializer(serializers.Serializer[Any]):
    """``pace``: how many times as fast as usual, for items of that length; null when unknown."""

    starts_at = serializers.DateTimeField()
    judgments = serializers.IntegerField()
    active_s = serializers.FloatField()
    pace = serializers.FloatField(allow_null=True)


class FeltSerializer(serializers.Serializer[Any]):
    """How fresh the rater said they felt, 1 to 5."""

    at = serializers.DateTimeField()
    fresh = serializers.IntegerField()


class OwnShiftSerializer(serializers.Serializer[Any]):
    """One shift of the rater's own day."""

    id = serializers.IntegerField(source="shift.id")
    started_at = serializers.DateTimeField(source="shift.started_at")
    ended_at = serializers.DateTimeField(source="shift.ended_at", allow_null=True)
    breaks = TimelineBreakSerializer(many=True)
    ten_minutes = OwnTenMinutesSerializer(many=True)
    reports = serializers.SerializerMethodField()

    @extend_schema_field(FeltSerializer(many=True))
    def get_reports(self, row: Any) -> Any:
        return FeltSerializer([{"at": at, "fresh": fresh} for at, fresh in row.reports], many=True).data


class TenMinutesSerializer(OwnTenMinutesSerializer):
    """The same for leads: with the hidden checks, and how often the page was left."""

    left_page = serializers.IntegerField()
    passed = serializers.IntegerField()
    missed = serializers.IntegerField()


class AlarmSerializer(serializers.Serializer[Any]):
    at = serializers.DateTimeField()
    what = serializers.CharField()


class FreshnessPointSerializer(serializers.Serializer[Any]):
    """Freshness when a batch was handed out, and why it was not higher."""

    at = serializers.DateTimeField()
    freshness = serializers.FloatField()
    reason = serializers.CharField(allow_blank=True)


class TimelineShiftSerializer(OwnShiftSerializer):
    """One shift as leads see it. ``arm``: of the project's trial of break policies."""

    arm = serializers.CharField(source="shift.break_arm", allow_blank=True)
    last_seen_at = serializers.DateTimeField(source="shift.last_seen_at")
    ten_minutes = TenMinutesSerializer(many=True)
    freshness = FreshnessPointSerializer(many=True)
    alarms = AlarmSerializer(many=True)
    warnings = serializers.ListField(child=serializers.CharField())


class RaterDaySerializer(serializers.Serializer[Any]):
    """A rater's day. ``fresh_now`` is null unless they are on shift."""

    id = serializers.IntegerField(source="rater.id")
    alias = serializers.CharField(source="rater.alias")
    shifts = TimelineShiftSerializer(many=True)
    fresh_now = serializers.FloatField(allow_null=True)
    reasons_now = serializers.ListField(child=WordedField())

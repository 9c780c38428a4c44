"""Work in hand as JSON."""

from typing import Any

from rest_framework import serializers

from annotator.models import Purpose


class LeaseSerializer(serializers.Serializer[Any]):
    """One held assignment: who holds what since when and until when."""

    id = serializers.IntegerField()
    rater = serializers.IntegerField(source="rater_id")
    alias = serializers.CharField(source="rater.alias")
    item = serializers.IntegerField(source="item_id")
    external_id = serializers.CharField(source="item.external_id")
    purpose = serializers.ChoiceField(choices=Purpose.choices)
    leased_at = serializers.DateTimeField()
    expires_at = serializers.DateTimeField()


class HolderSerializer(serializers.Serializer[Any]):
    """What a rater holds, and how often their leases ran out (``reclaimed``: somebody took the slot since)."""

    id = serializers.IntegerField(source="rater.pk")
    alias = serializers.CharField(source="rater.alias")
    held = serializers.IntegerField()
    since = serializers.DateTimeField(allow_null=True)
    until = serializers.DateTimeField(allow_null=True)
    expired = serializers.IntegerField()
    reclaimed = serializers.IntegerField()
    released = serializers.IntegerField()


class ReleasedSerializer(serializers.Serializer[Any]):
    released = serializers.IntegerField()

"""The shape of an Estimate, for the schema."""

from rest_framework import serializers
from rest_framework.serializers import Serializer


class EstimateSerializer(Serializer):
    """A value with its interval, n and method; or no value and the reason."""

    value = serializers.FloatField(allow_null=True)
    low = serializers.FloatField(allow_null=True)
    high = serializers.FloatField(allow_null=True)
    se = serializers.FloatField(allow_null=True)
    level = serializers.FloatField()
    n_items = serializers.IntegerField()
    n_judgments = serializers.IntegerField()
    method = serializers.CharField()
    reason = serializers.CharField(allow_null=True)

"""Parts that many payloads share."""

from typing import Any

from rest_framework import serializers

from annotator.wording import worded


class StrictSerializer(serializers.Serializer[Any]):
    """A request body that refuses fields it doesn't know, so that a typing error isn't silently ignored."""

    def to_internal_value(self, data: Any) -> Any:
        if isinstance(data, dict):
            unknown = {
                str(name): ["Unknown field."] for name in data if name not in self.fields or self.fields[name].read_only
            }
            if unknown:
                raise serializers.ValidationError(unknown)
        return super().to_internal_value(data)


class CleanCharField(serializers.CharField):
    """Text, and only text: numbers and booleans aren't turned into strings."""

    def to_internal_value(self, data: Any) -> str:
        if not isinstance(data, str):
            raise serializers.ValidationError("Expected text.")
        return str(super().to_internal_value(data))


class WholeNumberField(serializers.IntegerField):
    """A whole JSON number within the database's range: no ``"3"``, no ``3.0``, no ``true``."""

    def __init__(self, **options: Any) -> None:
        options.setdefault("max_value", 2**31 - 1)
        super().__init__(**options)

    def to_internal_value(self, data: Any) -> int:
        if isinstance(data, bool) or not isinstance(data, int):
            raise serializers.ValidationError("Expected a whole number.")
        return int(super().to_internal_value(data))


class NumberField(serializers.FloatField):
    """A JSON number: no text, no ``true``."""

    def to_internal_value(self, data: Any) -> float:
        if isinstance(data, bool) or not isinstance(data, (int, float)):
            raise serializers.ValidationError("Expected a number.")
        return float(super().to_internal_value(data))


class YesNoField(serializers.BooleanField):
    """A JSON boolean: no ``"yes"``, no ``1``."""

    def to_internal_value(self, data: Any) -> bool:
        if not isinstance(data, bool):
            raise serializers.ValidationError("Expected true or false.")
        return data


class WordedField(serializers.CharField):
    """What the product says to people, in the reader's language."""

    def to_representation(self, value: Any) -> str:
        return worded(value)


class ProportionSerializer(serializers.Serializer[Any]):
    """A share with its Wilson interval; no value, and the reason, when nothing was counted."""

    value = serializers.FloatField(allow_null=True)
    low = serializers.FloatField(allow_null=True)
    high = serializers.FloatField(allow_null=True)
    n = serializers.IntegerField()
    method = serializers.CharField()
    reason = serializers.CharField(allow_null=True)


class PersonSerializer(serializers.Serializer[Any]):
    """A user, as others see them."""

    id = serializers.IntegerField()
    name = serializers.SerializerMethodField()

    def get_name(self, user: Any) -> str:
        return str(user)

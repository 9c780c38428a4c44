"""JSON in: strict UTF-8, no NaN, no lone surrogates, no NUL (PostgreSQL can't keep it), bounded nesting."""

from typing import Any

import orjson
from django.conf import settings
from rest_framework.exceptions import ParseError
from rest_framework.parsers import BaseParser

from annotator.said import say
from annotator.wording import worded


class StrictJSONParser(BaseParser):
    media_type = "application/json"

    def parse(self, stream: Any, media_type: str | None = None, parser_context: Any = None) -> Any:
        body = stream.read(settings.DATA_UPLOAD_MAX_MEMORY_SIZE + 1)
        if len(body) > settings.DATA_UPLOAD_MAX_MEMORY_SIZE:
            raise ParseError(
                worded(
                    say(
                        "The body is larger than {limit} bytes. Import large data as a file.",
                        limit=settings.DATA_UPLOAD_MAX_MEMORY_SIZE,
                    )
                )
            )
        if not body:
            return {}
        try:
            data = orjson.loads(body)
        except orjson.JSONDecodeError as error:
            raise ParseError(worded(say("The body is not valid JSON: {error}", error=error))) from error
        if b"\\u0000" in body and _has_nul(data):
            raise ParseError("The body holds the character U+0000, which can't be stored.")
        return data


def _has_nul(value: Any) -> bool:
    if isinstance(value, str):
        return "\0" in value
    if isinstance(value, dict):
        return any(_has_nul(part) for pair in value.items() for part in pair)
    if isinstance(value, list):
        return any(_has_nul(part) for part in value)
    return False

"""What was said, in the language of the reader: the edge where English sentences become another language's."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.utils.translation import get_language, gettext, ngettext

from annotator.said import Said, recalled

ENGLISH = "en"
#: Around a name in a sentence that runs the other way: the name keeps its own direction and moves nothing beside it.
ISOLATE, END_OF_ISOLATE = "\u2068", "\u2069"


def in_english() -> bool:
    """Whether the reader is answered in English, as written in the code."""
    return (get_language() or ENGLISH).partition("-")[0] == ENGLISH


def worded(text: str) -> str:
    """Return ``text`` in the reader's language; text that the catalogue doesn't know comes back as it is."""
    if in_english() or not text:
        return text if type(text) is str else str(text)
    if not isinstance(text, Said):
        return gettext(text)
    template = gettext(text.template) if text.forms is None else ngettext(*text.forms, text.params["n"])
    return template.format_map({name: _param(value) for name, value in text.params.items()})


def _param(value: Any) -> Any:
    if isinstance(value, Exception) and value.args:
        value = value.args[0]
    if isinstance(value, Said):
        return worded(value)
    return f"{ISOLATE}{value}{END_OF_ISOLATE}" if isinstance(value, str) and value else value


def worded_fields(fields: Any) -> Any:
    """Return an error's ``fields`` with each message in the reader's language; their paths are for programs."""
    if isinstance(fields, str):
        return worded(fields)
    if isinstance(fields, dict):
        return {path: worded_fields(messages) for path, messages in fields.items()}
    if isinstance(fields, (list, tuple)):
        return [worded_fields(message) for message in fields]
    return fields


def reworded(value: Any, words: Mapping[str, Any]) -> Any:
    """Return a stored ``value`` (JSON-like) with what it says in the reader's language, by the ``words`` kept with it.

    A sentence that was stored without its words stays English; a ``reason`` may be a phrase that the catalogue knows.
    """
    if in_english():
        return value
    if isinstance(value, str):
        return worded(recalled(words[value])) if value in words else value
    if isinstance(value, list):
        return [reworded(part, words) for part in value]
    if isinstance(value, dict):
        return {key: _reworded_part(key, part, words) for key, part in value.items()}
    return value


def _reworded_part(key: str, part: Any, words: Mapping[str, Any]) -> Any:
    if key == "reason" and isinstance(part, str) and part not in words:
        return worded(part)
    return reworded(part, words)

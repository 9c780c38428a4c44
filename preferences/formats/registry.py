"""All formats by key."""

from annotator.errors import InvalidInput
from preferences.formats.base import Format
from preferences.formats.pairs_jsonl import PairsJsonl
from preferences.formats.trl_preference import TrlPreference
from preferences.formats.votes_jsonl import VotesJsonl

_FORMATS: dict[str, Format] = {form.key: form for form in (TrlPreference(), PairsJsonl(), VotesJsonl())}


class UnknownFormat(InvalidInput):
    code = "unknown_format"


def all_formats() -> list[Format]:
    """The formats in the order in which they are offered."""
    return list(_FORMATS.values())


def format_named(key: str) -> Format:
    """Return the format. Raises ``UnknownFormat``."""
    if key not in _FORMATS:
        message = f"Must be one of: {', '.join(_FORMATS)}."
        raise UnknownFormat(f"There is no export format {key!r}.", fields={"format": [message]})
    return _FORMATS[key]

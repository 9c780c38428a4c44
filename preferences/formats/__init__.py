"""Export formats: one module each, all of them in one registry."""

from preferences.formats.base import Context, Format, Option, PairFormat, VotedFormat, VoteFormat
from preferences.formats.registry import UnknownFormat, all_formats, format_named

__all__ = [
    "Context",
    "Format",
    "Option",
    "PairFormat",
    "UnknownFormat",
    "VoteFormat",
    "VotedFormat",
    "all_formats",
    "format_named",
]

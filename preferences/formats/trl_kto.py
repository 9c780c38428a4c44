"""The unpaired preference dataset that TRL's KTO and BCO trainers read: one response and whether it is desirable.

Schema: TRL documentation, "Dataset formats and types" (type *unpaired preference*) and "KTO Trainer": ``prompt``,
``completion``, ``label`` (a boolean).
"""

from collections.abc import Iterator
from typing import Any

from preferences.datasets.decisions import DecidedPair
from preferences.formats.base import Context, PairFormat, Schema
from preferences.formats.options import (
    DECIDED,
    DROP,
    DROP_TIES,
    LINES_OR_PARQUET,
    assistant,
    both_bad_option,
    messages_of,
)


class TrlKto(PairFormat):
    """Two rows a pair: the chosen response is desirable, the rejected isn't. Of both-bad neither may be."""

    key = "trl-kto"
    name = "TRL unpaired preference (KTO)"
    description = (
        "One row per response with a label: true for what was chosen, false for what was rejected, and on request "
        "false for both responses of a both-bad pair."
    )
    source = "TRL documentation, “Dataset formats and types” and “KTO Trainer”"
    kept = "prompt or conversation, each response, desirable or not; both-bad on request"
    lost = "which responses were compared, single raters, ties, strength, order shown"
    options = (
        DROP_TIES,
        both_bad_option(DROP, ("undesirable", "both responses are undesirable")),
        LINES_OR_PARQUET,
        *DECIDED,
    )

    def row(self, decided: DecidedPair, context: Context) -> dict[str, Any]:
        return next(self.rows(decided, context))

    def rows(self, decided: DecidedPair, context: Context) -> Iterator[dict[str, Any]]:
        pair = decided.pair
        prompt: Any = messages_of(pair) if context.conversational else pair.prompt
        for side, text in (("a", pair.a.text), ("b", pair.b.text)):
            completion: Any = assistant(text) if context.conversational else text
            yield {"prompt": prompt, "completion": completion, "label": decided.outcome == side}

    def schema(self, context: Context) -> Schema:
        said = "messages" if context.conversational else "text"
        return {"prompt": said, "completion": said, "label": "flag"}

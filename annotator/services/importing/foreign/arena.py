"""Arena battles. Schema: dataset cards of chatbot_arena_conversations, arena-human-preference-140k and -55k.

The 55k set spells a row otherwise: ``prompt``, ``response_a`` and ``response_b`` are JSON lists of turns, and the
winner is one of three flags.
"""

from datetime import UTC, datetime
from typing import Any

import orjson

from annotator.services.importing.foreign.base import Layout, Reading, Record
from annotator.services.importing.foreign.parts import (
    SWAPPED,
    Messages,
    asked,
    content_id,
    messages_of,
    optional_text,
    outcome_of,
    pair_item,
    shared_start,
    vote,
)
from annotator.services.importing.rows import RowError

_FLAGS = {"winner_model_a": "a", "winner_model_b": "b", "winner_tie": "tie"}


class ArenaBattles(Layout):
    """One vote per record. Side a stood left, so it was seen first.

    The sides of an item are put into one order, whichever stood left, so that all votes on it are votes on one item.
    """

    key = "arena-battles"
    name = "Arena battles"
    source = "Dataset cards of chatbot_arena_conversations, arena-human-preference-140k and -55k"
    mapping = (
        ("question_id or id", "id (with a hash of the content)"),
        ("conversation_a, conversation_b", "what they share: prompt or messages; the rest: responses"),
        ("model_a, model_b", "responses.model"),
        ("winner", "outcome"),
        ("judge", "rater"),
        ("language", "slices.language"),
        ("tstamp", "submitted_at"),
    )
    lost = "turn, anony, moderation tags, token counts"

    def recognises(self, record: Record) -> str:
        if {"model_a", "model_b", "winner", "conversation_a", "conversation_b"} <= set(record):
            return "model_a, model_b, winner and two conversations"
        if {"model_a", "model_b", "prompt", "response_a", "response_b", *_FLAGS} <= set(record):
            return "model_a, model_b and the three winner flags"
        return ""

    def read(self, record: Record) -> Reading:
        if "conversation_a" in record:
            one, other = (messages_of(record.get(f"conversation_{side}"), f"conversation_{side}") for side in "ab")
            outcome = outcome_of(record.get("winner"), "winner")
        else:
            one, other = (_listed(record, f"response_{side}") for side in "ab")
            outcome = _flagged(record)
        messages, text_a, text_b = shared_start(one, other)
        if not messages:
            raise RowError("conversation_b", "the two conversations don't share their first turn")
        sides = [(text_a, optional_text(record, "model_a")), (text_b, optional_text(record, "model_b"))]
        first = 0
        if (sides[1][1], sides[1][0]) < (sides[0][1], sides[0][0]):
            sides.reverse()
            first, outcome = 1, SWAPPED.get(outcome, outcome)
        named = str(record.get("question_id", record.get("id", "arena")))[:100]
        identity = content_id(named, messages, sides)
        item = pair_item(
            identity,
            asked(messages),
            sides,
            slices={"language": optional_text(record, "language")},
            metadata={"question_id": named},
        )
        moment = record.get("tstamp")
        known: dict[str, Any] = {"first_shown": first}
        if isinstance(moment, int | float) and not isinstance(moment, bool) and moment > 0:
            known["submitted_at"] = _moment(float(moment))
        rater = str(record.get("judge") or record.get("evaluation_session_id") or "arena")
        return Reading(item, (vote(identity, rater, outcome, **known),))


def _moment(seconds: float) -> str:
    return datetime.fromtimestamp(seconds, tz=UTC).isoformat()


def _listed(record: Record, field: str) -> Messages:
    """The 55k set's lists of prompts and answers as one conversation."""
    prompts, answers = _texts(record, "prompt"), _texts(record, field)
    if len(prompts) != len(answers):
        raise RowError(field, f"has {len(answers)} turns, the prompt has {len(prompts)}")
    turns: Messages = []
    for prompt, answer in zip(prompts, answers, strict=True):
        turns += [{"role": "user", "content": prompt}, {"role": "assistant", "content": answer}]
    return turns


def _texts(record: Record, field: str) -> list[str]:
    value = record.get(field)
    if isinstance(value, str):
        try:
            value = orjson.loads(value)
        except orjson.JSONDecodeError as error:
            raise RowError(field, f"not a JSON list of turns: {error.msg}") from error
    if not isinstance(value, list) or not all(isinstance(text, str) or text is None for text in value):
        raise RowError(field, "expected a list of texts")
    return [text or "" for text in value]


def _flagged(record: Record) -> str:
    said = [outcome for field, outcome in _FLAGS.items() if str(record.get(field)) in ("1", "1.0", "True", "true")]
    if len(said) != 1:
        raise RowError("winner_model_a", f"expected exactly one of {', '.join(_FLAGS)} to be 1")
    return said[0]

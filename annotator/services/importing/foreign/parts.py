"""Pieces that layouts share: texts, conversations, ids made of content, and words for outcomes."""

import hashlib
from collections.abc import Mapping, Sequence
from typing import Any

import orjson

from annotator.services.importing import values
from annotator.services.importing.jsonl import kind_of
from annotator.services.importing.rows import RowError

ROLES = {
    "user": "user",
    "human": "user",
    "prompter": "user",
    "assistant": "assistant",
    "gpt": "assistant",
    "model": "assistant",
    "system": "system",
}
#: Spellings of outcomes in use; anything else is an error, never a guess.
OUTCOMES = {
    "a": "a",
    "model_a": "a",
    "response_a": "a",
    "left": "a",
    "b": "b",
    "model_b": "b",
    "response_b": "b",
    "right": "b",
    "tie": "tie",
    "both_bad": "both_bad",
    "bothbad": "both_bad",
    "tie (bothbad)": "both_bad",
    "tie(bothbad)": "both_bad",
}
SWAPPED = {"a": "b", "b": "a"}
#: Names under which labelling tools keep what was asked, and the two responses.
QUESTION_FIELDS = ("prompt", "question", "instruction", "text", "input")
SIDE_FIELDS = (
    ("response_a", "response_b"),
    ("response_1", "response_2"),
    ("response1", "response2"),
    ("answer1", "answer2"),
    ("answer_1", "answer_2"),
    ("option1", "option2"),
    ("left", "right"),
    ("chosen", "rejected"),
)
NO_SIDES = f"holds no two responses; known are {', '.join(' and '.join(names) for names in SIDE_FIELDS)}"

Messages = list[dict[str, str]]


def object_of(value: Any) -> dict[str, Any]:
    """Return ``value`` if it is an object, else an empty one: for what may be missing."""
    return value if isinstance(value, dict) else {}


def text_of(record: Mapping[str, Any], field: str) -> str:
    """Return a text that must be there. Raises ``RowError``: a boolean or number is never taken for its spelling."""
    if field not in record:
        raise RowError(field, "is missing")
    return values.text(record[field], field)


def optional_text(record: Mapping[str, Any], field: str, default: str = "") -> str:
    """Return a text, or ``default`` where it is missing or null."""
    return default if record.get(field) is None else values.text(record[field], field)


def outcome_of(value: Any, field: str) -> str:
    """Return the outcome that a spelling means. Raises ``RowError``."""
    found = OUTCOMES.get(value.strip().lower()) if isinstance(value, str) else None
    if found is None:
        shown = f"“{values.check_characters(value[:40], field)}”" if isinstance(value, str) else kind_of(value)
        raise RowError(field, f"unknown outcome {shown}; expected model_a, model_b, tie or both_bad")
    return found


def messages_of(value: Any, field: str) -> Messages:
    """Return a conversation as role and content, from ``role``/``content`` or ``from``/``value``; JSON text will do."""
    if isinstance(value, str) and value.lstrip().startswith("["):
        try:
            value = orjson.loads(value)
        except orjson.JSONDecodeError as error:
            raise RowError(field, f"not valid JSON: {error.msg}") from error
    if not isinstance(value, list):
        raise RowError(field, f"{kind_of(value)}, expected a list of messages")
    return [message_of(message, f"{field}.{index}") for index, message in enumerate(value)]


def message_of(message: Any, field: str) -> dict[str, str]:
    """Return one message as role and content; a content of parts is their texts, one after the other."""
    if not isinstance(message, dict):
        raise RowError(field, f"{kind_of(message)}, expected a message with role and content")
    said = message.get("role", message.get("from"))
    role = ROLES.get(said) if isinstance(said, str) else None
    if role is None:
        raise RowError(f"{field}.role", f"expected one of {', '.join(ROLES)}")
    content = message.get("content", message.get("value"))
    if isinstance(content, list):
        content = "".join(_part(part, f"{field}.content.{index}") for index, part in enumerate(content))
    return {"role": role, "content": values.text(content, f"{field}.content")}


def _part(part: Any, field: str) -> str:
    if not isinstance(part, dict) or part.get("type", "text") != "text":
        raise RowError(field, "only text can be imported, not images or other parts")
    return values.text(part.get("text"), field)


def asked(messages: Messages) -> dict[str, Any]:
    """What was asked, as fields of an item: ``prompt`` for one user turn, else ``messages``."""
    if len(messages) == 1 and messages[0]["role"] == "user":
        return {"prompt": messages[0]["content"]}
    return {"messages": messages}


def shared_start(one: Messages, other: Messages) -> tuple[Messages, str, str]:
    """Split two conversations into what they share and the two answers that follow.

    Where several turns differ, an answer is the rest of its dialogue, each further turn under its speaker's name.
    """
    length = 0
    while length < min(len(one), len(other)) - 1 and one[length] == other[length]:
        length += 1
    # What is judged begins with the models' words: a shared start ends with the user's.
    while length and one[length - 1]["role"] == "assistant":
        length -= 1
    return one[:length], _rest(one[length:]), _rest(other[length:])


def _rest(turns: Messages) -> str:
    if len(turns) == 1:
        return turns[0]["content"]
    first = [turns[0]["content"]] if turns and turns[0]["role"] == "assistant" else []
    named = [f"{turn['role'].capitalize()}: {turn['content']}" for turn in turns[len(first) :]]
    return "\n\n".join(first + named)


def last_answer(value: Any, field: str) -> tuple[Messages, str]:
    """Return the turns before the last, and the last one's text, which must be the assistant's."""
    turns = [message_of(value, field)] if isinstance(value, dict) else messages_of(value, field)
    if not turns or turns[-1]["role"] != "assistant":
        raise RowError(field, "doesn't end with the assistant's turn")
    return turns[:-1], turns[-1]["content"]


def content_id(prefix: str, *content: Any) -> str:
    """Return an id made of the content: the same record gives the same item, wherever it stands."""
    canonical = orjson.dumps(content, option=orjson.OPT_SORT_KEYS)
    return f"{prefix}-{hashlib.blake2b(canonical, digest_size=10).hexdigest()}"


def pair_item(
    identity: str,
    question: Mapping[str, Any],
    sides: Sequence[tuple[str, str]],
    *,
    slices: Mapping[str, str] | None = None,
    metadata: Mapping[str, Any] | None = None,
) -> dict[str, Any]:
    """Return an item row; ``sides`` are (text, model) in imported order. What is empty is left out."""
    responses = [{"text": text, "model": model} if model else {"text": text} for text, model in sides]
    item: dict[str, Any] = {"id": identity, **question, "responses": responses}
    kept = {name: value for name, value in (slices or {}).items() if value}
    if kept:
        item["slices"] = kept
    said = {name: value for name, value in (metadata or {}).items() if value is not None}
    return item | ({"metadata": said} if said else {})


def vote(item: str, rater: str, outcome: str, **known: Any) -> dict[str, Any]:
    """Return a vote row; what isn't known (None) is left out."""
    given = {name: value for name, value in known.items() if value is not None}
    return {"item": item, "rater": rater, "outcome": outcome, **given}


def score_of(value: Any, field: str, *, low: int, high: int) -> int:
    """Return a whole score from ``low`` to ``high``. Raises ``RowError``."""
    return values.whole_number(value, field, low=low, high=high)

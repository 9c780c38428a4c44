"""Parses a row of an item file into a draft that is ready to be written."""

import hashlib
import json
import re
from collections.abc import Sequence
from dataclasses import astuple, dataclass
from functools import cached_property
from typing import Any, NamedTuple

import orjson

from annotator.models import ItemPurpose, Question, QuestionKind
from annotator.policies.qualifications import BadQualification, clean
from annotator.policies.serving_order import HIGHEST_PRIORITY, LOWEST_PRIORITY
from annotator.services.importing import values
from annotator.services.importing.csv_rows import BadHeader
from annotator.services.importing.gold_rows import GoldDraft, parse_gold
from annotator.services.importing.jsonl import kind_of
from annotator.services.importing.rows import RowError
from annotator.services.measuring import Features, measure, measure_all

# Responses are shown under the letters A to Z.
MAX_RESPONSES = 26
MAX_SLICES = 50
MAX_REQUIRED = 10
ROLES = ("system", "user", "assistant")
FIELDS = frozenset(
    {
        "id",
        "prompt",
        "messages",
        "responses",
        "slices",
        "priority",
        "requires",
        "metadata",
        "gold",
        "gold_tolerance",
        "gold_explanation",
        "purpose",
    }
)
_RESPONSE_FIELDS = frozenset({"text", "model", "metadata"})
_PURPOSES = tuple(ItemPurpose.values)
_WORK = str(ItemPurpose.WORK)
_NUMBERED = re.compile(r"(response|model)_(\d{1,2}|[a-z])")


@dataclass
class ResponseDraft:
    """One response of an item, in imported order."""

    text: str
    model: str
    metadata: dict[str, Any]

    @cached_property
    def features(self) -> Features:
        """Length and markdown of the text."""
        return measure(self.text)


class Packed(NamedTuple):
    """The rows of one item as COPY takes them, each without its beginning and the item's id (``packed_rows``)."""

    item: bytes
    responses: list[bytes]
    slices: list[bytes]


@dataclass
class ItemDraft:
    """An item that is complete and can be written."""

    external_id: str
    prompt: str
    messages: list[dict[str, str]] | None
    responses: tuple[ResponseDraft, ...]
    slices: dict[str, str]
    priority: int
    requires: tuple[str, ...]
    metadata: dict[str, Any]
    gold: tuple[GoldDraft, ...]
    purpose: str = ItemPurpose.WORK
    packed: Packed | None = None

    @cached_property
    def prompt_hash(self) -> str:
        """SHA-256 of what the raters are asked about, whatever the responses."""
        return _prompt_hash(self)

    @cached_property
    def content_hash(self) -> str:
        """SHA-256 of everything that was imported."""
        return _content_hash(self)


def prepare(drafts: Sequence[ItemDraft]) -> None:
    """Compute hashes and features now, where it costs the database nothing, instead of when they are written."""
    responses = [response for draft in drafts for response in draft.responses]
    # Put where the cached properties keep what they computed: asking for them takes a lock each time.
    for response, features in zip(responses, measure_all([response.text for response in responses]), strict=True):
        response.__dict__["features"] = features
    for draft in drafts:
        draft.__dict__.update(prompt_hash=_prompt_hash(draft), content_hash=_content_hash(draft))


def parse_item(row: dict[str, Any], questions: Sequence[Question]) -> ItemDraft:
    """Return the draft of one JSONL object. Raises ``RowError`` naming the first field that is wrong."""
    values.refuse_unknown(row, FIELDS)
    if "id" not in row:
        raise RowError("id", "is missing")
    external_id = values.external_id(row["id"], "id")
    prompt, messages = _asked(row)
    responses = _responses(row)
    _check_count(len(responses), questions)
    gold = parse_gold(row, questions, models=[response.model for response in responses])
    return ItemDraft(
        external_id=external_id,
        prompt=prompt,
        messages=messages,
        responses=responses,
        slices=_slices(row.get("slices", {})),
        priority=values.whole_number(row.get("priority", 0), "priority", low=LOWEST_PRIORITY, high=HIGHEST_PRIORITY),
        requires=_requires(row.get("requires", [])),
        metadata=values.free_object(row.get("metadata", {}), "metadata"),
        gold=gold,
        purpose=_purpose(row, gold),
    )


def check_item_columns(header: Sequence[str]) -> None:
    """Raise ``BadHeader`` unless every column of a CSV header is known and those that are needed are there."""
    for name in header:
        known = name in FIELDS - {"responses", "slices", "gold"} or name.startswith(("slice.", "gold."))
        if not known and not _NUMBERED.fullmatch(name):
            raise BadHeader(
                f"Line 1: unknown column “{name[:80]}”. Known are id, prompt, messages, response_1, model_1, "
                "response_2, …, slice.<name>, gold.<question>, gold_tolerance, gold_explanation, purpose, priority, "
                "requires, metadata."
            )
    if "id" not in header:
        raise BadHeader("Line 1: the column “id” is missing.")
    if "prompt" not in header and "messages" not in header:
        raise BadHeader("Line 1: a column “prompt” or “messages” is missing.")
    if not any(name.startswith("response_") for name in header):
        raise BadHeader("Line 1: there is no response column, such as “response_1” or “response_a”.")


def item_from_cells(cells: dict[str, str]) -> dict[str, Any]:
    """Return the JSONL object that says the same as a CSV row. Raises ``RowError`` naming the cell that can't."""
    row: dict[str, Any] = {}
    responses: dict[int, dict[str, str]] = {}
    for name, cell in cells.items():
        numbered = _NUMBERED.fullmatch(name)
        if numbered:
            place = responses.setdefault(_place(numbered.group(2)), {})
            place["text" if numbered.group(1) == "response" else "model"] = cell
        elif name.startswith("slice."):
            row.setdefault("slices", {})[name.removeprefix("slice.")] = cell
        elif name.startswith("gold."):
            row.setdefault("gold", {})[name.removeprefix("gold.")] = _json_or_text(cell, name)
        elif name in ("messages", "metadata"):
            row[name] = _json(cell, name)
        elif name in ("gold_tolerance", "gold_explanation"):
            row[name] = _json(cell, name) if cell.lstrip().startswith("{") else cell
        else:
            row[name] = cell
    given = sorted(number for number, response in responses.items() if "text" in response)
    for expected, number in enumerate(given, start=1):
        if number != expected:
            raise RowError(f"response_{expected}", f"is empty, but response {number} is given")
    for number, response in sorted(responses.items()):
        if "text" not in response:
            raise RowError(f"response_{number}", f"is empty, but its model “{response['model'][:40]}” is given")
    if responses:
        row["responses"] = [responses[number] for number in given]
    return row


def _purpose(row: dict[str, Any], gold: tuple[GoldDraft, ...]) -> str:
    """Return what the item is for: gold where it has a known answer, unless ``purpose`` says ``training``."""
    if "purpose" not in row and not gold:
        return _WORK
    purpose = row.get("purpose", ItemPurpose.GOLD)
    if purpose not in _PURPOSES:
        raise RowError("purpose", f"expected one of {', '.join(_PURPOSES)}")
    if purpose == ItemPurpose.WORK and gold:
        raise RowError("purpose", "work has no known answer; leave out gold, or say gold or training")
    if purpose != ItemPurpose.WORK and not gold:
        raise RowError("purpose", f"{purpose} needs a known answer in gold")
    return str(purpose)


def _hashed(gold: GoldDraft) -> list[Any]:
    *always, also_accepted = astuple(gold)
    return [*always, list(also_accepted)] if also_accepted else always


def _place(label: str) -> int:
    return int(label) if label.isdigit() else ord(label) - ord("a") + 1


def _json(cell: str, field: str) -> Any:
    try:
        return orjson.loads(values.check_characters(cell, field))
    except orjson.JSONDecodeError as error:
        raise RowError(field, f"not valid JSON: {error.msg} (position {error.pos + 1})") from error


def _json_or_text(cell: str, field: str) -> Any:
    return _json(cell, field) if cell.lstrip().startswith(("[", "{")) else cell


def _asked(row: dict[str, Any]) -> tuple[str, list[dict[str, str]] | None]:
    if "prompt" in row and "messages" in row:
        raise RowError("messages", "prompt and messages are both given, expected one of them")
    if "prompt" in row:
        prompt = values.text(row["prompt"], "prompt")
        if not prompt or prompt.isspace():
            raise RowError("prompt", "is empty")
        return prompt, None
    if "messages" not in row:
        raise RowError("prompt", "is missing (or messages)")
    messages = row["messages"]
    if not isinstance(messages, list):
        raise RowError("messages", f"{kind_of(messages)}, expected a list")
    if not messages:
        raise RowError("messages", "is empty")
    return "", [_message(message, f"messages.{index}") for index, message in enumerate(messages)]


def _message(message: Any, field: str) -> dict[str, str]:
    if not isinstance(message, dict):
        raise RowError(field, f"{kind_of(message)}, expected an object with role and content")
    for name in message:
        if name not in ("role", "content"):
            raise RowError(
                field, f"unknown field “{values.check_characters(name[:40], field)}”; known are content, role"
            )
    if message.get("role") not in ROLES:
        raise RowError(f"{field}.role", f"expected one of {', '.join(ROLES)}")
    if "content" not in message:
        raise RowError(f"{field}.content", "is missing")
    return {"role": message["role"], "content": values.text(message["content"], f"{field}.content")}


def _responses(row: dict[str, Any]) -> tuple[ResponseDraft, ...]:
    if "responses" not in row:
        raise RowError("responses", "is missing")
    responses = row["responses"]
    if not isinstance(responses, list):
        raise RowError("responses", f"{kind_of(responses)}, expected a list")
    if not 1 <= len(responses) <= MAX_RESPONSES:
        raise RowError("responses", f"has {len(responses)} responses, expected 1 to {MAX_RESPONSES}")
    drafts = []
    for index, response in enumerate(responses):
        try:
            drafts.append(_response(response))
        except RowError as error:
            raise error.within(f"responses.{index}") from None
    return tuple(drafts)


def _response(response: Any) -> ResponseDraft:
    if isinstance(response, str):
        return ResponseDraft(values.text(response, ""), "", {})
    if not isinstance(response, dict):
        raise RowError("", f"{kind_of(response)}, expected text or an object with text and model")
    if not response.keys() <= _RESPONSE_FIELDS:
        unknown = next(name for name in response if name not in _RESPONSE_FIELDS)
        known = "known are metadata, model, text"
        raise RowError("", f"unknown field “{values.check_characters(unknown[:40], '')}”; {known}")
    if "text" not in response:
        raise RowError("text", "is missing")
    return ResponseDraft(
        values.text(response["text"], "text"),
        values.text(response.get("model", ""), "model", max_chars=200).strip(),
        values.free_object(response.get("metadata", {}), "metadata"),
    )


def _check_count(n_responses: int, questions: Sequence[Question]) -> None:
    for question in questions:
        if question.kind == QuestionKind.PREFERENCE and n_responses != 2:
            raise RowError("responses", f"question “{question.key}” compares 2 responses, the row has {n_responses}")
        if question.kind == QuestionKind.RANKING and n_responses < 2:
            raise RowError(
                "responses", f"question “{question.key}” ranks 2 or more responses, the row has {n_responses}"
            )


def _slices(slices: Any) -> dict[str, str]:
    if not isinstance(slices, dict):
        raise RowError("slices", f"{kind_of(slices)}, expected an object from name to text")
    if len(slices) > MAX_SLICES:
        raise RowError("slices", f"has {len(slices)} slices, at most {MAX_SLICES} are allowed")
    found = {}
    for name, value in slices.items():
        values.check_characters(name[:50], "slices")
        try:
            found[name.strip()] = _slice(name, value)
        except RowError as error:
            raise error.within(f"slices.{name[:50]}") from None
    return found


def _slice(name: str, value: Any) -> str:
    if not name.strip() or len(name) > 50 or ":" in name:
        raise RowError("", "a slice's name has 1 to 50 characters and no colon")
    found = values.text(value, "", max_chars=100).strip()
    if not found:
        raise RowError("", "is empty")
    return found


def _requires(names: Any) -> tuple[str, ...]:
    """Return the qualifications that the item needs; text (as CSV has it) holds them with commas between."""
    if names == []:
        return ()
    if isinstance(names, str):
        names = [name for name in names.split(",") if name.strip()]
    if not isinstance(names, list):
        raise RowError("requires", f"{kind_of(names)}, expected a list of qualifications")
    if len(names) > MAX_REQUIRED:
        raise RowError("requires", f"has {len(names)} qualifications, at most {MAX_REQUIRED} are allowed")
    found = [values.text(name, f"requires.{index}") for index, name in enumerate(names)]
    try:
        return tuple(clean(found))
    except BadQualification as error:
        raise RowError("requires", str(error)) from error


def _prompt_hash(draft: ItemDraft) -> str:
    return _hash(draft.prompt if draft.messages is None else draft.messages)


def _content_hash(draft: ItemDraft) -> str:
    said: list[Any] = [
        draft.external_id,
        draft.prompt,
        draft.messages,
        [[response.text, response.model, response.metadata] for response in draft.responses],
        draft.slices,
        draft.priority,
        draft.metadata,
        [_hashed(gold) for gold in draft.gold],
    ]
    # What came later is hashed where it is used, so that rows imported before stay unchanged.
    if draft.requires:
        said.append(draft.requires)
    if draft.purpose == ItemPurpose.TRAINING:
        said.append(draft.purpose)
    free = draft.metadata or draft.gold or any(response.metadata for response in draft.responses)
    return _hash(said, plain=not free)


def _hash(value: Any, *, plain: bool = True) -> str:
    """SHA-256 of ``value`` as JSON with sorted keys; ``plain`` values hold nothing but text and small whole numbers.

    These the fast writer writes as the slow one does; other numbers (1e16) it writes in another way.
    """
    if plain:
        return hashlib.sha256(orjson.dumps(value, option=orjson.OPT_SORT_KEYS)).hexdigest()
    canonical = json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(canonical.encode()).hexdigest()

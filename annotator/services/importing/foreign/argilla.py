"""Argilla records. Schema: Argilla 2 documentation, "Import and export"."""

from typing import Any

from annotator.services.importing.foreign.base import Layout, Reading, Record
from annotator.services.importing.foreign.parts import (
    NO_SIDES,
    QUESTION_FIELDS,
    SIDE_FIELDS,
    asked,
    content_id,
    messages_of,
    object_of,
    outcome_of,
    pair_item,
    text_of,
    vote,
)
from annotator.services.importing.jsonl import kind_of
from annotator.services.importing.rows import RowError
from annotator.services.importing.values import whole_number


class Argilla(Layout):
    """A record is an item; the responses to the label question are votes, those to ``strength`` their strengths."""

    key = "argilla"
    name = "Argilla records"
    source = "Argilla 2 documentation, “Import and export”"
    mapping = (
        ("id", "id"),
        ("fields.chat, or fields.prompt, question, …", "messages or prompt"),
        ("fields.response_a, response_b (or response1, …)", "responses"),
        ("responses.preference.value", "outcome"),
        ("responses.strength.value", "strength"),
        ("responses.user_id, metadata.raters", "rater"),
        ("metadata.model_a, model_b, slice.<name>", "responses.model, slices"),
    )
    lost = "suggestions, vectors, discarded responses, other questions"

    def recognises(self, record: Record) -> str:
        if isinstance(record.get("fields"), dict) and isinstance(record.get("responses"), dict):
            return "fields and responses"
        return ""

    def read(self, record: Record) -> Reading:
        fields, responses = record.get("fields"), record.get("responses")
        if not isinstance(fields, dict) or not isinstance(responses, dict):
            raise RowError("fields", "expected objects in fields and responses")
        names = next((names for names in SIDE_FIELDS if set(names) <= set(fields)), None)
        if names is None:
            raise RowError("fields", NO_SIDES)
        metadata = object_of(record.get("metadata"))
        sides = [
            (text_of(fields, name), str(metadata.get(f"model_{side}") or ""))
            for name, side in zip(names, "ab", strict=True)
        ]
        question = _question(fields)
        given = record.get("id")
        identity = str(given) if given is not None else content_id("argilla", question, sides)
        slices = {
            name.removeprefix("slice."): str(value) for name, value in metadata.items() if name.startswith("slice.")
        }
        item = pair_item(identity, question, sides, slices=slices)
        return Reading(item, tuple(_votes(identity, responses, metadata.get("raters"))))


def _question(fields: Record) -> dict[str, Any]:
    for name in ("chat", "messages"):
        if name in fields:
            return asked(messages_of(fields[name], f"fields.{name}"))
    found = next((name for name in QUESTION_FIELDS if name in fields), None)
    if found is None:
        known = f"chat, messages, {', '.join(QUESTION_FIELDS)}"
        raise RowError("fields", f"holds nothing that was asked; known are {known}")
    return {"prompt": text_of(fields, found)}


def _votes(identity: str, responses: dict[str, Any], raters: Any) -> list[dict[str, Any]]:
    said = responses.get("preference")
    if not said:
        return []
    if not isinstance(said, list):
        raise RowError("responses.preference", f"{kind_of(said)}, expected a list")
    strengths = {
        response.get("user_id"): response.get("value")
        for response in responses.get("strength") or []
        if isinstance(response, dict)
    }
    named = raters if isinstance(raters, list) and len(raters) == len(said) else None
    votes = []
    for index, response in enumerate(said):
        field = f"responses.preference.{index}"
        if not isinstance(response, dict):
            raise RowError(field, f"{kind_of(response)}, expected an object with value and user_id")
        if response.get("status") in ("discarded", "draft"):
            continue
        outcome = outcome_of(response.get("value"), f"{field}.value")
        user = response.get("user_id")
        strength = strengths.get(user)
        if strength is not None:
            strength = whole_number(strength, f"responses.strength ({user})", low=1, high=10)
        rater = str(named[index] if named else user or "argilla")
        votes.append(vote(identity, rater, outcome, strength=strength))
    return votes

"""Label Studio tasks with annotations. Schema: Label Studio documentation, "Export annotations"; tags Pairwise,
Choices and Rating.
"""

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


class LabelStudio(Layout):
    """A task is an item, an annotation a vote: a Pairwise result, or a Choices result that spells an outcome."""

    key = "label-studio"
    name = "Label Studio tasks and annotations"
    source = "Label Studio documentation, “Export annotations”"
    mapping = (
        ("data.messages, or data.prompt, question, instruction, text, input", "messages or prompt"),
        ("data.response_a, response_b (or response1, answer1, left, …)", "responses"),
        ("data.id, else id", "id"),
        ("annotations.result pairwise, choices, rating", "outcome, strength"),
        ("annotations.completed_by", "rater"),
        ("annotations.lead_time, created_at", "active_ms, submitted_at"),
        ("meta.model_a, model_b, slices", "responses.model, slices"),
    )
    lost = "cancelled annotations, predictions, regions, free texts"

    def recognises(self, record: Record) -> str:
        if isinstance(record.get("data"), dict) and ("annotations" in record or "predictions" in record):
            return "data with annotations"
        return ""

    def read(self, record: Record) -> Reading:
        data = record.get("data")
        if not isinstance(data, dict):
            raise RowError("data", f"{kind_of(data)}, expected an object")
        names = next((names for names in SIDE_FIELDS if set(names) <= set(data)), None)
        if names is None:
            raise RowError("data", NO_SIDES)
        meta = object_of(record.get("meta"))
        sides = [
            (text_of(data, name), str(meta.get(f"model_{side}") or data.get(f"model_{side}") or ""))
            for name, side in zip(names, "ab", strict=True)
        ]
        question = _question(data)
        given = data.get("id", record.get("id"))
        identity = str(given) if given is not None else content_id("label-studio", question, sides)
        slices = object_of(meta.get("slices"))
        item = pair_item(identity, question, sides, slices=slices)
        annotations = record.get("annotations") or []
        if not isinstance(annotations, list):
            raise RowError("annotations", f"{kind_of(annotations)}, expected a list")
        votes = [
            _vote(identity, annotation, f"annotations.{index}", names)
            for index, annotation in enumerate(annotations)
            if not (isinstance(annotation, dict) and annotation.get("was_cancelled"))
        ]
        return Reading(item, tuple(votes))


def _question(data: Record) -> dict[str, Any]:
    if "messages" in data:
        return asked(messages_of(data["messages"], "data.messages"))
    name = next((name for name in QUESTION_FIELDS if name in data), None)
    if name is None:
        raise RowError("data", f"holds nothing that was asked; known are messages, {', '.join(QUESTION_FIELDS)}")
    return {"prompt": text_of(data, name)}


def _vote(identity: str, annotation: Any, field: str, names: tuple[str, str]) -> dict[str, Any]:
    if not isinstance(annotation, dict) or not isinstance(annotation.get("result"), list):
        raise RowError(f"{field}.result", "expected a list of results")
    outcome, strength = "", None
    for index, result in enumerate(annotation["result"]):
        place = f"{field}.result.{index}"
        value = result.get("value") if isinstance(result, dict) else None
        if not isinstance(value, dict):
            raise RowError(f"{place}.value", f"{kind_of(value)}, expected an object")
        if result.get("type") == "pairwise":
            outcome = outcome_of(value.get("selected"), f"{place}.value.selected")
        elif result.get("type") == "choices" and len(value.get("choices") or []) == 1:
            said = value["choices"][0]
            by_name = dict(zip(names, "ab", strict=True))
            outcome = by_name.get(said) or outcome_of(said, f"{place}.value.choices")
        elif result.get("type") == "rating" and result.get("from_name") == "strength":
            strength = whole_number(value.get("rating"), f"{place}.value.rating", low=1, high=10)
    if not outcome:
        raise RowError(f"{field}.result", "holds neither a pairwise result nor one choice")
    meta = object_of(annotation.get("meta"))
    lead = annotation.get("lead_time")
    return vote(
        identity,
        _rater(annotation.get("completed_by")),
        outcome,
        strength=strength if outcome in ("a", "b") else None,
        rater_kind=meta.get("rater_kind"),
        first_shown={"a": 0, "b": 1}.get(str(meta.get("first_shown"))),
        active_ms=round(lead * 1000) if isinstance(lead, int | float) else None,
        submitted_at=annotation.get("created_at"),
    )


def _rater(by: Any) -> str:
    if isinstance(by, dict):
        name = by.get("email") or by.get("username") or by.get("id")
        return str(name).removesuffix("@raters.invalid")
    return str(by) if by is not None else "label-studio"

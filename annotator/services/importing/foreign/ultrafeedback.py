"""UltraFeedback. Schema: dataset card of UltraFeedback; Cui et al. 2023 (arXiv 2310.01377)."""

from typing import Any

from annotator.services.importing.foreign.base import Layout, Reading, Record
from annotator.services.importing.foreign.parts import content_id, optional_text, pair_item, text_of
from annotator.services.importing.jsonl import kind_of
from annotator.services.importing.rows import RowError
from annotator.services.importing.values import whole_number


class UltraFeedback(Layout):
    """An instruction with several completions, each rated 1 to 5 by a model judge on up to four aspects.

    A rating is a vote on a question of the aspect's name (helpfulness, honesty, …) about that response; "N/A" is none.
    """

    key = "ultrafeedback"
    name = "UltraFeedback"
    source = "Dataset card of UltraFeedback"
    mapping = (
        ("instruction", "prompt"),
        ("completions.response, .model", "responses"),
        ("completions.annotations.<aspect>.Rating", "score on the question <aspect>"),
        ("completions.overall_score", "responses.metadata.overall_score"),
        ("source", "slices.source"),
    )
    lost = "rationales, critiques, principles and system prompts"

    def recognises(self, record: Record) -> str:
        completions = record.get("completions")
        if "instruction" in record and isinstance(completions, list):
            first = completions[0] if completions else {}
            if isinstance(first, dict) and "response" in first:
                return "an instruction with a list of completions"
        return ""

    def read(self, record: Record) -> Reading:
        instruction = text_of(record, "instruction")
        completions = record.get("completions")
        if not isinstance(completions, list) or not completions:
            raise RowError("completions", f"{kind_of(completions)}, expected a list of completions")
        texts, votes = [], []
        for index, completion in enumerate(completions):
            field = f"completions.{index}"
            if not isinstance(completion, dict):
                raise RowError(field, f"{kind_of(completion)}, expected an object with response and model")
            texts.append((text_of(completion, "response"), optional_text(completion, "model")))
            votes += [(index, aspect, score) for aspect, score in _ratings(completion.get("annotations"), field)]
        identity = content_id("ultrafeedback", instruction, texts)
        slices = {"source": optional_text(record, "source")}
        item = pair_item(identity, {"prompt": instruction}, texts, slices=slices)
        for response, completion in zip(item["responses"], completions, strict=True):
            if completion.get("overall_score") is not None:
                response["metadata"] = {"overall_score": completion["overall_score"]}
        judged = {"item": identity, "rater": "ultrafeedback-judge", "rater_kind": "model"}
        return Reading(
            item,
            tuple({**judged, "question": aspect, "response": place, "score": score} for place, aspect, score in votes),
        )


def _ratings(annotations: Any, field: str) -> list[tuple[str, int]]:
    if annotations is None:
        return []
    if not isinstance(annotations, dict):
        raise RowError(f"{field}.annotations", f"{kind_of(annotations)}, expected an object by aspect")
    found = []
    for aspect, said in annotations.items():
        rating = said.get("Rating") if isinstance(said, dict) else said
        if rating in (None, "N/A"):
            continue
        found.append((aspect, whole_number(rating, f"{field}.annotations.{aspect[:40]}", low=1, high=10)))
    return found

"""HelpSteer3 preference. Schema: dataset card of HelpSteer3, "Preference"; Wang et al. 2025 (arXiv 2505.11475)."""

from typing import Any

from annotator.services.importing.foreign.base import Layout, Reading, Record
from annotator.services.importing.foreign.parts import (
    asked,
    content_id,
    messages_of,
    optional_text,
    pair_item,
    score_of,
    text_of,
    vote,
)
from annotator.services.importing.jsonl import kind_of
from annotator.services.importing.rows import RowError


class HelpSteer3(Layout):
    """Scores from -3 to 3: the sign is the side, the size the strength, 0 a tie. Annotators are numbered in a row."""

    key = "helpsteer3"
    name = "HelpSteer3 preference"
    source = "Dataset card of HelpSteer3, “Preference”"
    mapping = (
        ("context", "prompt or messages"),
        ("response1, response2", "responses"),
        ("individual_preference.score", "outcome and strength, one vote each"),
        ("overall_preference", "outcome and strength, where there are no individual ones"),
        ("domain, language", "slices"),
    )
    lost = "reasoning and feedback; who an annotator is (numbers mean a place in the row, not a person)"

    def recognises(self, record: Record) -> str:
        if {"context", "response1", "response2", "overall_preference"} <= set(record):
            return "context, response1, response2 and overall_preference"
        return ""

    def read(self, record: Record) -> Reading:
        messages = messages_of(record.get("context"), "context")
        sides = [(text_of(record, "response1"), ""), (text_of(record, "response2"), "")]
        identity = content_id("helpsteer3", messages, sides)
        slices = {name: optional_text(record, name) for name in ("domain", "language")}
        metadata = {"overall_preference": record.get("overall_preference")}
        item = pair_item(identity, asked(messages), sides, slices=slices, metadata=metadata)
        return Reading(item, tuple(_votes(record, identity)))


def _votes(record: Record, identity: str) -> list[dict[str, Any]]:
    individual = record.get("individual_preference")
    if individual is None or individual == []:
        score = score_of(record.get("overall_preference"), "overall_preference", low=-3, high=3)
        return [_vote(identity, "helpsteer3-overall", score)]
    if not isinstance(individual, list):
        raise RowError("individual_preference", f"{kind_of(individual)}, expected a list")
    votes = []
    for index, said in enumerate(individual):
        field = f"individual_preference.{index}.score"
        if not isinstance(said, dict):
            raise RowError(field, f"{kind_of(said)}, expected an object with score")
        votes.append(_vote(identity, f"helpsteer3-{index + 1}", score_of(said.get("score"), field, low=-3, high=3)))
    return votes


def _vote(identity: str, rater: str, score: int) -> dict[str, Any]:
    if not score:
        return vote(identity, rater, "tie")
    return vote(identity, rater, "a" if score < 0 else "b", strength=abs(score))

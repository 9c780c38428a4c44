"""Plain tables of pairs, and Touchstone's own rows. Schemas: docs/FORMATS.md."""

from typing import Any

from annotator.services.importing.foreign.base import Layout, Reading, Record
from annotator.services.importing.foreign.parts import (
    asked,
    content_id,
    messages_of,
    optional_text,
    outcome_of,
    pair_item,
    text_of,
    vote,
)
from annotator.services.importing.item_rows import item_from_cells
from annotator.services.importing.rows import RowError
from annotator.services.importing.score_rows import is_score_row
from annotator.services.importing.values import external_id, whole_number

_COUNTS = ("votes_a", "votes_b", "votes_tie", "votes_both_bad")
_VOTE = (
    "item",
    "rater",
    "question",
    "response",
    "outcome",
    "strength",
    "score",
    "rank",
    "choice",
    "text",
    "rater_kind",
    "submitted_at",
    "first_shown",
    "active_ms",
)


class OwnItems(Layout):
    """Touchstone's own items, as the import takes them."""

    key = "touchstone-items"
    name = "Touchstone items"
    source = "Touchstone's own"
    mapping = (("id, prompt or messages, responses, slices, gold, …", "as they are"),)

    def recognises(self, record: Record) -> str:
        asks = "prompt" in record or "messages" in record
        if "id" in record and asks and ("responses" in record or "response_1" in record):
            return "id, prompt or messages, and responses"
        return ""

    def read(self, record: Record) -> Reading:
        row = {name: value for name, value in record.items() if value is not None}
        return Reading(row if "responses" in row else item_from_cells(row))


class OwnVotes(Layout):
    """Touchstone's own votes, as it exports them; what the import doesn't take is left out."""

    key = "touchstone-votes"
    name = "Touchstone votes"
    source = "Touchstone's own"
    mapping = (("item, rater, question, outcome, strength, …", "as they are"),)
    lost = "model names, time on shift, guideline version, revision, rationale"

    def recognises(self, record: Record) -> str:
        if {"item", "rater"} <= set(record) and {"outcome", "score", "rank", "choice", "text"} & set(record):
            return "item, rater and an answer"
        return ""

    def read(self, record: Record) -> Reading:
        return Reading(None, ({name: record[name] for name in _VOTE if record.get(name) not in (None, "")},))


class OwnScores(Layout):
    """Touchstone's own scores of responses, as the import takes them."""

    key = "touchstone-scores"
    name = "Touchstone scores"
    source = "Touchstone's own"
    mapping = (("item, scorer, scores or response and score", "as they are"),)

    def recognises(self, record: Record) -> str:
        return "item and scores, and nothing else" if is_score_row(record) else ""

    def read(self, record: Record) -> Reading:
        return Reading(None, scores={name: value for name, value in record.items() if value not in (None, "")})


class OwnPairs(Layout):
    """Touchstone's own pairs with vote counts. Raters are numbered within a pair: they aren't people."""

    key = "pairs-jsonl"
    name = "Touchstone pairs with vote counts"
    source = "Touchstone's own"
    mapping = (
        ("item", "id"),
        ("prompt", "prompt or messages"),
        ("response_a, response_b", "responses"),
        ("votes_a, votes_b, votes_tie, votes_both_bad", "as many votes"),
    )
    lost = "who voted; every number that is computed from the votes"

    def recognises(self, record: Record) -> str:
        if {"response_a", "response_b", *_COUNTS} <= set(record):
            return "two responses and the votes for each outcome"
        return ""

    def read(self, record: Record) -> Reading:
        identity = external_id(record.get("item"), "item")
        sides = [(text_of(record, f"response_{side}"), optional_text(record, f"model_{side}")) for side in "ab"]
        votes: list[dict[str, Any]] = []
        for field in _COUNTS:
            for _ in range(whole_number(record[field], field, low=0, high=10_000)):
                votes.append(vote(identity, f"vote-{len(votes) + 1}", field.removeprefix("votes_")))
        return Reading(pair_item(identity, _question(record), sides), tuple(votes))


class PairTable(Layout):
    """A plain table: a prompt, two responses, and who won, with whatever else there is."""

    key = "pair-table"
    name = "Plain table of pairs"
    source = "Touchstone's own"
    mapping = (
        ("prompt", "prompt"),
        ("response_a, response_b", "responses"),
        ("model_a, model_b", "responses.model"),
        ("winner or outcome", "outcome"),
        ("rater or annotator", "rater"),
        ("item or id", "id, else a hash of the content"),
        ("strength", "strength"),
    )
    lost = "other columns"

    def recognises(self, record: Record) -> str:
        if {"prompt", "response_a", "response_b"} <= set(record):
            return "prompt, response_a and response_b"
        return ""

    def read(self, record: Record) -> Reading:
        sides = [(text_of(record, f"response_{side}"), optional_text(record, f"model_{side}")) for side in "ab"]
        question = _question(record)
        given = record.get("item", record.get("id"))
        identity = content_id("pair", question, sides) if given is None else external_id(given, "item")
        item = pair_item(identity, question, sides)
        field = "winner" if "winner" in record else "outcome"
        if record.get(field) in (None, ""):
            return Reading(item)
        won = record[field]
        models = [model for _, model in sides]
        outcome = "ab"[models.index(won)] if models.count(won) == 1 else outcome_of(won, field)
        strength = record.get("strength")
        if strength is not None:
            strength = whole_number(strength, "strength", low=1, high=10)
        rater = str(record.get("rater") or record.get("annotator") or "table")
        return Reading(item, (vote(identity, rater, outcome, strength=strength if outcome in "ab" else None),))


def _question(record: Record) -> dict[str, Any]:
    prompt = record.get("prompt")
    if isinstance(prompt, list) or (isinstance(prompt, str) and prompt.startswith('[{"role"')):
        return asked(messages_of(prompt, "prompt"))
    found = text_of(record, "prompt")
    if not found.strip():
        raise RowError("prompt", "is empty")
    return {"prompt": found}

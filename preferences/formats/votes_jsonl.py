"""Every answer as it was given: nothing decided, nothing dropped. Own format, which the import of votes reads back."""

from datetime import UTC
from typing import Any

from preferences.datasets.votes import AnswerRow
from preferences.formats.base import Context, Schema, VoteFormat
from preferences.formats.options import RATER_NAMES, TABLE

_SIGNS = {"a": 1, "b": -1, "tie": 0}


class VotesJsonl(VoteFormat):
    """One row per answer of any kind of question, in the words that the import of votes understands."""

    key = "votes-jsonl"
    name = "Raw votes"
    description = (
        "One row per answer to any question: item, rater (a pseudonym), value, signed strength, which response was "
        "shown first, time taken, time on shift, guideline version and rationale. Loses nothing."
    )
    kept = "every answer with rater, strength, order shown, seconds, guideline, shift time, revision, rationale"
    lost = "the texts of items (export them as pairs, or join by item)"
    options = (RATER_NAMES, TABLE)
    file_name = "votes"

    def row(self, answer: AnswerRow, context: Context) -> dict[str, Any]:
        sign = _SIGNS.get(answer.outcome or "")
        moment = answer.submitted_at.astimezone(UTC)
        return {
            "item": answer.external_id,
            "rater": context.rater_name(answer.rater_id, answer.rater_alias),
            "rater_kind": answer.rater_kind,
            "question": answer.question,
            "response": answer.response,
            "outcome": answer.outcome,
            "strength": answer.strength,
            "signed_strength": None if sign is None else sign * (answer.strength or 1),
            "score": answer.score,
            "rank": answer.rank,
            "choice": answer.choice,
            "winner_model": answer.winner_model,
            "response_model": answer.response_model,
            "first_shown": answer.first_shown,
            "active_ms": answer.active_ms,
            "on_shift_s": answer.on_shift_s,
            "guideline_version": answer.guideline,
            "revision": answer.revision,
            "submitted_at": f"{moment.replace(tzinfo=None).isoformat(timespec='microseconds')}Z",
            "rationale": "\n\n".join(answer.rationales.values()) or None,
        }

    def schema(self, context: Context) -> Schema:
        whole = ("response", "strength", "signed_strength", "rank", "first_shown", "active_ms", "on_shift_s")
        columns = dict.fromkeys(_ORDER, "text") | dict.fromkeys((*whole, "guideline_version", "revision"), "whole")
        return columns | {"score": "number", "submitted_at": "moment"}


_ORDER = (
    "item",
    "rater",
    "rater_kind",
    "question",
    "response",
    "outcome",
    "strength",
    "signed_strength",
    "score",
    "rank",
    "choice",
    "winner_model",
    "response_model",
    "first_shown",
    "active_ms",
    "on_shift_s",
    "guideline_version",
    "revision",
    "submitted_at",
    "rationale",
)

"""Every answer as it was given: nothing decided, nothing dropped."""

from datetime import UTC
from typing import Any

from preferences.datasets.votes import AnswerRow
from preferences.formats.base import RATER_NAMES, Context, VoteFormat


class VotesJsonl(VoteFormat):
    """One row per answer of any kind of question, in the words that the import of votes understands."""

    key = "votes-jsonl"
    name = "Raw votes"
    description = (
        "JSONL, one row per answer to any question: item, rater (a pseudonym), value, which response was shown first, "
        "time taken, guideline version and rationale. Loses nothing."
    )
    options = (RATER_NAMES,)
    file_name = "votes.jsonl"

    def row(self, answer: AnswerRow, context: Context) -> dict[str, Any]:
        return {
            "item": answer.external_id,
            "rater": context.rater_name(answer.rater_id, answer.rater_alias),
            "rater_kind": answer.rater_kind,
            "question": answer.question,
            "response": answer.response,
            "outcome": answer.outcome,
            "strength": answer.strength,
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
            "submitted_at": answer.submitted_at.astimezone(UTC)
            .isoformat(timespec="microseconds")
            .replace("+00:00", "Z"),
            "rationale": "\n\n".join(answer.rationales.values()) or None,
        }

"""Battles as Chatbot Arena publishes them: one row per vote, with both conversations.

Schema: dataset cards of chatbot_arena_conversations (``question_id``, ``model_a``, ``model_b``, ``winner``, ``judge``,
``conversation_a``, ``conversation_b``, ``turn``, ``anony``, ``language``, ``tstamp``; a vote that neither is good is
spelled "tie (bothbad)") and of arena-human-preference-140k (there it is spelled "both_bad").
"""

from collections.abc import Iterator
from typing import Any

from preferences.datasets.pairs import JudgedPair
from preferences.formats.base import Context, Option, VotedFormat
from preferences.formats.options import (
    DROP,
    KEEP,
    RATER_NAMES,
    SPLITS,
    assistant,
    both_bad_option,
    messages_of,
    ties_option,
)

SPELLING = Option(
    "spelling",
    "choice",
    "Both bad is spelled",
    "The datasets of 2023 say “tie (bothbad)”, those since 2025 “both_bad”.",
    "tie (bothbad)",
    (("tie (bothbad)", "tie (bothbad)"), ("both_bad", "both_bad")),
)


class ArenaBattles(VotedFormat):
    """One row per vote. The side a is the response that the rater saw first, where that is known."""

    key = "arena-battles"
    name = "Arena battles"
    description = "JSONL, one row per vote with both models, both conversations, winner and judge."
    source = "Dataset cards of chatbot_arena_conversations and arena-human-preference-140k"
    kept = "every vote with its rater, ties, both-bad, both conversations, models, the order shown (as a and b), time"
    lost = "strength, guideline version, time on shift, rationale"
    options = (ties_option(KEEP, DROP), both_bad_option(KEEP, DROP), SPELLING, RATER_NAMES, *SPLITS)

    def rows(self, pair: JudgedPair, context: Context) -> Iterator[dict[str, Any]]:
        asked = messages_of(pair)
        winners = {"tie": "tie", "both_bad": context.options["spelling"]}
        for vote in pair.votes:
            swapped = vote.first == "b"
            a, b = (pair.b, pair.a) if swapped else (pair.a, pair.b)
            won = "model_b" if (vote.outcome == "b") != swapped else "model_a"
            yield {
                "question_id": pair.external_id,
                "model_a": a.model,
                "model_b": b.model,
                "winner": winners.get(vote.outcome, won),
                "judge": context.rater_name(vote.rater_id, vote.rater_alias),
                "conversation_a": asked + assistant(a.text),
                "conversation_b": asked + assistant(b.text),
                "turn": sum(turn["role"] == "user" for turn in asked),
                "anony": True,
                "language": pair.slices.get("language", "unknown"),
                "tstamp": vote.submitted_at.timestamp() if vote.submitted_at else 0.0,
            }

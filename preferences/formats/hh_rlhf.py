"""Anthropic's HH-RLHF transcripts: two whole dialogues as text, which differ in the last answer.

Schema: dataset card of hh-rlhf and Bai et al. 2022 (arXiv 2204.05862): ``chosen`` and ``rejected``, each a transcript
of turns that begin with a blank line and "Human:" or "Assistant:".
"""

from typing import Any

from preferences.datasets.decisions import DecidedPair
from preferences.formats.base import Context, PairFormat
from preferences.formats.options import DECIDED, DROP_BOTH_BAD, DROP_TIES, messages_of

SPEAKERS = {"user": "\n\nHuman:", "assistant": "\n\nAssistant:"}


class HHTranscripts(PairFormat):
    """``{"chosen", "rejected"}``. System messages have no word there: pairs with one are left out and counted."""

    key = "hh-rlhf"
    name = "HH-RLHF transcripts"
    description = "JSONL with chosen and rejected, each the whole dialogue as text (Human: … Assistant: …)."
    source = "Dataset card of hh-rlhf; Bai et al. 2022"
    kept = "the dialogue, both last answers, who won"
    lost = "system messages (left out, counted), margin, models, votes, ties, both-bad, order shown"
    options = (DROP_TIES, DROP_BOTH_BAD, *DECIDED)

    def refusal(self, decided: DecidedPair) -> str | None:
        turns = messages_of(decided.pair)
        if any(turn["role"] not in SPEAKERS for turn in turns):
            return "system_message"
        # A text that holds a speaker's mark would be read back as further turns.
        texts = [turn["content"] for turn in turns] + [decided.winner.text, decided.loser.text]
        return "speaker_mark" if any(mark in text for text in texts for mark in SPEAKERS.values()) else None

    def row(self, decided: DecidedPair, context: Context) -> dict[str, Any]:
        asked = "".join(_turn(turn["role"], turn["content"]) for turn in messages_of(decided.pair))
        return {
            "chosen": asked + _turn("assistant", decided.winner.text),
            "rejected": asked + _turn("assistant", decided.loser.text),
        }


def _turn(role: str, text: str) -> str:
    # One space behind the colon is part of the notation, there and in what reads it back.
    return f"{SPEAKERS[role]} {text}"

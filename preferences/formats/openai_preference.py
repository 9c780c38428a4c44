"""Preference JSONL as OpenAI's fine-tuning by direct preference optimisation takes it.

Schema: OpenAI platform documentation, "Direct preference optimization", section "Data format": ``input.messages``,
``preferred_output`` and ``non_preferred_output`` with one assistant message each; the last two end the conversation.
"""

from typing import Any

from preferences.datasets.decisions import DecidedPair
from preferences.formats.base import Context, PairFormat
from preferences.formats.options import DECIDED, DROP_BOTH_BAD, DROP_TIES, assistant, messages_of


class OpenAIPreference(PairFormat):
    """``{"input": {"messages", "tools", "parallel_tool_calls"}, "preferred_output", "non_preferred_output"}``."""

    key = "openai-preference"
    name = "OpenAI-style preference"
    description = "JSONL with the conversation as input, and the preferred and the non-preferred assistant message."
    source = "OpenAI platform documentation, “Direct preference optimization”"
    kept = "prompt or conversation, both responses, who won"
    lost = "margin, models, votes, ties, both-bad, order shown"
    options = (DROP_TIES, DROP_BOTH_BAD, *DECIDED)

    def row(self, decided: DecidedPair, context: Context) -> dict[str, Any]:
        return {
            "input": {"messages": messages_of(decided.pair), "tools": [], "parallel_tool_calls": True},
            "preferred_output": assistant(decided.winner.text),
            "non_preferred_output": assistant(decided.loser.text),
        }

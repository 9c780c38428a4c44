"""The preference dataset that TRL's reward, DPO and ORPO trainers read: explicit prompt, chosen, rejected."""

from typing import Any

from preferences.datasets.decisions import DecidedPair
from preferences.formats.base import (
    AGGREGATE,
    MARGIN,
    MIN_AGREEMENT,
    TEST,
    VALIDATION,
    Context,
    Option,
    PairFormat,
    margin_of,
    ties_option,
)

COLUMNS = Option(
    "columns",
    "choice",
    "Further columns",
    "Evidence beside each pair: item, models, votes, agreement. Trainers ignore or drop them.",
    "none",
    (("none", "none: only what the trainer reads"), ("evidence", "item, models, votes, agreement")),
)


class TrlPreference(PairFormat):
    """``{"prompt", "chosen", "rejected"}``: strings, or message lists as soon as one item is a conversation.

    A loader needs one type per column, so a dataset that mixes prompts and conversations is written as conversations.
    """

    key = "trl-preference"
    name = "TRL preference (Bradley–Terry pairs)"
    description = (
        "JSONL with an explicit prompt, chosen and rejected: plain text, or lists of messages when items are "
        "conversations. Reads as it is with datasets.load_dataset('json', …) and TRL's trainers."
    )
    options = (AGGREGATE, ties_option(("drop", "leave out")), MIN_AGREEMENT, MARGIN, COLUMNS, VALIDATION, TEST)

    def row(self, decided: DecidedPair, context: Context) -> dict[str, Any]:
        pair, chosen, rejected = decided.pair, decided.winner.text, decided.loser.text
        row: dict[str, Any]
        if context.conversational:
            prompt = pair.messages or [{"role": "user", "content": pair.prompt}]
            row = {
                "prompt": [{"role": message["role"], "content": message["content"]} for message in prompt],
                "chosen": [{"role": "assistant", "content": chosen}],
                "rejected": [{"role": "assistant", "content": rejected}],
            }
        else:
            row = {"prompt": pair.prompt, "chosen": chosen, "rejected": rejected}
        if context.options["margin"] == "votes":
            row["margin"] = margin_of(decided)
        elif context.options["margin"] == "strength":
            row["margin"] = decided.strength
        if context.options["columns"] == "evidence":
            row |= {
                "item": pair.external_id,
                "chosen_model": decided.winner.model,
                "rejected_model": decided.loser.model,
                "votes_chosen": decided.counts[decided.outcome],
                "votes_rejected": decided.counts["b" if decided.outcome == "a" else "a"],
                "votes_tie": decided.counts["tie"],
                "votes_both_bad": decided.counts["both_bad"],
                "agreement": decided.agreement,
            }
        return row

"""The preference dataset that TRL's reward, DPO, CPO and ORPO trainers read.

Schema: TRL documentation, "Dataset formats and types" (v0.17 to v0.24): type *preference*, with explicit prompt
(``prompt``, ``chosen``, ``rejected``) or implicit prompt (``chosen``, ``rejected``), standard (text) or conversational
(lists of ``role`` and ``content``). "Reward Trainer" documents the ``margin`` column, which a row may not lack.
"""

from typing import Any

from preferences.datasets.decisions import DecidedPair
from preferences.formats.base import Context, Option, PairFormat, Schema
from preferences.formats.options import (
    DECIDED,
    DROP_BOTH_BAD,
    DROP_TIES,
    LINES_OR_PARQUET,
    MARGIN,
    assistant,
    margin_column,
    messages_of,
)

PROMPT = Option(
    "prompt",
    "choice",
    "Prompt",
    "Explicit: a column of its own. Implicit: chosen and rejected begin with it (plain text: a blank line between).",
    "explicit",
    (("explicit", "explicit: a column of its own"), ("implicit", "implicit: inside chosen and rejected")),
)
STYLE = Option(
    "style",
    "choice",
    "Style",
    "Automatic writes conversations as soon as one item is one, because a column must have one type.",
    "auto",
    (("auto", "automatic"), ("standard", "standard: plain text"), ("conversational", "conversational: messages")),
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
        "An explicit or implicit prompt, chosen and rejected: plain text, or lists of messages when items are "
        "conversations. Reads as it is with datasets.load_dataset('json', …) and TRL's trainers."
    )
    source = "TRL documentation, “Dataset formats and types” and “Reward Trainer”"
    kept = "prompt or conversation, both responses, who won, margin, on request votes and models"
    lost = "single raters, ties, both-bad, order shown"
    options = (DROP_TIES, DROP_BOTH_BAD, MARGIN, PROMPT, STYLE, COLUMNS, LINES_OR_PARQUET, *DECIDED)

    def problem(self, context: Context) -> tuple[str, str] | None:
        if context.conversational and context.options["style"] == "standard":
            return "style", "Some items are conversations, which plain text can't hold. Choose conversational."
        return None

    def row(self, decided: DecidedPair, context: Context) -> dict[str, Any]:
        pair, chosen, rejected = decided.pair, decided.winner.text, decided.loser.text
        row: dict[str, Any]
        implicit = context.options["prompt"] == "implicit"
        if _conversational(context):
            prompt = messages_of(pair)
            row = {"prompt": prompt, "chosen": assistant(chosen), "rejected": assistant(rejected)}
            if implicit:
                row = {side: prompt + row[side] for side in ("chosen", "rejected")}
        elif implicit:
            row = {"chosen": f"{pair.prompt}\n\n{chosen}", "rejected": f"{pair.prompt}\n\n{rejected}"}
        else:
            row = {"prompt": pair.prompt, "chosen": chosen, "rejected": rejected}
        row |= margin_column(decided, context.options)
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

    def schema(self, context: Context) -> Schema:
        said = "messages" if _conversational(context) else "text"
        columns = {} if context.options["prompt"] == "implicit" else {"prompt": said}
        columns |= {"chosen": said, "rejected": said}
        if context.options["margin"] != "none":
            columns["margin"] = "number"
        if context.options["columns"] == "evidence":
            columns |= dict.fromkeys(("item", "chosen_model", "rejected_model"), "text")
            columns |= dict.fromkeys(("votes_chosen", "votes_rejected", "votes_tie", "votes_both_bad"), "whole")
            columns["agreement"] = "number"
        return columns


def _conversational(context: Context) -> bool:
    return context.conversational or context.options["style"] == "conversational"

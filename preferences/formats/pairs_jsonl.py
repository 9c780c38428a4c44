"""One row per pair with all vote counts, for people who weigh or model disagreement themselves.

Own format. ``soft_label`` is the share of a, ``posterior_a`` the probability that most raters prefer a (see
``options.posterior_a``), ``margin`` and ``weight`` follow the policies of that name.
"""

from typing import Any

from preferences.datasets.decisions import DecidedPair
from preferences.formats.base import Context, PairFormat, Schema
from preferences.formats.options import (
    DROP,
    DUPLICATES,
    KEEP,
    MARGIN,
    MIN_AGREEMENT,
    SPLITS,
    TABLE,
    WEIGHT,
    both_bad_option,
    margin_column,
    messages_of,
    posterior_a,
    soft_label,
    ties_option,
    weight_of,
)


class PairsJsonl(PairFormat):
    """Both responses in the imported order, the count of each outcome, the majority, a soft label and a weight."""

    key = "pairs-jsonl"
    name = "Pairs with vote counts"
    description = (
        "One row per pair: both responses and models, votes per outcome, the majority, the agreement, a soft label "
        "(votes for a plus half the ties, over all votes but both-bad), how sure the votes are, and a weight."
    )
    kept = "both responses, models, votes per outcome, majority, agreement, soft label, posterior, margin, weight"
    lost = "single raters, order shown, time"
    options = (
        ties_option(DROP, KEEP),
        both_bad_option(DROP, KEEP),
        MARGIN,
        WEIGHT,
        TABLE,
        MIN_AGREEMENT,
        DUPLICATES,
        *SPLITS,
    )

    def row(self, decided: DecidedPair, context: Context) -> dict[str, Any]:
        pair, counts = decided.pair, decided.counts
        prompt: Any = messages_of(pair) if context.conversational else pair.prompt
        row = {
            "item": pair.external_id,
            "prompt": prompt,
            "prompt_hash": pair.prompt_hash,
            "response_a": pair.a.text,
            "response_b": pair.b.text,
            "model_a": pair.a.model,
            "model_b": pair.b.model,
            "position_a": pair.a.position,
            "position_b": pair.b.position,
            "votes_a": counts["a"],
            "votes_b": counts["b"],
            "votes_tie": counts["tie"],
            "votes_both_bad": counts["both_bad"],
            "majority": decided.outcome,
            "agreement": decided.agreement,
            "soft_label": soft_label(counts),
            "posterior_a": posterior_a(counts),
            "weight": weight_of(counts, context.options["weight"]),
        }
        if decided.outcome in ("a", "b"):
            return row | margin_column(decided, context.options)
        return row | ({"margin": 0.0} if context.options["margin"] != "none" else {})

    def schema(self, context: Context) -> Schema:
        columns = {"item": "text", "prompt": "messages" if context.conversational else "text"}
        columns |= dict.fromkeys(("prompt_hash", "response_a", "response_b", "model_a", "model_b"), "text")
        columns |= dict.fromkeys(("position_a", "position_b"), "whole")
        columns |= dict.fromkeys(("votes_a", "votes_b", "votes_tie", "votes_both_bad"), "whole")
        columns["majority"] = "text"
        columns |= dict.fromkeys(("agreement", "soft_label", "posterior_a", "weight"), "number")
        return columns if context.options["margin"] == "none" else {**columns, "margin": "number"}

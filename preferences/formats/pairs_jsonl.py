"""One row per pair with all vote counts, for people who weigh or model disagreement themselves."""

from typing import Any

from preferences.datasets.decisions import DecidedPair
from preferences.formats.base import MIN_AGREEMENT, TEST, VALIDATION, Context, PairFormat, ties_option


class PairsJsonl(PairFormat):
    """Both responses in the imported order, the count of each outcome, the majority and a soft label."""

    key = "pairs-jsonl"
    name = "Pairs with vote counts"
    description = (
        "JSONL, one row per pair: both responses and models, votes per outcome, the majority, the agreement, and a "
        "soft label (votes for a plus half the ties, over all votes but both-bad)."
    )
    options = (ties_option(("drop", "leave out"), ("keep", "keep")), MIN_AGREEMENT, VALIDATION, TEST)

    def row(self, decided: DecidedPair, context: Context) -> dict[str, Any]:
        pair, counts = decided.pair, decided.counts
        judged = counts["a"] + counts["b"] + counts["tie"]
        prompt: Any = pair.prompt
        if context.conversational:
            prompt = pair.messages or [{"role": "user", "content": pair.prompt}]
        return {
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
            "soft_label": (counts["a"] + counts["tie"] / 2) / judged,
        }

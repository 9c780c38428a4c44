"""Annotations as AlpacaEval stores and reads them: one JSON array, one object per vote.

Schema: AlpacaEval README, section "Analyzing an evaluator", and its winrate metric: ``preference`` is 1 when
``output_1`` is preferred, 2 when ``output_2`` is, 1.5 for a draw.
"""

from collections.abc import Iterator
from typing import Any

from preferences.datasets.pairs import JudgedPair
from preferences.formats.base import Context, VotedFormat
from preferences.formats.options import DROP, KEEP, RATER_NAMES, SPLITS, both_bad_option, ties_option

PREFERENCES = {"a": 1.0, "b": 2.0, "tie": 1.5, "both_bad": 1.5}


class AlpacaEval(VotedFormat):
    """``annotations.json``: a draw has a number of its own, both-bad has none and is left out unless asked."""

    key = "alpaca-eval"
    name = "AlpacaEval annotations"
    description = "A JSON array of annotations: instruction, both outputs with their generators, preference 1, 1.5, 2."
    source = "AlpacaEval README, “Analyzing an evaluator”; pairwise winrate metric"
    kept = "every vote with its rater, both outputs, models, ties"
    lost = "both-bad (left out, or written as draws), turns of a conversation become text, strength, order shown, time"
    container = "json"
    options = (
        ties_option(KEEP, DROP),
        both_bad_option(DROP, ("draw", "write as a draw, which loses the difference")),
        RATER_NAMES,
        *SPLITS,
    )

    def rows(self, pair: JudgedPair, context: Context) -> Iterator[dict[str, Any]]:
        instruction = pair.prompt
        if pair.messages:
            instruction = "\n\n".join(f"{turn['role']}: {turn['content']}" for turn in pair.messages)
        for vote in pair.votes:
            yield {
                "instruction": instruction,
                "output_1": pair.a.text,
                "generator_1": pair.a.model,
                "dataset": pair.slices.get("dataset", "touchstone"),
                "output_2": pair.b.text,
                "generator_2": pair.b.model,
                "annotator": context.rater_name(vote.rater_id, vote.rater_alias),
                "preference": PREFERENCES[vote.outcome],
            }

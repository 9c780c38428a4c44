"""HelpSteer3's preference rows: one per pair, with everybody's signed score.

Schema: dataset card of HelpSteer3, subset *preference*, and Wang et al. 2025 (arXiv 2505.11475): ``domain``,
``language``, ``context``, ``response1``, ``response2``, ``overall_preference`` and ``individual_preference`` (a list of
``score``, ``reasoning``, ``feedback1``, ``feedback2``). Scores run from -3 (response 1 is much better) over 0 (about
the same) to 3 (response 2 is much better).
"""

import math
from collections.abc import Iterator
from typing import Any

from preferences.datasets.pairs import JudgedPair, PairVote
from preferences.formats.base import Context, VotedFormat
from preferences.formats.options import DROP, KEEP, SPLITS, both_bad_option, messages_of, ties_option

LEVELS = 3
#: What "better" without a stated strength is written as: the middle of slightly better, better, much better.
UNSTATED = 2


class HelpSteer3(VotedFormat):
    """The overall preference is the mean of the scores, rounded half away from 0."""

    key = "helpsteer3"
    name = "HelpSteer3 preference"
    description = (
        "JSONL, one row per pair: context, both responses, each vote as a score from -3 to 3 and their rounded mean. "
        "A vote without a strength is written as 2 (better); more than three levels are shrunk to three."
    )
    source = "Dataset card of HelpSteer3, “Preference”; Wang et al. 2025"
    kept = (
        "prompt or conversation, both responses, every vote's side and strength (three levels), ties, domain, language"
    )
    lost = "raters, models, both-bad (left out, or written as 0), order shown, time"
    options = (
        ties_option(KEEP, DROP),
        both_bad_option(DROP, ("zero", "write as 0, which loses the difference")),
        *SPLITS,
    )

    def rows(self, pair: JudgedPair, context: Context) -> Iterator[dict[str, Any]]:
        scores = [_score(vote, context.levels) for vote in pair.votes]
        mean = sum(scores) / len(scores)
        yield {
            "domain": pair.slices.get("domain", pair.slices.get("category", "general")),
            "language": pair.slices.get("language", "unknown"),
            "context": messages_of(pair),
            "response1": pair.a.text,
            "response2": pair.b.text,
            "overall_preference": int(math.copysign(math.floor(abs(mean) + 0.5), mean)),
            "individual_preference": [
                {"score": score, "reasoning": vote.rationale or "", "feedback1": "", "feedback2": ""}
                for score, vote in zip(scores, pair.votes, strict=True)
            ],
        }


def _score(vote: PairVote, levels: int | None) -> int:
    if vote.outcome not in ("a", "b"):
        return 0
    size = UNSTATED if vote.strength is None else vote.strength
    if vote.strength is not None and levels and levels > LEVELS:
        size = math.ceil(vote.strength * LEVELS / levels)
    size = min(size, LEVELS)
    return -size if vote.outcome == "a" else size

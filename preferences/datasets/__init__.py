"""The one bridge from judgments to pairs: as columns for statistics, as a stream of pairs or votes for exports."""

from preferences.datasets.columns import LoadedComparisons, RaterName, load_comparisons
from preferences.datasets.pairs import JudgedPair, PairVote, Side, judged_pairs
from preferences.datasets.votes import AnswerRow, answer_rows

__all__ = [
    "AnswerRow",
    "JudgedPair",
    "LoadedComparisons",
    "PairVote",
    "RaterName",
    "Side",
    "answer_rows",
    "judged_pairs",
    "load_comparisons",
]

"""Known answers in the terms in which an item was shown to a rater."""

from collections.abc import Iterable, Sequence
from typing import Any

from annotator.models import GoldAnswer
from annotator.policies.answers import display_outcome
from annotator.policies.sides import label


def known_answer(row: GoldAnswer, shown: Sequence[int]) -> dict[str, Any]:
    """Return a known answer as the rater would have given it."""
    response = None if row.response is None else label(list(shown).index(row.response.position))
    return {
        "question": row.question.key,
        "title": row.question.title,
        "response": response,
        "outcome": None if row.outcome is None else display_outcome(row.outcome, shown),
        "also_accepted": [display_outcome(outcome, shown) for outcome in row.also_accepted],
        "score": row.score,
        "choice": row.choice,
        "tolerance": row.tolerance,
    }


def explanation_of(rows: Iterable[GoldAnswer]) -> str:
    """Return the explanations of an item's known answers, each once."""
    return "\n\n".join(dict.fromkeys(row.explanation for row in rows if row.explanation))

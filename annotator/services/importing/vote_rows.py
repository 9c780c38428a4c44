"""Parses a row of a vote file: who said what about which item."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from django.utils.dateparse import parse_datetime

from annotator.models import Question, QuestionKind, RaterKind
from annotator.services.importing import values
from annotator.services.importing.csv_rows import BadHeader
from annotator.services.importing.gold_rows import choice, outcome, scale
from annotator.services.importing.item_rows import MAX_RESPONSES
from annotator.services.importing.jsonl import kind_of
from annotator.services.importing.rows import RowError

MAX_ALIAS_CHARS = 100
MAX_ACTIVE_MS = 24 * 3600 * 1000
ANSWERS = {
    QuestionKind.PREFERENCE: "outcome",
    QuestionKind.LIKERT: "score",
    QuestionKind.CHOICE: "choice",
    QuestionKind.RANKING: "rank",
    QuestionKind.TEXT: "text",
}
FIELDS = frozenset(
    {"item", "rater", "question", "response", "strength", "rater_kind", "submitted_at", "first_shown", "active_ms"}
    | set(ANSWERS.values())
)


@dataclass(frozen=True, slots=True)
class VoteDraft:
    """One vote, checked against its question but not yet against its item.

    ``response`` is a position or a model name. Exactly one of the answers is set, as the question's kind demands;
    several ``choices`` only where the question allows several.
    """

    line: int
    item: str
    rater: str
    rater_kind: str | None
    question: Question
    response: int | str | None
    outcome: str | None
    strength: int | None
    score: float | None
    rank: int | None
    choices: tuple[str, ...]
    text: str | None
    submitted_at: datetime | None
    first_shown: int | None
    active_ms: int | None


def parse_vote(row: dict[str, Any], questions: Sequence[Question], *, line: int, now: datetime) -> VoteDraft:
    """Return the draft of one JSONL object (or CSV row, whose cells are text). Raises ``RowError`` naming the field."""
    values.refuse_unknown(row, FIELDS)
    for field in ("item", "rater"):
        if field not in row:
            raise RowError(field, "is missing")
    question = _question(row, questions)
    answer_field = ANSWERS[QuestionKind(question.kind)]
    for field in ANSWERS.values():
        if field in row and field != answer_field:
            raise RowError(field, f"question “{question.key}” is answered by {answer_field}")
    if answer_field not in row:
        raise RowError(answer_field, "is missing")
    answer = row[answer_field]
    kind = question.kind
    return VoteDraft(
        line=line,
        item=values.external_id(row["item"], "item"),
        rater=_alias(row["rater"]),
        rater_kind=_rater_kind(row),
        question=question,
        response=_response(row, question),
        outcome=outcome(answer, question, "outcome") if kind == QuestionKind.PREFERENCE else None,
        strength=_strength(row, question),
        score=_score(answer, question) if kind == QuestionKind.LIKERT else None,
        rank=values.whole_number(answer, "rank", low=1, high=MAX_RESPONSES) if kind == QuestionKind.RANKING else None,
        choices=_choices(answer, question) if kind == QuestionKind.CHOICE else (),
        text=_words(answer) if kind == QuestionKind.TEXT else None,
        submitted_at=_moment(row["submitted_at"], now) if "submitted_at" in row else None,
        first_shown=_optional(row, "first_shown", 1),
        active_ms=_optional(row, "active_ms", MAX_ACTIVE_MS),
    )


def check_vote_columns(header: Sequence[str]) -> None:
    """Raise ``BadHeader`` unless every column of a CSV header is known and those that are needed are there."""
    for name in header:
        if name not in FIELDS:
            raise BadHeader(f"Line 1: unknown column “{name[:80]}”. Known are {', '.join(sorted(FIELDS))}.")
    for name in ("item", "rater"):
        if name not in header:
            raise BadHeader(f"Line 1: the column “{name}” is missing.")


def _question(row: dict[str, Any], questions: Sequence[Question]) -> Question:
    if "question" in row:
        key = values.text(row["question"], "question")
        found = [question for question in questions if question.key == key]
        if not found:
            known = ", ".join(question.key for question in questions)
            raise RowError("question", f"there is no question “{key[:50]}”; known are {known}")
        return found[0]
    countable = [question for question in questions if question.kind != QuestionKind.TEXT]
    if len(countable) != 1:
        known = ", ".join(question.key for question in questions)
        raise RowError("question", f"is missing; the project asks several: {known}")
    return countable[0]


def _alias(value: Any) -> str:
    alias = values.external_id(value, "rater")
    return values.text(alias, "rater", max_chars=MAX_ALIAS_CHARS)


def _rater_kind(row: dict[str, Any]) -> str | None:
    kind = row.get("rater_kind")
    if kind is not None and kind not in RaterKind.values:
        raise RowError("rater_kind", f"expected one of {', '.join(RaterKind.values)}")
    return kind


def _response(row: dict[str, Any], question: Question) -> int | str | None:
    needed = question.per_response or question.kind == QuestionKind.RANKING
    response = row.get("response")
    if response is None and not needed:
        return None
    if response is None:
        raise RowError("response", f"is missing; question “{question.key}” is asked of each response")
    if not needed:
        raise RowError("response", f"question “{question.key}” is not asked of each response")
    if isinstance(response, bool) or not isinstance(response, (int, str)):
        raise RowError("response", f"{kind_of(response)}, expected a response's position or model")
    return values.text(response, "response", max_chars=200) if isinstance(response, str) else response


def _strength(row: dict[str, Any], question: Question) -> int | None:
    if row.get("strength") is None:
        return None
    if question.kind != QuestionKind.PREFERENCE or not question.strength_levels:
        raise RowError("strength", f"question “{question.key}” asks for no strength")
    if row.get("outcome") not in ("a", "b"):
        raise RowError("strength", "only a or b can win by a strength")
    return values.whole_number(row["strength"], "strength", low=1, high=question.strength_levels)


def _score(answer: Any, question: Question) -> float:
    low, high = scale(question)
    return float(values.whole_number(answer, "score", low=low, high=high))


def _choices(answer: Any, question: Question) -> tuple[str, ...]:
    if isinstance(answer, list):
        if not question.multiple:
            raise RowError("choice", f"question “{question.key}” takes one choice")
        chosen = tuple(choice(value, question, "choice") for value in answer)
        if not chosen or len(set(chosen)) < len(chosen):
            raise RowError("choice", "expected one or more different choices")
        return chosen
    return (choice(answer, question, "choice"),)


def _words(answer: Any) -> str:
    words = values.text(answer, "text", max_chars=20_000)
    if not words.strip():
        raise RowError("text", "is empty")
    return words


def _moment(value: Any, now: datetime) -> datetime:
    try:
        moment = parse_datetime(value) if isinstance(value, str) else None
    except ValueError as error:
        raise RowError("submitted_at", f"{error}") from error
    if moment is None:
        raise RowError("submitted_at", "expected a date and time in ISO 8601, such as 2025-01-31T09:30:00Z")
    if moment.tzinfo is None:
        moment = moment.replace(tzinfo=UTC)
    if moment > now + timedelta(days=1):
        raise RowError("submitted_at", "lies in the future")
    if moment.year < 1970:
        raise RowError("submitted_at", "lies before 1970")
    return moment


def _optional(row: dict[str, Any], field: str, high: int) -> int | None:
    return values.whole_number(row[field], field, low=0, high=high) if row.get(field) is not None else None

"""Parses the known answers of a gold item."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from annotator.models import Outcome, Question, QuestionKind
from annotator.services.importing import values
from annotator.services.importing.jsonl import kind_of
from annotator.services.importing.rows import RowError

MAX_EXPLANATION_CHARS = 5000


@dataclass(frozen=True, slots=True)
class GoldDraft:
    """One known answer. For rankings ``score`` holds the rank of the response."""

    question: str
    response: int | None = None
    outcome: str | None = None
    score: float | None = None
    choice: str | None = None
    tolerance: float = 0
    explanation: str = ""
    also_accepted: tuple[str, ...] = ()


def parse_gold(row: dict[str, Any], questions: Sequence[Question], *, models: Sequence[str]) -> tuple[GoldDraft, ...]:
    """Return the gold answers of an item row; none when it isn't a gold item.

    ``models`` names the item's responses in order. A preference may have several accepted outcomes, the best first;
    ``gold_tolerance`` and ``gold_explanation`` hold for all questions or are objects from question to value. Raises
    ``RowError`` for an answer that the question doesn't allow.
    """
    if "gold" not in row:
        for field in ("gold_tolerance", "gold_explanation"):
            if field in row:
                raise RowError(field, "is given without gold")
        return ()
    gold = row["gold"]
    if not isinstance(gold, dict):
        raise RowError("gold", f"{kind_of(gold)}, expected an object from question to answer")
    if not gold:
        raise RowError("gold", "is empty")
    by_key = {question.key: question for question in questions}
    drafts: list[GoldDraft] = []
    for key, answer in gold.items():
        field = f"gold.{values.check_characters(key[:50], 'gold')}"
        if key not in by_key:
            raise RowError(field, f"there is no such question; known are {', '.join(by_key)}")
        tolerance = _tolerance(*_part(row, "gold_tolerance", key, 0), by_key[key])
        explanation = values.text(*_part(row, "gold_explanation", key, ""), max_chars=MAX_EXPLANATION_CHARS)
        drafts += _answers(by_key[key], answer, field, models, tolerance, explanation)
    for field in ("gold_tolerance", "gold_explanation"):
        if isinstance(row.get(field), dict):
            for key in row[field]:
                if key not in gold:
                    shown = values.check_characters(key[:50], field)
                    raise RowError(field, f"names “{shown}”, which has no gold answer in this row")
    return tuple(drafts)


def _part(row: dict[str, Any], field: str, key: str, default: Any) -> tuple[Any, str]:
    """Return the part of ``row[field]`` that is about the question ``key``, and the name of that part."""
    value = row.get(field, default)
    if isinstance(value, dict):
        return value.get(key, default), f"{field}.{values.check_characters(key[:50], field)}"
    return value, field


def _tolerance(value: Any, field: str, question: Question) -> float:
    tolerance = values.number(value, field)
    if tolerance < 0:
        raise RowError(field, "is below 0")
    if question.kind == QuestionKind.LIKERT and tolerance >= question.scale_max - question.scale_min:
        raise RowError(field, f"{tolerance:g} accepts every score of {question.scale_min} to {question.scale_max}")
    if tolerance and question.kind in (QuestionKind.PREFERENCE, QuestionKind.CHOICE) and "." in field:
        raise RowError(field, f"a {question.kind} has no distances; list further accepted answers in gold instead")
    return tolerance


def _answers(
    question: Question, answer: Any, field: str, models: Sequence[str], tolerance: float, explanation: str
) -> Iterator[GoldDraft]:
    if question.kind == QuestionKind.TEXT:
        raise RowError(field, "a free-text question can't have a known answer")
    if question.kind == QuestionKind.PREFERENCE:
        best, *others = _outcomes(answer, question, field)
        yield GoldDraft(question.key, outcome=best, explanation=explanation, also_accepted=tuple(others))
        return
    for position, part, place in _per_response(question, answer, field, models):
        if question.kind == QuestionKind.CHOICE:
            for chosen in _choices(part, question, place):
                yield GoldDraft(question.key, position, choice=chosen, explanation=explanation)
        else:
            low, high = (1, len(models)) if question.kind == QuestionKind.RANKING else scale(question)
            yield GoldDraft(
                question.key,
                position,
                score=_within(part, place, low, high),
                tolerance=tolerance,
                explanation=explanation,
            )


def _per_response(
    question: Question, answer: Any, field: str, models: Sequence[str]
) -> Iterator[tuple[int | None, Any, str]]:
    """Yield (response position or ``None``, its part of the answer, the part's name)."""
    if not question.per_response and question.kind != QuestionKind.RANKING:
        yield None, answer, field
    elif isinstance(answer, dict):
        for name, part in answer.items():
            yield response_position(name, models, field), part, f"{field}.{name[:50]}"
    elif isinstance(answer, list):
        if len(answer) != len(models):
            raise RowError(field, f"has {len(answer)} answers for {len(models)} responses")
        for position, part in enumerate(answer):
            if part is not None:
                yield position, part, f"{field}.{position}"
    elif len(models) == 1:
        yield 0, answer, field
    else:
        raise RowError(field, f"is asked of each response: expected a list of {len(models)} answers")


def _outcomes(answer: Any, question: Question, field: str) -> list[str]:
    """Return the accepted outcomes, the best first: one, or a list that leaves something to be missed."""
    given = answer if isinstance(answer, list) else [answer]
    accepted = [outcome(value, question, field) for value in given]
    if not accepted or len(set(accepted)) < len(accepted):
        raise RowError(field, "expected one or more different outcomes")
    if len(accepted) > 1 and len(accepted) == 2 + question.allow_tie + question.allow_both_bad:
        raise RowError(field, "accepts every outcome, so that nobody could miss it")
    return accepted


def outcome(value: Any, question: Question, field: str) -> str:
    """Return a preference answer that ``question`` allows."""
    allowed = [Outcome.A.value, Outcome.B.value]
    allowed += [Outcome.TIE.value] if question.allow_tie else []
    allowed += [Outcome.BOTH_BAD.value] if question.allow_both_bad else []
    if not isinstance(value, str) or value not in allowed:
        shown = f"“{values.check_characters(value[:40], field)}”" if isinstance(value, str) else kind_of(value)
        raise RowError(field, f"unknown outcome {shown}; expected one of {', '.join(allowed)}")
    return value


def choice(value: Any, question: Question, field: str) -> str:
    """Return a choice that ``question`` offers."""
    offered = [option["value"] for option in question.choices]
    if not isinstance(value, str) or value not in offered:
        shown = f"“{values.check_characters(value[:40], field)}”" if isinstance(value, str) else kind_of(value)
        raise RowError(field, f"unknown choice {shown}; expected one of {', '.join(offered)}")
    return value


def scale(question: Question) -> tuple[int, int]:
    """Return the ends of a likert question's scale."""
    return question.scale_min, question.scale_max


def response_position(name: Any, models: Sequence[str], field: str) -> int:
    """Return the position of the response that ``name`` means: a position from 0, or a model if one has it."""
    if isinstance(name, str) and name.strip().isascii() and name.strip().isdigit() and name not in models:
        name = int(name.strip()[:9])
    if isinstance(name, int) and not isinstance(name, bool):
        if not 0 <= name < len(models):
            raise RowError(field, f"there is no response {name}; positions are 0 to {len(models) - 1}")
        return name
    if not isinstance(name, str):
        raise RowError(field, f"{kind_of(name)}, expected a response's position or model")
    found = [position for position, model in enumerate(models) if model and model == name]
    if len(found) != 1:
        shown = values.check_characters(name[:40], field)
        raise RowError(field, f"{'no' if not found else 'more than one'} response is by the model “{shown}”")
    return found[0]


def _choices(part: Any, question: Question, field: str) -> list[str]:
    if question.multiple and isinstance(part, list):
        chosen = [choice(value, question, field) for value in part]
        if not chosen or len(set(chosen)) < len(chosen):
            raise RowError(field, "expected one or more different choices")
        return chosen
    return [choice(part, question, field)]


def _within(value: Any, field: str, low: float, high: float) -> float:
    found = values.number(value, field)
    if not low <= found <= high:
        raise RowError(field, f"{found:g} is outside the scale {low:g} to {high:g}")
    return found

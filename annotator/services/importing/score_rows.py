"""Parses a row of a score file: what a program (a reward model) gave the responses of an item."""

import re
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Any

from annotator.services.importing import values
from annotator.services.importing.csv_rows import BadHeader
from annotator.services.importing.item_rows import MAX_RESPONSES
from annotator.services.importing.jsonl import kind_of
from annotator.services.importing.rows import RowError

MAX_SCORER_CHARS = 100
#: The scorer of a row that names none.
UNNAMED = "reward-model"
FIELDS = frozenset({"item", "scorer", "response", "score", "scores"})
_NUMBERED = re.compile(r"score_(\d{1,2}|[a-z])")
_NUMBER = re.compile(r"[+-]?(\d+\.?\d*|\.\d+)([eE][+-]?\d+)?", re.ASCII)


@dataclass(frozen=True, slots=True)
class ScoreDraft:
    """Scores of one item by one scorer: of the response at each place, or of the one response that is named.

    ``scores`` are (a position or a model name, value); ``all_responses`` says that the row scores the whole item, so
    that it must have as many scores as the item has responses.
    """

    item: str
    scorer: str
    scores: tuple[tuple[int | str, float], ...]
    all_responses: bool


def parse_score(row: dict[str, Any]) -> ScoreDraft:
    """Return the draft of one JSONL object (or CSV row, whose cells are text). Raises ``RowError`` naming the field.

    A row has ``scores`` in the order of the responses (in CSV ``score_1``, ``score_2``, …) or a ``response`` with its
    ``score``. Higher is better; scales may be any.
    """
    row = _gathered(row)
    values.refuse_unknown(row, FIELDS)
    if "item" not in row:
        raise RowError("item", "is missing")
    item = values.external_id(row["item"], "item")
    scorer = values.text(row.get("scorer", UNNAMED), "scorer", max_chars=MAX_SCORER_CHARS).strip()
    if not scorer:
        raise RowError("scorer", "is empty")
    if "scores" in row:
        for field in ("response", "score"):
            if field in row:
                raise RowError(field, "is given beside scores, expected one of them")
        return ScoreDraft(item, scorer, _scores(row["scores"]), True)
    if "score" not in row:
        raise RowError("scores", "is missing (or response and score)")
    if "response" not in row:
        raise RowError("response", "is missing: a position from 0, or a model")
    response = row["response"]
    if isinstance(response, bool) or not isinstance(response, (int, str)):
        raise RowError("response", f"{kind_of(response)}, expected a response's position or model")
    if isinstance(response, str):
        response = values.text(response, "response", max_chars=200)
    return ScoreDraft(item, scorer, ((response, _number(row["score"], "score")),), False)


def check_score_columns(header: Sequence[str]) -> None:
    """Raise ``BadHeader`` unless every column of a CSV header is known and those that are needed are there."""
    for name in header:
        if name not in FIELDS and not _NUMBERED.fullmatch(name):
            raise BadHeader(
                f"Line 1: unknown column “{name[:80]}”. Known are item, scorer, score_1, score_2, …, response, score."
            )
    if "item" not in header:
        raise BadHeader("Line 1: the column “item” is missing.")


def is_score_row(names: Collection[str]) -> bool:
    """Whether a record with these fields can be nothing but a row of a score file."""
    numbered = [name for name in names if _NUMBERED.fullmatch(name)]
    scored = bool(numbered) or "scores" in names or {"response", "score"} <= set(names)
    return "item" in names and scored and set(names) <= FIELDS | set(numbered)


def _gathered(row: dict[str, Any]) -> dict[str, Any]:
    """The row with its numbered scores (``score_1`` or ``score_a`` is the first) in one list."""
    numbered = {name: found.group(1) for name in row if (found := _NUMBERED.fullmatch(name))}
    if not numbered:
        return row
    if "scores" in row:
        raise RowError(next(iter(numbered)), "is given beside scores, expected one of them")
    places: dict[int, str] = {}
    for name, label in numbered.items():
        place = int(label) if label.isdigit() else ord(label) - ord("a") + 1
        if place in places:
            raise RowError(name, f"scores the same response as {places[place]}")
        places[place] = name
    for expected, place in enumerate(sorted(places), start=1):
        if place != expected:
            raise RowError(f"score_{expected}", f"is missing, but score {place} is given")
    scores = [_number(row[places[place]], places[place]) for place in sorted(places)]
    return {**{name: value for name, value in row.items() if name not in numbered}, "scores": scores}


def _scores(given: Any) -> tuple[tuple[int | str, float], ...]:
    if not isinstance(given, list):
        raise RowError("scores", f"{kind_of(given)}, expected a list with a number for each response")
    if not 1 <= len(given) <= MAX_RESPONSES:
        raise RowError("scores", f"has {len(given)} scores, expected 1 to {MAX_RESPONSES}")
    return tuple((place, _number(value, f"scores.{place}")) for place, value in enumerate(given))


def _number(value: Any, field: str) -> float:
    """A finite number; text as CSV has it counts, with an exponent too: scores may be very small."""
    if isinstance(value, str) and _NUMBER.fullmatch(value.strip()):
        value = float(value)
    return values.number(value, field)

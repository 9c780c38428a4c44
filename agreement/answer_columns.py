"""The answers to a question as columns of numbers."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from itertools import islice
from typing import Any, cast

import numpy as np
from django.db import connections
from django.db.models import BigIntegerField, CharField, F, FloatField, Func, IntegerField, QuerySet, Value
from django.db.models.functions import Cast, Coalesce, Substr

from agreement.bulk import CHUNK, read_columns
from agreement.statistics.codes import Ints, dense_codes
from annotator.models import Answer, Judgment, Question, QuestionKind

VALUE_COLUMN = {
    QuestionKind.PREFERENCE: "outcome",
    QuestionKind.LIKERT: "score",
    QuestionKind.CHOICE: "choice",
    QuestionKind.RANKING: "rank",
}
IN_WORDS = {"outcome", "choice"}
_COLUMNS = ("judgment_id", "judgment__item_id", "judgment__rater_id")


@dataclass(frozen=True, slots=True, eq=False)
class AnswerColumns:
    """The n answers to a question, each column (n,): keys (``response`` 0 for none), the day as a proleptic ordinal,
    and ``value``, a code into ``values``."""

    judgment: Ints
    item: Ints
    rater: Ints
    response: Ints
    day: Ints
    value: Ints
    values: list[Any]

    def only(self, keep: "np.typing.NDArray[np.bool_]") -> "AnswerColumns":
        """Return the rows marked in ``keep`` (n,)."""
        named = ("judgment", "item", "rater", "response", "day", "value")
        return replace(self, **{name: getattr(self, name)[keep] for name in named})


def read_answers(
    rows: QuerySet[Answer], judgments: QuerySet[Judgment], question: Question, declared: Sequence[Any]
) -> AnswerColumns:
    """Return ``rows``, answers to ``question`` of ``judgments``, as columns.

    ``declared`` are the values that are expected, in words or numbers; others are found too.
    """
    column = VALUE_COLUMN[QuestionKind(question.kind)]
    rows = rows.filter(**{f"{column}__isnull": False}).order_by()
    if connections[rows.db].vendor != "postgresql":
        return _row_by_row(rows, column)

    def read(said: Any) -> list[Any]:
        return read_columns(rows, _keys_and(said), keys=judgments, key="judgment_id")

    if column not in IN_WORDS:
        return _with_numbers(read(Cast(column, FloatField())), whole=column == "rank")
    found = _with_words(read(_place_in(column, declared)), list(declared))
    if found is None:
        used = list(rows.values_list(column, flat=True).distinct())
        found = cast(AnswerColumns, _with_words(read(_place_in(column, used)), used))
    return found


def _row_by_row(rows: QuerySet[Answer], column: str) -> AnswerColumns:
    # A day is cut out of the text, because turning 300,000 timestamps into Python objects costs more than all the rest.
    day = Substr(Cast("judgment__submitted_at", CharField()), 1, 10)
    selected = rows.values_list(*_COLUMNS, "response_id", day, column).iterator(chunk_size=CHUNK)
    days: dict[str, int] = {}
    values: dict[Any, int] = {}
    parts: list[list[Ints]] = [[np.zeros(0, dtype=np.int64)] for _ in range(6)]
    while chunk := list(islice(selected, CHUNK)):
        judgment, item, rater, response, day_text, value = zip(*chunk, strict=True)
        numbers = (
            judgment,
            item,
            rater,
            [number or 0 for number in response],
            [days.get(text) or days.setdefault(text, date.fromisoformat(text).toordinal()) for text in day_text],
            [values.setdefault(said, len(values)) for said in value],
        )
        for collected, part in zip(parts, numbers, strict=True):
            collected.append(np.fromiter(part, dtype=np.int64, count=len(chunk)))
    judgments, items, raters, responses, ordinals, codes = (np.concatenate(collected) for collected in parts)
    return AnswerColumns(judgments, items, raters, responses, ordinals, codes, list(values))


class _Day(Func):
    """The UTC day of an instant as a proleptic ordinal."""

    template = "((%(expressions)s AT TIME ZONE 'UTC')::date - DATE '0001-01-01' + 1)"
    output_field = IntegerField()


class _Place(Func):
    """The place, from 1, of a text among several; 0 where it isn't among them."""

    template = "COALESCE(ARRAY_POSITION(%(expressions)s), 0)"
    output_field = IntegerField()


class _Texts(Value):
    """A list of texts as one value."""

    def as_sql(self, compiler: Any, connection: Any) -> Any:
        return "%s::text[]", [list(self.value)]


def _place_in(column: str, texts: Sequence[Any]) -> Any:
    return _Place(_Texts(texts, output_field=CharField()), Func(column, template="%(expressions)s::text"))


def _keys_and(said: Any) -> dict[str, Any]:
    response = Coalesce("response_id", Value(0), output_field=BigIntegerField())
    keys = {f"key_{place}": F(column) for place, column in enumerate(_COLUMNS)}
    return {**keys, "response_key": response, "day": _Day("judgment__submitted_at"), "said": said}


def _with_words(columns: Sequence[Any], words: list[Any]) -> AnswerColumns | None:
    """Return the columns whose last one is places among ``words``, or ``None`` where one isn't among them."""
    judgment, item, rater, response, day, place = columns
    if place.size and int(place.min()) == 0:
        return None
    used, n_used = dense_codes(place)
    first = np.zeros(n_used, dtype=np.int64)
    first[used] = place
    return AnswerColumns(judgment, item, rater, response, day, used, [words[at - 1] for at in first.tolist()])


def _with_numbers(columns: Sequence[Any], *, whole: bool) -> AnswerColumns:
    judgment, item, rater, response, day, numbers = columns
    values, codes = np.unique(numbers, return_inverse=True)
    said: list[Any] = values.astype(np.int64).tolist() if whole else values.tolist()
    return AnswerColumns(judgment, item, rater, response, day, codes.reshape(-1).astype(np.int64), said)


def distinct(column: Ints) -> tuple[Ints, Ints]:
    """Return the distinct values in ascending order, and the code of each row."""
    codes, n_codes = dense_codes(column)
    values = np.zeros(n_codes, dtype=np.int64)
    values[codes] = column
    return values, codes

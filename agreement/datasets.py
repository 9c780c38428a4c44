"""The one bridge from rows to arrays: for each question, which rater put which unit into which category.

The unit is what two raters can agree on: the item; item × response where the question is asked of each response (and
for rankings, whose ranks are ordinal categories of the responses); item × choice for questions with several choices,
where the categories are "not chosen" and "chosen". A rater who took no choice at all left no answer and isn't counted.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from itertools import islice
from typing import Any

import numpy as np
from django.db.models import CharField, QuerySet
from django.db.models.functions import Cast, Substr

from agreement.statistics.codes import Ints
from agreement.statistics.counts import Ratings
from annotator.models import Answer, ItemPurpose, ItemSlice, Outcome, Question, QuestionKind, RaterKind
from annotator.queries.counted import COUNTED_FIELDS

CHUNK = 20_000
VALUE_COLUMN = {
    QuestionKind.PREFERENCE: "outcome",
    QuestionKind.LIKERT: "score",
    QuestionKind.CHOICE: "choice",
    QuestionKind.RANKING: "rank",
}
CHOSEN = ("not chosen", "chosen")


@dataclass(frozen=True, slots=True, eq=False)
class QuestionRatings:
    """One question's answers as arrays.

    ``ratings`` has N units; ``item_of_unit`` (N,) are codes into ``item_ids`` (M,), the items' primary keys in
    ascending order; ``rater_ids`` (R,) are memberships; ``last_day`` (M,) is the day of an item's last judgment, as a
    proleptic ordinal. ``said_item`` and ``said_label`` (n,) say what was answered, in words of ``said_labels``: for
    several choices the choices themselves, else the categories.
    """

    ratings: Ratings
    unit: str
    categories: list[str]
    item_ids: Ints
    item_of_unit: Ints
    rater_ids: Ints
    last_day: Ints
    n_judgments: int
    said_item: Ints
    said_label: Ints
    said_labels: list[str]

    @property
    def units_are_items(self) -> bool:
        """Whether each unit is an item of its own, so that units are independent."""
        return len(self.ratings.item_ids) == self.item_ids.size


@dataclass(frozen=True, slots=True, eq=False)
class SliceColumn:
    """The slices called ``name``: item ``item_ids[k]`` has ``values[codes[k]]``; item ids ascend."""

    name: str
    values: list[str]
    item_ids: Ints
    codes: Ints


@dataclass(frozen=True, slots=True, eq=False)
class _Columns:
    judgment: Ints
    item: Ints
    rater: Ints
    response: Ints
    day: Ints
    value: Ints
    values: list[Any]


def read_question(
    question: Question, *, include_models: bool, until: int, where: Mapping[str, Any] | None = None
) -> QuestionRatings:
    """Read the counted answers to ``question`` of judgments up to ``until``, in one query, streamed.

    By people only unless ``include_models``; ``where`` narrows the answers (Django look-ups). A rater who judged an
    item twice (live and imported) counts with the later judgment. Memory: about 100 bytes an answer.
    """
    rows = _rows(question, include_models=include_models, until=until).filter(**(where or {}))
    columns = _latest_only(_read(rows.iterator(chunk_size=CHUNK)))
    item_ids, item = _codes(columns.item)
    rater_ids, rater = _codes(columns.rater)
    last_day = np.zeros(item_ids.size, dtype=np.int64)
    np.maximum.at(last_day, item, columns.day)
    several = question.kind == QuestionKind.CHOICE and question.multiple
    scale, category = _scale(question, columns)
    response = _codes(columns.response)[1]
    unit_words = ["item"]
    if question.per_response or question.kind == QuestionKind.RANKING:
        unit_words.append("response")
    unit_key = item * (int(response.max(initial=0)) + 1) + response
    unit_item, unit_rater, unit_category, said_item = item, rater, category, item
    categories = said_labels = [category_label(value) for value in scale]
    if several:
        unit_words.append("choice")
        unit_key, unit_item, unit_rater, unit_category = _chosen(
            columns.judgment, unit_key, item, rater, category, scale
        )
        categories = list(CHOSEN)
    _, first, unit = np.unique(unit_key, return_index=True, return_inverse=True)
    n_units = int(first.size)
    return QuestionRatings(
        ratings=Ratings(
            unit.reshape(-1).astype(np.int64),
            unit_rater,
            unit_category,
            range(n_units),
            rater_ids.tolist(),
            categories if several else scale,
        ),
        unit=" × ".join(unit_words),
        categories=categories,
        item_ids=item_ids,
        item_of_unit=unit_item[first],
        rater_ids=rater_ids,
        last_day=last_day,
        n_judgments=int(np.unique(columns.judgment).size),
        said_item=said_item,
        said_label=category,
        said_labels=said_labels,
    )


def read_slices(project_id: int) -> list[SliceColumn]:
    """Read the slices of the project's work items, by name, in one query, streamed."""
    rows = ItemSlice.objects.filter(project_id=project_id, item__purpose=ItemPurpose.WORK)
    found: dict[str, tuple[list[int], list[int], dict[str, int]]] = {}
    for name, value, item_id in rows.order_by().values_list("name", "value", "item_id").iterator(chunk_size=CHUNK):
        items, codes, values = found.setdefault(name, ([], [], {}))
        items.append(item_id)
        codes.append(values.setdefault(value, len(values)))
    columns = []
    for name in sorted(found):
        items, codes, values = found[name]
        ids = np.asarray(items, dtype=np.int64)
        order = np.argsort(ids)
        columns.append(SliceColumn(name, list(values), ids[order], np.asarray(codes, dtype=np.int64)[order]))
    return columns


def _rows(question: Question, *, include_models: bool, until: int) -> QuerySet[Answer, tuple[Any, ...]]:
    rows = Answer.objects.filter(
        question=question,
        judgment__project_id=question.project_id,
        judgment_id__lte=until,
        **{f"judgment__{name}": value for name, value in COUNTED_FIELDS.items()},
    )
    if not include_models:
        rows = rows.filter(judgment__rater__kind=RaterKind.HUMAN)
    # A day is cut out of the text, because turning 300,000 timestamps into Python objects costs more than all the rest.
    day = Substr(Cast("judgment__submitted_at", CharField()), 1, 10)
    columns = ("judgment_id", "judgment__item_id", "judgment__rater_id", "response_id")
    value = VALUE_COLUMN[QuestionKind(question.kind)]
    return rows.filter(**{f"{value}__isnull": False}).order_by().values_list(*columns, day, value)


def _read(rows: Iterator[tuple[Any, ...]]) -> _Columns:
    days: dict[str, int] = {}
    values: dict[Any, int] = {}
    parts: list[list[Ints]] = [[np.zeros(0, dtype=np.int64)] for _ in range(6)]
    for chunk in _chunks(rows):
        judgment, item, rater, response, day, value = zip(*chunk, strict=True)
        numbers = (
            judgment,
            item,
            rater,
            [number or 0 for number in response],
            [days.get(text) or days.setdefault(text, date.fromisoformat(text).toordinal()) for text in day],
            [values.setdefault(said, len(values)) for said in value],
        )
        for column, part in zip(parts, numbers, strict=True):
            column.append(np.fromiter(part, dtype=np.int64, count=len(chunk)))
    judgments, items, raters, responses, ordinals, codes = (np.concatenate(column) for column in parts)
    return _Columns(judgments, items, raters, responses, ordinals, codes, list(values))


def _chunks(rows: Iterator[tuple[Any, ...]]) -> Iterator[list[tuple[Any, ...]]]:
    while chunk := list(islice(rows, CHUNK)):
        yield chunk


def _codes(column: Ints) -> tuple[Ints, Ints]:
    """Distinct values in ascending order, and the code of each row."""
    distinct, codes = np.unique(column, return_inverse=True)
    return distinct, codes.reshape(-1).astype(np.int64)


def _latest_only(columns: _Columns) -> _Columns:
    """Keep only the rows of a rater's latest judgment of each item."""
    _, rater = _codes(columns.rater)
    pair = columns.item * (int(rater.max(initial=0)) + 1) + rater
    distinct, code = _codes(pair)
    if distinct.size == np.unique(columns.judgment).size:
        return columns
    latest = np.zeros(distinct.size, dtype=np.int64)
    np.maximum.at(latest, code, columns.judgment)
    keep = columns.judgment == latest[code]
    return _Columns(
        judgment=columns.judgment[keep],
        item=columns.item[keep],
        rater=columns.rater[keep],
        response=columns.response[keep],
        day=columns.day[keep],
        value=columns.value[keep],
        values=columns.values,
    )


def full_scale(question: Question, used: Iterable[Any]) -> list[Any]:
    """The declared categories in order, and those of the ``used`` values that are not declared."""
    found = set(used)
    declared: list[Any]
    if question.kind == QuestionKind.PREFERENCE:
        offered = {Outcome.TIE: question.allow_tie, Outcome.BOTH_BAD: question.allow_both_bad}
        declared = [outcome.value for outcome in Outcome if offered.get(outcome, True)]
    elif question.kind == QuestionKind.CHOICE:
        declared = [choice["value"] for choice in question.choices]
    elif question.kind == QuestionKind.LIKERT:
        declared = [float(score) for score in range(question.scale_min, question.scale_max + 1)]
    else:
        declared = list(range(1, max(found, default=1) + 1))
    scale = declared + sorted(found - set(declared))
    return sorted(scale) if question.kind == QuestionKind.LIKERT else scale


def _scale(question: Question, columns: _Columns) -> tuple[list[Any], Ints]:
    """The full scale, and the code of each row."""
    scale = full_scale(question, columns.values)
    position = {value: code for code, value in enumerate(scale)}
    lookup = np.asarray([position[value] for value in columns.values], dtype=np.int64)
    return scale, lookup[columns.value] if lookup.size else columns.value


def category_label(value: Any) -> str:
    """A category as it is written: numbers without needless digits."""
    return f"{value:g}" if isinstance(value, (int, float)) else str(value)


def _chosen(
    judgment: Ints, unit_key: Ints, item: Ints, rater: Ints, category: Ints, scale: list[Any]
) -> tuple[Ints, Ints, Ints, Ints]:
    """One row for each choice offered, taken or not: unit key, item, rater, and 0 or 1."""
    units = int(unit_key.max(initial=0)) + 1
    _, first, given = np.unique(judgment * units + unit_key, return_index=True, return_inverse=True)
    taken = np.zeros((first.size, len(scale)), dtype=np.int64)
    taken[given.reshape(-1), category] = 1
    keys = unit_key[first][:, np.newaxis] * len(scale) + np.arange(len(scale), dtype=np.int64)
    return (
        keys.reshape(-1),
        np.repeat(item[first], len(scale)),
        np.repeat(rater[first], len(scale)),
        taken.reshape(-1),
    )

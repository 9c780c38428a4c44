"""The one bridge from rows to arrays: for each question, which rater put which unit into which category.

The unit is what two raters can agree on: the item; item × response where the question is asked of each response (and
for rankings, whose ranks are ordinal categories of the responses); item × choice for questions with several choices,
where the categories are "not chosen" and "chosen". A rater who took no choice at all left no answer and isn't counted.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np

from agreement.answer_columns import AnswerColumns, distinct, read_answers
from agreement.bulk import CHUNK
from agreement.statistics.codes import Ints, count_distinct, dense_codes
from agreement.statistics.counts import Ratings
from annotator.models import Answer, ItemPurpose, ItemSlice, Outcome, Question, QuestionKind
from annotator.queries.counted import COUNTED_FIELDS, counted_judgments, model_judges

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


def read_question(
    question: Question, *, include_models: bool, until: int, where: Mapping[str, Any] | None = None
) -> QuestionRatings:
    """Read the counted answers to ``question`` of judgments up to ``until``.

    By people only unless ``include_models``; ``where`` narrows the answers (Django look-ups). A rater who judged an
    item twice (live and imported) counts with the later judgment. Memory: about 200 bytes an answer.
    """
    columns = _columns(question, include_models=include_models, until=until, where=where or {})
    item_ids, item = distinct(columns.item)
    rater_ids, rater = distinct(columns.rater)
    last_day = np.zeros(item_ids.size, dtype=np.int64)
    np.maximum.at(last_day, item, columns.day)
    several = question.kind == QuestionKind.CHOICE and question.multiple
    scale, category = _scale(question, columns)
    response, n_responses = dense_codes(columns.response)
    unit_words = ["item"]
    if question.per_response or question.kind == QuestionKind.RANKING:
        unit_words.append("response")
    unit_key = item * max(n_responses, 1) + response
    unit_item, unit_rater, unit_category, said_item = item, rater, category, item
    categories = said_labels = [category_label(value) for value in scale]
    if several:
        unit_words.append("choice")
        unit_key, unit_item, unit_rater, unit_category = _chosen(
            columns.judgment, unit_key, item, rater, category, scale
        )
        categories = list(CHOSEN)
    unit, n_units = dense_codes(unit_key)
    item_of_unit = np.zeros(n_units, dtype=np.int64)
    item_of_unit[unit] = unit_item
    return QuestionRatings(
        ratings=Ratings(
            unit,
            unit_rater,
            unit_category,
            range(n_units),
            rater_ids.tolist(),
            categories if several else scale,
        ),
        unit=" × ".join(unit_words),
        categories=categories,
        item_ids=item_ids,
        item_of_unit=item_of_unit,
        rater_ids=rater_ids,
        last_day=last_day,
        n_judgments=count_distinct(columns.judgment),
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


def _columns(question: Question, *, include_models: bool, until: int, where: Mapping[str, Any]) -> AnswerColumns:
    judgments = counted_judgments(question.project_id, include_models=True).filter(pk__lte=until)
    rows = Answer.objects.filter(
        question=question,
        judgment__project_id=question.project_id,
        judgment_id__lte=until,
        **{f"judgment__{name}": value for name, value in COUNTED_FIELDS.items()},
    )
    if not include_models:
        models = model_judges(question.project_id)
        rows = rows.exclude(judgment__rater_id__in=models) if models else rows
    return _latest_only(read_answers(rows.filter(**where), judgments, question, full_scale(question, ())))


def _latest_only(columns: AnswerColumns) -> AnswerColumns:
    """Keep only the rows of a rater's latest judgment of each item."""
    rater, n_raters = dense_codes(columns.rater)
    pair, n_pairs = dense_codes(dense_codes(columns.item)[0] * n_raters + rater)
    if n_pairs == count_distinct(columns.judgment):
        return columns
    latest = np.zeros(n_pairs, dtype=np.int64)
    np.maximum.at(latest, pair, columns.judgment)
    return columns.only(columns.judgment == latest[pair])


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


def _scale(question: Question, columns: AnswerColumns) -> tuple[list[Any], Ints]:
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

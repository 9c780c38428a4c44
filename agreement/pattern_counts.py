"""Count patterns straight from the database: however many judgments there are, only the distinct patterns come back.

What needs to know who said what (Cohen's pairs, slices, disputes) is read by ``agreement.datasets``; percent agreement,
Fleiss, Krippendorff and Gwet are functions of the patterns alone.
"""

from typing import Any

import numpy as np
from django.db import connections
from django.db.models import Count, Exists, OuterRef, Q, QuerySet

from agreement.answer_columns import VALUE_COLUMN
from agreement.datasets import full_scale
from agreement.statistics.counts import Patterns
from annotator.models import Answer, Judgment, JudgmentSource, Question, QuestionKind, RaterKind
from annotator.queries.counted import COUNTED_FIELDS
from annotator.said import say

#: Distinct patterns of V categories that are fetched at a time.
CHUNK = 20_000


class NotCountable(ValueError):
    """The question's units are not rows of answers (several choices), so that they must be read."""


def count_patterns(question: Question, *, include_models: bool, until: int) -> tuple[Patterns, list[Any]]:
    """The count patterns of the counted answers of judgments up to ``until``, and the scale of their columns.

    The same units, categories and judgments as in ``agreement.datasets.read_question``. One grouped query, of which the
    database keeps a row per unit and hands over a row per pattern; a second one where undeclared values occur. Raises
    NotCountable for several choices.
    """
    kind = QuestionKind(question.kind)
    if kind == QuestionKind.CHOICE and question.multiple:
        raise NotCountable(
            say("{key} takes several choices: each is a unit, and those not taken have no row", key=question.key)
        )
    column = VALUE_COLUMN[kind]
    rows = _counted(question, include_models=include_models, until=until).filter(**{f"{column}__isnull": False})
    scale = full_scale(question, ())
    found, others = _patterns(rows, question, column, scale)
    if others:
        scale = full_scale(question, rows.order_by().values_list(column, flat=True).distinct())
        found, _ = _patterns(rows, question, column, scale)
    return found, scale


def _patterns(rows: QuerySet[Answer], question: Question, column: str, scale: list[Any]) -> tuple[Patterns, int]:
    """The patterns over ``scale``, and how many answers are not on it."""
    unit = ["judgment__item_id"]
    if question.per_response or question.kind == QuestionKind.RANKING:
        unit.append("response_id")
    counted = {f"n{code}": Count("pk", filter=Q(**{column: value})) for code, value in enumerate(scale)}
    per_unit = rows.order_by().values(*unit).annotate(m=Count("pk"), **counted).values_list("m", *counted)
    sql, parameters = per_unit.query.sql_with_params()
    connection = connections[rows.db]
    names = ", ".join(connection.ops.quote_name(name) for name in ("m", *counted))
    # Grouping what is grouped already is beyond the ORM; the names are ours and the values stay parameters.
    grouped = f"SELECT {names}, COUNT(*) FROM ({sql}) units GROUP BY {names}"  # noqa: S608
    parts = [np.zeros((0, len(scale) + 2), dtype=np.int64)]
    with connection.cursor() as cursor:
        cursor.execute(grouped, parameters)
        while chunk := cursor.fetchmany(CHUNK):
            parts.append(np.asarray(chunk, dtype=np.int64))
    table = np.concatenate(parts)
    counts, items = table[:, 1:-1], table[:, -1]
    others = int(((table[:, 0] - counts.sum(axis=1)) * items).sum())
    order = np.lexsort(counts.T[::-1]) if len(scale) else np.arange(items.size)
    rated = counts[order].any(axis=1)
    return Patterns(counts[order][rated], items[order][rated]), others


def _counted(question: Question, *, include_models: bool, until: int) -> QuerySet[Answer]:
    counted = {f"judgment__{name}": value for name, value in COUNTED_FIELDS.items()}
    rows = Answer.objects.filter(
        question=question, judgment__project_id=question.project_id, judgment_id__lte=until, **counted
    )
    if not include_models:
        rows = rows.filter(judgment__rater__kind=RaterKind.HUMAN)
    imported = Judgment.objects.filter(project_id=question.project_id, source=JudgmentSource.IMPORTED)
    if not imported.exists():
        return rows
    # Only an imported vote and a live one can be of the same rater and item: the later one counts.
    later = Judgment.objects.filter(
        project_id=question.project_id,
        item=OuterRef("judgment__item_id"),
        rater=OuterRef("judgment__rater_id"),
        id__gt=OuterRef("judgment_id"),
        id__lte=until,
        answers__question=question,
        **COUNTED_FIELDS,
    )
    return rows.annotate(replaced=Exists(later)).filter(replaced=False)

"""What is known of the raters beside their judgments: repeats, hours since a break, and gold."""

from __future__ import annotations

import numpy as np
from django.db.models import Count, F, Q

from agreement.answer_columns import VALUE_COLUMN
from agreement.bulk import CHUNK, read_columns
from agreement.datasets import QuestionRatings
from agreement.queries import counted_judgments
from agreement.statistics.codes import Floats
from agreement.statistics.diagnosis.noise import Repeats
from annotator.models import GoldCheck, Question, QuestionKind, RepeatCheck


def read_repeats(question: Question, data: QuestionRatings, *, until: int) -> Repeats | None:
    """Return the repeats of raters whose ratings are in ``data``, in one query; ``None`` for questions about each
    response, rankings, and questions with several choices, whose two answers are not two values."""
    if question.per_response or question.multiple or question.kind == QuestionKind.RANKING:
        return None
    column = VALUE_COLUMN[QuestionKind(question.kind)]
    rows = RepeatCheck.objects.filter(
        project_id=question.project_id,
        judgment_id__lte=until,
        judgment__is_current=True,
        first__answers__question=question,
        judgment__answers__question=question,
    ).annotate(before=F(f"first__answers__{column}"), after=F(f"judgment__answers__{column}"))
    rater = {pk: code for code, pk in enumerate(data.rater_ids.tolist())}
    code = {value: place for place, value in enumerate(data.ratings.scale)}
    found = [
        (rater[who], code[before], code[after])
        for who, before, after in rows.order_by("pk")
        .values_list("rater_id", "before", "after")
        .iterator(chunk_size=CHUNK)
        if who in rater and before in code and after in code
    ]
    table = np.asarray(found, dtype=np.int64).reshape(-1, 3)
    return Repeats(table[:, 0], table[:, 1], table[:, 2])


def read_hours(question: Question, data: QuestionRatings, *, include_models: bool, until: int) -> Floats | None:
    """Return the hours since a break of each rating of ``data``, (n,), nan where not known, in one query; ``None``
    when no judgment says, as with imported ones."""
    if not data.units_are_items:
        return None
    rows = counted_judgments(include_models=include_models).filter(
        project_id=question.project_id, id__lte=until, since_break_s__isnull=False
    )
    columns = {"of_item": F("item_id"), "of_rater": F("rater_id"), "rested_s": F("since_break_s")}
    table = np.stack(read_columns(rows, columns, keys=rows), axis=1)
    if not len(table):
        return None
    kept = np.isin(table[:, 0], data.item_ids) & np.isin(table[:, 1], data.rater_ids)
    size = data.rater_ids.size
    keys = np.searchsorted(data.item_ids, table[kept, 0]) * size + np.searchsorted(data.rater_ids, table[kept, 1])
    keys, first = np.unique(keys, return_index=True)
    seconds = table[kept, 2][first]
    wanted = data.item_of_unit[data.ratings.item] * size + data.ratings.rater
    place = np.minimum(np.searchsorted(keys, wanted), max(keys.size - 1, 0))
    return np.where(keys[place] == wanted, seconds[place] / 3600, np.nan) if keys.size else None


def gold_records(project_id: int) -> dict[int, tuple[int, int]]:
    """Return how many hidden checks each rater passed, and had, by rater id; void ones are left out."""
    rows = GoldCheck.objects.filter(project_id=project_id, voided_at=None).order_by()
    counted = rows.values("rater_id").annotate(passed=Count("pk", filter=Q(passed=True)), shown=Count("pk"))
    return {row["rater_id"]: (row["passed"], row["shown"]) for row in counted}

"""The votes of an export in the order of their items, read by one query on PostgreSQL.

Asked chunk by chunk, a database plans and looks up the same again for each; in one query it sorts the votes once. The
texts are still looked up by the chunk: once per item, however many votes are on it.
"""

from array import array
from bisect import bisect_right
from collections.abc import Iterator, Mapping, Sequence
from itertools import groupby
from operator import itemgetter
from typing import Any

import orjson

from annotator.models import Guideline, Membership, Project, Question
from preferences.datasets.long_query import long_query
from preferences.datasets.pair_rows import Chunk, ItemAnswer, Side
from preferences.queries import VoteFilter, counted_in, scores_responses

#: Answers that one FETCH brings.
FETCH = 6_000

_COLUMNS = ("pk", "item_id", "rater_id", "first_shown", "guideline_id", "active_ms", "submitted_at")
_VOTES = """
DECLARE votes NO SCROLL CURSOR FOR
SELECT counted.item_id, counted.id, counted.rater_id, answer.outcome, answer.strength, {place}, answer.response_id,
    counted.first_shown, counted.guideline_id, counted.active_ms, {moment}
FROM ({counted}) AS counted (id, item_id, rater_id, first_shown, guideline_id, active_ms, submitted_at)
JOIN annotator_answer answer ON answer.judgment_id = counted.id AND answer.question_id = %s
ORDER BY counted.item_id, counted.id, answer.id
"""
_FETCH = f"FETCH {FETCH} FROM votes"
_ITEMS = "SELECT id, external_id, prompt, messages, prompt_hash FROM annotator_item WHERE id = ANY(%s) ORDER BY id"
_RESPONSES = """
SELECT item_id, id, position, model, text, chars, words FROM annotator_response WHERE item_id = ANY(%s)
ORDER BY item_id, position
"""
_SLICES = "SELECT item_id, name, value FROM annotator_itemslice WHERE item_id = ANY(%s) ORDER BY item_id"


def streamed_chunks(
    project: Project, question: Question, votes: VoteFilter, ids: "array[int]", *, details: bool
) -> Iterator[Chunk]:
    """Yield the items with votes, some thousands of votes at once; ``ids`` are those of all items of the filter.

    What it yields comes over ``long_query`` alone, so that any thread may ask for it.
    """
    counted = counted_in(project, votes).order_by().values_list(*_COLUMNS)
    sql, params = counted.query.sql_with_params()
    query = _VOTES.format(
        counted=sql,
        moment="counted.submitted_at" if details else "NULL",
        place="-answer.score" if scores_responses(question) else "answer.rank",
    )
    people = Membership.objects.filter(project=project).values_list("pk", "alias", "kind")
    raters = {pk: (alias, kind) for pk, alias, kind in people}
    versions: dict[int | None, int | None] = {None: None}
    versions |= dict(Guideline.objects.filter(project=project).values_list("pk", "version"))
    return _chunks(query, [*params, question.pk], ids, raters, versions, details=details)


def _chunks(
    query: str,
    params: list[Any],
    ids: "array[int]",
    raters: Mapping[int, tuple[str, str]],
    versions: Mapping[int | None, int | None],
    *,
    details: bool,
) -> Iterator[Chunk]:
    with long_query() as used, used.cursor() as cursor:
        cursor.execute(query, params)
        for rows in _whole_items(cursor):
            answers = {
                item: [
                    ItemAnswer(
                        judgment, rater, outcome, strength, place, response, first, versions[guideline], *raters[rater],
                        active_ms, moment,
                    )
                    for _, judgment, rater, outcome, strength, place, response, first, guideline, active_ms, moment
                    in of
                ]
                for item, of in groupby(rows, itemgetter(0))
            }  # fmt: skip
            items = list(answers)
            slices = _slices(cursor, items) if details else {}
            yield Chunk(bisect_right(ids, items[-1]), answers, _items(cursor, items), _sides(cursor, items), slices)
        cursor.execute("CLOSE votes")


def _whole_items(cursor: Any) -> Iterator[list[tuple[Any, ...]]]:
    """Yield rows in lists that end where an item ends."""
    held: list[tuple[Any, ...]] = []
    while True:
        cursor.execute(_FETCH)
        rows = cursor.fetchall()
        if not rows:
            break
        held += rows
        last, end = held[-1][0], len(held) - 1
        while end and held[end - 1][0] == last:
            end -= 1
        if end:
            yield held[:end]
            held = held[end:]
    if held:
        yield held


def _items(cursor: Any, items: Sequence[int]) -> list[tuple[int, str, str, Any, str]]:
    cursor.execute(_ITEMS, [items])
    # A bare cursor gives JSON as it is written.
    return [
        (pk, external_id, prompt, orjson.loads(messages) if isinstance(messages, str) else messages, prompt_hash)
        for pk, external_id, prompt, messages, prompt_hash in cursor.fetchall()
    ]


def _sides(cursor: Any, items: Sequence[int]) -> dict[int, list[tuple[int, Side]]]:
    cursor.execute(_RESPONSES, [items])
    return {
        item: [(pk, Side(*side)) for _, pk, *side in rows] for item, rows in groupby(cursor.fetchall(), itemgetter(0))
    }


def _slices(cursor: Any, items: Sequence[int]) -> dict[int, dict[str, str]]:
    cursor.execute(_SLICES, [items])
    return {item: {name: value for _, name, value in of} for item, of in groupby(cursor.fetchall(), itemgetter(0))}

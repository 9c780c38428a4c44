"""Votes as Arrow tables from one COPY of PostgreSQL: the raw format's rows without a Python object for any of them.

The same statement as that of the lines, read as CSV; a test compares the tables with what the format makes of each row.
"""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from annotator.models import Guideline, Project, Question
from annotator.services.parquet import ROW_GROUP, table_of_csv
from preferences.datasets.long_query import long_query, shares_the_transaction
from preferences.datasets.vote_query import VOTE_COLUMNS, VoteSums, vote_query
from preferences.queries import VoteFilter

#: Bytes of CSV that make a table, and rows of one at most: a row group each.
BLOCK, ROWS = 4 * 1024 * 1024, ROW_GROUP
_COPY = "COPY ({query}) TO STDOUT (FORMAT csv)"
_SIGNS = {"a": 1, "b": -1, "tie": 0}
_NONE = -1


def vote_tables(
    project: Project,
    questions: Sequence[Question],
    votes: VoteFilter,
    *,
    raters: Mapping[int, tuple[str, str]],
    sums: VoteSums,
) -> Iterator[tuple[pa.Table, int]]:
    """Yield the rows of ``answer_rows`` as tables, with the number of rows in each; ``sums`` grows with them.

    The first may be empty: then the database has begun, and there is time for something else meanwhile. ``raters`` are
    names to write and kinds by membership id. Memory is bounded by ``BLOCK``, whatever the project.
    """
    query, asked = vote_query(project, questions, votes)
    tables = _Tables(project, questions, raters, sums)
    with long_query() as used, used.cursor() as cursor, cursor.copy(_COPY.format(query=query), asked) as copy:
        made = ((table, table.num_rows) for table in map(tables.of, _blocks(copy)))
        if not shares_the_transaction(used):
            yield pa.table({}), 0
            yield from made
            return
        # On the caller's own connection nothing else may run while the rows come.
        kept = list(made)
    yield from kept


def _blocks(rows: Any) -> Iterator[bytes]:
    """Join rows, one element each, into blocks."""
    parts: list[Any] = []
    size = 0
    for row in rows:
        parts.append(row)
        size += len(row)
        if size >= BLOCK or len(parts) >= ROWS:
            yield b"".join(parts)
            parts, size = [], 0
    if parts:
        yield b"".join(parts)


class _Tables:
    """Makes tables of blocks of CSV, and adds up what is in them."""

    def __init__(
        self,
        project: Project,
        questions: Sequence[Question],
        raters: Mapping[int, tuple[str, str]],
        sums: VoteSums,
    ) -> None:
        self._sums = sums
        self._judgment = _NONE
        self._keys = {question.pk: question.key for question in questions}
        self._names = {pk: name for pk, (name, _) in raters.items()}
        self._kinds = {pk: kind for pk, (_, kind) in raters.items()}
        self._versions = dict(Guideline.objects.filter(project=project).values_list("pk", "version"))

    def of(self, block: bytes) -> pa.Table:
        """The rows of ``block`` in the format's columns."""
        found = table_of_csv(block, VOTE_COLUMNS)
        self._add_up(found)
        outcome, strength = found["outcome"], found["strength"]
        sign = _looked_up(outcome, _SIGNS, pa.int64())
        return pa.table(
            {
                "item": found["item"],
                "rater": _looked_up(found["rater"], self._names, pa.string()),
                "rater_kind": _looked_up(found["rater"], self._kinds, pa.string()),
                "question": _looked_up(found["question"], self._keys, pa.string()),
                "response": found["response"],
                "outcome": outcome,
                "strength": strength,
                "signed_strength": pc.multiply(sign, pc.coalesce(strength, pa.scalar(1, pa.int64()))),
                **{name: found[name] for name in ("score", "rank", "choice", "winner_model", "response_model")},
                **{name: found[name] for name in ("first_shown", "active_ms", "on_shift_s")},
                "guideline_version": _looked_up(found["guideline"], self._versions, pa.int64()),
                "revision": found["revision"],
                # Seconds are written with their fraction, as many digits as the column has.
                "submitted_at": pc.strftime(found["submitted_at"], format="%Y-%m-%dT%H:%M:%SZ"),
                "rationale": found["rationale"],
            }
        )

    def _add_up(self, found: pa.Table) -> None:
        """Count each judgment once; its rows stand together, also where one block ends and the next begins."""
        judgment = found["pk"].to_numpy()
        first = np.flatnonzero(np.diff(judgment, prepend=self._judgment))
        self._judgment = int(judgment[-1])
        rater, guideline, active = (
            pc.fill_null(found[name], _NONE).to_numpy()[first] for name in ("rater", "guideline", "active_ms")
        )
        self._sums.votes += int(first.size)
        groups, place = np.unique(np.stack([rater, guideline], axis=1), axis=0, return_inverse=True)
        place = place.reshape(-1)
        timed = active != _NONE
        columns = (
            np.bincount(place, minlength=len(groups)),
            np.bincount(place[timed], minlength=len(groups)),
            np.bincount(place[timed], weights=active[timed], minlength=len(groups)),
        )
        for (who, under), votes, with_time, active_ms in zip(groups.tolist(), *columns, strict=True):
            summed = self._sums.raters.setdefault((who, self._versions.get(under)), [0, 0, 0])
            summed[0] += int(votes)
            summed[1] += int(with_time)
            summed[2] += int(active_ms)
        for one in pc.value_counts(found["winner_model"].drop_null()).to_pylist():
            self._sums.winners[one["values"]] = self._sums.winners.get(one["values"], 0) + one["counts"]


def _looked_up(column: pa.ChunkedArray, values: Mapping[Any, Any], kind: pa.DataType) -> pa.ChunkedArray:
    """What ``values`` says of each cell; null where it says nothing."""
    keys = pa.array(list(values), type=column.type)
    return pc.take(pa.array(list(values.values()), type=kind), pc.index_in(column, keys))

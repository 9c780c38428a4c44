"""Votes as JSON lines from one COPY of PostgreSQL: the raw format's rows, many times faster than row by row.

The database sends plain columns in one statement, with as few joins as can be, and each line is put together from its
bytes, what repeats (raters, models, outcomes) having been written as JSON once. The lines are the same, byte for byte,
as those that the format makes of ``AnswerRow``; a test compares the two.
"""

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any

import orjson

from annotator.models import Guideline, Project, Question
from preferences.datasets.long_query import long_query, shares_the_transaction
from preferences.datasets.vote_query import VoteSums, vote_query
from preferences.queries import VoteFilter

#: Bytes of lines that are handed on at once; at most a line more.
BLOCK = 4 * 1024 * 1024

_COPY = "COPY ({query}) TO STDOUT"
_NULL = b"\\N"
_ESCAPED = re.compile(rb"\\(.)")
_ESCAPES = {b"b": b"\b", b"f": b"\f", b"n": b"\n", b"r": b"\r", b"t": b"\t", b"v": b"\v"}
_SIGNS = {b"a": 1, b"b": -1, b"tie": 0}
_LINE = (
    b'{"item":%b,%b,"question":%b,"response":%b,%b,"score":%b,"rank":%b,"choice":%b,"winner_model":%b,'
    b'"response_model":%b,"first_shown":%b,"active_ms":%b,"on_shift_s":%b,"guideline_version":%b,"revision":%b,'
    b'"submitted_at":"%bT%b.%bZ","rationale":%b}\n'
)


def vote_lines(
    project: Project,
    questions: Sequence[Question],
    votes: VoteFilter,
    *,
    raters: Mapping[int, tuple[str, str]],
    sums: VoteSums,
) -> Iterator[tuple[bytes, int]]:
    """Yield the rows of ``answer_rows`` as blocks of lines, with the number of lines in each; ``sums`` grows with them.

    The first block may be empty: then the database has begun, and there is time for something else meanwhile.
    ``raters`` are names to write and kinds by membership id. Memory is bounded by ``BLOCK``, whatever the project.
    """
    query, asked = vote_query(project, questions, votes)
    lines = _Lines(project, questions, raters, sums)
    with long_query() as used, used.cursor() as cursor, cursor.copy(_COPY.format(query=query), asked) as copy:
        blocks = lines.blocks(copy)
        if not shares_the_transaction(used):
            yield b"", 0
            yield from blocks
            return
        # On the caller's own connection nothing else may run while the rows come.
        made = list(blocks)
    yield from made


class _Lines:
    """Makes lines of rows, and remembers what it wrote before."""

    def __init__(
        self,
        project: Project,
        questions: Sequence[Question],
        raters: Mapping[int, tuple[str, str]],
        sums: VoteSums,
    ) -> None:
        self._sums = sums
        self._keys = {b"%d" % question.pk: orjson.dumps(question.key) for question in questions}
        self._raters = {
            b"%d" % pk: b'"rater":%b,"rater_kind":%b' % (orjson.dumps(name), orjson.dumps(kind))
            for pk, (name, kind) in raters.items()
        }
        versions = Guideline.objects.filter(project=project).values_list("pk", "version")
        self._versions: dict[bytes, int | None] = {b"%d" % pk: version for pk, version in versions} | {_NULL: None}

    def blocks(self, rows: Any) -> Iterator[tuple[bytes, int]]:
        """Yield blocks of lines with their number. One element of ``rows`` is one row, ended by a line feed."""
        parts: list[bytes] = []
        size, judgment = 0, b""
        who_voted: dict[tuple[bytes, bytes], list[int]] = {}
        wins: dict[bytes, int] = {}
        said, number, text = _Memo(_outcome), _Memo(_number), _Memo(_text)
        nothing, raters, keys = _NULL, self._raters, self._keys
        versions = {cell: b"null" if version is None else b"%d" % version for cell, version in self._versions.items()}
        for row in rows:
            cells = bytes(row)[:-1].split(b"\t")
            (pk, rater, guideline, active, item, question, position, outcome, strength, score, rank, choice, winner,
             model, first, shift, revision, moment, rationale) = cells  # fmt: skip
            if pk != judgment:
                judgment = pk
                voted = who_voted.get((rater, guideline))
                if voted is None:
                    voted = who_voted[rater, guideline] = self._summed(rater, guideline)
                voted[0] += 1
                if active != nothing:
                    voted[1] += 1
                    voted[2] += int(active)
                self._sums.votes += 1
            if winner != nothing:
                wins[winner] = wins.get(winner, 0) + 1
            line = _LINE % (
                b'"%b"' % item if item.isalnum() else _text(item),
                raters[rater],
                keys[question],
                b"null" if position == nothing else position,
                said[outcome + b"," + strength],
                number[score],
                b"null" if rank == nothing else rank,
                text[choice],
                text[winner],
                text[model],
                b"null" if first == nothing else first,
                b"null" if active == nothing else active,
                b"null" if shift == nothing else shift,
                versions[guideline],
                revision,
                moment[:10],
                moment[11:19],
                (moment[20:] + b"000000")[:6],
                b"null" if rationale == nothing else _text(rationale),
            )
            parts.append(line)
            size += len(line)
            if size >= BLOCK:
                yield b"".join(parts), len(parts)
                parts, size = [], 0
        for name, count in wins.items():
            self._sums.winners[_plain(name) or ""] = count
        if parts:
            yield b"".join(parts), len(parts)

    def _summed(self, rater: bytes, guideline: bytes) -> list[int]:
        return self._sums.raters.setdefault((int(rater), self._versions[guideline]), [0, 0, 0])


class _Memo(dict[bytes, bytes]):
    """What was made of each cell so far; emptied when it grows, as many different cells don't come again."""

    _MOST = 10_000

    def __init__(self, make: Callable[[bytes], bytes]) -> None:
        super().__init__()
        self._make = make

    def __missing__(self, cell: bytes) -> bytes:
        if len(self) >= self._MOST:
            self.clear()
        made = self[cell] = self._make(cell)
        return made


def _outcome(cells: bytes) -> bytes:
    outcome, strength = cells.split(b",")
    sign = _SIGNS.get(outcome)
    levels = None if strength == _NULL else int(strength)
    signed = None if sign is None else sign * (levels or 1)
    said = {"outcome": _plain(outcome), "strength": levels, "signed_strength": signed}
    return orjson.dumps(said)[1:-1]


def _number(cell: bytes) -> bytes:
    return b"null" if cell == _NULL else orjson.dumps(float(cell))


def _text(cell: bytes) -> bytes:
    return orjson.dumps(_plain(cell))


def _plain(cell: bytes) -> str | None:
    """What COPY's text format says in ``cell``."""
    if b"\\" not in cell:
        return cell.decode()
    if cell == _NULL:
        return None
    return _ESCAPED.sub(lambda found: _ESCAPES.get(found[1], found[1]), cell).decode()

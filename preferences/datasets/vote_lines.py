"""Votes as JSON lines that PostgreSQL itself writes: the rows of ``votes`` and of the raw format, several times faster.

A row costs Python some fifteen microseconds to fetch, build and write, and the database three. The lines are the same,
byte for byte, as those that the format makes of ``AnswerRow``; a test compares the two.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.db import connection

from annotator.models import Project, Question, QuestionKind
from preferences.datasets.pairs import Place
from preferences.datasets.votes import judgment_ranges
from preferences.queries import VoteFilter, counted_in

#: Judgments in one statement: its lines take some five megabytes.
CHUNK = 20_000

_COLUMNS = ("pk", "item_id", "rater_id", "guideline_id", "first_shown", "active_ms", "on_shift_s", "revision")
_LINES = """
WITH counted (id, item_id, rater_id, guideline_id, first_shown, active_ms, on_shift_s, revision, submitted_at) AS
    ({counted}),
answered AS MATERIALIZED (
    SELECT counted.id, counted.rater_id, counted.active_ms, guideline.version AS guideline_version,
        row_number() OVER (PARTITION BY counted.id) AS place,
        winner.model AS winner_model,
        row_to_json(line)::text AS line,
        question.position AS question_position, response.position AS response_position, answer.id AS answer_id
    FROM counted
    JOIN annotator_answer answer ON answer.judgment_id = counted.id AND answer.question_id = ANY(%s)
    JOIN annotator_question question ON question.id = answer.question_id
    JOIN annotator_item item ON item.id = counted.item_id
    JOIN unnest(%s::bigint[], %s::text[], %s::text[]) AS rater (id, name, kind) ON rater.id = counted.rater_id
    LEFT JOIN annotator_guideline guideline ON guideline.id = counted.guideline_id
    LEFT JOIN annotator_response response ON response.id = answer.response_id
    LEFT JOIN annotator_response winner ON winner.item_id = counted.item_id
        AND winner.position = CASE answer.outcome WHEN 'a' THEN 0 WHEN 'b' THEN 1 END
    {texts}
    CROSS JOIN LATERAL (SELECT
        item.external_id AS item,
        rater.name AS rater,
        rater.kind AS rater_kind,
        question.key AS question,
        response.position AS response,
        answer.outcome,
        answer.strength,
        CASE answer.outcome WHEN 'a' THEN 1 WHEN 'b' THEN -1 WHEN 'tie' THEN 0 END
            * coalesce(nullif(answer.strength, 0), 1) AS signed_strength,
        CASE WHEN answer.score = trunc(answer.score) THEN to_char(answer.score, 'FM999999999999990.0')::json
            ELSE to_json(answer.score) END AS score,
        answer.rank,
        answer.choice,
        winner.model AS winner_model,
        response.model AS response_model,
        counted.first_shown,
        counted.active_ms,
        counted.on_shift_s,
        guideline.version AS guideline_version,
        counted.revision,
        to_char(counted.submitted_at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"') AS submitted_at,
        {rationale} AS rationale
    ) AS line
)
SELECT
    (SELECT count(*) FROM answered),
    (SELECT convert_to(string_agg(line, E'\\n' ORDER BY id, question_position, response_position, answer_id) || E'\\n',
        'UTF8') FROM answered),
    (SELECT json_agg(sums) FROM (
        SELECT rater_id, guideline_version, count(*) AS votes, count(active_ms) AS timed,
            coalesce(sum(active_ms), 0) AS active_ms
        FROM answered WHERE place = 1 GROUP BY rater_id, guideline_version
    ) AS sums),
    (SELECT json_object_agg(winner_model, n) FROM (
        SELECT winner_model, count(*) AS n FROM answered WHERE winner_model IS NOT NULL GROUP BY winner_model
    ) AS won)
"""
_TEXTS = """LEFT JOIN LATERAL (
        SELECT string_agg(said.text, E'\\n\\n' ORDER BY said.id) AS rationale
        FROM annotator_answer said WHERE said.judgment_id = counted.id AND said.question_id = ANY(%s)
    ) AS texts ON true"""


@dataclass(frozen=True, slots=True)
class VoteLines:
    """Lines of JSON, each ended, and what they add up to.

    ``sums`` are (rater id, guideline version, votes, votes with a time, their milliseconds); ``winners`` counts wins by
    model.
    """

    lines: bytes
    rows: int
    sums: list[tuple[int, int | None, int, int, int]]
    winners: dict[str, int]


def writes_lines() -> bool:
    """Whether this database can: PostgreSQL can."""
    return connection.vendor == "postgresql"


def vote_lines(
    project: Project,
    questions: Sequence[Question],
    votes: VoteFilter,
    *,
    raters: Mapping[int, tuple[str, str]],
    chunk: int = CHUNK,
) -> Iterator[tuple[Place, VoteLines]]:
    """Yield the votes as ``answer_rows`` does, as lines. ``raters`` are names to write and kinds by membership id."""
    texts = [question.pk for question in project.questions.filter(kind=QuestionKind.TEXT)]
    named = (list(raters), [name for name, _ in raters.values()], [kind for _, kind in raters.values()])
    for place, first, last in judgment_ranges(project, votes, chunk=chunk):
        counted = counted_in(project, votes).filter(pk__range=(first, last)).values_list(*_COLUMNS, "submitted_at")
        sql, params = counted.query.sql_with_params()
        filled = _LINES.format(
            counted=sql,
            texts=_TEXTS if texts else "",
            rationale="nullif(texts.rationale, '')" if texts else "NULL::text",
        )
        asked: list[Any] = [*params, [question.pk for question in questions], *named]
        with connection.cursor() as cursor:
            cursor.execute(filled, [*asked, texts] if texts else asked)
            rows, lines, sums, winners = cursor.fetchone()
        yield place, VoteLines(bytes(lines or b""), rows, [tuple(one.values()) for one in sums or ()], winners or {})

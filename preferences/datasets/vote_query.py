"""One statement for every vote of an export on PostgreSQL, and what the votes add up to while they stream by."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from annotator.models import Project, Question, QuestionKind
from preferences.queries import VoteFilter, counted_in

#: The columns of the statement, in order: what they hold, by kind (whole, number, text, moment).
VOTE_COLUMNS = {
    "pk": "whole",
    "rater": "whole",
    "guideline": "whole",
    "active_ms": "whole",
    "item": "text",
    "question": "whole",
    "response": "whole",
    "outcome": "text",
    "strength": "whole",
    "score": "number",
    "rank": "whole",
    "choice": "text",
    "winner_model": "text",
    "response_model": "text",
    "first_shown": "whole",
    "on_shift_s": "whole",
    "revision": "whole",
    "submitted_at": "moment",
    "rationale": "text",
}
_COLUMNS = ("pk", "item_id", "rater_id", "guideline_id", "first_shown", "active_ms", "on_shift_s", "revision")
# The moment is rendered in the session's zone, which Django sets to UTC, unless the project says otherwise.
_ROWS = """
SELECT counted.id, counted.rater_id, counted.guideline_id, counted.active_ms, item.external_id, answer.question_id,
    {position}, answer.outcome, answer.strength, answer.score, answer.rank, answer.choice, winner.model,
    {model}, counted.first_shown, counted.on_shift_s, counted.revision,
    counted.submitted_at AT TIME ZONE 'UTC', {rationale}
FROM ({counted}) AS counted (id, item_id, rater_id, guideline_id, first_shown, active_ms, on_shift_s, revision,
    submitted_at)
JOIN annotator_answer answer ON answer.judgment_id = counted.id AND answer.question_id = ANY(%s)
JOIN annotator_item item ON item.id = counted.item_id
{response}
LEFT JOIN annotator_response winner ON winner.item_id = counted.item_id
    AND winner.position = CASE answer.outcome WHEN 'a' THEN 0 WHEN 'b' THEN 1 END
{texts}
ORDER BY counted.id, {question}{position}, answer.id
"""
_RESPONSE = "LEFT JOIN annotator_response response ON response.id = answer.response_id"
_TEXTS = """LEFT JOIN LATERAL (
        SELECT string_agg(said.text, E'\\n\\n' ORDER BY said.id) AS rationale
        FROM annotator_answer said WHERE said.judgment_id = counted.id AND said.question_id = ANY(%s)
    ) AS texts ON true"""


@dataclass(slots=True)
class VoteSums:
    """What the lines add up to so far.

    ``raters`` has votes, votes with a time, and their milliseconds by (rater id, guideline version); ``winners`` wins
    by model. A vote is a judgment with at least one of the answers.
    """

    votes: int = 0
    raters: dict[tuple[int, int | None], list[int]] = field(default_factory=dict)
    winners: dict[str, int] = field(default_factory=dict)


def vote_query(project: Project, questions: Sequence[Question], votes: VoteFilter) -> tuple[str, list[Any]]:
    """The statement that gives ``VOTE_COLUMNS`` of every answer to ``questions``, as ``answer_rows`` orders them."""
    texts = [question.pk for question in project.questions.filter(kind=QuestionKind.TEXT)]
    sql, params = counted_in(project, votes).order_by().values_list(*_COLUMNS, "submitted_at").query.sql_with_params()
    several = len(questions) > 1
    # Answers to the others are about the item as a whole: no need to look for responses.
    about_one = any(question.per_response or question.kind == QuestionKind.RANKING for question in questions)
    query = _ROWS.format(
        counted=sql,
        texts=_TEXTS if texts else "",
        rationale="nullif(texts.rationale, '')" if texts else "NULL::text",
        response=_RESPONSE if about_one else "",
        position="response.position" if about_one else "NULL::int",
        model="response.model" if about_one else "NULL::text",
        question="array_position(%s, answer.question_id::bigint), " if several else "",
    )
    ordered = [question.pk for question in sorted(questions, key=lambda question: question.position)]
    asked: list[Any] = [*params, ordered, *([texts] if texts else []), *([ordered] if several else [])]
    return query, asked

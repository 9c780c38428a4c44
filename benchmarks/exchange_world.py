"""The data that ``exchange.py`` exports and imports: texts of 1 to 2 kB per item, seeded inside an empty PostgreSQL."""

import json
import random
from collections.abc import Iterator
from pathlib import Path

#: Lengths in characters: a prompt, and each of two responses, from the first to the second.
PROMPT, RESPONSE = (150, 450), (300, 1100)
_POOL = 1_000_000
_TEXT = (
    "the of and to in is that for it as with was on be by at from are this have or an not they which one you had were "
    "model answer question because however number between result value example function people first second without "
    "“quoted” café naïve Zürich ¿qué? 日本語 3.14 x² ≤"
)
_WORDS = _TEXT.split()

_ITEM_ROWS = """
COPY annotator_item (id, project_id, external_id, purpose, prompt, prompt_hash, content_hash, requires, priority,
    metadata, created_at) FROM STDIN
"""
_RESPONSE_ROWS = """
COPY annotator_response (item_id, position, model, text, chars, words, headers, lists, bolds, code_blocks, metadata)
FROM STDIN
"""
_VOTES = """
INSERT INTO annotator_judgment (key, project_id, item_id, rater_id, guideline_id, purpose, source, revision, is_current,
        surplus, digest, first_shown, active_ms, since_break_s, on_shift_s, submitted_at)
    SELECT gen_random_uuid(), %(project)s, item.id, rater.id, %(guideline)s, 'work', 'live', 1, true, false, '',
        item.id %% 2, 20000 + item.id %% 9000, 60, item.id %% 3600, timestamptz '2026-01-01' + item.id * interval '1 s'
    FROM annotator_item item JOIN annotator_membership rater
        ON rater.project_id = item.project_id AND rater.role = 'rater' AND (rater.id + item.id) %% 10 < 3
    WHERE item.project_id = %(project)s
    ORDER BY item.id;
INSERT INTO annotator_answer (judgment_id, question_id, outcome, strength)
    SELECT id, %(question)s, outcome, CASE WHEN outcome IN ('a', 'b') THEN 1 + id %% 3 END
    FROM (SELECT id, (ARRAY['a', 'a', 'b', 'a', 'b', 'tie', 'a', 'b', 'both_bad', 'a'])[1 + id %% 10] AS outcome
        FROM annotator_judgment WHERE project_id = %(project)s ORDER BY id) said;
SELECT setval(pg_get_serial_sequence('annotator_item', 'id'), (SELECT max(id) FROM annotator_item));
"""


class Texts:
    """Texts of any length with line ends, quotes, Markdown and other alphabets, cut from one long one."""

    def __init__(self, seed: int) -> None:
        self._rng = random.Random(seed)
        parts: list[str] = []
        size = 0
        while size < _POOL:
            words = self._rng.choices(_WORDS, k=self._rng.randint(6, 18))
            line = self._rng.choice(["", "", "- ", "# ", '"so" ', "\t"]) + " ".join(words) + self._rng.choice(".\n?\n")
            parts.append(line)
            size += len(line)
        self._pool = "".join(parts)

    def text(self, lengths: tuple[int, int]) -> str:
        """A text whose length is between the two."""
        length = self._rng.randint(*lengths)
        start = self._rng.randrange(len(self._pool) - length)
        return self._pool[start : start + length]


def items(count: int, seed: int) -> Iterator[tuple[str, tuple[str, str]]]:
    """Prompts and pairs of responses."""
    texts = Texts(seed)
    for number in range(count):
        yield f"Question {number}: {texts.text(PROMPT)}", (texts.text(RESPONSE), texts.text(RESPONSE))


def seed_votes(count: int) -> int:
    """Store a project with three votes on each of ``count`` items; returns its id."""
    from django.db import connection  # noqa: PLC0415

    from annotator.models import Guideline, Membership, Project, Question  # noqa: PLC0415
    from tests.preferences.world import NOW  # noqa: PLC0415

    project = Project.objects.create(name="Votes", preset="pairwise", seed=1, created_at=NOW)
    fields = {"key": "preference", "kind": "preference", "title": "Better", "position": 0, "strength_levels": 3}
    question = Question.objects.create(project=project, **fields)
    guideline = Guideline.objects.create(project=project, version=1, body="Judge.", published_at=NOW)
    Membership.objects.bulk_create(
        Membership(project=project, role="rater", alias=f"r{number}", created_at=NOW) for number in range(10)
    )
    pk, when = project.pk, NOW.isoformat()
    with connection.cursor() as cursor:
        cursor.execute("SET synchronous_commit = off")
        with cursor.copy(_ITEM_ROWS) as copy:
            for number, (prompt, _) in enumerate(items(count, 1), 1):
                copy.write_row((number, pk, f"i{number}", "work", prompt, f"{number:064}", "", "", 0, "{}", when))
        with cursor.copy(_RESPONSE_ROWS) as copy:
            for number, (_, pair) in enumerate(items(count, 1), 1):
                for side, text in enumerate(pair):
                    model = f"model-{(number + side * (1 + number % 7)) % 8}"
                    copy.write_row((number, side, model, text, len(text), 100, 0, 0, 0, 0, "{}"))
        wanted = {"project": pk, "question": question.pk, "guideline": guideline.pk}
        for statement in _VOTES.split(";\n"):
            if statement.strip():
                cursor.execute(statement, wanted)
        cursor.execute("VACUUM ANALYZE")
    return int(pk)


def write_items(path: Path, count: int) -> None:
    """An import file of pairs with slices."""
    with path.open("w") as file:
        for number, (prompt, pair) in enumerate(items(count, 2)):
            responses = [{"text": text, "model": f"m{(number + side) % 8}"} for side, text in enumerate(pair)]
            row = {"id": f"q{number}", "prompt": prompt, "responses": responses}
            file.write(json.dumps({**row, "slices": {"language": "en" if number % 2 else "de"}}) + "\n")

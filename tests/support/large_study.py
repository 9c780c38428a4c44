"""A study of many judgments with raters who differ, filled inside the database, and its agreement report.

Run as a program on the database that the environment names: ``python -m tests.support.large_study 200000`` migrates,
fills, computes the report and prints what a browser needs as JSON.
"""

import json
import os
import sys
import time
from datetime import UTC, datetime
from typing import Any

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
if __name__ == "__main__":
    django.setup()

from django.apps import apps
from django.core.management import call_command
from django.core.management.color import no_style
from django.db import connection, transaction

from agreement.services.runs import drive_report, request_report
from annotator.models import (
    Guideline,
    Membership,
    Project,
    Question,
    QuestionKind,
    Role,
    User,
)
from tests.support.dashboard_timing import SIGN_IN
from tests.support.vast import ITEMS, RESPONSES

OVERLAP = 4
RATERS = 40
"""The four raters of an item are 11 places apart, so that they differ."""

NOW = datetime(2026, 3, 2, 12, 0, tzinfo=UTC)
NUMBERS = """
    (WITH RECURSIVE s(n) AS (SELECT CAST(1 AS bigint) UNION ALL SELECT n + 1 FROM s WHERE n < {upto}) SELECT n FROM s) s
"""
# {mixed} is a number from 0 to 65536 that looks like chance and is the same on both databases.
MIXED = "(n * 48271 + n / 7 * 104729) % 65537"
# Twelve languages, four of them rare, and eight categories. SQLite binds || tighter than %.
SLICES = """
    INSERT INTO annotator_itemslice (project_id, item_id, name, value)
    SELECT {project}, n, 'language', CASE WHEN n % 2500 < 4 THEN 'rare-' || (n % 2500) ELSE 'lang-' || (n % 8) END
    FROM {numbers}
    UNION ALL
    SELECT {project}, n, 'category', 'cat-' || (n / 3 % 8) FROM {numbers}"""
# Four raters an item, whose places differ by 11 of 40; the second guideline comes in the middle of sixty days.
JUDGMENTS = """
    INSERT INTO annotator_judgment (id, key, project_id, item_id, rater_id, guideline_id, purpose, source, revision,
        is_current, surplus, digest, active_ms, since_break_s, on_shift_s, submitted_at)
    SELECT n, {uuid}, {project}, (n - 1) / {overlap} + 1,
           {first_rater} + (((n - 1) / {overlap} + 1) * 7 + (n - 1) % {overlap} * 11) % {raters},
           CASE WHEN n <= {judgments} / 2 THEN {guideline} ELSE {guideline} + 1 END, 'work', 'live', 1, TRUE, FALSE,
           'digest', 9000, 60, 60, {day} FROM {numbers}"""
# A rater says what is true of the item, or anything: the fourth rater mostly anything, all of them in cat-3 more often.
SURE = """CASE WHEN (((n - 1) / {overlap} + 1) * 7 + (n - 1) % {overlap} * 11) % {raters} = 3 THEN 20
               WHEN ((n - 1) / {overlap} + 1) / 3 % 8 = 3 THEN 50
               WHEN n > {judgments} / 2 THEN 82 ELSE 74 END"""
SAID = "CASE WHEN {mixed} % 100 < {sure} THEN ((n - 1) / {overlap} + 1) * 31 % {size} ELSE {mixed} / 100 % {size} END"
ANSWERS = """
    INSERT INTO annotator_answer (judgment_id, question_id, outcome)
    SELECT n, {better}, CASE {said_of_3} WHEN 0 THEN 'a' WHEN 1 THEN 'b' ELSE 'tie' END FROM {numbers}"""
SCORES = """
    INSERT INTO annotator_answer (judgment_id, question_id, score)
    SELECT n, {helpful}, {said_of_5} + 1 FROM {numbers}"""


def fill(judgments: int) -> Project:
    """Fill an empty, migrated database with ``judgments`` of a quarter as many items, each answering two questions."""
    lead = User.objects.create_user(SIGN_IN["email"], SIGN_IN["password"], name="Lea Lead")
    project = Project.objects.create(name="A large study", preset="pairwise", seed=7, created_at=NOW)
    Membership.objects.create(project=project, user=lead, role=Role.LEAD, alias="lead", created_at=NOW)
    better = Question.objects.create(
        project=project, key="better", kind=QuestionKind.PREFERENCE, title="Which is better?", position=0
    )
    helpful = Question.objects.create(
        project=project, key="helpful", kind=QuestionKind.LIKERT, title="How helpful?", position=1
    )
    raters = [
        Membership(project=project, role=Role.RATER, alias=f"rater {number}", created_at=NOW)
        for number in range(1, RATERS + 1)
    ]
    first_rater = min(row.pk for row in Membership.objects.bulk_create(raters))
    first, _ = (
        Guideline.objects.create(project=project, version=version, body="Choose.", published_at=NOW)
        for version in (1, 2)
    )
    sure = SURE.format(overlap=OVERLAP, raters=RATERS, judgments=judgments)
    said = {f"said_of_{n}": SAID.format(mixed=MIXED, sure=sure, overlap=OVERLAP, size=n) for n in (3, 5)}
    values: dict[str, Any] = {
        "project": project.pk,
        "overlap": OVERLAP,
        "raters": RATERS,
        "judgments": judgments,
        "first_rater": first_rater,
        "guideline": first.pk,
        "better": better.pk,
        "helpful": helpful.pk,
        "now": NOW.isoformat(),
        "uuid": "gen_random_uuid()" if connection.vendor == "postgresql" else "lower(hex(randomblob(16)))",
        "day": _day(judgments),
        **said,
    }
    items = judgments // OVERLAP
    todo = ((ITEMS, items), (RESPONSES, 2 * items), (SLICES, items))
    with transaction.atomic(), connection.cursor() as cursor:
        for statement, upto in (*todo, (JUDGMENTS, judgments), (ANSWERS, judgments), (SCORES, judgments)):
            cursor.execute(statement.format(numbers=NUMBERS.format(upto=upto), **values))
        for statement in connection.ops.sequence_reset_sql(no_style(), list(apps.get_models())):
            cursor.execute(statement)
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")
    return project


def _day(judgments: int) -> str:
    """An expression for the day of judgment n, the items spread over sixty days from January 2026."""
    days = f"(n - 1) / {OVERLAP} * {OVERLAP} * 60 / {judgments}"
    if connection.vendor == "postgresql":
        return f"timestamptz '2026-01-05 09:00:00+00' + {days} * interval '1 day'"
    return f"datetime('2026-01-05 09:00:00', '+' || ({days}) || ' days')"


def prepare(judgments: int) -> dict[str, Any]:
    """Migrate, fill, and compute the report as a worker would. Returns ids and seconds."""
    call_command("migrate", verbosity=0)
    started = time.monotonic()
    project = fill(judgments)
    filled = time.monotonic()
    report = request_report(project=project, kind="agreement", wanted={}, actor=None, now=NOW)
    assert drive_report(report.pk)
    report.refresh_from_db()
    assert report.state == "succeeded", report.error
    return {
        "project": project.pk,
        "report": report.pk,
        "fill_s": round(filled - started, 2),
        "report_s": round(time.monotonic() - filled, 2),
        "result_bytes": len(json.dumps(report.result)),
        "parts": {
            f"{part.question or 'all'}/{part.name}": len(json.dumps(part.content)) for part in report.parts.all()
        },
    }


if __name__ == "__main__":
    print(json.dumps(prepare(int(sys.argv[1]))))

"""A study of any size in a database of its own, seeded inside the database, and what a claim and a submit take there.

Run as a program on the database that DATABASE_URL names: ``python -m tests.support.vast measure '{"items": 1000, …}'``.
"""

import json
import os
import sys
import time
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
if __name__ == "__main__":
    django.setup()

import numpy as np
from django.apps import apps
from django.core.management import call_command
from django.core.management.color import no_style
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from rest_framework.test import APIClient

from annotator.models import Answer, Assignment, Batch, Item, Judgment, Membership, Response, Slot
from tests.support.world import Study, study, user_of

SEEDED = (Item, Response, Slot, Batch, Assignment, Judgment, Answer)
BATCH = 10
GOLD = 30
RATERS = 20
TRICKLE = 2
"""Raters who warm up caches before anything is measured."""

# The same statements on both databases: {n} numbers from 1, {uuid} a random key, {now} a literal.
NUMBERS = "(WITH RECURSIVE s(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM s WHERE n < {upto}) SELECT n FROM s) s"
ITEMS = """
    INSERT INTO annotator_item (id, project_id, external_id, purpose, prompt, prompt_hash, content_hash, priority,
                                metadata, created_at)
    SELECT n, {project}, 'item-' || n, 'work', 'Explain number ' || n || ' to a child in a few short sentences.',
           'hash-' || n, 'hash-' || n, 0, '{{}}', '{now}' FROM {numbers}"""
RESPONSES = """
    INSERT INTO annotator_response (id, item_id, position, model, text, chars, words, headers, lists, bolds,
                                    code_blocks, metadata)
    SELECT n, (n + 1) / 2, (n + 1) % 2, 'model-' || ((n + 1) % 2), 'Think of ' || n || ' apples in a basket.',
           40, 9, 0, 0, 0, 0, '{{}}' FROM {numbers}"""
# Slot n belongs to item (n - 1) / overlap + 1. Items are walked in the order of their ids: the judged ones are those
# that raters have walked past, as in a real study.
SLOTS = """
    INSERT INTO annotator_slot (id, project_id, item_id, "index", state, serving_order)
    SELECT n, {project}, (n - 1) / {overlap} + 1, (n - 1) % {overlap},
           CASE WHEN n <= {judgments} THEN 'answered' ELSE 'open' END, ((n - 1) / {overlap} + 1) * {stride}
    FROM {numbers}"""
# Judgment n fills slot n; its rater is number n % raters, so that no rater has an item twice.
BATCHES = """
    INSERT INTO annotator_batch (id, shift_id, rater_id, size, freshness, reason, created_at)
    SELECT n, {first_shift} + (n - 1) % {raters}, {first_rater} + (n - 1) % {raters}, {batch}, 1, '', '{past}'
    FROM {numbers}"""
ASSIGNMENTS = """
    INSERT INTO annotator_assignment (id, key, project_id, rater_id, item_id, slot_id, batch_id, position, purpose,
        state, display_order, guideline_id, leased_at, expires_at, closed_at, skip_reason, skip_note)
    SELECT n, {uuid}, {project}, {first_rater} + (n - 1) % {raters}, (n - 1) / {overlap} + 1, n,
           (n - 1) / ({raters} * {batch}) * {raters} + (n - 1) % {raters} + 1, (n - 1) / {raters} % {batch}, 'work',
           'submitted', '0,1', {guideline}, '{past}', '{past}', '{past}', '', '' FROM {numbers}"""
JUDGMENTS = """
    INSERT INTO annotator_judgment (id, key, project_id, item_id, rater_id, assignment_id, shift_id, guideline_id,
        purpose, source, revision, is_current, surplus, digest, first_shown, active_ms, since_break_s, on_shift_s,
        submitted_at)
    SELECT n, {uuid}, {project}, (n - 1) / {overlap} + 1, {first_rater} + (n - 1) % {raters}, n,
           {first_shift} + (n - 1) % {raters}, {guideline}, 'work', 'live', 1, TRUE, FALSE, 'digest', 0, 9000, 60, 60,
           '{past}' FROM {numbers}"""
ANSWERS = """
    INSERT INTO annotator_answer (id, judgment_id, question_id, outcome)
    SELECT n, n, {question}, 'a' FROM {numbers}"""


def seed(*, items: int, judgments: int, overlap: int) -> Study:
    """Migrate the database and fill it; ``judgments`` of the ``items`` × ``overlap`` slots are answered."""
    call_command("migrate", verbosity=0)
    made = study(overlap=overlap, gold_rate=0.1, gold_pass_threshold=0.0, batch_min=BATCH, batch_max=BATCH)
    made.now = timezone.now()
    for _ in range(RATERS):
        made.rater()
    stride = 1_000
    values = {
        "project": made.project.pk,
        "overlap": overlap,
        "judgments": judgments,
        "stride": stride,
        "raters": RATERS,
        "batch": BATCH,
        "first_rater": made.raters[0].pk,
        "first_shift": made.raters[0].shifts.get().pk,
        "guideline": made.guideline.pk if made.guideline else "NULL",
        "question": made.questions["better"].pk,
        "now": made.now.isoformat(),
        "past": "2026-01-05 09:00:00+00:00",
        "uuid": "gen_random_uuid()" if connection.vendor == "postgresql" else "lower(hex(randomblob(16)))",
    }
    batches = (judgments // (RATERS * BATCH) + 1) * RATERS if judgments else 0
    todo = (
        (ITEMS, items), (RESPONSES, 2 * items), (SLOTS, items * overlap), (BATCHES, batches),
        (ASSIGNMENTS, judgments), (JUDGMENTS, judgments), (ANSWERS, judgments),
    )  # fmt: skip
    with _without_indexes(), connection.cursor() as cursor:
        for statement, upto in todo:
            if upto:
                cursor.execute(statement.format(numbers=NUMBERS.format(upto=upto), **values))
    with connection.cursor() as cursor:
        for statement in connection.ops.sequence_reset_sql(no_style(), list(apps.get_models())):
            cursor.execute(statement)
    Membership.objects.filter(project=made.project, role="rater").update(claim_cursor=(judgments // overlap) * stride)
    for _ in range(GOLD):
        made.item(gold={"better": {"outcome": "a"}})
    return made


@contextmanager
def _without_indexes() -> Iterator[None]:
    """On PostgreSQL, fill the tables without indexes and foreign keys' triggers, and make the indexes after."""
    if connection.vendor != "postgresql":
        yield
        return
    tables = [model._meta.db_table for model in SEEDED]
    with connection.cursor() as cursor:
        cursor.execute("SET synchronous_commit = off")
        cursor.execute("SET maintenance_work_mem = '512MB'")
        cursor.execute("SET session_replication_role = replica")
        for table in tables:  # young statistics are measured first, so nobody else may collect any meanwhile
            cursor.execute(f"ALTER TABLE {table} SET (autovacuum_enabled = false)")
        cursor.execute(
            "SELECT conrelid::regclass::text, conname, pg_get_constraintdef(oid) FROM pg_constraint"
            " WHERE contype = 'u' AND conrelid = ANY(%s::regclass[])",
            [tables],
        )
        constraints = cursor.fetchall()
        for table, name, _ in constraints:
            cursor.execute(f'ALTER TABLE {table} DROP CONSTRAINT "{name}"')
        cursor.execute(
            "SELECT indexrelid::regclass::text, pg_get_indexdef(indexrelid) FROM pg_index"
            " WHERE NOT indisprimary AND indrelid = ANY(%s::regclass[])",
            [tables],
        )
        indexes = cursor.fetchall()
        for name, _ in indexes:
            cursor.execute(f"DROP INDEX {name}")
    yield
    with connection.cursor() as cursor:
        for _, definition in indexes:
            cursor.execute(definition)
        for table, name, definition in constraints:
            cursor.execute(f'ALTER TABLE {table} ADD CONSTRAINT "{name}" {definition}')
        cursor.execute("SET session_replication_role = DEFAULT")


def serve(made: Study, *, claims: int) -> dict[str, Any]:
    """Let the raters claim and submit through the API, one after the other. Returns milliseconds."""
    clients = []
    for rater in made.raters:
        client = APIClient(HTTP_HOST="127.0.0.1")
        client.force_authenticate(user_of(rater))
        clients.append(client)
    took: dict[str, list[float]] = {"claim": [], "submit": []}
    for number in range(claims + TRICKLE):
        client = clients[number % len(clients)]
        tasks = _timed(client, took["claim"], "post", f"projects/{made.project.pk}/claim/", {})["tasks"]
        for task in tasks:
            answers = [{"question": "better", "outcome": "a"}]
            body = {"assignment": task["key"], "answers": answers, "active_ms": 5000}
            _timed(client, took["submit"], "put", f"judgments/{uuid.uuid4()}/", body)
        if number < TRICKLE:
            took = {"claim": [], "submit": []}
    return {name: _percentiles(seconds) for name, seconds in took.items()}


def _timed(client: APIClient, took: list[float], method: str, path: str, body: Any) -> Any:
    before = time.perf_counter()
    response = getattr(client, method)(f"/api/v1/{path}", body, format="json")
    took.append(time.perf_counter() - before)
    assert response.status_code < 300, response.content
    return response.json()


def _percentiles(seconds: list[float]) -> dict[str, float]:
    p50, p95 = np.percentile(np.array(seconds) * 1000, [50, 95]).round(2).tolist()
    return {"p50_ms": p50, "p95_ms": p95}


def widest_queries(made: Study, n: int = 3) -> list[dict[str, Any]]:
    """Return the SELECTs of one claim and one submit that read the most pages (PostgreSQL), worst first."""
    if connection.vendor != "postgresql":
        return []
    client = APIClient(HTTP_HOST="127.0.0.1")
    client.force_authenticate(user_of(made.raters[-1]))
    with CaptureQueriesContext(
        connection,
    ) as captured:
        tasks = client.post(f"/api/v1/projects/{made.project.pk}/claim/", {}, format="json").json()["tasks"]
        body = {"assignment": tasks[0]["key"], "answers": [{"question": "better", "outcome": "a"}]}
        client.put(f"/api/v1/judgments/{uuid.uuid4()}/", body, format="json")
    found = []
    with connection.cursor() as cursor:
        for query in captured.captured_queries:
            if not query["sql"].startswith("SELECT"):
                continue
            cursor.execute("EXPLAIN (ANALYZE, BUFFERS, FORMAT JSON) " + query["sql"].replace("%", "%%"))
            plan = cursor.fetchone()[0][0]
            pages = plan["Plan"]["Shared Hit Blocks"] + plan["Plan"]["Shared Read Blocks"]
            found.append({"pages": pages, "ms": round(plan["Execution Time"], 2), "sql": query["sql"][:200]})
    return sorted(found, key=lambda one: -one["pages"])[:n]


def measure(*, items: int, judgments: int, overlap: int, claims: int) -> dict[str, Any]:
    """Seed, serve with young statistics, collect statistics, serve again."""
    started = time.monotonic()
    made = seed(items=items, judgments=judgments, overlap=overlap)
    seeded_s = time.monotonic() - started
    young = serve(made, claims=claims)
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")
    return {
        "items": items,
        "judgments": judgments,
        "seed_s": round(seeded_s, 1),
        "young": young,
        "analyzed": serve(made, claims=claims),
        "widest_queries": widest_queries(made),
    }


if __name__ == "__main__":
    print(json.dumps(measure(**json.loads(sys.argv[2]))))

"""Counting judgments for agreement in PostgreSQL, next to the bare GROUP BY of the same answers.

Fills a project by SQL in the empty database that DATABASE_URL names, then times, best of three: the GROUP BY of item
and outcome alone, the patterns that the coefficients are made of, all group coefficients with their bootstrap, the
answers read as arrays, and once the whole report with its pairs, raters, confusion, trend and diagnosis. Prints one
JSON object.
"""

import os
import sys
from pathlib import Path

sys.path.pop(0)  # a module of this folder is named like one of the standard library
sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

import argparse
import json
import resource
import tempfile
import time
from collections.abc import Callable
from typing import Any

import django

BARE = """
    SELECT j.item_id, a.outcome, COUNT(*) FROM annotator_answer a JOIN annotator_judgment j ON j.id = a.judgment_id
    WHERE a.question_id = %s AND j.project_id = %s AND j.is_current AND NOT j.surplus AND j.purpose = 'work'
      AND j.quarantined_at IS NULL GROUP BY j.item_id, a.outcome
"""
OUTCOMES = "(ARRAY['a','b','tie','both_bad'])[1 + mod(abs(hashtext({})), 4)]"


def fill(items: int, per_item: int) -> int:
    """Store a project with that many judged items by SQL; each item has a hard-wired truth and raters err a third."""
    from django.db import connection  # noqa: PLC0415

    from annotator.models import Membership, Project, Question  # noqa: PLC0415
    from tests.agreement.world import NOW  # noqa: PLC0415

    project = Project.objects.create(name="Bench", preset="pairwise", seed=1, created_at=NOW)
    question = Question.objects.create(project=project, key="better", kind="preference", title="Better", position=0)
    raters = [
        Membership.objects.create(project=project, role="rater", alias=f"r{number}", created_at=NOW).pk
        for number in range(50)
    ]
    with connection.cursor() as cursor:
        defaults = _defaults(cursor, "annotator_item")
        columns = ["project_id", "external_id", "prompt", "prompt_hash", "content_hash", "created_at", *defaults]
        values = ["%s", "'i' || g", "''", "g::text", "g::text", "now()", *defaults.values()]
        cursor.execute(
            f"INSERT INTO annotator_item ({', '.join(columns)})"
            f" SELECT {', '.join(values)} FROM generate_series(1, %s) g",
            [project.pk, items],
        )
        cursor.execute(
            """
            INSERT INTO annotator_judgment (key, project_id, item_id, rater_id, purpose, source, revision, is_current,
                                            surplus, digest, submitted_at)
            SELECT gen_random_uuid(), %s, i.id, (%s::bigint[])[1 + mod(i.id + r * 7, 50)], 'work', 'live', 1, true,
                   false, '', now()
            FROM annotator_item i CROSS JOIN generate_series(0, %s) r WHERE i.project_id = %s
            """,
            [project.pk, raters, per_item - 1, project.pk],
        )
        truth, noise = OUTCOMES.format("j.item_id::text"), OUTCOMES.format("j.id::text")
        cursor.execute(
            f"""
            INSERT INTO annotator_answer (judgment_id, question_id, outcome)
            SELECT j.id, %s, CASE WHEN mod(abs(hashtext('s' || j.id)), 3) > 0 THEN {truth} ELSE {noise} END
            FROM annotator_judgment j WHERE j.project_id = %s
            """,
            [question.pk, project.pk],
        )
        cursor.execute("ANALYZE")
    return project.pk


def _defaults(cursor: Any, table: str) -> dict[str, str]:
    """SQL literals for the other columns that may not be null and have no default."""
    cursor.execute(
        "SELECT column_name, data_type FROM information_schema.columns WHERE table_name = %s AND is_nullable = 'NO'"
        " AND column_default IS NULL AND is_identity = 'NO'",
        [table],
    )
    given = {"project_id", "external_id", "prompt", "prompt_hash", "content_hash", "created_at"}
    literals = {
        "boolean": "false",
        "jsonb": "'{}'::jsonb",
        "double precision": "0",
        "timestamp with time zone": "now()",
    }
    found = {}
    for name, kind in cursor.fetchall():
        if name not in given:
            text = "'work'" if name == "purpose" else "''"
            found[name] = literals.get(kind, text if "char" in kind or kind == "text" else "0")
    return found


def best(action: Callable[[], Any]) -> tuple[float, Any]:
    """Best wall time in seconds of three runs, and the last result."""
    seconds, result = float("inf"), None
    for _ in range(3):
        start = time.perf_counter()
        result = action()
        seconds = min(seconds, time.perf_counter() - start)
    return seconds, result


def measure(project_id: int) -> dict[str, Any]:
    """Time the three, and say what memory this process has used at most."""
    from django.db import connection  # noqa: PLC0415

    from agreement.datasets import read_question  # noqa: PLC0415
    from agreement.pattern_counts import count_patterns  # noqa: PLC0415
    from agreement.services.agreement_report import freeze, run  # noqa: PLC0415
    from agreement.services.computations import Inputs  # noqa: PLC0415
    from agreement.services.quick_look import quick_look  # noqa: PLC0415
    from annotator.models import Project, Question  # noqa: PLC0415

    project = Project.objects.get(pk=project_id)
    question = Question.objects.get(project=project)

    def bare() -> int:
        # Counted where it is: handing over a row per item and outcome would cost as much again.
        with connection.cursor() as cursor:
            cursor.execute(f"SELECT COUNT(*) FROM ({BARE}) grouped", [question.pk, project.pk])
            return int(cursor.fetchone()[0])

    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    bare_s, rows = best(bare)
    patterns_s, (patterns, _) = best(lambda: count_patterns(question, include_models=False, until=2**62))
    look_s, found = best(lambda: quick_look(project=project, include_models=False, seed=1))
    grown = (resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before) / 1024
    read_s, data = best(lambda: read_question(question, include_models=False, until=2**62))
    del data
    start = time.perf_counter()
    inputs = Inputs(project, freeze(project, {}), 1, 2**62, lambda *_, **__: None)
    run(inputs)
    report_s = time.perf_counter() - start
    return {
        "group_by_s": round(bare_s, 3),
        "group_by_rows": rows,
        "patterns_s": round(patterns_s, 3),
        "patterns": int(patterns.items.size),
        "coefficients_s": round(look_s, 3),
        "coefficients_ratio": round(look_s / bare_s, 2),
        "coefficients_grown_mb": round(grown, 1),
        "read_s": round(read_s, 3),
        "read_ratio": round(read_s / bare_s, 2),
        "report_s": round(report_s, 3),
        "report_ratio": round(report_s / bare_s, 2),
        "report_grown_mb": round((resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before) / 1024, 1),
        "alpha": found[0]["krippendorff_alpha"]["value"],
    }


def main() -> None:
    """Read the flags, fill, measure, print JSON."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--judgments", type=int, default=1_000_000)
    parser.add_argument("--per-item", type=int, default=3)
    options = parser.parse_args()
    if not os.environ.get("DATABASE_URL", "").startswith("postgres"):
        raise SystemExit("DATABASE_URL must name an empty PostgreSQL database.")
    with tempfile.TemporaryDirectory() as folder:
        os.environ.setdefault("TOUCHSTONE_DATA_DIR", folder)
        os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
        django.setup()
        from django.core.management import call_command  # noqa: PLC0415

        call_command("migrate", verbosity=0)
        start = time.perf_counter()
        project_id = fill(options.judgments // options.per_item, options.per_item)
        filled = time.perf_counter() - start
        found = {"benchmark": "counting in PostgreSQL", "judgments": options.judgments, "filled_s": round(filled, 1)}
        print(json.dumps({**found, **measure(project_id)}))


if __name__ == "__main__":
    main()

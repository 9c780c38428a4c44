"""Exchange with the outside: a million votes out, a million items in, beside what PostgreSQL's COPY and the disk take.

Prints one JSON object: rows, seconds of ours and of COPY (the faster of two runs, before and after), their ratio, peak
memory, items imported per second, and the details. ``--rows`` sets both sizes. Needs DATABASE_URL to name an empty
PostgreSQL database of its own; it is emptied at the end.
"""

import os
import sys
import tempfile
from pathlib import Path

# A neighbour of this file is named like a module of the standard library: the folder must not come first on the path.
sys.path.pop(0)
sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

import argparse
import json
import resource
import time
from collections.abc import Callable
from typing import Any

import django

from benchmarks.exchange_world import seed_votes, write_items

#: The columns of the raw votes, as one COPY would write them in the same order.
COPY_VOTES = """
COPY (
    SELECT item.external_id, rater.alias, rater.kind, question.key, response.position, answer.outcome, answer.strength,
        CASE answer.outcome WHEN 'a' THEN 1 WHEN 'b' THEN -1 WHEN 'tie' THEN 0 END * coalesce(answer.strength, 1),
        answer.score, answer.rank, answer.choice, winner.model, response.model, judgment.first_shown,
        judgment.active_ms, judgment.on_shift_s, guideline.version, judgment.revision, judgment.submitted_at,
        NULL::text
    FROM annotator_judgment judgment
    JOIN annotator_answer answer ON answer.judgment_id = judgment.id
    JOIN annotator_question question ON question.id = answer.question_id
    JOIN annotator_item item ON item.id = judgment.item_id
    JOIN annotator_membership rater ON rater.id = judgment.rater_id
    LEFT JOIN annotator_guideline guideline ON guideline.id = judgment.guideline_id
    LEFT JOIN annotator_response response ON response.id = answer.response_id
    LEFT JOIN annotator_response winner ON winner.item_id = judgment.item_id
        AND winner.position = CASE answer.outcome WHEN 'a' THEN 0 WHEN 'b' THEN 1 END
    WHERE judgment.project_id = {project} AND judgment.is_current AND NOT judgment.surplus
        AND judgment.purpose = 'work' AND judgment.quarantined_at IS NULL AND rater.kind <> 'model'
    ORDER BY judgment.id
) TO STDOUT (FORMAT csv)
"""


def copy_votes(project: int, path: Path) -> dict[str, Any]:
    """COPY … TO of the same columns into a file."""
    from django.db import connection  # noqa: PLC0415

    start = time.perf_counter()
    rows = 0
    with connection.cursor() as cursor, path.open("wb") as file:
        with cursor.copy(COPY_VOTES.format(project=project)) as copy:
            for part in copy:
                file.write(part)
        rows = cursor.rowcount
    return rate(rows, time.perf_counter() - start, path.stat().st_size)


def export_votes(project_id: int, folder: Path, container: str) -> dict[str, Any]:
    """The raw votes as the worker writes them, manifest, card and all."""
    from annotator.models import Project  # noqa: PLC0415
    from preferences.queries import newest_judgment_id  # noqa: PLC0415
    from preferences.services.exporting import write_dataset  # noqa: PLC0415
    from preferences.services.plans import make_plan  # noqa: PLC0415

    project = Project.objects.get(pk=project_id)
    asked: dict[str, Any] = {"form": "votes-jsonl", "question": None, "options": {"container": container}}
    start = time.perf_counter()
    plan = make_plan(project, **asked, filters={}, until=newest_judgment_id(project))
    written = write_dataset(project, plan, seed=1, folder=folder, about={})
    return rate(written.rows, time.perf_counter() - start, written.bytes)


def import_items(path: Path) -> dict[str, Any]:
    """The file as the worker imports it: checks, features, slots, slices."""
    from django.core.files import File  # noqa: PLC0415
    from django.utils import timezone  # noqa: PLC0415

    from annotator.models import ImportRun, Project, Question  # noqa: PLC0415
    from annotator.services import jobs  # noqa: PLC0415
    from annotator.services.importing.request import request_import  # noqa: PLC0415
    from annotator.services.importing.run import perform_import  # noqa: PLC0415
    from tests.preferences.world import NOW  # noqa: PLC0415

    project = Project.objects.create(name="Items", preset="pairwise", seed=1, created_at=NOW, overlap=1)
    Question.objects.create(project=project, key="preference", kind="preference", title="Better", position=0)
    with path.open("rb") as opened:
        run = request_import(
            project=project,
            actor=None,
            now=timezone.now(),
            file=File(opened),
            file_name="items.jsonl",
            kind="items",
            enqueue=False,
        )
    start = time.perf_counter()
    jobs.drive(ImportRun, run.pk, lambda claim: perform_import(claim, now=timezone.now()))
    seconds = time.perf_counter() - start
    run.refresh_from_db()
    assert run.state == "succeeded", run.error
    return rate(run.rows_created, seconds, path.stat().st_size)


def copy_items(path: Path) -> dict[str, Any]:
    """COPY … FROM of the same lines into one unindexed table: what the database takes for the bytes alone."""
    from django.db import connection  # noqa: PLC0415

    with connection.cursor() as cursor:
        cursor.execute("CREATE UNLOGGED TABLE bench_lines (line text)")
        start = time.perf_counter()
        with (
            path.open("rb") as file,
            cursor.copy("COPY bench_lines FROM STDIN (FORMAT csv, QUOTE E'\\x01', DELIMITER E'\\x02')") as copy,
        ):
            while part := file.read(1 << 20):
                copy.write(part)
        seconds = time.perf_counter() - start
        rows = cursor.rowcount
        cursor.execute("DROP TABLE bench_lines")
    return rate(rows, seconds, path.stat().st_size)


def plain_disk(path: Path, size: int) -> dict[str, Any]:
    """As many bytes to the disk, synced."""
    start = time.perf_counter()
    block = os.urandom(1 << 20)
    with path.open("wb") as file:
        for _ in range(size >> 20):
            file.write(block)
        file.flush()
        os.fsync(file.fileno())
    seconds = time.perf_counter() - start
    path.unlink()
    return {"seconds": round(seconds, 2), "mb_per_s": round(size / 1e6 / seconds)}


def rate(rows: int, seconds: float, size: int) -> dict[str, Any]:
    """A measurement in words."""
    return {
        "rows": rows,
        "seconds": round(seconds, 2),
        "rows_per_s": round(rows / seconds),
        "mb": round(size / 1e6, 1),
        # Of this process alone: on a busy machine it says more than the clock.
        "cpu_seconds": round(time.process_time(), 2),
        "peak_memory_mb": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024,
    }


def apart(measure: Callable[[], dict[str, Any]]) -> dict[str, Any]:
    """Measure in a process of its own, so that its memory is its own."""
    django.db.connections.close_all()
    reader, writer = os.pipe()
    if os.fork() == 0:
        os.close(reader)
        try:
            with os.fdopen(writer, "w") as out:
                json.dump(measure(), out)
        finally:
            os._exit(0)
    os.close(writer)
    with os.fdopen(reader) as result:
        text = result.read()
    os.wait()
    found: dict[str, Any] = json.loads(text)
    return found


def measure_votes(count: int, folder: Path) -> dict[str, Any]:
    """COPY, JSONL, Parquet, COPY again: the same rows and columns."""
    project = seed_votes(-(-count // 3))
    result: dict[str, Any] = {"copy_votes": apart(lambda: copy_votes(project, folder / "votes.csv"))}
    for container in ("jsonl", "parquet"):
        target = folder / container
        result[f"export_{container}"] = apart(lambda t=target, c=container: export_votes(project, t, c))
    result["copy_votes_again"] = apart(lambda: copy_votes(project, folder / "votes.csv"))
    result["plain_disk"] = plain_disk(folder / "plain", int(result["export_jsonl"]["mb"] * 1e6))
    return result


def summary(found: dict[str, Any]) -> dict[str, Any]:
    """The figures that are asked for first."""
    told: dict[str, Any] = {}
    if "copy_votes" in found:
        copies = [found[name]["seconds"] for name in ("copy_votes", "copy_votes_again")]
        exports = {container: found[f"export_{container}"] for container in ("jsonl", "parquet")}
        told = {
            "rows": exports["jsonl"]["rows"],
            "ours_s": {name: made["seconds"] for name, made in exports.items()},
            "copy_s": min(copies),
            "ratio": {name: round(min(copies) / made["seconds"], 2) for name, made in exports.items()},
            "rss_mb": {name: made["peak_memory_mb"] for name, made in exports.items()},
        }
    if "import_items" in found:
        told["import_items_per_s"] = found["import_items"]["rows_per_s"]
        told["import_rss_mb"] = found["import_items"]["peak_memory_mb"]
    return told


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--rows", type=int, help="votes and items, both")
    parser.add_argument("--votes", type=int, default=1_000_000)
    parser.add_argument("--items", type=int, default=1_000_000)
    parser.add_argument("--only", choices=["votes", "items"])
    parser.add_argument("--json", action="store_true", help="one line, without the details")
    wanted = parser.parse_args()
    if not os.environ.get("DATABASE_URL", "").startswith("postgres"):
        parser.error("DATABASE_URL must name an empty PostgreSQL database")
    with tempfile.TemporaryDirectory() as named:
        folder = Path(named)
        os.environ["TOUCHSTONE_DATA_DIR"] = named
        os.environ["DJANGO_SETTINGS_MODULE"] = "config.settings"
        django.setup()
        from django.core.management import call_command  # noqa: PLC0415

        call_command("migrate", verbosity=0)
        found: dict[str, Any] = {"load_average": os.getloadavg()[0]}
        if wanted.only != "items":
            found |= measure_votes(wanted.rows or wanted.votes, folder)
        if wanted.only != "votes":
            write_items(folder / "items.jsonl", wanted.rows or wanted.items)
            found["copy_lines"] = apart(lambda: copy_items(folder / "items.jsonl"))
            found["import_items"] = apart(lambda: import_items(folder / "items.jsonl"))
        call_command("flush", verbosity=0, interactive=False)
        told = summary(found)
        print(json.dumps(told) if wanted.json else json.dumps({**told, "details": found}, indent=2))


if __name__ == "__main__":
    main()

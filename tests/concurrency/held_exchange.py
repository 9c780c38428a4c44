"""The real Celery application, whose exports and imports stop half-way for as long as the file ``hold`` is there.

A process of its own runs it: ``celery -A tests.concurrency.held_exchange worker``. As a script it makes the database,
a project and its jobs (``make``), asks for the same export again (``again``), or tells how all is (``told``), as JSON.
"""

import json
import os
import sys
import time
from collections.abc import Sequence
from pathlib import Path
from typing import Any

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
import django

django.setup()

from django.conf import settings  # noqa: E402
from django.core.management import call_command  # noqa: E402
from django.utils import timezone  # noqa: E402

from annotator.models import ImportRun, Item, Project, Response, Slot  # noqa: E402
from annotator.services.importing import run as importing  # noqa: E402
from annotator.services.importing.outcome import BatchOutcome  # noqa: E402
from annotator.services.importing.write_items import ItemWriter  # noqa: E402
from annotator.services.jobs import enqueue  # noqa: E402
from config.celery import app  # noqa: E402
from preferences.models import Export  # noqa: E402
from preferences.services import writing  # noqa: E402
from preferences.services.requests import request_export  # noqa: E402
from tests.preferences.world import model_study  # noqa: E402
from tests.support.studies import jsonl, pair, problems, queue_import  # noqa: E402

ROWS, BAD, BATCH = 300, (7, 144, 290), 50
VOTES = 400
DATA = Path(settings.DATA_DIR)
HOLD = DATA / "hold"

importing.BATCH_ROWS = BATCH
writing.BUFFER_BYTES = 20_000
_out, _write = writing.LinesFile._out, ItemWriter.write
_calls = {"export": 0, "import": 0}


def _stop(what: str, after: int) -> None:
    _calls[what] += 1
    if _calls[what] != after or not HOLD.exists():
        return
    (DATA / f"{what}-half").touch()
    while HOLD.exists():
        time.sleep(0.05)


def held_out(self: writing.LinesFile, part: bytearray) -> None:
    """Write, and stop after the second part."""
    _out(self, part)
    _stop("export", 2)


def held_write(self: ItemWriter, drafts: Sequence[Any]) -> BatchOutcome:
    """Write, and stop in the transaction of the third batch."""
    outcome = _write(self, drafts)
    _stop("import", 3)
    return outcome


writing.LinesFile._out = held_out  # type: ignore[method-assign, assignment]
ItemWriter.write = held_write  # type: ignore[method-assign]


def make() -> dict[str, Any]:
    """Migrate, judge, and queue an export and an import."""
    call_command("migrate", verbosity=0)
    study = model_study()
    question = study.question()
    names = [f"p{n}" for n in range(VOTES)]
    study.add_items(
        {"id": name, "prompt": name, "responses": [{"model": m, "text": f"{m} on {name}"} for m in ("m1", "m2")]}
        for name in names
    )
    study.rater("r1")
    study.vote(question, {name: {"r1": "ab"[n % 2]} for n, name in enumerate(names)})
    rows = [pair(n) if n not in BAD else {"id": n} for n in range(1, ROWS + 1)]
    target = Project.objects.create(name="Target", preset="pairwise", seed=1, created_at=timezone.now(), overlap=1)
    target.questions.create(key="preference", kind="preference", title="Better", position=0)
    HOLD.touch()
    enqueue(queue_import(target, jsonl(rows)))
    return again()


def again() -> dict[str, Any]:
    """Ask for the votes."""
    project = Project.objects.get(name="Study")
    return {"export": request_export(project=project, actor=None, now=timezone.now(), form="votes-jsonl").pk}


def told() -> dict[str, Any]:
    """The rows of all jobs, and what the import has left in the database."""
    fields = ("state", "attempts", "error")
    run = ImportRun.objects.get()
    items = Item.objects.filter(project=run.project)
    return {
        "exports": list(Export.objects.order_by("pk").values(*fields, "folder", "rows_written", "manifest")),
        "import": {name: getattr(run, name) for name in (*fields, "committed_line", "rows_created", "rows_failed")},
        "problems": [line for line, _field, _reason in problems(run)],
        "items": sorted(items.values_list("external_id", flat=True), key=int),
        "responses": Response.objects.filter(item__in=items).count(),
        "slots": Slot.objects.filter(item__in=items).count(),
    }


if __name__ == "__main__":
    print(json.dumps({"make": make, "again": again, "told": told}[sys.argv[1]]()))

__all__ = ["app"]

"""Studies made the way people make them: a lead, a project from a preset, a file imported to the end."""

import json
from collections.abc import Iterable
from datetime import UTC, datetime
from typing import Any

from django.core.files.base import ContentFile

from annotator.models import ImportRun, Project, User
from annotator.services import jobs
from annotator.services.importing.report import first_errors
from annotator.services.importing.request import request_import
from annotator.services.importing.run import perform_import
from annotator.services.projects import create_project

NOW = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)


def make_lead(email: str = "lead@example.org") -> User:
    """Return a user who may create projects."""
    return User.objects.create_user(email, name="Lea Lead", may_create_projects=True)


def make_project(lead: User | None = None, *, preset: str = "pairwise", **fields: Any) -> Project:
    """Return a draft project of ``lead`` from ``preset``."""
    fields.setdefault("name", "A study")
    return create_project(actor=lead or make_lead(), now=NOW, seed=7, preset=preset, **fields)


def jsonl(rows: Iterable[Any]) -> bytes:
    """Return ``rows`` as JSONL; a row of bytes is taken as it is."""
    return b"".join((row if isinstance(row, bytes) else json.dumps(row).encode()) + b"\n" for row in rows)


def queue_import(project: Project, data: bytes, *, kind: str = "items", name: str = "file.jsonl") -> ImportRun:
    """Return a queued import of ``data`` that nobody drives yet."""
    return request_import(
        project=project, actor=None, now=NOW, file=ContentFile(data), file_name=name, kind=kind, enqueue=False
    )


def drive_import(run: ImportRun) -> ImportRun:
    """Run a queued import as a worker would, and return it as it ended."""
    jobs.drive(ImportRun, run.pk, lambda claim: perform_import(claim, now=NOW))
    return ImportRun.objects.select_related("project").get(pk=run.pk)


def import_rows(project: Project, rows: Iterable[Any], *, kind: str = "items") -> ImportRun:
    """Import JSONL rows to the end."""
    return drive_import(queue_import(project, jsonl(rows), kind=kind))


def import_bytes(project: Project, data: bytes, *, kind: str = "items", name: str = "file.csv") -> ImportRun:
    """Import a file to the end."""
    return drive_import(queue_import(project, data, kind=kind, name=name))


def problems(run: ImportRun) -> list[tuple[int, str, str]]:
    """Return the first errors as (line, field, reason)."""
    return [(error["line"], error["field"], error["reason"]) for error in first_errors(run)]


def pair(external_id: Any, **fields: Any) -> dict[str, Any]:
    """Return a good pairwise item row."""
    responses = [{"text": "An answer", "model": "m1"}, {"text": "Another", "model": "m2"}]
    return {"id": external_id, "prompt": f"Question {external_id}?", "responses": responses, **fields}

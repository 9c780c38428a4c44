"""Requests an import: keeps the file, says what it is, and queues the run."""

import hashlib
import secrets
from datetime import datetime
from pathlib import PurePath

from django.core.files import File

from annotator.errors import Conflict, InvalidInput
from annotator.models import ImportKind, ImportRun, JobState, Project, ProjectState, User
from annotator.services.jobs import request_job

FORMATS = {"jsonl": "jsonl", "ndjson": "jsonl", "json": "jsonl", "csv": "csv", "tsv": "csv"}


class EmptyFile(InvalidInput):
    code = "empty_file"


class UnknownFormat(InvalidInput):
    code = "unknown_format"


class ProjectClosed(Conflict):
    code = "project_closed"


def request_import(
    *,
    project: Project,
    actor: User | None,
    now: datetime,
    file: File,
    file_name: str,
    kind: str,
    file_format: str = "auto",
    enqueue: bool = True,
) -> ImportRun:
    """Keep ``file`` and return the queued run that will import it; without ``enqueue`` the caller drives it.

    ``file_format`` is ``jsonl``, ``csv`` or ``auto``: by the name's ending, else by the first character. Raises
    ``EmptyFile``, ``UnknownFormat``, ``InvalidInput`` for an unknown kind and ``ProjectClosed``.
    """
    if kind not in ImportKind.values:
        raise InvalidInput(f"There is no import of {kind[:40]!r}.", fields={"kind": ["Expected items or votes."]})
    if project.state == ProjectState.CLOSED:
        raise ProjectClosed("The project is closed. Activate it before importing.")
    if not file.size:
        raise EmptyFile("The file is empty.", fields={"file": ["Is empty."]})
    run = ImportRun(
        project=project,
        requested_by=actor,
        kind=kind,
        format=_format(file, file_name, file_format),
        file_name=PurePath(file_name).name[-255:],
        file_bytes=file.size,
        sha256=_sha256(file),
        progress_total=file.size,
        created_at=now,
        heartbeat_at=now,
        state=JobState.QUEUED,
    )
    # The stored name is ours: what people call their files is data, not a path.
    run.file.save(f"{now:%Y%m%d-%H%M%S}-{secrets.token_hex(8)}.{run.format}", file, save=False)
    if enqueue:
        return request_job(run)
    run.save()
    return run


def _format(file: File, file_name: str, wanted: str) -> str:
    if wanted in ("jsonl", "csv"):
        return wanted
    if wanted != "auto":
        raise UnknownFormat(f"Unknown format {wanted[:40]!r}.", fields={"format": ["Expected jsonl, csv or auto."]})
    ending = PurePath(file_name).suffix.lower().removeprefix(".")
    if ending in FORMATS:
        return FORMATS[ending]
    file.seek(0)
    start = file.read(4096).removeprefix(b"\xef\xbb\xbf").lstrip()
    file.seek(0)
    if start.startswith(b"{"):
        return "jsonl"
    if start and b"," in start.splitlines()[0]:
        return "csv"
    raise UnknownFormat(
        "This is neither JSONL nor CSV, by its name or its first line. Name the file .jsonl or .csv.",
        fields={"file": ["Expected a .jsonl or .csv file."]},
    )


def _sha256(file: File) -> str:
    digest = hashlib.sha256()
    for chunk in file.chunks():
        digest.update(chunk)
    file.seek(0)
    return digest.hexdigest()

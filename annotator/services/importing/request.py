"""Requests an import: keeps the file, says what it is, and queues the run."""

import hashlib
import secrets
from datetime import datetime
from pathlib import PurePath
from typing import BinaryIO, cast

from django.conf import settings
from django.core.files import File

from annotator.errors import Conflict, InvalidInput
from annotator.models import ImportKind, ImportRun, JobState, Project, ProjectState, User
from annotator.services.importing.foreign import UnknownLayout, layout_named
from annotator.services.importing.foreign.containers import container_of
from annotator.services.importing.foreign.detect import detect
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
    question: str | None = None,
    enqueue: bool = True,
) -> ImportRun:
    """Keep ``file`` and return the queued run that will import it; without ``enqueue`` the caller drives it.

    ``file_format`` is ``jsonl`` or ``csv`` (the project's own rows), the key of a foreign layout, or ``auto``: own rows
    by the name's ending, else by the first character, unless the first records are of a foreign layout. ``question`` is
    the key of the question that foreign votes answer, needed where the project asks several. Raises ``EmptyFile``,
    ``UnknownFormat``, ``InvalidInput`` for an unknown kind or question and ``ProjectClosed``.
    """
    if kind not in ImportKind.values:
        raise InvalidInput(
            f"There is no import of {kind[:40]!r}.",
            fields={"kind": [f"Expected one of {', '.join(ImportKind.values)}."]},
        )
    if project.state == ProjectState.CLOSED:
        raise ProjectClosed("The project is closed. Activate it before importing.")
    if not file.size:
        raise EmptyFile("The file is empty.", fields={"file": ["Is empty."]})
    if question is not None and not project.questions.filter(key=question).exists():
        raise InvalidInput(f"There is no question {question[:40]!r}.", fields={"question": ["Is not asked here."]})
    opened = cast(BinaryIO, file)
    layout = foreign_layout(opened, file_name, file_format)
    container = container_of(opened) if layout else ""
    plan = {"layout": layout, "container": container, "question": question} if layout else {}
    own = "csv" if container == "csv" else "jsonl"
    run = ImportRun(
        project=project,
        requested_by=actor,
        kind=kind,
        # What the rows are read as; of a foreign file the plan says more.
        format=own if layout else _format(file, file_name, file_format),
        plan=plan,
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


def foreign_layout(file: BinaryIO, file_name: str, wanted: str) -> str | None:
    """Return the key of the foreign layout to read ``file`` with; None for the project's own rows.

    Raises ``UnknownFormat`` for a format that nobody knows, and for a file whose container alone is foreign.
    """
    if wanted in ("jsonl", "csv"):
        return None
    if wanted != "auto":
        try:
            return layout_named(wanted).key
        except UnknownLayout as error:
            fields = {"format": [f"Expected auto, jsonl, csv or a layout. {error.fields['layout'][0]}"]}
            raise UnknownFormat(f"Unknown format {wanted[:40]!r}.", fields=fields) from error
    container = container_of(file)
    try:
        found = detect(file, max_line_bytes=settings.IMPORT_MAX_LINE_BYTES)
    except InvalidInput:
        if container in ("json", "parquet"):
            raise
        # Own rows that are all wrong, or no readable header: their reader says what is, line by line.
        return None
    own = found.layout.key in ("touchstone-items", "touchstone-votes", "touchstone-scores")
    return None if own and container in ("jsonl", "csv") and not _exported(found.layout.key, file) else found.layout.key


def _exported(layout: str, file: BinaryIO) -> bool:
    """Whether votes have the further columns that exports give them, which the import of own rows refuses."""
    start = file.read(65_536)
    file.seek(0)
    return layout == "touchstone-votes" and b"guideline_version" in start and b"signed_strength" in start


def _format(file: File, file_name: str, wanted: str) -> str:
    if wanted in ("jsonl", "csv"):
        return wanted
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

"""Where the files of exports lie, which of them there are, and how they leave as one archive."""

import zipfile
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from typing import Any, cast

import orjson
from django.conf import settings

from annotator.errors import Conflict, NotFound
from annotator.models import JobState
from annotator.said import say
from preferences.models import Export

MANIFEST, RUN = "manifest.json", "run.json"
COPY_BYTES = 256 * 1024


class ExportNotReady(Conflict):
    """The export has no files (yet)."""

    code = "not_ready"


class NoSuchFile(NotFound):
    code = "no_such_file"


def render_manifest(manifest: dict[str, Any]) -> bytes:
    """The manifest's bytes: sorted keys, so that they are the same after a round trip through the database."""
    return orjson.dumps(manifest, option=orjson.OPT_INDENT_2 | orjson.OPT_SORT_KEYS | orjson.OPT_APPEND_NEWLINE)


def exports_root() -> Path:
    """The folder of all exports."""
    return Path(settings.MEDIA_ROOT) / "exports"


def folder_of(export: Export) -> Path:
    """The folder with the export's complete files. Raises ``ExportNotReady`` while there is none."""
    if export.state != JobState.SUCCEEDED or not export.folder:
        raise ExportNotReady("This export has no files: it isn't finished, or it failed.")
    folder = Path(settings.MEDIA_ROOT) / export.folder
    if not folder.is_dir():
        raise ExportNotReady("The files of this export were removed from the server. Request the export again.")
    return folder


def file_names(export: Export) -> list[str]:
    """Names of the export's files, the data first. Raises ``ExportNotReady``."""
    manifest = cast(dict[str, Any] | None, export.manifest)
    if manifest is None:
        raise ExportNotReady("This export has no files: it isn't finished, or it failed.")
    documents = manifest.get("documents", [])  # exports of earlier versions have none
    return [*(file["name"] for file in [*manifest["files"], *documents]), MANIFEST, RUN]


def file_path(export: Export, name: str) -> Path:
    """The path of one file. Raises ``ExportNotReady``, and ``NoSuchFile`` for a name the export doesn't have."""
    folder = folder_of(export)
    names = file_names(export)
    if name not in names:
        raise NoSuchFile(say("This export has no file {name!r}; it has {listed}.", name=name, listed=", ".join(names)))
    return folder / name


class _Outlet:
    """A write-only stream whose bytes are taken away as they come: the archive never lies in memory or on disk."""

    def __init__(self) -> None:
        self._parts: list[bytes] = []
        self._at = 0

    def write(self, part: Any) -> int:
        taken = bytes(part)
        self._parts.append(taken)
        self._at += len(taken)
        return len(taken)

    def tell(self) -> int:
        return self._at

    def flush(self) -> None:
        """Nothing is held back."""

    def take(self) -> bytes:
        taken = b"".join(self._parts)
        self._parts.clear()
        return taken


def zip_stream(export: Export) -> Iterator[bytes]:
    """Return the export's files as the bytes of a zip, in parts. Raises ``ExportNotReady`` before the first part."""
    return _zipped(folder_of(export), file_names(export), export.finished_at or export.created_at)


def _zipped(folder: Path, names: list[str], written_at: datetime) -> Iterator[bytes]:
    outlet = _Outlet()
    with zipfile.ZipFile(cast(Any, outlet), "w", zipfile.ZIP_DEFLATED, compresslevel=3) as archive:
        for name in names:
            info = zipfile.ZipInfo(name, date_time=written_at.timetuple()[:6])
            info.compress_type = zipfile.ZIP_DEFLATED
            info.external_attr = 0o644 << 16
            path = folder / name
            with path.open("rb") as source, archive.open(info, "w", force_zip64=path.stat().st_size > 2**31) as target:
                while part := source.read(COPY_BYTES):
                    target.write(part)
                    yield outlet.take()
    yield outlet.take()

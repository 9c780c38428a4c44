"""What an import would do, before it is asked for: how the file is read, its first rows, and what is wrong."""

from collections.abc import Callable
from dataclasses import asdict, dataclass, field
from datetime import datetime
from itertools import islice
from typing import Any, BinaryIO, cast

from django.conf import settings
from django.core.files import File

from annotator.errors import InvalidInput
from annotator.models import ImportKind, Project
from annotator.services.importing.foreign import layout_named
from annotator.services.importing.foreign.containers import container_of, records
from annotator.services.importing.foreign.detect import detect
from annotator.services.importing.foreign.rows import own_rows
from annotator.services.importing.kinds import OWN_LAYOUTS, handling
from annotator.services.importing.request import foreign_layout
from annotator.services.importing.rows import FailedRow, Row, RowError

#: Rows that are checked unless all are, and those of them that are shown.
CHECKED, SHOWN = 1_000, 5


@dataclass(slots=True)
class Preview:
    """How a file would be read. ``rows`` are its first good rows in the project's own shape."""

    container: str
    layout: str
    layout_name: str
    reason: str
    mapping: list[dict[str, str]]
    lost: str
    rows: list[dict[str, Any]] = field(default_factory=list)
    errors: list[dict[str, Any]] = field(default_factory=list)
    rows_checked: int = 0
    rows_good: int = 0
    rows_failed: int = 0
    complete: bool = True

    def as_dict(self) -> dict[str, Any]:
        """The preview as JSON."""
        return asdict(self)


def preview_import(
    *,
    project: Project,
    now: datetime,
    file: File,
    file_name: str,
    kind: str,
    file_format: str = "auto",
    question: str | None = None,
    limit: int | None = CHECKED,
) -> Preview:
    """Read up to ``limit`` rows (None: all) as the import would, and write nothing.

    Raises ``InvalidInput`` for what can't be read at all. Clashes with rows that are stored already, and votes on items
    that aren't there, show only when the import runs.
    """
    if kind not in ImportKind.values:
        raise InvalidInput(
            f"There is no import of {kind[:40]!r}.",
            fields={"kind": [f"Expected one of {', '.join(ImportKind.values)}."]},
        )
    opened = cast(BinaryIO, file)
    longest = settings.IMPORT_MAX_LINE_BYTES
    key = foreign_layout(opened, file_name, file_format)
    container = container_of(opened)
    if key is None:
        # Rows of our own are read as such, whatever else they may look like.
        layout = layout_named(OWN_LAYOUTS[ImportKind(kind)])
        reason = "The rows are Touchstone's own."
    else:
        named = None if file_format == "auto" else key
        found = detect(opened, max_line_bytes=longest, layout=named)
        layout, reason = found.layout, found.reason
    mapping = [{"theirs": theirs, "ours": ours} for theirs, ours in layout.mapping]
    preview = Preview(container, layout.key, layout.name, reason, mapping, layout.lost)
    found_rows = own_rows(records(opened, container, max_line_bytes=longest), layout, kind, question=question)
    parse = handling(kind, project, list(project.questions.all()), now=now).parse
    for row in islice(found_rows, limit):
        preview.rows_checked += 1
        _check(row, parse, preview)
    preview.complete = limit is None or preview.rows_checked < limit
    return preview


def _check(row: Row, parse: Callable[[Row], Any], preview: Preview) -> None:
    failed: FailedRow | None = row.failed(row.error) if row.error else None
    if failed is None:
        try:
            parse(row)
        except RowError as error:
            failed = row.failed(error)
    if failed is None:
        preview.rows_good += 1
        if len(preview.rows) < SHOWN:
            preview.rows.append(row.values or {})
        return
    preview.rows_failed += 1
    if len(preview.errors) < 20:
        preview.errors.append({"line": failed.line, "field": failed.field, "reason": failed.reason})

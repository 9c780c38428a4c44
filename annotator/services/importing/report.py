"""The error report of an import: a CSV file that grows while rows fail."""

import csv
import io
from collections.abc import Sequence
from pathlib import Path
from types import TracebackType
from typing import Any

from django.core.files.storage import default_storage

from annotator.models import ImportRun
from annotator.policies.spreadsheets import inert
from annotator.services.importing.rows import FailedRow

HEADER = ("line", "field", "reason", "excerpt")
FIRST = 20


class ErrorReport:
    """Appends failed rows to the run's report; a context manager. The file is made when the first row fails."""

    def __init__(self, run: ImportRun) -> None:
        self.name = run.error_report.name or f"imports/{run.created_at:%Y/%m}/errors-{run.pk}.csv"
        self._resume_after = run.committed_line
        self._file: io.TextIOWrapper | None = None

    def __enter__(self) -> "ErrorReport":
        path = self._path()
        if path.exists():
            self._forget_after(path, self._resume_after)
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._file is not None:
            self._file.close()

    def add(self, failed: Sequence[FailedRow]) -> None:
        """Write ``failed`` through to the disk, before their batch commits.

        A report may say too much for a moment, which resuming corrects, but never too little.
        """
        if not failed:
            return
        file = self._opened()
        csv.writer(file).writerows(
            [row.line, inert(row.field), inert(row.reason), inert(row.excerpt)] for row in failed
        )
        file.flush()

    def _path(self) -> Path:
        return Path(default_storage.path(self.name))

    def _opened(self) -> io.TextIOWrapper:
        if self._file is None:
            path = self._path()
            path.parent.mkdir(parents=True, exist_ok=True)
            new = not path.exists()
            # The caller's `with` closes it.
            self._file = path.open("a", encoding="utf-8", newline="")
            path.chmod(0o600)
            if new:
                csv.writer(self._file).writerow(HEADER)
        return self._file

    def _forget_after(self, path: Path, line: int) -> None:
        """Drop rows that a worker wrote for a batch it never committed."""
        kept = path.with_suffix(".kept")
        with path.open(encoding="utf-8", newline="") as old, kept.open("w", encoding="utf-8", newline="") as new:
            reader, writer = csv.reader(old), csv.writer(new)
            writer.writerow(next(reader, HEADER))
            writer.writerows(row for row in reader if len(row) == len(HEADER) and int(row[0]) <= line)
        kept.chmod(0o600)
        kept.replace(path)


def first_errors(run: ImportRun) -> list[dict[str, Any]]:
    """Return up to 20 rows of the run's report: ``line``, ``field`` and ``reason``."""
    if not run.error_report:
        return []
    path = Path(default_storage.path(str(run.error_report.name)))
    if not path.exists():
        return []
    with path.open(encoding="utf-8", newline="") as file:
        rows = csv.DictReader(file)
        return [
            {"line": int(row["line"]), "field": row["field"], "reason": row["reason"]}
            for row, _ in zip(rows, range(FIRST), strict=False)
        ]

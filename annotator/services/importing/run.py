"""Runs an import: reads the file in batches, each of which lands in one transaction together with where it ended."""

from collections.abc import Callable, Iterator, Sequence
from datetime import datetime
from functools import partial
from typing import Any, BinaryIO, cast

from django.conf import settings
from django.db import IntegrityError, transaction

from annotator.errors import InvalidInput
from annotator.models import ImportRun
from annotator.services.importing.ahead import ahead
from annotator.services.importing.csv_rows import read_csv
from annotator.services.importing.foreign import layout_named
from annotator.services.importing.foreign.containers import records
from annotator.services.importing.foreign.rows import own_rows
from annotator.services.importing.jsonl import read_jsonl
from annotator.services.importing.kinds import Handling, check_columns, handling
from annotator.services.importing.outcome import BatchOutcome
from annotator.services.importing.report import ErrorReport, first_errors
from annotator.services.importing.rows import FailedRow, Row, RowError
from annotator.services.jobs import Claim
from annotator.services.streaming import quick_turns, rare_collections

BATCH_ROWS = 2500
BATCH_BYTES = 16 * 1024 * 1024
ATTEMPTS = 3
#: Rows that are completed together: few enough to be in the processor's cache still, as whole batches aren't.
_PORTION = 100


class NoRows(InvalidInput):
    code = "no_rows"


class NoGoodRows(InvalidInput):
    code = "no_good_rows"


def perform_import(
    claim: Claim, *, now: datetime, on_batch: Callable[[ImportRun], None] = lambda run: None
) -> dict[str, Any]:
    """Import the claimed run's file from where it was left, and return the fields to store with success.

    Raises ``InvalidInput`` for a file that can't be read at all, ``NoRows`` for an empty one and ``NoGoodRows`` when
    every row failed; the rows that were good are in the database in any case. ``now`` is when imported things are said
    to be created; ``on_batch`` is called with the run after each batch.
    """
    run = cast(ImportRun, claim.job)
    questions = list(run.project.questions.all())
    from_cells = run.format == "csv" and not run.plan.get("layout")
    how = handling(run.kind, run.project, questions, now=now, from_cells=from_cells)
    claim.progress(run.progress_done, run.file_bytes, stage="Reading rows")
    with rare_collections(), quick_turns(), run.file.open("rb") as file, ErrorReport(run) as report:
        for batch in ahead(_batches(_rows(run, cast(BinaryIO, file)), how)):
            _commit(claim, report, batch.last, batch.failed, partial(how.writer.write, batch.drafts))
            how.writer.remember(batch.drafts)
            on_batch(run)
    _refuse_without_rows(run)
    return {}


def _rows(run: ImportRun, file: BinaryIO) -> Iterator[Row]:
    limit = settings.IMPORT_MAX_LINE_BYTES
    layout = run.plan.get("layout")
    if layout:
        found = records(file, run.plan["container"], max_line_bytes=limit, after_line=run.committed_line)
        return own_rows(found, layout_named(layout), run.kind, question=run.plan.get("question"))
    if run.format == "jsonl":
        return read_jsonl(file, max_line_bytes=limit, after_line=run.committed_line)
    return read_csv(file, max_line_bytes=limit, columns=check_columns(run.kind), after_line=run.committed_line)


class _Batch:
    """Rows that land together: drafts of the good ones, what is wrong with the others, and which row is the last."""

    def __init__(self, how: Handling, first: Row) -> None:
        self.drafts: list[tuple[Row, Any]] = []
        self.failed: list[FailedRow] = []
        self._how = how
        self._rows = self._size = self._prepared = 0
        self.add(first)

    def takes(self, row: Row) -> bool:
        """Whether there is room for ``row``, or it is on the last one's line: a line is never torn apart."""
        return (self._rows < BATCH_ROWS and self._size < BATCH_BYTES) or row.line == self.last.line

    def add(self, row: Row) -> None:
        """Parse ``row``."""
        self.last = row
        self._rows += 1
        self._size += row.size
        if row.error is not None:
            self.failed.append(row.failed(row.error))
            return
        try:
            self.drafts.append((row, self._how.parse(row)))
        except RowError as error:
            self.failed.append(row.failed(error))
        if len(self.drafts) - self._prepared >= _PORTION:
            self.prepare()

    def prepare(self) -> None:
        """Complete the drafts that came since the last time."""
        self._how.prepare([draft for _row, draft in self.drafts[self._prepared :]])
        self._prepared = len(self.drafts)


def _batches(rows: Iterator[Row], how: Handling) -> Iterator[_Batch]:
    """Yield batches that are ready to be written."""
    batch: _Batch | None = None
    for row in rows:
        if batch is not None and batch.takes(row):
            batch.add(row)
            continue
        if batch is not None:
            batch.prepare()
            yield batch
        batch = _Batch(how, row)
    if batch is not None:
        batch.prepare()
        yield batch


def _commit(
    claim: Claim,
    report: ErrorReport,
    last: Row,
    failed: Sequence[FailedRow],
    write: Callable[[], BatchOutcome],
) -> None:
    """Write a batch, its counts and its end in one transaction: a killed worker's successor goes on right after it."""
    for attempt in range(1, ATTEMPTS + 1):
        try:
            with transaction.atomic():
                outcome = write()
                all_failed = sorted([*failed, *outcome.failed], key=lambda row: row.line)
                _store(claim, report, last, outcome, all_failed)
            return
        except IntegrityError:
            # Another import wrote one of these rows between our look and our insert; now it is there to be found.
            if attempt == ATTEMPTS:
                raise


def _store(claim: Claim, report: ErrorReport, last: Row, outcome: BatchOutcome, failed: Sequence[FailedRow]) -> None:
    run = cast(ImportRun, claim.job)
    fields: dict[str, Any] = {
        "committed_line": last.last_line,
        "rows_created": run.rows_created + outcome.created,
        "rows_unchanged": run.rows_unchanged + outcome.unchanged,
        "rows_failed": run.rows_failed + len(failed),
    }
    if fields["rows_failed"]:
        fields["error_report"] = report.name
    run.progress_done = last.end_offset
    # Holding the run's row from here on keeps a successor away until the report and the transaction are written.
    claim.save(**fields)
    report.add(failed)
    for name, value in fields.items():
        setattr(run, name, value)


def _refuse_without_rows(run: ImportRun) -> None:
    if not run.rows_failed and not run.rows_created and not run.rows_unchanged:
        raise NoRows("The file holds no rows.")
    if not run.rows_created and not run.rows_unchanged:
        first = first_errors(run)[0]
        where = f"line {first['line']}" + (f", {first['field']}" if first["field"] else "")
        raise NoGoodRows(
            f"None of the {run.rows_failed} rows could be imported. The first error, on {where}: {first['reason']}"
        )

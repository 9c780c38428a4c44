"""`manage.py import_items PROJECT FILE`: imports a file in the foreground and shows how far it is."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.files import File
from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from annotator.errors import DomainError
from annotator.models import ImportKind, ImportRun, JobState, Project
from annotator.services import jobs
from annotator.services.importing.foreign import all_layouts
from annotator.services.importing.preview import preview_import
from annotator.services.importing.report import first_errors
from annotator.services.importing.request import request_import
from annotator.services.importing.run import perform_import


class Command(BaseCommand):
    help = (
        "Import items, or votes made elsewhere, from our own JSONL or CSV or another tool's file. "
        "Exits with 1 when a row failed."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("project", type=int, help="the project's number")
        parser.add_argument("file", type=Path)
        parser.add_argument("--kind", choices=ImportKind.values, default=ImportKind.ITEMS.value)
        parser.add_argument(
            "--format", choices=["auto", "jsonl", "csv", *(layout.key for layout in all_layouts())], default="auto"
        )
        parser.add_argument("--question", help="Key of the question that another tool's votes answer.")
        parser.add_argument("--dry-run", action="store_true", help="Check every row and write nothing.")

    def handle(self, *args: Any, project: int, file: Path, kind: str, **options: Any) -> None:
        found = Project.objects.filter(pk=project).first()
        if found is None:
            raise CommandError(f"There is no project {project}.")
        try:
            with file.open("rb") as opened:
                if options["dry_run"]:
                    self._check(found, File(opened), file.name, kind, options)
                    return
                run = request_import(
                    project=found,
                    actor=None,
                    now=timezone.now(),
                    file=File(opened),
                    file_name=file.name,
                    kind=kind,
                    file_format=options["format"],
                    question=options["question"],
                    enqueue=False,
                )
        except OSError as error:
            raise CommandError(f"{file} can't be read: {error.strerror}.") from error
        except DomainError as error:
            raise CommandError(error.message) from error
        jobs.drive(ImportRun, run.pk, self._perform)
        run.refresh_from_db()
        self._tell(run)
        if run.state != JobState.SUCCEEDED:
            raise CommandError(run.error or f"The import was {run.state}.")
        if run.rows_failed:
            raise CommandError(f"{run.rows_failed} rows failed; the full list is in {run.error_report.path}")

    def _check(self, project: Project, file: File, name: str, kind: str, options: dict[str, Any]) -> None:
        preview = preview_import(
            project=project,
            now=timezone.now(),
            file=file,
            file_name=name,
            kind=kind,
            file_format=options["format"],
            question=options["question"],
            limit=None,
        )
        self.stdout.write(f"{name}: {preview.layout} in {preview.container}. {preview.reason}")
        for pair in preview.mapping:
            self.stdout.write(f"  {pair['theirs']} → {pair['ours']}")
        for error in preview.errors:
            field = f", {error['field']}" if error["field"] else ""
            self.stderr.write(f"{name}, line {error['line']}{field}: {error['reason']}")
        self.stdout.write(f"{preview.rows_checked} rows: {preview.rows_good} good, {preview.rows_failed} would fail.")
        if preview.rows_failed:
            raise CommandError(f"{preview.rows_failed} rows would fail.")

    def _perform(self, claim: jobs.Claim) -> dict[str, Any]:
        return perform_import(claim, now=timezone.now(), on_batch=self._show)

    def _show(self, run: ImportRun) -> None:
        percent = 100 * run.progress_done // max(run.file_bytes, 1)
        counts = f"{run.rows_created} created, {run.rows_unchanged} unchanged, {run.rows_failed} failed"
        self.stdout.write(f"{percent:3d} %  line {run.committed_line}: {counts}")

    def _tell(self, run: ImportRun) -> None:
        for error in first_errors(run):
            field = f", {error['field']}" if error["field"] else ""
            self.stderr.write(f"{run.file_name}, line {error['line']}{field}: {error['reason']}")
        self.stdout.write(
            f"Import {run.pk} {run.state}: {run.rows_created} created, {run.rows_unchanged} unchanged, "
            f"{run.rows_failed} failed."
        )

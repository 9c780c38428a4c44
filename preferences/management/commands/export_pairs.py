"""Export a project's pairs into a folder, in the foreground: for scripts, and where no worker runs."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone
from django.utils.dateparse import parse_date, parse_datetime

from annotator.errors import DomainError
from annotator.models import Project
from preferences.formats import all_formats
from preferences.management.options import add_option_arguments, given_options
from preferences.queries import newest_judgment_id
from preferences.services.exporting import export_to_folder
from preferences.services.plans import make_plan


class Command(BaseCommand):
    """``manage.py export_pairs PROJECT --out DIR``."""

    help = "Write a project's pairs or votes, with their manifest, into a folder."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("project", help="The project's id or its exact name.")
        parser.add_argument("--out", required=True, type=Path, help="The folder to write; made if absent.")
        parser.add_argument("--format", default="trl-preference", choices=[form.key for form in all_formats()])
        parser.add_argument("--question", help="Key of the question; the first that compares unless given.")
        add_option_arguments(parser)
        parser.add_argument("--slice", action="append", default=[], metavar="NAME=VALUE", help="May be given often.")
        parser.add_argument("--from", dest="begin", help="First day or moment (UTC unless it says otherwise).")
        parser.add_argument("--to", dest="end", help="The day or moment before which votes must lie.")
        parser.add_argument("--include-models", action="store_true", help="Count model judges too.")
        parser.add_argument("--guideline", action="append", type=int, default=[], metavar="VERSION")
        parser.add_argument("--include-gold", action="store_true", help="Count votes on gold items too.")
        parser.add_argument("--seed", type=int, help="Decides the splits; the project's unless given.")
        parser.add_argument("--force", action="store_true", help="Write into a folder that is not empty.")

    def handle(self, *args: Any, **options: Any) -> None:
        project = _project(options["project"])
        filters = {
            "slices": _slices(options["slice"]),
            "from": _moment(options["begin"], "--from"),
            "to": _moment(options["end"], "--to"),
            "include_models": options["include_models"],
            "guidelines": options["guideline"],
            "include_gold": options["include_gold"],
        }
        try:
            plan = make_plan(
                project,
                form=options["format"],
                question=options["question"],
                options=given_options(options),
                filters=filters,
                until=newest_judgment_id(project),
            )
            written = export_to_folder(
                project=project,
                plan=plan,
                seed=project.seed if options["seed"] is None else options["seed"],
                folder=options["out"],
                now=timezone.now(),
                replace=options["force"],
            )
        except DomainError as error:
            hint = " (--force overwrites)" if error.code == "folder_not_empty" else ""
            raise CommandError(f"{error.message}{hint}") from error
        for file in written.manifest["files"]:
            self.stdout.write(f"{options['out'] / file['name']}: {file['rows']} rows, sha256 {file['sha256']}")
        counts = written.manifest["counts"]
        dropped = ", ".join(
            f"{counts[key]} {key.removesuffix('_dropped')}"
            for key in counts
            if key.endswith("_dropped") and counts[key]
        )
        self.stdout.write(f"{counts['votes']} votes; left out ({counts['unit']}): {dropped or 'none'}")


def _project(name: str) -> Project:
    found = list(Project.objects.filter(pk=int(name)) if name.isdecimal() else Project.objects.filter(name=name)[:2])
    if len(found) == 1:
        return found[0]
    if found:
        raise CommandError(f"Several projects are called {name!r}; give the id.")
    raise CommandError(f"There is no project {name!r}.")


def _slices(given: list[str]) -> dict[str, list[str]]:
    slices: dict[str, list[str]] = {}
    for text in given:
        name, equals, value = text.partition("=")
        if not (name and equals and value):
            raise CommandError(f"--slice {text!r} is not NAME=VALUE.")
        slices.setdefault(name, []).append(value)
    return slices


def _moment(text: str | None, option: str) -> Any:
    if text is None:
        return None
    try:
        day = parse_date(text)
        moment = parse_datetime(f"{text}T00:00:00" if day else text)
    except ValueError as error:
        raise CommandError(f"{option} {text!r}: {error}.") from error
    if moment is None:
        raise CommandError(f"{option} {text!r} is neither a day (2026-01-31) nor a moment (2026-01-31T12:00:00Z).")
    return moment if moment.tzinfo else timezone.make_aware(moment)

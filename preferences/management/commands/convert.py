"""`manage.py convert IN OUT --to FORMAT`: one tool's file into another's, without a server or a database."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

import orjson
from django.core.management.base import BaseCommand, CommandError

from annotator.errors import DomainError
from annotator.services.importing.foreign import all_layouts
from preferences.formats import VoteFormat, all_formats
from preferences.management.options import add_option_arguments, given_options
from preferences.services.converting import OWN, Conversion, convert_file


class Command(BaseCommand):
    """Reads every layout that the import knows, writes every format of pairs that the export knows."""

    help = (
        "Convert a file of preferences (Arena, HH-RLHF, AlpacaEval, HelpSteer3, Label Studio, Argilla, TRL, a plain "
        "table, …) into another format. OUT is a new folder. Exits with 1 when a record failed; the others are written."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        targets = [OWN, *(form.key for form in all_formats() if not isinstance(form, VoteFormat))]
        layouts = ["auto", *(layout.key for layout in all_layouts())]
        parser.add_argument("source", metavar="IN", type=Path)
        parser.add_argument("out", metavar="OUT", type=Path, help="The folder to make.")
        parser.add_argument("--from", dest="layout", default="auto", choices=layouts, help="Detected unless given.")
        parser.add_argument(
            "--to", default=OWN, choices=targets, help=f"{OWN} (the default) writes items.jsonl and votes.jsonl."
        )
        parser.add_argument("--items", type=Path, help="Touchstone items that votes without texts are about.")
        add_option_arguments(parser)
        parser.add_argument("--seed", type=int, default=0, help="Decides the splits.")
        parser.add_argument("--dry-run", action="store_true", help="Read everything, show what would be written.")
        parser.add_argument("--json", action="store_true", help="Print the result as JSON.")
        parser.add_argument("--force", action="store_true", help="Replace OUT if it exists.")

    def handle(self, *args: Any, source: Path, out: Path, **options: Any) -> None:
        try:
            result = convert_file(
                source,
                out,
                layout=None if options["layout"] == "auto" else options["layout"],
                target=options["to"],
                options=given_options(options),
                seed=options["seed"],
                items=options["items"],
                dry_run=options["dry_run"],
                replace=options["force"],
            )
        except OSError as error:
            raise CommandError(f"{error.filename or source} can't be used: {error.strerror}.") from error
        except DomainError as error:
            hint = " (--force replaces it)" if error.code == "output_exists" else ""
            raise CommandError(f"{error.message}{hint}") from error
        if options["json"]:
            self.stdout.write(orjson.dumps(result.as_dict(), option=orjson.OPT_INDENT_2).decode())
        else:
            self._tell(result, source, out, dry_run=options["dry_run"])
        if result.failed:
            written = "would be" if options["dry_run"] else "are"
            raise CommandError(f"{result.failed} of {result.records} records failed; the others {written} written.")

    def _tell(self, result: Conversion, source: Path, out: Path, *, dry_run: bool) -> None:
        self.stdout.write(f"{source.name}: {result.layout} in {result.container}. {result.reason}")
        for pair in result.mapping:
            self.stdout.write(f"  {pair['theirs']} → {pair['ours']}")
        for error in result.errors:
            named = f", {error['field']}" if error["field"] else ""
            self.stderr.write(f"{source.name}, line {error['line']}{named}: {error['reason']}")
        left = "".join(f"; {n} {name.replace('_', ' ')}" for name, n in result.counts.items())
        self.stdout.write(f"{result.records} records: {result.items} items, {result.votes} votes{left}.")
        verb = "would have" if dry_run else "has"
        for file in result.files:
            self.stdout.write(f"{out / file['name']} {verb} {file['rows']} rows, sha256 {file['sha256']}")
        if dry_run:
            for row in result.preview:
                self.stdout.write(orjson.dumps(row, option=orjson.OPT_INDENT_2).decode()[:2000])

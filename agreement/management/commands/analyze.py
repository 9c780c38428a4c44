"""`manage.py analyze KIND FILE`: what a file of judgments from any tool says, without a database."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

import orjson
from django.core.management.base import BaseCommand, CommandError

from agreement.services.file_analyses import analyses
from annotator.errors import DomainError


class Command(BaseCommand):
    help = "Analyse a file of judgments from any tool, without a database."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        kinds = parser.add_subparsers(dest="kind", required=True)
        for kind, analysis in analyses().items():
            own = kinds.add_parser(kind, help=analysis.help, description=analysis.help)
            own.add_argument("file", type=Path)
            own.add_argument("--json", action="store_true", help="print everything as JSON")
            analysis.add_arguments(own)

    def handle(self, *args: Any, kind: str, file: Path, **options: Any) -> None:
        analysis = analyses()[kind]
        try:
            found = analysis.run(file, options)
        except DomainError as error:
            raise CommandError(error.message) from error
        if options["json"]:
            self.stdout.write(orjson.dumps(found, option=orjson.OPT_INDENT_2).decode())
            return
        for line in analysis.lines(found):
            self.stdout.write(line)

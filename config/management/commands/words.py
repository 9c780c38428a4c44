"""``manage.py words``: bring the catalogues up to date with what the server says."""

from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser

from config.words.catalogue import SOURCE, problems, update
from config.words.finding import messages


class Command(BaseCommand):
    help = "Write what the server says to people into the catalogues, or check that they are complete."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--check", action="store_true", help="write nothing; fail where a catalogue is incomplete")

    def handle(self, *args: Any, **options: Any) -> None:
        """Update each catalogue, or with ``--check`` name what is wrong. Raises ``CommandError`` for that."""
        try:
            found = messages(settings.BASE_DIR)
        except ValueError as error:
            raise CommandError(str(error)) from error
        for path in sorted(SOURCE.glob("*/LC_MESSAGES/django.po")):
            if not options["check"]:
                update(path, found)
            wrong = problems(path, found)
            for line in wrong:
                self.stdout.write(f"{path.relative_to(settings.BASE_DIR)}: {line}")
            if options["check"] and wrong:
                raise CommandError("Run manage.py words, translate what is new, and remove the mark “fuzzy”.")

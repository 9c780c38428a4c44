"""`manage.py create_lead EMAIL`: makes the first account, whose owner may create projects."""

import getpass
import sys
from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from annotator.errors import DomainError
from annotator.services.accounts import create_lead


class Command(BaseCommand):
    help = (
        "Make an account that may create projects, or let an existing one do so. The password is asked for, or read "
        "from the standard input when that is no terminal."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("email")
        parser.add_argument("--name", default="")

    def handle(self, *args: Any, email: str, name: str, **options: Any) -> None:
        try:
            user, created = create_lead(email=email, name=name, ask_password=_ask_password)
        except DomainError as error:
            raise CommandError(error.message) from error
        self.stdout.write(f"{user.email} {'was created and ' if created else ''}may create projects.")


def _ask_password() -> str:
    if not sys.stdin.isatty():
        return sys.stdin.readline().rstrip("\n")
    password = getpass.getpass("Password: ")
    if getpass.getpass("Password again: ") != password:
        raise CommandError("The passwords differ.")
    return password

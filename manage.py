#!/usr/bin/env python
"""Touchstone's command line: Django's commands and Touchstone's own."""

import os
import sys
from tempfile import TemporaryDirectory

from django.core.management import execute_from_command_line

NEEDS_NO_DATA = ("simulate",)
"""Commands that run in a data folder of their own, so that not even an empty one is made for the user."""


def main(arguments: list[str]) -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
    if arguments[1:2] and arguments[1] in NEEDS_NO_DATA:
        with TemporaryDirectory(prefix="touchstone-") as folder:
            os.environ["TOUCHSTONE_DATA_DIR"] = folder
            execute_from_command_line(arguments)
    else:
        execute_from_command_line(arguments)


if __name__ == "__main__":
    main(sys.argv)

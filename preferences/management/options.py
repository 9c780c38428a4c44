"""The formats' options as command-line arguments."""

from argparse import ArgumentParser
from collections.abc import Mapping
from typing import Any

from preferences.formats import all_formats


def add_option_arguments(parser: ArgumentParser) -> None:
    """Add ``--ties``, ``--margin``, …: every option of any format. The plan says which format has which."""
    known: dict[str, tuple[str, dict[str, None], str]] = {}
    for option in (option for form in all_formats() for option in form.options):
        _kind, choices, _title = known.setdefault(option.key, (option.kind, {}, option.title))
        choices.update(dict.fromkeys(value for value, _ in option.choices))
    for key, (kind, choices, title) in known.items():
        flag = f"--{key.replace('_', '-')}"
        if kind == "number":
            parser.add_argument(flag, dest=key, type=float, help=f"{title}, 0 to 1.")
        else:
            parser.add_argument(flag, dest=key, choices=list(choices), help=f"{title}.")


def given_options(arguments: Mapping[str, Any]) -> dict[str, Any]:
    """The options that were given, by key."""
    keys = {option.key for form in all_formats() for option in form.options}
    return {key: arguments[key] for key in sorted(keys) if arguments.get(key) is not None}

"""Qualifications: what a rater has, what an item needs, and whether the one is enough for the other."""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from annotator.said import say

MAX_NAMES = 50
MAX_RULES = 60
MAX_CHARS = 60
_NAME = re.compile(r"[^\W_][\w.+-]*(?::[\w.+-]+)*")


class BadQualification(ValueError):
    """A list of names that can't be taken; the message says which and why."""


@dataclass(frozen=True, slots=True)
class Rule:
    """Items whose slice ``slice`` is ``value`` need ``requires``."""

    slice: str
    value: str
    requires: tuple[str, ...]


def clean(names: Iterable[str]) -> list[str]:
    """Return the names in small letters, sorted, each once. Raises ``BadQualification``.

    >>> clean(["Language:DE", "safety", "safety "])
    ['language:de', 'safety']
    """
    found = sorted({name.strip().lower() for name in names})
    if len(found) > MAX_NAMES:
        raise BadQualification(say("has {n} names, at most {max_names} are allowed", n=len(found), max_names=MAX_NAMES))
    for name in found:
        if len(name) > MAX_CHARS:
            raise BadQualification(
                say("“{name}…” has more than {max_chars} characters", name=name[:20], max_chars=MAX_CHARS)
            )
        if not _NAME.fullmatch(name):
            raise BadQualification(
                say(
                    "“{name}” is no name of a qualification: use letters, digits, . + - _ and a colon, "
                    "such as language:de",
                    name=name,
                )
            )
    return found


def joined(names: Iterable[str]) -> str:
    """Return a set of names as the one text under which it is stored."""
    return " ".join(sorted(set(names)))


def split(text: str) -> list[str]:
    """Return the names of a stored text."""
    return text.split()


def required(*, slices: Mapping[str, str], rules: Sequence[Rule], own: Iterable[str] = ()) -> str:
    """Return what an item needs, joined: its own list and that of each rule that fits its slices."""
    names = set(own)
    for rule in rules:
        if slices.get(rule.slice) == rule.value:
            names.update(rule.requires)
    return joined(names)


def suffices(*, held: Iterable[str], requires: str) -> bool:
    """Return whether a rater with the qualifications ``held`` may judge what needs ``requires``."""
    return set(split(requires)) <= set(held)

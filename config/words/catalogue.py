"""A catalogue against the code: bring it up to date, and say what is wrong with it."""

import re
from pathlib import Path

import polib

from config.words.finding import Message

SOURCE = Path(__file__).resolve().parent.parent / "locale"
PLACEHOLDER = re.compile(r"\{(\w+)[^}]*\}")


def update(path: Path, found: dict[Message, list[str]]) -> None:
    """Write the messages that were ``found`` into the catalogue at ``path``; what isn't said any more leaves it."""
    old = {_key(entry): entry for entry in polib.pofile(str(path))}
    new = polib.POFile(wrapwidth=118)
    new.metadata = polib.pofile(str(path)).metadata
    for message, places in found.items():
        entry = old.get(message) or _entry(message)
        # The file without its line: else every change of the code is a change of the catalogue.
        entry.occurrences = [(place, "") for place in dict.fromkeys(place.partition(":")[0] for place in places)]
        new.append(entry)
    new.save(str(path))


def problems(path: Path, found: dict[Message, list[str]]) -> list[str]:
    """Return a line for each message that is absent, untranslated, fuzzy or filled otherwise than the English one."""
    catalogue = {_key(entry): entry for entry in polib.pofile(str(path))}
    wrong = [f"is said no more: {message}" for message in catalogue if message not in found]
    for message in found:
        entry = catalogue.get(message)
        if entry is None or not entry.translated():
            wrong.append(f"not translated: {message}")
            continue
        english = placeholders(message if isinstance(message, str) else message[-1])
        for said in [entry.msgstr] if isinstance(message, str) else entry.msgstr_plural.values():
            # A form for one or for two may leave the number out: the word itself says it.
            left_out = {"n"} if not isinstance(message, str) else set()
            if not english - left_out <= placeholders(said) <= english:
                wrong.append(f"other placeholders than in English: {said}")
    return wrong


def placeholders(text: str) -> set[str]:
    """Return the names that are filled in."""
    return set(PLACEHOLDER.findall(text))


def _key(entry: polib.POEntry) -> Message:
    return (entry.msgid, entry.msgid_plural) if entry.msgid_plural else entry.msgid


def _entry(message: Message) -> polib.POEntry:
    if isinstance(message, str):
        return polib.POEntry(msgid=message)
    forms = dict.fromkeys(range(6), "")
    return polib.POEntry(msgid=message[0], msgid_plural=message[1], msgstr_plural=forms)

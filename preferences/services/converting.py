"""Convert a file of one layout into a dataset of another format: streamed, without a server or a database."""

import shutil
from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any, BinaryIO

from annotator.errors import Conflict, InvalidInput
from annotator.services.importing.foreign.containers import records
from annotator.services.importing.foreign.detect import Detected, detect
from annotator.services.importing.item_rows import ItemDraft, parse_item
from annotator.services.importing.rows import Row, RowError
from preferences.formats import Format, VoteFormat, format_named
from preferences.services.conversion_outputs import FormatRows, JudgedItem, Output, OwnRows
from preferences.services.plans import check_options

#: The project's own rows as a target: items.jsonl and votes.jsonl, ready to be imported.
OWN = "touchstone"
LONGEST = 64 * 1024 * 1024
SHOWN_ERRORS = 20


class NothingConverted(Conflict):
    code = "nothing_converted"


class OutputExists(Conflict):
    code = "output_exists"


@dataclass(slots=True)
class Conversion:
    """What became of a file. ``counts`` are by reason; ``errors`` are the first, ``failed`` is how many there were."""

    layout: str
    container: str
    reason: str
    target: str
    mapping: list[dict[str, str]]
    records: int = 0
    failed: int = 0
    items: int = 0
    votes: int = 0
    pairs: int = 0
    counts: dict[str, int] = field(default_factory=dict)
    errors: list[dict[str, Any]] = field(default_factory=list)
    files: list[dict[str, Any]] = field(default_factory=list)
    preview: list[dict[str, Any]] = field(default_factory=list)

    def as_dict(self) -> dict[str, Any]:
        """The result as JSON."""
        return asdict(self)


def convert_file(
    source: Path,
    out: Path,
    *,
    layout: str | None,
    target: str,
    options: Mapping[str, Any],
    seed: int = 0,
    items: Path | None = None,
    dry_run: bool = False,
    replace: bool = False,
) -> Conversion:
    """Write ``source`` as ``target`` into the new folder ``out``; a dry run reads everything and leaves nothing.

    ``layout`` is what the source is, detected if None. ``items`` names a file of Touchstone items that votes without
    texts are about. Raises ``InvalidInput`` subclasses for what can't be read or asked, ``NothingConverted`` when no
    record gave a row, and ``OutputExists``.
    """
    form, checked = _target(target, options)
    if out.exists() and not replace and not dry_run:
        raise OutputExists(f"{out} exists already. Choose another name, or say that it may be replaced.")
    known = _items_of(items) if items else {}
    hidden = out.parent / f".{out.name}.converting"
    with source.open("rb") as file:
        found = detect(file, max_line_bytes=LONGEST, layout=layout)
        # A column has one type: the first row must know whether any of the later ones is a conversation.
        conversational = form is not None and any(
            isinstance(judged, JudgedItem) and judged.draft.messages is not None
            for _row, judged in _read_all(file, found, known)
        )
        shutil.rmtree(hidden, ignore_errors=True)
        hidden.mkdir(parents=True)
        try:
            output: Output = (
                OwnRows(hidden)
                if form is None
                else FormatRows(hidden, form, checked, seed=seed, conversational=conversational)
            )
            result = _run(file, found, known, output, target)
            if not dry_run:
                _put(hidden, out)
        finally:
            shutil.rmtree(hidden, ignore_errors=True)
    return result


def _target(target: str, options: Mapping[str, Any]) -> tuple[Format | None, dict[str, Any]]:
    """The format, or None for the project's own rows, and its checked options."""
    if target == OWN:
        if options:
            raise InvalidInput(f"{OWN} has no options.", fields={key: [f"{OWN} has no options."] for key in options})
        return None, {}
    form = format_named(target)
    if isinstance(form, VoteFormat):
        raise InvalidInput(
            f"{target} needs a project's judgments; to get votes as rows, convert to {OWN}.",
            fields={"to": [f"Choose a format of pairs, or {OWN}."]},
        )
    return form, check_options(form, options)


def _run(file: BinaryIO, found: Detected, known: Mapping[str, ItemDraft], output: Output, target: str) -> Conversion:
    mapping = [{"theirs": theirs, "ours": ours} for theirs, ours in found.layout.mapping]
    result = Conversion(found.layout.key, found.container, found.reason, target, mapping)
    try:
        for row, judged in _read_all(file, found, known):
            result.records += 1
            if isinstance(judged, JudgedItem):
                output.take(judged)
                continue
            result.failed += 1
            if len(result.errors) < SHOWN_ERRORS:
                result.errors.append({"line": row.line, "field": judged.field, "reason": judged.reason})
    finally:
        output.close()
    for name, value in output.summary().items():
        setattr(result, name, value)
    if not sum(entry["rows"] for entry in result.files):
        raise NothingConverted(_nothing(result))
    return result


def _nothing(result: Conversion) -> str:
    if result.errors:
        first = result.errors[0]
        return (
            f"None of the {result.records} records gave a row. The first error, on line {first['line']}, "
            f"{first['field']}: {first['reason']}"
        )
    told = ", ".join(f"{n} {name.replace('_', ' ')}" for name, n in result.counts.items()) or "there are none"
    return f"None of the {result.records} records gave a row: {told}."


def _put(hidden: Path, out: Path) -> None:
    if out.is_dir():
        shutil.rmtree(out)
    elif out.exists():
        out.unlink()
    hidden.rename(out)


def _read_all(
    file: BinaryIO, found: Detected, known: Mapping[str, ItemDraft]
) -> Iterator[tuple[Row, JudgedItem | RowError]]:
    """Every record as what it says, or as what is wrong with it."""
    file.seek(0)
    for row in records(file, found.container, max_line_bytes=LONGEST):
        try:
            yield row, row.error or _read(row, found, known)
        except RowError as error:
            yield row, error


def _read(row: Row, found: Detected, known: Mapping[str, ItemDraft]) -> JudgedItem:
    reading = found.layout.read(row.values or {})
    if reading.item is not None:
        return JudgedItem(parse_item(reading.item, ()), reading.item, reading.votes)
    name = str(reading.votes[0].get("item")) if reading.votes else ""
    if name not in known:
        raise RowError("item", f"there is no item “{name[:60]}”; name the file of items (--items)")
    return JudgedItem(known[name], None, reading.votes)


def _items_of(path: Path) -> dict[str, ItemDraft]:
    """The items of a file by id, all in memory: votes may be about any of them."""
    with path.open("rb") as file:
        found = detect(file, max_line_bytes=LONGEST)
        if found.layout.key != "touchstone-items":
            raise InvalidInput(f"{path.name} holds {found.layout.name}, expected Touchstone items.")
        read = _read_all(file, found, {})
        return {judged.draft.external_id: judged.draft for _row, judged in read if isinstance(judged, JudgedItem)}

"""Says what a file is, and why: its container by the first bytes, its layout by the fields of its first records."""

from dataclasses import dataclass
from itertools import islice
from typing import BinaryIO

from annotator.errors import InvalidInput
from annotator.services.importing.foreign.base import Layout
from annotator.services.importing.foreign.containers import container_of, records
from annotator.services.importing.foreign.registry import all_layouts, layout_named

#: As many records are looked at; the first good one that a layout knows decides.
LOOK_AT = 20


class UnrecognisedFile(InvalidInput):
    code = "unrecognised_file"


@dataclass(frozen=True, slots=True)
class Detected:
    """What the file is taken for, and the reason in words."""

    container: str
    layout: Layout
    reason: str


def detect(file: BinaryIO, *, max_line_bytes: int, layout: str | None = None) -> Detected:
    """Return what ``file`` is; ``layout`` says that it is known. The file is at its start afterwards.

    Raises ``UnrecognisedFile`` naming the fields that were found, and what the container's reader raises.
    """
    container = container_of(file)
    if layout is not None:
        return Detected(container, layout_named(layout), "you said so")
    found = [row.values for row in islice(records(file, container, max_line_bytes=max_line_bytes), LOOK_AT)]
    file.seek(0)
    fields: dict[str, None] = {}
    for values in found:
        if values is None:
            continue
        fields.update(dict.fromkeys(values))
        for candidate in all_layouts():
            reason = candidate.recognises(values)
            if reason:
                return Detected(container, candidate, f"The records have {reason}.")
    named = ", ".join(str(name)[:40] for name in islice(fields, 20)) or "none"
    raise UnrecognisedFile(
        f"No known layout has these fields: {named}. Say which layout it is, or rename the columns (docs/FORMATS.md).",
        fields={"file": [f"Unknown fields: {named}."]},
    )

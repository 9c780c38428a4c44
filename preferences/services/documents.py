"""What lies beside the data files: the dataset card, the Croissant description, and what the format's readers want."""

import hashlib
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from preferences.formats import Context, Format
from preferences.services.cards import card_of
from preferences.services.croissant import croissant_of
from preferences.services.writing import DataFile

CARD, CROISSANT = "README.md", "croissant.json"


def write_documents(
    folder: Path,
    manifest: Mapping[str, Any],
    *,
    files: Sequence[DataFile],
    form: Format,
    context: Context,
) -> list[dict[str, Any]]:
    """Write them into ``folder`` and return a line for each: name, bytes, SHA-256. Same manifest, same bytes."""
    contents = {
        CARD: card_of(manifest, form=form),
        CROISSANT: croissant_of(manifest, files=files, form=form, schema=form.schema(context)),
        **form.companions([file.name for file in files], context),
    }
    lines = []
    for name, content in contents.items():
        (folder / name).write_bytes(content)
        lines.append({"name": name, "bytes": len(content), "sha256": hashlib.sha256(content).hexdigest()})
    return lines

"""Data files being written: rows as JSON lines, with their count, size and SHA-256 as they go out."""

import hashlib
from pathlib import Path
from typing import Any, BinaryIO

import orjson

BUFFER_BYTES = 1024 * 1024


class RowFile:
    """One JSONL file. Counts rows and bytes and hashes while writing, so that nothing is read twice."""

    def __init__(self, folder: Path, name: str) -> None:
        self.name = name
        self.rows = 0
        self.bytes = 0
        self._digest = hashlib.sha256()
        self._file: BinaryIO = (folder / name).open("xb", buffering=BUFFER_BYTES)

    def write(self, row: dict[str, Any]) -> None:
        """Append one row."""
        line = orjson.dumps(row, option=orjson.OPT_APPEND_NEWLINE)
        self._file.write(line)
        self._digest.update(line)
        self.rows += 1
        self.bytes += len(line)

    def close(self) -> None:
        """Flush and close the file."""
        self._file.close()

    def entry(self) -> dict[str, Any]:
        """The file's line in the manifest."""
        return {"name": self.name, "rows": self.rows, "bytes": self.bytes, "sha256": self._digest.hexdigest()}


def split_of(prompt_hash: str, *, seed: int, validation: float, test: float) -> str:
    """Return ``train``, ``validation`` or ``test`` for a prompt: always the same one, whatever else is in the dataset.

    The share is of prompts, not rows: all rows of a prompt stay together, so that no prompt is learned and tested.
    """
    digest = hashlib.sha256(f"{seed}:{prompt_hash}".encode()).digest()
    place = int.from_bytes(digest[:8]) / 2**64
    if place < test:
        return "test"
    return "validation" if place < test + validation else "train"

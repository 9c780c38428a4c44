"""Data files being written: one class per container, each counting rows and bytes and hashing what goes out."""

import csv
import hashlib
import io
from abc import ABC, abstractmethod
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from pathlib import Path
from typing import Any, BinaryIO

import orjson

from annotator.services.parquet import ROW_GROUP, ROW_GROUP_CHARS, ParquetTable
from preferences.formats.base import Schema

BUFFER_BYTES = 1024 * 1024
SAMPLE = 5
SUFFIXES = {"jsonl": ".jsonl", "json": ".json", "csv": ".csv", "parquet": ".parquet"}
MEDIA_TYPES = {
    ".jsonl": "application/x-ndjson",
    ".json": "application/json",
    ".csv": "text/csv; charset=utf-8",
    ".parquet": "application/vnd.apache.parquet",
    ".md": "text/markdown; charset=utf-8",
    ".xml": "application/xml",
}


class DataFile(ABC):
    """One file of rows: its ``name``, its ``first`` few rows, and its line in the manifest."""

    def __init__(self, folder: Path, name: str) -> None:
        self.name = name
        self.path = folder / name
        self.rows = 0
        self.bytes = 0
        self.first: list[dict[str, Any]] = []
        self.digest = ""

    def write(self, row: dict[str, Any]) -> None:
        """Append one row."""
        if self.rows < SAMPLE:
            self.first.append(row)
        self._add(row)
        self.rows += 1

    def write_lines(self, lines: bytes, rows: int) -> None:
        """Append ``rows`` rows that are JSON lines already."""
        if self.rows < SAMPLE:
            self.first += [orjson.loads(line) for line in lines.split(b"\n", SAMPLE)[: min(SAMPLE, rows)]]
        self._add_lines(lines)
        self.rows += rows

    def _add_lines(self, lines: bytes) -> None:
        raise TypeError(f"{self.name} takes no lines.")

    def write_table(self, table: Any, rows: int) -> None:
        """Append ``rows`` rows that are an Arrow table with the file's columns."""
        if self.rows < SAMPLE:
            self.first += table.slice(0, SAMPLE - self.rows).to_pylist()
        self._add_table(table)
        self.rows += rows

    def _add_table(self, table: Any) -> None:
        raise TypeError(f"{self.name} takes no tables.")

    @property
    def sample(self) -> dict[str, Any] | None:
        """The first row; None while there is none."""
        return self.first[0] if self.first else None

    @abstractmethod
    def _add(self, row: dict[str, Any]) -> None: ...

    @abstractmethod
    def close(self) -> None:
        """Flush and close the file; afterwards ``bytes`` and ``digest`` are those of the whole file."""

    def entry(self) -> dict[str, Any]:
        """The file's line in the manifest."""
        return {"name": self.name, "rows": self.rows, "bytes": self.bytes, "sha256": self.digest}


class _Behind:
    """A thread that does one thing after the other while the next is made; one is on its way at most."""

    def __init__(self) -> None:
        self._thread = ThreadPoolExecutor(1, thread_name_prefix="data-file")
        self._going_out: Future[None] | None = None

    def do(self, work: Callable[[Any], None], part: Any) -> None:
        """Let ``work(part)`` be done, once what is under way is done. Raises what went wrong with that."""
        self.wait()
        self._going_out = self._thread.submit(work, part)

    def wait(self) -> None:
        """Return when nothing is under way. Raises what went wrong."""
        if self._going_out is not None:
            self._going_out.result()

    def __enter__(self) -> "_Behind":
        return self

    def __exit__(self, *_: object) -> None:
        self._thread.shutdown()


class _Hashed(DataFile):
    """Hashes while writing, so that nothing is read twice; a thread does both while the next part is made."""

    def __init__(self, folder: Path, name: str) -> None:
        super().__init__(folder, name)
        self._hash = hashlib.sha256()
        self._parts = bytearray()
        self._file: BinaryIO = self.path.open("xb", buffering=0)
        self._behind = _Behind()

    def _put(self, part: bytes) -> None:
        self._parts += part
        if len(self._parts) >= BUFFER_BYTES:
            self._flush()

    def _flush(self) -> None:
        self._behind.do(self._out, self._parts)
        self.bytes += len(self._parts)
        self._parts = bytearray()

    def _out(self, part: bytearray) -> None:
        self._file.write(part)
        self._hash.update(part)

    def close(self) -> None:
        """Flush and close the file."""
        with self._file, self._behind:
            self._flush()
            self._behind.wait()
        self.digest = self._hash.hexdigest()


class LinesFile(_Hashed):
    """JSON lines."""

    def _add(self, row: dict[str, Any]) -> None:
        self._put(orjson.dumps(row, option=orjson.OPT_APPEND_NEWLINE))

    def _add_lines(self, lines: bytes) -> None:
        self._put(lines)


class ArrayFile(_Hashed):
    """One JSON array, an object on each line."""

    def _add(self, row: dict[str, Any]) -> None:
        self._put((b",\n" if self.rows else b"[\n") + orjson.dumps(row))

    def close(self) -> None:
        """Close the array and the file."""
        self._put(b"\n]\n" if self.rows else b"[]\n")
        super().close()


class TableFile(_Hashed):
    """CSV with a header. Missing values are empty cells; lists of messages are JSON in their cell."""

    def __init__(self, folder: Path, name: str, schema: Schema) -> None:
        super().__init__(folder, name)
        self._columns = list(schema)
        self._text = io.StringIO()
        self._writer = csv.writer(self._text, lineterminator="\n")
        self._line(self._columns)

    def _add(self, row: dict[str, Any]) -> None:
        self._line([_cell(row[name]) for name in self._columns])

    def _line(self, cells: list[Any]) -> None:
        self._writer.writerow(cells)
        self._put(self._text.getvalue().encode())
        self._text.seek(0)
        self._text.truncate()


class ParquetFile(DataFile):
    """Parquet, a row group at a time; hashed when it is complete, because its footer comes last."""

    def __init__(self, folder: Path, name: str, schema: Schema) -> None:
        super().__init__(folder, name)
        self._table = ParquetTable(self.path, schema)
        self._rows: list[dict[str, Any]] = []
        self._chars = 0
        self._behind = _Behind()

    def _add(self, row: dict[str, Any]) -> None:
        self._rows.append(row)
        self._chars += sum([_chars(cell) for cell in row.values()])
        if len(self._rows) >= ROW_GROUP or self._chars >= ROW_GROUP_CHARS:
            self._flush()

    def _add_table(self, table: Any) -> None:
        self._behind.do(self._table.write_table, table)

    def _flush(self) -> None:
        self._table.write(self._rows)
        self._rows, self._chars = [], 0

    def close(self) -> None:
        """Write what is left and the footer, then hash the file."""
        with self._behind:
            self._behind.wait()
            if self._rows:
                self._flush()
            self._table.close()
        self.bytes = self.path.stat().st_size
        with self.path.open("rb") as file:
            self.digest = hashlib.file_digest(file, "sha256").hexdigest()


def data_file(folder: Path, stem: str, container: str, schema: Schema | None) -> DataFile:
    """Return a new file ``stem`` with the container's ending. Raises ``ValueError`` for a table without a schema."""
    name = stem + SUFFIXES[container]
    if container == "jsonl":
        return LinesFile(folder, name)
    if container == "json":
        return ArrayFile(folder, name)
    if schema is None:
        raise ValueError(f"A {container} file needs to know its columns.")
    return TableFile(folder, name, schema) if container == "csv" else ParquetFile(folder, name, schema)


def _cell(value: Any) -> Any:
    if isinstance(value, bool):
        return "true" if value else "false"
    return orjson.dumps(value).decode() if isinstance(value, list | dict) else value


def _chars(cell: Any) -> int:
    """Characters of text in a cell: a text, or messages."""
    if isinstance(cell, str):
        return len(cell)
    if not isinstance(cell, list):
        return 0
    return sum([len(part["content"] if isinstance(part, dict) else part) for part in cell])


def split_of(prompt_hash: str, *, seed: int, validation: float, test: float) -> str:
    """Return ``train``, ``validation`` or ``test`` for a prompt: always the same one, whatever else is in the dataset.

    The share is of prompts, not rows: all rows of a prompt stay together, so that no prompt is learned and tested.
    """
    if not validation and not test:
        return "train"
    digest = hashlib.sha256(f"{seed}:{prompt_hash}".encode()).digest()
    place = int.from_bytes(digest[:8]) / 2**64
    if place < test:
        return "test"
    return "validation" if place < test + validation else "train"

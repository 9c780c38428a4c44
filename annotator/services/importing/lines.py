"""Lines of a file, however long: memory stays bounded because what is too long is skipped while reading."""

from collections.abc import Iterator
from typing import BinaryIO, NamedTuple

from annotator.errors import InvalidInput

BOM = b"\xef\xbb\xbf"
_SKIP_BYTES = 1024 * 1024
_KEPT_OF_TOO_LONG = 1024
_FOREIGN = {
    b"\xff\xfe": "UTF-16; save it as UTF-8",
    b"\xfe\xff": "UTF-16; save it as UTF-8",
    b"\x1f\x8b": "compressed with gzip; unpack it first",
    b"PK\x03\x04": "a ZIP or Excel file; save the sheet as CSV (UTF-8)",
    b"PAR1": "a Parquet file; convert it to JSONL",
}


class NotATextFile(InvalidInput):
    code = "not_a_text_file"


class Line(NamedTuple):
    """One physical line, without its end. ``too_long`` lines hold only their first bytes; ``size`` is the true one."""

    number: int
    data: bytes
    size: int
    too_long: bool


class LineReader:
    """Reads lines of at most ``max_bytes`` and knows where it stands: ``number`` lines were read, up to ``offset``."""

    def __init__(self, file: BinaryIO, *, max_bytes: int) -> None:
        self.file = file
        self.max_bytes = max_bytes
        self.number = 0
        self.offset = 0

    def __iter__(self) -> Iterator[Line]:
        while (line := self.read()) is not None:
            yield line

    def read(self) -> Line | None:
        """Return the next line, or ``None`` at the end. Raises ``NotATextFile`` for files of another kind."""
        data = self.file.readline(self.max_bytes + 2)
        if not data:
            return None
        size = len(data)
        if self.number == 0:
            data = self._checked_start(data)
        self.number += 1
        body = _without_end(data)
        too_long = len(body) > self.max_bytes
        if too_long:
            body = body[:_KEPT_OF_TOO_LONG]
            if not data.endswith(b"\n"):
                size += self._skip_rest()
        self.offset += size
        return Line(self.number, body, size, too_long)

    def go_back(self, *, number: int, offset: int) -> None:
        """Continue after line ``number``, which ends at ``offset``."""
        self.file.seek(offset)
        self.number = number
        self.offset = offset

    def _skip_rest(self) -> int:
        skipped = 0
        while data := self.file.readline(_SKIP_BYTES):
            skipped += len(data)
            if data.endswith(b"\n"):
                break
        return skipped

    def _checked_start(self, data: bytes) -> bytes:
        for magic, what in _FOREIGN.items():
            if data.startswith(magic):
                raise NotATextFile(f"The file is {what}.")
        return data.removeprefix(BOM)


def _without_end(data: bytes) -> bytes:
    return data.removesuffix(b"\n").removesuffix(b"\r")


def size_in_words(size: int) -> str:
    """Return a number of bytes as people say it.

    >>> size_in_words(50 * 1024 * 1024)
    '50.0 MB'
    """
    return f"{size / 1024 / 1024:.1f} MB" if size >= 1024 * 1024 else f"{size / 1024:.1f} KB"

"""Lines of a JSONL file, with errors that name file and line."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import orjson

from annotator.errors import InvalidInput


def json_lines(path: Path) -> Iterator[tuple[int, dict[str, Any]]]:
    """Yield the number and the object of each line that is not blank. Raises InvalidInput."""
    try:
        with path.open("rb") as file:
            for line, text in enumerate(file, start=1):
                if not text.strip():
                    continue
                try:
                    row = orjson.loads(text)
                except orjson.JSONDecodeError as error:
                    raise InvalidInput(f"{path.name}, line {line}: not valid JSON ({error}).") from error
                if not isinstance(row, dict):
                    raise InvalidInput(f"{path.name}, line {line}: not a JSON object.")
                yield line, row
    except OSError as error:
        raise InvalidInput(f"{path} can't be read: {error.strerror}.") from error

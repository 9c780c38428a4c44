"""Lines of a CSV file (UTF-8, one header line), with errors that name file and line."""

import csv
from collections.abc import Iterator
from pathlib import Path

from annotator.errors import InvalidInput


def csv_lines(path: Path) -> Iterator[tuple[int, list[str]]]:
    """Yield the number and the stripped cells of the header and of each line that is not blank.

    Raises InvalidInput when the file can't be read, is not UTF-8 or not CSV, or a line has not as many cells as the
    header.
    """
    width: int | None = None
    try:
        with path.open(encoding="utf-8-sig", newline="") as file:
            reader = csv.reader(file, strict=True)
            for cells in reader:
                if not any(cells):
                    continue
                width = len(cells) if width is None else width
                if len(cells) != width:
                    message = f"{len(cells)} columns, but the header has {width}"
                    raise InvalidInput(f"{path.name}, line {reader.line_num}: {message}.")
                yield reader.line_num, [cell.strip() for cell in cells]
    except OSError as error:
        raise InvalidInput(f"{path} can't be read: {error.strerror}.") from error
    except UnicodeDecodeError as error:
        raise InvalidInput(f"{path.name} is not UTF-8 text: {error.reason} at byte {error.start}.") from error
    except csv.Error as error:
        raise InvalidInput(f"{path.name}, line {reader.line_num}: not valid CSV ({error}).") from error

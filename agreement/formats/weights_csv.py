"""Agreement weights of category pairs, from a name or a file."""

from collections.abc import Sequence
from pathlib import Path

import numpy as np

from agreement.formats.csv_lines import csv_lines
from agreement.statistics.codes import Floats
from agreement.statistics.kappa import agreement_weights, disagreement_weights
from annotator.errors import InvalidInput


def read_weights(wanted: str, *, names: Sequence[str], scale: Floats) -> Floats:
    """Return agreement weights (V, V) of the categories `names`: 1 on the diagonal, 0 for the worst disagreement.

    `wanted` is "linear" or "quadratic" on `scale` (V,), or a CSV file whose first column and header name the
    categories. Raises InvalidInput naming line and column.
    """
    if wanted in {"linear", "quadratic"}:
        return agreement_weights(
            disagreement_weights(scale, "linear" if wanted == "linear" else "quadratic"), len(names)
        )
    path = Path(wanted)
    lines = csv_lines(path)
    _, header = next(lines, (1, []))
    found = np.full((len(names), len(names)), np.nan)
    position = {name: code for code, name in enumerate(names)}
    if absent := [name for name in names if name not in header[1:]]:
        raise InvalidInput(f"{path.name}, line 1: category {absent[0]} has no column.")
    for line, cells in lines:
        if cells[0] not in position:
            continue  # a category that nobody used and that was not declared
        for name, cell in zip(header[1:], cells[1:], strict=True):
            if name in position:
                found[position[cells[0]], position[name]] = _weight(cell, f"{path.name}, line {line}, column {name}")
    if np.isnan(found).any():
        raise InvalidInput(f"{path.name}: category {names[int(np.argwhere(np.isnan(found))[0][0])]} has no line.")
    if not np.allclose(found, found.T) or not np.allclose(np.diagonal(found), 1):
        raise InvalidInput(f"{path.name}: agreement weights must be symmetric, with 1 on the diagonal.")
    return found


def _weight(cell: str, at: str) -> float:
    try:
        weight = float(cell)
    except ValueError:
        weight = float("nan")
    if not 0 <= weight <= 1:
        raise InvalidInput(f"{at}: {cell!r} is not a number from 0 to 1.")
    return weight

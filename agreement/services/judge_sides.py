"""What sides and length do to a model judge: from the optional columns of a file."""

from __future__ import annotations

from typing import Any

import numpy as np

from agreement.formats.ratings_csv import RatingsFile
from agreement.statistics.estimate import clustered_proportion, proportion, unknown
from annotator.errors import InvalidInput

#: Names under which files say that the first or the second response won.
SIDES = {"a": 1, "model_a": 1, "first": 1, "b": -1, "model_b": -1, "second": -1}


def side_consistency(file: RatingsFile, judge: int, straight: np.ndarray) -> dict[str, Any]:
    """The share of items judged with both orders of the sides on which the verdict named the same response."""
    name = "side consistency on swapped pairs"
    if "swapped" not in file.extra:
        return unknown("the file has no column swapped", method=name).as_dict()
    own = file.rater == judge
    first, second = (
        dict(zip(file.item[rows], file.category[rows], strict=True)) for rows in (own & straight, own & ~straight)
    )
    both = first.keys() & second.keys()
    if not both:
        return unknown("no item was judged with both orders of its sides", method=name).as_dict()
    return proportion(sum(bool(first[item] == second[item]) for item in both), len(both), what=name).as_dict()


def length_bias(file: RatingsFile, raters: list[int], straight: np.ndarray, *, what: str) -> dict[str, Any]:
    """The share of decided verdicts of `raters` that went to the longer response, clustered by item.

    Needs the columns length_a and length_b, and verdicts named a and b (or model_a and model_b, first and second).
    Raises InvalidInput for a length that is not a number.
    """
    name = f"share of decided verdicts for the longer response, {what}"
    if not {"length_a", "length_b"} <= file.extra.keys():
        return unknown("the file has no columns length_a and length_b", method=name).as_dict()
    won = np.asarray([SIDES.get(str(value).lower(), 0) for value in file.scale], dtype=np.int64)
    if not {1, -1} <= set(won.tolist()):
        return unknown("the values do not say which side won", method=name).as_dict()
    longer = np.sign(_lengths(file, "length_a") - _lengths(file, "length_b"))
    winner = won[file.category]
    decided = straight & np.isin(file.rater, raters) & (winner != 0) & (longer != 0)
    if not decided.any():
        return unknown("no decided verdict on responses of different length", method=name).as_dict()
    return clustered_proportion((winner == longer)[decided], file.item[decided], what=name).as_dict()


def _lengths(file: RatingsFile, column: str) -> np.ndarray:
    found = np.empty(file.item.size)
    for row, cell in enumerate(file.extra[column]):
        try:
            found[row] = float(cell)
        except ValueError:
            found[row] = np.nan
        if not np.isfinite(found[row]):
            raise InvalidInput(f"{file.name}, line {file.line[row]}, column {column}: {cell!r} is not a number.")
    return found

"""Why agreement in a file of ratings is low, and what to do."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from agreement.formats.ratings_csv import RatingsFile, label
from agreement.services.diagnosis import as_dict
from agreement.services.diagnosis_words import Names
from agreement.statistics.counts import Ratings
from agreement.statistics.diagnosis.diagnose import diagnose
from agreement.statistics.diagnosis.slices import Slicing
from agreement.statistics.krippendorff import Level
from annotator.errors import InvalidInput

MIXED = "(differs by rating)"


def diagnose_file(
    file: RatingsFile, ratings: Ratings, *, level: Level, seed: int, slices: Sequence[str]
) -> dict[str, Any]:
    """Return the diagnosis of the file's `ratings`; `slices` name columns that say which items go together.

    Raises InvalidInput for a column that is not there.
    """
    found = diagnose(
        ratings,
        level=level,
        seed=seed,
        slicings=[_slicing(file, column) for column in slices],
        anonymous=file.anonymous,
    )
    names = Names(raters=file.rater_ids, categories=[label(value) for value in file.scale])
    return as_dict(found, names, [None] * len(file.rater_ids))


def _slicing(file: RatingsFile, column: str) -> Slicing:
    """Items by the cells of a column; those whose ratings differ in it go together under a name of their own."""
    if file.line.size and column not in file.extra:
        raise InvalidInput(f"{file.name}, line 1: column {column} is not there.")
    values: dict[str, int] = {}
    of_item = np.full(len(file.item_ids), -1, dtype=np.int64)
    for item, cell in zip(file.item.tolist(), file.extra.get(column, []), strict=True):
        code = values.setdefault(cell, len(values))
        of_item[item] = code if of_item[item] in {-1, code} else values.setdefault(MIXED, len(values))
    return Slicing(column, list(values), of_item)


def lines(found: dict[str, Any]) -> list[str]:
    """Return the diagnosis to read."""
    said = ["", "Diagnosis", found["sentence"]]
    leading = [cause for cause in found["causes"] if cause["explained_by"] is None]
    for place, cause in enumerate(leading, start=1):
        said += ["", f"{place}. {cause['title']}", *(f"   {sentence}" for sentence in cause["evidence"])]
        said += [
            f"   What to do: {cause['action']}",
            f"   {_gain(cause)}",
            f"   Costs {cause['judgments']:,} judgments.",
        ]
    echoes = [cause["title"] for cause in found["causes"] if cause["explained_by"] is not None]
    if echoes:
        said += ["", f"Also seen, and explained by the above: {'; '.join(echoes)}."]
    if found["design"]["rows"]:
        width = found["design"]["half_width"]
        said += ["", f"For an alpha known to ± {width:.2f} by a study like this one:"]
        said += [
            f"   {row['labels_per_item']} labels per item: {row['items']:,} items, {row['judgments']:,} judgments by"
            f" {row['raters']} raters or more"
            for row in found["design"]["rows"]
        ]
        said.append("   (for two raters from scratch: manage.py plan kappa)")
    return said


UNITS = {
    "alpha": "alpha",
    "consensus": "the reliability of the consensus",
    "half_width": "the half-width of the interval",
}


def _gain(cause: dict[str, Any]) -> str:
    gain = cause["gain"]
    if gain["value"] is None:
        return f"Gain unknown: {gain['reason']}."
    interval = (
        "" if gain["low"] is None else f" ({gain['low']:+.2f} to {gain['high']:+.2f} in a new study of this size)"
    )
    return f"Predicted change of {UNITS[cause['unit']]}: {gain['value']:+.2f}{interval}."

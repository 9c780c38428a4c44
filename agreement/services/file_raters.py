"""What a rater model makes of a file of votes: no database, one pass."""

from __future__ import annotations

from typing import Any

import numpy as np

from agreement.formats.ratings_csv import RatingsFile, label
from agreement.statistics.dawid_skene import dawid_skene, one_coin
from agreement.statistics.em import NotConverged
from agreement.statistics.mace import mace
from agreement.statistics.rater_model import RaterModel
from agreement.statistics.repeats import self_consistency
from agreement.statistics.votes import Votes
from annotator.errors import InvalidInput

METHODS = ("dawid-skene", "one-coin", "mace")


def analyse_raters(file: RatingsFile, *, model: str, smoothing: float) -> dict[str, Any]:
    """Return a rater model of the file as a JSON-safe dict; `model` is one of METHODS.

    Each rater also has `self_consistency`, an Estimate from the items that the rater voted on more than once.
    """
    votes = file.votes()
    try:
        fitted = _fit(votes, model, smoothing)
    except NotConverged as error:
        raise InvalidInput(f"{file.name}: {error}.") from error
    found = fitted.as_dict()
    names = [label(value) for value in file.scale]
    found["categories"] = names
    found["prevalence"] = dict(zip(names, found["prevalence"].values(), strict=True))
    for item in found["items"]:
        if item["consensus"] is not None:
            item["consensus"] = label(item["consensus"])
    consistency = self_consistency(*_repeats(votes), file.rater_ids)
    for rater in found["raters"]:
        rater["self_consistency"] = consistency[rater["rater"]].as_dict()
    return {**found, "notes": file.notes}


def _fit(votes: Votes, model: str, smoothing: float) -> RaterModel:
    if model == "one-coin":
        return one_coin(votes)
    return mace(votes, smoothing=smoothing) if model == "mace" else dawid_skene(votes, smoothing=smoothing)


def _repeats(votes: Votes) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Rater, answer and next answer of each pair of successive votes of a rater on an item, in the file's order."""
    order = np.lexsort((votes.rater, votes.item))
    item, rater, category = votes.item[order], votes.rater[order], votes.category[order]
    again = np.flatnonzero((item[1:] == item[:-1]) & (rater[1:] == rater[:-1]))
    return rater[again], category[again], category[again + 1]

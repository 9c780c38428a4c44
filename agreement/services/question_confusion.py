"""Which categories of a question are taken for one another, by all raters and by each."""

from collections.abc import Mapping
from typing import Any

import numpy as np

from agreement.datasets import QuestionRatings
from agreement.statistics.codes import Ints
from agreement.statistics.confusion import (
    MAX_CATEGORIES,
    confusion_estimates,
    rater_confusions,
    share_estimate,
)


def confusion_of(
    data: QuestionRatings, counts: Ints, aliases: Mapping[int, str], *, replicates: int, seed: int
) -> dict[str, Any] | None:
    """Return ``{categories, rows, raters}``; ``None`` with more categories than anybody reads.

    ``rows[k][l]`` is an Estimate: of the other raters of an item of which one says k, the share who say l. Of a rater
    only the counts are kept (``rater_rows`` makes Estimates of them), and the share who say the same as they do.
    """
    if len(data.categories) > MAX_CATEGORIES:
        return None
    rows = confusion_estimates(counts, data.item_of_unit, replicates=replicates, rng=np.random.default_rng([seed, 9]))
    of_raters = rater_confusions(data.ratings, data.item_of_unit)
    return {
        "categories": data.categories,
        "rows": [[estimate.as_dict() for estimate in row] for row in rows],
        "raters": [
            {
                "rater": {"id": int(rater_id), "alias": aliases[int(rater_id)]},
                "agreement": share_estimate(float(np.trace(shared)), float(shared.sum()), int(n_items)).as_dict(),
                "counts": shared.round(4).tolist(),
                "row_items": row_items.tolist(),
            }
            for rater_id, shared, row_items, n_items in zip(
                data.rater_ids.tolist(), of_raters.shared, of_raters.row_items, of_raters.items.tolist(), strict=True
            )
        ],
    }


def rater_rows(entry: Mapping[str, Any]) -> list[list[dict[str, Any]]]:
    """A rater's confusions as Estimates: of the others of an item of which the rater says k, the share who say l."""
    return [
        [share_estimate(part, sum(row), n_items).as_dict() for part in row]
        for row, n_items in zip(entry["counts"], entry["row_items"], strict=True)
    ]


def rater_entry(confusion: Mapping[str, Any], rater_id: int) -> Mapping[str, Any] | None:
    """The rater's entry, or ``None`` where the rater said nothing."""
    return next((entry for entry in confusion["raters"] if entry["rater"]["id"] == rater_id), None)

"""What a rater model finds: the categories' prevalence, every rater's confusions, and what each item truly is."""

from __future__ import annotations

from collections.abc import Hashable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from agreement.statistics.codes import Floats, Ints
from agreement.statistics.votes import Votes

#: Two posteriors closer than this are a tie: nothing tells the categories apart.
TIE = 1e-9


@dataclass(frozen=True, slots=True, eq=False)
class RaterModel:
    """A fitted model, or no numbers and the `reason`.

    `prevalence` (V,); `confusion` (R, V, V), row the true category, column the vote, nan rows where no item that the
    rater saw can be of that category; `posterior` (N, V), nan rows for items without votes; `accuracy` (R,) the
    expected share of the rater's own votes that are right, nan for a rater without votes; `log_likelihood` of the
    votes (natural log); `iterations` of EM until it grew by less than the tolerance.
    """

    method: str
    scale: Sequence[Hashable]
    item_ids: Sequence[Hashable]
    rater_ids: Sequence[Hashable]
    prevalence: Floats
    confusion: Floats
    posterior: Floats
    accuracy: Floats
    log_likelihood: float | None
    iterations: int
    reason: str | None = None

    def consensus(self) -> Ints:
        """The most probable category of each item, (N,); -1 where two are as probable, or nobody voted."""
        if self.posterior.shape[1] == 0:
            return np.full(len(self.item_ids), -1, dtype=np.int64)
        known = np.isfinite(self.posterior.sum(axis=1))
        filled = np.where(known[:, np.newaxis], self.posterior, 0.0)
        best = filled.argmax(axis=1)
        as_probable = (filled >= filled.max(axis=1, keepdims=True) - TIE).sum(axis=1)
        return np.where(known & (as_probable == 1), best, -1).astype(np.int64)

    def as_dict(self) -> dict[str, Any]:
        """JSON-safe, as long as the ids are; lists run along `categories`, and None stands for what is not known."""
        consensus = self.consensus().tolist()
        known = self.reason is None
        raters = [
            {
                "rater": rater,
                "confusion": [_numbers(row) for row in self.confusion[code]] if known else None,
                "accuracy": _numbers(self.accuracy[[code]])[0] if known else None,
            }
            for code, rater in enumerate(self.rater_ids)
        ]
        items = [
            {
                "item": item,
                "consensus": None if consensus[code] < 0 else self.scale[consensus[code]],
                "posterior": _numbers(self.posterior[code]) if known else None,
            }
            for code, item in enumerate(self.item_ids)
        ]
        shares = _numbers(self.prevalence) if known else [None] * len(self.scale)
        return {
            "method": self.method,
            "reason": self.reason,
            "log_likelihood": self.log_likelihood,
            "iterations": self.iterations,
            "categories": list(self.scale),
            "prevalence": {str(category): share for category, share in zip(self.scale, shares, strict=True)},
            "raters": raters,
            "items": items,
        }


def without_fit(votes: Votes, reason: str, *, method: str) -> RaterModel:
    """A model that can't be fitted, for the `reason` given in words; it has names but no numbers."""
    nothing = np.zeros(0)
    return RaterModel(
        method,
        votes.scale,
        votes.item_ids,
        votes.rater_ids,
        nothing,
        nothing.reshape(0, 0, 0),
        nothing.reshape(0, 0),
        nothing,
        None,
        0,
        reason,
    )


def _numbers(row: Floats) -> list[float | None]:
    return [float(number) if np.isfinite(number) else None for number in row]

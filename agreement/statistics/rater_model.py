"""What a rater model finds: the categories' prevalence, every rater's confusions, and what each item truly is."""

from __future__ import annotations

from collections.abc import Hashable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from agreement.statistics.codes import Floats, Ints
from agreement.statistics.estimate import normal_quantile
from agreement.statistics.votes import Votes

#: Two posteriors closer than this are a tie: nothing tells the categories apart.
TIE = 1e-9
#: Fewer votes than this say nothing: no bounds.
LEAST_WEIGHT = 1e-6


@dataclass(frozen=True, slots=True, eq=False)
class RaterModel:
    """A fitted model, or no numbers and the `reason`.

    `prevalence` (V,); `confusion` (R, V, V), row the true category, column the vote, nan rows where no item that the
    rater saw can be of that category; `posterior` (N, V), nan rows for items without votes; `accuracy` (R,) the
    expected share of the rater's own votes that are right, nan for a rater without votes; `log_likelihood` of the
    votes (natural log); `iterations` of EM until it grew by less than the tolerance. `confusion_weight` (R, V, V) and
    `accuracy_weight` (R,) say how many votes on items of known categories these numbers are worth; `competence` (R,) is
    MACE's chance that the rater knows.
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
    confusion_weight: Floats
    accuracy_weight: Floats
    reason: str | None = None
    competence: Floats | None = None

    def consensus(self) -> Ints:
        """The most probable category of each item, (N,); -1 where two are as probable, or nobody voted."""
        if self.posterior.shape[1] == 0:
            return np.full(len(self.item_ids), -1, dtype=np.int64)
        known = np.isfinite(self.posterior.sum(axis=1))
        filled = np.where(known[:, np.newaxis], self.posterior, 0.0)
        best = filled.argmax(axis=1)
        as_probable = (filled >= filled.max(axis=1, keepdims=True) - TIE).sum(axis=1)
        return np.where(known & (as_probable == 1), best, -1).astype(np.int64)

    def accuracy_interval(self, level: float = 0.95) -> tuple[Floats, Floats]:
        """Bounds (R,), (R,) of `accuracy`: Wilson's at its weight; nan where it is not known."""
        return _wilson(self.accuracy, self.accuracy_weight, level)

    def confusion_interval(self, level: float = 0.95) -> tuple[Floats, Floats]:
        """Bounds (R, V, V), (R, V, V) of `confusion`: Wilson's at its weight, other numbers taken as known."""
        return _wilson(self.confusion, self.confusion_weight, level)

    def as_dict(self) -> dict[str, Any]:
        """JSON-safe, as long as the ids are; lists run along `categories`, and None stands for what is not known."""
        consensus = self.consensus().tolist()
        known = self.reason is None
        nothing = {"confusion": None, "accuracy": None}
        told = self._raters() if known else [nothing] * len(self.rater_ids)
        raters = [{"rater": rater, **found} for rater, found in zip(self.rater_ids, told, strict=True)]
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

    def _raters(self) -> list[dict[str, Any]]:
        """Each rater's numbers with their bounds."""
        low, high = self.confusion_interval()
        least, most = self.accuracy_interval()
        found: list[dict[str, Any]] = []
        for code in range(len(self.rater_ids)):
            numbers: dict[str, Any] = {
                "confusion": [_numbers(row) for row in self.confusion[code]],
                "accuracy": _numbers(self.accuracy[[code]])[0],
                "accuracy_low": _numbers(least[[code]])[0],
                "accuracy_high": _numbers(most[[code]])[0],
                "confusion_low": [_numbers(row) for row in low[code]],
                "confusion_high": [_numbers(row) for row in high[code]],
            }
            if self.competence is not None:
                numbers["competence"] = _numbers(self.competence[[code]])[0]
            found.append(numbers)
        return found


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
        nothing.reshape(0, 0, 0),
        nothing,
        reason,
    )


def _wilson(shares: Floats, weight: Floats, level: float) -> tuple[Floats, Floats]:
    """Wilson's (1927) score interval of shares at fractional numbers of trials, element by element."""
    z2 = normal_quantile(level) ** 2
    enough = np.isfinite(shares) & (weight > LEAST_WEIGHT)
    share, n = np.where(enough, shares, np.nan), np.where(enough, weight, np.nan)
    centre = (share + z2 / (2 * n)) / (1 + z2 / n)
    half = np.sqrt(z2 * (share * (1 - share) / n + z2 / (4 * n * n))) / (1 + z2 / n)
    return np.minimum(np.maximum(centre - half, 0.0), share), np.maximum(np.minimum(centre + half, 1.0), share)


def _numbers(row: Floats) -> list[float | None]:
    return [float(number) if np.isfinite(number) else None for number in row]

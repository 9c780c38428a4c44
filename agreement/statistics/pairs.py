"""Agreement of every pair of raters on the items both rated."""

from __future__ import annotations

from collections.abc import Hashable
from dataclasses import dataclass, replace
from typing import Any

import numpy as np

from agreement.statistics.bca import Kind
from agreement.statistics.codes import Ints
from agreement.statistics.counts import Ratings
from agreement.statistics.estimate import Estimate, proportion, unknown
from agreement.statistics.kappa import WEIGHTINGS, Weighting, cohen_estimate
from agreement.statistics.krippendorff import Level, numbers_for
from agreement.statistics.tables import pair_tables

#: Random numbers spent on the bootstrap of all rater pairs; above it their intervals are large-sample ones.
MAX_PAIR_DRAWS = 20_000_000
#: Rater pairs up to which also the pairs that share nothing are listed.
MAX_LISTED_PAIRS = 2_000


@dataclass(frozen=True, slots=True)
class PairAgreement:
    """How two raters agree on the items both rated: "percent", and kappa as "plain", "linear", "quadratic"."""

    rater_a: Hashable
    rater_b: Hashable
    n_shared: int
    estimates: dict[str, Estimate]

    def as_dict(self) -> dict[str, Any]:
        """JSON-safe, as long as the rater ids are."""
        return {
            "rater_a": self.rater_a,
            "rater_b": self.rater_b,
            "n_shared": self.n_shared,
            "estimates": {name: estimate.as_dict() for name, estimate in self.estimates.items()},
        }


def pair_agreements(
    ratings: Ratings,
    level: Level,
    *,
    rng: np.random.Generator | None,
    replicates: int,
    interval_level: float = 0.95,
    kind: Kind = "best",
) -> tuple[PairAgreement, ...]:
    """Percent agreement and Cohen's kappa of every rater pair; intervals by bootstrap, or from se without `rng`.

    Weighted kappas only where the level orders the categories. Pairs that share nothing are listed too (with the
    reason) while all pairs are at most MAX_LISTED_PAIRS.
    """
    found = pair_tables(ratings)
    weightings: tuple[Weighting, ...] = ("plain",) if level == "nominal" else WEIGHTINGS
    scale = numbers_for(ratings, level)
    draws = int(np.count_nonzero(found.tables)) * replicates * len(weightings)
    generator = rng if draws <= MAX_PAIR_DRAWS else None
    by_pair = {(int(a), int(b)): table for a, b, table in zip(found.first, found.second, found.tables, strict=True)}
    raters = np.flatnonzero(np.bincount(ratings.rater, minlength=1)).tolist()
    wanted = sorted(by_pair)
    if len(raters) * (len(raters) - 1) // 2 <= MAX_LISTED_PAIRS:
        wanted = [(a, b) for index, a in enumerate(raters) for b in raters[index + 1 :]]
    nothing = np.zeros((scale.size, scale.size), dtype=np.int64)
    pairs = []
    for a, b in wanted:
        table = by_pair.get((a, b), nothing)
        estimates = {"percent": _pair_percent(table, interval_level)}
        for weighting in weightings:
            estimates[weighting] = cohen_estimate(
                table,
                weighting=weighting,
                scale=scale,
                rng=generator,
                replicates=replicates,
                level=interval_level,
                kind=kind,
            )
        pairs.append(PairAgreement(ratings.rater_ids[a], ratings.rater_ids[b], int(table.sum()), estimates))
    return tuple(pairs)


def _pair_percent(table: Ints, level: float) -> Estimate:
    shared, same = int(table.sum()), int(np.trace(table))
    if shared == 0:
        return unknown("the two raters share no item", method="percent agreement", level=level)
    share = proportion(same, shared, what="percent agreement", level=level)
    return replace(share, n_judgments=2 * shared)

"""Everything one question and slice is told about agreement, from one pass over its ratings."""

from __future__ import annotations

from collections.abc import Hashable
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from agreement.statistics.agreement import NAME as PERCENT_NAME
from agreement.statistics.agreement import percent_features, percent_from_totals
from agreement.statistics.bca import ALPHA_HIGH, Kind, Statistic, acceleration_of, without_each
from agreement.statistics.bootstrap import estimate_from_replicates, resampled_totals
from agreement.statistics.codes import Floats, count_distinct
from agreement.statistics.counts import Patterns, Ratings, TooManyCells, count_matrix, patterns_of
from agreement.statistics.estimate import Estimate, unknown
from agreement.statistics.fleiss import fleiss_features, fleiss_from_totals, fleiss_name
from agreement.statistics.gwet import NAME as AC1_NAME
from agreement.statistics.gwet import ac1_from_totals
from agreement.statistics.krippendorff import (
    MAX_RESAMPLED_VALUES,
    Level,
    alpha,
    alpha_features,
    alpha_from_totals,
    alpha_without_each_rater,
    centred,
    check_level,
    numbers_for,
    used_categories,
)
from agreement.statistics.pairs import PairAgreement, pair_agreements
from agreement.statistics.rare import gamma_lower_bound, worst_item

#: The statistics of a whole group of raters, in the order in which they are told.
GROUP = ("percent", "fleiss", "alpha", "ac1")


@dataclass(frozen=True, slots=True)
class AgreementSummary:
    """Agreement of one question on one slice.

    `estimates` holds "percent", "fleiss", "alpha" and "ac1"; `pairs` the rater pairs; `without_rater` alpha when one
    rater is left out (without an interval). `n_items` and `n_judgments` count all that was passed, overlapping or not.
    """

    level: Level
    n_items: int
    n_judgments: int
    n_raters: int
    estimates: dict[str, Estimate]
    pairs: tuple[PairAgreement, ...]
    without_rater: dict[Hashable, Estimate] = field(default_factory=dict)

    def as_dict(self) -> dict[str, Any]:
        """JSON-safe, as long as the rater ids are; `without_rater` becomes a list of {rater, estimate}."""
        return {
            "level": self.level,
            "n_items": self.n_items,
            "n_judgments": self.n_judgments,
            "n_raters": self.n_raters,
            "estimates": {name: estimate.as_dict() for name, estimate in self.estimates.items()},
            "pairs": [pair.as_dict() for pair in self.pairs],
            "without_rater": [
                {"rater": rater, "estimate": estimate.as_dict()} for rater, estimate in self.without_rater.items()
            ],
        }


def agreement_summary(
    ratings: Ratings,
    *,
    level: Level,
    seed: int,
    replicates: int = 1000,
    interval_level: float = 0.95,
    with_pairs: bool = True,
    with_each_rater_left_out: bool = False,
) -> AgreementSummary:
    """Percent agreement, Fleiss, Krippendorff's alpha at `level`, Gwet's AC1, and every rater pair, with intervals.

    Never nan and never an exception on degenerate data: what can't be known is an Estimate with a reason. Raises
    InvalidLevel or InvalidRatings when the scale can't be measured at `level`: the caller's mistake, not the data's.
    """
    values = numbers_for(ratings, level)
    check_level(level, values)
    rng = np.random.default_rng(seed)
    n_items, n_raters = count_distinct(ratings.item), count_distinct(ratings.rater)
    try:
        patterns = patterns_of(count_matrix(ratings))
    except TooManyCells as error:
        reason = f"not computed: {error}"
        estimates = {
            name: unknown(reason, method=name, n_items=n_items, n_judgments=ratings.n, level=interval_level)
            for name in GROUP
        }
        return AgreementSummary(level, n_items, ratings.n, n_raters, estimates, ())
    estimates = group_estimates(patterns, values, level, rng=rng, replicates=replicates, interval_level=interval_level)
    if n_raters == 1:
        reason = "only one rater: nothing to compare"
        estimates = {name: _without_value(estimate, reason) for name, estimate in estimates.items()}
    pairs: tuple[PairAgreement, ...] = ()
    if with_pairs:
        pairs = pair_agreements(ratings, level, rng=rng, replicates=replicates, interval_level=interval_level)
    without: dict[Hashable, Estimate] = {}
    if with_each_rater_left_out and estimates["alpha"].value is not None:
        without = _without_each_rater(ratings, level, estimates["alpha"])
    return AgreementSummary(level, n_items, ratings.n, n_raters, estimates, pairs, without)


def group_estimates(
    patterns: Patterns,
    values: Floats,
    level: Level,
    *,
    rng: np.random.Generator,
    replicates: int,
    interval_level: float = 0.95,
    kind: Kind = "best",
) -> dict[str, Estimate]:
    """The Estimates "percent", "fleiss", "alpha" and "ac1" of count patterns, all from the same resampled items.

    Intervals are of the `kind`; the "best" are BCa, and percentile ones for alpha below ALPHA_HIGH.
    """
    n_items, n_judgments = patterns.n_items, patterns.n_judgments
    names = {"percent": PERCENT_NAME, "fleiss": fleiss_name(patterns), "alpha": f"Krippendorff's alpha, {level}"}
    names["ac1"] = AC1_NAME
    reasons = _why_unknown(patterns)
    counts, kept = used_categories(patterns, values)
    kept = centred(kept, level)
    resampled_alpha = level in {"nominal", "interval"} or kept.size <= MAX_RESAMPLED_VALUES
    percent, fleiss = percent_features(patterns), fleiss_features(patterns)
    blocks = [percent, fleiss]
    if resampled_alpha:
        blocks.append(alpha_features(counts, kept, level))
    stacked = np.column_stack(blocks)
    edges = np.cumsum([block.shape[1] for block in blocks])
    drawn, how = resampled_totals(stacked, patterns.items, replicates=replicates, rng=rng)
    sample = patterns.items @ stacked

    def split(totals: Floats) -> dict[str, Floats]:
        found = {
            "percent": percent_from_totals(totals[..., : edges[0]]),
            "fleiss": fleiss_from_totals(totals[..., edges[0] : edges[1]]),
            "ac1": ac1_from_totals(totals[..., edges[0] : edges[1]], values.size),
        }
        if resampled_alpha:
            found["alpha"] = alpha_from_totals(totals[..., edges[1] :], kept, level)
        return found

    replicated = split(drawn)
    points = {name: float(value) for name, value in split(sample).items() if name != "alpha"}
    if reasons["alpha"] is None:
        points["alpha"] = alpha(patterns, values, level)

    statistics: dict[str, tuple[Floats, Statistic]] = {
        "percent": (percent, percent_from_totals),
        "fleiss": (fleiss, fleiss_from_totals),
        "ac1": (fleiss, lambda totals: ac1_from_totals(totals, values.size)),
    }
    if resampled_alpha:
        statistics["alpha"] = blocks[-1], lambda totals: alpha_from_totals(totals, kept, level)
    accelerations: dict[str, float] = {}
    at_most: float | None = None
    for name, (block, statistic) in statistics.items():
        if reasons[name] is not None or kind == "percentile" or points[name] >= 1 - 1e-12:
            continue
        left = without_each(block, patterns.items, statistic)
        if kind == "bca" or name != "alpha" or points[name] >= ALPHA_HIGH:
            accelerations[name] = acceleration_of(left, patterns.items)
        if kind == "best" and name == "alpha" and level != "nominal":
            worst = worst_item(counts, (int(kept.argmin()), int(kept.argmax())))
            with_worst = float(statistic(patterns.items @ block + alpha_features(worst, kept, level)[0]))
            at_most = gamma_lower_bound(points[name], left, patterns.items, with_worst, interval_level)
    estimates = {}
    for name, method in names.items():
        reason = reasons[name]
        if reason is not None:
            estimates[name] = unknown(
                reason, method=method, n_items=n_items, n_judgments=n_judgments, level=interval_level
            )
            continue
        estimates[name] = estimate_from_replicates(
            points[name],
            replicated.get(name, np.full(1, np.nan)),
            name=method,
            how=how,
            n_items=n_items,
            n_judgments=n_judgments,
            level=interval_level,
            acceleration=accelerations.get(name),
            at_most=at_most if name == "alpha" else None,
        )
    return estimates


def _why_unknown(patterns: Patterns) -> dict[str, str | None]:
    """Per statistic the reason why it has no value, or None."""
    if patterns.items.size == 0:
        return dict.fromkeys(GROUP, "no judgments")
    if patterns.n_items == 0:
        return dict.fromkeys(GROUP, "nothing comparable: no item has two judgments")
    chance: str | None = None
    paired = patterns.ratings_per_item >= 2
    if patterns.n_items == 1:
        chance = "one item only has two judgments: chance agreement can't be told from it"
    elif np.count_nonzero(patterns.counts[paired].any(axis=0)) == 1:
        chance = "no variation: only one category was used"
    percent = "one item only has two judgments" if patterns.n_items == 1 else None
    # AC1 knows chance from the length of the scale, so that agreement on a single category is agreement.
    ac1 = chance if patterns.n_items == 1 else None
    if patterns.counts.shape[1] == 1:
        ac1 = "no variation: the scale has one category only"
    return {"percent": percent, "fleiss": chance, "alpha": chance, "ac1": ac1}


def _without_value(estimate: Estimate, reason: str) -> Estimate:
    return unknown(
        reason,
        method=estimate.method,
        n_items=estimate.n_items,
        n_judgments=estimate.n_judgments,
        level=estimate.level,
    )


def _without_each_rater(ratings: Ratings, level: Level, whole: Estimate) -> dict[Hashable, Estimate]:
    per_item = np.bincount(ratings.item, minlength=len(ratings.item_ids))
    method = f"Krippendorff's alpha, {level}, one rater left out"
    left: dict[Hashable, Estimate] = {}
    for code, value in enumerate(alpha_without_each_rater(ratings, level)):
        rated = ratings.item[ratings.rater == code]
        n_items = int(np.count_nonzero(per_item >= 2)) - int(np.count_nonzero(per_item[rated] == 2))
        n_judgments = whole.n_judgments - int(per_item[rated][per_item[rated] >= 2].size)
        n_judgments -= int(np.count_nonzero(per_item[rated] == 2))
        if np.isfinite(value) and n_items >= 2:
            reason = "no interval is computed for alpha with one rater left out"
            estimate = Estimate(float(value), None, None, n_items, n_judgments, method, reason=reason)
        else:
            reason = "too little is left to compare without this rater"
            estimate = unknown(reason, method=method, n_items=n_items, n_judgments=n_judgments)
        left[ratings.rater_ids[code]] = estimate
    return left

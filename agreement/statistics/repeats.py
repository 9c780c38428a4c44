"""Self-consistency: how often a rater who sees an item again says the same."""

from __future__ import annotations

from collections.abc import Hashable, Sequence

import numpy as np

from agreement.statistics.codes import Ints
from agreement.statistics.counts import InvalidRatings
from agreement.statistics.estimate import Estimate, proportion, unknown

NAME = "self-consistency on repeated items"


def self_consistency(
    rater: Ints, first: Ints, second: Ints, rater_ids: Sequence[Hashable], *, level: float = 0.95
) -> dict[Hashable, Estimate]:
    """Per rater the share of repeats on which the second answer equals the first, with Wilson's (1927) interval.

    `rater`, `first` and `second` (n,) hold one repeat a row: the rater's code and the two categories. `n_items` counts
    the repeats, `n_judgments` the two answers of each. A rater without repeats is unknown. Chance is not taken out: a
    rater who always says the same is consistent. Repeats of one rater are taken as independent.
    """
    if not rater.shape == first.shape == second.shape or rater.ndim != 1:
        raise InvalidRatings(f"repeats of shapes {rater.shape}, {first.shape} and {second.shape} do not fit together")
    if rater.size and (rater.min() < 0 or rater.max() >= len(rater_ids)):
        raise InvalidRatings(f"column rater holds a code outside 0..{len(rater_ids) - 1}")
    repeats = np.bincount(rater, minlength=len(rater_ids))
    same = np.bincount(rater[first == second], minlength=len(rater_ids))
    found: dict[Hashable, Estimate] = {}
    for name, n, hits in zip(rater_ids, repeats.tolist(), same.tolist(), strict=True):
        if n == 0:
            found[name] = unknown("this rater saw no item twice", method=NAME, level=level)
            continue
        share = proportion(hits, n, what=NAME, level=level)
        found[name] = Estimate(share.value, share.low, share.high, n, 2 * n, share.method, se=share.se, level=level)
    return found

"""The bootstrap over items, drawn as a multinomial over count patterns."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
from scipy.sparse import csr_array

from agreement.statistics.bca import bca_bounds
from agreement.statistics.codes import Floats, Ints
from agreement.statistics.estimate import Estimate, wilson_interval

#: Per-pattern features, dense (P, d) or sparse.
Features = Floats | csr_array

#: Draws of single items that are still affordable; above it items are first summed into random blocks.
MAX_DRAWS = 200_000_000
BLOCKS = 4_096
#: Numbers held at once while replicates are drawn.
CHUNK_NUMBERS = 8_000_000
#: Share of replicates that must be defined for an interval to be given.
MIN_DEFINED = 0.9


def resampled_totals(
    features: Features, items: Ints, *, replicates: int, rng: np.random.Generator
) -> tuple[Floats, str]:
    """Totals of per-item features over resampled items, (B, d), and how they were drawn.

    `features` (P, d) holds one row per pattern and `items` (P,) its multiplicity; a replicate draws sum(items) items
    with replacement (Efron 1979). Many items in few patterns: one multinomial per replicate. Many patterns: item
    indices. Too many of both: items are summed into random blocks and the blocks are resampled, which leaves the
    variance of a total unchanged in expectation and costs a relative error of sqrt(2 / blocks) in it.
    """
    n_items = int(items.sum())
    method = f"bootstrap over items, {replicates} replicates"
    if n_items == 0:
        return np.zeros((replicates, features.shape[1])), method
    drawn_as_multinomial = items.size * 8 < n_items
    if not drawn_as_multinomial and n_items * replicates > MAX_DRAWS:
        features, items = _random_blocks(features, items, rng)
        method = f"bootstrap over {BLOCKS} random blocks of items, {replicates} replicates"
        n_items = BLOCKS
    pattern_of_item = None if drawn_as_multinomial else np.repeat(np.arange(items.size), items)
    step = max(1, CHUNK_NUMBERS // max(items.size, 1 if drawn_as_multinomial else n_items))
    totals = np.empty((replicates, features.shape[1]))
    for start in range(0, replicates, step):
        stop = min(start + step, replicates)
        weights = _weights(items, pattern_of_item, stop - start, rng)
        totals[start:stop] = weights @ features
    return totals, method


def _weights(items: Ints, pattern_of_item: Ints | None, replicates: int, rng: np.random.Generator) -> Floats:
    """How often each pattern is drawn in each replicate, (B, P)."""
    n_items = int(items.sum())
    if pattern_of_item is None:
        return rng.multinomial(n_items, items / n_items, size=replicates).astype(np.float64)
    weights = np.empty((replicates, items.size))
    for row in weights:
        drawn = rng.integers(0, n_items, size=n_items, dtype=np.int32 if n_items < 2**31 else np.int64)
        row[:] = np.bincount(pattern_of_item[drawn], minlength=items.size)
    return weights


def _random_blocks(features: Features, items: Ints, rng: np.random.Generator) -> tuple[Features, Ints]:
    pattern_of_item = np.repeat(np.arange(items.size), items)
    block = rng.permutation(pattern_of_item.size) % BLOCKS
    ones = np.ones(block.size)
    members = csr_array((ones, (block, pattern_of_item)), shape=(BLOCKS, items.size))
    summed: Features = members @ features  # type: ignore[assignment]  # scipy-stubs lose the kind of the product
    return summed, np.ones(BLOCKS, dtype=np.int64)


def divide(numerator: npt.ArrayLike, denominator: npt.ArrayLike) -> Floats:
    """Element-wise quotient; nan marks a replicate in which the statistic is undefined (never leaves this room)."""
    top, bottom = np.asarray(numerator, dtype=np.float64), np.asarray(denominator, dtype=np.float64)
    shape = np.broadcast_shapes(top.shape, bottom.shape)
    return np.divide(top, bottom, out=np.full(shape, np.nan), where=np.abs(bottom) > 1e-300)


def estimate_from_replicates(
    value: float,
    replicates: Floats,
    *,
    name: str,
    how: str,
    n_items: int,
    n_judgments: int,
    level: float,
    acceleration: float | None = None,
    at_most: float | None = None,
) -> Estimate:
    """The Estimate of a statistic whose value is `value` and whose resampled values are `replicates` (B,).

    The interval is BCa with the `acceleration`, and a percentile one where that is None or BCa has no answer; the
    method says which. Its lower end is no higher than `at_most` (see `rare`). Undefined replicates (nan) are left out;
    with more than a tenth of them there is no interval. A statistic that is 1 because no disagreement was seen
    resamples to 1 for ever, so its lower bound is Wilson's: if at most that share of items is rated by chance, a
    chance-corrected coefficient is at least one minus it.
    """
    if value >= 1 - 1e-12:
        low, _ = wilson_interval(n_items, n_items, level)
        method = f"{name}; no disagreement seen, lower bound by Wilson's bound on the share of items"
        return Estimate(value, min(low, value), value, n_items, n_judgments, method, level=level)
    defined = replicates[np.isfinite(replicates)]
    if replicates.size == 0 or defined.size < MIN_DEFINED * replicates.size:
        reason = "no interval: too little variation, many resamples of the items leave it undefined"
        return Estimate(value, None, None, n_items, n_judgments, f"{name}; {how}", reason=reason, level=level)
    corrected = None if acceleration is None else bca_bounds(value, defined, acceleration, level)
    kind = "percentile" if corrected is None else "BCa"
    low, high = corrected or np.quantile(defined, [(1 - level) / 2, (1 + level) / 2])
    se = float(defined.std(ddof=1)) if defined.size > 1 else None
    method = f"{name}; {kind} {how}"
    if at_most is not None and at_most < low:
        low, method = at_most, f"{method}; lower bound by the gamma interval for rare large disagreements"
    return Estimate(value, float(low), float(high), n_items, n_judgments, method, se=se, level=level)

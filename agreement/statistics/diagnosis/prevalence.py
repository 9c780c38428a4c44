"""The paradox of prevalence: raters mostly say the same, and alpha is low because nearly all items are of one kind."""

from __future__ import annotations

import numpy as np

from agreement.statistics.codes import Floats, Ints
from agreement.statistics.counts import Patterns
from agreement.statistics.diagnosis.alphas import Scale, alpha_of, spread
from agreement.statistics.diagnosis.cause import Cause, gain_from_replicates
from agreement.statistics.diagnosis.compared import Compared
from agreement.statistics.diagnosis.one_rater import fit_one_rater

#: AC1 this much above nominal alpha is the paradox (Feinstein and Cicchetti 1990).
PARADOX = 0.2
#: ... when one category has this share of the ratings, and AC1 itself is not low.
CROWDED, LEAST_AC1 = 0.7, 0.6
LEAST_GAIN = 0.1
MOST_PATTERNS = 3_000
REPLICATES = 200
#: A category rarer than this can't be told from errors.
RAREST = 0.004


def paradox_gap(together: Floats, size: int) -> float:
    """AC1 less nominal alpha of coincidences (V, V) on a scale of `size` categories."""
    total = together.sum()
    shares = together.sum(axis=1) / total
    chance = float((shares * (1 - shares)).sum()) / max(size - 1, 1)
    agreeing = float(np.trace(together) / total)
    ac1 = (agreeing - chance) / (1 - chance)
    return ac1 - float(alpha_of(together, np.arange(float(together.shape[0])), "nominal"))


def find_prevalence(pairs: Compared, scale: Scale, counts: Ints, block_of_unit: Ints, n_judgments: int) -> Cause | None:
    """What alpha the same raters would have if all categories were equally frequent.

    `counts` (N, V) and `block_of_unit` (N,) (-1: not looked at) are of the units. The raters' error rates, the same for
    all, come from `fit_one_rater`; the balanced alpha is that of its expected pairs.
    """
    together = pairs.coincidences().sum(axis=0)
    shares = together.sum(axis=1) / together.sum()
    gap = paradox_gap(together, pairs.n_categories)
    ac1 = gap + float(alpha_of(together, scale.values, "nominal"))
    if gap < PARADOX or shares.max() < CROWDED or ac1 < LEAST_AC1:
        return None
    patterns, drawn = _patterns(counts, block_of_unit, scale.drawn[:REPLICATES])
    if patterns.items.size > MOST_PATTERNS:
        return None
    used = patterns.counts.any(axis=0)
    patterns = Patterns(patterns.counts[:, used], patterns.items)
    model = fit_one_rater(patterns, patterns.items.astype(np.float64))
    common = model.prevalence >= RAREST
    if common.sum() < 2:
        return None
    even = np.where(common, 1.0, 0.0) / common.sum()
    values = scale.values[used]
    before = scale.alpha(pairs)
    after = float(alpha_of(1e6 * model.coincidences(even), values, scale.level))
    resampled = fit_one_rater(patterns, drawn)
    replicates = alpha_of(1e6 * resampled.coincidences(even), values, scale.level)
    if after - before < max(LEAST_GAIN, 1.6 * spread(replicates)):
        return None
    gain = gain_from_replicates(
        before,
        after,
        replicates,
        n_items=pairs.n_paired_items(),
        n_judgments=n_judgments,
        method="alpha of the same raters with equally frequent categories, by one model of all raters",
        fresh=0.5,
    )
    return Cause(
        kind="prevalence",
        subjects=(int(shares.argmax()),),
        gain=gain,
        before=before,
        after=after,
        effect=(after - before) / max(1 - before, 1e-9),
        z=float((after - before) / max(spread(replicates), 1e-6)),
        judgments=n_judgments,
        evidence={
            "share": float(shares.max()),
            "ac1": ac1,
            "percent_agreement": float(np.trace(together) / together.sum()),
            "prevalence": dict(zip(np.flatnonzero(used).tolist(), model.prevalence.tolist(), strict=True)),
        },
    )


def _patterns(counts: Ints, block_of_unit: Ints, drawn: Floats) -> tuple[Patterns, Floats]:
    """Distinct rows of units with two ratings, and how many of each are in each replicate, (B, P)."""
    rows = (counts.sum(axis=1) >= 2) & (block_of_unit >= 0)
    distinct, code = np.unique(counts[rows], axis=0, return_inverse=True)
    code = code.reshape(-1)
    by_block = np.zeros((drawn.shape[1], distinct.shape[0]))
    np.add.at(by_block, (block_of_unit[rows], code), 1.0)
    items = by_block.sum(axis=0).astype(np.int64)
    return Patterns(distinct.astype(np.int64), items), np.asarray(drawn @ by_block)

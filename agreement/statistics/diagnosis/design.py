"""How sure alpha is, what more overlap would do, and how many items, labels and raters an interval needs."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np

from agreement.statistics.codes import Floats, Ints
from agreement.statistics.counts import Patterns, patterns_of
from agreement.statistics.diagnosis.alphas import Scale, alpha_of
from agreement.statistics.diagnosis.cause import Cause
from agreement.statistics.diagnosis.compared import Compared
from agreement.statistics.diagnosis.one_rater import fit_one_rater
from agreement.statistics.estimate import Estimate, normal_quantile, unknown
from agreement.statistics.krippendorff import alpha_features, alpha_from_totals

#: Items that two raters judged below which nothing is diagnosed.
FEWEST_ITEMS = 30
#: An interval wider than plus and minus this says too little.
WIDEST = 0.15
#: Half-width that a study should have.
AIM = 0.1
LABELS = (2, 3, 5, 8)
PLANNED_ITEMS = 4_000
MOST_CATEGORIES = 20
#: Student's t is not enough for the spread of a spread from few items.
CAUTION = 1.5


@dataclass(frozen=True, slots=True)
class DesignRow:
    """With `labels_per_item` labels: items, judgments and raters for the wanted half-width."""

    labels_per_item: int
    items: int
    judgments: int
    raters: int


@dataclass(frozen=True, slots=True)
class Precision:
    """Alpha's standard error `se` by the jackknife over blocks of items, and the relative error of that number."""

    se: float
    relative: float
    n_items: int

    @property
    def half_width(self) -> float:
        """Half of the 95 % interval."""
        return normal_quantile(0.95) * self.se


def precision(pairs: Compared, scale: Scale) -> Precision | None:
    """How sure alpha is, or None where it isn't known at all."""
    blocks = pairs.coincidences()
    n_blocks, n_items = blocks.shape[0], pairs.n_paired_items()
    whole = blocks.sum(axis=0)
    if n_blocks < 3 or not np.isfinite(alpha_of(whole, scale.values, scale.level)):
        return None
    left = alpha_of(whole - blocks, scale.values, scale.level)
    left = left[np.isfinite(left)]
    if left.size < 3:
        return None
    pulls = (left - left.mean()) ** 2
    variance = float(pulls.sum() * (left.size - 1) / left.size)
    if variance <= 0:
        return None
    heavy = float((pulls**2).mean() / pulls.mean() ** 2)
    return Precision(math.sqrt(variance), 0.5 * math.sqrt(max(heavy - 1, 1.0) / left.size), n_items)


def find_overlap(pairs: Compared, scale: Scale, *, n_items: int, n_judgments: int, labels: float) -> Cause | None:
    """Too few items that two raters judged: have more judged twice, for a narrower interval.

    `n_items` and `n_judgments` are all there are, `labels` the mean number of an item with two or more.
    """
    known = precision(pairs, scale)
    paired = pairs.n_paired_items()
    if paired >= FEWEST_ITEMS and (known is None or known.half_width <= WIDEST):
        return None
    wanted = FEWEST_ITEMS * 4
    if known is not None:
        wanted = max(2 * paired, FEWEST_ITEMS * 2, math.ceil(paired * (known.half_width / AIM) ** 2))
    more = wanted - paired
    single = min(more, max(0, n_items - paired))
    cost = math.ceil(single * max(labels - 1, 1) + (more - single) * max(labels, 2))
    method = "half-width of alpha's 95 % interval, in proportion to one over the root of the items"
    if known is None:
        gain = unknown("alpha has no interval yet", method=method, n_items=paired, n_judgments=n_judgments)
        before = after = 0.0
    else:
        before, after = known.half_width, known.half_width * math.sqrt(paired / wanted)
        stretch = CAUTION * normal_quantile(0.95) * known.relative * math.sqrt(1 + paired / wanted)
        low, high = after * math.exp(-stretch) - before, after * math.exp(stretch) - before
        gain = Estimate(after - before, low, high, paired, n_judgments, f"{method}; prediction interval")
    return Cause(
        kind="overlap",
        subjects=(wanted,),
        gain=gain,
        before=before,
        after=after,
        effect=1.0,
        z=None,
        judgments=cost,
        unit="half_width",
        evidence={"overlapping": paired, "needed": wanted, "known": known is not None},
    )


def plan_design(
    patterns: Patterns,
    scale: Scale,
    known: Precision,
    *,
    rater_variance: float,
    half_width: float,
    rng: np.random.Generator,
) -> list[DesignRow]:
    """Items, judgments and raters for an interval of ± `half_width`, for a few numbers of labels per item.

    The variance that an item brings with m labels is that of items drawn from the fitted one-rater model, scaled so
    that it meets the study's own at its own number of labels. Raters add 4 var(part) / R (a pair disagrees by the sum
    of both parts); R is such that they have at most half of the variance, items the rest. Empty above MOST_CATEGORIES.
    """
    used = patterns.counts.any(axis=0)
    values = scale.values[used]
    if values.size > MOST_CATEGORIES or values.size < 2:
        return []
    patterns = Patterns(patterns.counts[:, used], patterns.items)
    model = fit_one_rater(patterns, patterns.items.astype(np.float64))
    per_item = patterns.counts.sum(axis=1)
    now = max(2, round(float(patterns.items @ per_item) / float(patterns.items.sum())))

    def item_se(labels: int) -> float:
        return _item_deviation(model.ratings(PLANNED_ITEMS, labels, rng), values, scale)

    here = item_se(now)
    if here <= 0:
        return []
    factor = float(np.clip(known.se * math.sqrt(known.n_items) / here, 0.5, 2.0))
    z2 = normal_quantile(0.95) ** 2
    rows = []
    for labels in LABELS:
        raters = max(labels, 2, math.ceil(4 * rater_variance * z2 * 2 / half_width**2))
        left = half_width**2 / z2 - 4 * rater_variance / raters
        items = max(FEWEST_ITEMS, math.ceil((factor * item_se(labels)) ** 2 / left))
        rows.append(DesignRow(labels, items, items * labels, raters))
    return rows


def _item_deviation(counts: Ints, values: Floats, scale: Scale) -> float:
    """The root of n times alpha's variance, by leaving out one item of each pattern."""
    patterns = patterns_of(counts)
    features = alpha_features(patterns.counts, values, scale.level)
    total = patterns.items @ features
    left = alpha_from_totals(total - features, values, scale.level)
    known = np.isfinite(left)
    n = float(patterns.items[known].sum())
    if n < 2:
        return 0.0
    mean = float(patterns.items[known] @ left[known]) / n
    return math.sqrt(float(patterns.items[known] @ (left[known] - mean) ** 2) * (n - 1))

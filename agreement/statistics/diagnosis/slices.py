"""One slice of the items in which raters disagree more than elsewhere."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from statistics import NormalDist

import numpy as np

from agreement.statistics.codes import Ints
from agreement.statistics.diagnosis.alphas import Scale
from agreement.statistics.diagnosis.cause import ERROR, MIN_GAIN, Cause, gain_from_replicates
from agreement.statistics.diagnosis.compared import Compared, Mask

FEWEST_ITEMS = 20
#: A slice with more of the items than this is the study itself.
MOST = 0.6
#: At most this many slices are told.
TOLD = 3


@dataclass(frozen=True, slots=True, eq=False)
class Slicing:
    """One way to cut the items: `of_item` (M,) is each item's value code, -1 for none."""

    name: str
    values: Sequence[str]
    of_item: Ints


def outside(pairs: Compared, slicing: Slicing, code: int) -> Mask:
    """Which pairs are of items outside of the slice, (P,)."""
    return slicing.of_item[pairs.item] != code


def find_slices(pairs: Compared, scale: Scale, slicings: Sequence[Slicing], judgments_of_item: Ints) -> list[Cause]:
    """The slices that disagree more than the rest of the items, strongest first.

    Welch's statistic of the items' mean distances, one-sided, Bonferroni over all slices that are large enough; and
    alpha of the rest must be higher than alpha of all by MIN_GAIN.
    """
    size = pairs.n_items
    apart = np.bincount(pairs.item, pairs.weight * pairs.apart(scale.distance(pairs)), minlength=size)
    weight = np.bincount(pairs.item, pairs.weight, minlength=size)
    paired = weight > 0
    tested: list[tuple[float, Slicing, int, int]] = []
    n_tests = 0
    for slicing in slicings:
        for code in range(len(slicing.values)):
            here = paired & (slicing.of_item == code)
            rest = paired & ~here
            n_here = int(here.sum())
            if n_here < FEWEST_ITEMS or rest.sum() < FEWEST_ITEMS or n_here > MOST * paired.sum():
                continue
            n_tests += 1
            tested.append((_welch(apart, weight, here, rest), slicing, code, n_here))
    if not n_tests:
        return []
    limit = NormalDist().inv_cdf(1 - ERROR / n_tests)
    before = scale.alpha(pairs)
    causes = []
    for z, slicing, code, n_here in sorted(tested, key=lambda each: -each[0]):
        if z < limit:
            break
        left = pairs.where(outside(pairs, slicing, code))
        after, own = scale.alpha(left), scale.alpha(pairs.where(~outside(pairs, slicing, code)))
        if not np.isfinite([after, own]).all() or after - before < MIN_GAIN:
            continue
        cost = int(judgments_of_item[slicing.of_item == code].sum())
        gain = gain_from_replicates(
            before,
            after,
            scale.replicates(left),
            n_items=int(paired.sum()),
            n_judgments=int(judgments_of_item.sum()),
            method="alpha if this slice agreed as the other items do",
            fresh=float(left.weight.sum() / pairs.weight.sum()),
        )
        causes.append(
            Cause(
                kind="slice",
                subjects=(slicing.name, slicing.values[code], code),
                gain=gain,
                before=before,
                after=after,
                effect=(after - before) / max(1 - before, 1e-9),
                z=z,
                judgments=cost,
                evidence={"within": own, "rest": after, "n_items": n_here},
            )
        )
    causes.sort(key=lambda cause: -(cause.gain.value or 0.0))
    return causes[:TOLD]


def _welch(apart: np.ndarray, weight: np.ndarray, here: Mask, rest: Mask) -> float:
    """The difference of two ratio means over its standard error, items independent."""
    means, variances = [], []
    for part in (here, rest):
        mean = apart[part].sum() / weight[part].sum()
        pull = (apart[part] - mean * weight[part]) / weight[part].sum()
        means.append(mean)
        variances.append(float((pull**2).sum()))
    error = float(np.sqrt(sum(variances)))
    return float((means[0] - means[1]) / error) if error > 0 else 0.0

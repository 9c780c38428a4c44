"""Two categories that raters take for each other more than for the others."""

from __future__ import annotations

from itertools import combinations
from statistics import NormalDist

import numpy as np

from agreement.statistics.bootstrap import divide
from agreement.statistics.codes import Floats
from agreement.statistics.diagnosis.alphas import Scale, alpha_of, spread
from agreement.statistics.diagnosis.cause import ERROR, MIN_GAIN, Cause, gain_from_replicates
from agreement.statistics.diagnosis.compared import Compared

#: The pair is confused at least this many times as often as the other pairs are.
LEAST_RATIO = 1.6
TOLD = 2


def expected_confusion(together: Floats, pair: tuple[int, int], *, ordered: bool) -> Floats:
    """What coincidences (…, V, V) let expect of the `pair` from the other pairs, (…,).

    Two ways in which unsystematic error spreads: evenly over the other categories (a pair is then met as often as its
    two categories are used, n_k + n_l) or as the categories are used (n_k n_l). The larger expectation is taken, each
    scaled by the median of the other pairs; where categories are ordered, only neighbours are compared.
    """
    margins = together.sum(axis=-1)
    others = [each for each in candidates(together.shape[-1], ordered=ordered) if each != pair]
    expectations = []
    for base in (margins[..., :, np.newaxis] + margins[..., np.newaxis, :], _products(margins)):
        ratios = np.stack([divide(together[..., one, two], base[..., one, two]) for one, two in others], axis=-1)
        expectations.append(np.nanmedian(np.nan_to_num(ratios), axis=-1) * base[..., pair[0], pair[1]])
    return np.maximum(*expectations)


def _products(margins: Floats) -> Floats:
    return margins[..., :, np.newaxis] * margins[..., np.newaxis, :]


def candidates(size: int, *, ordered: bool) -> list[tuple[int, int]]:
    """The pairs of categories that could be merged: all, or neighbours where they are ordered."""
    if ordered:
        return [(code, code + 1) for code in range(size - 1)]
    return list(combinations(range(size), 2))


def told_apart(together: Floats, pair: tuple[int, int], expected: Floats) -> Floats:
    """The coincidences (…, V, V) if the pair were confused only as `expected` (…,): the rest goes to the diagonal."""
    moved = np.maximum(together[..., pair[0], pair[1]] - expected, 0.0)
    changed = together.copy()
    for one, two in (pair, pair[::-1]):
        changed[..., one, two] -= moved
        changed[..., one, one] += moved
    return changed


def merged(together: Floats, pair: tuple[int, int], values: Floats) -> tuple[Floats, Floats]:
    """Coincidences and values with the pair made one category, at the mean of their values."""
    into, other = pair
    joined = together.copy()
    joined[..., into, :] += joined[..., other, :]
    joined[..., :, into] += joined[..., :, other]
    kept = np.delete(np.arange(values.size), other)
    changed = values.copy()
    changed[into] = (values[into] + values[other]) / 2
    return joined[..., kept, :][..., :, kept], changed[kept]


def find_categories(pairs: Compared, scale: Scale, n_judgments: int) -> list[Cause]:
    """The confused pairs of categories, strongest first; none with under three categories in use.

    The effect is alpha if the pair were confused as the other pairs are; the gain is that of merging them. The log of
    the ratio of observed to expected confusion is tested, Bonferroni over the pairs.
    """
    blocks = pairs.coincidences()
    used = np.flatnonzero(blocks.sum(axis=(0, 2)) > 0)
    if used.size < 3:
        return []
    blocks = blocks[:, used][:, :, used]
    values = scale.values[used]
    whole, drawn = blocks.sum(axis=0), scale.resampled(blocks)
    before = float(alpha_of(whole, values, scale.level))
    tried = candidates(used.size, ordered=scale.ordered)
    limit = NormalDist().inv_cdf(1 - ERROR / len(tried))
    causes = []
    for pair in tried if len(tried) > 1 else []:
        expected = float(expected_confusion(whole, pair, ordered=scale.ordered))
        seen = float(whole[pair])
        if seen <= LEAST_RATIO * expected:
            continue
        replicates = expected_confusion(drawn, pair, ordered=scale.ordered)
        ratio = np.log(np.maximum(drawn[:, pair[0], pair[1]], 0.5)) - np.log(np.maximum(replicates, 0.5))
        error = max(spread(ratio), 1e-6)
        z = float((np.log(seen) - np.log(max(expected, 0.5))) / error)
        apart = float(alpha_of(told_apart(whole, pair, np.asarray(expected)), values, scale.level))
        joined, fewer = merged(whole, pair, values)
        after = float(alpha_of(joined, fewer, scale.level))
        if z < limit or not np.isfinite([apart, after]).all() or min(apart, after) - before < MIN_GAIN:
            continue
        gain = gain_from_replicates(
            before,
            after,
            alpha_of(merged(drawn, pair, values)[0], fewer, scale.level),
            n_items=pairs.n_paired_items(),
            n_judgments=n_judgments,
            method="alpha with the two categories merged",
        )
        causes.append(
            Cause(
                kind="categories",
                subjects=(int(used[pair[0]]), int(used[pair[1]])),
                gain=gain,
                before=before,
                after=after,
                effect=(apart - before) / max(1 - before, 1e-9),
                z=z,
                judgments=0,
                evidence={
                    "share_of_disagreements": seen / max(float(whole.sum() - np.trace(whole)) / 2, 1e-9),
                    "ratio": seen / max(expected, 0.5),
                    "told_apart": apart,
                    "scale_end": scale.ordered and (pair[0] == 0 or pair[1] == used.size - 1),
                },
            )
        )
    causes.sort(key=lambda cause: -cause.effect)
    return causes[:TOLD]

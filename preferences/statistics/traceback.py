"""Where contradictions come from: which groups of votes a scorer (a reward model) contradicts more than the others.

A vote contradicts the scorer when it prefers the response that the scorer puts second. Close margins are contradicted
more often whoever votes, so every group is held against the other votes of like margin: a regression of contradiction
on membership with fixed effects of the margin's stratum, its score test clustered by item (Liang and Zeger 1986;
imposing the null keeps small groups honest: Cameron, Gelbach and Miller 2008). Over all groups of all dimensions the
false discovery rate is held at ``q`` (Benjamini and Hochberg 1995).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.special import ndtr

from agreement.statistics.codes import Floats, Ints
from agreement.statistics.estimate import Estimate, normal_quantile

#: Groups with fewer votes or items are not tested: nothing could be said of them.
LEAST_VOTES, LEAST_ITEMS = 20, 10
#: Strata of margins, of about as many votes each.
STRATA = 5
EXCESS = "difference in contradicted votes against others of like margin, clustered by item"


@dataclass(frozen=True, slots=True)
class Source:
    """One group of votes: ``code`` in the ``dimension``, its votes and items, and how many of the votes contradict.

    ``excess``: by how much its share of contradicted votes exceeds that of the other votes with like margins. ``p`` is
    one-sided, ``q`` the smallest false discovery rate at which the group counts as a source; ``flagged`` says it does.
    ``extra`` is the number of contradictions that the excess stands for.
    """

    dimension: str
    code: int
    n: int
    n_items: int
    n_contradicted: int
    excess: Estimate
    p: float
    q: float
    flagged: bool

    @property
    def extra(self) -> float:
        """Contradictions beyond what votes of like margin would have given; not below zero."""
        return max(self.excess.value or 0.0, 0.0) * self.n


def strata_of(margin: Floats, *, strata: int = STRATA) -> tuple[Ints, Floats]:
    """The stratum of each vote by the size of its ``margin`` (n,), and the strata's inner limits, ascending.

    Equal sizes share a stratum, so that there may be fewer than ``strata``.
    """
    size = np.abs(margin)
    limits = np.unique(np.quantile(size, np.arange(1, strata) / strata)) if size.size else np.zeros(0)
    return np.searchsorted(limits, size, side="right").astype(np.int64), limits


def trace_sources(
    contradicted: NDArray[np.bool_],
    stratum: Ints,
    item: Ints,
    dimensions: Mapping[str, Ints],
    *,
    q: float = 0.05,
    level: float = 0.95,
) -> list[Source]:
    """The groups of every dimension that are large enough, those that carry most contradictions first.

    ``contradicted`` (n,), ``stratum`` (n,) from 0 and ``item`` (n,) belong to votes; an item's votes share a stratum.
    ``dimensions`` maps a name to codes (n,); below zero: belongs to no group. Groups that hold every vote of all their
    strata have nothing to be held against and are left out.
    """
    if contradicted.size == 0:
        return []
    votes = _Votes.of(contradicted, stratum, item)
    found: list[Source] = []
    for name, codes in dimensions.items():
        found += _dimension(votes, name, codes, level)
    if not found:
        return []
    adjusted = false_discovery([source.p for source in found])
    traced = [
        Source(s.dimension, s.code, s.n, s.n_items, s.n_contradicted, s.excess, s.p, value, value < q)
        for s, value in zip(found, adjusted, strict=True)
    ]
    return sorted(traced, key=lambda source: (not source.flagged, -source.extra, source.dimension, source.code))


def false_discovery(p: Sequence[float]) -> list[float]:
    """Benjamini and Hochberg's adjusted p-values, in the order given.

    >>> [round(q, 3) for q in false_discovery([0.01, 0.04, 0.03, 0.5])]
    [0.04, 0.053, 0.053, 0.5]
    """
    values = np.asarray(p, dtype=np.float64)
    order = np.argsort(values)[::-1]
    scaled = values[order] * values.size / np.arange(values.size, 0, -1)
    adjusted = np.empty_like(values)
    adjusted[order] = np.minimum(np.minimum.accumulate(scaled), 1.0)
    return [float(value) for value in adjusted]


@dataclass(frozen=True, slots=True)
class _Votes:
    """Votes less what their stratum leads one to expect, and sums of them by item (m,).

    ``by_stratum`` has the sums over the items of each stratum of squared residuals, residuals times votes, and squared
    votes.
    """

    contradicted: NDArray[np.bool_]
    stratum: Ints
    item: Ints
    residual: Floats
    in_stratum: Ints
    item_stratum: Ints
    item_residual: Floats
    item_votes: Floats
    by_stratum: tuple[Floats, Floats, Floats]

    @classmethod
    def of(cls, contradicted: NDArray[np.bool_], stratum: Ints, item: Ints) -> _Votes:
        _, item = np.unique(item, return_inverse=True)
        item = item.reshape(-1).astype(np.int64)
        in_stratum = np.bincount(stratum)
        expected = np.bincount(stratum, weights=contradicted) / np.maximum(in_stratum, 1)
        residual = contradicted - expected[stratum]
        item_stratum = np.zeros(item.max() + 1, dtype=np.int64)
        item_stratum[item] = stratum
        sums: Floats = np.bincount(item, weights=residual).astype(np.float64)
        sizes: Floats = np.bincount(item).astype(np.float64)

        def summed(values: Floats) -> Floats:
            return np.asarray(np.bincount(item_stratum, weights=values, minlength=in_stratum.size), dtype=np.float64)

        by_stratum = (summed(sums**2), summed(sums * sizes), summed(sizes**2))
        return cls(contradicted, stratum, item, residual, in_stratum, item_stratum, sums, sizes, by_stratum)


def _dimension(votes: _Votes, name: str, codes: Ints, level: float) -> list[Source]:
    """Every group of one dimension at once: sums over the pairs of item and group that occur."""
    inside = np.flatnonzero(codes >= 0)
    if inside.size == 0:
        return []
    n_groups, n_strata = int(codes.max()) + 1, votes.in_stratum.size
    code, item = codes[inside], votes.item[inside]
    n = np.bincount(code, minlength=n_groups)
    bad = np.bincount(code, weights=votes.contradicted[inside], minlength=n_groups)
    counts = np.bincount(code * n_strata + votes.stratum[inside], minlength=n_groups * n_strata)
    counts = counts.reshape(n_groups, n_strata)
    share = counts / np.maximum(votes.in_stratum, 1)
    spread = (counts * (1 - share)).sum(axis=1)
    score = np.bincount(code, weights=votes.residual[inside], minlength=n_groups)
    # One row per item and group that meet.
    pairs, group = np.unique(code * (votes.item.max() + 1) + item, return_inverse=True)
    own = np.bincount(group.reshape(-1), weights=votes.residual[inside])
    met = np.bincount(group.reshape(-1)).astype(np.float64)
    pair_code, pair_item = np.divmod(pairs, votes.item.max() + 1)
    r = share[pair_code, votes.item_stratum[pair_item]]
    all_own, all_met = votes.item_residual[pair_item], votes.item_votes[pair_item]
    n_items = np.bincount(pair_code, minlength=n_groups)
    with np.errstate(divide="ignore", invalid="ignore"):
        slope = np.where(spread > 0, score / spread, np.nan)

    def variance(d: Floats) -> Floats:
        """The sum over items of the squared score at slope ``d`` (groups,); items that miss the group come in sums."""
        at = d[pair_code]
        u = own - r * all_own - at * (met * (1 - r) ** 2 + (all_met - met) * r**2)
        missed = r * all_own + at * all_met * r**2
        total = np.bincount(pair_code, weights=u**2 - missed**2, minlength=n_groups)
        squares, products, sizes = votes.by_stratum
        d = d[:, None]
        everywhere = share**2 * squares + 2 * d * share**3 * products + d**2 * share**4 * sizes
        return np.asarray(np.maximum(total + everywhere.sum(axis=1), 0.0))

    null, fitted = variance(np.zeros(n_groups)), variance(np.nan_to_num(slope))
    z = normal_quantile(level)
    found = []
    for group_code in np.flatnonzero((n >= LEAST_VOTES) & (n_items >= LEAST_ITEMS) & (spread > 0) & (null > 0)):
        d, se = float(slope[group_code]), float(np.sqrt(fitted[group_code]) / spread[group_code])
        p = float(ndtr(-score[group_code] / np.sqrt(null[group_code])))
        size = int(n[group_code])
        excess = Estimate(
            d,
            max(d - z * se, -1.0),
            min(d + z * se, 1.0),
            int(n_items[group_code]),
            size,
            EXCESS,
            level=level,
            se=se,
        )
        found.append(
            Source(name, int(group_code), size, int(n_items[group_code]), int(bad[group_code]), excess, p, 1.0, False)
        )
    return found

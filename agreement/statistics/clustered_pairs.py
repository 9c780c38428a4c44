"""Rater pairs on units that come in clusters, such as the responses of one item: intervals over whole clusters."""

from __future__ import annotations

from collections.abc import Hashable, Sequence
from dataclasses import replace

import numpy as np

from agreement.statistics.bca import influence_acceleration
from agreement.statistics.bootstrap import estimate_from_replicates, resampled_totals
from agreement.statistics.codes import Floats, Ints, dense_codes
from agreement.statistics.counts import Ratings
from agreement.statistics.estimate import Estimate, clustered_proportion
from agreement.statistics.kappa import WEIGHTINGS, cohen_kappas, disagreement_weights
from agreement.statistics.krippendorff import Level, numbers_for
from agreement.statistics.pairs import PairAgreement

#: Draws of single clusters, over all pairs, up to which intervals are computed.
MAX_CLUSTER_DRAWS = 100_000_000


def clustered_pairs(
    pairs: Sequence[PairAgreement],
    ratings: Ratings,
    clusters: Ints,
    *,
    level: Level,
    replicates: int,
    rng: np.random.Generator,
    drawn_as: str = "shared items with all their units",
) -> tuple[PairAgreement, ...]:
    """The `pairs` of `pair_agreements` with intervals over clusters instead of units.

    `clusters` (N,) holds the cluster of each unit. Percent agreement: Wilson at the effective number of units; kappas:
    BCa bootstrap over clusters. `n_items` becomes the number of shared clusters, `n_shared` stays the units'.
    Above MAX_CLUSTER_DRAWS kappas have no interval and say so.
    """
    order = np.lexsort((ratings.item, ratings.rater))
    bounds = np.searchsorted(ratings.rater[order], np.arange(len(ratings.rater_ids) + 1))
    code_of = {rater: code for code, rater in enumerate(ratings.rater_ids)}
    affordable = sum(pair.n_shared for pair in pairs) * replicates <= MAX_CLUSTER_DRAWS

    def rows(rater: Hashable) -> Ints:
        code = code_of[rater]
        return order[bounds[code] : bounds[code + 1]]

    found = []
    for pair in pairs:
        if pair.n_shared == 0:
            found.append(pair)
            continue
        first, second = rows(pair.rater_a), rows(pair.rater_b)
        units, at_first, at_second = np.intersect1d(ratings.item[first], ratings.item[second], return_indices=True)
        one, other = ratings.category[first[at_first]], ratings.category[second[at_second]]
        shared, n_clusters = dense_codes(clusters[units])
        percent = clustered_proportion(one == other, shared, what="percent agreement")
        estimates = {"percent": replace(percent, n_judgments=pair.estimates["percent"].n_judgments)}
        tables = None
        if affordable and n_clusters >= 2:
            cells = one * len(ratings.scale) + other
            tables = _resampled_tables(cells, shared, n_clusters, len(ratings.scale), replicates, rng)
        for name in (name for name in WEIGHTINGS if name in pair.estimates):
            replicated = left = None
            if tables is not None:
                weights = disagreement_weights(numbers_for(ratings, level), name)
                replicated, left = (cohen_kappas(each, weights)[0] for each in tables)
            how = f"bootstrap over {drawn_as}, {replicates} replicates"
            estimates[name] = _over_clusters(pair.estimates[name], replicated, left, n_clusters, how)
        found.append(PairAgreement(pair.rater_a, pair.rater_b, pair.n_shared, estimates))
    return tuple(found)


def _resampled_tables(
    cells: Ints, clusters: Ints, n_clusters: int, size: int, replicates: int, rng: np.random.Generator
) -> tuple[Floats, Floats]:
    """Contingency tables of resampled clusters, (B, V, V), and without each of the clusters, (C, V, V)."""
    used, column = np.unique(cells, return_inverse=True)
    keys = clusters * used.size + column.reshape(-1)
    per_cluster = np.bincount(keys, minlength=n_clusters * used.size).reshape(n_clusters, used.size).astype(np.float64)
    ones = np.ones(n_clusters, dtype=np.int64)
    drawn, _ = resampled_totals(per_cluster, ones, replicates=replicates, rng=rng)

    def tables(cells_in_use: Floats) -> Floats:
        whole = np.zeros((cells_in_use.shape[0], size * size))
        whole[:, used] = cells_in_use
        return whole.reshape(-1, size, size)

    return tables(drawn), tables(per_cluster.sum(axis=0) - per_cluster)


def _over_clusters(
    estimate: Estimate, replicates: Floats | None, left_out: Floats | None, n_clusters: int, how: str
) -> Estimate:
    name = estimate.method.split(";")[0]
    if estimate.value is None:
        return replace(estimate, n_items=n_clusters)
    if replicates is None or left_out is None:
        reason = "one shared item only" if n_clusters < 2 else "too many rater pairs to resample whole items for"
        return replace(estimate, low=None, high=None, se=None, n_items=n_clusters, method=name, reason=reason)
    return estimate_from_replicates(
        estimate.value,
        replicates,
        name=name,
        how=how,
        n_items=n_clusters,
        n_judgments=estimate.n_judgments,
        level=estimate.level,
        acceleration=influence_acceleration(-left_out, np.ones(left_out.size, dtype=np.int64)),
    )

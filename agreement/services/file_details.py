"""What a file of ratings tells beyond the group coefficients: pairs, ranks, categories and parts of variance."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

import numpy as np

from agreement.services.file_coefficients import CLUSTERS, Study, above
from agreement.statistics.clustered import over_clusters
from agreement.statistics.clustered_pairs import clustered_pairs
from agreement.statistics.codes import Floats, Ints
from agreement.statistics.complete import complete_matrix
from agreement.statistics.estimate import Estimate, unknown
from agreement.statistics.fleiss_categories import additive_category, category_estimates
from agreement.statistics.icc import NAMES, intraclass_correlations
from agreement.statistics.kappa import cohen_estimate
from agreement.statistics.kendall import NAME as KENDALL
from agreement.statistics.kendall import kendall_w
from agreement.statistics.krippendorff import Level
from agreement.statistics.pairs import PairAgreement, pair_agreements
from agreement.statistics.tables import pair_tables
from agreement.statistics.variance import reliability_of_means, variance_parts


def cohen(study: Study, weights: Floats | None) -> list[dict[str, Any]]:
    """Cohen's kappa of every rater pair, plain, linear and quadratic, and under given agreement `weights` (V, V)."""
    # Below the ordinal level weights mean nothing, and `pair_agreements` leaves the weighted kappas out.
    level: Level = "nominal" if study.declared == "nominal" else study.metric
    pairs = pair_agreements(
        study.ratings, level, rng=study.analytic_or(30), replicates=study.replicates, kind=study.kind
    )
    if study.clusters is not None:
        pairs = clustered_pairs(
            pairs,
            study.ratings,
            study.clusters,
            level=level,
            replicates=study.replicates,
            rng=study.rng(31),
            drawn_as=CLUSTERS,
        )
    given = _given(study, weights)
    return [
        {
            "rater_a": pair.rater_a,
            "rater_b": pair.rater_b,
            "kappa": pair.estimates["plain"].as_dict(),
            **{name: _weighted(pair, name, study).as_dict() for name in ("linear", "quadratic")},
            **({} if weights is None else {"weighted": given[pair.rater_a, pair.rater_b].as_dict()}),
        }
        for pair in pairs
    ]


def _weighted(pair: PairAgreement, name: str, study: Study) -> Estimate:
    found = pair.estimates.get(name)
    return found or above(f"Cohen's kappa, {name} weights", "ordinal", study.declared)


def _given(study: Study, weights: Floats | None) -> dict[tuple[Any, Any], Estimate]:
    """Kappa of each pair under given weights, with large-sample intervals; pairs without shared items are unknown."""
    if weights is None:
        return {}
    size = len(study.ratings.scale)
    tables = pair_tables(study.ratings)
    shared = {(int(a), int(b)): table for a, b, table in zip(tables.first, tables.second, tables.tables, strict=True)}
    nothing = np.zeros((size, size), dtype=np.int64)
    ids = study.ratings.rater_ids
    return {
        (ids[a], ids[b]): cohen_estimate(
            shared.get((a, b), nothing), weighting=1 - weights, scale=study.scale, rng=None, replicates=0
        )
        for a in range(len(ids))
        for b in range(a + 1, len(ids))
    }


def further(study: Study) -> dict[str, Estimate]:
    """PABAK; Kendall's W where the scale is ordered; the intraclass correlations where it is a scale of intervals."""
    found = {"pabak": study.pabak(), "kendall_w": _kendall(study)}
    for name, estimate in _correlations(study).items():
        found[f"icc_{name.lower().replace('-', '_')}"] = estimate
    return found


def _kendall(study: Study) -> Estimate:
    if study.anonymous:
        return unknown("the raters are not told apart", method=KENDALL)
    if not study.bears("ordinal"):
        return above(KENDALL, "ordinal", study.declared)
    return kendall_w(complete_matrix(study.ratings, study.scale)).estimate


def _correlations(study: Study) -> dict[str, Estimate]:
    method = "intraclass correlation"
    if study.anonymous:
        return {name: unknown("the raters are not told apart", method=method) for name in NAMES}
    if not study.bears("interval"):
        return {name: above(method, "interval", study.declared) for name in NAMES}
    return intraclass_correlations(complete_matrix(study.ratings, study.scale))


def per_category(study: Study, names: list[str]) -> list[dict[str, Any]]:
    """Fleiss' kappa of each category against the rest, and how many ratings it has."""
    estimates = category_estimates(study.patterns, rng=study.rng(40), replicates=study.replicates)
    if study.clusters is not None:
        estimates = _categories_by_cluster(study, study.clusters, estimates)
    ratings = np.bincount(study.ratings.category, minlength=len(names)).tolist()
    return [
        {"category": name, "n_ratings": n, "fleiss_kappa": estimate.as_dict()}
        for name, n, estimate in zip(names, ratings, estimates, strict=True)
    ]


def _categories_by_cluster(study: Study, clusters: Ints, estimates: list[Estimate]) -> list[Estimate]:
    named = {str(category): estimate for category, estimate in enumerate(estimates)}
    known = [name for name, estimate in named.items() if estimate.value is not None]
    if not known:
        return estimates
    rated = study.counts.any(axis=1)
    counts = study.counts[rated]
    found = over_clusters(
        named,
        {name: additive_category(counts, int(name), int(counts[0].sum())) for name in known},
        clusters[rated],
        paired=np.ones(counts.shape[0], dtype=bool),
        replicates=study.replicates,
        rng=study.rng(41),
        kind=study.kind,
        drawn_as=CLUSTERS,
    )
    return list(found.values())


def variance(study: Study) -> dict[str, Any] | None:
    """Parts of variance of a numeric scale and the worth of k ratings per item; None below the interval level."""
    if not study.bears("interval"):
        return None
    ratings = study.ratings
    rater = None if study.anonymous else ratings.rater
    parts = variance_parts(ratings.item, rater, study.scale[ratings.category])
    return {**parts.as_dict(), "reliability": [asdict(each) for each in reliability_of_means(parts)]}

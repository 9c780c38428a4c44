"""The group coefficients of a file of ratings, with the kind of interval that was asked for."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any, Literal, cast

import numpy as np

from agreement.statistics.agreement import percent_features, percent_from_totals
from agreement.statistics.analytic import alpha_by_t, percent_by_t
from agreement.statistics.bca import Kind
from agreement.statistics.chance import Chance, chance_estimate, chance_features, chance_from_totals
from agreement.statistics.clustered import Additive, additive_alpha, over_clusters
from agreement.statistics.codes import Floats, Ints, count_distinct
from agreement.statistics.conger import conger_additive, conger_estimate
from agreement.statistics.counts import Patterns, Ratings, count_matrix, patterns_of
from agreement.statistics.estimate import Estimate, unknown
from agreement.statistics.fleiss import fleiss_name
from agreement.statistics.gwet import ac_estimate, ac_name, ac_weights
from agreement.statistics.kappa import Weighting
from agreement.statistics.krippendorff import LEVELS, Level
from agreement.statistics.scott import pabak_estimate, scott_estimate
from agreement.statistics.summary import group_estimates

#: How intervals are made: "best" (see `Kind`), either bootstrap, or from published standard errors where there are any.
Interval = Literal["best", "percentile", "bca", "analytic"]
INTERVALS: tuple[Interval, ...] = ("best", "percentile", "bca", "analytic")
#: What is drawn where items come in clusters.
CLUSTERS = "whole clusters of items"


@dataclass(eq=False)
class Study:
    """Ratings at a declared level of measurement, and how their intervals are to be made.

    `clusters` (N,) names the cluster of each item where items go together, such as the answers to one prompt.
    """

    ratings: Ratings
    declared: Level
    seed: int
    replicates: int
    interval: Interval = "best"
    clusters: Ints | None = None
    anonymous: bool = False
    counts: Ints = field(init=False)
    patterns: Patterns = field(init=False)

    def __post_init__(self) -> None:
        self.counts = count_matrix(self.ratings)
        self.patterns = patterns_of(self.counts)

    @property
    def metric(self) -> Level:
        """The level at which distances are taken: the declared one, and positions below the interval level."""
        return self.declared if self.bears("interval") else "ordinal"

    @property
    def scale(self) -> Floats:
        """The numbers of a numeric scale, and positions below the interval level, (V,)."""
        return self.ratings.values() if self.bears("interval") else self.positions

    @property
    def positions(self) -> Floats:
        """0, 1, 2, … (V,)."""
        return np.arange(len(self.ratings.scale), dtype=np.float64)

    @property
    def kind(self) -> Kind:
        """Which bootstrap is used where there is one."""
        return "best" if self.interval == "analytic" else self.interval

    def rng(self, stream: int) -> np.random.Generator:
        """A generator of its own for each coefficient, so that none depends on which others are computed."""
        return np.random.default_rng([self.seed, stream])

    def analytic_or(self, stream: int) -> np.random.Generator | None:
        """None, which asks for the published standard error, or the generator to resample with."""
        return None if self.interval == "analytic" else self.rng(stream)

    def bears(self, level: Level) -> bool:
        """Whether the declared level is at least `level`."""
        return LEVELS.index(self.declared) >= LEVELS.index(level)

    def coefficients(self) -> dict[str, Estimate]:
        """All group coefficients by name, in the order in which they are told."""
        identity = np.eye(len(self.ratings.scale))
        drawn: dict[str, Any] = {"replicates": self.replicates, "kind": self.kind}
        found = {
            "percent_agreement": self._percent(),
            "fleiss_kappa": chance_estimate(
                self.patterns,
                name=fleiss_name(self.patterns),
                weights=identity,
                chance="pooled",
                rng=self.analytic_or(1),
                **drawn,
            ),
            "scott_pi": scott_estimate(self.ratings, rng=self.analytic_or(2), **drawn),
            "conger_kappa": unknown("the raters are not told apart", method="Conger's kappa")
            if self.anonymous
            else conger_estimate(self.ratings, weights=identity, rng=self.analytic_or(3), **drawn),
            "gwet_ac1": ac_estimate(
                self.patterns, weighting="plain", scale=self.positions, rng=self.analytic_or(4), **drawn
            ),
        }
        for stream, weighting in enumerate(cast(tuple[Weighting, ...], ("linear", "quadratic")), start=5):
            found[f"gwet_ac2_{weighting}"] = (
                ac_estimate(self.patterns, weighting=weighting, scale=self.scale, rng=self.analytic_or(stream), **drawn)
                if self.bears("ordinal")
                else above(ac_name(weighting), "ordinal", self.declared)
            )
        for level in LEVELS:
            found[f"krippendorff_alpha_{level}"] = self._alpha(level)
        return found if self.clusters is None else self.clustered(found)

    def pabak(self) -> Estimate:
        """The prevalence- and bias-adjusted kappa."""
        found = pabak_estimate(self.patterns, rng=self.analytic_or(9), replicates=self.replicates, kind=self.kind)
        return found if self.clusters is None else self.clustered({"pabak": found})["pabak"]

    def weighted(self, weights: Floats) -> dict[str, Estimate]:
        """The chance-corrected coefficients under agreement `weights` (V, V), with Gwet's t intervals."""
        found = {
            "fleiss_kappa_weighted": chance_estimate(
                self.patterns, name="Fleiss' kappa, given weights", weights=weights, chance="pooled", rng=None
            ),
            "conger_kappa_weighted": unknown("the raters are not told apart", method="Conger's kappa")
            if self.anonymous
            else conger_estimate(self.ratings, weights=weights, rng=None),
            "gwet_ac2_weighted": chance_estimate(
                self.patterns, name="Gwet's AC2, given weights", weights=weights, chance="gwet", rng=None
            ),
        }
        return found if self.clusters is None else self.clustered(found, weights=weights)

    def _percent(self) -> Estimate:
        if self.interval == "analytic":
            return percent_by_t(self.patterns)
        estimates = group_estimates(
            self.patterns, self.positions, "nominal", rng=self.rng(0), replicates=self.replicates, kind=self.kind
        )
        return estimates["percent"]

    def _alpha(self, level: Level) -> Estimate:
        if not self.bears(level):
            return above(f"Krippendorff's alpha, {level}", level, self.declared)
        values = self._values(level)
        if self.interval == "analytic" and level != "ordinal":
            return alpha_by_t(self.patterns, values, level)
        stream = 10 + LEVELS.index(level)
        estimates = group_estimates(
            self.patterns, values, level, rng=self.rng(stream), replicates=self.replicates, kind=self.kind
        )
        return estimates["alpha"]

    def _values(self, level: Level) -> Floats:
        return self.ratings.values() if level in {"interval", "ratio"} else self.positions

    def clustered(self, estimates: dict[str, Estimate], weights: Floats | None = None) -> dict[str, Estimate]:
        """The estimates with intervals over whole clusters, each made anew from the same resampled ones."""
        clusters = cast(Ints, self.clusters)
        units = Patterns(self.counts, np.ones(self.counts.shape[0], dtype=np.int64))
        additive = {
            name: made
            for name, estimate in estimates.items()
            if estimate.value is not None and (made := self._additive(name, units, weights)) is not None
        }
        if not additive:
            return estimates
        return over_clusters(
            estimates,
            additive,
            clusters,
            paired=self.counts.sum(axis=1) >= 2,
            replicates=self.replicates,
            rng=self.rng(20),
            kind=self.kind,
            drawn_as=CLUSTERS,
        )

    def _additive(self, name: str, units: Patterns, weights: Floats | None) -> Additive | None:
        """A coefficient as a function of totals over items; None where that is too large."""
        if name.startswith("krippendorff_alpha_"):
            level = cast(Level, name.removeprefix("krippendorff_alpha_"))
            return additive_alpha(units, self._values(level), level)
        given = np.eye(len(self.ratings.scale)) if weights is None else weights
        if name.startswith("gwet_ac2_") and weights is None:
            given = ac_weights(self.scale, cast(Weighting, name.removeprefix("gwet_ac2_")))
        if name.startswith("conger"):
            return conger_additive(self.ratings, given)
        if name == "percent_agreement":
            return Additive(percent_features(units), percent_from_totals)
        if name == "scott_pi" and count_distinct(self.ratings.rater) <= 2:
            units = Patterns(np.where(units.ratings_per_item[:, np.newaxis] >= 2, units.counts, 0), units.items)
        chance: Chance = "gwet" if name.startswith("gwet") else "uniform" if name == "pabak" else "pooled"
        return Additive(chance_features(units, given), lambda totals: chance_from_totals(totals, given, chance))


def above(name: str, needed: Level, declared: Level) -> Estimate:
    """No value, because the values are at a lower level than the coefficient needs."""
    return unknown(f"needs the {needed} level; the values are taken as {declared}", method=name)

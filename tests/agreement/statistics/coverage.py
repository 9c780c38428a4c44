"""Simulated studies whose true agreement is known, and how often each kind of interval covers it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from agreement.services.file_coefficients import INTERVALS, Interval, Study
from agreement.services.file_details import cohen, per_category
from agreement.statistics.codes import Floats
from agreement.statistics.counts import Ratings
from agreement.statistics.estimate import Estimate
from agreement.statistics.icc import intraclass_correlations

KINDS: tuple[Interval, ...] = INTERVALS
LARGE = 400_000


@dataclass(frozen=True, slots=True)
class Scenario:
    """Raters who find an item's true category with their own `skill`, else take a neighbour or any category.

    `density` is the chance that a rater rates an item; `prevalence` the categories' shares. With `together` items come
    in clusters of so many, which share their category and how hard they are.
    """

    what: str
    items: int
    prevalence: tuple[float, ...]
    skill: tuple[float, ...]
    density: float = 1.0
    together: int = 1

    def study(self, rng: np.random.Generator, items: int) -> tuple[Ratings, np.ndarray]:
        """One study of so many items, and the cluster of each."""
        size, raters = len(self.prevalence), len(self.skill)
        cluster = np.arange(items) // self.together
        truth = rng.choice(size, cluster[-1] + 1, p=self.prevalence)[cluster]
        skill = np.tile(self.skill, (items, 1))
        if self.together > 1:
            skill = skill * rng.uniform(0.4, 1.0, cluster[-1] + 1)[cluster][:, np.newaxis]
        right = rng.random((items, raters)) < skill
        beside = np.clip(truth[:, np.newaxis] + rng.choice([-1, 1], (items, raters)), 0, size - 1)
        any_one = rng.choice(size, (items, raters), p=self.prevalence)
        wrong = np.where(rng.random((items, raters)) < 0.6, beside, any_one)
        said = np.where(right, truth[:, np.newaxis], wrong)
        item, rater = np.nonzero(rng.random((items, raters)) < self.density)
        scale = [float(value) for value in range(1, size + 1)]
        return Ratings(item, rater, said[item, rater], range(items), range(raters), scale), cluster


SCENARIOS = {
    "balanced": Scenario("3 raters, 5 categories, alpha about .5", 100, (0.2,) * 5, (0.75, 0.7, 0.6)),
    "ragged": Scenario(
        "6 raters, each rates half of the items, alpha about .44",
        150,
        (0.4, 0.3, 0.2, 0.1),
        (0.8, 0.75, 0.7, 0.65, 0.6, 0.5),
        density=0.5,
    ),
    "skewed": Scenario("3 raters, 85 % of one category, alpha about .75", 100, (0.85, 0.1, 0.05), (0.93, 0.9, 0.9)),
    "high": Scenario("3 raters, alpha about .84", 100, (0.4, 0.3, 0.2, 0.1), (0.93, 0.92, 0.9)),
    "near-perfect": Scenario("2 raters, 5 disputed items in 100, alpha about .95", 100, (0.5, 0.3, 0.2), (0.98, 0.97)),
    "clustered": Scenario(
        "3 raters, 100 prompts of 3 items that share their difficulty", 300, (0.2,) * 5, (0.95, 0.9, 0.85), together=3
    ),
}


def coverage(
    scenario: Scenario,
    *,
    studies: int,
    replicates: int,
    seed: int,
    kinds: Sequence[Interval] = KINDS,
    large: int = LARGE,
) -> dict[str, dict[str, float | None]]:
    """For each coefficient its truth, and by kind of interval the share of studies that cover it.

    The truth comes from one study of `large` items by the same raters. Clustered scenarios know two kinds only:
    "best" over whole clusters, and "percentile", which here takes items as independent, as a warning.
    """
    whole, _ = scenario.study(np.random.default_rng([seed, 0]), large)
    truth = {name: estimate.value for name, estimate in _estimates(whole, None, 0, 1, "analytic").items()}
    covered: dict[str, dict[str, list[bool]]] = {name: {} for name in truth}
    if scenario.together > 1:
        kinds = [kind for kind in kinds if kind in {"best", "percentile"}]
    for number in range(1, studies + 1):
        ratings, cluster = scenario.study(np.random.default_rng([seed, number]), scenario.items)
        for kind in kinds:
            clusters = cluster if scenario.together > 1 and kind == "best" else None
            for name, estimate in _estimates(ratings, clusters, number, replicates, kind).items():
                value = truth[name]
                if value is not None and estimate.low is not None and estimate.high is not None:
                    covered[name].setdefault(kind, []).append(estimate.low <= value <= estimate.high)
    return {
        name: {"truth": truth[name], **{kind: float(np.mean(hits)) for kind, hits in by_kind.items()}}
        for name, by_kind in covered.items()
        if by_kind
    }


def _estimates(
    ratings: Ratings, clusters: np.ndarray | None, seed: int, replicates: int, kind: Interval
) -> dict[str, Estimate]:
    study = Study(ratings, "ratio", seed, replicates, interval=kind, clusters=clusters)
    found = study.coefficients()
    del found["scott_pi"]  # Fleiss' kappa by another name
    found["pabak"] = study.pabak()
    of_two = ratings.rater < 2
    two = Ratings(
        ratings.item[of_two],
        ratings.rater[of_two],
        ratings.category[of_two],
        ratings.item_ids,
        ratings.rater_ids[:2],
        ratings.scale,
    )
    first = cohen(Study(two, "ratio", seed, replicates, interval=kind, clusters=clusters), None)[0]
    for name in ("kappa", "linear", "quadratic"):
        found[f"cohen_{name}"] = Estimate(**first[name])
    found["fleiss_of_category_1"] = Estimate(**per_category(study, ["1"] * len(ratings.scale))[0]["fleiss_kappa"])
    return found


def icc_coverage(*, studies: int, seed: int, items: int = 100, raters: int = 4) -> dict[str, tuple[float, float]]:
    """Truth and coverage of the three intraclass correlations of one rating: normal items, leniency and errors."""
    covered: dict[str, list[bool]] = {"1": [], "A-1": [], "C-1": []}
    part = {"item": 1.0, "rater": 0.09, "error": 0.5}
    total = sum(part.values())
    truth = {"1": part["item"] / total, "A-1": part["item"] / total, "C-1": 1 / (1 + part["error"])}
    for number in range(studies):
        rng = np.random.default_rng([seed, 7, number])
        one: Floats = rng.normal(0, 1, (items, 1)) + rng.normal(0, part["error"] ** 0.5, (items, raters))
        exchangeable = one + rng.normal(0, part["rater"] ** 0.5, (items, raters))  # other raters on every item
        crossed = one + rng.normal(0, part["rater"] ** 0.5, (1, raters))
        for name, hits in covered.items():
            estimate = intraclass_correlations(exchangeable if name == "1" else crossed)[name]
            assert estimate.low is not None
            assert estimate.high is not None
            hits.append(estimate.low <= truth[name] <= estimate.high)
    return {name: (truth[name], float(np.mean(hits))) for name, hits in covered.items()}

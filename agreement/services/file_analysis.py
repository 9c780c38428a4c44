"""Every coefficient of a file of ratings, and what a rater model makes of it: no database, one pass."""

from __future__ import annotations

from typing import Any, cast

import numpy as np

from agreement.formats.ratings_csv import RatingsFile, label
from agreement.formats.weights_csv import read_weights
from agreement.statistics.chance import chance_estimate
from agreement.statistics.codes import Floats
from agreement.statistics.conger import conger_estimate
from agreement.statistics.counts import Patterns, Ratings, TooManyCells, count_matrix, patterns_of
from agreement.statistics.dawid_skene import dawid_skene, one_coin
from agreement.statistics.em import NotConverged
from agreement.statistics.estimate import Estimate, unknown
from agreement.statistics.fleiss import fleiss_name
from agreement.statistics.gwet import ac_estimate, ac_name
from agreement.statistics.kappa import Weighting
from agreement.statistics.krippendorff import LEVELS, Level
from agreement.statistics.pairs import pair_agreements
from agreement.statistics.scott import scott_estimate
from agreement.statistics.summary import group_estimates
from annotator.errors import InvalidInput


def check_level(level: Level | None, file: RatingsFile) -> Level:
    """The highest level of measurement that the file's categories bear, or `level` where they bear it."""
    if not file.scale:
        return level or "nominal"
    bears: Level = "nominal"
    if file.numeric:
        bears = "ratio" if min(cast(list[float], file.scale)) >= 0 else "interval"
    elif file.ordered:
        bears = "ordinal"
    if level is None:
        return bears
    if LEVELS.index(level) > LEVELS.index(bears):
        why = {
            "nominal": "its categories are text without an order; name them in their order with --categories",
            "ordinal": "its categories are not numbers",
            "interval": "it holds negative numbers",
        }
        raise InvalidInput(f"{file.name} can't be read at the {level} level: {why[bears]}.")
    return level


def analyse_agreement(
    file: RatingsFile, *, level: Level | None, seed: int, replicates: int, weights: str | None = None
) -> dict[str, Any]:
    """Return `{coefficients, cohen, notes}`; a coefficient above the level has no value and says why.

    With `weights` ("linear", "quadratic" or a file; see `read_weights`) also Fleiss' and Conger's kappa and Gwet's
    coefficient under these weights.

    Weights, and the weighted kappas, take the numbers of a numeric scale, and positions below the interval level.
    """
    declared = check_level(level, file)
    ratings = file.ratings()
    try:
        patterns = patterns_of(count_matrix(ratings))
    except TooManyCells as error:
        raise InvalidInput(f"{file.name}: {error}.") from error
    rng = np.random.default_rng(seed)
    metric: Level = declared if LEVELS.index(declared) >= LEVELS.index("interval") else "ordinal"
    scale = ratings.values() if metric != "ordinal" else np.arange(len(ratings.scale), dtype=np.float64)
    estimates = _exchangeable(patterns, ratings, rng=rng, replicates=replicates)
    if weights is not None:
        estimates |= _weighted(
            patterns, ratings, read_weights(weights, names=[label(v) for v in file.scale], scale=scale)
        )
    if file.anonymous:
        for name in ("conger_kappa", "conger_kappa_weighted") if weights is not None else ("conger_kappa",):
            estimates[name] = unknown("the raters are not told apart", method="Conger's kappa")
    for weighting in ("linear", "quadratic"):
        estimates[f"gwet_ac2_{weighting}"] = _ac(patterns, weighting, scale, declared, rng, replicates)
    for each in LEVELS:
        estimates[f"krippendorff_alpha_{each}"] = _alpha(patterns, ratings, each, declared, rng, replicates)
    # Below the ordinal level weights mean nothing, and `pair_agreements` leaves the weighted kappas out.
    pair_level: Level = "nominal" if declared == "nominal" else metric
    pairs = [] if file.anonymous else pair_agreements(ratings, pair_level, rng=rng, replicates=replicates)
    cohen = [
        {
            "rater_a": pair.rater_a,
            "rater_b": pair.rater_b,
            "kappa": pair.estimates["plain"].as_dict(),
            **{
                name: pair.estimates.get(name, _above(f"Cohen's kappa, {name} weights", "ordinal", declared)).as_dict()
                for name in ("linear", "quadratic")
            },
        }
        for pair in pairs
    ]
    notes = [_description(ratings, file, declared, chosen=level is not None), *file.notes]
    if (warning := prevalence_warning(estimates["gwet_ac1"], estimates["krippendorff_alpha_nominal"])) is not None:
        notes.append(warning)
    return {
        "coefficients": {name: estimate.as_dict() for name, estimate in estimates.items()},
        "cohen": cohen,
        "notes": notes,
    }


#: AC1 this much above alpha is worth a word: the two see chance very differently.
PARADOX = 0.2


def prevalence_warning(ac1: Estimate, alpha: Estimate) -> str | None:
    """One sentence when AC1 is much higher than alpha (Feinstein and Cicchetti's paradox), else None."""
    if ac1.value is None or alpha.value is None or ac1.value - alpha.value < PARADOX:
        return None
    return (
        f"Gwet's AC1 ({ac1.value:.2f}) is much higher than alpha ({alpha.value:.2f}): the ratings crowd into few of the"
        " categories, which pulls alpha down although raters mostly say the same; look at the rare categories before"
        " trusting either."
    )


def analyse_raters(file: RatingsFile, *, model: str, smoothing: float) -> dict[str, Any]:
    """Return a rater model of the file as a JSON-safe dict; `model` is "dawid-skene" or "one-coin"."""
    votes = file.votes()
    try:
        fitted = one_coin(votes) if model == "one-coin" else dawid_skene(votes, smoothing=smoothing)
    except NotConverged as error:
        raise InvalidInput(f"{file.name}: {error}.") from error
    found = fitted.as_dict()
    names = [label(value) for value in file.scale]
    found["categories"] = names
    found["prevalence"] = dict(zip(names, found["prevalence"].values(), strict=True))
    for item in found["items"]:
        if item["consensus"] is not None:
            item["consensus"] = label(item["consensus"])
    return {**found, "notes": file.notes}


def _description(ratings: Ratings, file: RatingsFile, level: Level, *, chosen: bool) -> str:
    counts = f"{ratings.n} ratings of {len(ratings.item_ids)} items by {len(ratings.rater_ids)} raters"
    how = "" if chosen else " (the highest that the values bear)"
    categories = ", ".join(label(value) for value in file.scale) or "none"
    return f"{counts}; level of measurement: {level}{how}; categories: {categories}."


def _exchangeable(
    patterns: Patterns, ratings: Ratings, *, rng: np.random.Generator, replicates: int
) -> dict[str, Estimate]:
    """The nominal coefficients."""
    identity = np.eye(len(ratings.scale))
    positions = np.arange(len(ratings.scale), dtype=np.float64)
    percent = group_estimates(patterns, positions, "nominal", rng=rng, replicates=replicates)["percent"]
    fleiss = chance_estimate(
        patterns, name=fleiss_name(patterns), weights=identity, chance="pooled", rng=rng, replicates=replicates
    )
    return {
        "percent_agreement": percent,
        "fleiss_kappa": fleiss,
        "scott_pi": scott_estimate(ratings, rng=rng, replicates=replicates),
        "conger_kappa": conger_estimate(ratings, weights=identity, rng=rng, replicates=replicates),
        "gwet_ac1": ac_estimate(patterns, weighting="plain", scale=positions, rng=rng, replicates=replicates),
    }


def _weighted(patterns: Patterns, ratings: Ratings, weights: Floats) -> dict[str, Estimate]:
    """The chance-corrected coefficients under custom agreement weights, with Gwet's standard errors and t intervals."""
    return {
        "fleiss_kappa_weighted": chance_estimate(
            patterns, name="Fleiss' kappa, given weights", weights=weights, chance="pooled", rng=None
        ),
        "conger_kappa_weighted": conger_estimate(ratings, weights=weights, rng=None),
        "gwet_ac2_weighted": chance_estimate(
            patterns, name="Gwet's AC2, given weights", weights=weights, chance="gwet", rng=None
        ),
    }


def _above(name: str, needed: Level, declared: Level) -> Estimate:
    return unknown(f"needs the {needed} level; the values are taken as {declared}", method=name)


def _ac(
    patterns: Patterns,
    weighting: Weighting,
    scale: Floats,
    declared: Level,
    rng: np.random.Generator,
    replicates: int,
) -> Estimate:
    if declared == "nominal":
        return _above(ac_name(weighting), "ordinal", declared)
    return ac_estimate(patterns, weighting=weighting, scale=scale, rng=rng, replicates=replicates)


def _alpha(
    patterns: Patterns, ratings: Ratings, level: Level, declared: Level, rng: np.random.Generator, replicates: int
) -> Estimate:
    if LEVELS.index(level) > LEVELS.index(declared):
        return _above(f"Krippendorff's alpha, {level}", level, declared)
    metric = level in {"interval", "ratio"}
    values = ratings.values() if metric else np.arange(len(ratings.scale), dtype=np.float64)
    return group_estimates(patterns, values, level, rng=rng, replicates=replicates)["alpha"]

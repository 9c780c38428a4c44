"""Every coefficient of a file of ratings: no database, one pass."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, cast

import numpy as np

from agreement.formats.ratings_csv import RatingsFile, label
from agreement.formats.weights_csv import read_weights
from agreement.services.file_coefficients import Interval, Study
from agreement.services.file_details import cohen, further, per_category, variance
from agreement.services.file_diagnosis import diagnose_file
from agreement.statistics.counts import Ratings, TooManyCells
from agreement.statistics.estimate import Estimate
from agreement.statistics.krippendorff import LEVELS, Level
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
    file: RatingsFile,
    *,
    level: Level | None,
    seed: int,
    replicates: int,
    weights: str | None = None,
    interval: Interval = "best",
    cluster: str | None = None,
    diagnosed: bool = False,
    slices: Sequence[str] = (),
) -> dict[str, Any]:
    """Return `{coefficients, cohen, further, per_category, variance, notes}`.

    A coefficient above the level has no value and says why. With `weights` ("linear", "quadratic" or a file; see
    `read_weights`) there are also Fleiss' and Conger's kappa, Gwet's coefficient and Cohen's kappa under these weights.
    Weights, and the weighted kappas, take the numbers of a numeric scale, and positions below the interval level.
    With `diagnosed` there is a `diagnosis` too (see `diagnose_file`), for which `slices` are columns.
    `cluster` names the column that says which items go together: whole clusters are resampled.
    """
    if cluster is not None and interval == "analytic":
        raise InvalidInput("--interval analytic takes items as independent; with --cluster-column choose another.")
    declared = check_level(level, file)
    clusters = None if cluster is None else file.clusters(cluster)
    try:
        study = Study(
            file.ratings(), declared, seed, replicates, interval=interval, clusters=clusters, anonymous=file.anonymous
        )
    except TooManyCells as error:
        raise InvalidInput(f"{file.name}: {error}.") from error
    given = None if weights is None else read_weights(weights, names=[label(v) for v in file.scale], scale=study.scale)
    estimates = study.coefficients()
    if given is not None:
        estimates |= study.weighted(given)
    notes = [_description(study.ratings, file, declared, chosen=level is not None), *file.notes]
    if clusters is not None:
        n = int(np.unique(clusters).size)
        notes.append(f"Intervals take the {n} values of column {cluster} as the independent draws, not the items.")
    if (warning := prevalence_warning(estimates["gwet_ac1"], estimates["krippendorff_alpha_nominal"])) is not None:
        notes.append(warning)
    found = {
        "coefficients": {name: estimate.as_dict() for name, estimate in estimates.items()},
        "cohen": [] if file.anonymous else cohen(study, given),
        "further": {name: estimate.as_dict() for name, estimate in further(study).items()},
        "per_category": per_category(study, [label(value) for value in file.scale]),
        "variance": variance(study),
        "notes": notes,
    }
    if diagnosed:
        found["diagnosis"] = diagnose_file(file, study.ratings, level=declared, seed=seed, slices=slices)
    return found


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


def _description(ratings: Ratings, file: RatingsFile, level: Level, *, chosen: bool) -> str:
    counts = f"{ratings.n} ratings of {len(ratings.item_ids)} items by {len(ratings.rater_ids)} raters"
    how = "" if chosen else " (the highest that the values bear)"
    categories = ", ".join(label(value) for value in file.scale) or "none"
    return f"{counts}; level of measurement: {level}{how}; categories: {categories}."

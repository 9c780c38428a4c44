"""Two hundred random designs, complete, ragged, sparse and degenerate, against four other packages."""

import json
import warnings
from functools import cache
from typing import Any, cast

import evalica
import krippendorff as package
import numpy as np
import pandas as pd
import pytest
from sklearn.metrics import cohen_kappa_score
from statsmodels.stats.inter_rater import cohens_kappa, fleiss_kappa

from agreement.services.file_coefficients import INTERVALS, Study
from agreement.services.file_details import cohen, further, per_category, variance
from agreement.statistics.analytic import alpha_by_t
from agreement.statistics.chance import Chance, chance_estimate
from agreement.statistics.conger import conger_estimate
from agreement.statistics.counts import Ratings, count_matrix, patterns_of
from agreement.statistics.estimate import Estimate
from agreement.statistics.fleiss import fleiss_kappa as our_fleiss
from agreement.statistics.gwet import ac_weights
from agreement.statistics.kappa import Weighting, cohen_kappas, disagreement_weights
from agreement.statistics.krippendorff import LEVELS, Level, alpha, alpha_fast
from agreement.statistics.tables import pair_tables
from tests.agreement.statistics.samples import REFERENCE, as_matrix

WEIGHTS: dict[str, Weighting] = {"identity": "plain", "linear": "linear", "quadratic": "quadratic"}
CHANCE: dict[str, Chance] = {"fleiss": "pooled", "gwet": "gwet", "bp": "uniform"}


@cache
def designs() -> list[tuple[Ratings, dict[str, Any]]]:
    """The designs as ratings, and what irrCAC says of each."""
    found = []
    for design in json.loads((REFERENCE / "random_designs.json").read_text(encoding="utf-8"))["designs"]:
        cells = [
            (item, rater, int(cell))
            for item, row in enumerate(design["rows"])
            for rater, cell in enumerate(row)
            if cell != "."
        ]
        item, rater, category = (np.asarray(column, dtype=np.int64) for column in zip(*cells, strict=True))
        scale = [float(value) for value in range(design["categories"])]
        ratings = Ratings(item, rater, category, range(len(design["rows"])), range(len(design["rows"][0])), scale)
        found.append((ratings, design["irrcac"]))
    return found


def same(estimate: Estimate, theirs: list[float | None] | None) -> bool:
    """Whether value and standard error are those of irrCAC; False where one of the two gives none."""
    if theirs is None or theirs[0] is None or estimate.value is None:
        return False
    assert estimate.value == pytest.approx(theirs[0], abs=1e-9)
    if estimate.se is not None and theirs[1] is not None:
        assert estimate.se == pytest.approx(theirs[1], abs=1e-9)
    return True


@pytest.mark.parametrize("weights", WEIGHTS)
@pytest.mark.parametrize("kind", [*CHANCE, "conger"])
def test_values_and_standard_errors_of_irrcac(kind, weights):
    compared = 0
    for ratings, theirs in designs():
        agreement = ac_weights(np.arange(len(ratings.scale), dtype=float), WEIGHTS[weights])
        if kind == "conger":
            estimate = conger_estimate(ratings, weights=agreement, rng=None)
        else:
            patterns = patterns_of(count_matrix(ratings))
            estimate = chance_estimate(patterns, name=kind, weights=agreement, chance=CHANCE[kind], rng=None)
        compared += same(estimate, theirs[weights][kind])
    # Where it has none, or calls agreement on one category 1 or 0, we say that there is no variation.
    assert compared >= 190


@pytest.mark.parametrize(("weights", "level"), [("identity", "nominal"), ("quadratic", "interval")])
def test_alpha_and_its_standard_error_of_irrcac(weights, level):
    compared = 0
    for ratings, theirs in designs():
        values = np.asarray(ratings.scale, dtype=float)
        estimate = alpha_by_t(patterns_of(count_matrix(ratings)), values, cast(Level, level))
        compared += same(estimate, theirs[weights]["alpha"])
    assert compared >= 190


@pytest.mark.parametrize("level", LEVELS)
def test_alpha_of_the_krippendorff_package(level):
    compared = 0
    for ratings, _ in designs():
        patterns, values = patterns_of(count_matrix(ratings)), np.asarray(ratings.scale, dtype=float)
        ours = alpha(patterns, values, level)
        if not np.isfinite(ours):
            continue
        theirs = package.alpha(as_matrix(ratings), level_of_measurement=level)
        assert ours == pytest.approx(theirs, abs=1e-12)
        assert alpha_fast(patterns, values, level) == pytest.approx(theirs, abs=1e-12)
        compared += 1
    assert compared >= 190


@pytest.mark.parametrize("level", LEVELS)
def test_alpha_of_evalica(level):
    compared = 0
    for ratings, _ in designs():
        patterns, values = patterns_of(count_matrix(ratings)), np.asarray(ratings.scale, dtype=float)
        ours = alpha(patterns, values, level)
        matrix = as_matrix(ratings)
        if not np.isfinite(ours):
            continue
        theirs = evalica.alpha(pd.DataFrame(matrix), distance=level).alpha
        assert ours == pytest.approx(theirs, abs=1e-10)
        compared += 1
    assert compared >= 190


def test_fleiss_of_statsmodels_on_the_complete_designs():
    compared = 0
    for ratings, _ in designs():
        counts = count_matrix(ratings)
        if np.unique(counts.sum(axis=1)).size > 1 or np.count_nonzero(counts.any(axis=0)) < 2:
            continue
        assert our_fleiss(patterns_of(counts)) == pytest.approx(fleiss_kappa(counts), abs=1e-12)
        compared += 1
    assert compared >= 35


@pytest.mark.parametrize("weights", WEIGHTS)
def test_cohen_of_scikit_learn_and_its_errors_of_statsmodels_for_every_pair(weights):
    compared = 0
    theirs_by_name = {"identity": None, "linear": "linear", "quadratic": "quadratic"}
    for ratings, _ in designs():
        size = len(ratings.scale)
        tables = pair_tables(ratings)
        kappas, errors, _ = cohen_kappas(tables.tables, disagreement_weights(np.arange(size), WEIGHTS[weights]))
        for table, kappa, error in zip(tables.tables, kappas.tolist(), errors.tolist(), strict=True):
            if not np.isfinite(kappa):
                continue
            row, column = (index.repeat(table.ravel()) for index in (i.ravel() for i in np.indices((size, size))))
            score = cohen_kappa_score(row, column, labels=range(size), weights=theirs_by_name[weights])
            assert kappa == pytest.approx(score, abs=1e-12)
            with warnings.catch_warnings():
                warnings.simplefilter("ignore")  # statsmodels divides by zero where a category is unused
                theirs = cohens_kappa(table, wt=theirs_by_name[weights], return_results=True)
            # Where the variance is zero but for its rounding error, statsmodels takes the root of a negative number.
            if np.isfinite(theirs.std_kappa):
                assert error**2 == pytest.approx(theirs.std_kappa**2, abs=1e-12)
            else:
                assert error**2 < 1e-12
            compared += 1
    assert compared > 1_500


@pytest.mark.parametrize("interval", INTERVALS)
def test_every_number_of_every_design_is_an_estimate_or_has_a_reason(interval):
    """The constructor of Estimate raises on nan, infinity, and a missing value without a reason."""
    unknown = 0
    for number, (ratings, _) in enumerate(designs()[::4]):
        clusters = np.arange(len(ratings.item_ids)) // 2 if number % 2 and interval != "analytic" else None
        study = Study(ratings, "ratio", 1, 50, interval=interval, clusters=clusters)
        estimates = [*study.coefficients().values(), *further(study).values()]
        unknown += sum(estimate.value is None for estimate in estimates)
        assert all(estimate.value is None or estimate.value <= 1 + 1e-9 for estimate in estimates)
        assert per_category(study, [f"{value:g}" for value in ratings.scale])
        assert cohen(study, None)
        parts = variance(study)
        assert parts is not None
        assert json.dumps(parts, allow_nan=False)
    assert unknown > 0

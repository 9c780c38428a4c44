"""How far model judges can stand in for the human raters of a file: no database, one pass."""

from __future__ import annotations

from typing import Any

import numpy as np

from agreement.formats.ratings_csv import RatingsFile, label
from agreement.services.judge_sides import length_bias, side_consistency
from agreement.statistics.alternative_annotator import alternative_annotator_test
from agreement.statistics.codes import Floats, Ints
from agreement.statistics.counts import Ratings, count_matrix, patterns_of
from agreement.statistics.estimate import proportion
from agreement.statistics.gwet import ac_estimate
from agreement.statistics.kappa import cohen_estimate
from agreement.statistics.prediction_powered import prediction_powered_mean
from agreement.statistics.score_clustering import crowding_advice, recalibration, spread
from agreement.statistics.summary import group_estimates
from annotator.errors import InvalidInput


def analyse_judges(
    file: RatingsFile, *, judges: set[str], epsilon: float, q: float, seed: int, replicates: int
) -> dict[str, Any]:
    """Return `{humans, judges: [...], notes}` as JSON-safe values; human coefficients leave every judge out.

    `judges` names the raters that are models. Raises InvalidInput when there is none, or nobody else.
    """
    if not judges:
        raise InvalidInput(f"{file.name}: no rater is a model; name them with --judge, or by a column kind.")
    codes = [code for code, rater in enumerate(file.rater_ids) if rater in judges]
    humans = [code for code, rater in enumerate(file.rater_ids) if rater not in judges]
    if not humans:
        raise InvalidInput(f"{file.name}: every rater is a model; a judge is measured against humans.")
    straight = np.asarray(
        [cell not in {"1", "true"} for cell in file.extra.get("swapped", [])] or [True] * file.item.size
    )
    grid = _grid(file, straight)
    rng = np.random.default_rng(seed)
    numeric = file.numeric
    values = np.asarray(file.scale if numeric else range(len(file.scale)), dtype=np.float64)
    rated = np.where(grid >= 0, values[grid], np.nan)
    names = [file.rater_ids[code] for code in humans]
    found = []
    for code in codes:
        test = alternative_annotator_test(rated[humans], rated[code], names, numeric=numeric, epsilon=epsilon, q=q)
        found.append(
            {
                "judge": file.rater_ids[code],
                "n_items": int(np.count_nonzero(grid[code] >= 0)),
                "with_humans": [
                    {"rater": file.rater_ids[human], **_pair(grid[code], grid[human], file, values, rng, replicates)}
                    for human in humans
                ],
                "with_consensus": _pair(
                    grid[code], consensus(grid[humans], len(values)), file, values, rng, replicates
                ),
                "alternative_annotator": test.as_dict(),
                "side_consistency": side_consistency(file, code, straight),
                "length_bias": length_bias(file, [code], straight, what="the judge"),
                "score_clustering": _clustering(grid[code], grid[humans], file, values),
                "prediction_powered": _powered(grid[code], grid[humans], file, values),
            }
        )
    return {
        "humans": {
            **_humans(file, straight & np.isin(file.rater, humans), humans, values, rng, replicates),
            "length_bias": length_bias(file, humans, straight, what="humans"),
        },
        "judges": found,
        "notes": file.notes,
    }


def consensus(grid: Ints, size: int) -> Ints:
    """The category most raters of `grid` (R, N) gave each item, (N,); -1 without ratings and where two tie."""
    counts = np.stack([(grid == code).sum(axis=0) for code in range(size)], axis=1)
    most = counts.max(axis=1)
    single = (counts == most[:, np.newaxis]).sum(axis=1) == 1
    return np.where((most > 0) & single, counts.argmax(axis=1), -1).astype(np.int64)


def _grid(file: RatingsFile, straight: np.ndarray) -> Ints:
    """Category codes (R, N), -1 where not rated; rows with swapped sides are left out."""
    kept = np.flatnonzero(straight)
    keys = file.rater[kept] * max(len(file.item_ids), 1) + file.item[kept]
    distinct, first = np.unique(keys, return_index=True)
    if distinct.size < keys.size:
        again = int(np.setdiff1d(np.arange(keys.size), first)[0])
        line, rater = file.line[kept[again]], file.rater_ids[file.rater[kept[again]]]
        raise InvalidInput(f"{file.name}, line {line}, column rater: rater {rater!r} rated that item already.")
    grid = np.full((len(file.rater_ids), len(file.item_ids)), -1, dtype=np.int64)
    grid[file.rater[kept], file.item[kept]] = file.category[kept]
    return grid


def _pair(
    judge: Ints, other: Ints, file: RatingsFile, values: Floats, rng: np.random.Generator, replicates: int
) -> dict[str, Any]:
    """Percent agreement and kappa of the judge with one other on the items both rated."""
    shared = (judge >= 0) & (other >= 0)
    table = np.zeros((values.size, values.size), dtype=np.int64)
    np.add.at(table, (judge[shared], other[shared]), 1)
    agreed, n = int(np.trace(table)), int(table.sum())
    kappas = {"kappa": "plain"} | ({"linear": "linear", "quadratic": "quadratic"} if file.ordered else {})
    return {
        "percent_agreement": proportion(agreed, n, what="percent agreement").as_dict(),
        **{
            name: cohen_estimate(
                table,
                weighting=weighting,  # type: ignore[arg-type]  # the three names
                scale=values,
                rng=rng,
                replicates=replicates,
            ).as_dict()
            for name, weighting in kappas.items()
        },
    }


def _humans(
    file: RatingsFile, rows: np.ndarray, humans: list[int], values: Floats, rng: np.random.Generator, replicates: int
) -> dict[str, Any]:
    """Percent agreement, AC1 and nominal alpha of the humans alone."""
    ratings = Ratings(file.item[rows], file.rater[rows], file.category[rows], file.item_ids, file.rater_ids, file.scale)
    patterns = patterns_of(count_matrix(ratings))
    group = group_estimates(patterns, values, "nominal", rng=rng, replicates=replicates)
    ac1 = ac_estimate(patterns, weighting="plain", scale=values, rng=rng, replicates=replicates)
    return {
        "raters": [file.rater_ids[code] for code in humans],
        "percent_agreement": group["percent"].as_dict(),
        "gwet_ac1": ac1.as_dict(),
        "krippendorff_alpha_nominal": group["alpha"].as_dict(),
    }


def _clustering(judge: Ints, humans: Ints, file: RatingsFile, values: Floats) -> dict[str, Any] | None:
    """Spread of the judge's scores and of the humans' on the same items, advice, and the recalibration map."""
    shared = (judge >= 0) & (humans >= 0).any(axis=0)
    of_humans = humans[:, shared]
    ours, theirs = spread(judge[shared], values), spread(of_humans[of_humans >= 0], values)
    if ours is None or theirs is None:
        return None
    found: dict[str, Any] = {"judge": _named(ours.as_dict(), file), "humans": _named(theirs.as_dict(), file)}
    if not file.numeric:
        return {**found, "advice": None, "recalibration": None}
    means = _means(of_humans, values)
    return {
        **found,
        "advice": crowding_advice(ours, theirs),
        "recalibration": recalibration(judge[shared], means, values),
    }


def _named(found: dict[str, Any], file: RatingsFile) -> dict[str, Any]:
    names = [label(value) for value in file.scale]
    shares = dict(zip(names, found["shares"], strict=True))
    sd = found["sd"] if file.numeric else None
    return {**found, "shares": shares, "top": names[found["top"]], "sd": sd}


def _means(humans: Ints, values: Floats) -> Floats:
    rated = humans >= 0
    return np.where(rated, values[humans], 0.0).sum(axis=0) / rated.sum(axis=0)


def _powered(judge: Ints, humans: Ints, file: RatingsFile, values: Floats) -> dict[str, Any]:
    """The human mean of a numeric scale, and the human share of each category, from both kinds of labels."""
    both = (judge >= 0) & (humans >= 0).any(axis=0)
    alone = (judge >= 0) & ~both
    found: dict[str, Any] = {"mean": None, "shares": {}}
    for code, name in enumerate([label(value) for value in file.scale]):
        chosen = (np.arange(values.size) == code).astype(np.float64)
        found["shares"][name] = _estimated(judge, humans, both, alone, chosen, f"share of {name}")
    if file.numeric:
        found["mean"] = _estimated(judge, humans, both, alone, values, "mean")
    return found


def _estimated(judge: Ints, humans: Ints, both: np.ndarray, alone: np.ndarray, on: Floats, what: str) -> dict[str, Any]:
    return prediction_powered_mean(_means(humans[:, both], on), on[judge[both]], on[judge[alone]], what=what).as_dict()

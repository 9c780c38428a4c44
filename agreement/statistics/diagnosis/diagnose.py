"""The diagnosis of one set of ratings: is agreement low, why, what would it gain to act, and what does that cost."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Literal

import numpy as np

from agreement.statistics.codes import Floats, Ints
from agreement.statistics.counts import Ratings, count_matrix, patterns_of
from agreement.statistics.diagnosis.alphas import Scale, draw, spread
from agreement.statistics.diagnosis.categories import find_categories
from agreement.statistics.diagnosis.cause import Cause
from agreement.statistics.diagnosis.compared import Compared, list_pairs
from agreement.statistics.diagnosis.design import AIM, FEWEST_ITEMS, DesignRow, find_overlap, plan_design, precision
from agreement.statistics.diagnosis.fatigue import fatigue_effect
from agreement.statistics.diagnosis.noise import Repeats, find_differences, find_noise, self_agreement
from agreement.statistics.diagnosis.prevalence import find_prevalence
from agreement.statistics.diagnosis.ranking import rank, taken_out
from agreement.statistics.diagnosis.raters import RaterEffects, find_raters, rater_effects
from agreement.statistics.diagnosis.schools import find_schools
from agreement.statistics.diagnosis.slices import Slicing, find_slices
from agreement.statistics.estimate import Estimate, normal_quantile, unknown
from agreement.statistics.krippendorff import Level, check_level, numbers_for

#: Alpha below this is low (Krippendorff's bound for tentative conclusions).
TARGET = 0.667
MOST_CATEGORIES = 128
MOST_RATERS = 1_000

State = Literal["unknown", "low", "perhaps", "fine"]


@dataclass(frozen=True, slots=True, eq=False)
class Diagnosis:
    """What is known: `state` of alpha against the `target`, ranked `causes`, and the `design` for ± `half_width`.

    `state` is unknown (too little to know, see `reason`), low (the whole interval lies below the target), perhaps (the
    value does), or fine. `own` is the raters' agreement with themselves; `fatigue` the change of disagreement per hour
    since a break.
    """

    state: State
    alpha: Estimate
    target: float
    causes: list[Cause]
    own: Estimate
    design: list[DesignRow] = field(default_factory=list)
    half_width: float = AIM
    effects: RaterEffects | None = None
    fatigue: Estimate | None = None
    reason: str | None = None


def diagnose(
    ratings: Ratings,
    *,
    level: Level,
    seed: int,
    item_of_unit: Ints | None = None,
    slicings: Sequence[Slicing] = (),
    repeats: Repeats | None = None,
    hours: Floats | None = None,
    anonymous: bool = False,
    target: float = TARGET,
    half_width: float = AIM,
) -> Diagnosis:
    """Return why agreement is low, if it is. Deterministic given the seed.

    `item_of_unit` (N,) are codes 0..M-1 of the independent items (the units themselves unless given), to which the
    `slicings` refer. `hours` (n,) are those since a break of each rating. `anonymous` raters are not looked at one by
    one. Raises InvalidLevel for a scale that the level can't measure.
    """
    values = numbers_for(ratings, level)
    check_level(level, values)
    rng = np.random.default_rng([seed, 9])
    items = np.arange(len(ratings.item_ids)) if item_of_unit is None else item_of_unit
    pairs = list_pairs(ratings, items, rng)
    scale = Scale(values, level, draw(pairs.n_blocks, rng))
    distance = scale.distance(pairs)
    own = self_agreement(repeats, distance)
    alpha = _alpha(pairs, scale, ratings.n)
    if values.size > MOST_CATEGORIES:
        return _unknown(alpha, own, target, f"more than {MOST_CATEGORIES} categories are not looked into")
    counts = count_matrix(ratings)
    per_unit = counts.sum(axis=1)
    labels = float(per_unit[per_unit >= 2].mean()) if (per_unit >= 2).any() else 2.0
    overlap = find_overlap(pairs, scale, n_items=pairs.n_items, n_judgments=ratings.n, labels=labels)
    causes = [] if overlap is None else [overlap]
    if pairs.n_paired_items() < FEWEST_ITEMS or alpha.value is None:
        reason = alpha.reason or f"only {pairs.n_paired_items()} items were judged by two raters"
        return Diagnosis("unknown", alpha, target, causes, own, half_width=half_width, reason=reason)
    by_name = {slicing.name: slicing for slicing in slicings}
    look = not anonymous and len(ratings.rater_ids) <= MOST_RATERS
    located = rank(_located(pairs, scale, ratings, items, counts, slicings, raters=look), pairs, scale, by_name)
    left = pairs
    for cause in located:
        if cause.explained_by is None:
            left = taken_out(cause, left, by_name)
    causes += located
    causes += _unlocated(pairs, left, scale, located, ratings.n, own=own, target=target, labels=labels)
    known = precision(pairs, scale)
    effects = rater_effects(pairs, distance) if look else None
    design = (
        []
        if known is None
        else plan_design(
            patterns_of(counts[per_unit >= 2]),
            scale,
            known,
            rater_variance=0.0 if effects is None else effects.variance(),
            half_width=half_width,
            rng=np.random.default_rng([seed, 10]),
        )
    )
    fatigue = fatigue_effect(ratings, counts, distance, hours) if look else None
    return Diagnosis(_state(alpha, target), alpha, target, causes, own, design, half_width, effects, fatigue)


def _alpha(pairs: Compared, scale: Scale, n_judgments: int) -> Estimate:
    name = f"Krippendorff's alpha, {scale.level}"
    value, n_items = scale.alpha(pairs), pairs.n_paired_items()
    if not np.isfinite(value):
        reason = "no variation: only one category was used" if n_items else "no item was judged by two raters"
        return unknown(reason, method=name, n_items=n_items, n_judgments=n_judgments)
    error = spread(scale.replicates(pairs))
    if not np.isfinite(error):
        reason = "no interval: too little variation"
        return Estimate(value, None, None, n_items, n_judgments, name, reason=reason)
    half = normal_quantile(0.95) * error
    method = f"{name}; normal interval, bootstrap over items"
    return Estimate(value, value - half, min(1.0, value + half), n_items, n_judgments, method, se=error)


def _unknown(alpha: Estimate, own: Estimate, target: float, reason: str) -> Diagnosis:
    return Diagnosis("unknown", alpha, target, [], own, reason=reason)


def _state(alpha: Estimate, target: float) -> State:
    if alpha.value is None:
        return "unknown"
    if alpha.high is not None and alpha.high < target:
        return "low"
    return "perhaps" if alpha.value < target else "fine"


def _located(
    pairs: Compared,
    scale: Scale,
    ratings: Ratings,
    items: Ints,
    counts: Ints,
    slicings: Sequence[Slicing],
    *,
    raters: bool,
) -> list[Cause]:
    """All causes that can be pointed at."""
    found: list[Cause | None] = []
    if raters:
        found.append(find_schools(pairs, scale, ratings.n))
        found.append(find_raters(pairs, scale, np.bincount(ratings.rater, minlength=pairs.n_raters)))
    found += find_slices(pairs, scale, slicings, np.bincount(items[ratings.item], minlength=pairs.n_items))
    found += find_categories(pairs, scale, ratings.n)
    block_of_item = np.full(pairs.n_items, -1, dtype=np.int64)
    block_of_item[pairs.item] = pairs.block
    found.append(find_prevalence(pairs, scale, counts, block_of_item[items], ratings.n))
    return [cause for cause in found if cause is not None]


def _unlocated(
    pairs: Compared,
    left: Compared,
    scale: Scale,
    located: list[Cause],
    n_judgments: int,
    *,
    own: Estimate,
    target: float,
    labels: float,
) -> list[Cause]:
    """Stable differences or noise: what is too low still, and can't be pointed at."""
    kinds = {cause.kind for cause in located if cause.explained_by is None}
    if not kinds & {"schools"}:
        differences = find_differences(pairs, left, scale, target=target, n_judgments=n_judgments, own=own)
        if differences is not None:
            return [differences]
    if "prevalence" in kinds and any(c.kind == "prevalence" and c.after >= target for c in located):
        return []
    noise = find_noise(
        pairs,
        left,
        scale,
        target=target,
        labels_per_item=labels,
        n_items=pairs.n_paired_items(),
        n_judgments=n_judgments,
        own=own,
    )
    return [] if noise is None else [noise]

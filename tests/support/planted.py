"""Simulated studies with one planted cause of low agreement, and what its remedy does on freshly drawn data."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from typing import Any

import numpy as np
import numpy.typing as npt

from agreement.statistics.counts import Ratings, count_matrix, patterns_of
from agreement.statistics.diagnosis.cause import Cause
from agreement.statistics.diagnosis.diagnose import Diagnosis, diagnose
from agreement.statistics.diagnosis.noise import Repeats
from agreement.statistics.diagnosis.slices import Slicing
from agreement.statistics.krippendorff import alpha_fast
from agreement.statistics.summary import group_estimates

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]

LANGUAGES = ("en", "de", "fr", "pt", "ja")
LENGTHS = ("short", "middle", "long")


@dataclass(frozen=True)
class Study:
    """`confusion` (R, V, V): what each rater says, row the truth. A share `contested` of the items is seen as the next
    category by all raters of `school` 1 (R,). Items of `language` `hard_language`, or a share `hard_share` of them all,
    meet `hard` (V, V) before the rater's own errors. `labels` per overlapping item; only `overlapping` of the items
    have them, the others one."""

    n_items: int
    labels: int
    prevalence: Floats
    confusion: Floats
    school: Ints
    contested: float = 0.0
    hard_language: int = -1
    hard_share: float = 0.0
    hard: Floats = field(default_factory=lambda: np.eye(1))
    overlapping: int | None = None
    repeats: int = 0
    bad: tuple[int, ...] = ()

    @property
    def n_raters(self) -> int:
        return self.confusion.shape[0]

    @property
    def size(self) -> int:
        return self.prevalence.size


@dataclass(frozen=True)
class Drawn:
    ratings: Ratings
    slicings: list[Slicing]
    repeats: Repeats | None

    def diagnose(self, seed: int = 0) -> Diagnosis:
        return diagnose(self.ratings, level="nominal", seed=seed, slicings=self.slicings, repeats=self.repeats)


def raters(rng: np.random.Generator, n: int, size: int, accuracy: float, spread: float = 0.025) -> Floats:
    """Confusion matrices (n, size, size) of raters who differ a little, in how often and in how they err."""
    made = np.empty((n, size, size))
    for code in range(n):
        skill = np.clip(accuracy + spread * rng.standard_normal(size), 1 / size, 0.995)
        for truth in range(size):
            errors = rng.dirichlet(np.full(size - 1, 12.0)) * (1 - skill[truth])
            made[code, truth] = np.insert(errors, truth, skill[truth])
    return made


def draw(study: Study, rng: np.random.Generator) -> Drawn:
    """One data set of the study."""
    size, n = study.size, study.n_items
    truth = rng.choice(size, size=n, p=study.prevalence)
    language = rng.choice(len(LANGUAGES), size=n, p=[0.4, 0.2, 0.15, 0.15, 0.1])
    length = rng.choice(len(LENGTHS), size=n)
    contested = rng.random(n) < study.contested
    hard = rng.random(n) < study.hard_share if study.hard_share else np.zeros(n, dtype=bool)
    order = np.argsort(rng.random((n, study.n_raters)), axis=1)[:, : study.labels]
    many = np.arange(n) < (n if study.overlapping is None else study.overlapping)
    held = np.where(many[:, np.newaxis], True, np.arange(study.labels) == 0)
    item, place = np.nonzero(held)
    rater = order[item, place]

    def say(item: Ints, rater: Ints) -> Ints:
        seen = np.where(contested[item] & (study.school[rater] == 1), (truth[item] + 1) % size, truth[item])
        chances = study.confusion[rater, seen]
        if study.hard_language >= 0 or study.hard_share:
            here = (language[item] == study.hard_language) | hard[item]
            chances = np.where(
                here[:, np.newaxis], (study.hard[seen][:, np.newaxis] @ study.confusion[rater])[:, 0], chances
            )
        return np.minimum((rng.random(item.size)[:, np.newaxis] > np.cumsum(chances, axis=1)).sum(axis=1), size - 1)

    category = say(item, rater)
    ratings = Ratings(item, rater, category, range(n), range(study.n_raters), [str(k) for k in range(size)])
    repeats = None
    if study.repeats:
        again = rng.choice(item.size, size=study.repeats, replace=False)
        repeats = Repeats(rater[again], category[again], say(item[again], rater[again]))
    slicings = [Slicing("language", LANGUAGES, language), Slicing("length", LENGTHS, length)]
    return Drawn(ratings, slicings, repeats)


def _usual(rng: np.random.Generator, accuracy: float = 0.93) -> Study:
    size, n_raters = int(rng.integers(3, 6)), int(rng.integers(8, 15))
    prevalence = rng.dirichlet(np.full(size, 20.0))
    return Study(
        n_items=int(rng.integers(400, 900)),
        labels=int(rng.integers(3, 5)),
        prevalence=prevalence,
        confusion=raters(rng, n_raters, size, accuracy),
        school=np.zeros(n_raters, dtype=np.int64),
        repeats=int(rng.choice([0, 200])),
    )


def bad_raters(rng: np.random.Generator) -> Study:
    """Two or three raters who mostly guess, or who have taken the categories for others."""
    study = _usual(rng)
    bad = tuple(sorted(rng.choice(study.n_raters, size=int(rng.integers(2, 4)), replace=False).tolist()))
    confusion = study.confusion.copy()
    for rater in bad:
        confusion[rater] = 0.25 * confusion[rater] + 0.75 * rng.dirichlet(np.full(study.size, 4.0))
    return replace(study, confusion=confusion, bad=bad)


def ambiguous_pair(rng: np.random.Generator) -> Study:
    """Two categories that nobody can tell apart."""
    study = _usual(rng)
    mixed = np.eye(study.size)
    mixed[:2, :2] = [[0.6, 0.4], [0.4, 0.6]]
    return replace(study, confusion=np.einsum("tk,rkl->rtl", mixed, study.confusion))


def rare_categories(rng: np.random.Generator) -> Study:
    """Nearly all items are of one kind."""
    study = _usual(rng, accuracy=0.94)
    rare = rng.dirichlet(np.full(study.size - 1, 20.0)) * rng.uniform(0.06, 0.1)
    return replace(study, prevalence=np.concatenate([[1 - rare.sum()], rare]), n_items=study.n_items + 300)


def noise(rng: np.random.Generator) -> Study:
    """Everybody errs often and at random."""
    return _usual(rng, accuracy=float(rng.uniform(0.6, 0.75)))


def two_schools(rng: np.random.Generator) -> Study:
    """A third of the items is seen otherwise by a part of the raters."""
    study = _usual(rng)
    second = int(rng.integers(max(3, study.n_raters // 3), study.n_raters // 2 + 1))
    school = np.zeros(study.n_raters, dtype=np.int64)
    school[rng.choice(study.n_raters, size=second, replace=False)] = 1
    return replace(study, school=school, contested=float(rng.uniform(0.35, 0.5)))


def bad_slice(rng: np.random.Generator) -> Study:
    """Raters guess half of the time in one language."""
    study = _usual(rng)
    hard = 0.35 * np.eye(study.size) + 0.65 / study.size
    return replace(study, hard_language=int(rng.integers(1, 4)), hard=hard)


def little_overlap(rng: np.random.Generator) -> Study:
    """Two dozen items or fewer were judged by more than one."""
    study = _usual(rng)
    return replace(study, labels=int(rng.integers(2, 4)), overlapping=int(rng.integers(10, 29)), repeats=0)


def nothing(rng: np.random.Generator) -> Study:
    """Raters who differ a little and err now and then."""
    return _usual(rng, accuracy=float(rng.uniform(0.92, 0.97)))


PLANTED: dict[str, tuple[Callable[[np.random.Generator], Study], str | None]] = {
    "bad raters": (bad_raters, "raters"),
    "ambiguous pair": (ambiguous_pair, "categories"),
    "prevalence": (rare_categories, "prevalence"),
    "noise": (noise, "noise"),
    "two schools": (two_schools, "schools"),
    "bad slice": (bad_slice, "slice"),
    "too little overlap": (little_overlap, "overlap"),
    "nothing wrong": (nothing, None),
}


def hard_items(rng: np.random.Generator) -> Study:
    """A quarter of the items, in no slice, is hard for everybody."""
    study = _usual(rng, accuracy=0.95)
    return replace(study, hard_share=0.25, hard=0.35 * np.eye(study.size) + 0.65 / study.size)


def uneven_raters(rng: np.random.Generator) -> Study:
    """Raters differ much, but none stands out."""
    study = _usual(rng)
    return replace(study, confusion=raters(rng, study.n_raters, study.size, 0.88, spread=0.06))


def two_labels(rng: np.random.Generator) -> Study:
    """Nothing is wrong, and each item has two labels only."""
    return replace(nothing(rng), labels=2)


#: Studies that look like trouble and have no rater, slice, school or category to blame; noise may be named.
QUIET: dict[str, Callable[[np.random.Generator], Study]] = {
    "hard items": hard_items,
    "uneven raters": uneven_raters,
    "two labels": two_labels,
}


def remedied(study: Study, found: Cause, rng: np.random.Generator) -> float | None:
    """What a fresh study shows once the action is taken, on the gain's own scale; None where there is none."""
    if found.kind == "raters":
        confusion = study.confusion.copy()
        confusion[list(study.bad)] = raters(rng, len(study.bad), study.size, 0.93)
        return _alpha(draw(replace(study, confusion=confusion), rng).ratings)
    if found.kind == "categories":
        fresh = draw(study, rng).ratings
        into, other = found.subjects
        return _alpha(replace_categories(fresh, into, other))
    if found.kind == "prevalence":
        return _alpha(draw(replace(study, prevalence=np.full(study.size, 1 / study.size)), rng).ratings)
    if found.kind == "schools":
        return _alpha(draw(replace(study, school=np.zeros_like(study.school)), rng).ratings)
    if found.kind == "slice":
        return _alpha(draw(replace(study, hard_language=-1), rng).ratings)
    if found.kind == "overlap":
        wanted = found.subjects[0]
        more = draw(replace(study, n_items=max(study.n_items, wanted), overlapping=wanted), rng)
        counts = count_matrix(more.ratings)
        patterns = patterns_of(counts[counts.sum(axis=1) >= 2])
        drawn: Any = group_estimates(patterns, np.arange(float(study.size)), "nominal", rng=rng, replicates=500)[
            "alpha"
        ]
        return None if drawn.low is None else (drawn.high - drawn.low) / 2
    if found.kind == "noise":
        return _two_panels(study, found.subjects[0], rng)
    return None


def replace_categories(ratings: Ratings, into: int, other: int) -> Ratings:
    return replace(ratings, category=np.where(ratings.category == other, into, ratings.category))


def _alpha(ratings: Ratings) -> float:
    return alpha_fast(patterns_of(count_matrix(ratings)), np.arange(float(len(ratings.scale))), "nominal")


def _two_panels(study: Study, labels: int, rng: np.random.Generator) -> float:
    """How far the vote shares of two panels of that many raters each agree beyond chance: a reliability, measured
    directly on two independent votes and not by Spearman and Brown."""
    twice = replace(
        study,
        labels=2 * labels,
        confusion=np.tile(study.confusion, (-(-2 * labels // study.n_raters) + 1, 1, 1)),
        repeats=0,
    )
    twice = replace(twice, school=np.zeros(twice.n_raters, dtype=np.int64))
    ratings = draw(twice, rng).ratings
    panel = (np.arange(ratings.n) % (2 * labels)) < labels
    shares = []
    for half in (panel, ~panel):
        keys = ratings.item[half] * study.size + ratings.category[half]
        shares.append(np.bincount(keys, minlength=study.n_items * study.size).reshape(-1, study.size) / labels)
    apart = ((shares[0] - shares[1]) ** 2).sum() / study.n_items
    pooled = np.concatenate(shares)
    chance = 2 * ((pooled - pooled.mean(axis=0)) ** 2).sum() / pooled.shape[0]
    return float(1 - apart / chance)

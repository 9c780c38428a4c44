"""The diagnosis names the planted cause, keeps quiet where there is none, and predicts what its remedy does.

A few seeds of each; benchmarks/diagnosis.py has fifty.
"""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from agreement.statistics.counts import Ratings, count_matrix, patterns_of
from agreement.statistics.dawid_skene import dawid_skene
from agreement.statistics.diagnosis.alphas import Scale, draw
from agreement.statistics.diagnosis.compared import list_pairs
from agreement.statistics.diagnosis.diagnose import diagnose
from agreement.statistics.diagnosis.noise import Repeats, consensus, labels_for
from agreement.statistics.diagnosis.one_rater import fit_one_rater
from agreement.statistics.diagnosis.raters import rater_effects
from agreement.statistics.krippendorff import LEVELS, alpha_fast
from agreement.statistics.votes import votes_of
from tests.support import planted
from tests.support.planted import PLANTED, QUIET, remedied

SEEDS = range(3)
TABLE = [(name, seed) for name in PLANTED for seed in SEEDS]


def rng_of(name: str, seed: int) -> np.random.Generator:
    return np.random.default_rng([seed, 5, list(PLANTED).index(name)])


@pytest.mark.parametrize(("name", "seed"), TABLE)
def test_the_planted_cause_comes_first(name, seed):
    make, right = PLANTED[name]
    rng = rng_of(name, seed)
    found = planted.draw(make(rng), rng).diagnose(seed)
    assert (found.causes[0].kind if found.causes else None) == right
    if right is None:
        assert found.causes == []
        assert found.state in {"fine", "perhaps"}


@pytest.mark.parametrize("name", list(QUIET))
def test_hard_items_and_uneven_raters_are_nobodys_fault(name):
    for seed in SEEDS:
        rng = np.random.default_rng([seed, 7])
        found = planted.draw(QUIET[name](rng), rng).diagnose(seed)
        assert {cause.kind for cause in found.causes} <= {"noise"}


@pytest.mark.parametrize("name", [name for name, (_, right) in PLANTED.items() if right])
def test_gains_come_true(name):
    make, right = PLANTED[name]
    errors = []
    for seed in range(4):
        rng = rng_of(name, seed)
        study = make(rng)
        top = planted.draw(study, rng).diagnose(seed).causes[0]
        assert top.kind == right
        after = remedied(study, top, rng)
        if top.gain.value is None or top.gain.low is None or top.gain.high is None or after is None:
            continue
        half = (top.gain.high - top.gain.low) / 2
        assert half < 0.25
        errors.append((after - top.before - top.gain.value) / half)
    # Four prediction intervals of 95 %: the mean of four errors is past 1.2 halves a few times in a million.
    assert errors
    assert abs(np.mean(errors)) < 1.2


def test_bad_raters_are_named_and_their_cost_counted():
    rng = rng_of("bad raters", 11)
    study = planted.bad_raters(rng)
    drawn = planted.draw(study, rng)
    top = drawn.diagnose().causes[0]
    assert sorted(top.subjects) == list(study.bad)
    assert top.judgments == int(np.isin(drawn.ratings.rater, study.bad).sum())
    assert top.after > top.before


def test_schools_are_the_planted_groups():
    rng = rng_of("two schools", 11)
    study = planted.two_schools(rng)
    one, two = planted.draw(study, rng).diagnose().causes[0].subjects
    assert {frozenset(one), frozenset(two)} == {
        frozenset(np.flatnonzero(study.school == code).tolist()) for code in (0, 1)
    }


def test_two_ratings_per_item_are_enough_for_bad_raters_and_for_schools():
    rng = np.random.default_rng(3)
    usual = replace(planted._usual(rng), labels=2, n_items=900)
    bad = usual.confusion.copy()
    bad[:2] = 0.3 * bad[:2] + 0.7 / usual.size
    assert sorted(planted.draw(replace(usual, confusion=bad), rng).diagnose().causes[0].subjects) == [0, 1]
    school = (np.arange(usual.n_raters) < usual.n_raters // 2).astype(np.int64)
    split = planted.draw(replace(usual, school=school, contested=0.45), rng).diagnose()
    assert split.causes[0].kind == "schools"


def test_what_bad_raters_do_to_categories_is_an_echo():
    rng = np.random.default_rng(8)
    usual = replace(planted._usual(rng), n_items=900)
    lazy = usual.confusion.copy()
    lazy[:2] = 0.2 * lazy[:2] + 0.8 * np.eye(usual.size)[0]
    causes = planted.draw(replace(usual, confusion=lazy), rng).diagnose().causes
    assert causes[0].kind == "raters"
    assert all(cause.explained_by == "raters" for cause in causes if cause.kind == "categories")


def likert(rng: np.random.Generator, lenient: np.ndarray, noise: np.ndarray, n: int = 500) -> Ratings:
    """Scores from 1 to 5 by three raters each, of a normal quality, with each rater's leniency and noise."""
    order = np.argsort(rng.random((n, lenient.size)), axis=1)[:, :3]
    item, rater = np.repeat(np.arange(n), 3), order.reshape(-1)
    quality = np.repeat(rng.normal(0, 1, n), 3) + lenient[rater] + noise[rater] * rng.normal(size=item.size)
    score = np.searchsorted(np.linspace(-1.5, 1.5, 4), quality)
    return Ratings(item, rater, score, range(n), range(lenient.size), [1.0, 2.0, 3.0, 4.0, 5.0])


@pytest.mark.parametrize("level", ["ordinal", "interval"])
def test_ordered_scales(level):
    rng = np.random.default_rng(4)
    calm, even = np.full(10, 0.5), np.zeros(10)
    assert diagnose(likert(rng, even, calm), level=level, seed=0).causes == []
    wild = np.concatenate([[3.0, 3.0], np.full(8, 0.4)])
    raters = diagnose(likert(rng, even, wild), level=level, seed=0).causes[0]
    assert (raters.kind, sorted(raters.subjects)) == ("raters", [0, 1])
    harsh = np.concatenate([np.full(4, -1.2), np.zeros(6)])
    assert diagnose(likert(rng, harsh, calm), level=level, seed=0).causes[0].kind == "schools"


def test_raters_who_repeat_themselves_but_not_each_other_differ():
    rng = np.random.default_rng(6)
    n, n_raters, size = 500, 8, 4
    # Each rater has a fixed answer for each item: the truth in half of the cases, else one of their own.
    truth = rng.integers(0, size, n)
    own = np.where(rng.random((n, n_raters)) < 0.5, truth[:, np.newaxis], rng.integers(0, size, (n, n_raters)))
    item, rater = (part.reshape(-1) for part in np.indices((n, n_raters)))
    kept = rng.random(item.size) < 0.4
    item, rater = item[kept], rater[kept]
    ratings = Ratings(item, rater, own[item, rater], range(n), range(n_raters), list("abcd"))
    again = rng.choice(item.size, 150)
    said = own[item[again], rater[again]]
    wavering = np.where(rng.random(150) < 0.95, said, (said + 1) % size)
    found = diagnose(ratings, level="nominal", seed=0, repeats=Repeats(rater[again], said, wavering))
    assert [cause.kind for cause in found.causes] == ["differences"]
    assert diagnose(ratings, level="nominal", seed=0).causes[0].kind == "noise"


def test_tiredness_is_seen_within_raters():
    rng = np.random.default_rng(7)
    n, n_raters = 800, 8
    order = np.argsort(rng.random((n, n_raters)), axis=1)[:, :3]
    item, rater = np.repeat(np.arange(n), 3), order.reshape(-1)
    truth, hours = rng.integers(0, 3, n), rng.uniform(0, 3, item.size)
    right = rng.random(item.size) < 0.9 - 0.2 * hours
    said = np.where(right, truth[item], rng.integers(0, 3, item.size))
    ratings = Ratings(item, rater, said, range(n), range(n_raters), list("abc"))
    found = diagnose(ratings, level="nominal", seed=0, hours=hours)
    assert found.fatigue is not None
    assert found.fatigue.low is not None
    assert found.fatigue.low > 0
    still = diagnose(ratings, level="nominal", seed=0, hours=rng.permutation(hours))
    assert still.fatigue is not None
    assert still.fatigue.low is not None
    assert still.fatigue.low < 0.02


def test_the_same_seed_gives_the_same_diagnosis():
    rng = rng_of("bad slice", 1)
    drawn = planted.draw(planted.bad_slice(rng), rng)
    first, second = drawn.diagnose(3), drawn.diagnose(3)
    assert (first.causes, first.design, first.alpha) == (second.causes, second.design, second.alpha)


@pytest.mark.parametrize("n", [0, 1, 5])
def test_hardly_anything_is_unknown_and_never_an_error(n):
    item = np.repeat(np.arange(n), 2)
    ratings = Ratings(item, np.tile([0, 1], n), np.zeros(2 * n, dtype=np.int64), range(n), range(2), ["a", "b"])
    found = diagnose(ratings, level="nominal", seed=0)
    assert found.state == "unknown"
    assert [cause.kind for cause in found.causes] == ["overlap"]
    assert found.reason


def test_raters_who_are_not_told_apart_are_not_blamed():
    rng = rng_of("bad raters", 2)
    drawn = planted.draw(planted.bad_raters(rng), rng)
    found = diagnose(drawn.ratings, level="nominal", seed=0, anonymous=True)
    assert {"raters", "schools"}.isdisjoint(cause.kind for cause in found.causes)


@pytest.mark.parametrize("level", LEVELS)
def test_alpha_of_the_listed_pairs_is_krippendorffs(level):
    rng = np.random.default_rng(1)
    cells = np.flatnonzero(rng.random(60 * 7) < 0.5)
    ratings = Ratings(cells // 7, cells % 7, rng.integers(0, 4, cells.size), range(60), range(7), [1.0, 2.0, 4.0, 5.0])
    values = ratings.values() if level in {"interval", "ratio"} else np.arange(4.0)
    pairs = list_pairs(ratings, np.arange(60), rng)
    scale = Scale(values, level, draw(pairs.n_blocks, rng))
    assert scale.alpha(pairs) == pytest.approx(alpha_fast(patterns_of(count_matrix(ratings)), values, level), abs=1e-9)


def test_parts_of_raters_add_up():
    rng = np.random.default_rng(2)
    ratings = likert(rng, np.zeros(8), np.linspace(0.2, 1.5, 8), n=3000)
    pairs = list_pairs(ratings, np.arange(3000), rng)
    scale = Scale(np.arange(5.0), "interval", draw(pairs.n_blocks, rng))
    distance = scale.distance(pairs)
    effects = rater_effects(pairs, distance)
    # Squared differences of independent errors add: a pair's distance is the sum of two variances, up to rounding.
    assert (np.diff(effects.part) > -0.05).all()
    both = (pairs.a == 0) & (pairs.b == 7)
    assert pairs.apart(distance)[both].mean() == pytest.approx(effects.part[0] + effects.part[7], abs=0.1)


def test_one_rater_model_is_dawid_and_skenes_for_equal_raters():
    rng = np.random.default_rng(5)
    study = replace(planted._usual(rng), n_items=4000)
    study = replace(study, confusion=np.broadcast_to(study.confusion[0], study.confusion.shape))
    ratings = planted.draw(study, rng).ratings
    patterns = patterns_of(count_matrix(ratings))
    model = fit_one_rater(patterns, patterns.items.astype(np.float64))
    assert model.confusion == pytest.approx(study.confusion[0], abs=0.04)
    assert model.prevalence == pytest.approx(study.prevalence, abs=0.04)
    assert model.confusion == pytest.approx(dawid_skene(votes_of(ratings)).confusion.mean(axis=0), abs=0.04)


def test_consensus_by_spearman_and_brown():
    assert consensus(0.5, 4) == pytest.approx(0.8)
    assert labels_for(0.5, 3) == (4, 0.8)
    assert labels_for(0.5, 4) == (9, 0.9)
    assert labels_for(0.0, 3) == (25, 0.8)


def test_a_planned_study_has_the_planned_interval():
    rng = rng_of("noise", 4)
    study = replace(planted.noise(rng), labels=3)
    found = planted.draw(study, rng).diagnose()
    row = next(row for row in found.design if row.labels_per_item == 3)
    widths = []
    for _ in range(20):
        again = planted.draw(replace(study, n_items=row.items), rng).diagnose()
        assert again.alpha.high is not None
        assert again.alpha.low is not None
        widths.append((again.alpha.high - again.alpha.low) / 2)
    assert np.mean(widths) == pytest.approx(found.half_width, rel=0.25)

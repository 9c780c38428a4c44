"""AC1, AC2, Scott's pi, Conger's kappa, PABAK: printed values, slow ways, and what must not change them."""

import json
from itertools import combinations, permutations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sklearn.metrics import cohen_kappa_score
from statsmodels.stats.inter_rater import fleiss_kappa as statsmodels_fleiss

from agreement.statistics import conger
from agreement.statistics.agreement import percent_agreement
from agreement.statistics.chance import Chance, chance_coefficient, chance_estimate, chance_standard_error
from agreement.statistics.codes import Floats
from agreement.statistics.conger import conger_estimate, conger_kappa
from agreement.statistics.counts import Patterns, Ratings, count_matrix, patterns_of, ratings_from_columns
from agreement.statistics.estimate import Estimate
from agreement.statistics.fleiss import fleiss_features, fleiss_kappa
from agreement.statistics.gwet import ac1, ac1_from_totals, ac_estimate, ac_weights, alpha_standard_error
from agreement.statistics.kappa import WEIGHTINGS
from agreement.statistics.krippendorff import alpha_fast
from agreement.statistics.scott import pabak_estimate, scott_estimate
from tests.agreement.statistics.samples import as_matrix, from_counts, from_matrix, from_table, ragged, reference
from tests.agreement.statistics.test_properties import studies
from tests.support.shared_data import expected_case, read_csv, read_jsonl

TABLES = "coefficients_and_rater_models"
CHANCES: tuple[Chance, ...] = ("pooled", "gwet", "uniform")


def patterns_from(ratings: Ratings) -> Patterns:
    return patterns_of(count_matrix(ratings))


def positions(ratings: Ratings) -> Floats:
    return np.arange(len(ratings.scale), dtype=np.float64)


def published(ratings: Ratings) -> Estimate:
    """AC1 with its interval by t."""
    return ac_estimate(patterns_from(ratings), weighting="plain", scale=positions(ratings), rng=None)


def every_estimate(ratings: Ratings) -> dict[str, Estimate]:
    patterns, rng = patterns_from(ratings), np.random.default_rng(4)
    identity = np.eye(len(ratings.scale))
    found = {
        f"ac {weighting}": ac_estimate(patterns, weighting=weighting, scale=positions(ratings), rng=rng, replicates=20)
        for weighting in WEIGHTINGS
    }
    found["scott"] = scott_estimate(ratings, rng=rng, replicates=20)
    found["pabak"] = pabak_estimate(patterns, rng=rng, replicates=20)
    found["conger"] = conger_estimate(ratings, weights=identity, rng=rng, replicates=20)
    found["ac by t"] = published(ratings)
    found["conger by t"] = conger_estimate(ratings, weights=identity, rng=None)
    for estimate in found.values():
        json.dumps(estimate.as_dict(), allow_nan=False)
    return found


# --- printed values ---


def test_ac1_and_fleiss_with_their_standard_errors_on_fleiss_1971():
    table = reference("fleiss_1971", file=TABLES)
    patterns = patterns_from(from_counts(table["counts"]))
    estimate = ac_estimate(patterns, weighting="plain", scale=np.arange(5.0), rng=None)
    assert (estimate.value, estimate.se) == pytest.approx((table["ac1"], table["ac1_se"]), abs=1e-5)
    assert round(fleiss_kappa(patterns), 3) == table["fleiss"]
    assert chance_standard_error(patterns, np.eye(5), "pooled") == pytest.approx(table["fleiss_se"], abs=1e-5)


def test_the_six_raters_of_gwets_vignette():
    table = reference("gwet_distribution", file=TABLES)
    patterns = patterns_from(from_counts(table["counts"]))
    assert ac1(patterns) == pytest.approx(table["ac1"], abs=1e-7)
    assert chance_standard_error(patterns, np.eye(5), "gwet") == pytest.approx(table["ac1_se"], abs=1e-8)
    assert chance_coefficient(patterns, np.eye(5), "pooled") == pytest.approx(table["fleiss"], abs=1e-7)
    assert chance_standard_error(patterns, np.eye(5), "pooled") == pytest.approx(table["fleiss_se"], abs=1e-8)


def test_the_abstractors_of_gwets_vignette():
    table = reference("abstractors", file=TABLES)
    estimate = published(from_table(table["table"]))
    # For a contingency table of n items irrCAC divides the variance by n, for raw ratings by n - 1, as we do.
    error = (estimate.se or 0) * np.sqrt(99 / 100)
    assert (estimate.value, error) == pytest.approx((table["ac1"], table["ac1_se"]), abs=1e-5)


def test_pabak_is_twice_the_agreement_less_one():
    for name in ("balanced", "skewed"):
        ratings = from_table(reference("feinstein_cicchetti")[name])
        assert pabak_estimate(patterns_from(ratings), rng=None).value == pytest.approx(2 * 0.85 - 1)


# --- public data ---


def columns(file: str, raters: list[str]) -> Ratings:
    return from_matrix([[row[rater] or None for rater in raters] for row in read_csv(file)])


def close_to(estimate: Estimate, printed: dict[str, object]) -> None:
    """Value, standard error and the t interval as printed, "(0.334,0.562)"."""
    assert (estimate.value, estimate.se) == pytest.approx((printed["value"], printed["se"]), abs=1e-5)
    low, high = str(printed["ci95_t"]).strip("()").split(",")
    assert (estimate.low, estimate.high) == pytest.approx((float(low), float(high)), abs=6e-4)


def by_t(ratings: Ratings, chance: Chance) -> Estimate:
    weights = np.eye(len(ratings.scale))
    return chance_estimate(patterns_from(ratings), name=chance, weights=weights, chance=chance, rng=None)


def test_b01_gwets_block():
    case = expected_case("B01_fleiss1971")
    ratings = columns("agreement/irr_diagnoses.csv", [f"rater{number}" for number in range(1, 7)])
    block = case["gwet_se"]
    assert published(ratings).value == pytest.approx(case["gwet_ac1"], abs=1e-6)
    close_to(published(ratings), block["ac1"])
    close_to(by_t(ratings, "pooled"), block["fleiss"])
    close_to(conger_estimate(ratings, weights=np.eye(5), rng=None), block["conger"])
    assert alpha_standard_error(patterns_from(ratings), np.eye(5)) == pytest.approx(block["alpha"]["se"], abs=1e-5)
    assert conger_kappa(ratings, np.eye(5))[0] == pytest.approx(case["conger_exact"], abs=1e-6)
    scott = scott_estimate(ratings, rng=None)
    assert scott.value == pytest.approx(case["fleiss_kappa"], abs=1e-6)
    assert "Fleiss" in scott.method


def test_b02_missing_ratings_and_an_item_rated_once():
    case = expected_case("B02_krippendorff_canonical")
    ratings = columns("agreement/krippendorff_4x12.csv", ["coder_A", "coder_B", "coder_C", "coder_D"])
    close_to(published(ratings), case["ac1"])
    close_to(by_t(ratings, "pooled"), case["fleiss_gwet_generalised"])
    error = alpha_standard_error(patterns_from(ratings), np.eye(5))
    assert error == pytest.approx(case["gwet_alpha_nominal"]["se"], abs=1e-5)


def test_b08_four_raters_with_holes():
    case = expected_case("B08_g1g2")
    ratings = columns("agreement/gwet_cac_raw_g1g2.csv", ["Rater1", "Rater2", "Rater3", "Rater4"])
    size = len(ratings.scale)
    close_to(published(ratings), case["ac1"])
    close_to(by_t(ratings, "pooled"), case["fleiss"])
    close_to(conger_estimate(ratings, weights=np.eye(size), rng=None), case["conger"])


def test_b09_b10_b11_ac1():
    rows = read_csv("agreement/gwet_distrib_6raters.csv")
    ratings = from_counts([[int(value) for name, value in row.items() if name != "Subject"] for row in rows])
    assert published(ratings).value == pytest.approx(expected_case("B09_distrib6")["ac1"], abs=1e-6)
    case = expected_case("B10_abstractors")
    table = [
        [int(row[name]) for name in ("Ectopic", "AIU", "NIU")]
        for row in read_csv("agreement/gwet_cont3x3abstractors.csv")
    ]
    estimate = published(from_table(table))
    error = (estimate.se or 0) * np.sqrt(99 / 100)  # see above
    assert (estimate.value, error) == pytest.approx((case["ac1"], case["ac1_se"]), abs=1e-6)
    case = expected_case("B11_feinstein_cicchetti_paradox")
    balanced, skewed = (published(from_table(table)).value for table in ([[40, 9], [6, 45]], [[80, 10], [5, 5]]))
    assert (balanced, skewed) == pytest.approx((case["A"]["ac1"], case["B"]["ac1"]), abs=1e-6)


def test_b22_a02_a04_ac1_of_real_studies():
    rows = read_csv("preference/dibt_10k_prompts_ratings.csv")
    ratings = ratings_from_columns(
        [row["item"] for row in rows], [row["annotator"] for row in rows], [int(row["rating"]) for row in rows]
    )
    assert ac1(patterns_from(ratings)) == pytest.approx(expected_case("B22_dibt")["ac1"], abs=1e-6)
    pandalm = read_jsonl("preference/pandalm_testset.jsonl")
    ratings = from_matrix([[row[f"annotator{number}"] for number in (1, 2, 3)] for row in pandalm], scale=[0, 1, 2])
    assert ac1(patterns_from(ratings)) == pytest.approx(expected_case("A02_pandalm")["ac1"], abs=1e-6)


@pytest.mark.parametrize(
    ("case_id", "file"), [("D03_snow_rte", "snow2008_rte"), ("D05_snow_wsd", "snow2008_wsd"), ("D07_dog", "dog")]
)
def test_ac1_of_crowds(case_id, file):
    rows = read_csv(f"crowd/{file}.csv")
    answer = "response" if "response" in rows[0] else "label"
    ratings = ratings_from_columns(
        [row["item"] for row in rows], [row["worker"] for row in rows], [row[answer] for row in rows]
    )
    assert ac1(patterns_from(ratings)) == pytest.approx(expected_case(case_id)["ac1"], abs=1e-6)


# --- slow ways and other packages ---


def slow(ratings: Ratings, weights: Floats, chance: Chance) -> float:
    """The coefficient from its definition, one pair of ratings at a time."""
    by_item: dict[int, list[int]] = {}
    for item, category in zip(ratings.item.tolist(), ratings.category.tolist(), strict=True):
        by_item.setdefault(item, []).append(category)
    observed = [
        np.mean([weights[a, b] for a, b in permutations(said, 2)]) for said in by_item.values() if len(said) > 1
    ]
    size = len(ratings.scale)
    share = [float(np.mean([said.count(k) / len(said) for said in by_item.values()])) for k in range(size)]
    cells = [(k, other) for k in range(size) for other in range(size)]
    if chance == "pooled":
        expected = sum(weights[k, other] * share[k] * share[other] for k, other in cells)
    elif chance == "gwet":
        expected = weights.sum() / (size * (size - 1)) * sum(p * (1 - p) for p in share)
    else:
        expected = sum(weights[cell] for cell in cells) / size**2
    return float((np.mean(observed) - expected) / (1 - expected))


@pytest.mark.parametrize("seed", range(5))
@pytest.mark.parametrize("weighting", WEIGHTINGS)
@pytest.mark.parametrize("chance", CHANCES)
def test_the_slow_way(seed, weighting, chance):
    ratings = ragged(seed, items=30, categories=2 + seed, density=0.3 + 0.1 * seed)
    weights = ac_weights(positions(ratings), weighting)
    fast = chance_coefficient(patterns_from(ratings), weights, chance)
    assert fast == pytest.approx(slow(ratings, weights, chance), abs=1e-12)


@pytest.mark.parametrize("seed", range(5))
def test_one_idea_under_several_names(seed):
    whole, holes = ragged(seed, density=1.0), ragged(seed)
    identity = np.eye(4)
    for ratings in (whole, holes):
        patterns = patterns_from(ratings)
        pooled = chance_coefficient(patterns, identity, "pooled")
        assert pooled == pytest.approx(fleiss_kappa(patterns), abs=1e-12)
        from_features = ac1_from_totals(patterns.items @ fleiss_features(patterns), 4)
        assert float(from_features) == pytest.approx(ac1(patterns), abs=1e-12)
    randolph = statsmodels_fleiss(count_matrix(whole), method="randolph")
    assert pabak_estimate(patterns_from(whole), rng=None).value == pytest.approx(randolph, abs=1e-12)
    assert scott_estimate(whole, rng=None).value == pytest.approx(statsmodels_fleiss(count_matrix(whole)), abs=1e-12)


@pytest.mark.parametrize("weighting", WEIGHTINGS)
def test_conger_is_cohen_for_two_raters_and_the_mean_chance_of_pairs_for_more(weighting):
    theirs = None if weighting == "plain" else weighting
    ratings = ragged(3, raters=2, density=1.0)
    weights = ac_weights(np.arange(4.0), weighting)
    matrix = as_matrix(ratings)
    cohen = cohen_kappa_score(matrix[0], matrix[1], weights=theirs, labels=range(4))
    assert conger_kappa(ratings, weights)[0] == pytest.approx(cohen, abs=1e-12)

    matrix = as_matrix(ragged(4, raters=5, density=1.0)).astype(int)
    pairs = list(combinations(range(5), 2))
    observed = np.mean([weights[matrix[a], matrix[b]].mean() for a, b in pairs])
    use = [np.bincount(row, minlength=4) / row.size for row in matrix]
    expected = np.mean([use[a] @ weights @ use[b] for a, b in pairs])
    found, _ = conger_kappa(ragged(4, raters=5, density=1.0), weights)
    assert found == pytest.approx((observed - expected) / (1 - expected), abs=1e-12)


def test_scotts_pi_leaves_out_what_one_rater_rated_alone():
    shared: list[list[str | None]] = [["a", "a"], ["a", "b"], ["b", "b"], ["b", "b"], ["a", "b"]]
    alone = [*shared, ["a", None], ["a", None]]
    both, with_single = (scott_estimate(from_matrix(rows), rng=None) for rows in (shared, alone))
    p = 4 / 10
    assert both.value == pytest.approx((3 / 5 - p**2 - (1 - p) ** 2) / (1 - p**2 - (1 - p) ** 2))
    assert with_single.value == pytest.approx(both.value)
    assert with_single.se == pytest.approx(both.se)
    assert fleiss_kappa(patterns_from(from_matrix(alone))) != pytest.approx(both.value)


@pytest.mark.parametrize("chance", CHANCES)
def test_standard_errors_agree_with_the_bootstrap(chance):
    ratings = ragged(6, items=400)
    patterns, weights = patterns_from(ratings), ac_weights(np.arange(4.0), "linear")
    rng = np.random.default_rng(1)
    drawn = chance_estimate(patterns, name="", weights=weights, chance=chance, rng=rng, replicates=2000)
    by_formula = chance_estimate(patterns, name="", weights=weights, chance=chance, rng=None)
    assert drawn.se == by_formula.se
    assert (drawn.low, drawn.high) == pytest.approx((by_formula.low, by_formula.high), abs=0.012)


@pytest.mark.parametrize("raters", [3, 40])
def test_the_standard_error_of_conger_agrees_with_its_bootstrap(raters):
    # With 40 raters rows can't be packed into integers, and every item is its own row.
    ratings = ragged(7, items=400, raters=raters)
    rng = np.random.default_rng(2)
    drawn = conger_estimate(ratings, weights=np.eye(4), rng=rng, replicates=2000)
    by_formula = conger_estimate(ratings, weights=np.eye(4), rng=None)
    assert "bootstrap" in drawn.method
    assert (drawn.low, drawn.high) == pytest.approx((by_formula.low, by_formula.high), abs=0.012)


def test_conger_of_too_many_raters_to_resample_says_so(monkeypatch):
    monkeypatch.setattr(conger, "MAX_MARGINS", 0)
    estimate = conger_estimate(ragged(1), weights=np.eye(4), rng=np.random.default_rng(1))
    assert "t interval" in estimate.method
    assert estimate.low is not None


@pytest.mark.parametrize("chance", CHANCES)
def test_the_t_interval_covers(chance):
    truth = ragged(0, items=200_000, raters=3, density=0.8)
    weights = np.eye(4)
    target = chance_coefficient(patterns_from(truth), weights, chance)
    covered = 0
    for seed in range(200):
        sample = patterns_from(ragged(seed + 1, items=100, raters=3, density=0.8))
        estimate = chance_estimate(sample, name="", weights=weights, chance=chance, rng=None)
        covered += (estimate.low or 0) <= target <= (estimate.high or 0)
    assert 0.91 <= covered / 200 <= 0.985


# --- properties ---


@settings(max_examples=40, deadline=None)
@given(studies(), st.randoms(use_true_random=False))
def test_order_and_names_of_raters_items_and_labels_change_nothing(ratings, random):
    rows, raters, items, labels = (
        random.sample(range(n), n)
        for n in (ratings.n, len(ratings.rater_ids), len(ratings.item_ids), len(ratings.scale))
    )

    def renamed(new: list[int], codes: Floats) -> np.ndarray:
        return np.asarray(new, dtype=np.int64)[codes[rows]]

    moved = Ratings(
        renamed(items, ratings.item),
        renamed(raters, ratings.rater),
        renamed(labels, ratings.category),
        ratings.item_ids,
        ratings.rater_ids,
        ratings.scale,
    )
    before, after = every_estimate(ratings), every_estimate(moved)
    for name in ("ac plain", "scott", "pabak", "conger"):
        assert before[name].value == pytest.approx(after[name].value, abs=1e-9)
        assert before[name].se == pytest.approx(after[name].se, abs=1e-9)


@settings(max_examples=40, deadline=None)
@given(studies())
def test_items_nobody_rated_and_raters_who_rated_nothing_change_nothing(ratings):
    wider = Ratings(
        ratings.item,
        ratings.rater,
        ratings.category,
        range(len(ratings.item_ids) + 3),
        range(len(ratings.rater_ids) + 3),
        ratings.scale,
    )
    before, after = every_estimate(ratings), every_estimate(wider)
    assert {name: e.value for name, e in before.items()} == pytest.approx({name: e.value for name, e in after.items()})


@settings(max_examples=30, deadline=None)
@given(studies().filter(lambda ratings: ratings.n > 0))
def test_the_study_twice_keeps_values_and_shrinks_errors(ratings):
    shift = len(ratings.item_ids)
    twice = Ratings(
        np.concatenate([ratings.item, ratings.item + shift]),
        np.tile(ratings.rater, 2),
        np.tile(ratings.category, 2),
        range(2 * shift),
        ratings.rater_ids,
        ratings.scale,
    )
    before, after = every_estimate(ratings), every_estimate(twice)
    n = len(np.unique(ratings.item))
    for name in ("ac by t", "conger by t"):
        if before[name].value is None:
            continue
        assert after[name].value == pytest.approx(before[name].value)
        if before[name].se is not None:
            assert after[name].se == pytest.approx((before[name].se or 0) * np.sqrt((n - 1) / (2 * n - 1)), abs=1e-9)


@settings(max_examples=60, deadline=None)
@given(studies())
def test_weights_of_one_make_every_rating_agree_and_leave_nothing_to_correct(ratings):
    everything = np.ones((len(ratings.scale), len(ratings.scale)))
    estimate = chance_estimate(patterns_from(ratings), name="", weights=everything, chance="pooled", rng=None)
    assert estimate.value is None
    assert estimate.reason


# --- data that can't tell ---


@pytest.mark.parametrize(
    ("rows", "reason"),
    [
        ([], "no judgments"),
        ([["yes"], ["no"]], "nothing comparable"),
        ([["yes", None], [None, "no"]], "nothing comparable"),
        ([["yes", "no"], ["yes", None]], "one item only"),
    ],
)
def test_unknown_with_the_reason(rows, reason):
    for estimate in every_estimate(from_matrix(rows, scale=["no", "unsure", "yes"])).values():
        assert estimate.value is None
        assert reason in (estimate.reason or "")


def test_one_used_category_is_chance_for_scott_and_conger_and_agreement_for_gwet():
    found = every_estimate(from_matrix([["yes", "yes"]] * 10, scale=["no", "yes"]))
    for name in ("scott", "conger", "conger by t"):
        assert "no variation" in (found[name].reason or "")
    for name in ("ac plain", "ac by t", "pabak"):
        assert found[name].value == 1
        assert 0.6 < (found[name].low or 0) < 0.8  # Wilson's bound on 10 of 10
    for estimate in every_estimate(from_matrix([["yes", "yes"]] * 10, scale=["yes"])).values():
        assert "no variation" in (estimate.reason or "")


def test_raters_who_use_one_category_each_leave_conger_at_zero():
    assert conger_kappa(from_matrix([["yes", "no"]] * 5), np.eye(2))[0] == pytest.approx(0)


def test_alpha_without_an_error_and_percent_beside_it():
    assert np.isnan(alpha_standard_error(patterns_from(from_matrix([["a", "b"]])), np.eye(2)))
    assert np.isnan(alpha_standard_error(patterns_from(from_matrix([["a", "a"]] * 4, scale=["a", "b"])), np.eye(2)))
    patterns = patterns_from(from_matrix([["a", "a"], ["a", "b"], ["b", "b"]]))
    assert alpha_fast(patterns, np.arange(2.0), "nominal") < percent_agreement(patterns)

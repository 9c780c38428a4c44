"""Agreement on published tables and on public data: the numbers that papers and other programs print."""

import numpy as np
import numpy.typing as npt
import pytest

from agreement.statistics.codes import Floats
from agreement.statistics.counts import Patterns, Ratings, count_matrix, patterns_of, ratings_from_columns
from agreement.statistics.fleiss import UnequalRatings, fleiss_kappa, fleiss_name, fleiss_per_category
from agreement.statistics.kappa import Weighting, cohen_kappas, disagreement_weights
from agreement.statistics.krippendorff import LEVELS, Level, alpha, alpha_fast, numbers_for
from agreement.statistics.summary import agreement_summary
from agreement.statistics.tables import pair_tables
from tests.agreement.statistics.samples import from_counts, from_matrix, from_table, reference
from tests.support.shared_data import expected_case, read_csv, read_jsonl, shared_data


def patterns_from(ratings: Ratings) -> Patterns:
    return patterns_of(count_matrix(ratings))


def kappa(table: npt.ArrayLike, weighting: Weighting | Floats = "plain") -> tuple[float, float, float]:
    counts = np.asarray(table)
    weights = disagreement_weights(np.arange(counts.shape[0]), weighting) if isinstance(weighting, str) else weighting
    value, se, se0 = cohen_kappas(counts, weights)
    return float(value), float(se), float(se0)


def both_alphas(ratings: Ratings, level: Level) -> float:
    """Alpha, after checking that the package and the fast way agree."""
    patterns, values = patterns_from(ratings), numbers_for(ratings, level)
    by_package = alpha(patterns, values, level)
    assert by_package == pytest.approx(alpha_fast(patterns, values, level), abs=1e-12)
    return by_package


def test_fleiss_on_the_worked_example_of_wikipedia():
    table = reference("fleiss_wikipedia")
    found = fleiss_kappa(patterns_from(from_counts(table["counts"])))
    assert round(found, table["digits"]) == table["fleiss"]


def test_cohen_1960_and_weighted_1968():
    table = reference("cohen_1960_1968")
    assert round(kappa(table["table"])[0], 3) == table["kappa"]
    assert round(kappa(table["table"], np.asarray(table["disagreement"], dtype=float))[0], 3) == table["weighted"]


def test_sas_kappa_standard_errors_and_limits_with_a_category_one_rater_never_used():
    table = reference("sas_3x3")
    value, se, se0 = kappa(table["table"])
    assert [round(x, 4) for x in (value, se, se0)] == [table["kappa"], table["ase"], table["ase0"]]
    assert round(value - 1.959964 * se, 4) == table["low"]
    assert round(value + 1.959964 * se, 4) == table["high"]
    value, se, _ = kappa(table["table"], "linear")
    assert [round(x, 4) for x in (value, se)] == [table["linear"], table["linear_ase"]]
    assert round(value - 1.959964 * se, 4) == table["linear_low"]
    assert round(value + 1.959964 * se, 4) == table["linear_high"]


def test_kappas_printed_by_artstein_poesio_and_scikit_learn():
    assert round(kappa(reference("artstein_poesio")["table"])[0], 3) == reference("artstein_poesio")["kappa"]
    table = reference("sklearn_weighting")
    names: dict[Weighting, str] = {"plain": "kappa", "linear": "linear", "quadratic": "quadratic"}
    for weighting, printed in names.items():
        assert round(kappa(table["table"], weighting)[0], 4) == table[printed]


def test_feinstein_and_cicchettis_two_tables_of_equal_agreement():
    table = reference("feinstein_cicchetti")
    for name in ("balanced", "skewed"):
        summary = agreement_summary(from_table(table[name]), level="nominal", seed=1, replicates=50)
        assert summary.estimates["percent"].value == pytest.approx(0.85)
        assert round(summary.pairs[0].estimates["plain"].value or 0, 2) == table[f"{name}_kappa"]


@pytest.mark.parametrize("level", LEVELS)
def test_krippendorffs_own_example(level):
    table = reference("krippendorff_4x12")
    ratings = from_matrix(list(zip(*table["observers"], strict=True)))
    assert round(both_alphas(ratings, level), 3) == table[level]
    estimate = agreement_summary(ratings, level=level, seed=1).estimates["alpha"]
    assert (estimate.n_items, estimate.n_judgments) == (11, 40)  # the unit with one value says nothing


# --- public data ---


def columns(rows: list[dict[str, str]], raters: list[str]) -> Ratings:
    return from_matrix([[row[rater] or None for rater in raters] for row in rows])


def test_b01_fleiss_1971_diagnoses():
    case = expected_case("B01_fleiss1971")
    rows = read_csv("agreement/irr_diagnoses.csv")
    raters = [f"rater{number}" for number in range(1, 7)]
    ratings = columns(rows, raters)
    patterns = patterns_from(ratings)
    assert fleiss_kappa(patterns) == pytest.approx(case["fleiss_kappa"], abs=1e-6)
    assert both_alphas(ratings, "nominal") == pytest.approx(case["alpha_nominal"], abs=1e-6)
    per_category = dict(zip(ratings.scale, fleiss_per_category(patterns), strict=True))
    assert per_category == pytest.approx(case["per_category"], abs=1e-6)
    of_four = patterns_from(columns(rows, raters[:4]))
    assert fleiss_kappa(of_four) == pytest.approx(case["fleiss_raters_1_4"], abs=1e-6)
    summary = agreement_summary(ratings, level="nominal", seed=4, replicates=4000)
    cohen = {(pair.rater_a, pair.rater_b): pair.estimates["plain"].value for pair in summary.pairs}
    assert cohen["rater 1", "rater 2"] == pytest.approx(case["cohen_raters_2_3"], abs=1e-6)
    assert np.mean([value or 0 for value in cohen.values()]) == pytest.approx(case["light_kappa"], abs=1e-6)
    bounds = (summary.estimates["alpha"].low, summary.estimates["alpha"].high)
    assert bounds == pytest.approx(case["alpha_boot95_items"], abs=0.01)


def test_b02_krippendorff_with_missing_cells():
    case = expected_case("B02_krippendorff_canonical")
    rows = read_csv("agreement/krippendorff_4x12.csv")
    coders = ["coder_A", "coder_B", "coder_C", "coder_D"]
    ratings = from_matrix([[int(row[coder]) if row[coder] else None for coder in coders] for row in rows])
    for level in LEVELS:
        assert both_alphas(ratings, level) == pytest.approx(case["alpha"][level], abs=1e-6)
    summary = agreement_summary(ratings, level="nominal", seed=3, replicates=4000)
    assert summary.estimates["alpha"].n_judgments == case["pairable_values"]
    bounds = (summary.estimates["alpha"].low, summary.estimates["alpha"].high)
    assert bounds == pytest.approx(case["alpha_boot95_items"]["nominal"], abs=0.03)
    generalised = case["fleiss_gwet_generalised"]
    assert summary.estimates["fleiss"].value == pytest.approx(generalised["value"], abs=1e-5)
    assert summary.estimates["percent"].value == pytest.approx(generalised["pa"], abs=1e-5)
    assert "Gwet" in summary.estimates["fleiss"].method


def test_b08_gwets_g1_g2():
    case = expected_case("B08_g1g2")
    rows = read_csv("agreement/gwet_cac_raw_g1g2.csv")
    ratings = columns(rows, ["Rater1", "Rater2", "Rater3", "Rater4"])
    assert both_alphas(ratings, "nominal") == pytest.approx(case["alpha"], abs=1e-6)
    assert fleiss_kappa(patterns_from(ratings)) == pytest.approx(case["fleiss"]["value"], abs=1e-5)
    with pytest.raises(UnequalRatings):
        fleiss_per_category(patterns_from(ratings))


def test_b09_counts_of_six_raters():
    case = expected_case("B09_distrib6")
    rows = read_csv("agreement/gwet_distrib_6raters.csv")
    ratings = from_counts([[int(value) for name, value in row.items() if name != "Subject"] for row in rows])
    assert fleiss_kappa(patterns_from(ratings)) == pytest.approx(case["fleiss"], abs=1e-6)
    assert both_alphas(ratings, "nominal") == pytest.approx(case["alpha"], abs=1e-6)
    assert fleiss_name(patterns_from(ratings)) == "Fleiss' kappa"


def test_b10_abstractors():
    case = expected_case("B10_abstractors")
    table = [
        [int(row[name]) for name in ("Ectopic", "AIU", "NIU")]
        for row in read_csv("agreement/gwet_cont3x3abstractors.csv")
    ]
    value, se, _ = kappa(table)
    assert (value, se) == pytest.approx((case["kappa"], case["kappa_ase"]), abs=1e-6)
    assert kappa(table, "linear")[0] == pytest.approx(case["linear"], abs=1e-6)
    assert kappa(table, "quadratic")[0] == pytest.approx(case["quadratic"], abs=1e-6)
    assert both_alphas(from_table(table), "nominal") == pytest.approx(case["alpha"], abs=1e-6)


@pytest.mark.parametrize(("name", "table"), [("A", [[40, 9], [6, 45]]), ("B", [[80, 10], [5, 5]])])
def test_b11_kappa_and_alpha_of_the_paradox_tables(name, table):
    case = expected_case("B11_feinstein_cicchetti_paradox")[name]
    assert kappa(table)[0] == pytest.approx(case["kappa"], abs=1e-6)
    assert both_alphas(from_table(table), "nominal") == pytest.approx(case["alpha"], abs=1e-6)


def test_b12_b14_kappa_with_its_standard_errors():
    case = expected_case("B12_cohen1960_1968")
    table = reference("cohen_1960_1968")
    assert kappa(table["table"])[:2] == pytest.approx((case["kappa"], case["ase"]), abs=1e-6)
    weighted = kappa(table["table"], np.asarray(table["disagreement"], dtype=float))
    assert weighted[:2] == pytest.approx((case["weighted"], case["weighted_ase"]), abs=1e-6)
    skewed = kappa(table["table"], np.asarray([[0, 1, 4], [1, 0, 6], [2, 2, 0]], dtype=float))
    assert skewed[0] == pytest.approx(case["nonsymmetric_weights_014_106_220"], abs=1e-6)
    case = expected_case("B14_sas_3x3")
    table = reference("sas_3x3")["table"]
    assert kappa(table) == pytest.approx((case["kappa"], case["ase"], case["ase0"]), abs=1e-6)
    assert kappa(table, "linear")[:2] == pytest.approx((case["linear"], case["linear_ase"]), abs=1e-6)


def test_b15_b16_small_tables():
    case = expected_case("B15_artstein_poesio_sklearn")
    assert kappa(reference("artstein_poesio")["table"])[0] == pytest.approx(case["table1"], abs=1e-6)
    assert kappa([[46, 0, 0], [6, 32, 6], [0, 0, 10]])[0] == pytest.approx(case["table4"], abs=1e-6)
    fleiss = fleiss_kappa(patterns_from(from_counts(reference("fleiss_wikipedia")["counts"])))
    assert fleiss == pytest.approx(expected_case("B16_fleiss_wikipedia")["fleiss"], abs=1e-6)


def test_b19_raters_in_rows():
    case = expected_case("B19_evalica_gcl")
    lines = shared_data("agreement/evalica_gcl.csv").read_text(encoding="utf-8").splitlines()
    by_rater = [[value or None for value in line.split(",")] for line in lines if line.strip()]
    ratings = from_matrix(list(zip(*by_rater, strict=True)))
    assert both_alphas(ratings, "nominal") == pytest.approx(case["alpha_nominal"], abs=1e-6)


def test_b22_thirteen_raters_of_prompts():
    case = expected_case("B22_dibt")
    rows = read_csv("preference/dibt_10k_prompts_ratings.csv")
    ratings = ratings_from_columns(
        [row["item"] for row in rows], [row["annotator"] for row in rows], [int(row["rating"]) for row in rows]
    )
    assert (ratings.n, len(ratings.item_ids), len(ratings.rater_ids)) == (case["n"], case["items"], case["raters"])
    for level, value in case["alpha"].items():
        assert both_alphas(ratings, level) == pytest.approx(value, abs=1e-6)


@pytest.mark.parametrize("name", ["wordsim", "anger"])
def test_d10_many_distinct_values(name):
    case = expected_case(f"D10_snow_{name}")
    rows = read_csv(f"crowd/snow2008_{name}.csv")
    ratings = ratings_from_columns(
        [row["item"] for row in rows], [row["worker"] for row in rows], [float(row["response"]) for row in rows]
    )
    for level in ("interval", "ordinal"):
        assert both_alphas(ratings, level) == pytest.approx(case[f"alpha_{level}"], abs=1e-6)
        estimate = agreement_summary(ratings, level=level, seed=1, with_pairs=False).estimates["alpha"]
        assert estimate.low is not None
        assert estimate.low < case[f"alpha_{level}"] < (estimate.high or 0)


@pytest.mark.parametrize(
    ("case_id", "file"), [("D03_snow_rte", "snow2008_rte"), ("D05_snow_wsd", "snow2008_wsd"), ("D07_dog", "dog")]
)
def test_crowds_of_many_raters(case_id, file):
    case = expected_case(case_id)
    rows = read_csv(f"crowd/{file}.csv")
    answer = "response" if "response" in rows[0] else "label"
    ratings = ratings_from_columns(
        [row["item"] for row in rows], [row["worker"] for row in rows], [row[answer] for row in rows]
    )
    summary = agreement_summary(ratings, level="nominal", seed=2, replicates=2000, with_pairs=False)
    assert both_alphas(ratings, "nominal") == pytest.approx(case["alpha_nominal"], abs=1e-6)
    assert summary.estimates["fleiss"].value == pytest.approx(case["fleiss"], abs=1e-6)
    bounds = (summary.estimates["alpha"].low, summary.estimates["alpha"].high)
    assert bounds == pytest.approx(case["alpha_boot95"], abs=0.005)


def test_a02_three_people_on_pandalm():
    case = expected_case("A02_pandalm")
    rows = read_jsonl("preference/pandalm_testset.jsonl")
    ratings = from_matrix([[row[f"annotator{number}"] for number in (1, 2, 3)] for row in rows], scale=[0, 1, 2])
    summary = agreement_summary(ratings, level="nominal", seed=7, replicates=4000)
    assert summary.estimates["fleiss"].value == pytest.approx(case["fleiss"], abs=1e-6)
    assert both_alphas(ratings, "nominal") == pytest.approx(case["alpha"], abs=1e-6)
    bounds = (summary.estimates["alpha"].low, summary.estimates["alpha"].high)
    assert bounds == pytest.approx(case["alpha_boot95"], abs=0.003)
    for pair, name in zip(summary.pairs, ("12", "13", "23"), strict=True):
        assert pair.estimates["plain"].value == pytest.approx(case["cohen"][name], abs=1e-6)
        assert pair.estimates["plain"].se == pytest.approx(case["cohen_ase"][name], abs=1e-6)
        assert pair.n_shared == 999
    assert len(pair_tables(ratings).tables) == 3

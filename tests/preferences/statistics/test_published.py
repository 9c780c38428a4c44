"""Bradley–Terry on published tables and public data."""

import numpy as np
import pytest

from preferences.statistics.bradley_terry import rank_models
from preferences.statistics.comparisons import comparisons_from_columns
from preferences.statistics.fitting import fit_comparisons
from tests.preferences.statistics.samples import (
    first_names,
    football,
    from_wins,
    left_right,
    pandalm_majority,
    reference,
    strengths_of,
)
from tests.support.shared_data import expected_case, read_csv


def test_citations_between_journals():
    table = reference("citations")
    ranking = rank_models(from_wins(table["wins"]), interval="model")
    for journal, strength in table["strengths"].items():
        difference = ranking.difference(journal, table["reference"])
        assert round(difference.value or 0, 3) == strength
        assert round(difference.se or 0, 3) == table["se"][journal]
    assert [row.model for row in ranking.ranked] == ["JRSS-B", "Biometrika", "JASA", "Comm Statist"]
    assert "no tie seen" in ranking.method


def test_four_players_of_whom_two_pairs_never_meet():
    table = reference("four_players")
    worth = {model: float(np.exp(value)) for model, value in strengths_of(from_wins(table["wins"])).items()}
    assert worth == pytest.approx(table["worth"], abs=5e-4)


def test_a_cycle_with_one_more_win():
    table = reference("cycle")
    assert strengths_of(from_wins(table["wins"])) == pytest.approx(table["strengths_sum0"], abs=1e-8)


def test_c01_citations():
    case = expected_case("C01_citations")
    rows = [row for row in read_csv("paired/bt2_citations_freq.csv") if row["cited"] != row["citing"]]
    wins: dict[str, dict[str, int]] = {}
    for row in rows:
        wins.setdefault(row["cited"], {})[row["citing"]] = int(row["Freq"])
    comparisons = from_wins(wins)
    assert comparisons.n == 3727
    ranking = rank_models(comparisons, interval="model")
    assert strengths_of(comparisons) == pytest.approx(case["theta_sum0"], abs=1e-6)
    assert {row.model: row.strength.se for row in ranking.ranked} == pytest.approx(case["se_sum0"], abs=1e-6)
    for journal, strength in case["theta_ref_Biometrika"].items():
        difference = ranking.difference(journal, "Biometrika")
        assert difference.value == pytest.approx(strength, abs=1e-6)
        assert difference.se == pytest.approx(case["se"][journal], abs=1e-6)


def test_c02_baseball_with_and_without_home_advantage():
    case = expected_case("C02_baseball")
    cells = [
        (row["home.team"], row["away.team"], outcome)
        for row in read_csv("paired/bt2_baseball.csv")
        for outcome, wins in (("a", row["home.wins"]), ("b", row["away.wins"]))
        for _ in range(int(wins))
    ]
    home, away, outcomes = zip(*cells, strict=True)
    comparisons = comparisons_from_columns(
        items=range(len(cells)), model_a=home, model_b=away, outcomes=outcomes, first=["a"] * len(cells)
    )
    plain = rank_models(comparisons, interval="model")
    at_home = rank_models(comparisons, interval="model", covariates=("first",))
    for team in case["no_home"]:
        difference = plain.difference(team, "Baltimore")
        assert difference.value == pytest.approx(case["no_home"][team], abs=1e-6)
        assert difference.se == pytest.approx(case["se"][team], abs=1e-6)
        assert at_home.difference(team, "Baltimore").value == pytest.approx(case["with_home"][team], abs=1e-6)
    assert at_home.effects["first"].value == pytest.approx(case["home_advantage"], abs=1e-6)
    assert at_home.effects["first"].se == pytest.approx(case["home_se"], abs=1e-6)


def test_c05_first_names():
    case = expected_case("C05_firstnames")
    ranking = rank_models(first_names(), interval="model")
    for name, strength in case["theta_ref"].items():
        difference = ranking.difference(name, "Benedikt")
        assert difference.value == pytest.approx(strength, abs=1e-6)
        assert difference.se == pytest.approx(case["se_ref_first_item"][name], abs=1e-6)
    ordered = rank_models(first_names(), interval="model", covariates=("first",))
    assert ordered.effects["first"].value == pytest.approx(case["order_effect_logit_given_items"], abs=1e-6)
    assert ordered.effects["first"].se == pytest.approx(case["order_effect_se"], abs=1e-6)


def test_c07_top_models():
    case = expected_case("C07_topmodel2007")
    rows = read_csv("paired/psychotree_topmodel2007.csv")
    comparisons = comparisons_from_columns(
        items=[row["rater"] for row in rows],
        model_a=[row["item1"] for row in rows],
        model_b=[row["item2"] for row in rows],
        outcomes=[{"item1": "a", "item2": "b"}[row["winner"]] for row in rows],
    )
    ranking = rank_models(comparisons, interval="model")
    for model, strength in case["theta_ref_Anja"].items():
        assert ranking.difference(model, "Anja").value == pytest.approx(strength, abs=1e-6)
    assert {row.model: row.strength.se for row in ranking.ranked} == pytest.approx(case["se_sum0"], abs=1e-6)


def test_c08_football_with_draws_and_home_advantage():
    case = expected_case("C08_football_2012_13")
    ranking = rank_models(football(), interval="model", covariates=("first",))
    for team, strength in case["davidson_home_theta_ref_Ars"].items():
        assert ranking.difference(team, "Ars").value == pytest.approx(strength, abs=1e-6)
    assert ranking.log_nu.value == pytest.approx(case["log_nu"], abs=1e-6)
    assert ranking.effects["first"].value == pytest.approx(case["home"], abs=1e-6)
    assert ranking.effects["first"].se == pytest.approx(case["home_se"], abs=1e-5)
    assert rank_models(football()).log_nu.value == pytest.approx(case["davidson_nohome_log_nu"], abs=1e-6)
    half = rank_models(football(), ties="half", covariates=("first",))
    assert half.effects["first"].value == pytest.approx(case["half_home"], abs=1e-6)


def test_c10_four_players():
    case = expected_case("C10_wikipedia")
    worth = {m: float(np.exp(value)) for m, value in strengths_of(from_wins(reference("four_players")["wins"])).items()}
    assert worth == pytest.approx(case["power_geomean1"], abs=1e-6)


@pytest.mark.parametrize("name", ["food", "simple"])
def test_c11_ties_as_half_wins_and_by_davidson(name):
    case = expected_case(f"C11_evalica_{name}")
    comparisons = left_right(f"evalica_{name}")
    half = strengths_of(comparisons, ties="half")
    assert half == pytest.approx(case["theta_sum0"], abs=1e-6)
    total = sum(np.exp(list(half.values())))
    assert {m: float(np.exp(v) / total) for m, v in half.items()} == pytest.approx(case["worth_sum1"], abs=1e-6)
    assert strengths_of(comparisons) == pytest.approx(case["davidson_theta_sum0"], abs=1e-6)
    assert rank_models(comparisons).log_nu.value == pytest.approx(case["log_nu"], abs=1e-6)


def test_c12_cycle():
    found = strengths_of(from_wins(reference("cycle")["wins"]))
    assert [found[model] for model in "012"] == pytest.approx(expected_case("C12_choix")["ml_est"], abs=1e-6)


def test_a02_pandalm_leaderboards_and_length():
    case = expected_case("A02_pandalm")
    comparisons = pandalm_majority()
    half = rank_models(comparisons, ties="half", interval="model")
    assert strengths_of(comparisons, ties="half") == pytest.approx(case["bt_half_majority_theta_sum0"], abs=1e-6)
    assert {row.model: row.strength.se for row in half.ranked} == pytest.approx(case["bt_half_se_sum0"], abs=1e-6)
    davidson = rank_models(comparisons)
    assert strengths_of(comparisons) == pytest.approx(case["bt_davidson_majority_theta_sum0"], abs=1e-6)
    assert davidson.log_nu.value == pytest.approx(case["davidson_log_nu"], abs=1e-6)
    expected = case["length"]["logit_per_sd_given_models"]
    length = rank_models(comparisons, ties="drop", covariates=("length",), interval="model")
    assert length.n_judgments == expected["n"]
    found = (length.effects["length"].value, length.effects["length"].se)
    assert found == pytest.approx(expected["len_given_models"], abs=1e-4)
    decided = comparisons.where(comparisons.outcome != 2)
    sd = fit_comparisons(decided, ties="drop", covariates=("length",)).collapsed.length_sd
    assert sd == pytest.approx(expected["sd"], abs=1e-6)

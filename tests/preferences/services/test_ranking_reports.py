"""Ranking reports: published strengths on real data, and who can't be ranked and why."""

from typing import Any

import numpy as np
import pytest
from scipy.special import expit

from preferences.services.weighing import weighing_notes
from tests.preferences.reporting import result_of
from tests.preferences.world import ModelStudy, model_study
from tests.support.shared_data import expected_case

pytestmark = [pytest.mark.django_db, pytest.mark.both_databases]


def test_pandalm_strengths_are_the_published_ones(pandalm: ModelStudy) -> None:
    expected = expected_case("A02_pandalm")
    half = result_of(pandalm, "ranking", ties="half", aggregation="majority")
    strengths = {row["model"]: row["strength"] for row in half["strengths"]}
    assert strengths == pytest.approx(expected["bt_half_majority_theta_sum0"], abs=1e-6)
    davidson = result_of(pandalm, "ranking", aggregation="majority")
    assert davidson["ties"]["treatment"] == "davidson"
    strengths = {row["model"]: row["strength"] for row in davidson["strengths"]}
    assert strengths == pytest.approx(expected["bt_davidson_majority_theta_sum0"], abs=1e-6)
    assert davidson["ties"]["log_nu"]["value"] == pytest.approx(expected["davidson_log_nu"], abs=1e-6)
    assert davidson["ties"]["nu"] == pytest.approx(np.exp(expected["davidson_log_nu"]), abs=1e-6)
    assert sum(cell["n"] for cell in davidson["matrix"]) == davidson["n_comparisons"] == 999
    assert len(davidson["matrix"]) == 10
    assert davidson["components"] == [sorted(strengths)]
    for row in davidson["strengths"]:
        assert row["low"] < row["strength"] < row["high"]
        assert row["rank_low"] <= row["rank"] <= row["rank_high"]
        assert row["both_bad_rate"]["value"] == 0
    controlled = davidson["length_controlled"]
    assert {row["model"] for row in controlled["strengths"]} == set(strengths)
    assert controlled["effect"]["low"] > 0


def test_both_bad_is_a_rate_and_never_a_tie() -> None:
    study = model_study()
    question = study.question()
    for index in range(12):
        study.pair(f"i{index}", [("m1", "m2"), ("m2", "m3"), ("m3", "m1")][index % 3])
    said = ["a", "a", "a", "b", "b", "both_bad", "tie", "a", "b", "both_bad", "a", "b"]
    study.vote(question, {f"i{index}": {"r": outcome} for index, outcome in enumerate(said)})
    ranking = result_of(study, "ranking")
    assert sum(cell["both_bad"] for cell in ranking["matrix"]) == 2
    assert sum(cell["ties"] for cell in ranking["matrix"]) == 1
    assert sum(row["ties"] for row in ranking["strengths"]) == 2  # one tie has two sides
    assert {row["model"]: row["both_bad_rate"]["value"] for row in ranking["strengths"]} == {
        "m1": pytest.approx(2 / 8),
        "m2": pytest.approx(1 / 8),
        "m3": pytest.approx(1 / 8),
    }
    assert any("both-bad" in note for note in ranking["notes"])
    bias = result_of(study, "bias")
    assert (bias["ties"]["value"], bias["both_bad"]["value"]) == (pytest.approx(1 / 12), pytest.approx(2 / 12))


def test_models_that_cannot_be_ranked_are_named() -> None:
    study = model_study()
    question = study.question()
    for index in range(6):
        study.pair(f"i{index}", ("m1", "m2"))
        study.pair(f"k{index}", ("m1", "champion"))
        study.pair(f"z{index}", ("x1", "x2"))
    votes = {f"i{index}": {"r": "ab"[index % 2]} for index in range(6)}
    votes |= {f"k{index}": {"r": "b"} for index in range(6)}
    votes |= {f"z{index}": {"r": "a"} for index in range(6)}
    study.vote(question, votes)
    ranking = result_of(study, "ranking")
    assert [row["model"] for row in ranking["strengths"]] == ["m1", "m2"]
    assert {row["model"] for row in ranking["unrankable"]} == {"champion", "x1", "x2"}
    assert all(row["reason"] for row in ranking["unrankable"])
    assert ranking["components"] == [["champion", "m1", "m2"], ["x1", "x2"]]


def test_rankings_rank_models() -> None:
    study = model_study()
    question = study.question("order", "ranking")
    orders = [(1, 2, 3), (1, 3, 2), (2, 1, 3), (3, 1, 2), (1, 2, 3), (2, 3, 1), (3, 2, 1), (1, 2, 2)]
    for index, ranks in enumerate(orders):
        study.pair(f"i{index}", ("m1", "m2", "m3"))
        study.rank(question, {f"i{index}": {"r": ranks}})
    ranking = result_of(study, "ranking")
    assert ranking["n_comparisons"] == 24
    assert ranking["n_items"] == 8
    assert [row["model"] for row in ranking["strengths"]] == ["m1", "m2", "m3"]
    assert sum(cell["ties"] for cell in ranking["matrix"]) == 1


def test_scores_rank_models_only_when_asked_and_say_what_is_lost() -> None:
    study = model_study()
    helpful = study.question("helpful", "likert", per_response=True)
    for index, scores in enumerate([(5, 3), (4, 1), (2, 3), (4, 4), (5, 2)]):
        study.pair(f"i{index}")
        study.score(helpful, {f"i{index}": {"r": scores}})
    unasked = result_of(study, "ranking")
    assert "name 'helpful'" in unasked["reason"]
    ranking = result_of(study, "ranking", question="helpful")
    assert [(row["model"], row["wins"], row["losses"], row["ties"]) for row in ranking["strengths"]] == [
        ("m1", 3, 1, 1),
        ("m2", 1, 3, 1),
    ]
    assert any("is lost" in note for note in ranking["notes"])
    assert any("is lost" in note for note in result_of(study, "bias", question="helpful")["notes"])


def test_a_rater_who_clicks_by_chance_weighs_little_in_the_weighed_ranking() -> None:
    study = model_study()
    question = study.question()
    rng = np.random.default_rng(8)
    strengths = {"m1": 1.5, "m2": 0.0, "m3": -1.5}
    said: dict[str, dict[str, str]] = {}
    for number in range(150):
        one, other = (("m1", "m2"), ("m2", "m3"), ("m3", "m1"))[number % 3]
        study.pair(f"i{number}", (one, other))
        p = 1 / (1 + np.exp(strengths[other] - strengths[one]))
        chance = {**{f"r{index}": p for index in range(4)}, "clicker": 0.5}
        said[f"i{number}"] = {alias: "a" if rng.random() < share else "b" for alias, share in chance.items()}
    study.vote(question, said)
    ranking = result_of(study, "ranking")
    weights = {row["rater"]["alias"]: row["weight"] for row in ranking["raters_weighed"]["raters"]}
    assert ranking["raters_weighed"]["raters"][0]["rater"]["alias"] == "clicker"
    assert weights["clicker"]["low"] < 0.1 < weights["r0"]["low"]
    assert ranking["raters_weighed"]["spread"] > 0.3
    raw, weighed = (
        {row["model"]: row["strength"] for row in rows}
        for rows in (ranking["strengths"], ranking["raters_weighed"]["strengths"])
    )
    assert list(raw) == list(weighed) == ["m1", "m2", "m3"]
    assert result_of(study, "ranking", aggregation="majority")["raters_weighed"] is None


def test_a_model_that_fails_in_one_language_is_named_though_it_leads() -> None:
    study = model_study()
    question = study.question()
    rng = np.random.default_rng(6)
    strengths = {"best": 1.0, "middle": 0.0, "last": -1.0}
    votes: dict[str, dict[str, str]] = {}
    for number in range(360):
        one, other = rng.permutation(list(strengths))[:2]
        language = ("en", "de", "ja")[number % 3]
        odds = strengths[one] - strengths[other]
        if language == "ja":
            odds -= 2.5 * (int(one == "best") - int(other == "best"))
        study.pair(f"i{number}", (one, other), slices={"language": language, "only": f"v{number}"})
        votes[f"i{number}"] = {"r1": "a" if rng.random() < 1 / (1 + np.exp(-odds)) else "b"}
    study.vote(question, votes)
    found = result_of(study, "ranking")
    assert found["strengths"][0]["model"] == "best"
    assert found["style_controlled"] is None  # no Markdown anywhere
    [card] = found["scorecards"]  # a slice with as many values as items is none
    weakest = card["cells"][0]
    assert (card["slice"], weakest["model"], weakest["value"], weakest["weak"]) == ("language", "best", "ja", True)
    assert weakest["deviation"]["high"] < -0.2
    assert [(row["model"], row["other"]) for row in found["better"]] == list(
        zip(
            [row["model"] for row in found["strengths"]], [row["model"] for row in found["strengths"][1:]], strict=False
        )
    )
    assert all(0.5 <= row["probability"] <= 1 for row in found["better"])


def test_markdown_is_held_equal_beside_length() -> None:
    study = model_study()
    question = study.question()
    rng = np.random.default_rng(7)
    votes: dict[str, dict[str, str]] = {}
    for number in range(300):
        study.pair(f"i{number}", ("m1", "m2") if number % 2 else ("m2", "m3"))
    headers = rng.integers(0, 4, (300, 2))
    for number, item in enumerate(study.items.values()):
        for response in item.responses.all():
            item.responses.filter(pk=response.pk).update(headers=headers[number, response.position])
        odds = 0.8 * (headers[number, 0] - headers[number, 1])
        votes[item.external_id] = {"r1": "a" if rng.random() < 1 / (1 + np.exp(-odds)) else "b"}
    study.vote(question, votes)
    styled = result_of(study, "ranking")["style_controlled"]
    effects = {row["name"]: row["effect"] for row in styled["effects"]}
    assert set(effects) == {"headers"}  # all texts are of one length
    unit = float(np.std(headers[:, 0] - headers[:, 1], ddof=1))
    assert effects["headers"]["low"] < 0.8 * unit < effects["headers"]["high"]
    assert {row["model"] for row in styled["strengths"]} == {"m1", "m2", "m3"}


def rank_row(model: str, rank: int) -> dict[str, Any]:
    return {"model": model, "rank": rank}


def weight_row(alias: str, value: float, high: float | None) -> dict[str, Any]:
    return {"rater": {"id": 1, "alias": alias}, "weight": {"value": value, "high": high}}


def test_weights_that_move_the_ranking_are_told_with_the_raters_who_lose_their_say() -> None:
    plain = [rank_row("m1", 1), rank_row("m2", 2), rank_row("m3", 3)]
    raters = [weight_row("keen", -0.4, 0.2), weight_row("new", 0.3, 1.4), weight_row("r1", 1.1, 1.3)]
    [note] = weighing_notes(plain, {"strengths": [rank_row("m2", 1), rank_row("m1", 2), plain[2]], "raters": raters})
    assert "m2 from 2 to 1, m1 from 1 to 2." in note
    assert "Lightest: keen." in note  # of a newcomer nobody knows yet that the weight is small
    assert "before you take the weighed ranking" in note
    assert list(weighing_notes(plain, {"strengths": plain, "raters": raters})) == []


def test_a_minority_that_sees_what_others_miss_is_outweighed_and_the_report_says_so() -> None:
    """Four of twelve raters see that m1 is the best; the others go by something else, by which it is the worst."""
    study = model_study()
    question = study.question()
    rng = np.random.default_rng(5)
    keen, others = {"m1": 1.5, "m2": 0.0, "m3": -1.5}, {"m1": -0.8, "m2": 1.0, "m3": -0.2}
    said: dict[str, dict[str, str]] = {}
    for number in range(180):
        one, other = (("m1", "m2"), ("m2", "m3"), ("m3", "m1"))[number % 3]
        study.pair(f"i{number}", (one, other))
        said[f"i{number}"] = {
            f"r{index}": "a" if rng.random() < expit(seen[one] - seen[other]) else "b"
            for index, seen in enumerate([keen] * 4 + [others] * 8)
        }
    study.vote(question, said)
    ranking = result_of(study, "ranking")
    assert [row["model"] for row in ranking["strengths"]] == ["m2", "m1", "m3"]
    assert [row["model"] for row in ranking["raters_weighed"]["strengths"]] == ["m2", "m3", "m1"]
    [note] = [note for note in ranking["notes"] if "moves the ranking" in note]
    assert "m3 from 3 to 2, m1 from 2 to 3." in note
    assert all(f"r{index}" in note.split("Lightest: ")[1] for index in range(4))

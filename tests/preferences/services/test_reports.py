"""Bias and ranking reports: published values on real data, and a reason wherever there is no value."""

from typing import Any

import numpy as np
import pytest

from agreement.api.estimate_serializer import EstimateSerializer
from agreement.models import Report
from agreement.services.computations import Inputs, computation
from agreement.services.runs import drive_report, request_report
from annotator.errors import InvalidInput
from annotator.models import JobState, Judgment, RaterKind
from preferences.queries import newest_judgment_id
from tests.preferences.world import NOW, ModelStudy, model_study, pandalm_study
from tests.support.pandalm import PandaLM
from tests.support.shared_data import expected_case, shared_data

pytestmark = [pytest.mark.django_db, pytest.mark.both_databases]


def result_of(study: ModelStudy, kind: str, **wanted: Any) -> dict[str, Any]:
    """The result of a report that was requested and driven as the worker does."""
    report = request_report(project=study.project, kind=kind, wanted=wanted, actor=None, now=NOW)
    assert drive_report(report.pk)
    done = Report.objects.get(pk=report.pk)
    assert done.state == JobState.SUCCEEDED, done.error
    result: dict[str, Any] = done.result or {}
    assert list(computation(kind).rows(result))
    return result


@pytest.fixture
def pandalm() -> ModelStudy:
    study, _ = pandalm_study(PandaLM.read(shared_data("preference/pandalm_testset.jsonl")))
    return study


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


def test_pandalm_prefers_length_and_says_nothing_of_sides(pandalm: ModelStudy) -> None:
    """599 of 887: majorities that name a winner, of responses that differ in characters."""
    expected = expected_case("A02_pandalm")["length"]
    bias = result_of(pandalm, "bias", aggregation="majority")
    raw = bias["length"]["longer_wins"]
    assert raw["n_judgments"] == expected["raw"]["n"] == 887
    assert round(raw["value"] * raw["n_judgments"]) == expected["raw"]["longer_wins"] == 599
    given = expected["logit_per_sd_given_models"]
    assert bias["length"]["controlled"]["value"] == pytest.approx(given["len_given_models"][0], abs=1e-4)
    assert bias["length"]["sd_chars"] == pytest.approx(given["sd"], abs=1e-4)
    assert bias["length"]["verdict"] == "present"
    assert sum(band["n"] for band in bias["length_bands"]) == 887
    # The votes came without the order in which the responses were shown; the imported order must not stand in for it.
    assert bias["side"]["verdict"] == "unknown"
    assert bias["side"]["first_wins"]["value"] is None
    assert "not known" in bias["side"]["first_wins"]["reason"]
    assert [rater["rater"]["alias"] for rater in bias["raters"]] == ["annotator1", "annotator2", "annotator3"]
    assert all(rater["length_flag"] and not rater["side_flag"] for rater in bias["raters"])
    assert sum(rater["n"] for rater in bias["raters"]) == 2997


def sided_study(*, first_wins: float, n: int = 600) -> ModelStudy:
    """Two equal models, shown either way, of which the first shown wins with that probability."""
    study = model_study()
    question = study.question()
    rng = np.random.default_rng(3)
    for index in range(n):
        study.pair(f"i{index}")
    for shown in (0, 1):
        names = [f"i{index}" for index in range(n) if index % 2 == shown]
        won = rng.random(len(names)) < first_wins
        votes = {
            name: {"careful": "ab"[shown] if first else "ba"[shown]} for name, first in zip(names, won, strict=True)
        }
        study.vote(question, votes, first_shown=shown)
    return study


def test_a_side_bias_is_seen_once_the_order_is_known() -> None:
    bias = result_of(sided_study(first_wins=0.75), "bias")
    assert bias["side"]["verdict"] == "present"
    assert bias["side"]["first_wins"]["value"] == pytest.approx(0.75, abs=0.05)
    assert bias["raters"][0]["side_flag"]
    assert not bias["raters"][0]["length_flag"]


def test_balanced_sides_do_not_flag() -> None:
    bias = result_of(sided_study(first_wins=0.5), "bias")
    assert bias["side"]["verdict"] != "present"
    assert not bias["raters"][0]["side_flag"]


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


@pytest.mark.parametrize("kind", ["bias", "ranking"])
def test_a_project_that_compares_nothing_gets_the_reason(kind: str) -> None:
    study = model_study()
    study.question("helpful", "likert")
    result = result_of(study, kind)
    assert result["question"] is None
    assert "likert" in result["reason"]


@pytest.mark.parametrize("kind", ["bias", "ranking"])
def test_no_votes_give_no_values_but_a_reason(kind: str) -> None:
    study = model_study()
    study.question()
    study.pair("i")
    result = result_of(study, kind)
    assert (result["question"], result["reason"]) == ("preference", "No vote compares two responses yet.")
    estimate = result["ties"] if kind == "bias" else result["ties"]["log_nu"]
    assert (estimate["value"], estimate["reason"]) == (None, "No vote compares two responses yet.")
    assert set(estimate) == set(EstimateSerializer().fields)


def test_responses_without_a_model_still_have_lengths() -> None:
    study = model_study()
    question = study.question()
    for index in range(40):
        texts = ["x" * (10 + index), "y" * 30]
        study.add_items(
            [{"id": f"i{index}", "prompt": f"{index}", "responses": [{"text": text, "model": ""} for text in texts]}]
        )
    study.vote(question, {f"i{index}": {"r": "a" if index > 20 else "b"} for index in range(40)})
    assert result_of(study, "bias")["length"]["longer_wins"]["value"] == 1
    ranking = result_of(study, "ranking")
    assert ranking["strengths"] == []
    assert any("without a model name" in note for note in ranking["notes"])


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


def test_model_judges_and_gold_and_later_votes_stay_out() -> None:
    study = model_study()
    question = study.question()
    study.pair("i")
    study.pair("k")
    study.rater("judge", kind=RaterKind.MODEL)
    study.vote(question, {"i": {"r": "a", "judge": "b"}, "k": {"r": "b"}})
    assert result_of(study, "ranking")["n_comparisons"] == 2
    assert result_of(study, "ranking", include_models=True)["n_comparisons"] == 3
    study.vote(question, {"i": {"trainee": "b"}}, purpose="training")
    study.vote(question, {"i": {"slow": "b"}}, surplus=True)
    assert result_of(study, "ranking")["n_comparisons"] == 2
    until = newest_judgment_id(study.project)
    plan = computation("ranking").freeze(study.project, {})
    study.vote(question, {"i": {"late": "b"}})
    frozen = computation("ranking").run(Inputs(study.project, plan, 1, until, lambda *_, **__: None))
    assert frozen["n_comparisons"] == 2
    assert result_of(study, "ranking")["n_comparisons"] == 3
    assert Judgment.objects.filter(project=study.project).count() == 6


@pytest.mark.parametrize(
    ("kind", "wanted", "field"),
    [
        ("ranking", {"ties": "wins"}, "plan.ties"),
        ("ranking", {"aggregation": "mean"}, "plan.aggregation"),
        ("ranking", {"question": "nope"}, "question"),
        ("ranking", {"include_models": "yes"}, "plan.include_models"),
        ("bias", {"ties": "half"}, "plan.ties"),
        ("bias", {"slices": True}, "plan.slices"),
    ],
)
def test_a_plan_that_cannot_be_followed_is_refused_by_name(kind: str, wanted: dict[str, Any], field: str) -> None:
    study = model_study()
    study.question()
    with pytest.raises(InvalidInput) as caught:
        computation(kind).freeze(study.project, wanted)
    assert list(caught.value.fields) == [field]


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


def test_bias_of_groups_of_raters_of_strata_and_of_each_rater() -> None:
    study = model_study()
    question = study.question()
    rng = np.random.default_rng(4)
    careful, hasty = ["r0", "r1", "r2"], ["h0", "h1", "h2"]
    for alias in careful:
        study.rater(alias).qualifications = ["domain:law"]
        study.raters[alias].save()
    study.rater("judge", kind=RaterKind.MODEL)
    said: dict[str, dict[str, str]] = {}
    rows = []
    for number in range(120):
        longer = number % 2
        texts = ["word " * (60 if side == longer else 20) for side in (0, 1)]
        models = ("m1", "m2") if number % 4 < 2 else ("m2", "m1")
        responses = [{"text": text, "model": model} for text, model in zip(texts, models, strict=True)]
        rows.append({"id": f"i{number}", "prompt": f"p{number}", "responses": responses})
        lean = {**dict.fromkeys(careful, 0.5), **dict.fromkeys(hasty, 0.9), "judge": 0.5}
        said[f"i{number}"] = {
            alias: "ab"[longer if rng.random() < chance else 1 - longer] for alias, chance in lean.items()
        }
    study.add_items(rows)
    study.vote(question, said)
    found = result_of(study, "bias", include_models=True)
    groups = {row["group"]: row for row in found["groups"]}
    assert {name: row["n_raters"] for name, row in groups.items()} == {"domain:law": 3, "model judges": 1}
    assert not groups["domain:law"]["length_flag"]
    assert groups["domain:law"]["longer_wins"]["high"] < found["length"]["longer_wins"]["value"]
    (band,) = [row for row in found["length_bands"] if row["n"]]
    assert band["band"] == "200–499"
    assert band["controlled"]["low"] > 0.2
    slopes = {row["rater"]["alias"]: row["length_slope"] for row in found["raters"]}
    assert all(slopes[alias]["low"] > 1 for alias in hasty)
    assert all(slopes[alias]["low"] < 0 < slopes[alias]["high"] for alias in careful)
    assert found["rater_spread"]["length"]["low"] > 0.3
    assert "order" in found["rater_spread"]["side"]["reason"]
    assert all(row["side_slope"]["value"] is None for row in found["raters"])


def test_bias_in_markdown_slices_and_late_hours_is_told_with_what_to_do() -> None:
    study = model_study()
    question = study.question()
    rng = np.random.default_rng(12)
    rows = []
    for number in range(240):
        sizes = rng.integers(20, 400, 2)
        texts = [{"text": "x" * int(size), "model": f"m{(number + side) % 3}"} for side, size in enumerate(sizes)]
        rows.append(
            {
                "id": f"i{number}",
                "prompt": f"p{number}",
                "responses": texts,
                "slices": {"language": ("en", "de")[number % 2]},
            }
        )
    study.add_items(rows)
    early: dict[str, dict[str, str]] = {}
    late: dict[str, dict[str, str]] = {}
    for number, item in enumerate(study.items.values()):
        first, second = item.responses.order_by("position")
        bold = rng.integers(0, 3, 2)
        for response, bolds in ((first, bold[0]), (second, bold[1])):
            item.responses.filter(pk=response.pk).update(bolds=int(bolds))
        longer = 1.0 if first.chars > second.chars else -1.0
        pull = 1.2 * (bold[0] - bold[1]) + (1.5 * longer if number % 2 else 0.0)
        for votes, tired in ((early, 0.0), (late, 2.5)):
            chance = 1 / (1 + np.exp(-(pull + tired)))
            votes.setdefault(item.external_id, {})["r1" if votes is early else "r2"] = (
                "a" if rng.random() < chance else "b"
            )
    study.vote(question, early, on_shift_s=600, first_shown=0)
    study.vote(question, late, on_shift_s=4 * 3600, first_shown=0)
    found = result_of(study, "bias")
    [bolds] = found["formats"]
    assert (bolds["name"], bolds["verdict"]) == ("bolds", "present")
    assert bolds["controlled"]["low"] > 0
    assert any("Markdown" in line for line in found["advice"])
    farthest = found["slices"][0]
    assert (farthest["slice"], farthest["value"], farthest["flag"]) == ("language", "de", True)
    hours = {row["hour"]: row["first_wins"] for row in found["hours"]}
    assert set(hours) == {1, 5}
    assert hours[5]["low"] > hours[1]["high"]
    assert all(0 <= rater["longer_wins_shrunk"] <= 1 for rater in found["raters"])

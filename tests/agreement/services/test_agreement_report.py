"""What an agreement report says of a study."""

import json
from datetime import timedelta
from typing import Any

import numpy as np
import pytest

from agreement.models import Report
from agreement.services.agreement_rows import rows
from agreement.services.runs import drive_report, request_report
from annotator.models import Membership, Purpose, QuestionKind, RaterKind
from tests.agreement.world import NOW, Study, make_study, noisy_votes
from tests.support.pandalm import PandaLM
from tests.support.shared_data import shared_data

pytestmark = pytest.mark.django_db


def report_of(study: Study, **plan: Any) -> dict[str, Any]:
    report = request_report(project=study.project, kind="agreement", wanted=plan, actor=None, now=NOW)
    assert drive_report(report.pk)
    report.refresh_from_db()
    assert report.state == "succeeded", report.error
    assert report.result is not None
    return json.loads(json.dumps(report.result, allow_nan=False))


@pytest.mark.both_databases
def test_three_people_on_pandalm() -> None:
    study = make_study()
    better = study.question(allow_both_bad=False)
    votes = PandaLM.read(shared_data("preference/pandalm_testset.jsonl")).votes()
    study.vote(better, [(item, rater, said) for item, by_rater in votes.items() for rater, said in by_rater.items()])
    result = report_of(study)
    assert result["overall"] == {"n_items": 999, "n_judgments": 2997, "n_raters": 3}
    (part,) = result["questions"]
    plain = {(pair["rater_a"]["alias"][-1], pair["rater_b"]["alias"][-1]): pair["plain"] for pair in part["cohen"]}
    assert plain["1", "2"]["value"] == pytest.approx(0.85202268, abs=1e-6)
    assert plain["1", "3"]["value"] == pytest.approx(0.87894381, abs=1e-6)
    assert plain["2", "3"]["value"] == pytest.approx(0.86166145, abs=1e-6)
    assert part["fleiss_kappa"]["value"] == pytest.approx(0.86417536, abs=1e-6)
    assert part["gwet_ac1"]["value"] == pytest.approx(0.88644471, abs=1e-6)
    alpha = part["krippendorff_alpha"]
    assert alpha["value"] == pytest.approx(0.86422069, abs=1e-6)
    assert (alpha["low"], alpha["high"]) == pytest.approx((0.842, 0.887), abs=0.003)
    assert (alpha["n_items"], alpha["n_judgments"]) == (999, 2997)
    assert "bootstrap over items" in alpha["method"]
    assert part["reading"]["word"] == "reliable"
    assert part["reading"]["certain"] is True
    assert part["level"] == "nominal"
    assert part["categories"] == ["a", "b", "tie"]
    assert sum(part["category_counts"].values()) == 2997
    assert all(pair["linear"] is None and pair["quadratic"] is None for pair in part["cohen"])
    assert len(part["most_disputed"]) == 20
    assert part["most_disputed"][0]["item"]["external_id"].startswith("pandalm-")
    # Every pair has a majority, so that one of three pairs of raters agrees on the worst.
    assert part["most_disputed"][0]["agreement"] == pytest.approx(1 / 3, abs=1e-6)
    assert sum(part["most_disputed"][0]["counts"].values()) == 3


def test_the_same_plan_gives_the_same_result() -> None:
    study = make_study()
    study.vote(study.question(), noisy_votes(60, ["r1", "r2", "r3"], agree=0.7, seed=1, values=["a", "b", "tie"]))
    first, second = report_of(study), report_of(study)
    del first["computed_at"], second["computed_at"]
    assert first == second


def test_an_empty_project_gets_reasons_instead_of_numbers() -> None:
    study = make_study()
    study.question()
    result = report_of(study)
    (part,) = result["questions"]
    for name in ("percent_agreement", "fleiss_kappa", "krippendorff_alpha", "gwet_ac1"):
        assert part[name]["value"] is None
        assert part[name]["reason"] == "no judgments"
    assert part["reading"]["word"] == "unknown"
    assert part["cohen"] == part["raters"] == part["slices"] == part["over_time"] == part["most_disputed"] == []
    assert result["overall"] == {"n_items": 0, "n_judgments": 0, "n_raters": 0}


def test_a_project_of_free_text_has_nothing_to_agree_on() -> None:
    study = make_study()
    study.question("why", QuestionKind.TEXT)
    assert report_of(study)["questions"] == []


def test_one_rater_has_nobody_to_agree_with() -> None:
    study = make_study()
    study.vote(study.question(), [(f"i{index}", "r1", "a") for index in range(5)])
    (part,) = report_of(study)["questions"]
    assert part["krippendorff_alpha"]["value"] is None
    assert part["krippendorff_alpha"]["reason"] == "only one rater: nothing to compare"
    assert part["n_items_overlap"] == 0


def test_only_counted_judgments_count() -> None:
    study = make_study()
    better = study.question()
    votes = noisy_votes(30, ["r1", "r2"], agree=0.8, seed=2, values=["a", "b"])
    study.vote(better, votes)
    before = report_of(study)["questions"][0]
    study.vote(better, [("i0", "r3", "tie")], purpose=Purpose.REPEAT)
    study.vote(better, [("i1", "r3", "tie")], purpose=Purpose.GOLD)
    study.vote(better, [("i2", "r3", "tie")], surplus=True)
    study.vote(better, [("i3", "r3", "tie")], is_current=False)
    assert report_of(study)["questions"][0] == before


def test_model_judges_count_only_when_asked_for() -> None:
    study = make_study()
    better = study.question()
    study.vote(better, noisy_votes(30, ["r1", "r2"], agree=0.9, seed=3, values=["a", "b"]))
    study.add_raters(["judge"], kind=RaterKind.MODEL)
    study.vote(better, [(f"i{index}", "judge", "a") for index in range(30)])
    assert report_of(study)["overall"]["n_raters"] == 2
    assert report_of(study, include_models=True)["overall"] == {"n_items": 30, "n_judgments": 90, "n_raters": 3}


def test_likert_is_ordinal_on_the_declared_scale() -> None:
    study = make_study()
    helpful = study.question("helpful", QuestionKind.LIKERT, scale_min=1, scale_max=5)
    study.vote(helpful, noisy_votes(80, ["r1", "r2"], agree=0.6, seed=4, values=[2.0, 3.0, 4.0]))
    (part,) = report_of(study)["questions"]
    assert part["level"] == "ordinal"
    assert part["categories"] == ["1", "2", "3", "4", "5"]
    assert part["category_counts"]["1"] == part["category_counts"]["5"] == 0
    (pair,) = part["cohen"]
    assert pair["linear"]["value"] is not None
    assert pair["quadratic"]["value"] > pair["plain"]["value"]


def test_responses_of_one_item_are_resampled_together() -> None:
    study = make_study()
    helpful = study.question("helpful", QuestionKind.LIKERT, per_response=True)
    rng = np.random.default_rng(5)
    votes = []
    for item in range(60):
        # Whole items are agreed on or not, so that their responses hold little more than the item does.
        agreed = rng.random() < 0.6
        for rater in ("r1", "r2"):
            shared = np.random.default_rng(item if agreed else rng.integers(1 << 30)).integers(1, 6, 4)
            votes.append((f"i{item}", rater, {place: float(score) for place, score in enumerate(shared)}))
    study.add_items([f"i{item}" for item in range(60)], responses=4)
    study.vote(helpful, votes)
    (part,) = report_of(study)["questions"]
    assert part["unit"] == "item × response"
    assert (part["n_items"], part["n_units"], part["n_judgments"]) == (60, 240, 120)
    alpha = part["krippendorff_alpha"]
    assert alpha["n_items"] == 60
    assert "over items with all their units" in alpha["method"]
    as_if_independent = (1 - alpha["value"] ** 2) / 240**0.5
    assert alpha["high"] - alpha["low"] > 2 * 1.96 * as_if_independent


def test_each_offered_choice_is_taken_or_not() -> None:
    study = make_study()
    choices = [{"value": value, "label": value} for value in ("hate", "violence", "fraud")]
    harms = study.question("harms", QuestionKind.CHOICE, choices=choices, multiple=True)
    study.vote(
        harms,
        [
            ("i1", "r1", ["hate", "violence"]),
            ("i1", "r2", ["hate"]),
            ("i2", "r1", ["fraud"]),
            ("i2", "r2", ["fraud"]),
            ("i3", "r1", ["hate"]),
            ("i3", "r2", ["hate"]),
        ],
    )
    (part,) = report_of(study)["questions"]
    assert part["unit"] == "item × choice"
    assert part["categories"] == ["not chosen", "chosen"]
    assert part["n_units"] == 9
    assert part["percent_agreement"]["value"] == pytest.approx(8 / 9)
    assert part["category_counts"] == {"hate": 4, "violence": 1, "fraud": 2}
    assert [entry["item"]["external_id"] for entry in part["most_disputed"]] == ["i1"]


def test_a_single_choice_is_nominal_in_declared_order() -> None:
    study = make_study()
    choices = [{"value": value, "label": value} for value in ("safe", "unsafe", "unclear")]
    verdict = study.question("verdict", QuestionKind.CHOICE, choices=choices)
    study.vote(verdict, [("i1", "r1", "safe"), ("i1", "r2", "unsafe"), ("i2", "r1", "safe"), ("i2", "r2", "safe")])
    (part,) = report_of(study)["questions"]
    assert part["categories"] == ["safe", "unsafe", "unclear"]
    assert part["percent_agreement"]["value"] == 0.5


def test_rankings_are_ordinal_ranks_of_responses() -> None:
    study = make_study()
    order = study.question("order", QuestionKind.RANKING)
    study.add_items([f"i{item}" for item in range(10)], responses=3)
    ranks = {0: 1, 1: 2, 2: 3}
    turned = {0: 1, 1: 3, 2: 2}
    votes = [(f"i{item}", rater, ranks) for item in range(9) for rater in ("r1", "r2")]
    study.vote(order, [*votes, ("i9", "r1", ranks), ("i9", "r2", turned)])
    (part,) = report_of(study)["questions"]
    assert (part["unit"], part["level"], part["n_units"]) == ("item × response", "ordinal", 30)
    assert part["percent_agreement"]["value"] == pytest.approx(28 / 30)
    assert 0.8 < part["krippendorff_alpha"]["value"] < 1


def test_a_live_judgment_replaces_an_older_imported_one() -> None:
    study = make_study()
    better = study.question()
    study.vote(better, [("i1", "r1", "a"), ("i1", "r2", "b"), ("i2", "r1", "a"), ("i2", "r2", "a")])
    study.vote(better, [("i1", "r1", "b")], source="live")
    (part,) = report_of(study)["questions"]
    assert part["n_judgments"] == 4
    assert part["percent_agreement"]["value"] == 1


def test_the_careless_rater_stands_out() -> None:
    study = make_study()
    better = study.question()
    votes = noisy_votes(200, ["r1", "r2", "r3"], agree=0.95, seed=6, values=["a", "b"])
    rng = np.random.default_rng(8)
    study.vote(better, votes + [(f"i{index}", "careless", "ab"[rng.integers(2)]) for index in range(200)])
    (part,) = report_of(study)["questions"]
    without = {entry["rater"]["alias"]: entry["alpha_without"]["value"] for entry in part["raters"]}
    assert max(without, key=lambda alias: without[alias]) == "careless"
    assert without["careless"] > part["krippendorff_alpha"]["value"] + 0.2


def test_slices_and_time_tell_where_and_when_agreement_is_low() -> None:
    study = make_study()
    better = study.question()
    good = noisy_votes(60, ["r1", "r2"], agree=0.97, seed=9, values=["a", "b"])
    bad = [(f"x{item}", *rest) for item, *rest in noisy_votes(60, ["r1", "r2"], agree=0.2, seed=10, values=["a", "b"])]
    study.vote(better, good, at=NOW)
    study.vote(better, bad, at=NOW + timedelta(days=2))
    study.slice("language", {name: "de" if name.startswith("x") else "en" for name in study.items})
    (part,) = report_of(study)["questions"]
    alpha = {piece["value"]: piece["alpha"]["value"] for piece in part["slices"]}
    assert alpha["en"] > 0.8 > 0.5 > alpha["de"]
    first, second = part["over_time"]
    assert (first["from"], first["to"]) == ("2026-03-02", "2026-03-02")
    assert first["alpha"]["value"] > second["alpha"]["value"]
    assert second["n_items"] == 60
    assert report_of(study, slices=False)["questions"][0]["slices"] == []


def test_long_work_is_followed_by_week() -> None:
    study = make_study()
    votes = noisy_votes(120, ["r1", "r2"], agree=0.9, seed=11, values=["a", "b"])
    at = {f"i{index}": NOW + timedelta(days=40 * index / 120) for index in range(120)}
    study.vote(study.question(), votes, at=at)
    windows = report_of(study)["questions"][0]["over_time"]
    assert len(windows) >= 5
    assert (windows[0]["from"], windows[0]["to"]) == ("2026-03-02", "2026-03-08")


def test_one_question_of_several() -> None:
    study = make_study()
    better, helpful = study.question(), study.question("helpful", QuestionKind.LIKERT)
    judgments = study.vote(better, noisy_votes(30, ["r1", "r2"], agree=0.9, seed=12, values=["a", "b"]))
    for row in judgments:
        row.said = 3.0  # type: ignore[attr-defined]
    study.answer(helpful, judgments)
    assert [part["question"] for part in report_of(study)["questions"]] == ["better", "helpful"]
    (part,) = report_of(study, question="helpful")["questions"]
    assert part["krippendorff_alpha"]["reason"].startswith("no variation")


def test_every_number_is_a_row_with_its_method() -> None:
    study = make_study()
    study.vote(study.question(), noisy_votes(40, ["r1", "r2", "r3"], agree=0.8, seed=13, values=["a", "b"]))
    found = list(rows(report_of(study)))
    assert all(row.estimate["method"] for row in found)
    assert {row.statistic for row in found} == {
        "percent_agreement",
        "fleiss_kappa",
        "krippendorff_alpha",
        "gwet_ac1",
        "cohen_kappa_plain",
        "predicted_gain_half_width",  # forty items are too few to know alpha well
        "answers",
        "judgments",
        "agreement_with_others",
        "confusion",
        "agreement",
        "disagreement",
    }
    assert sum(row.group == "raters" for row in found) == 6


def test_queries_do_not_grow_with_judgments(django_assert_num_queries: Any) -> None:
    small, large = make_study("small"), make_study("large")
    for study, n_items in ((small, 10), (large, 400)):
        names = ["r1", "r2", "r3", "r4"]
        study.vote(study.question(), noisy_votes(n_items, names, agree=0.8, seed=14, values=["a", "b"]))
        study.slice("part", {name: name[-1] for name in study.items})
        report = request_report(project=study.project, kind="agreement", wanted={}, actor=None, now=NOW)
        # 3 to claim, 2 for each of 8 stages, horizon, questions, aliases, slices, models, answers, names, count,
        # 4 for the parts, 1 to finish; for the diagnosis lengths, guideline versions, repeats, hours, gold.
        with django_assert_num_queries(37):
            drive_report(report.pk)
        assert Report.objects.get(pk=report.pk).state == "succeeded"
    assert Membership.objects.filter(project=large.project).count() == 4

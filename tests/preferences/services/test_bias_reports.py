"""Bias reports: published values on real data, and what was planted found where it was planted."""

import numpy as np
import pytest

from annotator.models import RaterKind
from tests.preferences.reporting import result_of
from tests.preferences.world import ModelStudy, model_study
from tests.support.shared_data import expected_case

pytestmark = [pytest.mark.django_db, pytest.mark.both_databases]


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

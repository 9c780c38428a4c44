"""``manage.py analyze agreement|raters``: kinds of interval, clusters, parts of variance, MACE."""

import io
import json
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from django.core.management import CommandError, call_command

from agreement.statistics.estimate import Estimate


def said(*arguments: str) -> str:
    out = io.StringIO()
    call_command("analyze", *arguments, stdout=out)
    return out.getvalue()


def as_json(*arguments: str) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(said(*arguments, "--json"))
    return found


@pytest.fixture
def scores(tmp_path: Path) -> str:
    """40 prompts of 3 items each, 3 raters, scores 1 to 5; items of a prompt go together."""
    rng = np.random.default_rng(3)
    lines = ["item,rater,value,prompt"]
    for prompt in range(40):
        truth, spread = rng.integers(1, 6), rng.choice([0.2, 1.6])
        for item in range(3):
            for rater in "xyz":
                value = int(np.clip(round(truth + rng.normal(0, spread)), 1, 5))
                lines.append(f"{prompt}-{item},{rater},{value},p{prompt}")
    path = tmp_path / "scores.csv"
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return str(path)


def test_further_coefficients_categories_and_parts_of_variance(scores):
    found = as_json("agreement", scores)
    further = found["further"]
    assert list(further) == ["pabak", "kendall_w", "icc_1", "icc_a_1", "icc_c_1", "icc_k", "icc_a_k", "icc_c_k"]
    for estimate in further.values():
        assert Estimate(**estimate).value is not None
    assert [each["category"] for each in found["per_category"]] == ["1", "2", "3", "4", "5"]
    assert sum(each["n_ratings"] for each in found["per_category"]) == 360
    parts = found["variance"]
    assert parts["interaction"] is None
    assert sum(share or 0 for share in parts["shares"].values()) == pytest.approx(1)
    # A complete design: one rating is worth what the intraclass correlations say.
    assert parts["reliability"][0]["absolute"] == pytest.approx(further["icc_a_1"]["value"], abs=1e-9)
    assert parts["reliability"][2]["k"] == 3
    assert parts["reliability"][2]["relative"] == pytest.approx(further["icc_c_k"]["value"], abs=1e-9)
    text = said("agreement", scores)
    for line in ("Parts of variance", "3 ratings per item: reliability", "Fleiss' kappa by category", "kendall_w"):
        assert line in text


def test_text_has_no_parts_of_variance_and_says_why_the_rest_is_unknown(tmp_path):
    path = tmp_path / "words.csv"
    path.write_text("item,rater,value\n1,x,a\n1,y,b\n2,x,a\n2,y,a\n", encoding="utf-8")
    found = as_json("agreement", str(path))
    assert found["variance"] is None
    assert "needs the ordinal level" in found["further"]["kendall_w"]["reason"]
    assert "needs the interval level" in found["further"]["icc_1"]["reason"]


def test_whole_prompts_are_resampled_where_the_column_says_so(scores):
    plain, clustered = as_json("agreement", scores), as_json("agreement", scores, "--cluster-column", "prompt")
    assert any("the 40 values of column prompt" in note for note in clustered["notes"])
    assert any("Not used: column prompt" in note for note in plain["notes"])
    wider = []
    for name, estimate in clustered["coefficients"].items():
        before = plain["coefficients"][name]
        assert estimate["value"] == pytest.approx(before["value"], abs=1e-12)
        assert estimate["n_items"] == 40
        assert "whole clusters of items" in estimate["method"]
        wider.append((estimate["high"] - estimate["low"]) / (before["high"] - before["low"]))
    assert np.mean(wider) > 1.1
    pair, before = clustered["cohen"][0]["kappa"], plain["cohen"][0]["kappa"]
    assert pair["value"] == pytest.approx(before["value"])
    assert "whole clusters of items" in pair["method"]
    assert "whole clusters of items" in clustered["per_category"][0]["fleiss_kappa"]["method"]
    assert clustered == as_json("agreement", scores, "--cluster-column", "prompt")


def test_clusters_that_do_not_fit_are_named(scores, tmp_path):
    with pytest.raises(CommandError, match="line 1: column page is not there"):
        said("agreement", scores, "--cluster-column", "page")
    with pytest.raises(CommandError, match="takes items as independent"):
        said("agreement", scores, "--cluster-column", "prompt", "--interval", "analytic")
    path = tmp_path / "two.csv"
    path.write_text("item,rater,value,prompt\n1,x,1,p\n1,y,1,q\n", encoding="utf-8")
    with pytest.raises(CommandError, match="line 3, column prompt: item '1' is 'q' here"):
        said("agreement", str(path), "--cluster-column", "prompt")


def test_kinds_of_interval(scores):
    methods = {
        kind: {
            name: estimate["method"]
            for name, estimate in as_json("agreement", scores, "--interval", kind)["coefficients"].items()
        }
        for kind in ("percentile", "bca", "analytic")
    }
    assert all("; percentile bootstrap" in method for method in methods["percentile"].values())
    assert all("; BCa bootstrap" in method for method in methods["bca"].values())
    ordinal = methods["analytic"].pop("krippendorff_alpha_ordinal")
    assert "bootstrap" in ordinal
    assert all("; t interval" in method for method in methods["analytic"].values())


def test_given_weights_reach_every_pair(scores):
    for pair in as_json("agreement", scores, "--weights", "quadratic")["cohen"]:
        assert pair["weighted"]["value"] == pytest.approx(pair["quadratic"]["value"])


def test_mace_bounds_and_consistency(tmp_path):
    rng = np.random.default_rng(1)
    lines = ["item,rater,value"]
    for item in range(200):
        truth = rng.integers(0, 2)
        for rater, skill in (("good", 0.95), ("fair", 0.8), ("other", 0.8)):
            lines.append(f"{item},{rater},{truth if rng.random() < skill else 1 - truth}")
        lines.append(f"{item},spammer,1")
    lines += [f"{item},good,1" for item in range(10)]
    path = tmp_path / "votes.csv"
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    found = as_json("raters", str(path), "--method", "mace")
    assert found["method"].startswith("MACE")
    by_name = {rater["rater"]: rater for rater in found["raters"]}
    assert by_name["spammer"]["competence"] < 0.05
    assert by_name["good"]["competence"] > 0.6
    for rater in by_name.values():
        assert rater["accuracy_low"] <= rater["accuracy"] <= rater["accuracy_high"]
    assert by_name["good"]["self_consistency"]["n_items"] == 10
    assert "saw no item twice" in by_name["fair"]["self_consistency"]["reason"]
    text = said("raters", str(path), "--method", "mace")
    assert "knows the category with probability" in text
    assert "self-consistency on repeated items" in text

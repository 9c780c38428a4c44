"""``manage.py analyze judge``: model judges of a file against its humans."""

import io
import json
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command

from tests.support.shared_data import expected_case, shared_data

#: Calderon, Reichart and Dror (2025), table 2, MT-Bench: the average advantage probability of each judge; no judge
#: wins against any of the three experts at epsilon .2.
PUBLISHED_ADVANTAGE = {
    "llm:gemini_flash": 0.72,
    "llm:gemini_pro": 0.76,
    "llm:gpt-4o": 0.77,
    "llm:gpt-4o-mini": 0.74,
    "llm:llama-31": 0.69,
    "llm:mistral-v03": 0.68,
}
HEAD = "item,rater,value,kind,swapped,length_a,length_b\n"


def as_json(*arguments: str) -> dict[str, Any]:
    out = io.StringIO()
    call_command("analyze", "judge", *arguments, "--json", stdout=out)
    found: dict[str, Any] = json.loads(out.getvalue())
    return found


def write(folder: Path, rows: list[str]) -> str:
    path = folder / "votes.csv"
    path.write_text(HEAD + "".join(f"{row}\n" for row in rows), encoding="utf-8")
    return str(path)


def test_mtbench_votes():
    expected = expected_case("A04_mtbench_120")
    path = str(shared_data("preference/mtbench_expert_votes.csv"))
    columns = ["--rater-column", "annotator", "--value-column", "winner"]
    found = as_json(path, *columns, "--judge-prefix", "llm:", "--replicates", "50")
    humans = found["humans"]
    assert humans["raters"] == ["author_0", "author_4", "expert_24"]
    assert humans["krippendorff_alpha_nominal"]["value"] == pytest.approx(expected["alpha"], abs=1e-6)
    assert humans["gwet_ac1"]["value"] == pytest.approx(expected["ac1"], abs=1e-6)
    assert humans["percent_agreement"]["value"] == pytest.approx(expected["pairwise_agreement"], abs=1e-6)
    assert len(found["judges"]) == 6
    for judge in found["judges"]:
        assert judge["n_items"] == 120
        test = judge["alternative_annotator"]
        assert (test["epsilon"], test["winning_rate"], test["passed"]) == (0.2, 0, False)
        assert test["advantage"]["value"] == pytest.approx(PUBLISHED_ADVANTAGE[judge["judge"]], abs=0.005)
        assert judge["side_consistency"]["reason"] == "the file has no column swapped"


def test_sides_and_length_from_optional_columns(tmp_path):
    rows = ["1,ann,a,human,0,9,5", "2,ann,b,human,0,9,5", "3,ann,tie,human,0,9,5"]
    rows += ["1,bot,a,model,0,9,5", "2,bot,a,model,0,9,5", "3,bot,a,model,0,9,5"]
    rows += ["1,bot,a,model,1,9,5", "2,bot,b,model,1,9,5"]
    found = as_json(write(tmp_path, rows))
    judge = found["judges"][0]
    assert judge["side_consistency"]["value"] == 0.5
    assert judge["length_bias"]["value"] == 1
    assert found["humans"]["length_bias"]["value"] == 0.5
    assert judge["with_humans"][0]["percent_agreement"]["value"] == pytest.approx(1 / 3)
    assert judge["alternative_annotator"]["passed"] is None


def test_crowded_scores_are_recalibrated(tmp_path):
    rows = []
    for item in range(50):
        rows.append(f"{item},ann,{item % 5 + 1},human,0,1,1")
        rows.append(f"{item},bot,{5 if item % 5 == 4 else 4},model,0,1,1")
    found = as_json(write(tmp_path, rows))["judges"][0]
    scores = found["score_clustering"]
    assert scores["judge"]["top"] == "4"
    assert scores["judge"]["top_share"] == pytest.approx(0.8)
    assert "compare two responses" in scores["advice"]
    assert scores["recalibration"] == [{"score": 4.0, "human": 2.5, "n": 40}, {"score": 5.0, "human": 5.0, "n": 10}]
    assert found["prediction_powered"]["mean"]["value"] == pytest.approx(3)


@pytest.mark.parametrize(
    ("rows", "message"),
    [
        (["1,ann,a,human,0,1,2"], "no rater is a model"),
        (["1,bot,a,model,0,1,2"], "every rater is a model"),
        (["1,bot,a,robot,0,1,2"], "line 2, column kind: 'robot'"),
        (["1,ann,b,human,0,x,2", "1,bot,a,model,0,1,2"], "line 2, column length_a: 'x'"),
        (["1,ann,b,human,0,1,2", "1,bot,a,model,0,1,2", "1,bot,b,model,0,1,2"], "line 4, column rater"),
    ],
)
def test_bad_files_are_named(tmp_path, rows, message):
    with pytest.raises(CommandError, match=message):
        as_json(write(tmp_path, rows))

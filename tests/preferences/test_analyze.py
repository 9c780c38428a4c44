"""``manage.py analyze ranking|bias``: a file of comparisons in, strengths and biases out, and no database."""

import io
import json
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from django.core.management import CommandError, call_command

from tests.preferences.statistics.samples import reference
from tests.support.shared_data import expected_case, read_csv, read_jsonl

ESTIMATE = {"value", "low", "high", "se", "n_items", "n_judgments", "method", "reason", "level"}
HEADER = "model_a,model_b,winner\n"
ROUND = HEADER + "x,y,model_a\ny,z,model_a\nz,x,model_a\nx,y,tie\nx,y,model_b\n"


def said(kind: str, path: Path, *arguments: str) -> str:
    out = io.StringIO()
    call_command("analyze", kind, str(path), *arguments, stdout=out)
    return out.getvalue()


def as_json(kind: str, path: Path, *arguments: str) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(said(kind, path, *arguments, "--json"))
    return found


def csv_file(folder: Path, text: str) -> Path:
    path = folder / "votes.csv"
    path.write_text(text, encoding="utf-8")
    return path


def jsonl_file(folder: Path, rows: list[dict[str, Any]]) -> Path:
    path = folder / "votes.jsonl"
    path.write_text("".join(json.dumps(row) + "\n" for row in rows), encoding="utf-8")
    return path


def test_a_published_table_from_counts(tmp_path):
    table = reference("four_players")
    lines = [f"{a},{b},{a},{n}" for a, row in table["wins"].items() for b, n in row.items()]
    found = as_json("ranking", csv_file(tmp_path, "model_a,model_b,winner,count\n" + "\n".join(lines)))
    worth = {row["model"]: float(np.exp(row["strength"])) for row in found["strengths"]}
    assert worth == pytest.approx(table["worth"], abs=5e-4)
    assert sum(row["strength"] for row in found["strengths"]) == pytest.approx(0, abs=1e-9)
    assert [row["rank"] for row in found["strengths"]] == [1, 2, 3, 4]
    assert all(row["rank_low"] <= row["rank"] <= row["rank_high"] for row in found["strengths"])
    assert found["ties"] == {"treatment": "davidson", "nu": None}
    assert found["components"] == [["A", "B", "C", "D"]]
    assert found["unrankable"] == []
    assert found["effects"] == {}
    assert "22 comparisons" in found["notes"][0]


def test_the_first_listed_ones_advantage_is_the_effect_of_side(tmp_path):
    case = expected_case("C02_baseball")
    lines = [
        f"{row['home.team']},{row['away.team']},{side},{row[wins]}"
        for row in read_csv("paired/bt2_baseball.csv")
        for side, wins in (("model_a", "home.wins"), ("model_b", "away.wins"))
    ]
    path = csv_file(tmp_path, "model_a,model_b,winner,count\n" + "\n".join(lines))
    found = as_json("ranking", path, "--control", "side", "--intervals", "model", "--ties", "drop")
    assert set(found["effects"]["side"]) == ESTIMATE
    assert found["effects"]["side"]["value"] == pytest.approx(case["home_advantage"], abs=1e-6)
    strength = {row["model"]: row["strength"] for row in found["strengths"]}
    for team, value in case["with_home"].items():
        assert strength[team] - strength["Baltimore"] == pytest.approx(value, abs=1e-6)


@pytest.mark.parametrize("ties", ["davidson", "rao-kupper", "half", "drop"])
def test_every_treatment_of_ties_and_both_intervals(tmp_path, ties):
    path = csv_file(tmp_path, ROUND)
    for interval in ("sandwich", "bootstrap"):
        found = as_json("ranking", path, "--ties", ties, "--intervals", interval)
        assert found["ties"]["treatment"] == ties
        assert (found["ties"]["nu"] is not None) == (ties in {"davidson", "rao-kupper"})
        assert isinstance(found["log_likelihood"], float)
        assert len(found["strengths"]) == 3


def test_json_lines_with_covariates_of_their_own(tmp_path):
    rng = np.random.default_rng(1)
    rows = []
    for number in range(600):
        lists_a, lists_b = (int(n) for n in rng.integers(0, 5, 2))
        chance = 1 / (1 + np.exp(-0.8 * (lists_a - lists_b)))
        a, b = (("x", "y"), ("y", "z"), ("z", "x"))[number % 3]
        rows.append(
            {
                "model_a": a,
                "model_b": b,
                "winner": "model_a" if rng.random() < chance else "model_b",
                "item": number,
                "lists_a": lists_a,
                "lists_b": lists_b,
                "heads": lists_b,
            }
        )
    found = as_json("ranking", jsonl_file(tmp_path, rows), "--control", "lists,heads,side")
    lists = found["effects"]["lists"]
    assert lists["low"] > 0.5
    assert found["effects"]["side"]["low"] < 0 < found["effects"]["side"]["high"]
    assert set(found["effects"]) == {"lists", "heads", "side"}


def test_who_cannot_be_ranked_is_named_with_the_reason(tmp_path):
    text = HEADER + "x,y,x\ny,x,y\nx,y,tie\nx,best,best\nworst,y,y\nfar,away,far\naway,far,away\n"
    found = as_json("ranking", csv_file(tmp_path, text))
    reasons = {row["model"]: row["reason"] for row in found["unrankable"]}
    assert "never beaten" in reasons["best"]
    assert "never won" in reasons["worst"]
    assert "never compared" in reasons["away"]
    assert found["components"] == [["best", "worst", "x", "y"], ["away", "far"]]
    assert "best: can't be ranked: never beaten" in said("ranking", csv_file(tmp_path, text))


def test_a_control_that_never_varies_against_the_models_is_unknown_and_the_rest_stays(tmp_path):
    text = "model_a,model_b,winner,length_a,length_b\n" + "x,y,a,10,10\nx,y,b,20,20\nx,y,a,30,30\n"
    found = as_json("ranking", csv_file(tmp_path, text), "--control", "length")
    assert found["effects"]["length"]["value"] is None
    assert "never varies" in found["effects"]["length"]["reason"]
    assert len(found["strengths"]) == 2


def test_both_bad_is_a_rate_and_not_a_tie(tmp_path):
    text = ROUND + "x,y,both_bad\nx,z,tie (bothbad)\n"
    found = as_json("ranking", csv_file(tmp_path, text))
    rates = {row["model"]: row["both_bad_rate"] for row in found["strengths"]}
    assert rates == {"x": pytest.approx(2 / 6), "y": pytest.approx(1 / 5), "z": pytest.approx(1 / 3)}
    assert "2 of 7 comparisons don't enter the fit." in found["notes"]


def test_length_bias_of_pandalm_is_present(tmp_path):
    rows = [
        {
            "model_a": row["model1"],
            "model_b": row["model2"],
            "winner": ("tie", "model_a", "model_b")[row[f"annotator{rater}"]],
            "rater": rater,
            "item": row["idx"],
            "length_a": len(str(row["response1"])),
            "length_b": len(str(row["response2"])),
        }
        for row in read_jsonl("preference/pandalm_testset.jsonl")
        for rater in (1, 2, 3)
    ]
    path = jsonl_file(tmp_path, rows)
    found = as_json("bias", path)
    assert found["length"]["verdict"] == "present"
    assert found["length"]["longer_wins"]["low"] > 0.5
    assert set(found["length"]["controlled"]) == ESTIMATE
    assert [rater["rater"] for rater in found["raters"]] == ["1", "2", "3"]
    assert "length: present. Raters prefer the longer response" in said("bias", path)


def test_there_is_no_side_bias_in_first_names(tmp_path):
    lines = [
        f"{row['first']},{row['second']},{row['first'] if row['winner'] == 'first' else row['second']},{row['rater']}"
        for row in read_csv("paired/psychotools_first_names_ordered.csv")
    ]
    found = as_json("bias", csv_file(tmp_path, "model_a,model_b,winner,item\n" + "\n".join(lines)))
    assert found["side"]["verdict"] == "none"
    assert found["length"]["verdict"] == "unknown"
    assert found["raters"] == []


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("model_a,winner\nx,a\n", "column model_b is not there; found model_a, winner"),
        ("", "column model_a is not there"),
        (HEADER + "x,y,left\n", "line 2, column winner: unknown outcome 'left'"),
        (HEADER + "x,y,a\nx,x,a\n", "line 3, column model_b: 'x' is compared with itself"),
        (HEADER + "x,,a\n", "line 2, column model_b: is empty"),
        (HEADER + "x,y\n", "line 2: 2 columns, but the header has 3"),
        (HEADER + "b,a,a\n", "line 2, column winner: 'a' is a model's name as well as an outcome"),
        ("model_a,model_b,winner,count\nx,y,a,1.5\n", "line 2, column count: '1.5' is not a whole number"),
        ("model_a,model_b,winner,count\nx,y,a,-1\n", "line 2, column count: '-1' is not a whole number"),
        ("model_a,model_b,winner,length_a\nx,y,a,1\n", "lengths are given for one side only"),
        ("model_a,model_b,winner,length_a,length_b\nx,y,a,1,nan\n", "line 2, column length_b: 'nan' is not a finite"),
        ("model_a,model_a,winner\nx,y,a\n", "line 1: column model_a is there twice"),
        (HEADER + '"x,y,a\n', "not valid CSV"),
    ],
)
def test_what_is_wrong_is_named_by_line_and_column(tmp_path, text, problem):
    with pytest.raises(CommandError) as caught:
        said("bias", csv_file(tmp_path, text))
    assert problem in str(caught.value)


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ('{"model_a": "x"', "line 1: not valid JSON"),
        ("[1]", "line 1: not a JSON object"),
        ('{"model_a": "x", "model_b": "y", "winner": true}', "line 1, column winner: True is not a text"),
        ('{"model_a": "x", "model_b": "y", "winner": null}', "line 1, column winner: is empty"),
    ],
)
def test_what_is_wrong_in_json_lines_is_named_too(tmp_path, text, problem):
    path = tmp_path / "votes.jsonl"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(CommandError) as caught:
        said("ranking", path)
    assert problem in str(caught.value)


def test_files_that_say_nothing_say_so(tmp_path):
    for kind in ("ranking", "bias"):
        assert said(kind, csv_file(tmp_path, HEADER))
    assert as_json("ranking", csv_file(tmp_path, HEADER))["strengths"] == []
    assert as_json("bias", csv_file(tmp_path, HEADER))["side"]["verdict"] == "unknown"
    with pytest.raises(CommandError, match="can't be read"):
        said("bias", tmp_path / "absent.csv")
    with pytest.raises(CommandError, match="covariate mood needs a column mood, or mood_a and mood_b"):
        said("ranking", csv_file(tmp_path, ROUND), "--control", "mood")


def test_an_ab_test_may_be_looked_at_at_any_time(tmp_path):
    rng = np.random.default_rng(2)
    votes = ["new" if rng.random() < 0.6 else "old" for _ in range(800)]
    sides = ["new,old" if rng.random() < 0.5 else "old,new" for _ in range(800)]
    path = csv_file(
        tmp_path, HEADER + "".join(f"{s},{v}\n" for s, v in zip(sides, votes, strict=True)) + "new,old,tie\n"
    )
    found = as_json("ab", path)
    assert found["models"] == ["new", "old"]
    assert found["verdict"] == "a"
    assert set(found["win_rate"]) == ESTIMATE
    assert found["win_rate"]["value"] == pytest.approx(votes.count("new") / 800)
    assert 0.5 < found["win_rate"]["low"] < 0.6 < found["win_rate"]["high"]
    lows = [row["low"] for row in found["sequence"]]
    assert lows == sorted(lows)
    assert found["sequence"][-1]["n"] == 800
    assert "1 ties and both-bad are not" in found["notes"][-1]
    assert "new is preferred to old" in said("ab", path)
    assert as_json("ab", csv_file(tmp_path, HEADER + "x,y,tie\n"))["win_rate"]["reason"] == "no decided vote"
    with pytest.raises(CommandError, match="has two models; this file has 3"):
        said("ab", csv_file(tmp_path, ROUND))
    changed = HEADER + "x,y,x\n" * 300 + "x,y,y\n" * 1500
    assert as_json("ab", csv_file(tmp_path, changed))["win_rate"]["value"] is None

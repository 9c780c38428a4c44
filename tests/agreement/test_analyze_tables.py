"""``manage.py analyze agreement`` on counts, contingency tables and weights: the same numbers as from the ratings."""

import io
import json
from collections import Counter
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from django.core.management import CommandError, call_command


def as_json(folder: Path, text: str, *arguments: str) -> dict[str, Any]:
    path = folder / "table.csv"
    path.write_text(text, encoding="utf-8")
    out = io.StringIO()
    call_command("analyze", "agreement", str(path), *arguments, "--json", stdout=out)
    found: dict[str, Any] = json.loads(out.getvalue())
    return found


def values(found: dict[str, Any]) -> dict[str, float | None]:
    return {name: estimate["value"] for name, estimate in found["coefficients"].items()}


def ragged() -> list[tuple[int, int, int]]:
    rng = np.random.default_rng(4)
    truth = rng.integers(1, 4, 60)
    return [
        (item, rater, int(truth[item] if rng.random() < 0.7 else rng.integers(1, 4)))
        for item in range(60)
        for rater in range(int(rng.integers(1, 5)))
    ]


def long_form(rows: list[tuple[int, int, int]]) -> str:
    return "item,rater,value\n" + "".join(f"{item},{rater},{value}\n" for item, rater, value in rows)


def test_counts_give_what_the_ratings_give_but_for_what_needs_the_raters(tmp_path):
    rows = ragged()
    counts = Counter((item, value) for item, _, value in rows)
    table = "item,1,2,3\n" + "".join(
        f"{item},{counts[item, 1]},{counts[item, 2]},{counts[item, 3]}\n" for item in range(60)
    )
    found, expected = as_json(tmp_path, table), values(as_json(tmp_path, long_form(rows)))
    expected.pop("conger_kappa")
    assert found["coefficients"]["conger_kappa"]["value"] is None
    assert "not told apart" in found["coefficients"]["conger_kappa"]["reason"]
    assert {name: values(found)[name] for name in expected} == pytest.approx(expected)
    assert found["cohen"] == []


def test_a_contingency_table_gives_what_the_two_raters_ratings_give(tmp_path):
    cells = np.array([[20, 5, 1], [4, 15, 6], [0, 3, 11]])
    names = ("low", "mid", "high")
    table = "first,low,mid,high\n" + "".join(
        f"{name},{','.join(map(str, row))}\n" for name, row in zip(names, cells.tolist(), strict=True)
    )
    rows = [(a, b) for a in range(3) for b in range(3) for _ in range(cells[a, b])]
    text = "item,rater,value\n" + "".join(f"{n},1,{names[a]}\n{n},2,{names[b]}\n" for n, (a, b) in enumerate(rows))
    found = as_json(tmp_path, table)
    expected = as_json(tmp_path, text, "--categories", "low,mid,high")
    assert values(found) == pytest.approx(values(expected))
    kappa = found["cohen"][0]
    total = cells.sum()
    chance = (cells.sum(axis=0) * cells.sum(axis=1)).sum() / total**2
    assert kappa["kappa"]["value"] == pytest.approx((np.trace(cells) / total - chance) / (1 - chance))
    assert kappa["quadratic"]["value"] == pytest.approx(expected["cohen"][0]["quadratic"]["value"])


def test_a_weight_is_as_many_items(tmp_path):
    rows = [(item, rater, value) for item, rater, value in ragged() if item < 20]
    weight = {item: 1 + item % 3 for item in range(20)}
    weighted = "item,rater,value,weight\n" + "".join(f"{i},{r},{v},{weight[i]}\n" for i, r, v in rows)
    repeated = [(item * 10 + copy, rater, value) for item, rater, value in rows for copy in range(weight[item])]
    found = as_json(tmp_path, weighted)
    assert values(found) == pytest.approx(values(as_json(tmp_path, long_form(repeated))))
    assert any("by their weights" in note for note in found["notes"])


def test_a_weight_of_zero_leaves_the_item_out(tmp_path):
    some = "item,rater,value,weight\n1,a,x,1\n1,b,x,1\n2,a,x,0\n2,b,y,0\n3,a,y,1\n3,b,y,1\n"
    assert values(as_json(tmp_path, some))["percent_agreement"] == 1


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("item,a,b\n1,2,x\n", "line 2, column b: 'x' is not a whole number of at least 0"),
        ("item,a,b\n1,2,-1\n", "line 2, column b: '-1' is not a whole number"),
        ("item,a,b\n1,2,0\n1,0,2\n", "line 3, column item: '1' is already on line 2"),
        ("who,a,b\na,1,2\nc,1,2\n", "line 3, column who: 'c' is none of the categories a, b"),
        ("who,a,b\na,1,2\na,1,2\n", "line 3, column who: 'a' is there twice"),
        ("item,rater,value,weight\n1,a,x,2\n1,b,x,3\n", "item '1' has another weight elsewhere"),
        ("item,rater,value,weight\n1,a,x,1.5\n", "line 2, column weight: '1.5' is not a whole number"),
        ("item,rater,value,weight\n1,a,x,99999999999\n", "at most 20000000"),
    ],
)
def test_what_is_wrong_is_named(tmp_path, text, problem):
    with pytest.raises(CommandError) as caught:
        as_json(tmp_path, text)
    assert problem in str(caught.value)


def test_declared_categories_must_hold_the_columns(tmp_path):
    with pytest.raises(CommandError, match="column b is none of the categories a, c"):
        as_json(tmp_path, "item,a,b\n1,2,0\n", "--categories", "a,c")
    found = as_json(tmp_path, "item,a,b\n1,2,0\n2,0,2\n3,1,1\n", "--categories", "a,b,c")
    assert found["coefficients"]["krippendorff_alpha_nominal"]["value"] is not None


def test_tables_without_anything_say_why(tmp_path):
    for text in ("item,a,b\n", "who,a,b\na,0,0\nb,0,0\n"):
        assert values(as_json(tmp_path, text))["percent_agreement"] is None


def test_weights_by_name_and_by_file_are_the_same_and_quadratic_fleiss_is_its_formula(tmp_path):
    rows = [(item, rater, value) for item, rater, value in ragged() if rater < 3]
    text = long_form(rows)
    matrix = tmp_path / "weights.csv"
    matrix.write_text("w,1,2,3\n1,1,0.75,0\n2,0.75,1,0.75\n3,0,0.75,1\n", encoding="utf-8")
    named = as_json(tmp_path, text, "--weights", "quadratic")["coefficients"]
    from_file = as_json(tmp_path, text, "--weights", str(matrix))["coefficients"]
    for name in ("fleiss_kappa_weighted", "conger_kappa_weighted", "gwet_ac2_weighted"):
        assert named[name]["value"] == pytest.approx(from_file[name]["value"])
    assert named["gwet_ac2_weighted"]["value"] == pytest.approx(named["gwet_ac2_quadratic"]["value"])
    assert named["fleiss_kappa_weighted"]["value"] != pytest.approx(named["fleiss_kappa"]["value"])
    assert "fleiss_kappa_weighted" not in as_json(tmp_path, text)["coefficients"]


@pytest.mark.parametrize(
    ("table", "problem"),
    [
        ("w,1,2\n1,1,0\n2,0,1\n", "category 3 has no column"),
        ("w,1,2,3\n1,1,0,0\n2,0,1,0\n", "category 3 has no line"),
        ("w,1,2,3\n1,1,0,0\n2,0,1,0\n3,0.5,0,1\n", "must be symmetric"),
        ("w,1,2,3\n1,1,0,2\n2,0,1,0\n3,2,0,1\n", "line 2, column 3: '2' is not a number from 0 to 1"),
    ],
)
def test_wrong_weights_are_named(tmp_path, table, problem):
    matrix = tmp_path / "weights.csv"
    matrix.write_text(table, encoding="utf-8")
    with pytest.raises(CommandError) as caught:
        as_json(tmp_path, long_form(ragged()), "--weights", str(matrix))
    assert problem in str(caught.value)

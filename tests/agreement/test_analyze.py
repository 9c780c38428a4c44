"""``manage.py analyze``: a file in, coefficients or a rater model out, and no database."""

import io
import json
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command

from agreement.statistics.estimate import Estimate
from tests.support.shared_data import expected_case, read_csv

COEFFICIENTS = [
    "percent_agreement",
    "fleiss_kappa",
    "scott_pi",
    "conger_kappa",
    "gwet_ac1",
    "gwet_ac2_linear",
    "gwet_ac2_quadratic",
    "krippendorff_alpha_nominal",
    "krippendorff_alpha_ordinal",
    "krippendorff_alpha_interval",
    "krippendorff_alpha_ratio",
]
ABC = "item,rater,value\n1,ann,a\n1,bob,a\n2,ann,b\n2,bob,c\n3,ann,c\n3,bob,c\n4,ann,b\n4,bob,b\n"


def write(folder: Path, text: str) -> str:
    path = folder / "votes.csv"
    path.write_text(text, encoding="utf-8")
    return str(path)


def said(*arguments: str) -> str:
    out = io.StringIO()
    call_command("analyze", *arguments, stdout=out)
    return out.getvalue()


def as_json(*arguments: str) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(said(*arguments, "--json"))
    return found


def rows(cells: list[tuple[str, str, str]]) -> str:
    return "item,rater,value\n" + "".join(f"{item},{rater},{value}\n" for item, rater, value in cells)


def test_every_coefficient_of_krippendorffs_example(tmp_path):
    case = expected_case("B02_krippendorff_canonical")
    coders = "ABCD"
    file = write(
        tmp_path,
        rows(
            [
                (row["unit"], coder, row[f"coder_{coder}"])
                for row in read_csv("agreement/krippendorff_4x12.csv")
                for coder in coders
            ]
        ),
    )
    found = as_json("agreement", file)
    assert list(found["coefficients"]) == COEFFICIENTS
    for level, value in case["alpha"].items():
        estimate = found["coefficients"][f"krippendorff_alpha_{level}"]
        assert estimate["value"] == pytest.approx(value, abs=1e-6)
        assert estimate["n_judgments"] == 40
    for name, expected in (("gwet_ac1", "ac1"), ("fleiss_kappa", "fleiss_gwet_generalised")):
        estimate = found["coefficients"][name]
        assert (estimate["value"], estimate["se"]) == pytest.approx(
            (case[expected]["value"], case[expected]["se"]), abs=1e-5
        )
    assert [(pair["rater_a"], pair["rater_b"]) for pair in found["cohen"]] == [
        ("A", "B"),
        ("A", "C"),
        ("A", "D"),
        ("B", "C"),
        ("B", "D"),
        ("C", "D"),
    ]
    assert any("7 rows without a value" in note for note in found["notes"])
    assert found == as_json("agreement", file)  # seeded
    for estimate in [*found["coefficients"].values(), *(pair["quadratic"] for pair in found["cohen"])]:
        Estimate(**estimate)  # whole: a value with its interval, or a reason


def test_text_is_nominal_until_its_order_is_told(tmp_path):
    file = write(tmp_path, ABC)
    nominal = as_json("agreement", file)["coefficients"]
    for name in ("gwet_ac2_linear", "krippendorff_alpha_ordinal"):
        assert nominal[name]["value"] is None
        assert "needs the ordinal level" in nominal[name]["reason"]
    ordinal = as_json("agreement", file, "--categories", "a,b,c,d")
    assert ordinal["coefficients"]["krippendorff_alpha_ordinal"]["value"] is not None
    assert "needs the interval level" in ordinal["coefficients"]["krippendorff_alpha_interval"]["reason"]
    assert ordinal["cohen"][0]["linear"]["value"] > ordinal["cohen"][0]["kappa"]["value"]
    # The fourth category that nobody used makes agreement by chance less likely.
    ac1 = [found["gwet_ac1"]["value"] for found in (nominal, ordinal["coefficients"])]
    assert ac1[1] > ac1[0]
    reordered = as_json("agreement", file, "--categories", "b,a,c")["coefficients"]["krippendorff_alpha_ordinal"]
    assert reordered["value"] != pytest.approx(ordinal["coefficients"]["krippendorff_alpha_ordinal"]["value"])


def test_a_lower_level_than_the_numbers_bear(tmp_path):
    file = write(
        tmp_path,
        rows([(str(i), rater, str((i * step) % 5 + 1)) for i in range(9) for rater, step in (("a", 2), ("b", 3))]),
    )
    whole, ordinal = as_json("agreement", file), as_json("agreement", file, "--level", "ordinal")
    assert whole["coefficients"]["krippendorff_alpha_ratio"]["value"] is not None
    assert ordinal["coefficients"]["krippendorff_alpha_interval"]["value"] is None
    values = [found["coefficients"]["krippendorff_alpha_ordinal"]["value"] for found in (whole, ordinal)]
    assert values[0] == pytest.approx(values[1])
    negative = write(tmp_path, "item,rater,value\n1,a,-1\n1,b,2\n2,a,0\n2,b,0\n")
    assert as_json("agreement", negative)["coefficients"]["krippendorff_alpha_ratio"]["value"] is None
    with pytest.raises(CommandError, match="negative numbers"):
        said("agreement", negative, "--level", "ratio")


def test_the_table_that_people_read(tmp_path):
    lines = said("agreement", write(tmp_path, ABC)).splitlines()
    assert lines[0].startswith("8 ratings of 4 items by 2 raters; level of measurement: nominal")
    assert [line.split()[0] for line in lines[2:13]] == COEFFICIENTS
    assert "ann & bob: 0." in lines[-1]


def test_the_paradox_is_named_where_it_is_and_not_where_it_is_not(tmp_path):
    for table, warned in (([[40, 9], [6, 45]], False), ([[80, 10], [5, 5]], True)):
        votes = [(a, b) for a in (0, 1) for b in (0, 1) for _ in range(table[a][b])]
        cells = [
            (str(i), name, "xy"[vote]) for i, pair in enumerate(votes) for name, vote in zip("ab", pair, strict=True)
        ]
        notes = as_json("agreement", write(tmp_path, rows(cells)))["notes"]
        assert any("AC1" in note for note in notes) == warned


def test_the_raters_of_dawid_and_skene(tmp_path):
    case = expected_case("D01_dawid_skene_1979")
    votes = [(row["item"], row["rater"], row["rating"]) for row in read_csv("crowd/dawid_skene_anesthesia_long.csv")]
    file = write(tmp_path, rows(votes))
    found = as_json("raters", file)
    assert found["prevalence"] == pytest.approx(case["prevalence"], abs=1e-6)
    assert found["log_likelihood"] == pytest.approx(case["loglik"], abs=1e-6)
    assert [rater["rater"] for rater in found["raters"]] == ["1", "2", "3", "4", "5"]
    assert found["raters"][2]["confusion"][2] == pytest.approx(case["error_rates"]["3"][2], abs=1e-5)
    assert (found["items"][1]["item"], found["items"][1]["consensus"]) == ("2", "4")
    text = said("raters", file)
    assert "log-likelihood -190.7310" in text
    assert "  2: 4 (1.000)" in text
    assert "One-coin" in said("raters", file, "--model", "one-coin")
    assert "smoothing 0.1" in said("raters", file, "--smoothing", "0.1")


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("", "line 1: column item is not there"),
        ("item,worker,value\n", "line 1: column rater is not there; the header has item, worker, value"),
        ("item,rater,value,value\n", "column value is twice"),
        ("item,rater,value\n1,ann,a\n2,bob\n", "line 3: 2 columns, but the header has 3"),
        ("item,rater,value\n1,ann,a\n,bob,b\n", "line 3, column item: is empty"),
        ("item,rater,value\n1,,a\n", "line 2, column rater: is empty"),
        ("item,rater,value\n1,ann,1\n2,ann,nan\n", "line 3, column value: 'nan' is not a finite number"),
        ("item,rater,value\n1,ann,a\n1,bob,b\n1,ann,b\n", "line 4, column rater: rater 'ann' rated item '1' already"),
        ('item,rater,value\n1,ann,"a\n', "not valid CSV"),
    ],
)
def test_what_is_wrong_is_named_by_line_and_column(tmp_path, text, message):
    with pytest.raises(CommandError) as raised:
        said("agreement", write(tmp_path, text))
    assert message in str(raised.value)
    assert "votes.csv" in str(raised.value)


def test_more_that_is_refused(tmp_path):
    file = write(tmp_path, ABC)
    for arguments, message in (
        (("--categories", "a,b"), "line 5, column value: 'c' is none of the categories a, b"),
        (("--categories", "a,b,b"), "named twice"),
        (("--categories", "a,,b"), "empty"),
        (("--level", "interval"), "line 2, column value: 'a' is not a finite number"),
        (("--level", "ordinal"), "text without an order"),
        (("--replicates", "0"), "--replicates"),
    ):
        with pytest.raises(CommandError, match=message.replace("(", r"\(")):
            said("agreement", file, *arguments)
    with pytest.raises(CommandError, match="can't be read: No such file"):
        said("agreement", str(tmp_path / "absent.csv"))
    (tmp_path / "latin.csv").write_bytes("item,rater,value\n1,Jos\xe9,a\n".encode("latin-1"))
    with pytest.raises(CommandError, match="not UTF-8"):
        said("raters", str(tmp_path / "latin.csv"))
    with pytest.raises(CommandError, match="--smoothing"):
        said("raters", file, "--smoothing", "-1")


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("item,rater,value\n", "no judgments"),
        ("item,rater,value\n1,ann,1\n2,ann,2\n", "nothing comparable"),
        ("item,rater,value\n1,ann,1\n1,bob,2\n", "one item only"),
        ("item,rater,value\n1,ann,1\n1,bob,1\n2,ann,1\n2,bob,1\n", "no variation"),
    ],
)
def test_files_that_can_not_tell(tmp_path, text, reason):
    file = write(tmp_path, text)
    for extra in ((), ("--level", "nominal")):
        estimate = as_json("agreement", file, *extra)["coefficients"]["krippendorff_alpha_nominal"]
        assert estimate["value"] is None
        assert reason in estimate["reason"]
    assert said("agreement", file)
    assert as_json("raters", file)["items"] is not None
    assert said("raters", file)


def test_a_byte_order_mark_blank_lines_and_other_columns_do_no_harm(tmp_path):
    text = "\ufeffvalue,slice,item,rater\n a ,x,1,ann\n\na,x,1,bob\nb,y,2,ann\nb,y,2,bob\n"
    found = as_json("agreement", write(tmp_path, text))
    assert found["coefficients"]["percent_agreement"]["value"] == 1
    assert "Not used: column slice." in found["notes"]

"""``manage.py analyze agreement FILE --diagnose``: why agreement in a file is low, to read and as JSON."""

import io
import json

import numpy as np
import pytest
from django.core.management import CommandError, call_command

from tests.support import planted


def write(folder, name: str, seed: int = 3) -> str:
    rng = np.random.default_rng([seed, list(planted.PLANTED).index(name)])
    drawn = planted.draw(planted.PLANTED[name][0](rng), rng)
    ratings, language = drawn.ratings, drawn.slicings[0]
    lines = ["item,rater,value,language"]
    for item, rater, category in zip(ratings.item, ratings.rater, ratings.category, strict=True):
        lines.append(f"i{item},r{rater},c{category},{language.values[language.of_item[item]]}")
    path = folder / "votes.csv"
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return str(path)


def said(*arguments: str) -> str:
    out = io.StringIO()
    call_command("analyze", "agreement", *arguments, "--replicates", "50", stdout=out)
    return out.getvalue()


def test_a_bad_slice_is_named_by_its_column(tmp_path):
    file = write(tmp_path, "bad slice")
    found = json.loads(said(file, "--diagnose", "--slice-column", "language", "--json"))["diagnosis"]
    assert found["causes"][0]["kind"] == "slice"
    assert found["causes"][0]["slice"]["name"] == "language"
    text = said(file, "--diagnose", "--slice-column", "language")
    assert "1. Raters disagree on language = " in text
    assert "What to do: " in text
    assert "Predicted change of alpha: +0." in text


def test_bad_raters_are_named_by_their_aliases(tmp_path):
    found = json.loads(said(write(tmp_path, "bad raters"), "--diagnose", "--json"))["diagnosis"]
    (group,) = found["causes"][0]["raters"]
    assert all(rater["alias"].startswith("r") and rater["id"] is None for rater in group)
    assert found["design"]["rows"]


def test_without_the_option_there_is_no_diagnosis(tmp_path):
    file = write(tmp_path, "nothing wrong")
    assert "diagnosis" not in json.loads(said(file, "--json"))
    assert "Nothing wrong found" in said(file, "--diagnose")


def test_what_cannot_be_is_said(tmp_path):
    file = write(tmp_path, "nothing wrong")
    with pytest.raises(CommandError, match="goes with --diagnose"):
        said(file, "--slice-column", "language")
    with pytest.raises(CommandError, match="column country is not there"):
        said(file, "--diagnose", "--slice-column", "country")


def test_counts_without_raters_are_diagnosed_too(tmp_path):
    path = tmp_path / "counts.csv"
    rows = ["item,a,b,c", *(f"i{k},{3 * (k % 3 == 0)},{3 * (k % 3 == 1)},{3 * (k % 3 == 2)}" for k in range(60))]
    path.write_text("\n".join(rows) + "\n", encoding="utf-8")
    assert "Nothing wrong found" in said(str(path), "--diagnose")

"""Conversion without a database: lossless where both sides can say the same, and honest where not."""

import json
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command

from annotator.errors import InvalidInput
from preferences.formats import VoteFormat, all_formats
from preferences.services.converting import OWN, NothingConverted, OutputExists, convert_file
from tests.annotator.importing.foreign_records import RECORDS, ULTRAFEEDBACK
from tests.support.shared_data import shared_data
from tests.support.studies import jsonl

TARGETS = [form.key for form in all_formats() if not isinstance(form, VoteFormat)]


def convert(source: Path, out: Path, target: str = OWN, **asked: Any) -> Any:
    given = {"layout": None, "options": {}, **asked}
    return convert_file(source, out, target=target, **given)


def lines(path: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in path.read_bytes().splitlines()]


def file_of(tmp_path: Path, *records: Any) -> Path:
    path = tmp_path / "in.jsonl"
    path.write_bytes(jsonl(records))
    return path


def test_published_transcripts_come_back_as_they_were_but_for_the_odd_ones(tmp_path: Path) -> None:
    source = shared_data("preference/hh_rlhf_harmless_base_test.jsonl")
    first = convert(source, tmp_path / "own")
    assert (first.records, first.items, first.votes, first.failed) == (2312, 2307, 2307, 5)
    assert [error["line"] for error in first.errors] == [1255, 1689, 1951, 1953, 2037]
    again = convert(tmp_path / "own/votes.jsonl", tmp_path / "hh", "hh-rlhf", items=tmp_path / "own/items.jsonl")
    assert (again.pairs, again.counts) == (2307, {})
    convert(tmp_path / "hh/train.jsonl", tmp_path / "back")
    for name in ("items.jsonl", "votes.jsonl"):
        assert (tmp_path / "back" / name).read_bytes() == (tmp_path / "own" / name).read_bytes()
    odd = {error["line"] for error in first.errors}
    published = [line for number, line in enumerate(source.read_bytes().splitlines(), start=1) if number not in odd]
    written = lines(tmp_path / "hh/train.jsonl")
    same = sum(row == json.loads(line) for row, line in zip(written, published, strict=True))
    # The others lack the space behind a colon, which the notation puts in.
    assert same >= 2200
    for row, line in zip(written, published, strict=True):
        assert {side: text.replace(": ", ":") for side, text in row.items()} == {
            side: text.replace(": ", ":") for side, text in json.loads(line).items()
        }


@pytest.mark.parametrize("target", ["argilla", "label-studio"])
def test_a_public_study_comes_back_with_every_vote(tmp_path: Path, target: str) -> None:
    first = convert(shared_data("preference/pandalm_testset.jsonl"), tmp_path / "own")
    assert (first.records, first.items, first.votes, first.failed) == (999, 993, 2979, 6)
    assert {error["reason"] for error in first.errors} == {"a JSON boolean, expected text"}
    convert(tmp_path / "own/votes.jsonl", tmp_path / "out", target, items=tmp_path / "own/items.jsonl")
    convert(tmp_path / "out/train.json", tmp_path / "back")
    for name in ("items.jsonl", "votes.jsonl"):
        original, back = (lines(tmp_path / folder / name) for folder in ("own", "back"))
        if name == "votes.jsonl":  # it adds what it knows of a rater
            back = [{key: vote[key] for key in ("item", "rater", "outcome")} for vote in back]
        assert back == original


@pytest.mark.parametrize("target", TARGETS)
@pytest.mark.parametrize("key", ["arena-battles", "alpaca-eval", "pandalm", "argilla", "pair-table"])
def test_every_layout_can_become_every_format(tmp_path: Path, key: str, target: str) -> None:
    record = json.loads(json.dumps(RECORDS[key][0]))
    if key == "arena-battles":
        record["winner"] = "model_a"
    if key == "argilla":
        record["responses"]["preference"].pop()
    if key == "pandalm":
        record["annotator1"] = 1
    found = convert(file_of(tmp_path, record), tmp_path / "out", target)
    assert found.layout == key
    assert sum(file["rows"] for file in found.files) >= 1
    assert found.preview


def test_consecutive_votes_on_a_pair_are_decided_together(tmp_path: Path) -> None:
    battle = {**RECORDS["arena-battles"][0], "winner": "model_a"}
    source = file_of(tmp_path, battle, {**battle, "judge": "u2"}, {**battle, "judge": "u3", "winner": "model_b"})
    found = convert(source, tmp_path / "out", "pairs-jsonl", options={"container": "jsonl"})
    assert (found.records, found.items, found.votes, found.pairs) == (3, 1, 3, 1)
    (row,) = lines(tmp_path / "out/train.jsonl")
    assert (row["votes_a"], row["votes_b"], row["majority"]) == (1, 2, "b")


def test_what_has_no_vote_on_a_pair_is_counted(tmp_path: Path) -> None:
    source = file_of(tmp_path, ULTRAFEEDBACK, {**ULTRAFEEDBACK, "instruction": "How?"})
    with pytest.raises(NothingConverted, match="2 items without votes on a pair"):
        convert(source, tmp_path / "out", "trl-preference")
    assert [path.name for path in tmp_path.iterdir()] == ["in.jsonl"]
    found = convert(source, tmp_path / "own")
    assert (found.items, found.votes) == (2, 4)


def test_splits_are_by_prompt(tmp_path: Path) -> None:
    base = RECORDS["pair-table"][0]
    rows = [{**base, "prompt": f"Q{n // 3}?", "response_a": f"A{n}"} for n in range(300)]
    convert(file_of(tmp_path, *rows), tmp_path / "out", "trl-preference", options={"test": 0.3}, seed=5)
    prompts = [{row["prompt"] for row in lines(tmp_path / f"out/{name}.jsonl")} for name in ("train", "test")]
    assert not prompts[0] & prompts[1]
    assert sum(map(len, prompts)) == 100
    assert 15 <= len(prompts[1]) <= 45


def test_a_conversation_late_in_the_file_decides_the_first_row(tmp_path: Path) -> None:
    plain, talk = RECORDS["trl-preference"][0], RECORDS["trl-preference"][0]
    plain = {"prompt": "Why?", "chosen": "Because.", "rejected": "Hm."}
    convert(file_of(tmp_path, plain, talk), tmp_path / "out", "trl-preference")
    assert lines(tmp_path / "out/train.jsonl")[0]["prompt"] == [{"role": "user", "content": "Why?"}]


def test_a_dry_run_leaves_nothing_and_an_output_is_not_overwritten(tmp_path: Path) -> None:
    source = file_of(tmp_path, RECORDS["hh-rlhf"][0])
    found = convert(source, tmp_path / "out", "openai-preference", dry_run=True)
    assert found.preview[0]["preferred_output"] == [{"role": "assistant", "content": "Because."}]
    assert [path.name for path in tmp_path.iterdir()] == ["in.jsonl"]
    convert(source, tmp_path / "out", "openai-preference")
    with pytest.raises(OutputExists):
        convert(source, tmp_path / "out", "hh-rlhf")
    convert(source, tmp_path / "out", "hh-rlhf", replace=True)
    assert "chosen" in lines(tmp_path / "out/train.jsonl")[0]


@pytest.mark.parametrize(
    ("target", "options", "field"),
    [("votes-jsonl", {}, "to"), ("hh-rlhf", {"margin": "votes"}, "margin"), (OWN, {"ties": "drop"}, "ties")],
)
def test_what_cannot_be_asked_is_refused_by_name(
    tmp_path: Path, target: str, options: dict[str, Any], field: str
) -> None:
    with pytest.raises(InvalidInput) as caught:
        convert(file_of(tmp_path, RECORDS["hh-rlhf"][0]), tmp_path / "out", target, options=options)
    assert list(caught.value.fields) == [field]


def test_votes_without_their_items_are_errors(tmp_path: Path) -> None:
    source = file_of(tmp_path, {"item": "x", "rater": "r", "outcome": "a"})
    with pytest.raises(NothingConverted, match="--items"):
        convert(source, tmp_path / "out", "trl-preference")


def test_the_command_tells_what_it_did(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    source = file_of(tmp_path, RECORDS["hh-rlhf"][0], {"chosen": 1, "rejected": "x"})
    with pytest.raises(CommandError, match="1 of 2 records failed"):
        call_command("convert", str(source), str(tmp_path / "out"), "--to", "trl-preference", "--json")
    told = json.loads(capsys.readouterr().out)
    assert (told["layout"], told["target"], told["failed"]) == ("hh-rlhf", "trl-preference", 1)
    assert told["errors"] == [{"line": 2, "field": "chosen", "reason": "a number, expected text"}]
    assert (tmp_path / "out/train.jsonl").exists()
    with pytest.raises(CommandError, match="--force"):
        call_command("convert", str(source), str(tmp_path / "out"))
    with pytest.raises(CommandError, match="can't be used"):
        call_command("convert", str(tmp_path / "absent"), str(tmp_path / "new"))

"""Malformed files: each gives a clear error with line and field, and costs nothing but its own row."""

import resource
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.core.files import File
from django.db import connection

from annotator.errors import DomainError
from annotator.models import Answer, GoldAnswer, ImportRun, Item, JobState, Judgment, Project, Response, Slot
from annotator.services.importing.request import request_import
from tests.support.studies import (
    NOW,
    drive_import,
    import_bytes,
    import_rows,
    jsonl,
    make_lead,
    make_project,
    pair,
    problems,
)

pytestmark = [pytest.mark.django_db, pytest.mark.both_databases]


def without(name: str) -> dict[str, Any]:
    return {key: value for key, value in pair("bad").items() if key != name}


def deep(levels: int) -> Any:
    value: Any = 1
    for _ in range(levels):
        value = [value]
    return value


def raw(text: str) -> bytes:
    return text.encode()


# (name, the bad row, the field that must be named, words that the reason must hold)
BAD_ITEM_ROWS: list[tuple[str, Any, str, str]] = [
    ("broken JSON", b'{"id": "bad", "prompt": ', "", "not valid JSON"),
    ("trailing comma", b'{"id": "bad",}', "", "not valid JSON"),
    ("two objects on a line", b"{} {}", "", "not valid JSON"),
    ("a list", b"[1, 2]", "", "expected a JSON object, not a list"),
    ("null", b"null", "", "expected a JSON object, not null"),
    ("bare text", b'"hello"', "", "expected a JSON object, not text"),
    ("invalid UTF-8", b'{"id": "bad", "prompt": "caf\xe9"}', "", "invalid UTF-8: byte 0xe9 at position 29"),
    ("half a UTF-8 character", b'{"id": "bad", "prompt": "\xe2\x82"}', "", "invalid UTF-8"),
    ("NUL byte", b'{"id": "bad\x00"}', "", "not valid JSON"),
    ("NUL as an escape", pair("bad", prompt="a\0b"), "prompt", "control character U+0000 at position 2"),
    ("escape character", pair("bad", prompt="\x1b[31mred"), "prompt", "control character U+001B at position 1"),
    ("control character in a response", pair("bad", responses=["ok", "bell\x07"]), "responses.1", "U+0007"),
    ("control character in an id", pair("b\x01ad"), "id", "U+0001"),
    ("control character in metadata", pair("bad", metadata={"x": {"y": "\x02"}}), "metadata", "U+0002"),
    ("lone surrogate", b'{"id": "bad", "prompt": "\\ud800"}', "", "not valid JSON"),
    ("NaN", b'{"id": "bad", "priority": NaN}', "", "NaN and Infinity are not JSON numbers"),
    ("Infinity", b'{"id": "bad", "priority": Infinity}', "", "NaN and Infinity are not JSON numbers"),
    ("nested 100,000 deep", b'{"id": ' + b"[" * 100_000 + b"]" * 100_000 + b"}", "", "not valid JSON"),
    ("metadata nested too deep", pair("bad", metadata={"x": deep(60)}), "metadata", "nested more than 20 deep"),
    ("unknown field", pair("bad", modle="m"), "modle", "unknown field; known are"),
    ("no id", without("id"), "id", "is missing"),
    ("empty id", pair("  "), "id", "is empty"),
    ("null id", pair(None), "id", "null, expected text"),
    ("boolean id", pair(True), "id", "a JSON boolean, expected text"),
    ("fraction as id", pair(1.5), "id", "a number, expected text"),
    ("list as id", pair(["x"]), "id", "a list, expected text"),
    ("huge id", pair("x" * 201), "id", "has 201 characters, at most 200"),
    ("line end in an id", pair("a\nb"), "id", "holds a line end"),
    ("no prompt", without("prompt"), "prompt", "is missing (or messages)"),
    ("empty prompt", pair("bad", prompt=" \n"), "prompt", "is empty"),
    ("number as prompt", pair("bad", prompt=5), "prompt", "a number, expected text"),
    ("prompt and messages", pair("bad", messages=[]), "messages", "both given"),
    ("empty messages", {**without("prompt"), "messages": []}, "messages", "is empty"),
    ("messages as text", {**without("prompt"), "messages": "hi"}, "messages", "text, expected a list"),
    ("message as text", {**without("prompt"), "messages": ["hi"]}, "messages.0", "text, expected an object"),
    (
        "unknown role",
        {**without("prompt"), "messages": [{"role": "bot", "content": "x"}]},
        "messages.0.role",
        "expected one of system, user, assistant",
    ),
    (
        "message without content",
        {**without("prompt"), "messages": [{"role": "user"}]},
        "messages.0.content",
        "is missing",
    ),
    (
        "unknown field in a message",
        {**without("prompt"), "messages": [{"role": "user", "content": "x", "name": "y"}]},
        "messages.0",
        "unknown field “name”",
    ),
    ("no responses", without("responses"), "responses", "is missing"),
    ("empty responses", pair("bad", responses=[]), "responses", "has 0 responses"),
    ("responses as object", pair("bad", responses={"a": "x"}), "responses", "an object, expected a list"),
    ("boolean response", pair("bad", responses=[True, "x"]), "responses.0", "a JSON boolean, expected text"),
    (
        "boolean response text",
        pair("bad", responses=["x", {"text": False}]),
        "responses.1.text",
        "a JSON boolean, expected text",
    ),
    ("null response", pair("bad", responses=[None, "x"]), "responses.0", "null, expected text"),
    ("response without text", pair("bad", responses=["x", {"model": "m"}]), "responses.1.text", "is missing"),
    ("unknown field in a response", pair("bad", responses=["x", {"txt": ""}]), "responses.1", "unknown field “txt”"),
    ("model as number", pair("bad", responses=["x", {"text": "", "model": 4}]), "responses.1.model", "a number"),
    ("one response for a comparison", pair("bad", responses=["x"]), "responses", "compares 2 responses, the row has 1"),
    ("three responses for a comparison", pair("bad", responses=["x"] * 3), "responses", "compares 2 responses"),
    ("10,000 responses", pair("bad", responses=["x"] * 10_000), "responses", "has 10000 responses"),
    ("slices as list", pair("bad", slices=["en"]), "slices", "a list, expected an object"),
    ("slice as number", pair("bad", slices={"n": 1}), "slices.n", "a number, expected text"),
    ("slice as null", pair("bad", slices={"n": None}), "slices.n", "null, expected text"),
    ("empty slice", pair("bad", slices={"n": ""}), "slices.n", "is empty"),
    ("huge slice", pair("bad", slices={"n": "x" * 101}), "slices.n", "has 101 characters"),
    ("slice name with a colon", pair("bad", slices={"a:b": "x"}), "slices.a:b", "no colon"),
    ("51 slices", pair("bad", slices={f"n{n}": "x" for n in range(51)}), "slices", "has 51 slices"),
    ("priority as text", pair("bad", priority="high"), "priority", "“high”, expected a whole number"),
    ("priority as fraction", pair("bad", priority=1.5), "priority", "expected a whole number"),
    ("priority as boolean", pair("bad", priority=True), "priority", "a JSON boolean, expected a whole number"),
    ("huge priority", pair("bad", priority=10**30), "priority", "outside -32768 to 32767"),
    ("metadata as text", pair("bad", metadata="x"), "metadata", "text, expected an object"),
    ("unknown gold outcome", pair("bad", gold={"preference": "c"}), "gold.preference", "unknown outcome “c”"),
    ("gold outcome as number", pair("bad", gold={"preference": 1}), "gold.preference", "unknown outcome a number"),
    ("gold for no question", pair("bad", gold={"nope": "a"}), "gold.nope", "there is no such question"),
    ("gold for free text", pair("bad", gold={"rationale": "a"}), "gold.rationale", "can't have a known answer"),
    ("empty gold", pair("bad", gold={}), "gold", "is empty"),
    ("gold as text", pair("bad", gold="a"), "gold", "text, expected an object"),
    ("negative tolerance", pair("bad", gold={"preference": "a"}, gold_tolerance=-1), "gold_tolerance", "below 0"),
    ("explanation without gold", pair("bad", gold_explanation="x"), "gold_explanation", "without gold"),
]


@pytest.mark.parametrize(
    ("row", "field", "reason"), [case[1:] for case in BAD_ITEM_ROWS], ids=[case[0] for case in BAD_ITEM_ROWS]
)
def test_a_bad_row_is_named_and_its_neighbours_land(pairwise: Project, row: Any, field: str, reason: str):
    run = import_rows(pairwise, [pair("before"), row, pair("after")])
    assert run.state == JobState.SUCCEEDED, run.error
    ((line, named, said),) = problems(run)
    assert (line, named) == (2, field)
    assert reason in said
    assert set(Item.objects.values_list("external_id", flat=True)) == {"before", "after"}
    assert (run.rows_created, run.rows_failed) == (2, 1)
    _assert_nothing_half_written(2)


LIKERT_GOLD: list[tuple[str, Any, str, str]] = [
    ("above the scale", {"helpfulness": [6, 1]}, "gold.helpfulness.0", "6 is outside the scale 1 to 5"),
    ("below the scale", {"helpfulness": [1, 0]}, "gold.helpfulness.1", "0 is outside the scale 1 to 5"),
    ("text", {"helpfulness": ["good", 1]}, "gold.helpfulness.0", "“good”, expected a number"),
    ("boolean", {"helpfulness": [True, 1]}, "gold.helpfulness.0", "a JSON boolean, expected a number"),
    ("too few", {"helpfulness": [1]}, "gold.helpfulness", "has 1 answers for 2 responses"),
    ("one for two", {"helpfulness": 3}, "gold.helpfulness", "expected a list of 2 answers"),
    ("no such position", {"helpfulness": {"2": 3}}, "gold.helpfulness", "there is no response 2"),
    ("no such model", {"helpfulness": {"m9": 3}}, "gold.helpfulness", "no response is by the model “m9”"),
]


@pytest.mark.parametrize(
    ("gold", "field", "reason"), [case[1:] for case in LIKERT_GOLD], ids=[case[0] for case in LIKERT_GOLD]
)
def test_gold_outside_the_scale_is_refused(gold: Any, field: str, reason: str):
    run = import_rows(make_project(preset="likert"), [pair("good"), pair("bad", gold=gold)])
    ((line, named, said),) = problems(run)
    assert (line, named) == (2, field)
    assert reason in said
    assert not GoldAnswer.objects.exists()


HEAD = "id,prompt,response_1,response_2\n"
BAD_CSV_ROWS: list[tuple[str, str, str, bytes, int, str, str]] = [
    ("ragged: too few", HEAD, "bad,Q", b"", 3, "", "has 2 cells, the header has 4"),
    ("ragged: too many", HEAD, "bad,Q,1,2,3", b"", 3, "", "has 5 cells, the header has 4"),
    ("quote never closed", HEAD, 'bad,"Q,1,2', b"", 3, "", "a quote"),
    ("text after a quote", HEAD, 'bad,"Q"x,1,2', b"", 3, "", "not valid CSV"),
    ("invalid UTF-8", HEAD, "", b"bad,caf\xe9,1,2", 3, "prompt", "invalid UTF-8: byte 0xe9 at position 4"),
    ("NUL", HEAD, "bad,Q\0,1,2", b"", 3, "prompt", "control character U+0000"),
    ("missing response", HEAD, "bad,Q,,2", b"", 3, "response_1", "is empty, but response 2 is given"),
    ("no responses", HEAD, "bad,Q,,", b"", 3, "responses", "is missing"),
    ("no prompt", HEAD, "bad,,1,2", b"", 3, "prompt", "is missing"),
    ("no id", HEAD, ",Q,1,2", b"", 3, "id", "is missing"),
    (
        "model without a response",
        "id,prompt,response_1,response_2,model_2\n",
        "bad,Q,1,,m",
        b"",
        3,
        "response_2",
        "is empty",
    ),
    (
        "metadata that is no JSON",
        "id,prompt,response_1,response_2,metadata\n",
        "bad,Q,1,2,{x",
        b"",
        3,
        "metadata",
        "not valid JSON",
    ),
    (
        "gold that is no outcome",
        "id,prompt,response_1,response_2,gold.preference\n",
        "bad,Q,1,2,A",
        b"",
        3,
        "gold.preference",
        "unknown outcome “A”",
    ),
    (
        "priority that is no number",
        "id,prompt,response_1,response_2,priority\n",
        "bad,Q,1,2,1e3",
        b"",
        3,
        "priority",
        "“1e3”, expected a whole number",
    ),
]


@pytest.mark.parametrize(
    ("head", "row", "data", "line", "field", "reason"),
    [case[1:] for case in BAD_CSV_ROWS],
    ids=[case[0] for case in BAD_CSV_ROWS],
)
def test_a_bad_csv_row_is_named_and_its_neighbours_land(
    pairwise: Project, head: str, row: str, data: bytes, line: int, field: str, reason: str
):
    spare = "," * (head.count(",") - 3)
    rows = [
        head.encode(),
        f'before,"Q\n2",1,2{spare}\n'.encode(),
        data or row.encode(),
        f'\nafter,Q,"1","2"{spare}\n'.encode(),
    ]
    run = import_bytes(pairwise, b"".join(rows))
    assert run.state == JobState.SUCCEEDED, run.error
    # The row before holds a line end, so that the bad one is the third row but stands on line 4.
    ((at, named, said),) = problems(run)
    assert (at, named) == (line + 1, field)
    assert reason in said
    assert set(Item.objects.values_list("external_id", flat=True)) == {"before", "after"}
    _assert_nothing_half_written(2)


BAD_FILES: list[tuple[str, str, bytes, str, str]] = [
    ("only a header", "f.csv", b"id,prompt,response_1\n", "no_rows", "The file holds no rows."),
    ("only blank lines", "f.jsonl", b"\n\n  \n", "no_rows", "The file holds no rows."),
    ("only a byte order mark", "f.jsonl", b"\xef\xbb\xbf", "no_rows", "The file holds no rows."),
    ("unknown column", "f.csv", b"id,prompt,response_1,colour\n1,Q,x,red\n", "bad_header", "unknown column “colour”"),
    ("no id column", "f.csv", b"prompt,response_1\nQ,x\n", "bad_header", "the column “id” is missing"),
    ("no prompt column", "f.csv", b"id,response_1\n1,x\n", "bad_header", "“prompt” or “messages” is missing"),
    ("no response column", "f.csv", b"id,prompt\n1,Q\n", "bad_header", "there is no response column"),
    ("a column twice", "f.csv", b"id,prompt,prompt,response_1\n", "bad_header", "two columns are named “prompt”"),
    ("a nameless column", "f.csv", b"id,prompt,,response_1\n", "bad_header", "column 3 has no name"),
    ("an open quote in the header", "f.csv", b'id,"prompt,response_1\n1,Q,x\n', "bad_header", "never closed"),
    ("JSONL called CSV", "f.csv", jsonl([pair(1)]), "bad_header", "unknown column"),
    ("CSV called JSONL", "f.jsonl", b"id,prompt,response_1\n1,Q,x\n", "no_good_rows", "not valid JSON"),
    ("UTF-16", "f.csv", "id,prompt,response_1\n".encode("utf-16"), "not_a_text_file", "UTF-16"),
    ("gzip", "f.jsonl", b"\x1f\x8b\x08\x00garbage", "not_a_text_file", "gzip"),
    ("an Excel file", "f.csv", b"PK\x03\x04garbage", "not_a_text_file", "Excel"),
    ("binary", "f.jsonl", bytes(range(128, 256)) * 20, "no_good_rows", "invalid UTF-8"),
]


@pytest.mark.parametrize(
    ("name", "data", "code", "reason"), [case[1:] for case in BAD_FILES], ids=[case[0] for case in BAD_FILES]
)
def test_a_file_that_gives_nothing_fails_with_a_reason(
    pairwise: Project, name: str, data: bytes, code: str, reason: str
):
    run = import_bytes(pairwise, data, name=name)
    assert (run.state, run.error_code) == (JobState.FAILED, code)
    assert reason in run.error
    assert not Item.objects.exists()


@pytest.mark.parametrize(
    ("name", "data", "code"),
    [
        ("f.jsonl", b"", "empty_file"),
        ("f.xlsx", b"\x00\x01", "unknown_format"),
        ("notes", b"hello\n", "unknown_format"),
    ],
)
def test_a_file_of_no_known_kind_is_refused_at_once(pairwise: Project, name: str, data: bytes, code: str):
    with pytest.raises(DomainError) as caught:
        import_bytes(pairwise, data, name=name)
    assert caught.value.code == code
    assert "file" in caught.value.fields
    assert not ImportRun.objects.exists()


def test_a_byte_order_mark_is_no_part_of_the_first_field(pairwise: Project):
    run = import_bytes(pairwise, b"\xef\xbb\xbf" + jsonl([pair(1)]), name="f.jsonl")
    assert (run.state, run.rows_created) == (JobState.SUCCEEDED, 1)


def test_a_line_of_50_mb_is_an_error_of_its_own_and_memory_stays_bounded(pairwise: Project, tmp_path: Path):
    path = tmp_path / "huge.jsonl"
    with path.open("wb") as file:
        file.write(jsonl([pair("before")]))
        file.write(b'{"id": "huge", "prompt": "')
        for _ in range(50):
            file.write(b"x" * 1024 * 1024)
        file.write(b'"}\n')
        file.write(jsonl([pair("after")]))
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    with path.open("rb") as file:
        run = request_import(
            project=pairwise, actor=None, now=NOW, file=File(file), file_name=path.name, kind="items", enqueue=False
        )
    run = drive_import(run)
    grown_mb = (resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before) / 1024
    assert problems(run) == [(2, "", "the line has 50.0 MB; at most 8.0 MB are allowed")]
    assert set(Item.objects.values_list("external_id", flat=True)) == {"before", "after"}
    assert grown_mb < 40, f"memory grew by {grown_mb:.0f} MB"


def test_a_quote_left_open_costs_its_row_and_not_the_rest(pairwise: Project):
    rows = [f"{n},Q,one,two\n" for n in range(2000)]
    rows[3] = '3,"Q,one,two\n'
    rows[1500] = '1500,Q,"one,two\n'
    run = import_bytes(pairwise, (HEAD + "".join(rows)).encode())
    assert [(line, field) for line, field, _ in problems(run)] == [(5, ""), (1502, "")]
    assert (run.rows_created, run.rows_failed) == (1998, 2)


def test_a_csv_row_that_outgrows_the_limit_is_named(pairwise: Project, settings: Any):
    settings.IMPORT_MAX_LINE_BYTES = 2000
    rows = ["1,Q,a,b\n", '2,"' + "x\n" * 3000, "3,Q,a,b\n", "4," + "y" * 5000 + ",a,b\n", "5,Q,a,b\n"]
    run = import_bytes(pairwise, (HEAD + "".join(rows)).encode())
    lines = [line for line, _field, _reason in problems(run)]
    assert lines[0] == 3
    assert "is a quote left open?" in problems(run)[0][2]
    assert set(Item.objects.values_list("external_id", flat=True)) == {"1", "3", "5"}


VOTE = {"item": "x", "rater": "r", "outcome": "a"}
BAD_VOTES: list[tuple[str, Any, str, str]] = [
    (
        "unknown outcome",
        {**VOTE, "outcome": "left"},
        "outcome",
        "unknown outcome “left”; expected one of a, b, tie, both_bad",
    ),
    ("upper case outcome", {**VOTE, "outcome": "A"}, "outcome", "unknown outcome “A”"),
    ("outcome as number", {**VOTE, "outcome": 1}, "outcome", "unknown outcome a number"),
    ("no outcome", {"item": "x", "rater": "r"}, "outcome", "is missing"),
    ("a score for a preference", {**VOTE, "score": 3}, "score", "is answered by outcome"),
    ("no item", {"rater": "r", "outcome": "a"}, "item", "is missing"),
    ("unknown item", {**VOTE, "item": "nope"}, "item", "there is no item “nope”"),
    ("no rater", {"item": "x", "outcome": "a"}, "rater", "is missing"),
    ("empty rater", {**VOTE, "rater": " "}, "rater", "is empty"),
    ("huge rater", {**VOTE, "rater": "r" * 101}, "rater", "has 101 characters"),
    ("unknown question", {**VOTE, "question": "quality"}, "question", "there is no question “quality”"),
    ("unknown field", {**VOTE, "winner": "a"}, "winner", "unknown field"),
    ("unknown kind of rater", {**VOTE, "rater_kind": "robot"}, "rater_kind", "expected one of human, model"),
    ("strength of a tie", {**VOTE, "outcome": "tie", "strength": 1}, "strength", "only a or b can win"),
    ("strength beyond the levels", {**VOTE, "strength": 4}, "strength", "4 is outside 1 to 3"),
    ("response for the whole item", {**VOTE, "response": 0}, "response", "is not asked of each response"),
    ("no date", {**VOTE, "submitted_at": "yesterday"}, "submitted_at", "ISO 8601"),
    ("the 13th month", {**VOTE, "submitted_at": "2025-13-01T00:00:00Z"}, "submitted_at", "month must be in 1..12"),
    ("the future", {**VOTE, "submitted_at": "2999-01-01T00:00:00Z"}, "submitted_at", "lies in the future"),
    ("date as number", {**VOTE, "submitted_at": 1700000000}, "submitted_at", "ISO 8601"),
    ("third response first", {**VOTE, "first_shown": 2}, "first_shown", "2 is outside 0 to 1"),
    ("negative time", {**VOTE, "active_ms": -5}, "active_ms", "outside 0"),
    ("time as text", {**VOTE, "active_ms": "fast"}, "active_ms", "“fast”, expected a whole number"),
    ("time as a huge number", {**VOTE, "active_ms": 10**20}, "active_ms", "outside 0"),
]


@pytest.mark.parametrize(
    ("row", "field", "reason"), [case[1:] for case in BAD_VOTES], ids=[case[0] for case in BAD_VOTES]
)
def test_a_bad_vote_is_named_and_its_neighbours_land(pairwise: Project, row: Any, field: str, reason: str):
    import_rows(pairwise, [pair("x"), pair("y")])
    run = import_rows(pairwise, [{**VOTE, "rater": "good"}, row, {**VOTE, "item": "y", "rater": "good"}], kind="votes")
    assert run.state == JobState.SUCCEEDED, run.error
    ((line, named, said),) = problems(run)
    assert (line, named) == (2, field)
    assert reason in said
    assert Judgment.objects.count() == Answer.objects.count() == 2


BAD_SCORES: list[tuple[str, Any, str, str]] = [
    ("above the scale", {"question": "clarity", "response": 0, "score": 6}, "score", "6 is outside 1 to 5"),
    ("between steps", {"question": "clarity", "response": 0, "score": 2.5}, "score", "expected a whole number"),
    ("boolean", {"question": "clarity", "response": 0, "score": True}, "score", "a JSON boolean"),
    ("no response", {"question": "clarity", "score": 3}, "response", "is missing"),
    ("no such response", {"question": "clarity", "response": 7, "score": 3}, "response", "there is no response 7"),
    ("no such model", {"question": "clarity", "response": "gpt", "score": 3}, "response", "no response is by"),
    ("no question", {"response": 0, "score": 3}, "question", "is missing; the project asks several"),
]


@pytest.mark.parametrize(
    ("row", "field", "reason"), [case[1:] for case in BAD_SCORES], ids=[case[0] for case in BAD_SCORES]
)
def test_a_bad_score_is_named(row: Any, field: str, reason: str):
    project = make_project(preset="likert")
    import_rows(project, [pair("x")])
    run = import_rows(project, [{"item": "x", "rater": "r", **row}], kind="votes")
    assert run.error_code == "no_good_rows"
    ((line, named, said),) = problems(run)
    assert (line, named) == (1, field)
    assert reason in said
    assert not Judgment.objects.exists()


def test_the_error_report_cannot_run_formulas(pairwise: Project):
    run = import_bytes(pairwise, (HEAD + "=cmd|' /C calc'!A0,Q,,b\n").encode())
    with run.error_report.open("r") as report:
        assert "\"'=cmd" in report.read()


@pytest.fixture
def pairwise() -> Iterator[Project]:
    yield make_project(make_lead())
    connection.check_constraints()


def _assert_nothing_half_written(items: int) -> None:
    assert Response.objects.count() == 2 * items
    assert Slot.objects.count() == 3 * items

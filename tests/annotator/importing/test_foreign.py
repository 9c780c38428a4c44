"""Other tools' files: what each layout is taken for, what a record says, what is wrong with it, and how it lands."""

import io
import json
from pathlib import Path
from typing import Any

import pytest
from django.core.files.base import ContentFile

from annotator.errors import InvalidInput
from annotator.models import Answer, ImportRun, Item, JobState, Judgment, Project, RaterKind, Response
from annotator.presets import QuestionDraft
from annotator.services.importing import run as importing_run
from annotator.services.importing.foreign import UnknownLayout, all_layouts, layout_named
from annotator.services.importing.foreign.containers import NotAnArray, container_of, records
from annotator.services.importing.foreign.detect import UnrecognisedFile, detect
from annotator.services.importing.item_rows import parse_item
from annotator.services.importing.preview import preview_import
from annotator.services.importing.request import UnknownFormat, request_import
from annotator.services.importing.rows import RowError
from annotator.services.importing.write_votes import VoteWriter
from annotator.services.parquet import NotParquet, ParquetTable
from tests.annotator.importing.foreign_records import ARENA_55K, RECORDS, TALK, ULTRAFEEDBACK, USER, said
from tests.annotator.importing.test_resuming import Killed, go_stale
from tests.support.shared_data import shared_data
from tests.support.studies import NOW, drive_import, import_bytes, jsonl, make_project, problems, queue_import

LONG = 1024 * 1024


@pytest.mark.parametrize("key", RECORDS)
def test_a_record_says_what_its_tool_means(key: str) -> None:
    record, asked, texts, models, votes = RECORDS[key]
    layout = layout_named(key)
    reading = layout.read(record)
    assert reading.item is not None
    draft = parse_item(reading.item, ())
    assert {name: reading.item[name] for name in ("prompt", "messages") if name in reading.item} == asked
    assert [response.text for response in draft.responses] == texts
    assert [response.model for response in draft.responses] == models
    assert [(vote["rater"], vote["outcome"], vote.get("strength")) for vote in reading.votes] == votes
    assert {vote["item"] for vote in reading.votes} <= {draft.external_id}
    assert layout.read(record) == reading


@pytest.mark.parametrize("key", RECORDS)
def test_a_file_is_recognised_with_the_reason(key: str) -> None:
    found = detect(io.BytesIO(jsonl([RECORDS[key][0]])), max_line_bytes=LONG)
    assert (found.layout.key, found.container) == (key, "jsonl")
    assert found.reason.startswith("The records have ")
    assert next(layout.key for layout in all_layouts() if layout.recognises(RECORDS[key][0])) == key


def test_ratings_of_several_responses_are_votes_on_questions_of_their_names() -> None:
    reading = layout_named("ultrafeedback").read(ULTRAFEEDBACK)
    assert reading.item is not None
    assert reading.item["responses"][0] == {"text": "Because.", "model": "m1", "metadata": {"overall_score": 7.5}}
    assert [(vote["question"], vote["response"], vote["score"], vote["rater_kind"]) for vote in reading.votes] == [
        ("helpfulness", 0, 4, "model"),
        ("helpfulness", 1, 1, "model"),
    ]


def test_the_flags_of_the_55k_battles_are_one_outcome_and_turns_that_differ_are_the_answer() -> None:
    reading = layout_named("arena-battles").read(ARENA_55K)
    assert reading.item is not None
    assert reading.item["prompt"] == "Why?"
    assert reading.item["responses"][0]["text"] == "Because.\n\nUser: Really?\n\nAssistant: Yes."
    assert reading.votes[0]["outcome"] == "b"


def test_both_orders_of_a_battle_are_one_item_and_the_shown_order_is_kept() -> None:
    record = {**RECORDS["arena-battles"][0], "winner": "model_a"}
    swapped = {
        **record,
        "model_a": record["model_b"],
        "model_b": record["model_a"],
        "conversation_a": record["conversation_b"],
        "conversation_b": record["conversation_a"],
        "winner": "model_b",
    }
    one, other = (layout_named("arena-battles").read(each) for each in (record, swapped))
    assert one.item == other.item
    assert [reading.votes[0]["outcome"] for reading in (one, other)] == ["b", "b"]
    assert [reading.votes[0]["first_shown"] for reading in (one, other)] == [1, 0]


@pytest.mark.parametrize(
    ("key", "change", "field"),
    [
        ("arena-battles", {"winner": "draw"}, "winner"),
        ("arena-battles", {"conversation_b": [said("Hm.")]}, "conversation_b"),
        ("arena-battles", {"conversation_a": [{"role": "robot", "content": "x"}]}, "conversation_a.0.role"),
        ("alpaca-eval", {"preference": 1.2}, "preference"),
        ("alpaca-eval", {"output_1": None}, "output_1"),
        ("helpsteer3", {"individual_preference": [{"score": 4}]}, "individual_preference.0.score"),
        ("helpsteer3", {"response1": True}, "response1"),
        ("pandalm", {"response2": True}, "response2"),
        ("pandalm", {"annotator2": 3}, "annotator2"),
        ("label-studio", {"data": {"prompt": "Why?"}}, "data"),
        ("label-studio", {"annotations": [{"result": []}]}, "annotations.0.result"),
        ("argilla", {"responses": {"preference": [{"value": "c"}]}}, "responses.preference.0.value"),
        ("openai-preference", {"input": [USER]}, "input"),
        ("openai-preference", {"preferred_output": [USER]}, "preferred_output"),
        ("hh-rlhf", {"rejected": "\n\nHuman: What?\n\nAssistant: Hm."}, "rejected"),
        ("hh-rlhf", {"chosen": "\n\nHuman: Why?\n\nAssistant: So\n\nHuman: And?"}, "chosen"),
        ("trl-preference", {"rejected": [USER, said("Hm.")]}, "rejected"),
        ("trl-preference", {"chosen": "Because.", "rejected": "Hm."}, "prompt"),
        ("trl-kto", {"label": 1}, "label"),
        ("pair-table", {"winner": "m3"}, "winner"),
        ("pairs-jsonl", {"votes_a": -1}, "votes_a"),
    ],
)
def test_what_is_wrong_is_named_by_their_field(key: str, change: dict[str, Any], field: str) -> None:
    with pytest.raises(RowError) as caught:
        layout_named(key).read({**RECORDS[key][0], **change})
    assert caught.value.field == field
    assert caught.value.reason


def test_unknown_fields_and_layouts_are_named() -> None:
    with pytest.raises(UnrecognisedFile, match="colour, shape"):
        detect(io.BytesIO(b'{"colour": 1, "shape": 2}\n'), max_line_bytes=LONG)
    with pytest.raises(UnknownLayout):
        layout_named("word")


class TestContainers:
    """JSON arrays and Parquet are read in pieces; what is broken is said."""

    def rows(self, data: bytes, after: int = 0) -> list[Any]:
        file = io.BytesIO(data)
        found = records(file, container_of(file), max_line_bytes=LONG, after_line=after)
        return [(row.line, row.values if row.error is None else row.error.reason) for row in found]

    def test_an_array_of_any_layout_of_space_is_read_whole(self, monkeypatch: pytest.MonkeyPatch) -> None:
        values = [{"id": number, "text": "é\U0001f600" * 50} for number in range(40)]
        monkeypatch.setattr("annotator.services.importing.foreign.containers._READ", 7)
        for data in (
            json.dumps(values),
            json.dumps(values, indent=2, ensure_ascii=False),
            f"\ufeff {json.dumps(values)} ",
        ):
            assert self.rows(data.encode()) == list(enumerate(values, start=1))
        assert [line for line, _ in self.rows(json.dumps(values).encode(), after=38)] == [39, 40]
        assert self.rows(b"[]") == []

    def test_what_is_no_object_is_an_error_of_its_own(self) -> None:
        assert self.rows(b'[{"a": 1}, 12345, {"b": 2}]') == [
            (1, {"a": 1}),
            (2, "expected a JSON object, not a number"),
            (3, {"b": 2}),
        ]

    @pytest.mark.parametrize(
        "data", [b'[{"a": 1}', b'[{"a": 1} {"b": 2}]', b"[,]", b'[{"a": nope}]', b'[{"a": NaN}]', b"[\xff]"]
    )
    def test_a_broken_array_is_refused_with_the_record(self, data: bytes) -> None:
        with pytest.raises(NotAnArray):
            self.rows(data)

    def test_parquet_is_read_as_its_rows(self, tmp_path: Path) -> None:
        table = ParquetTable(tmp_path / "f.parquet", {"prompt": "messages", "n": "whole", "x": "number", "ok": "flag"})
        rows = [{"prompt": [USER, said("x")], "n": n, "x": None, "ok": True} for n in range(3)]
        table.write(rows[:2])
        table.write(rows[2:])
        table.close()
        assert self.rows((tmp_path / "f.parquet").read_bytes(), after=1) == [(2, rows[1]), (3, rows[2])]
        with pytest.raises(NotParquet):
            self.rows(b"PAR1garbage")


@pytest.fixture
def project() -> Project:
    draft = QuestionDraft(key="preference", kind="preference", title="Better?", strength_levels=3, allow_both_bad=True)
    return make_project(questions=[draft])


@pytest.mark.django_db
@pytest.mark.both_databases
class TestLanding:
    """Foreign files go through the importers of items and votes."""

    @pytest.mark.parametrize("key", [key for key in RECORDS if key != "trl-kto"])
    def test_items_then_votes_of_one_file(self, project: Project, key: str) -> None:
        record, _asked, texts, models, votes = RECORDS[key]
        data = jsonl([record])
        run = import_bytes(project, data, name="f.jsonl")
        assert (run.state, run.rows_created, problems(run)) == (JobState.SUCCEEDED, 1, [])
        assert run.plan["layout"] == key
        item = Item.objects.get()
        assert list(item.responses.order_by("position").values_list("text", "model")) == list(
            zip(texts, models, strict=True)
        )
        run = import_bytes(project, data, name="f.jsonl", kind="votes")
        assert (run.state, run.rows_created, problems(run)) == (JobState.SUCCEEDED, len(votes), [])
        stored = Answer.objects.order_by("judgment__rater__alias").values_list(
            "judgment__rater__alias", "outcome", "strength"
        )
        assert list(stored) == sorted(votes)
        again = import_bytes(project, data, name="f.jsonl", kind="votes")
        assert (again.rows_created, again.rows_unchanged) == (0, len(votes))

    def test_arrays_tables_and_parquet_land_like_lines(self, project: Project, tmp_path: Path) -> None:
        record = RECORDS["pair-table"][0]
        table = ParquetTable(tmp_path / "f.parquet", dict.fromkeys(record, "text"))
        table.write([record])
        table.close()
        cells = ",".join(record) + "\n" + ",".join(record.values()) + "\n"
        for data in (json.dumps([record]).encode(), cells.encode(), (tmp_path / "f.parquet").read_bytes()):
            run = import_bytes(project, data, name="whatever")
            assert run.state == JobState.SUCCEEDED, run.error
        assert Item.objects.count() == 1
        assert Response.objects.count() == 2

    def test_a_model_judge_is_one(self, project: Project) -> None:
        data = jsonl([RECORDS["alpaca-eval"][0], {**RECORDS["alpaca-eval"][0], "annotator": "human_3"}])
        import_bytes(project, data, name="f.jsonl")
        import_bytes(project, data, name="f.jsonl", kind="votes")
        kinds = dict(Judgment.objects.values_list("rater__alias", "rater__kind"))
        assert kinds == {"alpaca_eval_gpt4": RaterKind.MODEL, "human_3": RaterKind.HUMAN}

    def test_bad_records_are_reported_by_line_and_their_neighbours_land(self, project: Project) -> None:
        good = RECORDS["pandalm"][0]
        data = jsonl([good, {**good, "idx": 8, "response1": True}, b"{", {**good, "idx": 9}])
        run = import_bytes(project, data, name="f.jsonl")
        assert (run.rows_created, run.rows_failed) == (2, 2)
        assert [(line, field) for line, field, _ in problems(run)] == [(2, "response1"), (3, "")]

    def test_public_transcripts_land_but_for_the_odd_ones(self, project: Project) -> None:
        path = shared_data("preference/hh_rlhf_harmless_base_test.jsonl")
        run = import_bytes(project, path.read_bytes(), name=path.name)
        assert (run.rows_created, run.rows_failed) == (2307, 5)
        assert {field for _line, field, _reason in problems(run)} == {"rejected"}

    def test_a_question_is_named_where_the_project_asks_several(self, project: Project) -> None:
        drafts = [QuestionDraft(key=key, kind="preference", title=key, allow_both_bad=True) for key in ("one", "two")]
        several = make_project(project.memberships.get().user, questions=drafts, name="Several")
        data = jsonl([RECORDS["arena-battles"][0]])
        import_bytes(several, data, name="f.jsonl")
        run = import_bytes(several, data, name="f.jsonl", kind="votes")
        assert [(field, "several" in reason) for _line, field, reason in problems(run)] == [("question", True)]
        wanted: dict[str, Any] = {"project": several, "actor": None, "now": NOW, "kind": "votes", "enqueue": False}
        queued = request_import(**wanted, file=ContentFile(data), file_name="f.jsonl", question="two")
        assert drive_import(queued).rows_created == 1
        assert Answer.objects.get().question.key == "two"
        with pytest.raises(InvalidInput):
            request_import(**wanted, file=ContentFile(data), file_name="f.jsonl", question="three")

    def test_formats_that_nobody_knows_and_files_without_a_layout_are_refused(self, project: Project) -> None:
        wanted: dict[str, Any] = {"project": project, "actor": None, "now": NOW, "kind": "items", "enqueue": False}
        with pytest.raises(UnknownFormat):
            request_import(**wanted, file=ContentFile(b"{}"), file_name="f.jsonl", file_format="word")
        with pytest.raises(UnrecognisedFile):
            request_import(**wanted, file=ContentFile(b'[{"colour": 1}]'), file_name="f.json")
        with pytest.raises(NotParquet):
            request_import(**wanted, file=ContentFile(b"PAR1garbage"), file_name="f.parquet")
        assert not ImportRun.objects.exists()


@pytest.fixture
def small_batches(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(importing_run, "BATCH_ROWS", 4)


@pytest.mark.django_db(transaction=True)
@pytest.mark.both_databases
def test_a_killed_import_of_records_with_several_votes_loses_none(
    project: Project, monkeypatch: pytest.MonkeyPatch, small_batches: None
) -> None:
    """A record has three votes and a batch four: it must not be half committed."""
    base = RECORDS["helpsteer3"][0]
    data = jsonl([{**base, "context": [*TALK, said("x"), {**USER, "content": f"{n}"}]} for n in range(10)])
    assert drive_import(queue_import(project, data, name="f.jsonl")).rows_created == 10
    run = queue_import(project, data, kind="votes", name="f.jsonl")
    write, calls = VoteWriter.write, []

    def dying(self: VoteWriter, drafts: Any) -> Any:
        outcome = write(self, drafts)
        calls.append(len(drafts))
        if len(calls) == 2:
            raise Killed
        return outcome

    with monkeypatch.context() as patched:
        patched.setattr(VoteWriter, "write", dying)
        with pytest.raises(Killed):
            drive_import(run)
    assert calls == [6, 6]
    assert Judgment.objects.count() == 6
    go_stale(run)
    run = drive_import(run)
    assert (run.state, run.rows_created, run.rows_failed) == (JobState.SUCCEEDED, 30, 0)
    assert Judgment.objects.count() == 30


@pytest.mark.django_db
def test_a_preview_says_how_a_file_would_be_read_and_writes_nothing(project: Project) -> None:
    base = RECORDS["helpsteer3"][0]
    data = jsonl([base, {**base, "response1": 5}])
    wanted: dict[str, Any] = {"project": project, "now": NOW, "file_name": "f.jsonl"}
    preview = preview_import(**wanted, file=ContentFile(data), kind="items")
    assert (preview.layout, preview.container) == ("helpsteer3", "jsonl")
    assert "overall_preference" in preview.reason
    assert (preview.rows_checked, preview.rows_good, preview.rows_failed, preview.complete) == (2, 1, 1, True)
    assert preview.rows[0]["responses"] == [{"text": "Because."}, {"text": "Hm."}]
    assert preview.errors == [{"line": 2, "field": "response1", "reason": "a number, expected text"}]
    votes = preview_import(**wanted, file=ContentFile(data), kind="votes", limit=2)
    assert [row["outcome"] for row in votes.rows] == ["a", "tie"]
    assert not votes.complete
    assert not Item.objects.exists()
    own = preview_import(**wanted, file=ContentFile(b'{"id": "1", "promt": "x"}\n'), kind="items")
    assert own.errors[0]["field"] == "promt"

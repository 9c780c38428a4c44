"""What COPY writes is what the models write, and a batch is parsed ahead without losing order, errors or the thread."""

import gc
import threading
from collections.abc import Iterator
from types import ModuleType
from typing import Any

import pytest
from django.db import transaction

from annotator.models import Item, ItemSlice, JobState, Project, Response, Slot
from annotator.services.importing import copy_items, kinds, write_items
from annotator.services.importing import run as importing_run
from annotator.services.importing.ahead import ahead
from annotator.services.importing.item_rows import parse_item
from annotator.services.importing.rows import Row
from annotator.services.measuring import Features
from tests.support.studies import NOW, drive_import, import_rows, jsonl, make_project, pair, problems, queue_import

HOSTILE = [
    pair("tabs\\and", prompt="a\tb\\n\r\nc\\.", slices={"language": "de", "kind": "x\\y"}),
    pair("none", priority=5, metadata={"note": 'tab\t\\ "q" é\U0001f600', "n": 1.5, "list": [None, True]}),
    pair("needs", requires=["law", "french"], priority=-32768, slices={"日本": "é" * 100, "empty": "-"}),
    pair("deep", prompt="a" * 70_000, metadata={"big": 10**30, "small": 1e-7, "more": {"text": "\u2028"}}),
    {"id": "talk", "messages": [{"role": "user", "content": "\\N"}], "responses": [{"text": "\\N"}, {"text": ""}]},
    pair("gold", gold={"preference": "a"}),
    pair("tabs\\and", prompt="other"),
    {
        "id": "marks",
        "prompt": "?",
        "responses": [{"text": "# H\n- l\n**b**\n```\nc\n```"}, {"text": "é日本", "metadata": {"n": 1}}],
    },
]


def stored(project: Project) -> list[Any]:
    """Everything an import writes but keys."""
    items = Item.objects.filter(project=project).order_by("external_id")
    fields = ("external_id", "purpose", "prompt", "messages", "prompt_hash", "content_hash", "requires", "priority")
    of_items = {"item__project": project}
    return [
        list(items.values_list(*fields, "metadata", "created_at", "retired_at")),
        list(
            Response.objects.filter(**of_items)
            .order_by("item__external_id", "position")
            .values_list("item__external_id", "position", "model", "text", *Features._fields, "metadata")
        ),
        list(
            ItemSlice.objects.filter(project=project)
            .order_by("name", "item__external_id")
            .values_list("item__external_id", "name", "value")
        ),
        list(
            Slot.objects.filter(project=project)
            .order_by("item__external_id", "index")
            .values_list("item__external_id", "index", "state", "serving_order", "pool", "extra")
        ),
    ]


@pytest.mark.django_db
@pytest.mark.only_on_postgresql
@pytest.mark.parametrize("portion", [1, 3, 100])
def test_copy_writes_what_the_models_write(monkeypatch: pytest.MonkeyPatch, portion: int) -> None:
    monkeypatch.setattr(copy_items, "_PORTION", portion)
    monkeypatch.setattr(importing_run, "_PORTION", portion)
    copied = make_project(policies={"overlap": 3})
    lead = copied.memberships.get().user
    run = import_rows(copied, HOSTILE)
    assert (run.rows_created, run.rows_failed) == (7, 1)
    by_model = make_project(lead, name="By model", policies={"overlap": 3})
    with monkeypatch.context() as patched:
        patched.setattr(write_items, "can_copy", lambda: False)
        other = import_rows(by_model, HOSTILE)
    assert stored(copied) == stored(by_model)
    assert {pool for *_slot, pool, _extra in stored(copied)[-1]} == {0, 1}
    assert problems(run) == problems(other)


def numbers(until: int, error: BaseException | None = None) -> Iterator[int]:
    yield from range(until)
    if error:
        raise error


def test_ahead_keeps_the_order_and_raises_what_was_raised_after_what_came_before() -> None:
    assert list(ahead(numbers(500), depth=3)) == list(range(500))
    seen: list[int] = []
    with pytest.raises(ValueError, match="broken"):
        seen.extend(ahead(numbers(3, ValueError("broken"))))
    assert seen == [0, 1, 2]


def test_a_caller_that_stops_early_leaves_no_thread() -> None:
    made = ahead(numbers(10**9))
    assert next(made) == 0
    made.close()  # type: ignore[attr-defined]
    assert "ahead" not in {thread.name for thread in threading.enumerate()}


@pytest.mark.django_db
@pytest.mark.only_on_postgresql
def test_drafts_that_nobody_prepared_are_copied_as_well() -> None:
    project = make_project()
    drafts = [(Row(line, line, 0, 1, None, None, b""), parse_item(pair(line), [])) for line in (1, 2)]
    writer = write_items.ItemWriter(project, [], now=NOW)
    with transaction.atomic():
        assert writer.write(drafts).created == 2
    assert Response.objects.filter(item__project=project, chars=len("An answer")).count() == 2


@pytest.mark.django_db
@pytest.mark.both_databases
@pytest.mark.parametrize("batch", [2500, 7])
def test_errors_come_in_the_order_of_their_lines_whatever_the_portions(
    monkeypatch: pytest.MonkeyPatch, batch: int
) -> None:
    monkeypatch.setattr(importing_run, "BATCH_ROWS", batch)
    monkeypatch.setattr(importing_run, "_PORTION", 3)
    # Of each seven one can't be read, one can't be parsed, one was there with other content; so is the last row.
    rows: list[Any] = [pair(number) for number in range(20)]
    rows[5], rows[9], rows[12], rows[16] = b"{", pair(1, prompt="other"), pair(12, responses=["one", 2]), b"[]"
    rows[19] = pair(2, slices={"language": " "})
    run = import_rows(make_project(), rows)
    assert (run.state, run.rows_created, run.rows_failed, run.committed_line) == (JobState.SUCCEEDED, 15, 5, 20)
    assert [(line, field) for line, field, _reason in problems(run)] == [
        (6, ""),
        (10, "id"),
        (13, "responses.1"),
        (17, ""),
        (20, "slices.language"),
    ]


@pytest.mark.django_db
@pytest.mark.both_databases
@pytest.mark.parametrize(("module", "name"), [(kinds, "parse_item"), (write_items, "prepare")])
def test_a_mistake_of_ours_ahead_fails_the_run_after_what_was_written_and_leaves_no_thread(
    monkeypatch: pytest.MonkeyPatch, module: ModuleType, name: str
) -> None:
    usual = getattr(module, name)

    def broken(asked: Any, *more: Any) -> Any:
        ids = [draft.external_id for draft in asked] if isinstance(asked, list) else [str(asked["id"])]
        if "25" in ids:
            raise ZeroDivisionError("in another thread")
        return usual(asked, *more)

    monkeypatch.setattr(importing_run, "BATCH_ROWS", 10)
    monkeypatch.setattr(module, name, broken)
    run = import_rows(make_project(), [pair(number) for number in range(40)])
    assert (run.state, run.error_code, run.committed_line) == (JobState.FAILED, "internal", 20)
    assert "server's log" in run.error
    assert Item.objects.count() == run.rows_created == 20
    assert "ahead" not in {thread.name for thread in threading.enumerate()}


@pytest.mark.django_db
def test_rows_good_and_bad_leave_nothing_for_the_collector() -> None:
    """Collections are rare while rows stream through, so what isn't freed at once would pile up."""
    project = make_project()
    rows = [pair(number) if number % 2 else pair(number, responses=["one", {"text": 2}]) for number in range(2000)]
    run = queue_import(project, jsonl(rows))
    gc.collect()
    gc.disable()
    try:
        drive_import(run)
        assert gc.collect() < len(rows) / 4
    finally:
        gc.enable()

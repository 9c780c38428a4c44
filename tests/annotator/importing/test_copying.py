"""What COPY writes is what the models write, and a batch is parsed ahead without losing order, errors or the thread."""

import threading
from collections.abc import Iterator
from typing import Any

import pytest

from annotator.models import Item, ItemSlice, Project, Response, Slot
from annotator.services.importing import write_items
from annotator.services.importing.ahead import ahead
from tests.support.studies import import_rows, make_project, pair, problems

HOSTILE = [
    pair("tabs\\and", prompt="a\tb\\n\r\nc\\.", slices={"language": "de", "kind": "x\\y"}),
    pair("none", priority=5, metadata={"note": 'tab\t\\ "q" é\U0001f600', "n": 1.5, "list": [None, True]}),
    {"id": "talk", "messages": [{"role": "user", "content": "\\N"}], "responses": [{"text": "\\N"}, {"text": ""}]},
    pair("gold", gold={"preference": "a"}),
    pair("tabs\\and", prompt="other"),
]


def stored(project: Project) -> list[Any]:
    """Everything an import writes but keys."""
    items = Item.objects.filter(project=project).order_by("external_id")
    fields = ("external_id", "purpose", "prompt", "messages", "prompt_hash", "content_hash", "priority", "metadata")
    of_items = {"item__project": project}
    return [
        list(items.values_list(*fields, "created_at", "retired_at")),
        list(
            Response.objects.filter(**of_items)
            .order_by("item__external_id", "position")
            .values_list("item__external_id", "position", "model", "text", "chars", "words", "lists", "metadata")
        ),
        list(
            ItemSlice.objects.filter(project=project).order_by("name").values_list("item__external_id", "name", "value")
        ),
        list(
            Slot.objects.filter(project=project)
            .order_by("item__external_id", "index")
            .values_list("item__external_id", "index", "state", "serving_order")
        ),
    ]


@pytest.mark.django_db
@pytest.mark.only_on_postgresql
def test_copy_writes_what_the_models_write(monkeypatch: pytest.MonkeyPatch) -> None:
    copied = make_project()
    lead = copied.memberships.get().user
    run = import_rows(copied, HOSTILE)
    assert (run.rows_created, run.rows_failed) == (4, 1)
    by_model = make_project(lead, name="By model")
    with monkeypatch.context() as patched:
        patched.setattr(write_items, "can_copy", lambda: False)
        other = import_rows(by_model, HOSTILE)
    assert stored(copied) == stored(by_model)
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

"""An import that is cut off goes on where it was, and a cancelled one stops between batches."""

from collections.abc import Callable, Sequence
from datetime import timedelta
from typing import Any

import pytest
from django.conf import settings
from django.utils import timezone

from annotator.models import ImportRun, Item, JobState, Project, Response, Slot
from annotator.services import jobs
from annotator.services.importing import run as importing_run
from annotator.services.importing.outcome import BatchOutcome
from annotator.services.importing.report import ErrorReport
from annotator.services.importing.run import perform_import
from annotator.services.importing.write_items import ItemWriter
from tests.support.studies import NOW, drive_import, jsonl, make_project, pair, problems, queue_import

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.both_databases]


class Killed(BaseException):
    """What a kill leaves behind: nothing runs any more, no error is written."""


@pytest.fixture(autouse=True)
def small_batches(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(importing_run, "BATCH_ROWS", 10)


@pytest.fixture
def project() -> Project:
    return make_project(policies={"overlap": 1})


def rows(n: int = 50) -> list[Any]:
    """Rows of which every tenth (the fifth, the fifteenth, …) is bad."""
    return [pair(number) if number % 10 != 5 else {"id": number} for number in range(1, n + 1)]


def kill_in_batch(monkeypatch: pytest.MonkeyPatch, number: int) -> None:
    """Let the worker die after it wrote the rows of batch ``number`` and before they were committed."""
    write = ItemWriter.write
    calls = []

    def dying(self: ItemWriter, drafts: Sequence[Any]) -> BatchOutcome:
        calls.append(1)
        outcome = write(self, drafts)
        if len(calls) == number:
            raise Killed
        return outcome

    monkeypatch.setattr(ItemWriter, "write", dying)


def go_stale(run: ImportRun) -> None:
    past = timezone.now() - settings.JOB_HEARTBEAT_TIMEOUT - timedelta(seconds=1)
    ImportRun.objects.filter(pk=run.pk).update(heartbeat_at=past)


@pytest.mark.parametrize("name", ["file.jsonl", "file.csv"])
def test_a_killed_worker_loses_nothing_and_doubles_nothing(
    project: Project, monkeypatch: pytest.MonkeyPatch, name: str
):
    data = jsonl(rows())
    if name.endswith("csv"):
        cells = [f"{n},Q{n},one,{'' if n % 10 == 5 else 'two'}" for n in range(1, 51)]
        data = ("id,prompt,response_1,response_2\n" + "\n".join(cells)).encode()
    run = queue_import(project, data, name=name)
    with monkeypatch.context() as patched:
        kill_in_batch(patched, 3)
        with pytest.raises(Killed):
            drive_import(run)
    run.refresh_from_db()
    first_line = 1 if name.endswith("jsonl") else 2
    assert (run.state, run.committed_line, run.rows_created, run.rows_failed) == (
        JobState.RUNNING,
        19 + first_line,
        18,
        2,
    )
    assert Item.objects.count() == 18
    go_stale(run)
    run = drive_import(run)
    assert (run.state, run.attempts, run.rows_created, run.rows_failed) == (JobState.SUCCEEDED, 2, 45, 5)
    assert (Item.objects.count(), Response.objects.count(), Slot.objects.count()) == (45, 90, 45)
    assert [line for line, _field, _reason in problems(run)] == [n + first_line - 1 for n in (5, 15, 25, 35, 45)]


def test_errors_reported_for_a_batch_that_was_not_committed_are_forgotten(
    project: Project, monkeypatch: pytest.MonkeyPatch
):
    run = queue_import(project, jsonl(rows()))
    add = ErrorReport.add

    def die_after(self: Any, failed: Any) -> None:
        add(self, failed)
        if any(row.line > 20 for row in failed):
            raise Killed

    with monkeypatch.context() as patched:
        patched.setattr(ErrorReport, "add", die_after)
        with pytest.raises(Killed):
            drive_import(run)
    go_stale(run)
    run = drive_import(run)
    assert [line for line, _field, _reason in problems(run)] == [5, 15, 25, 35, 45]
    assert run.rows_failed == 5


def test_cancelling_stops_between_batches(project: Project):
    run = queue_import(project, jsonl(rows()))

    def cancel_at_20(current: ImportRun) -> None:
        if current.committed_line == 20:
            jobs.cancel_job(ImportRun.objects.get(pk=current.pk), now=NOW)

    _drive(run, cancel_at_20)
    run.refresh_from_db()
    assert (run.state, run.rows_created, run.rows_failed) == (JobState.CANCELLED, 18, 2)
    assert Item.objects.count() == 18
    assert Slot.objects.count() == 18
    assert len(problems(run)) == 2


def test_two_imports_of_the_same_rows_at_once_write_them_once(project: Project):
    data = jsonl([pair(n) for n in range(30)])
    second = queue_import(project, data)

    def race(current: ImportRun) -> None:
        if current.committed_line == 10:
            drive_import(second)

    first = queue_import(project, data)
    _drive(first, race)
    first.refresh_from_db()
    second.refresh_from_db()
    assert (first.rows_created, first.rows_unchanged) == (10, 20)
    assert (second.rows_created, second.rows_unchanged) == (20, 10)
    assert Item.objects.count() == 30


def test_a_row_that_appears_between_look_and_insert_is_found_at_the_second_try(
    project: Project, monkeypatch: pytest.MonkeyPatch
):
    drive_import(queue_import(project, jsonl([pair(1)])))
    sort_out = ItemWriter._sort_out
    blind = [True]

    def blind_once(self: ItemWriter, drafts: Any, outcome: Any) -> Any:
        if blind.pop() if blind else False:
            return list(drafts)
        return sort_out(self, drafts, outcome)

    monkeypatch.setattr(ItemWriter, "_sort_out", blind_once)
    run = drive_import(queue_import(project, jsonl([pair(1), pair(2), {"id": 3}])))
    assert (run.state, run.rows_created, run.rows_unchanged, run.rows_failed) == (JobState.SUCCEEDED, 1, 1, 1)
    assert len(problems(run)) == 1


def test_progress_counts_bytes(project: Project):
    data = jsonl(rows(30))
    seen: list[int] = []
    _drive(queue_import(project, data), lambda run: seen.append(run.progress_done))
    assert seen == sorted(seen)
    assert len(seen) == 3
    assert seen[-1] == len(data)


def _drive(run: ImportRun, on_batch: Callable[[ImportRun], None]) -> None:
    jobs.drive(ImportRun, run.pk, lambda claim: perform_import(claim, now=NOW, on_batch=on_batch))

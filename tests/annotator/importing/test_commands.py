"""The commands: importing in the foreground, and making the first account."""

import io
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from annotator.models import ImportRun, Item, Project, User
from tests.support.studies import jsonl, make_project, pair

pytestmark = pytest.mark.django_db


@pytest.fixture
def project() -> Project:
    return make_project()


def test_a_good_file_is_imported_with_progress(project: Project, tmp_path: Path):
    path = tmp_path / "items.jsonl"
    path.write_bytes(jsonl([pair(n) for n in range(3)]))
    out = io.StringIO()
    call_command("import_items", project.pk, path, stdout=out)
    assert "100 %  line 3: 3 created, 0 unchanged, 0 failed" in out.getvalue()
    assert Item.objects.count() == 3
    votes = tmp_path / "votes.csv"
    votes.write_text("item,rater,outcome\n0,r,a\n")
    call_command("import_items", project.pk, votes, "--kind", "votes", stdout=out)
    assert "1 created" in out.getvalue().splitlines()[-1]


def test_failed_rows_are_printed_and_the_command_fails(project: Project, tmp_path: Path):
    path = tmp_path / "items.jsonl"
    path.write_bytes(jsonl([pair(1), {"id": 2}]))
    out, err = io.StringIO(), io.StringIO()
    with pytest.raises(CommandError, match=r"1 rows failed; the full list is in .*errors-") as caught:
        call_command("import_items", project.pk, path, stdout=out, stderr=err)
    assert caught.value.returncode == 1
    assert "items.jsonl, line 2, prompt: is missing (or messages)" in err.getvalue()
    assert Item.objects.count() == 1


@pytest.mark.parametrize(
    ("name", "data", "said"),
    [
        ("absent.jsonl", None, "No such file"),
        ("empty.jsonl", b"", "The file is empty."),
        ("blank.jsonl", b"\n", "The file holds no rows."),
        ("sheet.xlsx", b"PK\x03\x04", "neither JSONL nor CSV"),
    ],
)
def test_a_file_that_gives_nothing_fails(project: Project, tmp_path: Path, name: str, data: bytes | None, said: str):
    path = tmp_path / name
    if data is not None:
        path.write_bytes(data)
    with pytest.raises(CommandError, match=said):
        call_command("import_items", project.pk, path, stdout=io.StringIO(), stderr=io.StringIO())


def test_a_project_that_is_not_there(tmp_path: Path):
    with pytest.raises(CommandError, match="There is no project 7"):
        call_command("import_items", 7, tmp_path / "x.jsonl")
    assert not ImportRun.objects.exists()


def test_a_lead_is_made_and_an_existing_account_becomes_one(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr("sys.stdin", io.StringIO("a stone for gold 17\n"))
    call_command("create_lead", "new@example.org", "--name", "Nora", stdout=io.StringIO())
    user = User.objects.get()
    assert (user.name, user.may_create_projects, user.check_password("a stone for gold 17")) == ("Nora", True, True)
    User.objects.update(may_create_projects=False)
    call_command("create_lead", "New@example.org", stdout=io.StringIO())
    user.refresh_from_db()
    assert user.may_create_projects


def test_a_weak_password_makes_no_lead(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr("sys.stdin", io.StringIO("password\n"))
    with pytest.raises(CommandError, match="too short"):
        call_command("create_lead", "new@example.org")
    assert not User.objects.exists()

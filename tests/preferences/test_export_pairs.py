"""``manage.py export_pairs``: the same files as from the worker, and nobody's files lost."""

import json
from pathlib import Path

import pytest
from django.conf import settings
from django.core.management import CommandError, call_command

from preferences.services.exporting import drive_export
from preferences.services.requests import request_export
from tests.preferences.world import NOW, ModelStudy, mixed_votes, model_study

pytestmark = [pytest.mark.django_db, pytest.mark.both_databases]


@pytest.fixture
def study() -> ModelStudy:
    study = model_study("Nice study")
    mixed_votes(study, study.question())
    return study


def test_it_writes_what_the_worker_writes(
    study: ModelStudy, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    out = tmp_path / "deep" / "out"
    call_command("export_pairs", "Nice study", "--out", str(out), "--min-agreement", "0.5", "--slice", "language=de")
    export = request_export(
        project=study.project,
        actor=None,
        now=NOW,
        form="trl-preference",
        options={"min_agreement": 0.5},
        filters={"slices": {"language": ["de"]}},
    )
    drive_export(export.pk)
    export.refresh_from_db()
    folder = Path(settings.MEDIA_ROOT) / export.folder
    for name in ("train.jsonl", "manifest.json"):
        assert (out / name).read_bytes() == (folder / name).read_bytes()
    assert sorted(path.name for path in out.iterdir()) == [
        "README.md",
        "croissant.json",
        "manifest.json",
        "run.json",
        "train.jsonl",
    ]
    assert [path.name for path in out.parent.iterdir()] == ["out"]
    assert "2 rows" in capsys.readouterr().out


def test_a_folder_with_files_is_left_alone_unless_forced(study: ModelStudy, tmp_path: Path) -> None:
    call_command("export_pairs", str(study.project.pk), "--out", str(tmp_path), "--validation", "0.5")
    (tmp_path / "notes.txt").write_text("mine")
    before = (tmp_path / "train.jsonl").read_bytes()
    with pytest.raises(CommandError, match=r"not empty.*--force"):
        call_command("export_pairs", str(study.project.pk), "--out", str(tmp_path))
    assert (tmp_path / "train.jsonl").read_bytes() == before
    call_command("export_pairs", str(study.project.pk), "--out", str(tmp_path), "--force")
    assert sorted(path.name for path in tmp_path.iterdir() if path.name != "files") == [
        "README.md",
        "croissant.json",
        "manifest.json",
        "notes.txt",
        "run.json",
        "train.jsonl",
    ]
    assert [file["name"] for file in json.loads((tmp_path / "manifest.json").read_bytes())["files"]] == ["train.jsonl"]


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (("99999", "--out", "x"), "no project"),
        (("Nobody's", "--out", "x"), "no project"),
        (("Nice study", "--out", "x", "--slice", "language"), "NAME=VALUE"),
        (("Nice study", "--out", "x", "--slice", "language=fr"), "language"),
        (("Nice study", "--out", "x", "--from", "yesterday"), "neither a day"),
        (("Nice study", "--out", "x", "--from", "2026-13-01"), "--from"),
        (("Nice study", "--out", "x", "--to", "2020-01-01"), "nothing to export"),
        (("Nice study", "--out", "x", "--min-agreement", "2"), "from 0 to 1"),
        (("Nice study", "--out", "x", "--ties", "keep"), "ties"),
        (("Nice study", "--out", "x", "--question", "nope"), "nope"),
    ],
)
def test_mistakes_are_named_and_write_nothing(
    study: ModelStudy, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, arguments: tuple[str, ...], message: str
) -> None:
    monkeypatch.chdir(tmp_path)
    with pytest.raises(CommandError, match=message):
        call_command("export_pairs", *arguments)
    assert not (tmp_path / "x").exists()

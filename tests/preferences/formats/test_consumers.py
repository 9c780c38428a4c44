"""Exports are read by the code of those who consume them: dataset loaders, Croissant's validator, rankers, taggers.

What isn't installed here is skipped by name.
"""

import csv
import json
from pathlib import Path
from typing import Any

import pytest

from preferences.formats import all_formats
from preferences.services.exporting import write_dataset
from preferences.services.plans import make_plan
from tests.preferences.world import ModelStudy, mixed_votes, model_study

pytestmark = [pytest.mark.django_db]
NESTED = {"label-studio", "argilla"}
CONTAINERS = [
    (form.key, container)
    for form in all_formats()
    for container in dict(next((option.choices for option in form.options if option.key == "container"), [("", "")]))
]


@pytest.fixture
def study() -> ModelStudy:
    study = model_study('A study: with "quotes" # and more')
    question = study.question(strength_levels=3)
    study.publish_guideline()
    mixed_votes(study, question)
    talk = [{"role": "user", "content": "Hi"}, {"role": "assistant", "content": "Hello"}]
    study.pair("talk", messages=[*talk, {"role": "user", "content": "Why?"}])
    study.vote(question, {"talk": {"r1": "a"}}, strength=2, active_ms=900, first_shown=1)
    return study


def export(study: ModelStudy, folder: Path, form: str, **options: Any) -> dict[str, Any]:
    plan = make_plan(study.project, form=form, question=None, options=options, filters={}, until=None)
    return write_dataset(study.project, plan, seed=1, folder=folder, about={}).manifest


@pytest.mark.parametrize(("form", "container"), CONTAINERS)
def test_the_dataset_loader_reads_the_folder_as_the_card_says(
    study: ModelStudy, tmp_path: Path, form: str, container: str
) -> None:
    datasets = pytest.importorskip("datasets")
    options = {"container": container} if container else {}
    manifest = export(study, tmp_path / "out", form, **options)
    loaded = datasets.load_dataset(str(tmp_path / "out"), cache_dir=str(tmp_path / "cache"))
    assert loaded["train"].num_rows == manifest["files"][0]["rows"]


@pytest.mark.parametrize(("form", "container"), CONTAINERS)
@pytest.mark.filterwarnings("ignore:ConjunctiveGraph is deprecated:DeprecationWarning")  # inside the validator
@pytest.mark.filterwarnings("ignore:The inplace keyword")  # there, too
def test_croissants_validator_accepts_the_description_and_reads_records(
    study: ModelStudy, tmp_path: Path, form: str, container: str
) -> None:
    croissant = pytest.importorskip("mlcroissant")
    options = {"container": container} if container else {}
    manifest = export(study, tmp_path / "out", form, **options)
    described = croissant.Dataset(jsonld=str(tmp_path / "out" / "croissant.json"))
    assert not described.metadata.ctx.issues.errors
    assert str(described.metadata.ctx.conforms_to).endswith("V_1_1")
    (records,) = described.metadata.record_sets
    if form in NESTED:
        # Beyond the description's words: its reader takes lists of objects for columns only where all are filled.
        return
    assert sum(1 for _ in described.records(records.uuid)) == manifest["files"][0]["rows"]


def test_a_ranker_reads_the_votes(study: ModelStudy, tmp_path: Path) -> None:
    evalica = pytest.importorskip("evalica")
    export(study, tmp_path / "out", "arena-battles")
    rows = [json.loads(line) for line in (tmp_path / "out/train.jsonl").read_bytes().splitlines()]
    winners = {"model_a": evalica.Winner.X, "model_b": evalica.Winner.Y, "tie": evalica.Winner.Draw}
    kept = [row for row in rows if row["winner"] in winners]
    ranked = evalica.counting(
        [row["model_a"] for row in kept], [row["model_b"] for row in kept], [winners[row["winner"]] for row in kept]
    )
    assert set(ranked.scores.index) == {"m1", "m2", "m3"}


def test_label_studio_knows_the_tasks_and_their_configuration(study: ModelStudy, tmp_path: Path) -> None:
    interface = pytest.importorskip("label_studio_sdk.label_interface")
    export(study, tmp_path / "out", "label-studio")
    config = interface.LabelInterface((tmp_path / "out/label_config.xml").read_text())
    assert {"preference", "outcome", "strength"} <= set(config._control_tags)
    tasks = json.loads((tmp_path / "out/train.json").read_bytes())
    # Of a task with annotations, its check of them fails for want of an argument: each is checked by itself.
    assert all(config.validate_task({"data": task["data"]}) for task in tasks)
    assert all(config.validate_annotation(said) for task in tasks for said in task["annotations"])
    results = [result for task in tasks for said in task["annotations"] for result in said["result"]]
    assert len(results) >= 23
    assert {result["from_name"] for result in results} <= set(config._control_tags)


def test_argilla_makes_records_of_the_file(study: ModelStudy, tmp_path: Path) -> None:
    argilla = pytest.importorskip("argilla")
    export(study, tmp_path / "out", "argilla")
    for record in json.loads((tmp_path / "out/train.json").read_bytes()):
        responses = [
            argilla.Response(question_name=name, value=said["value"], user_id=said["user_id"])
            for name, given in record["responses"].items()
            for said in given
        ]
        made = argilla.Record(id=record["id"], fields=record["fields"], responses=responses)
        assert len(made.responses["preference"]) == len(record["responses"]["preference"])


def test_a_table_is_what_spreadsheets_read(study: ModelStudy, tmp_path: Path) -> None:
    export(study, tmp_path / "out", "votes-jsonl", container="csv")
    with (tmp_path / "out/votes.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    assert len(rows) == 23
    assert rows[-1]["signed_strength"] == "2"
    assert rows[-1]["active_ms"] == "900"
    assert rows[0]["active_ms"] == ""

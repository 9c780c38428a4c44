"""The lines that PostgreSQL writes are those that the format makes of the rows, byte for byte."""

from datetime import timedelta
from pathlib import Path
from typing import Any

import orjson
import pyarrow.parquet
import pytest

from annotator.models import Answer, RaterKind
from preferences.formats import format_named
from preferences.services import writing_votes
from preferences.services.exporting import write_dataset
from preferences.services.plans import make_plan
from tests.preferences.world import NOW, ModelStudy, mixed_votes, model_study

pytestmark = [pytest.mark.django_db, pytest.mark.only_on_postgresql]


@pytest.fixture
def study() -> ModelStudy:
    """Every kind of question, hostile texts, a model judge, times, two guideline versions."""
    study = model_study()
    question = study.question(strength_levels=3)
    study.publish_guideline()
    mixed_votes(study, question)
    study.pair('say "no"\\ to\tthis', ("m/1\u2028", "Ü\x7f\U0001f600"), slices={"language": "de"})
    study.rater("judge", kind=RaterKind.MODEL)
    study.publish_guideline(2)
    votes = {'say "no"\\ to\tthis': {"r1": "b", "judge": "a"}}
    timed = study.vote(question, votes, strength=2, active_ms=1234, on_shift_s=7, first_shown=1)
    comment = study.question("why", "text")
    Answer.objects.create(judgment=timed[0], question=comment, text='Because\n"so"')
    order = study.question("order", "ranking")
    study.pair("three", ("m1", "m2", "m3"))
    study.rank(order, {"three": {"r1": (1, 2, 2), "r2": (2, 1, 3)}}, submitted_at=NOW + timedelta(microseconds=5))
    scale = study.question("quality", "likert")
    for score in (3, 2.5, -1):
        (judged,) = study.vote(question, {"unanimous": {f"s{score}": "tie"}})
        Answer.objects.create(judgment=judged, question=scale, score=score)
    return study


def written(study: ModelStudy, folder: Path, **options: Any) -> tuple[dict[str, Any], dict[str, bytes]]:
    filters = {"include_models": True}
    plan = make_plan(study.project, form="votes-jsonl", question=None, options=options, filters=filters, until=None)
    made = write_dataset(study.project, plan, seed=1, folder=folder, about={})
    return made.manifest, {path.name: path.read_bytes() for path in folder.iterdir()}


@pytest.mark.parametrize("options", [{}, {"rater_names": "alias"}, {"container": "parquet"}])
def test_both_ways_give_the_same_bytes(
    study: ModelStudy, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, options: dict[str, Any]
) -> None:
    fast_manifest, fast = written(study, tmp_path / "fast", **options)
    monkeypatch.setattr(writing_votes, "on_postgresql", lambda: False)
    slow_manifest, slow = written(study, tmp_path / "slow", **options)
    if "votes.parquet" in fast:  # one row group from a block of lines, one from a list of rows
        tables = [pyarrow.parquet.read_table(tmp_path / way / "votes.parquet") for way in ("fast", "slow")]
        assert tables[0].equals(tables[1])
        return
    assert fast["votes.jsonl"].splitlines() == slow["votes.jsonl"].splitlines()
    assert fast == slow
    assert fast_manifest == slow_manifest
    assert fast_manifest["counts"]["votes"] == 29
    rows = [orjson.loads(line) for line in fast["votes.jsonl"].splitlines()]
    assert {row["score"] for row in rows} >= {3.0, 2.5, -1.0}
    assert any(row["rationale"] == 'Because\n"so"' for row in rows)
    assert set(rows[0]) == set(format_named("votes-jsonl").schema(None))  # type: ignore[arg-type]

"""Pairs that PostgreSQL streams in one query are those that are looked up chunk by chunk, on any database."""

from pathlib import Path
from typing import Any

import pytest

from annotator.models import RaterKind
from preferences.datasets import pair_stream, pairs
from preferences.datasets.pairs import judged_pairs
from preferences.queries import VoteFilter
from preferences.services.exporting import write_dataset
from preferences.services.plans import make_plan
from tests.preferences.world import ModelStudy, mixed_votes, model_study

pytestmark = [pytest.mark.django_db, pytest.mark.only_on_postgresql]


@pytest.fixture
def study() -> ModelStudy:
    """Decided, tied and unanimous pairs, three responses, a conversation, slices, a model judge, nobody's items."""
    study = model_study()
    question = study.question(strength_levels=3)
    study.publish_guideline()
    mixed_votes(study, question)
    study.pair('say "no"\\ to\tthis', ("m/1\u2028", "Ü\x7f\U0001f600"), slices={"language": "de", "kind": "x"})
    study.add_items([{"id": "talk", "messages": [{"role": "user", "content": "Hi"}], "responses": []}])
    study.rater("judge", kind=RaterKind.MODEL)
    study.vote(question, {'say "no"\\ to\tthis': {"r1": "b", "judge": "a"}}, strength=2, active_ms=1234, first_shown=1)
    order = study.question("order", "ranking")
    study.pair("three", ("m1", "m2", "m3"))
    study.vote(question, {"three": {"r9": "tie"}})
    study.rank(order, {"three": {"r1": (1, 2, 2), "r2": (2, 1, 3)}})
    helpful = study.question("helpful", "likert", per_response=True)
    study.score(helpful, {"three": {"r3": (5, 2, 2), "r4": (1, 4, 3)}})
    study.pair("unjudged", ("m1", "m2"))
    return study


@pytest.mark.parametrize("key", ["preference", "order", "helpful"])
@pytest.mark.parametrize("details", [False, True])
@pytest.mark.parametrize("fetch", [1, 3, 6_000])
def test_both_ways_give_the_same_pairs(
    study: ModelStudy, monkeypatch: pytest.MonkeyPatch, key: str, details: bool, fetch: int
) -> None:
    monkeypatch.setattr(pair_stream, "_FETCH", f"FETCH {fetch} FROM votes")
    question = study.project.questions.get(key=key)
    votes = VoteFilter(include_models=True)
    found = [
        [(place.not_pairs, made) for place, made in judged_pairs(study.project, question, votes, **ways)]
        for ways in ({"details": details, "whole": True}, {"details": details, "chunk": 2})
    ]
    streamed, looked_up = ([pair for _, part in way for pair in part] for way in found)
    assert streamed == looked_up
    assert len(streamed) >= 3
    assert found[0][-1][0] == found[1][-1][0]


@pytest.mark.parametrize(
    ("form", "options"),
    [
        ("trl-preference", {"aggregate": "votes", "columns": "evidence", "margin": "votes"}),
        ("trl-preference", {"container": "parquet", "validation": 0.3, "test": 0.3}),
        ("pairs-jsonl", {"ties": "keep", "both_bad": "keep", "duplicates": "drop"}),
        ("arena-battles", {}),
    ],
)
def test_both_ways_give_the_same_files(
    study: ModelStudy, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, form: str, options: dict[str, Any]
) -> None:
    def written(folder: Path) -> dict[str, bytes]:
        filters = {"include_models": True}
        plan = make_plan(study.project, form=form, question="preference", options=options, filters=filters, until=None)
        write_dataset(study.project, plan, seed=1, folder=folder, about={})
        return {path.name: path.read_bytes() for path in folder.iterdir()}

    streamed = written(tmp_path / "streamed")
    monkeypatch.setattr(pairs, "on_postgresql", lambda: False)
    assert streamed == written(tmp_path / "looked-up")
    assert len(streamed) >= 4

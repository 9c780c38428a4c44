"""Datasets: the same bytes again, every vote accounted for, complete or not at all."""

import hashlib
import io
import json
from collections import Counter
from datetime import timedelta
from pathlib import Path
from typing import Any

import pyarrow.json
import pytest
from django.conf import settings
from hypothesis import given
from hypothesis import strategies as st

from annotator.models import JobState, Judgment, Question, RaterKind
from annotator.services.jobs import Claim, JobCancelled, take
from preferences.datasets.pairs import JudgedPair, PairVote, Side
from preferences.models import Export
from preferences.queries import newest_judgment_id
from preferences.services import exporting
from preferences.services.exporting import drive_export, pseudonym, write_dataset
from preferences.services.plans import InvalidPlan, make_plan
from preferences.services.requests import cancel_export, request_export
from preferences.services.selecting import Tally, select
from tests.preferences.world import NOW, ModelStudy, mixed_votes, model_study, pandalm_study
from tests.support.pandalm import PandaLM
from tests.support.shared_data import shared_data

pytestmark = [pytest.mark.django_db, pytest.mark.both_databases]


@pytest.fixture
def study() -> ModelStudy:
    study = model_study()
    study.publish_guideline()
    mixed_votes(study, study.question())
    return study


def exported(study: ModelStudy, form: str = "trl-preference", **asked: Any) -> tuple[Export, dict[str, bytes]]:
    """Request and write an export; return it and its files' bytes."""
    export = request_export(project=study.project, actor=None, now=NOW, form=form, **asked)
    assert drive_export(export.pk)
    export.refresh_from_db()
    assert export.state == JobState.SUCCEEDED, export.error
    folder = Path(settings.MEDIA_ROOT) / export.folder
    return export, {path.name: path.read_bytes() for path in folder.iterdir()}


def lines(content: bytes) -> list[dict[str, Any]]:
    return [json.loads(line) for line in content.splitlines()]


def test_the_same_votes_give_the_same_bytes_whatever_else_happens(study: ModelStudy) -> None:
    _, first = exported(study)
    other = model_study("Another study")
    mixed_votes(other, other.question())
    _, second = exported(study)
    assert sorted(first) == ["README.md", "croissant.json", "manifest.json", "run.json", "train.jsonl"]
    assert {name: first[name] for name in first if name != "run.json"} == {
        name: second[name] for name in second if name != "run.json"
    }


def test_an_export_holds_the_votes_of_when_it_was_asked_for(study: ModelStudy, live_amendment: Any) -> None:
    asked = request_export(project=study.project, actor=None, now=NOW, form="votes-jsonl")
    before = {row["item"]: row["outcome"] for row in lines(exported(study, "votes-jsonl")[1]["votes.jsonl"])}
    amended = live_amendment()
    study.vote(study.project.questions.get(), {"unanimous": {"late": "b"}})
    assert drive_export(asked.pk)
    asked.refresh_from_db()
    rows = lines((Path(settings.MEDIA_ROOT) / asked.folder / "votes.jsonl").read_bytes())
    assert {row["item"]: row["outcome"] for row in rows} == before
    now = lines(exported(study, "votes-jsonl")[1]["votes.jsonl"])
    assert len(now) == len(rows) + 1
    changed = [row for row in now if row["revision"] == 2]
    assert [(row["item"], row["outcome"]) for row in changed] == [(amended.item.external_id, "b")]


@pytest.fixture
def live_amendment(study: ModelStudy) -> Any:
    """A live judgment now, and a way to amend it later."""
    from annotator.models import Answer, Assignment, Batch, Shift

    rater = study.rater("r1")
    shift = Shift.objects.create(rater=rater, started_at=NOW, last_seen_at=NOW)
    batch = Batch.objects.create(shift=shift, rater=rater, size=1, freshness=1, created_at=NOW)
    study.pair("live")
    item, question = study.items["live"], study.project.questions.get()
    assignment = Assignment.objects.create(
        project=study.project,
        rater=rater,
        item=item,
        batch=batch,
        position=0,
        state="submitted",
        display_order="0,1",
        leased_at=NOW,
        expires_at=NOW,
    )
    (first,) = study.vote(question, {"live": {"r1": "a"}}, assignment=assignment, source="live")

    def amend() -> Judgment:
        first.is_current = False
        first.save()
        (second,) = study.vote(question, {"live": {"r1": "b"}}, assignment=assignment, source="live", revision=2)
        assert Answer.objects.filter(judgment__assignment=assignment).count() == 2
        return second

    return amend


def test_every_pair_is_a_row_or_counted_as_left_out(study: ModelStudy) -> None:
    export, files = exported(study, options={"min_agreement": 0.9})
    assert export.manifest is not None
    counts = export.manifest["counts"]
    assert counts == {
        "unit": "pairs",
        "votes": 22,
        "pairs": 8,
        "rows": 3,  # unanimous, unanimous-b, one-vote
        "ties_dropped": 1,
        "both_bad_dropped": 1,
        "no_majority_dropped": 1,
        "below_agreement_dropped": 2,  # majority-a, majority-b
        "votes_not_on_pairs": 0,
        **dict.fromkeys(("duplicates_dropped", "multi_turn_dropped", "system_message_dropped"), 0),
        "speaker_mark_dropped": 0,
        "ties_kept": 0,
        "both_bad_kept": 0,
        "identical_texts": 0,
    }
    dropped = sum(value for name, value in counts.items() if name.endswith("_dropped"))
    assert counts["pairs"] == counts["rows"] + dropped
    assert len(lines(files["train.jsonl"])) == counts["rows"]
    assert export.manifest["guideline_versions"] == [{"version": 1, "votes": 22}]
    chosen = sum(model["chosen"] for model in export.manifest["models"])
    assert chosen == sum(model["rejected"] for model in export.manifest["models"]) == counts["rows"]


def test_one_row_per_vote_counts_votes(study: ModelStudy) -> None:
    export, files = exported(study, options={"aggregate": "votes"})
    assert export.manifest is not None
    counts = export.manifest["counts"]
    assert counts["unit"] == "votes"
    dropped = sum(value for name, value in counts.items() if name.endswith("_dropped"))
    assert counts["votes"] == 22 == counts["rows"] + dropped
    assert (counts["ties_dropped"], counts["both_bad_dropped"], counts["no_majority_dropped"]) == (3, 3, 0)
    assert len(lines(files["train.jsonl"])) == counts["rows"] == 16


def test_both_bad_is_never_kept_as_a_tie(study: ModelStudy) -> None:
    export, files = exported(study, "pairs-jsonl", options={"ties": "keep"})
    assert export.manifest is not None
    assert Counter(row["majority"] for row in lines(files["train.jsonl"])) == {"a": 3, "b": 2, "tie": 1}
    assert export.manifest["counts"]["both_bad_dropped"] == 1
    assert export.manifest["counts"]["ties_kept"] == 1


def test_the_manifest_names_what_the_files_are(study: ModelStudy) -> None:
    export, files = exported(study, filters={"slices": {"language": ["de"]}})
    manifest = json.loads(files["manifest.json"])
    assert manifest == export.manifest
    for entry in manifest["files"]:
        content = files[entry["name"]]
        assert (len(content), hashlib.sha256(content).hexdigest()) == (entry["bytes"], entry["sha256"])
        assert content.count(b"\n") == entry["rows"]
    assert manifest["filters"]["slices"] == {"language": ["de"]}
    assert manifest["seed"] == study.project.seed
    assert manifest["touchstone"] == settings.VERSION
    alpha = manifest["agreement"]["krippendorff_alpha"]
    assert alpha["low"] <= alpha["value"] <= alpha["high"]
    assert alpha["n_judgments"] == 12


def test_filters_narrow_the_votes(study: ModelStudy) -> None:
    question = study.project.questions.get()
    study.rater("judge", kind=RaterKind.MODEL)
    study.vote(question, {"unanimous": {"judge": "b", "late": "b"}}, submitted_at=NOW + timedelta(days=2))

    def votes(**filters: Any) -> int:
        export, _ = exported(study, "votes-jsonl", filters=filters)
        assert export.manifest is not None
        return int(export.manifest["counts"]["votes"])

    assert votes() == 23
    assert votes(include_models=True) == 24
    assert votes(slices={"language": ["en"]}) == 10
    assert votes(slices={"language": ["en", "de"]}) == 23
    assert votes(raters=[study.raters["r1"].pk]) == 8
    assert votes(**{"from": NOW + timedelta(days=1)}) == 1
    assert votes(to=NOW + timedelta(days=1)) == 22


@pytest.mark.parametrize(
    ("asked", "field"),
    [
        ({"filters": {"slices": {"colour": ["red"]}}}, "filters.slices.colour"),
        ({"filters": {"slices": {"language": ["fr"]}}}, "filters.slices.language"),
        ({"filters": {"slices": {"language": []}}}, "filters.slices.language"),
        ({"filters": {"raters": [0]}}, "filters.raters"),
        ({"filters": {"from": NOW, "to": NOW}}, "filters.from"),
        ({"options": {"ties": "keep"}}, "ties"),
        ({"options": {"rater_names": "alias"}}, "rater_names"),
        ({"options": {"min_agreement": 1.5}}, "min_agreement"),
        ({"options": {"min_agreement": True}}, "min_agreement"),
        ({"options": {"validation": 0.6, "test": 0.6}}, "test"),
        ({"options": {"margin": "strength"}}, "margin"),
    ],
)
def test_what_cannot_be_made_is_refused_by_name(study: ModelStudy, asked: dict[str, Any], field: str) -> None:
    with pytest.raises(InvalidPlan) as caught:
        request_export(project=study.project, actor=None, now=NOW, form="trl-preference", **asked)
    assert list(caught.value.fields) == [field]
    assert not Export.objects.exists()


def test_nothing_to_export_is_said_and_leaves_nothing(study: ModelStudy) -> None:
    asked = request_export(
        project=study.project, actor=None, now=NOW, form="trl-preference", filters={"to": NOW - timedelta(days=1)}
    )
    drive_export(asked.pk)
    asked.refresh_from_db()
    assert (asked.state, asked.error_code, asked.folder) == (JobState.FAILED, "nothing_to_export", "")
    assert not list((Path(settings.MEDIA_ROOT) / "exports").glob(f"*{asked.pk}-*"))


def test_a_cancelled_export_leaves_no_files(study: ModelStudy, monkeypatch: pytest.MonkeyPatch) -> None:
    export = request_export(project=study.project, actor=None, now=NOW, form="trl-preference")

    def stopped(claim: Claim, *_: Any, **__: Any) -> None:
        raise JobCancelled(str(claim.job.pk))

    monkeypatch.setattr(Claim, "progress", stopped)
    drive_export(export.pk)
    export.refresh_from_db()
    assert (export.state, export.folder, export.manifest) == (JobState.CANCELLED, "", None)
    assert not list((Path(settings.MEDIA_ROOT) / "exports").glob(f"*{export.pk}-*"))


def test_a_queued_export_is_cancelled_at_once(study: ModelStudy) -> None:
    export = cancel_export(
        export=request_export(project=study.project, actor=None, now=NOW, form="votes-jsonl"), now=NOW
    )
    assert export.state == JobState.CANCELLED
    assert not drive_export(export.pk)


def test_a_worker_that_lost_its_claim_gives_no_files(study: ModelStudy, monkeypatch: pytest.MonkeyPatch) -> None:
    export = request_export(project=study.project, actor=None, now=NOW, form="trl-preference")
    write = exporting.write_dataset

    def overtaken(*args: Any, **kwargs: Any) -> Any:
        written = write(*args, **kwargs)
        Export.objects.filter(pk=export.pk).update(claim="00000000-0000-0000-0000-000000000000")
        return written

    monkeypatch.setattr(exporting, "write_dataset", overtaken)
    assert not drive_export(export.pk)
    assert not list((Path(settings.MEDIA_ROOT) / "exports").glob(f"*{export.pk}-*"))


def test_what_a_dead_worker_left_is_swept_by_the_next(study: ModelStudy) -> None:
    export = request_export(project=study.project, actor=None, now=NOW, form="trl-preference")
    dead = take(Export, export.pk, now=NOW)
    assert dead is not None
    left = Path(settings.MEDIA_ROOT) / "exports" / f".{export.pk}-{dead.token.hex[:12]}"
    left.mkdir(parents=True)
    (left / "train.jsonl").write_text("half a li")
    Export.objects.filter(pk=export.pk).update(heartbeat_at=NOW - timedelta(hours=1))
    assert drive_export(export.pk)
    assert not left.exists()


def test_splits_keep_a_prompt_together_and_are_seeded() -> None:
    study = model_study()
    question = study.question()
    names = [f"i{number}" for number in range(400)]
    study.add_items(
        {
            "id": name,
            "prompt": f"Prompt {number // 4}",
            "responses": [{"text": "x" * number, "model": "m1"}, {"text": "y", "model": "m2"}],
        }
        for number, name in enumerate(names)
    )
    study.vote(question, {name: {"r1": "a"} for name in names})
    options = {"validation": 0.2, "test": 0.2}
    _, files = exported(study, options=options)
    prompts = {
        name: {row["prompt"] for row in lines(files[f"{name}.jsonl"])} for name in ("train", "validation", "test")
    }
    assert sum(len(found) for found in prompts.values()) == 100  # no prompt in two splits
    assert 10 <= len(prompts["validation"]) <= 32
    assert 10 <= len(prompts["test"]) <= 32
    assert exported(study, options=options)[1]["test.jsonl"] == files["test.jsonl"]
    assert exported(study, options=options, seed=8)[1]["test.jsonl"] != files["test.jsonl"]


def test_conversations_make_the_whole_dataset_conversational(study: ModelStudy) -> None:
    talk = [
        {"role": "user", "content": "Hi"},
        {"role": "assistant", "content": "Hello"},
        {"role": "user", "content": "?"},
    ]
    study.pair("talk", messages=talk)
    study.vote(study.project.questions.get(), {"talk": {"r1": "b"}})
    _, files = exported(study)
    rows = lines(files["train.jsonl"])
    assert rows[-1] == {
        "prompt": talk,
        "chosen": [{"role": "assistant", "content": "m2 answers talk"}],
        "rejected": [{"role": "assistant", "content": "m1 answers talk"}],
    }
    assert rows[0]["prompt"] == [{"role": "user", "content": "Say unanimous"}]
    assert len(loaded(files["train.jsonl"]).schema) == 3


def loaded(content: bytes) -> Any:
    """The rows as the loader behind most trainers reads them: one type per column, or an error."""
    return pyarrow.json.read_json(io.BytesIO(content))


def test_margins_are_complete_or_refused() -> None:
    study = model_study()
    question = study.question(strength_levels=3)
    study.pair("strong")
    study.pair("mixed")
    study.vote(question, {"strong": {"r1": "a", "r2": "a"}, "mixed": {"r1": "b"}}, strength=3)
    study.vote(question, {"mixed": {"r2": "a", "r3": "b"}}, strength=1)
    rows = lines(exported(study, options={"margin": "strength"})[1]["train.jsonl"])
    assert [row["margin"] for row in rows] == [3.0, pytest.approx((3 - 1 + 1) / 3)]
    rows = lines(exported(study, options={"margin": "votes", "columns": "evidence"})[1]["train.jsonl"])
    assert [row["margin"] for row in rows] == [1.0, pytest.approx(1 / 3)]
    assert rows[1]["agreement"] == pytest.approx(2 / 3)
    study.vote(question, {"strong": {"r3": "b"}})
    failed = request_export(
        project=study.project, actor=None, now=NOW, form="trl-preference", options={"margin": "strength"}
    )
    drive_export(failed.pk)
    failed.refresh_from_db()
    assert (failed.state, failed.error_code) == (JobState.FAILED, "invalid_plan")
    assert "'strong'" in failed.error


def test_raters_are_pseudonyms_unless_asked(study: ModelStudy) -> None:
    study.raters["r1"].alias = "jane.doe@example.org"
    study.raters["r1"].save()
    _, files = exported(study, "votes-jsonl")
    assert b"jane" not in b"".join(files.values())
    names = {row["rater"] for row in lines(files["votes.jsonl"])}
    assert names == {pseudonym(study.project, rater.pk) for rater in study.raters.values()}
    other = model_study("Other").project
    assert pseudonym(other, study.raters["r1"].pk) not in names
    _, named = exported(study, "votes-jsonl", options={"rater_names": "alias"})
    assert b"jane.doe@example.org" in named["votes.jsonl"]


def test_rankings_become_pairs() -> None:
    study = model_study()
    question = study.question("order", "ranking")
    study.pair("three", ("m1", "m2", "m3"))
    study.rank(question, {"three": {"r1": (1, 2, 2), "r2": (2, 1, 3), "r3": (1, 2, 3)}})
    export, files = exported(study, options={"columns": "evidence"})
    assert export.manifest is not None
    won = [(row["chosen_model"], row["rejected_model"], row["votes_tie"]) for row in lines(files["train.jsonl"])]
    assert won == [("m1", "m2", 0), ("m1", "m3", 0), ("m2", "m3", 1)]
    assert export.manifest["counts"]["votes"] == 9


def test_votes_on_more_than_two_responses_are_counted_as_left_out(study: ModelStudy) -> None:
    study.pair("three", ("m1", "m2", "m3"))
    study.vote(study.project.questions.get(), {"three": {"r1": "a", "r2": "b"}})
    export, _ = exported(study)
    assert export.manifest is not None
    assert export.manifest["counts"]["votes_not_on_pairs"] == 2
    assert export.manifest["counts"]["pairs"] == 8


def test_a_pandalm_export_is_what_the_majority_said(django_assert_max_num_queries: Any) -> None:
    pandalm = PandaLM.read(shared_data("preference/pandalm_testset.jsonl"))
    study, _ = pandalm_study(pandalm)
    asked = request_export(
        project=study.project, actor=None, now=NOW, form="trl-preference", options={"columns": "evidence"}
    )
    with django_assert_max_num_queries(30):  # constant, plus three a chunk
        drive_export(asked.pk)
    asked.refresh_from_db()
    assert asked.manifest is not None
    assert asked.manifest["counts"]["rows"] == 422 + 472
    assert asked.manifest["counts"]["ties_dropped"] == 105
    alpha = asked.manifest["agreement"]["krippendorff_alpha"]
    assert alpha["value"] == pytest.approx(0.86422069, abs=1e-6)
    assert [alpha["low"], alpha["high"]] == pytest.approx([0.84188666, 0.88668328], abs=0.005)
    votes, items = pandalm.votes(), {item["id"]: item for item in pandalm.items()}
    content = (Path(settings.MEDIA_ROOT) / asked.folder / "train.jsonl").read_bytes()
    for row in lines(content):
        ((outcome, most),) = Counter(votes[row["item"]].values()).most_common(1)
        assert (row["chosen"], most) == (
            items[row["item"]]["responses"]["ab".index(outcome)]["text"],
            row["votes_chosen"],
        )
    assert loaded(content).num_rows == 894


OUTCOMES = st.sampled_from(["a", "b", "tie", "both_bad"])


@given(
    said=st.lists(OUTCOMES, min_size=1, max_size=9),
    ties=st.sampled_from(["drop", "keep"]),
    aggregate=st.sampled_from(["majority", "votes"]),
    least=st.floats(0, 1),
)
def test_a_row_is_the_majoritys_and_nothing_vanishes(said: Any, ties: str, aggregate: str, least: float) -> None:
    votes = [PairVote(number, number, outcome, None, None, None) for number, outcome in enumerate(said)]
    pair = JudgedPair(1, "i", "p", None, "h", Side(0, "m1", "x", 1, 1), Side(1, "m2", "y", 1, 1), votes)
    tally = Tally()
    rows = list(select(pair, {"ties": ties, "aggregate": aggregate, "min_agreement": least}, tally))
    assert len(rows) + sum(tally.dropped.values()) == (1 if aggregate == "majority" else len(said))
    for row in rows:
        assert row.outcome != "both_bad"
        if aggregate == "majority":
            rivals = [count for outcome, count in row.counts.items() if outcome != row.outcome]
            assert row.counts[row.outcome] > max(rivals)
            assert row.agreement >= least
        if row.outcome in ("a", "b"):
            assert (row.winner, row.loser) == ((pair.a, pair.b) if row.outcome == "a" else (pair.b, pair.a))


def test_a_folder_must_be_new(study: ModelStudy, tmp_path: Path) -> None:
    plan = make_plan(
        study.project,
        form="trl-preference",
        question=None,
        options={},
        filters={},
        until=newest_judgment_id(study.project),
    )
    with pytest.raises(FileExistsError):
        write_dataset(study.project, plan, seed=1, folder=tmp_path, about={})


def test_questions_that_compare_nothing_say_so() -> None:
    study = model_study()
    study.question("helpful", "likert")
    from preferences.queries import NoComparingQuestion, UnknownQuestion

    with pytest.raises(NoComparingQuestion, match="likert"):
        request_export(project=study.project, actor=None, now=NOW, form="trl-preference")
    with pytest.raises(UnknownQuestion):
        request_export(project=study.project, actor=None, now=NOW, form="trl-preference", question="nope")
    with pytest.raises(NoComparingQuestion):
        request_export(project=study.project, actor=None, now=NOW, form="pairs-jsonl", question="helpful")
    assert Question.objects.filter(project=study.project).count() == 1


def test_scores_are_exported_as_pairs_with_their_steps_as_margin(tmp_path: Path) -> None:
    study = model_study()
    helpful = study.question("helpful", "likert", per_response=True, scale_max=7)
    for name, scores in {"far": (7, 2), "near": (3, 4), "same": (4, 4)}.items():
        study.pair(name)
        study.score(helpful, {name: {"r": scores}})
    plan = make_plan(
        study.project, form="trl-preference", question="helpful", options={"margin": "strength"}, filters={}, until=None
    )
    made = write_dataset(study.project, plan, seed=1, folder=tmp_path / "out", about={})
    rows = [json.loads(line) for line in (tmp_path / "out/train.jsonl").read_bytes().splitlines()]
    assert {row["chosen"]: row["margin"] for row in rows} == {"m1 answers far": 5, "m2 answers near": 1}
    assert made.manifest["counts"]["ties_dropped"] == 1
    assert any("the higher score wins" in note for note in made.manifest["notes"])
    assert "the higher score wins" in (tmp_path / "out/README.md").read_text()

"""Public studies land whole: PandaLM's pairs, MT-bench with its votes, Likert ratings of prompts."""

from typing import Any

import pytest

from annotator.models import Answer, Item, JobState, Judgment, Membership, Project, RaterKind, Response, Slot
from annotator.presets import QuestionDraft
from tests.support.pandalm import PandaLM
from tests.support.shared_data import read_csv, read_jsonl, shared_data
from tests.support.studies import import_rows, make_project, problems

pytestmark = [pytest.mark.django_db, pytest.mark.both_databases]
SCALE = QuestionDraft(key="quality", kind="likert", title="How good is the prompt?")


@pytest.fixture
def project() -> Project:
    return make_project()


@pytest.fixture
def pandalm() -> PandaLM:
    return PandaLM.read(shared_data("preference/pandalm_testset.jsonl"))


def test_pandalm_lands_whole_with_its_votes(project: Project, pandalm: PandaLM):
    run = import_rows(project, pandalm.items())
    assert (run.rows_created, run.rows_failed, problems(run)) == (999, 0, [])
    assert (Item.objects.count(), Response.objects.count(), Slot.objects.count()) == (999, 1998, 2997)
    votes = [
        {"item": item, "rater": rater, "outcome": outcome}
        for item, by_rater in pandalm.votes().items()
        for rater, outcome in by_rater.items()
    ]
    run = import_rows(project, votes, kind="votes")
    assert (run.rows_created, run.rows_failed) == (2997, 0)
    assert Judgment.objects.filter(is_current=True, surplus=False, purpose="work").count() == 2997
    assert Membership.objects.filter(role="rater").count() == 3
    again = import_rows(project, votes, kind="votes")
    assert (again.rows_created, again.rows_unchanged) == (0, 2997)


def test_raw_booleans_are_reported_and_their_neighbours_land(project: Project, pandalm: PandaLM):
    rows = pandalm.items()
    for row, source in zip(rows, pandalm.rows, strict=True):
        row["responses"] = [source["response1"], source["response2"]]
    run = import_rows(project, rows)
    booleans = {
        (line, f"responses.{place}")
        for line, source in enumerate(pandalm.rows, start=1)
        for place in (0, 1)
        if isinstance(source[f"response{place + 1}"], bool)
    }
    assert len(booleans) == 6
    found = {(line, field) for line, field, _reason in problems(run)}
    # A row's first error is reported: a row with two booleans is one failed row.
    assert found <= booleans
    assert {line for line, _field in found} == {line for line, _field in booleans}
    assert all(reason.startswith("a JSON boolean, expected text") for _line, _field, reason in problems(run))
    assert run.rows_created == 999 - len(found)


def conversation(row: dict[str, Any]) -> dict[str, Any]:
    """Return an MT-bench row as an item: what both conversations share is the context, the last answers are judged."""
    one, other = row["conversation_a"], row["conversation_b"]
    last = 2 * int(row["turn"]) - 1
    shared = [message for message in one[:last] if message["role"] == "user"]
    return {
        "id": row["item"],
        "messages": shared,
        "responses": [
            {"text": one[last]["content"], "model": row["model_a"]},
            {"text": other[last]["content"], "model": row["model_b"]},
        ],
        "slices": {"turn": str(row["turn"])},
        "metadata": {"question_id": row["question_id"]},
    }


def test_mt_bench_lands_with_people_and_model_judges(project: Project):
    items = [conversation(row) for row in read_jsonl("preference/mtbench_expert_items.jsonl")]
    run = import_rows(project, items)
    assert (run.rows_created, problems(run)) == (120, [])
    assert all(item.messages and item.messages[0]["role"] == "user" for item in Item.objects.all())
    outcomes = {"model_a": "a", "model_b": "b", "tie": "tie"}
    votes = [
        {
            "item": row["item"],
            "rater": row["annotator"],
            "rater_kind": "model" if row["annotator"].startswith("llm:") else "human",
            "outcome": outcomes.get(row["winner"], row["winner"]),
        }
        for row in read_csv("preference/mtbench_expert_votes.csv")
    ]
    run = import_rows(project, votes, kind="votes")
    refused = [vote for vote in votes if vote["outcome"] not in outcomes.values()]
    assert run.rows_failed == len(refused)
    assert run.rows_created == 966 - len(refused) - run.rows_unchanged
    human = Judgment.objects.filter(rater__kind=RaterKind.HUMAN).count()
    assert human + Judgment.objects.filter(rater__kind=RaterKind.MODEL).count() == run.rows_created
    assert human == 246


def test_likert_ratings_land_as_votes():
    project = make_project(preset="likert", questions=[SCALE])
    ratings = read_csv("preference/dibt_10k_prompts_ratings.csv")
    names = dict.fromkeys(row["item"] for row in ratings)
    run = import_rows(project, [{"id": name, "prompt": name, "responses": ["(the prompt itself)"]} for name in names])
    assert run.rows_created == 1698
    votes = [{"item": row["item"], "rater": row["annotator"], "score": int(row["rating"])} for row in ratings]
    run = import_rows(project, votes, kind="votes")
    assert (run.state, run.rows_created + run.rows_unchanged, problems(run)) == (JobState.SUCCEEDED, 3844, [])
    assert Membership.objects.filter(role="rater").count() == 13
    assert Answer.objects.filter(score__isnull=False).count() == run.rows_created

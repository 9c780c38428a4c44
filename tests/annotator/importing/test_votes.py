"""Votes made elsewhere land as judgments of imported raters."""

from datetime import UTC, datetime
from typing import Any

import pytest

from annotator.models import Answer, Judgment, Membership, Project, RaterKind
from annotator.services.invitations import create_membership
from tests.support.studies import NOW, import_bytes, import_rows, make_lead, make_project, pair, problems

pytestmark = [pytest.mark.django_db, pytest.mark.both_databases]


@pytest.fixture
def project() -> Project:
    project = make_project()
    import_rows(project, [pair("x"), pair("y")])
    return project


def vote(item: str = "x", rater: str = "r1", outcome: str = "a", **fields: Any) -> dict[str, Any]:
    return {"item": item, "rater": rater, "outcome": outcome, **fields}


def test_a_vote_lands_with_when_and_how_it_was_given(project: Project):
    row = vote(strength=2, submitted_at="2025-05-01T10:00:00+02:00", first_shown=1, active_ms=4200, rater_kind="model")
    assert problems(import_rows(project, [row], kind="votes")) == []
    judgment = Judgment.objects.get()
    assert (judgment.rater.alias, judgment.rater.kind, judgment.rater.user) == ("r1", RaterKind.MODEL, None)
    assert (judgment.source, judgment.purpose, judgment.is_current, judgment.assignment) == (
        "imported",
        "work",
        True,
        None,
    )
    assert (judgment.first_shown, judgment.active_ms) == (1, 4200)
    assert judgment.submitted_at == datetime(2025, 5, 1, 8, 0, tzinfo=UTC)
    assert Answer.objects.values_list("outcome", "strength").get() == ("a", 2)


def test_the_same_votes_again_change_nothing(project: Project):
    rows = [vote(), vote("y", outcome="both_bad"), vote(rater="r2", outcome="tie")]
    first = import_rows(project, rows, kind="votes")
    again = import_rows(project, rows, kind="votes")
    assert (first.rows_created, again.rows_created, again.rows_unchanged) == (3, 0, 3)
    assert Judgment.objects.count() == 3
    assert Membership.objects.filter(role="rater").count() == 2


def test_another_answer_in_the_same_place_is_a_conflict_that_names_both(project: Project):
    import_rows(project, [vote()], kind="votes")
    run = import_rows(project, [vote("y"), vote(outcome="tie"), vote("y", outcome="b")], kind="votes")
    assert (run.rows_created, run.rows_failed) == (1, 2)
    reason = "conflict on question “preference”: this rater's vote is already “a”, not “{}”"
    assert problems(run) == [(2, "outcome", reason.format("tie")), (3, "outcome", reason.format("b"))]
    assert set(Answer.objects.values_list("outcome", flat=True)) == {"a"}


def test_votes_of_one_rater_on_one_item_make_one_judgment(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr("annotator.services.importing.run.BATCH_ROWS", 2)
    project = make_project(preset="likert")
    import_rows(project, [pair("x")])
    lines = ["item,rater,question,response,score"]
    lines += [
        f"x,r1,{key},{place},{n % 5 + 1}" for key in ("clarity", "correctness") for n, place in enumerate(("m1", "1"))
    ]
    run = import_bytes(project, "\n".join(lines).encode(), kind="votes")
    assert problems(run) == []
    assert Judgment.objects.count() == 1
    answers = Answer.objects.order_by("question__key", "response__position")
    assert list(answers.values_list("question__key", "response__position", "score")) == [
        ("clarity", 0, 1.0),
        ("clarity", 1, 2.0),
        ("correctness", 0, 1.0),
        ("correctness", 1, 2.0),
    ]
    again = import_bytes(project, "\n".join(lines).encode(), kind="votes")
    assert (again.rows_created, again.rows_unchanged) == (0, 4)


def test_choices_and_ranks_and_rationales():
    safety = make_project(preset="safety")
    import_rows(safety, [{"id": "s", "prompt": "?", "responses": ["one"]}])
    common = {"item": "s", "rater": "r"}
    rows = [
        {**common, "question": "harms", "response": 0, "choice": ["hate", "crime"]},
        {**common, "question": "harms", "response": 0, "choice": "hate"},
        {**common, "question": "verdict", "response": 0, "choice": "unsafe"},
        {**common, "question": "rationale", "text": "Because."},
        {**common, "question": "verdict", "response": 0, "choice": "safe"},
    ]
    run = import_rows(safety, rows, kind="votes")
    assert (run.rows_created, run.rows_unchanged, run.rows_failed) == (3, 1, 1)
    assert problems(run)[0][:2] == (5, "choice")
    assert Answer.objects.filter(question__key="harms").count() == 2
    ranking = make_project(make_lead("other@example.org"), preset="ranking")
    import_rows(ranking, [{"id": "k", "prompt": "?", "responses": ["one", "two", "three"]}])
    ranks = [{"item": "k", "rater": "r", "response": n, "rank": rank} for n, rank in enumerate((2, 1, 2))]
    assert problems(import_rows(ranking, [*ranks], kind="votes")) == []
    assert list(Answer.objects.filter(rank__isnull=False).order_by("rank").values_list("rank", flat=True)) == [1, 2, 2]
    beyond = import_rows(ranking, [{"item": "k", "rater": "s", "response": 0, "rank": 4}], kind="votes")
    assert problems(beyond) == [(1, "rank", "4 is outside 1 to 3")]


def test_a_rater_who_signs_in_here_is_not_written_to(project: Project):
    create_membership(project=project, user=make_lead("anna@example.org"), role="rater", now=NOW)
    alias = Membership.objects.get(role="rater").alias
    run = import_rows(project, [vote(rater=alias)], kind="votes")
    assert problems(run)[0][1] == "rater"
    assert not Judgment.objects.exists()


def test_the_kind_of_a_rater_does_not_change(project: Project):
    import_rows(project, [vote(rater_kind="model")], kind="votes")
    run = import_rows(project, [vote("y", rater_kind="human"), vote("y")], kind="votes")
    assert problems(run) == [(1, "rater_kind", "“r1” is known as model, not human")]
    assert run.rows_created == 1


def test_votes_on_gold_do_not_count_as_work(project: Project):
    import_rows(project, [pair("g", gold={"preference": "a"})])
    import_rows(project, [vote("g")], kind="votes")
    assert Judgment.objects.get().purpose == "gold"


def test_votes_cost_the_same_few_queries_however_many(project: Project, django_assert_max_num_queries):
    rows = [vote(item, f"r{n}") for n in range(30) for item in ("x", "y")]
    with django_assert_max_num_queries(40):
        assert import_rows(project, rows, kind="votes").rows_created == 60

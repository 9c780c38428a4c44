"""Scores that a program gave responses land beside them, by the scorer's name."""

from typing import Any

import pytest
from django.core.files.base import ContentFile

from annotator.models import Project, ResponseScore, Scorer
from annotator.services.importing.preview import preview_import
from tests.support.studies import NOW, import_bytes, import_rows, make_project, pair, problems

pytestmark = [pytest.mark.django_db, pytest.mark.both_databases]


@pytest.fixture
def project() -> Project:
    project = make_project()
    import_rows(project, [pair("x"), pair("y")])
    return project


def stored() -> list[tuple[str, str, int, float]]:
    rows = ResponseScore.objects.order_by("response__item__external_id", "scorer__name", "response__position")
    return list(rows.values_list("response__item__external_id", "scorer__name", "response__position", "value"))


def test_scores_land_in_the_order_of_the_responses(project: Project):
    rows: list[dict[str, Any]] = [
        {"item": "x", "scorer": "rm-1", "scores": [1.5, -0.25]},
        {"item": "y", "scorer": "rm-1", "response": "m2", "score": 3},
        {"item": "y", "scores": [0, 1]},
    ]
    run = import_rows(project, rows, kind="scores")
    assert (problems(run), run.rows_created) == ([], 3)
    assert stored() == [
        ("x", "rm-1", 0, 1.5),
        ("x", "rm-1", 1, -0.25),
        ("y", "reward-model", 0, 0.0),
        ("y", "reward-model", 1, 1.0),
        ("y", "rm-1", 1, 3.0),
    ]
    assert Scorer.objects.filter(project=project).count() == 2


def test_a_csv_file_has_a_column_for_each_response(project: Project):
    run = import_bytes(project, b"item,scorer,score_1,score_2\nx,rm,1e-3,-2.5\ny,rm,.5,7\n", kind="scores")
    assert problems(run) == []
    assert stored() == [("x", "rm", 0, 0.001), ("x", "rm", 1, -2.5), ("y", "rm", 0, 0.5), ("y", "rm", 1, 7.0)]
    again = import_bytes(project, b"item,scorer,response,score\nx,rm,0,0.001\n", kind="scores")
    assert (again.rows_created, again.rows_unchanged) == (0, 1)


def test_what_is_wrong_is_named_and_the_good_rows_land(project: Project):
    rows: list[dict[str, Any]] = [
        {"item": "x", "scorer": "rm", "scores": [1, 2]},
        {"item": "z", "scorer": "rm", "scores": [1, 2]},
        {"item": "y", "scorer": "rm", "scores": [1]},
        {"item": "y", "scorer": "rm", "scores": [1, "many"]},
        {"item": "y", "scorer": "rm", "response": "m9", "score": 1},
        {"item": "y", "scorer": "rm"},
        {"item": "x", "scorer": "rm", "scores": [1, 3]},
        {"item": "y", "scorer": " ", "scores": [1, 2]},
        {"item": "y", "judge": "rm", "scores": [1, 2]},
    ]
    run = import_rows(project, rows, kind="scores")
    assert run.rows_created == 1
    assert problems(run) == [
        (2, "item", "there is no item “z” in this project; import items first"),
        (3, "scores", "has 1 scores; the item has 2 responses"),
        (4, "scores.1", "“many”, expected a number"),
        (5, "response", "no response is by the model “m9”"),
        (6, "scores", "is missing (or response and score)"),
        (
            7,
            "scores",
            "“rm” gave this response 2 already, not 3; import other scores under another scorer's name",
        ),
        (8, "scorer", "is empty"),
        (9, "judge", "unknown field; known are item, response, score, scorer, scores"),
    ]
    assert [row[-1] for row in stored()] == [1.0, 2.0]
    assert [scorer.name for scorer in Scorer.objects.all()] == ["rm"]


def test_a_scorer_of_bad_rows_alone_is_none(project: Project):
    import_rows(project, [{"item": "nowhere", "scorer": "misspelt", "scores": [1, 2]}], kind="scores")
    assert not Scorer.objects.exists()


def test_two_columns_for_one_response_are_refused(project: Project):
    run = import_bytes(project, b"item,score_1,score_a,score_2\nx,1,2,3\n", kind="scores")
    assert problems(run) == [(2, "score_a", "scores the same response as score_1")]


def test_pairs_with_scores_beside_them_are_no_scores(project: Project):
    """A table of pairs may carry scores in further columns: it is read as what it was before."""
    table = b"item,prompt,response_a,response_b,winner,score_a,score_b\nz,p,one,two,a,.5,.25\n"
    file = ContentFile(table)
    assert preview_import(project=project, now=NOW, file=file, file_name="x.csv", kind="items").layout == "pair-table"


def test_infinite_scores_and_gaps_between_columns_are_refused(project: Project):
    run = import_bytes(project, b"item,score_1,score_2\nx,1e999,1\ny,,2\n", kind="scores")
    assert problems(run) == [
        (2, "score_1", "is not a finite number"),
        (3, "score_1", "is missing, but score 2 is given"),
    ]


def test_a_file_can_be_looked_at_first(project: Project):
    file = ContentFile(b'{"item": "x", "scores": [1, 2]}\n{"item": "y", "scores": "high"}\n')
    found = preview_import(project=project, now=NOW, file=file, file_name="scores.jsonl", kind="scores")
    assert (found.layout, found.rows_good, found.rows_failed) == ("touchstone-scores", 1, 1)
    assert found.errors[0]["reason"] == "text, expected a list with a number for each response"
    assert stored() == []

"""Items over HTTP: slim rows, filters, one item with everything, retiring and restoring."""

from typing import Any

import pytest
from rest_framework.test import APIClient

from annotator.models import Item, Project, Slot
from tests.annotator.api.conftest import Person, body
from tests.support.studies import import_rows, pair

pytestmark = pytest.mark.django_db


@pytest.fixture
def rows(project: Project) -> Project:
    conversation = {"id": "talk", "messages": [{"role": "user", "content": "Hello there"}], "responses": ["A", "B"]}
    import_rows(
        project,
        [
            pair("alpha", slices={"language": "de"}),
            pair("beta", slices={"language": "en"}),
            pair("gold", gold={"preference": "a"}),
            conversation,
        ],
    )
    import_rows(project, [{"item": "beta", "rater": r, "outcome": "tie"} for r in "pq"], kind="votes")
    Slot.objects.filter(item__external_id="beta").update(state="answered")
    return project


def found(api: APIClient, project: Project, **parameters: str) -> list[str]:
    shown = body(api.get(f"/api/v1/projects/{project.pk}/items/", parameters))
    return [row["external_id"] for row in shown["results"]]


def test_rows_are_slim(api: APIClient, rows: Project):
    shown = body(api.get(f"/api/v1/projects/{rows.pk}/items/"))["results"]
    by_id = {row["external_id"]: row for row in shown}
    assert by_id["talk"]["prompt_excerpt"] == "Hello there"
    beta = by_id["beta"]
    beta.pop("id")
    beta.pop("created_at")
    assert beta == {
        "external_id": "beta",
        "purpose": "work",
        "prompt_excerpt": "Question beta?",
        "n_responses": 2,
        "models": ["m1", "m2"],
        "slices": {"language": "en"},
        "judgments": 2,
        "overlap": 2,
        "priority": 0,
        "requires": [],
        "retired": False,
        "abilities": {"retire": True, "restore": False},
    }


@pytest.mark.parametrize(
    ("parameters", "expected"),
    [
        ({"search": "alp"}, ["alpha"]),
        ({"search": "question b"}, ["beta"]),
        ({"purpose": "gold"}, ["gold"]),
        ({"slice": "language:de"}, ["alpha"]),
        ({"status": "open"}, ["talk", "alpha"]),
        ({"status": "complete", "purpose": "work"}, ["beta"]),
        ({"slice": "language:fr"}, []),
    ],
)
def test_filters(api: APIClient, rows: Project, parameters: dict[str, str], expected: list[str]):
    assert found(api, rows, **parameters) == expected


@pytest.mark.parametrize(
    ("parameters", "field"),
    [
        ({"purpose": "silver"}, "purpose"),
        ({"status": "x"}, "status"),
        ({"slice": "de"}, "slice"),
        ({"search": "\0"}, "search"),
    ],
)
def test_a_filter_that_means_nothing_is_an_error(api: APIClient, rows: Project, parameters: dict[str, str], field: str):
    problem = body(api.get(f"/api/v1/projects/{rows.pk}/items/", parameters), 400)
    assert list(problem["fields"]) == [field]


def test_pages_are_walked_by_key_and_cost_the_same(api: APIClient, project: Project, django_assert_num_queries: Any):
    import_rows(project, [pair(n, slices={"n": str(n)}) for n in range(25)])
    address, seen = f"/api/v1/projects/{project.pk}/items/?page_size=10", []
    while address:
        with django_assert_num_queries(7):
            page = body(api.get(address))
        seen += [row["external_id"] for row in page["results"]]
        address = page["next"]
    assert seen == [str(n) for n in reversed(range(25))]


def test_one_item_with_everything(api: APIClient, rows: Project):
    item = Item.objects.get(external_id="beta")
    shown = body(api.get(f"/api/v1/items/{item.pk}/"))
    assert (shown["prompt"], shown["messages"], shown["project"]) == ("Question beta?", None, rows.pk)
    assert [(r["position"], r["model"], r["text"], r["words"]) for r in shown["responses"]] == [
        (0, "m1", "An answer", 2),
        (1, "m2", "Another", 1),
    ]
    assert [judgment["rater"]["alias"] for judgment in shown["judgments_list"]] == ["p", "q"]
    answer = shown["judgments_list"][0]["answers"][0]
    assert (answer["question"], answer["outcome"], answer["response"]) == ("preference", "tie", None)
    gold = body(api.get(f"/api/v1/items/{Item.objects.get(external_id='gold').pk}/"))["gold_answers"]
    assert [(answer["question"], answer["outcome"]) for answer in gold] == [("preference", "a")]


def test_one_item_costs_the_same_with_many_judgments(api: APIClient, rows: Project, django_assert_max_num_queries: Any):
    import_rows(rows, [{"item": "alpha", "rater": f"r{n}", "outcome": "a"} for n in range(25)], kind="votes")
    item = Item.objects.get(external_id="alpha")
    with django_assert_max_num_queries(14):
        assert len(body(api.get(f"/api/v1/items/{item.pk}/"))["judgments_list"]) == 25


def test_retiring_closes_the_open_slots_and_restoring_opens_them(api: APIClient, client_of: Person, rows: Project):
    item = Item.objects.get(external_id="alpha")
    body(client_of("reviewer").post(f"/api/v1/items/{item.pk}/retire/"), 403)
    shown = body(api.post(f"/api/v1/items/{item.pk}/retire/"))
    assert (shown["retired"], shown["overlap"]) == (True, 0)
    assert shown["abilities"] == {"retire": False, "restore": True}
    assert not Slot.objects.filter(item=item, state="open").exists()
    body(api.post(f"/api/v1/items/{item.pk}/retire/"))
    assert body(api.post(f"/api/v1/items/{item.pk}/restore/"))["overlap"] == 2
    assert Slot.objects.filter(item=item, state="open").count() == 2

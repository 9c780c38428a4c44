"""Review, flags, leases and history over HTTP: who may, what is told and what isn't."""

import uuid
from typing import Any

import pytest
from rest_framework.test import APIClient

from annotator.models import Assignment, Response, ReviewCase, User
from annotator.services.invitations import create_membership
from tests.annotator.api.conftest import body
from tests.annotator.review.world import disputed_item, find
from tests.support.world import Study, study, user_of

pytestmark = pytest.mark.django_db
LEFT = [{"question": "better", "outcome": "a"}]


def client_of(user: User) -> APIClient:
    client = APIClient()
    client.force_login(user)
    return client


@pytest.fixture
def made() -> Study:
    made = study(overlap=2)
    disputed_item(made, ["a", "b"])
    disputed_item(made, ["b", "tie"])
    Response.objects.update(model="SECRET-model")
    find(made)
    return made


@pytest.fixture
def reviewer(made: Study) -> APIClient:
    user = User.objects.create_user("reviewer@example.org", name="Rea")
    create_membership(project=made.project, user=user, role="reviewer", now=made.now)
    return client_of(user)


@pytest.fixture
def lead(made: Study) -> APIClient:
    return client_of(made.lead)


def take(client: APIClient, made: Study, **wanted: Any) -> Any:
    return body(client.post(f"/api/v1/projects/{made.project.pk}/review/take/", wanted, format="json"))


def post(client: APIClient, path: str, status: int = 200, **fields: Any) -> Any:
    return body(client.post(f"/api/v1/{path}", fields, format="json"), status)


def test_a_reviewer_works_through_the_queue(made: Study, reviewer: APIClient):
    summary = body(reviewer.get(f"/api/v1/projects/{made.project.pk}/review/"))
    assert summary["by_state"] == {"open": 2, "claimed": 0, "decided": 0, "sent_back": 0, "dismissed": 0}
    assert summary["waiting_by_reason"] == {"disagreement": 2}
    assert (summary["held"], summary["abilities"]) == (None, {"review": True})
    case = take(reviewer, made)["case"]
    assert [voice["rater"] for voice in case["voices"]] == ["Rater 1", "Rater 2"]
    assert case["abilities"] == {"decide": True, "send_back": True, "undo": False}
    fields = {"key": str(uuid.uuid4()), "answers": LEFT, "rationale": "It is true.", "active_ms": 5}
    decided = post(reviewer, f"cases/{case['id']}/decide/", 201, **fields)
    assert decided["state"] == "decided"
    assert decided["verdicts"][0]["answers"] == LEFT
    assert post(reviewer, f"cases/{case['id']}/decide/", 200, **fields) == decided
    undone = post(reviewer, f"cases/{case['id']}/undo/")
    assert (undone["state"], undone["verdicts"][0]["is_current"]) == ("claimed", False)
    dismissed = post(reviewer, f"cases/{case['id']}/dismiss/", 201, key=str(uuid.uuid4()))
    assert dismissed["state"] == "dismissed"
    second = take(reviewer, made)["case"]
    assert second["id"] != case["id"]
    sent = post(reviewer, f"cases/{second['id']}/send-back/", 201, key=str(uuid.uuid4()), slots=2)
    assert sent["state"] == "sent_back"
    assert take(reviewer, made) == {"case": None, "message": sent_message(reviewer, made)}


def sent_message(client: APIClient, made: Study) -> str:
    message: str = take(client, made)["message"]
    assert message.startswith("Nothing waits for you")
    return message


def test_an_opened_case_names_neither_models_nor_raters(made: Study, reviewer: APIClient):
    response = reviewer.post(f"/api/v1/projects/{made.project.pk}/review/take/", {}, format="json")
    told = response.content.decode()
    assert "SECRET-model" not in told
    assert not [rater.alias for rater in made.raters if rater.alias in told]
    assert '"model"' not in told


def test_who_may_review(made: Study, lead: APIClient):
    rater = client_of(user_of(made.raters[0]))
    outsider = client_of(User.objects.create_user("outsider@example.org"))
    superuser = client_of(User.objects.create_superuser("root@example.org"))
    case = ReviewCase.objects.order_by("pk")[0]
    paths = [f"projects/{made.project.pk}/review/", f"projects/{made.project.pk}/review/cases/", f"cases/{case.pk}/"]
    for path in paths:
        assert rater.get(f"/api/v1/{path}").status_code == 403
        assert outsider.get(f"/api/v1/{path}").status_code == 404
        assert lead.get(f"/api/v1/{path}").status_code == 200
        assert superuser.get(f"/api/v1/{path}").status_code == 200
    take_path = f"/api/v1/projects/{made.project.pk}/review/take/"
    assert rater.post(take_path).status_code == 403
    assert "invitation" in superuser.post(take_path).json()["detail"], "a decision needs a membership to point to"
    assert body(lead.post(take_path))["case"]["id"] == case.pk


def test_the_list_of_cases_is_filtered_and_paged(made: Study, lead: APIClient):
    path = f"/api/v1/projects/{made.project.pk}/review/cases/"
    page = body(lead.get(f"{path}?page_size=1&state=waiting"))
    assert (len(page["results"]), page["next"] is not None) == (1, True)
    row = page["results"][0]
    assert (row["reason"], row["state"], row["reviewer"]) == ("disagreement", "open", None)
    assert row["item"]["external_id"] == "external-1"
    assert row["prompt_excerpt"].startswith("prompt")
    assert len(body(lead.get(page["next"]))["results"]) == 1
    assert body(lead.get(path, {"state": "decided"}))["results"] == []
    assert body(lead.get(path, {"reason": "flag"}))["results"] == []
    assert list(body(lead.get(path, {"state": "sometimes"}), 400)["fields"]) == ["state"]


def test_refused_answers_name_their_place(made: Study, reviewer: APIClient):
    case = take(reviewer, made)["case"]
    wrong = post(reviewer, f"cases/{case['id']}/decide/", 400, key=str(uuid.uuid4()), answers=[{"question": "better"}])
    assert list(wrong["fields"]) == ["answers.0.outcome"]
    again = post(reviewer, f"cases/{case['id']}/send-back/", 409, key=str(uuid.uuid4()), mode="again")
    assert again["code"] == "cant_be_sent_back"


def test_find_disputes_now(made: Study, lead: APIClient):
    ReviewCase.objects.all().delete()
    found = post(lead, f"projects/{made.project.pk}/review/find/")
    assert found == {"looked_at": 4, "opened": 2, "finished": True}


def test_a_rater_flags_what_they_hold_and_learns_nothing_by_it(made: Study):
    made.item()
    rater = made.rater()
    [task] = made.claim(rater).tasks
    client = client_of(user_of(rater))
    path = f"/api/v1/assignments/{task.key}/flag/"
    assert body(client.post(path, {"reason": "broken", "note": "No text"}, format="json"), 204) is None
    assert body(client.post(path, {"reason": "boring"}, format="json"), 400)["fields"]["reason"]
    other = client_of(user_of(made.raters[0]))
    assert other.post(path, {"reason": "broken"}, format="json").status_code == 404
    row = body(client_of(made.lead).get(f"/api/v1/projects/{made.project.pk}/review/cases/?reason=flag"))["results"][0]
    assert row["flags"] == 1
    concern = body(client_of(made.lead).get(f"/api/v1/cases/{row['id']}/"))["concerns"][0]
    assert (concern["rater"], concern["reason"], concern["note"]) == ("A rater", "broken", "No text")


def test_the_item_page_shows_the_decision_apart_from_the_votes(made: Study, reviewer: APIClient, lead: APIClient):
    case = take(reviewer, made)["case"]
    fields = {"key": str(uuid.uuid4()), "answers": [{"question": "better", "outcome": "tie"}], "rationale": "Equal."}
    post(reviewer, f"cases/{case['id']}/decide/", 201, **fields)
    item = body(lead.get(f"/api/v1/items/{ReviewCase.objects.get(pk=case['id']).item_id}/"))
    assert (item["judgments"], len(item["judgments_list"])) == (2, 2)
    [shown] = item["cases"]
    assert (shown["state"], shown["decision"]["rationale"]) == ("decided", "Equal.")
    assert shown["decision"]["answers"][0]["outcome"] == "tie"


def test_leases_are_listed_and_released_by_leads_alone(made: Study, lead: APIClient, reviewer: APIClient):
    made.items(2)
    rater = made.rater()
    made.claim(rater)
    held = Assignment.objects.filter(rater=rater, state="held").order_by("pk")
    page = body(lead.get(f"/api/v1/projects/{made.project.pk}/leases/", {"rater": rater.pk}))
    assert [row["id"] for row in page["results"]] == [row.pk for row in held[::-1]]
    assert page["results"][0]["alias"] == rater.alias
    assert body(lead.get(f"/api/v1/projects/{made.project.pk}/leases/", {"rater": "x"}), 400)["fields"]["rater"]
    holder = next(
        row for row in body(reviewer.get(f"/api/v1/projects/{made.project.pk}/leases/holders/")) if row["held"]
    )
    assert (holder["alias"], holder["held"]) == (rater.alias, 2)
    first = held[0].pk
    assert reviewer.post(f"/api/v1/leases/{first}/release/").status_code == 403
    assert client_of(user_of(rater)).post(f"/api/v1/raters/{rater.pk}/release/").status_code == 403
    assert post(lead, f"leases/{first}/release/") == {"released": 1}
    assert post(lead, f"leases/{first}/release/", 409)["code"] == "not_held"
    assert post(lead, f"raters/{rater.pk}/release/") == {"released": 1}


def test_questions_change_and_the_history_says_so(made: Study, lead: APIClient, reviewer: APIClient):
    path = f"/api/v1/projects/{made.project.pk}/questions/"
    question = {"key": "clear", "kind": "likert", "title": "Clear?"}
    project = body(lead.post(path, {"version": 1, "question": question, "note": "Asked for"}, format="json"), 201)
    assert [row["key"] for row in project["questions"]] == ["better", "clear"]
    project = body(lead.patch(f"{path}clear/", {"version": 2, "scale_max": 7}, format="json"))
    assert (project["version"], project["questions"][1]["scale_max"]) == (3, 7)
    stale = body(lead.patch(f"{path}clear/", {"version": 2, "title": "Clear enough?"}, format="json"), 409)
    assert stale["code"] == "stale"
    refused = body(lead.patch(f"{path}better/", {"version": 3, "allow_tie": False}, format="json"), 409)
    assert (refused["code"], list(refused["fields"])) == ("changes_meaning", ["allow_tie"])
    project = body(lead.post(f"{path}clear/retire/", {"version": 3}, format="json"))
    assert project["questions"][1]["retired_in"] == 4
    changes = body(reviewer.get(f"/api/v1/projects/{made.project.pk}/changes/"))["results"]
    assert [(row["version"], row["kind"]) for row in changes] == [
        (4, "question_retired"), (3, "question_edited"), (2, "question_added"),
    ]  # fmt: skip
    assert changes[1]["changes"] == {"scale_max": [5, 7]}
    assert (changes[2]["note"], changes[2]["changed_by"]["name"]) == ("Asked for", "lead@example.org")
    assert reviewer.post(path, {"version": 4, "question": question}, format="json").status_code == 403

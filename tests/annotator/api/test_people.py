"""People over HTTP: oneself, tokens, invitations, raters."""

from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone
from rest_framework.test import APIClient

from annotator.models import Invitation, Membership, Project, User, WorkerBeat
from annotator.services import shifts
from tests.annotator.api.conftest import Person, body
from tests.support.studies import import_rows, make_lead, make_project, pair

pytestmark = pytest.mark.django_db
GOOD_PASSWORD = "a stone for gold 17"


def invite(api: APIClient, project: Project, **fields: Any) -> dict[str, Any]:
    made: dict[str, Any] = body(
        api.post(f"/api/v1/projects/{project.pk}/invitations/", {"role": "rater", **fields}), 201
    )
    return {**made, "token": made["url"].rpartition("/join/")[2]}


def accept(token: str, **fields: Any) -> Any:
    person = {"email": "new@example.org", "password": GOOD_PASSWORD, "name": "Nora New"}
    client = APIClient()
    return client, client.post("/api/v1/invitations/accept/", {"token": token, **person, **fields})


def test_me(client_of: Person, project: Project):
    me = body(client_of("rater").get("/api/v1/me/"))
    assert (me["email"], me["abilities"]) == ("rater@example.org", {"create_project": False})
    (membership,) = me["memberships"]
    assert (membership["role"], membership["state"], membership["project"]["id"]) == ("rater", "active", project.pk)
    assert body(client_of("rater").patch("/api/v1/me/", {"name": " Rita "}))["name"] == "Rita"
    assert client_of("nobody").get("/api/v1/me/").status_code == 401


def test_preferences_follow_the_account_and_the_last_write_of_each_field_wins(client_of: Person):
    one, other = client_of("rater"), client_of("rater")
    path = "/api/v1/me/preferences/"
    unset: dict[str, Any] = {"theme": None, "text_size": None, "density": "normal", "keys": {}}
    assert body(one.get(path)) == unset
    body(one.patch(path, {"keys": {"skip": ["KeyX"], "flag": []}, "theme": "dark"}, format="json"))
    kept = body(other.patch(path, {"text_size": "large", "theme": "light"}, format="json"))
    assert kept == {**unset, "theme": "light", "text_size": "large", "keys": {"skip": ["KeyX"], "flag": []}}
    assert body(one.get("/api/v1/me/"))["preferences"] == kept
    assert body(one.patch(path, {"keys": {}}, format="json"))["keys"] == {}
    assert body(client_of("lead").get(path)) == unset
    assert client_of("nobody").get(path).status_code == 401


@pytest.mark.parametrize(
    ("sent", "field", "words"),
    [
        ({"colour": "red"}, "colour", "Unknown field."),
        ({"theme": "purple"}, "theme", "purple"),
        ({"keys": ["KeyX"]}, "keys", "Expected an object"),
        ({"keys": {"skip": "KeyX"}}, "keys", "takes a list"),
        ({"keys": {"skip": ["x"]}}, "keys", "is no key"),
        ({"keys": {"<b>": ["KeyX"]}}, "keys", "is no name of an action"),
        ({"keys": {"skip": ["KeyX"], "flag": ["KeyX"]}}, "keys", "given to both skip and flag"),
        ({"keys": {f"a{'b' * n}": [] for n in range(101)}}, "keys", ""),
    ],
)
def test_preferences_refuse_what_they_do_not_know(client_of: Person, sent: Any, field: str, words: str):
    client = client_of("rater")
    refused = body(client.patch("/api/v1/me/preferences/", sent, format="json"), 400)
    assert words in refused["fields"][field][0]
    assert body(client.get("/api/v1/me/preferences/"))["keys"] == {}


def test_tokens_work_once_made_and_not_once_deleted(api: APIClient):
    made = body(api.post("/api/v1/tokens/"), 201)
    program = APIClient(headers={"Authorization": f"Token {made['token']}"})
    assert body(program.get("/api/v1/me/"))["email"] == "lead@example.org"
    (listed,) = body(api.get("/api/v1/tokens/"))
    assert listed["id"] == made["id"]
    assert "token" not in listed
    body(api.delete(f"/api/v1/tokens/{made['id']}/"), 204)
    assert program.get("/api/v1/me/").status_code == 401
    body(api.delete(f"/api/v1/tokens/{made['id']}/"), 404)


def test_a_token_of_somebody_else_is_not_there(api: APIClient, client_of: Person):
    made = body(api.post("/api/v1/tokens/"), 201)
    body(client_of("outsider").delete(f"/api/v1/tokens/{made['id']}/"), 404)
    body(api.delete("/api/v1/tokens//"), 404)
    assert len(body(api.get("/api/v1/tokens/"))) == 1


def test_there_is_an_end_to_tokens(api: APIClient):
    for _ in range(20):
        body(api.post("/api/v1/tokens/"), 201)
    assert body(api.post("/api/v1/tokens/"), 409)["code"] == "too_many_tokens"


def test_a_newcomer_joins_by_link_and_is_signed_in(api: APIClient, project: Project):
    made = invite(api, project, note="for Nora")
    look = body(APIClient().get(f"/api/v1/invitations/look/{made['token']}/"))
    assert look == {"project_name": "A study", "role": "rater", "valid": True, "reason": "", "signed_in_as": None}
    client, response = accept(made["token"])
    me = body(response)
    assert (me["name"], [m["project"]["id"] for m in me["memberships"]]) == ("Nora New", [project.pk])
    assert body(client.get("/api/v1/me/"))["id"] == me["id"]
    assert body(client.get("/_allauth/browser/v1/auth/session"))["data"]["user"]["email"] == "new@example.org"
    assert Membership.objects.get(user=me["id"]).alias == "Nora New"
    assert body(api.get(f"/api/v1/projects/{project.pk}/invitations/"))[0]["uses"] == 1


def test_only_the_hash_of_a_token_is_kept_and_the_link_shown_once(api: APIClient, project: Project):
    made = invite(api, project)
    stored = Invitation.objects.get()
    assert made["token"] not in {str(value) for value in vars(stored).values()}
    assert body(api.get(f"/api/v1/projects/{project.pk}/invitations/"))[0]["url"] is None


def test_a_member_who_accepts_again_uses_nothing_up(api: APIClient, client_of: Person, project: Project):
    made = invite(api, project)
    me = body(client_of("rater").post("/api/v1/invitations/accept/", {"token": made["token"]}))
    assert len(me["memberships"]) == 1
    assert Invitation.objects.get().uses == 0


def test_a_paused_rater_cannot_resume_by_link(api: APIClient, client_of: Person, project: Project):
    Membership.objects.filter(role="rater").update(state="paused")
    made = invite(api, project)
    me = body(client_of("rater").post("/api/v1/invitations/accept/", {"token": made["token"]}))
    assert me["memberships"][0]["state"] == "paused"


def test_used_up_withdrawn_expired_and_unknown_links(api: APIClient, project: Project):
    used, withdrawn, expired = (invite(api, project) for _ in range(3))
    body(accept(used["token"])[1])
    body(api.delete(f"/api/v1/invitations/{withdrawn['id']}/"), 204)
    Invitation.objects.filter(pk=expired["id"]).update(expires_at=timezone.now() - timedelta(seconds=1))
    for token, word in (
        (used["token"], "used up"),
        (withdrawn["token"], "withdrawn"),
        (expired["token"], "expired"),
        ("nope", "not known"),
    ):
        look = body(APIClient().get(f"/api/v1/invitations/look/{token}/"))
        assert (look["valid"], word in look["reason"]) == (False, True)
        problem = body(accept(token, email="second@example.org")[1], 409)
        assert (problem["code"], word in problem["detail"]) == ("invitation_invalid", True)
    assert not User.objects.filter(email="second@example.org").exists()


@pytest.mark.parametrize(
    ("fields", "status", "code", "named"),
    [
        ({"password": "short"}, 400, "weak_password", "password"),
        ({"password": "password123"}, 400, "weak_password", "password"),
        ({"password": "new@example.org"}, 400, "weak_password", "password"),
        ({"email": "nobody"}, 400, "invalid", "email"),
        ({"email": ""}, 400, "invalid", "email"),
        ({"password": ""}, 400, "invalid", "password"),
        ({"email": "LEAD@example.org"}, 409, "account_exists", "email"),
    ],
)
def test_an_account_that_cannot_be_made_uses_nothing_up(
    api: APIClient, project: Project, fields: dict[str, str], status: int, code: str, named: str
):
    problem = body(accept(invite(api, project)["token"], **fields)[1], status)
    assert (problem["code"], list(problem["fields"])) == (code, [named])
    assert Invitation.objects.get().uses == 0
    assert not User.objects.filter(email="new@example.org").exists()


def test_two_raters_of_one_name_get_two_aliases(api: APIClient, project: Project):
    token = invite(api, project, max_uses=2)["token"]
    for email in ("one@example.org", "two@example.org"):
        body(accept(token, email=email)[1])
    aliases = Membership.objects.filter(user__name="Nora New").order_by("pk").values_list("alias", flat=True)
    assert list(aliases) == ["Nora New", "Nora New 2"]


def test_raters_are_shown_with_what_is_known_of_them(api: APIClient, project: Project):
    import_rows(project, [pair(n) for n in range(4)])
    votes = [
        {"item": n, "rater": "ann", "outcome": outcome, "first_shown": 1, "active_ms": 1000 * (n + 1)}
        for n, outcome in enumerate(("b", "b", "a", "tie"))
    ]
    votes += [{"item": n, "rater": "bob", "outcome": "both_bad"} for n in range(3)]
    import_rows(project, votes, kind="votes")
    rows = {row["alias"]: row for row in body(api.get(f"/api/v1/projects/{project.pk}/raters/"))}
    ann, bob = rows["ann"], rows["bob"]
    assert (ann["judgments"], ann["median_active_s"], ann["email"]) == (4, 2.5, "")
    # Position 1 stood first and won two of the three that weren't ties.
    assert (ann["side_a_rate"]["value"], ann["side_a_rate"]["n"]) == (pytest.approx(2 / 3), 3)
    assert (ann["tie_rate"]["value"], ann["tie_rate"]["n"]) == (0.25, 4)
    assert ann["side_a_rate"]["low"] < 2 / 3 < ann["side_a_rate"]["high"]
    assert ann["gold"] == {
        "passed": 0,
        "checked": 0,
        "accuracy": {
            "value": None,
            "low": None,
            "high": None,
            "n": 0,
            "method": "wilson",
            "reason": "nothing was counted yet",
        },
    }
    assert ann["abilities"] == {"pause": False, "resume": False, "qualify": False, "train_again": False}, (
        "nobody hands work to imported raters"
    )
    # Both bad is not a tie.
    assert (bob["tie_rate"]["value"], bob["side_a_rate"]["value"], bob["median_active_s"]) == (0.0, None, None)


@pytest.mark.parametrize("n", [1, 2, 3, 4, 5, 8])
def test_the_median_is_the_median(api: APIClient, project: Project, n: int):
    times = [7000, 1000, 3000, 9000, 2000, 2000, 8000, 5000][:n]
    import_rows(project, [pair(place) for place in range(n)])
    votes = [{"item": i, "rater": "r", "outcome": "a", "active_ms": ms} for i, ms in enumerate(times)]
    import_rows(project, votes, kind="votes")
    row = next(row for row in body(api.get(f"/api/v1/projects/{project.pk}/raters/")) if row["alias"] == "r")
    middle = sorted(times)
    assert row["median_active_s"] == (middle[(n - 1) // 2] + middle[n // 2]) / 2000


def test_raters_cost_the_same_few_queries_however_many(
    api: APIClient, project: Project, django_assert_max_num_queries: Any
):
    import_rows(project, [pair(n) for n in range(3)])
    import_rows(
        project, [{"item": n, "rater": f"r{r}", "outcome": "a"} for n in range(3) for r in range(20)], kind="votes"
    )
    with django_assert_max_num_queries(17):
        assert len(body(api.get(f"/api/v1/projects/{project.pk}/raters/"))) == 21


def test_a_rater_on_shift_is_shown_with_their_freshness(api: APIClient, people: dict[str, User], project: Project):
    rater = Membership.objects.get(user=people["rater"], role="rater")
    Project.objects.update(state="active")
    rater.refresh_from_db()
    shifts.start_shift(rater=rater, now=timezone.now())
    (row,) = body(api.get(f"/api/v1/projects/{project.pk}/raters/"))
    assert (row["on_shift"], row["on_break"], row["freshness"]) == (True, False, 1.0)
    assert row["last_seen_at"] is not None


def test_pausing_and_resuming(api: APIClient, client_of: Person, people: dict[str, User]):
    rater = Membership.objects.get(user=people["rater"])
    body(client_of("reviewer").post(f"/api/v1/raters/{rater.pk}/pause/", {"reason": "x"}), 403)
    paused = body(api.post(f"/api/v1/raters/{rater.pk}/pause/", {"reason": "Please call me."}))
    assert (paused["state"], paused["state_reason"]) == ("paused", "Please call me.")
    assert paused["abilities"] == {"pause": False, "resume": True, "qualify": True, "train_again": False}
    assert body(api.post(f"/api/v1/raters/{rater.pk}/pause/", {"reason": "again"}), 409)["code"] == "rater_not_active"
    resumed = body(api.post(f"/api/v1/raters/{rater.pk}/resume/", {}))
    assert (resumed["state"], resumed["state_reason"]) == ("active", "")
    assert body(api.post(f"/api/v1/raters/{rater.pk}/resume/"), 409)["code"] == "rater_not_paused"
    rater.refresh_from_db()
    assert rater.gold_counted_since is not None


def test_a_rater_in_watch_is_shown_to_the_lead_and_not_told(
    api: APIClient, client_of: Person, people: dict[str, User], project: Project
):
    rater = Membership.objects.get(user=people["rater"])
    Membership.objects.filter(pk=rater.pk).update(state="watch", state_reason="3 of 5 hidden checks missed")
    (row,) = body(api.get(f"/api/v1/projects/{project.pk}/raters/"))
    assert (row["state"], row["state_reason"]) == ("watch", "3 of 5 hidden checks missed")
    assert row["abilities"] == {"pause": True, "resume": False, "qualify": True, "train_again": False}
    assert row["quarantined"] == 0
    (mine,) = body(client_of("rater").get("/api/v1/me/"))["memberships"]
    assert (mine["state"], mine["state_reason"]) == ("active", "")


@pytest.mark.parametrize("quarantined", ["keep", "discard"])
def test_a_lead_decides_about_quarantine_when_resuming(api: APIClient, people: dict[str, User], quarantined: str):
    rater = Membership.objects.get(user=people["rater"])
    Membership.objects.filter(pk=rater.pk).update(state="paused", quarantine_since=timezone.now())
    url = f"/api/v1/raters/{rater.pk}/resume/"
    refused = body(api.post(url, {"quarantined": "perhaps"}), 400)
    assert list(refused["fields"]) == ["quarantined"]
    assert body(api.post(url, {"quarantined": quarantined}))["quarantined"] == 0
    rater.refresh_from_db()
    assert rater.quarantine_since is None


def test_health_says_what_is_alive(client_of: Person):
    WorkerBeat.objects.all().delete()
    shown = body(client_of("nobody").get("/api/v1/health/"))
    assert (shown["status"], shown["database"], shown["worker"]) == (
        "degraded",
        True,
        {"alive": False, "seen_at": None},
    )
    for name in ("worker", "beat"):
        WorkerBeat.objects.create(name=name, seen_at=timezone.now())
    shown = body(client_of("nobody").get("/api/v1/health/"))
    assert (shown["status"], shown["broker"], shown["beat"]["alive"]) == ("ok", True, True)
    WorkerBeat.objects.update(seen_at=timezone.now() - timedelta(minutes=2))
    assert body(client_of("nobody").get("/api/v1/health/"))["worker"]["alive"] is False


@pytest.mark.parametrize(
    "path",
    ["", "overview/", "items/", "imports/", "raters/", "guidelines/", "invitations/"],
)
def test_outsiders_find_nothing_and_raters_are_refused(client_of: Person, project: Project, path: str):
    address = f"/api/v1/projects/{project.pk}/{path}"
    assert body(client_of("outsider").get(address), 404)["code"] == "not_found"
    assert body(client_of("rater").get(address), 403)["code"] == "forbidden"
    assert client_of("nobody").get(address).status_code == 401
    body(client_of("lead").get(address))


def test_things_of_another_project_look_as_if_they_did_not_exist(client_of: Person, project: Project):
    other = make_project(make_lead("other@example.org"))
    run = import_rows(other, [pair(1), {"id": 2}])
    item = other.items.get()
    theirs, absent = f"items/{item.pk}/", f"items/{item.pk + 999}/"
    client = client_of("lead")
    assert body(client.get(f"/api/v1/{theirs}"), 404) == body(client.get(f"/api/v1/{absent}"), 404)
    for path in (f"imports/{run.pk}/", f"imports/{run.pk}/errors/"):
        body(client.get(f"/api/v1/{path}"), 404)
    for path in (f"items/{item.pk}/retire/", f"imports/{run.pk}/cancel/"):
        body(client.post(f"/api/v1/{path}"), 404)


def test_a_lead_qualifies_a_rater(api: APIClient, client_of: Person, people: dict[str, User], project: Project):
    rater = Membership.objects.get(user=people["rater"])
    url = f"/api/v1/raters/{rater.pk}/qualifications/"
    body(client_of("reviewer").put(url, {"qualifications": []}), 403)
    body(client_of("outsider").put(url, {"qualifications": []}), 404)
    row = body(api.put(url, {"qualifications": ["Safety", "language:DE", "safety"]}))
    assert (row["qualifications"], row["abilities"]["qualify"]) == (["language:de", "safety"], True)
    refused = body(api.put(url, {"qualifications": ["no name!"]}), 400)
    assert (refused["code"], list(refused["fields"])) == ("bad_qualification", ["qualifications"])
    assert "language:de" in refused["detail"], "it says what a name looks like"
    assert body(api.put(url, {"qualifications": "safety"}), 400)["code"] == "invalid"
    known = body(api.get(f"/api/v1/projects/{project.pk}/qualifying/"))
    assert known == {
        "pools": [{"requires": [], "open_slots": 0, "raters": 1}],
        "names": ["language:de", "safety"],
        "unserved": 0,
    }


def test_an_invitation_carries_qualifications(api: APIClient, project: Project):
    made = invite(api, project, qualifications=["Domain:Medicine"])
    assert made["qualifications"] == ["domain:medicine"]
    body(accept(made["token"])[1])
    assert Membership.objects.get(user__email="new@example.org").qualifications == ["domain:medicine"]
    address = f"/api/v1/projects/{project.pk}/invitations/"
    problem = body(api.post(address, {"role": "reviewer", "qualifications": ["x"]}), 400)
    assert problem["fields"] == {"qualifications": ["Only raters have qualifications."]}

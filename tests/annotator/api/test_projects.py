"""Projects over HTTP: created from a preset, changed with care, moved through their life."""

from datetime import timedelta

import pytest
from django.utils import timezone
from rest_framework.test import APIClient

from annotator.models import Project, Slot, User
from annotator.presets import PRESETS
from annotator.queries.projects import overview
from tests.annotator.api.conftest import Person, body
from tests.support.studies import NOW, import_rows, make_lead, make_project, pair

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("preset", list(PRESETS))
def test_every_preset_makes_a_project_with_its_questions_and_guideline(api: APIClient, preset: str):
    made = body(api.post("/api/v1/projects/", {"name": "Mine", "preset": preset}), 201)
    assert (made["state"], made["version"], made["preset"]) == ("draft", 1, preset)
    assert [question["key"] for question in made["questions"]] == [draft.key for draft in PRESETS[preset].questions]
    assert made["guideline"]["version"] == 1
    assert made["guideline"]["body"] == PRESETS[preset].guideline
    assert made["abilities"] == {
        "edit": True,
        "import": True,
        "invite": True,
        "request_report": True,
        "export": True,
        "activate": True,
        "pause": False,
        "close": False,
    }
    assert body(api.get(f"/api/v1/projects/{made['id']}/")) == made


def test_presets_can_be_looked_at_before(api: APIClient):
    shown = body(api.get("/api/v1/presets/"))
    assert [preset["key"] for preset in shown] == ["pairwise", "likert", "ranking", "safety"]
    assert all(preset["questions"] and preset["guideline"].startswith("# ") for preset in shown)


def test_own_questions_and_policies_replace_the_presets(api: APIClient):
    questions = [
        {
            "key": "tone",
            "kind": "likert",
            "title": "Tone",
            "scale_min": 0,
            "scale_max": 2,
            "scale_labels": {"0": "cold"},
        },
        {
            "key": "lang",
            "kind": "choice",
            "title": "Language",
            "choices": [{"value": "de", "label": "German"}, {"value": "en", "label": "English"}],
        },
    ]
    asked = {
        "name": "Own",
        "preset": "likert",
        "questions": questions,
        "overlap": 5,
        "gold_rate": 0,
        "guideline": "Be fair.",
    }
    made = body(api.post("/api/v1/projects/", asked), 201)
    assert [(q["key"], q["position"], q["scale_max"]) for q in made["questions"]] == [("tone", 0, 2), ("lang", 1, 5)]
    assert (made["overlap"], made["gold_rate"], made["guideline"]["body"]) == (5, 0.0, "Be fair.")


def test_who_may_not_create_projects_is_told_so(client_of: Person):
    problem = body(client_of("rater").post("/api/v1/projects/", {"name": "x", "preset": "likert"}), 403)
    assert problem["code"] == "forbidden"


def test_the_list_shows_what_i_lead_or_review(client_of: Person, project: Project):
    make_project(make_lead("other@example.org"), name="Not mine")
    for who, abilities in (("lead", True), ("reviewer", False)):
        (row,) = body(client_of(who).get("/api/v1/projects/"))["results"]
        assert (row["id"], row["abilities"]["edit"]) == (project.pk, abilities)
    for who in ("rater", "outsider"):
        assert body(client_of(who).get("/api/v1/projects/"))["results"] == []


def test_the_list_costs_the_same_for_many_projects(api: APIClient, lead: User, django_assert_num_queries):
    for number in range(3):
        make_project(lead, name=f"Study {number}")
    with django_assert_num_queries(5):  # session with its account, projects, questions, guidelines, where I lead
        assert len(body(api.get("/api/v1/projects/"))["results"]) == 4


def test_a_change_carries_the_version_it_was_made_on(api: APIClient, project: Project):
    address = f"/api/v1/projects/{project.pk}/"
    changed = body(api.patch(address, {"version": 1, "name": "Renamed", "gold_rate": 0.2}))
    assert (changed["name"], changed["gold_rate"], changed["version"]) == ("Renamed", 0.2, 2)
    problem = body(api.patch(address, {"version": 1, "name": "Too late"}), 409)
    assert problem["code"] == "stale"
    assert body(api.get(address))["name"] == "Renamed"


def test_the_life_of_a_project(api: APIClient, project: Project):
    address = f"/api/v1/projects/{project.pk}/"
    version = 1
    for state, abilities in (
        ("active", {"activate": False, "pause": True, "close": True}),
        ("paused", {"activate": True, "pause": False, "close": True}),
        ("active", {"activate": False, "pause": True, "close": True}),
        ("closed", {"activate": True, "pause": False, "close": False}),
        ("active", {"activate": False, "pause": True, "close": True}),
    ):
        shown = body(api.patch(address, {"version": version, "state": state}))
        version = shown["version"]
        assert shown["state"] == state
        assert abilities.items() <= shown["abilities"].items()
    problem = body(api.patch(address, {"version": version, "state": "draft"}), 409)
    assert problem["code"] == "impossible_transition"
    assert problem["fields"] == {"state": ["Expected one of closed, paused."]}


def test_a_change_that_is_refused_changes_nothing(api: APIClient, project: Project):
    address = f"/api/v1/projects/{project.pk}/"
    problem = body(api.patch(address, {"version": 1, "name": "Renamed", "batch_min": 9, "batch_max": 2}), 400)
    assert problem["fields"] == {"batch_min": ["Must not be above batch_max."]}
    assert body(api.get(address))["name"] == "A study"


def test_raising_and_lowering_the_overlap_opens_and_closes_slots(api: APIClient, project: Project):
    import_rows(project, [pair("x"), pair("y"), pair("g", gold={"preference": "a"})])
    address = f"/api/v1/projects/{project.pk}/"
    body(api.patch(address, {"version": 1, "overlap": 4}))
    assert Slot.objects.filter(state="open").count() == 8
    Slot.objects.filter(item__external_id="x", index=3).update(state="answered")
    body(api.patch(address, {"version": 2, "overlap": 2}))
    assert Slot.objects.filter(item__external_id="x", state="open").count() == 1
    assert Slot.objects.filter(item__external_id="y", state="open").count() == 2
    body(api.patch(address, {"version": 3, "overlap": 3}))
    assert Slot.objects.filter(item__external_id="x", state="open").count() == 2
    assert Slot.objects.filter(item__external_id="y").exclude(state="closed").count() == 3
    assert Slot.objects.count() == 8


def test_publishing_a_guideline(api: APIClient, client_of: Person, project: Project):
    address = f"/api/v1/projects/{project.pk}/guidelines/"
    new = body(api.post(address, {"body": "# New\n\nText ", "change_note": "Clearer"}), 201)
    assert (new["version"], new["body"]) == (2, "# New\n\nText ")
    assert body(api.post(address, {"body": "# New\n\nText "}), 409)["code"] == "same_guideline"
    assert [version["version"] for version in body(client_of("reviewer").get(address))] == [2, 1]
    assert body(api.get(f"/api/v1/projects/{project.pk}/"))["guideline"]["version"] == 2
    body(client_of("reviewer").post(address, {"body": "x"}), 403)


def test_an_empty_project_says_what_to_do_next(api: APIClient, project: Project, people: dict[str, User]):
    shown = body(api.get(f"/api/v1/projects/{project.pk}/overview/"))
    steps = [step["key"] for step in shown["next_steps"]]
    assert steps == ["start_worker", "import_items"]  # the fixture's rater is there already
    assert shown["judgments"] == {"total": 0, "today": 0, "last_7_days": 0}
    import_rows(project, [pair("x")])
    shown = body(api.get(f"/api/v1/projects/{project.pk}/overview/"))
    assert [step["key"] for step in shown["next_steps"]] == ["start_worker", "activate", "add_gold"]
    assert shown["items"] == {"work": 1, "gold": 0, "retired": 0}
    assert shown["slots"] == {"open": 2, "held": 0, "answered": 0, "total": 2}


def test_the_overview_costs_a_fixed_number_of_queries(api: APIClient, project: Project, django_assert_max_num_queries):
    import_rows(project, [pair(n) for n in range(30)])
    import_rows(
        project, [{"item": n, "rater": f"r{r}", "outcome": "a"} for n in range(30) for r in range(4)], kind="votes"
    )
    with django_assert_max_num_queries(16):
        shown = body(api.get(f"/api/v1/projects/{project.pk}/overview/"))
    assert shown["judgments"]["total"] == 120


def test_a_due_date_costs_two_queries_more(
    api: APIClient, project: Project, django_assert_num_queries, django_assert_max_num_queries
):
    import_rows(project, [pair(n) for n in range(3)])
    address = f"/api/v1/projects/{project.pk}/overview/"
    with django_assert_max_num_queries(16) as without:
        api.get(address)
    Project.objects.filter(pk=project.pk).update(due_on=NOW.date())
    with django_assert_num_queries(len(without.captured_queries) + 2):  # who is a model; times by rater
        assert body(api.get(address))["due"]["verdict"] == "overdue"


def test_votes_made_elsewhere_are_no_pace(project: Project):
    import_rows(project, [pair(n) for n in range(3)])
    days = [(NOW - timedelta(days=back)).isoformat() for back in range(1, 6)]
    votes = [
        {"item": n, "rater": f"r{at}", "outcome": "a", "submitted_at": day}
        for n in range(3)
        for at, day in enumerate(days)
    ]
    import_rows(project, votes, kind="votes")
    shown = overview(project, now=NOW)
    assert [(day.count, day.live) for day in shown.judgments_per_day] == [(3, 0)] * 5
    assert (shown.forecast.remaining, shown.forecast.done) == (6, None)
    assert "Nobody has worked yet" in str(shown.forecast.reason)


def test_model_judges_do_not_count_as_people(api: APIClient, project: Project):
    import_rows(project, [pair("x")])
    votes = [
        {"item": "x", "rater": "judge", "rater_kind": "model", "outcome": "a"},
        {"item": "x", "rater": "p", "outcome": "b"},
    ]
    import_rows(project, votes, kind="votes")
    assert body(api.get(f"/api/v1/projects/{project.pk}/overview/"))["judgments"]["total"] == 1


def test_serving_policies_are_set_and_checked_field_by_field(api: APIClient, project: Project):
    address = f"/api/v1/projects/{project.pk}/"
    rules = [{"slice": "language", "value": "de", "requires": ["Language:DE"]}]
    changes = {"overlap_mode": "dynamic", "overlap": 5, "overlap_min": 2, "max_judgments": 50, "fair_share": False}
    shown = body(api.patch(address, {"version": 1, **changes, "requirement_rules": rules}))
    assert {name: shown[name] for name in changes} == changes
    assert shown["requirement_rules"] == [{"slice": "language", "value": "de", "requires": ["language:de"]}]
    assert body(api.patch(address, {"version": 2, "max_judgments": None}))["max_judgments"] is None
    for wrong, field in (
        ({"overlap_mode": "magic"}, "overlap_mode"),
        ({"overlap_min": 6}, "overlap_min"),
        ({"overlap_share": 1.5}, "overlap_share"),
        ({"overlap_confidence": 1}, "overlap_confidence"),
        ({"max_judgments": 0}, "max_judgments"),
        ({"max_per_prompt": 1001}, "max_per_prompt"),
        ({"fair_share": "yes"}, "fair_share"),
        ({"requirement_rules": [{"slice": "a", "value": "b", "requires": []}]}, "requirement_rules.0.requires"),
        ({"requirement_rules": [{"slice": "a", "value": "b"}]}, "requirement_rules.0.requires"),
    ):
        problem = body(api.patch(address, {"version": 3, **wrong}), 400)
        assert list(problem["fields"]) == [field], wrong


def test_work_that_nobody_is_qualified_for_is_the_next_step(api: APIClient, project: Project, people: dict[str, User]):
    import_rows(project, [pair("x", requires=["chess"]), pair("y")])
    shown = body(api.get(f"/api/v1/projects/{project.pk}/overview/"))
    assert "qualify_raters" in [step["key"] for step in shown["next_steps"]]
    found = body(api.get(f"/api/v1/projects/{project.pk}/qualifying/"))
    assert (found["unserved"], found["names"]) == (2, ["chess"])


def test_a_due_date_is_set_compared_and_taken_away(api: APIClient, project: Project):
    import_rows(project, [pair("d1"), pair("d2")])
    address = f"/api/v1/projects/{project.pk}/"
    assert body(api.get(f"{address}overview/"))["due"] is None
    version = body(api.get(address))["version"]
    due_on = (timezone.now().date() + timedelta(days=10)).isoformat()
    changed = body(api.patch(address, {"version": version, "due_on": due_on}))
    assert changed["due_on"] == due_on
    due = body(api.get(f"{address}overview/"))["due"]
    assert (due["due_on"], due["verdict"], due["probability"]) == (due_on, "unknown", None)
    assert due["needed_per_day"] == pytest.approx(body(api.get(f"{address}overview/"))["slots"]["total"] / 10)
    [latest, *_] = body(api.get(f"{address}changes/"))["results"]
    assert latest["changes"] == {"due_on": [None, due_on]}
    problem = body(api.patch(address, {"version": changed["version"], "due_on": "soon"}), 400)
    assert "due_on" in problem["fields"]
    assert body(api.patch(address, {"version": changed["version"], "due_on": None}))["due_on"] is None

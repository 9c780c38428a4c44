"""Planning over the API: the same numbers as on the command line, and a project's own figures to begin with."""

import json
from io import StringIO
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from rest_framework.test import APIClient

from annotator.models import Membership, Role, User
from tests.agreement.world import NOW, Study, make_study

pytestmark = pytest.mark.django_db


@pytest.fixture
def made() -> Study:
    return make_study()


@pytest.fixture
def api(made: Study) -> APIClient:
    lead = User.objects.create_user("lead@example.org", "a stone that gold is rubbed on")
    Membership.objects.create(project=made.project, user=lead, role=Role.LEAD, created_at=NOW)
    client = APIClient()
    client.force_authenticate(lead)
    return client


def address(made: Study) -> str:
    return f"/api/v1/projects/{made.project.pk}/plan/"


@pytest.mark.parametrize(
    ("kind", "numbers"),
    [
        ("win-rate", {"difference": 0.05, "ties": 0.2, "votes": 3}),
        ("kappa", {"expected": 0.6, "half_width": 0.05, "categories": 3}),
        ("ranking", {"models": 5, "distance": 0.2, "raters": 50, "seconds": 37}),
        ("cost", {"judgments": 100_000, "raters": 50, "seconds": 37}),
    ],
)
def test_the_same_numbers_as_on_the_command_line(made: Study, api: APIClient, kind: str, numbers: dict[str, Any]):
    told = api.post(address(made), {"kind": kind, **numbers}).json()
    printed = StringIO()
    flags = [part for name, value in numbers.items() for part in (f"--{name.replace('_', '-')}", str(value))]
    call_command("plan", kind, *flags, "--json", stdout=printed)
    assert told == json.loads(printed.getvalue())


def test_100_000_singles_with_50_raters_at_37_seconds_take_three_working_days(made: Study, api: APIClient):
    told = api.post(address(made), {"kind": "cost", "judgments": 100_000, "raters": 50, "seconds": 37}).json()
    assert told["days"] == pytest.approx(3.08, abs=0.01)


@pytest.mark.parametrize(
    ("wish", "field"),
    [
        ({"kind": "win-rate"}, "difference"),
        ({"kind": "kappa", "expected": 0.6}, "half_width"),
        ({"kind": "cost", "judgments": 10, "raters": 5}, "seconds"),
        ({"kind": "win-rate", "difference": 0.5}, "difference"),
        ({"kind": "win-rate", "difference": 0.1, "ties": 1}, "ties"),
        ({"kind": "ranking", "models": 1, "distance": 0.1}, "models"),
        ({"kind": "guess"}, "kind"),
        ({"kind": "win-rate", "difference": 0.1, "voters": 3}, "voters"),
    ],
)
def test_what_cannot_be_planned_is_named(made: Study, api: APIClient, wish: dict[str, Any], field: str):
    answer = api.post(address(made), wish)
    assert answer.status_code == 400
    assert field in answer.json()["fields"]


def test_a_projects_own_figures_are_what_to_begin_with(made: Study, api: APIClient):
    nothing = api.get(address(made)).json()
    assert nothing == {"seconds": None, "ties": None, "raters": 0, "votes": made.project.overlap} | {
        "models": 0,
        "correlation": None,
    }
    better = made.question()
    made.vote(better, [("i1", "x", "a"), ("i1", "y", "tie"), ("i2", "x", "both_bad"), ("i2", "y", "b")], active_ms=9000)
    found = api.get(address(made)).json()
    assert (found["seconds"], found["ties"], found["raters"]) == (9.0, 0.5, 2)


def test_how_far_votes_on_one_item_go_together_is_the_projects_own_figure(made: Study, api: APIClient):
    better = made.question()
    # Of 30 items with two decided votes 24 agree: 2 * .8 - 1.
    votes = [(f"i{n}", rater, "a" if rater == "x" or n < 24 else "b") for n in range(30) for rater in ("x", "y")]
    made.vote(better, [*votes, ("i99", "x", "a")])
    assert api.get(address(made)).json()["correlation"] == 0.6


def test_the_saving_of_telling_pairs_is_simulated_on_the_command_line():
    told = StringIO()
    call_command("plan", "saving", "--models", "6", "--distance", "1", "--seed", "3", "--json", stdout=told)
    found = json.loads(told.getvalue())
    assert found["saved"] == pytest.approx(1 - found["telling_first"] / found["equally_often"])
    again = StringIO()
    call_command("plan", "saving", "--models", "6", "--distance", "1", "--seed", "3", stdout=again)
    assert f"{found['equally_often']:,.0f} decided votes" in again.getvalue()
    with pytest.raises(CommandError, match="2 to 30 models"):
        call_command("plan", "saving", "--models", "31", "--distance", "1")


def test_only_a_lead_plans(made: Study, api: APIClient):
    Membership.objects.update(role=Role.RATER)
    assert api.get(address(made)).status_code == 403
    assert api.post(address(made), {"kind": "win-rate", "difference": 0.1}).status_code == 403

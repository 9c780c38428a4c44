"""A project and four people around it: who leads, who reviews, who rates, and who has nothing to do with it."""

from collections.abc import Callable
from typing import Any

import pytest
from rest_framework.test import APIClient

from annotator.models import Project, User
from annotator.services.invitations import create_membership
from tests.support.studies import NOW, make_lead, make_project

Person = Callable[[str], APIClient]


@pytest.fixture
def lead() -> User:
    return make_lead()


@pytest.fixture
def project(lead: User) -> Project:
    return make_project(lead, policies={"overlap": 2})


@pytest.fixture
def people(project: Project, lead: User) -> dict[str, User]:
    members = {"lead": lead}
    for role in ("reviewer", "rater"):
        members[role] = User.objects.create_user(f"{role}@example.org", name=role.title())
        create_membership(project=project, user=members[role], role=role, now=NOW)
    members["outsider"] = User.objects.create_user("outsider@example.org", may_create_projects=True)
    return members


@pytest.fixture
def client_of(people: dict[str, User]) -> Person:
    def sign_in(who: str) -> APIClient:
        client = APIClient()
        if who != "nobody":
            client.force_login(people[who])
        return client

    return sign_in


@pytest.fixture
def api(client_of: Person) -> APIClient:
    """The lead's client."""
    return client_of("lead")


def body(response: Any, status: int = 200) -> Any:
    """Return the JSON of ``response``, which must have ``status``."""
    assert response.status_code == status, response.content
    return response.json() if response.content else None

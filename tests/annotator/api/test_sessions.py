"""A session is stored with its account, read together with it, and ends when it is ended."""

from importlib import import_module
from typing import Any

import pytest
from django.apps import apps
from django.contrib.sessions.models import Session as PlainSession
from django.test import Client

from annotator.models import User
from config.models import Session
from config.sessions import account_of_session

pytestmark = [pytest.mark.django_db, pytest.mark.both_databases]
WHO = "/_allauth/browser/v1/auth/session"


@pytest.fixture
def person() -> User:
    return User.objects.create_user(email="mila@example.org", password="long enough 7")


@pytest.fixture
def browser(person: User) -> Client:
    browser = Client()
    browser.force_login(person)
    return browser


def test_it_knows_its_account_and_goes_with_it(person: User, browser: Client):
    assert Session.objects.get().account == person
    assert browser.get(WHO).status_code == 200
    person.delete()
    assert not Session.objects.exists()
    assert browser.get(WHO).status_code == 401


def test_a_request_reads_both_with_one_statement(browser: Client, django_assert_num_queries: Any):
    with django_assert_num_queries(1):
        assert browser.get("/api/v1/projects/987654/claim/").status_code == 405


def test_what_changed_between_two_requests_counts(person: User, browser: Client):
    assert browser.get(WHO).status_code == 200
    User.objects.filter(pk=person.pk).update(is_active=False)
    assert browser.get(WHO).status_code == 401


def test_it_ends_when_signed_out_or_when_the_password_changes(person: User, browser: Client):
    key = browser.cookies["sessionid"].value
    person.set_password("another long one 8")
    person.save()
    assert browser.get(WHO).status_code == 401
    browser.force_login(person)
    browser.logout()
    assert not Session.objects.filter(session_key=key).exists()


def test_an_account_that_came_along_is_given_once_and_to_nobody_else(person: User, browser: Client):
    store = import_module("config.sessions").SessionStore(browser.cookies["sessionid"].value)
    store.load()
    assert account_of_session(person.pk + 1) is None
    store.load()
    assert account_of_session(person.pk) == person
    assert account_of_session(person.pk) is None


def test_the_migration_keeps_people_signed_in(person: User, browser: Client):
    kept = Session.objects.get()
    values = {"session_data": kept.session_data, "expire_date": kept.expire_date}
    PlainSession.objects.create(session_key=kept.session_key, **values)
    PlainSession.objects.create(session_key="nobody", **values | {"session_data": "damaged"})
    kept.delete()
    import_module("config.migrations.0001_sessions_of_accounts").keep_signed_in(apps, None)
    assert Session.objects.get().account == person
    assert browser.get(WHO).status_code == 200

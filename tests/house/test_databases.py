"""The two passes of the suite are what they say."""

import os

import psycopg
import pytest
from django.db import connection

from tests import machine


@pytest.mark.both_databases
@pytest.mark.django_db
def test_the_pass_runs_on_the_database_that_it_names() -> None:
    named = os.environ.get("DATABASE_URL", "sqlite")
    assert connection.vendor == ("postgresql" if named.startswith("postgres") else "sqlite")


@pytest.mark.both_databases
@pytest.mark.django_db
def test_every_migration_is_applied_by_the_test_database() -> None:
    with connection.cursor() as cursor:
        tables = set(connection.introspection.table_names(cursor))
    assert {"annotator_judgment", "annotator_slot"} <= tables


@pytest.mark.postgresql
def test_a_database_of_our_own_is_made_and_dropped(request: pytest.FixtureRequest) -> None:
    url = request.getfixturevalue("postgresql_url")
    with psycopg.connect(url) as own:
        row = own.execute("SELECT current_database()").fetchone()
    assert row
    assert row[0].startswith("touchstone_")


def test_an_absent_server_is_named_with_its_address(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(machine, "POSTGRESQL_URL", "postgres://nobody@127.0.0.1:9/none")
    reason = machine.postgresql_absence.__wrapped__()
    assert reason is not None
    assert "PostgreSQL at 127.0.0.1:9" in reason

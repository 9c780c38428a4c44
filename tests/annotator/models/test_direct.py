"""What libpq is sent directly behaves as what psycopg sends: values, errors, transactions, lost connections."""

import uuid
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import psycopg
import pytest
from django.db import OperationalError

from annotator.models import direct
from config.postgresql.base import DatabaseWrapper
from tests.support.running import fresh_database

pytestmark = pytest.mark.postgresql


@pytest.fixture(scope="module")
def url() -> Iterator[str]:
    with fresh_database("touchstone_direct") as url:
        yield url


@pytest.fixture
def link(url: str) -> Iterator["psycopg.Connection[Any]"]:
    with psycopg.connect(url) as link:
        link.execute("SET TIME ZONE 'UTC'")
        link.execute("CREATE TEMPORARY TABLE kept (id bigserial, word text, at timestamptz, key uuid, fine boolean)")
        link.commit()
        yield link
        link.rollback()


@pytest.mark.parametrize("prepare", [5, None])
def test_values_come_back_as_they_went(link: "psycopg.Connection[Any]", prepare: int | None):
    link.prepare_threshold = prepare
    at = datetime(2026, 2, 28, 23, 59, 59, 120, tzinfo=UTC)
    given = [
        ("“100 %” of $1", at, uuid.uuid4(), True),
        (None, None, None, None),
        ("", at.replace(microsecond=0), None, False),
    ]
    for row in given:
        keys, n_rows = direct.run(
            link, "INSERT INTO kept (word, at, key, fine) VALUES (%s, %s, %s, %s) RETURNING id", row
        )
        assert n_rows == len(keys) == 1
    rows, n_rows = direct.run(link, "SELECT word, at, key, fine FROM kept ORDER BY id", [])
    assert (rows, n_rows) == (given, 3)
    assert direct.run(link, "UPDATE kept SET fine = %s WHERE key IS NULL", [True]) == ([], 2)


def test_instants_are_in_utc_whatever_the_zone_of_the_server(link: "psycopg.Connection[Any]"):
    at = datetime(2026, 7, 1, 12, tzinfo=UTC)
    link.execute("SET TIME ZONE 'Asia/Kolkata'")
    ((found,),), _ = direct.run(link, "SELECT %s::timestamptz", [at])
    assert (found, found.utcoffset()) == (at, timedelta(0))
    link.execute("SET datestyle = 'SQL, DMY'")
    with pytest.raises(psycopg.DataError, match="01/07/2026"):  # as psycopg says it, rather than a wrong date
        direct.run(link, "SELECT %s::timestamptz", [at])


def test_a_transaction_begins_with_the_first_statement(link: "psycopg.Connection[Any]"):
    direct.run(link, "INSERT INTO kept (word) VALUES (%s)", ["undone"])
    assert link.info.transaction_status == psycopg.pq.TransactionStatus.INTRANS
    link.rollback()
    assert direct.run(link, "SELECT word FROM kept", []) == ([], 0)


def test_errors_are_psycopgs_own(link: "psycopg.Connection[Any]"):
    link.execute("ALTER TABLE kept ADD UNIQUE (word)")
    direct.run(link, "INSERT INTO kept (word) VALUES (%s)", ["once"])
    with pytest.raises(psycopg.errors.UniqueViolation, match="once"):
        direct.run(link, "INSERT INTO kept (word) VALUES (%s)", ["once"])
    link.rollback()
    with pytest.raises(psycopg.errors.UndefinedTable):
        direct.run(link, "SELECT %s FROM nowhere", [1])


def test_a_lost_connection_is_an_operational_error(url: str):
    with psycopg.connect(url, autocommit=True) as other, psycopg.connect(url) as lost:
        direct.run(lost, "SELECT %s::int", [1])
        other.execute("SELECT pg_terminate_backend(%s, 5000)", [lost.info.backend_pid])
        with pytest.raises(psycopg.OperationalError):
            direct.run(lost, "SELECT %s::int", [1])


def test_a_commit_that_never_arrived_is_an_operational_error(url: str):
    kept = DatabaseWrapper({"NAME": "not used"}, alias="kept")
    kept._commit()
    with psycopg.connect(url, autocommit=True) as other, psycopg.connect(url) as link:
        kept.connection = link
        direct.run(link, "SELECT %s::int", [1])
        kept._commit()
        assert link.info.transaction_status == psycopg.pq.TransactionStatus.IDLE
        other.execute("SELECT pg_terminate_backend(%s, 5000)", [link.info.backend_pid])
        with pytest.raises(OperationalError):
            kept._commit()


def test_a_kept_connection_is_asked_only_when_its_server_has_said_something(url: str):
    kept = DatabaseWrapper({"NAME": "not used"}, alias="kept")
    assert not kept.is_usable()
    with psycopg.connect(url, autocommit=True) as other, psycopg.connect(url) as link:
        kept.connection = link
        assert kept.is_usable()
        assert link.info.transaction_status == psycopg.pq.TransactionStatus.IDLE  # nothing was asked
        other.execute("SELECT pg_terminate_backend(%s, 5000)", [link.info.backend_pid])
        assert not kept.is_usable()


def test_statements_that_the_server_was_made_to_forget_are_prepared_anew(link: "psycopg.Connection[Any]"):
    assert direct.run(link, "SELECT %s::int + 1", [1])[0] == [(2,)]
    link.execute("DEALLOCATE ALL")
    with pytest.raises(psycopg.errors.InvalidSqlStatementName):
        direct.run(link, "SELECT %s::int + 1", [1])
    link.rollback()
    assert direct.run(link, "SELECT %s::int + 1", [2])[0] == [(3,)]

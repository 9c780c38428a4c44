"""Which tests run on this machine.

A test that needs PostgreSQL, Redis or a Chromium says so with a marker and is skipped by name where that is absent.
With ``TOUCHSTONE_REQUIRE_ALL=1`` (continuous integration) it fails instead, whoever skipped it.

The suite has two passes: everything on SQLite, and the tests marked ``both_databases`` or ``only_on_postgresql`` with
``DATABASE_URL`` naming a PostgreSQL; ``make test`` runs both where a server answers.
"""

import os
import sys
from collections.abc import Generator, Iterator

import pytest
from django.test import override_settings
from django.utils import translation

from config.celery import app as celery_app
from tests import machine
from tests.support.running import fresh_database

ABSENCES = {
    "postgresql": machine.postgresql_absence,
    "only_on_postgresql": machine.postgresql_absence,
    "redis": machine.redis_absence,
    "browser": machine.browser_absence,
}
# Playwright keeps an event loop running in the process for as long as a browser is open, and Django then takes every
# database call of a later test for one from within that loop. There is no async code here to protect.
os.environ.setdefault("DJANGO_ALLOW_ASYNC_UNSAFE", "1")
REQUIRE_ALL = os.environ.get("TOUCHSTONE_REQUIRE_ALL", "") not in {"", "0"}
ON_POSTGRESQL = os.environ.get("DATABASE_URL", "").startswith(("postgres://", "postgresql://"))


def pytest_addoption(parser: pytest.Parser) -> None:
    """``--screenshots [FOLDER]`` keeps pictures of what is seen; ``--update-looks`` makes the reviewed ones anew."""
    parser.addoption("--screenshots", nargs="?", const="test-results/screens", default=None, metavar="FOLDER")
    parser.addoption("--update-looks", action="store_true", help="make the reviewed pictures of the screens anew")


def pytest_configure() -> None:
    """Keep tests away from a Touchstone that may be running on this machine: its broker must not see their messages."""
    celery_app.conf.update(broker_url="memory://", broker_transport_options={})


@pytest.fixture(scope="session", autouse=True)
def files_of_our_own(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """Send uploaded and exported files to a temporary folder instead of the data folder, and answer at once."""
    with override_settings(MEDIA_ROOT=tmp_path_factory.mktemp("files"), ANSWER_FLOOR_MS=0):
        yield


@pytest.fixture(autouse=True)
def nothing_kept() -> None:
    """A test's rows may have the ids of another's, which no process meets in one database."""
    kept = sys.modules.get("preferences.datasets.kept_duels")
    if kept is not None:
        kept.forget_duels()


@pytest.fixture(autouse=True)
def english_afterwards() -> Iterator[None]:
    """Forget the language of the last request: a thread keeps it until its next one."""
    yield
    translation.deactivate()


@pytest.fixture
def postgresql_url() -> Iterator[str]:
    """An empty database on the PostgreSQL server, for processes of the test's own; dropped afterwards."""
    with fresh_database("touchstone") as url:
        yield url


LONGEST = (
    "tests/e2e/test_conformance.py",
    "tests/e2e/test_real_run.py",
    "tests/concurrency/",
    "tests/e2e/",
    "tests/house/",
)
"""Begun in this order before all else: what takes minutes must not be what one worker is left with at the end."""


def _place(item: pytest.Item) -> int:
    return next((place for place, start in enumerate(LONGEST) if item.nodeid.startswith(start)), len(LONGEST))


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Leave the tests of the PostgreSQL pass to that pass; without any server they stay, to be skipped by name."""
    items.sort(key=_place)  # within a place the order stays drawn
    if ON_POSTGRESQL or machine.postgresql_absence():
        return
    deselected = [item for item in items if item.get_closest_marker("only_on_postgresql")]
    if deselected:
        config.hook.pytest_deselected(items=deselected)
        items[:] = [item for item in items if item not in deselected]


def pytest_runtest_setup(item: pytest.Item) -> None:
    """Skip, or under ``TOUCHSTONE_REQUIRE_ALL`` fail, a test whose need this machine can't meet."""
    for marker, absence in ABSENCES.items():
        if item.get_closest_marker(marker) and (reason := absence()):
            if REQUIRE_ALL:
                pytest.fail(f"TOUCHSTONE_REQUIRE_ALL is set and this test {reason}", pytrace=False)
            pytest.skip(reason)


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item: pytest.Item) -> Generator[None, pytest.TestReport, pytest.TestReport]:
    """Under ``TOUCHSTONE_REQUIRE_ALL`` a marked test may not skip itself either: absence must not look like success."""
    report = yield
    marked = any(item.get_closest_marker(marker) for marker in ABSENCES)
    if REQUIRE_ALL and marked and report.skipped and not hasattr(report, "wasxfail"):
        report.outcome = "failed"
        report.longrepr = f"TOUCHSTONE_REQUIRE_ALL is set and this test was skipped: {report.longrepr}"
    return report

"""A machine without a service skips by name; continuous integration takes no absence for success."""

import os
import subprocess
import sys
from pathlib import Path

from tests.machine import BASE_DIR

NOWHERE = "postgres://nobody@127.0.0.1:9/none"
TESTS = """
import pytest

@pytest.mark.postgresql
def test_that_needs_a_server():
    pass

@pytest.mark.only_on_postgresql
def test_that_needs_a_database_of_its_kind():
    pass

@pytest.mark.browser
def test_that_skips_itself():
    pytest.skip("no reason at all")

def test_that_needs_nothing():
    pass

def test_that_skips_itself_and_needs_nothing():
    pytest.skip("a reason of its own")
"""


def _pytest(folder: Path, **environment: str) -> subprocess.CompletedProcess[str]:
    """Run the tests above under the suite's own configuration, on a machine without PostgreSQL."""
    file = folder / "test_needs.py"
    file.write_text(TESTS)
    foreign = {"TOUCHSTONE_REQUIRE_ALL", "DATABASE_URL", "PYTEST_XDIST_WORKER", "PYTEST_ADDOPTS"}
    own = {name: value for name, value in os.environ.items() if name not in foreign}
    return subprocess.run(
        [sys.executable, "-m", "pytest", "-c", "pyproject.toml", "-p", "tests.conftest", "-n0", "-rs", "-q", str(file)],
        cwd=BASE_DIR,
        # Any file will do for a browser that is never started.
        env={**own, "TOUCHSTONE_TEST_POSTGRESQL_URL": NOWHERE, "TOUCHSTONE_CHROMIUM": sys.executable, **environment},
        capture_output=True,
        text=True,
        timeout=150,
        check=False,
    )


def test_what_is_absent_is_skipped_with_its_name(tmp_path: Path) -> None:
    run = _pytest(tmp_path)
    assert run.returncode == 0, run.stdout
    assert "needs PostgreSQL at 127.0.0.1:9" in run.stdout
    assert "1 passed, 4 skipped" in run.stdout


def test_what_is_absent_is_a_failure_where_all_is_required(tmp_path: Path) -> None:
    run = _pytest(tmp_path, TOUCHSTONE_REQUIRE_ALL="1")
    assert run.returncode == 1, run.stdout
    assert "TOUCHSTONE_REQUIRE_ALL is set and this test needs PostgreSQL at 127.0.0.1:9" in run.stdout
    assert "TOUCHSTONE_REQUIRE_ALL is set and this test was skipped" in run.stdout
    assert "1 failed, 1 passed, 1 skipped, 2 errors" in run.stdout

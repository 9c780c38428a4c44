"""SQLite's log stays where it is while a process of ours lives, whoever opens and closes the file beside it."""

import os
import sqlite3
import subprocess
import sys
from contextlib import closing
from pathlib import Path

import pytest

from tests.machine import BASE_DIR

OURS = """
import os, sys, django
django.setup()
from django.db import connection
def use():
    with connection.cursor() as cursor:
        cursor.execute("CREATE TABLE IF NOT EXISTS t (a)")
        cursor.execute("INSERT INTO t VALUES (1)")
    connection.close()
use()
if sys.argv[1] == "fork":
    child = os.fork()
    if child:  # the child alone is what the test looks at
        os.waitpid(child, 0)
        os._exit(0)
    use()
print("closed", flush=True)
sys.stdin.read()
"""


@pytest.mark.parametrize("how", ["plain", "fork"])
def test_another_process_never_closes_the_last_connection(tmp_path: Path, how: str) -> None:
    environment = {name: value for name, value in os.environ.items() if name != "DATABASE_URL"}
    environment |= {"TOUCHSTONE_DATA_DIR": str(tmp_path), "DJANGO_SETTINGS_MODULE": "config.settings"}
    ours = subprocess.Popen(
        [sys.executable, "-c", OURS, how],
        cwd=BASE_DIR,
        env=environment,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    database = tmp_path / "touchstone.sqlite3"
    log = tmp_path / "touchstone.sqlite3-wal"
    with ours:
        assert ours.stdout is not None
        assert ours.stdout.readline() == "closed\n"
        _write(database)
        assert log.exists()
        assert ours.stdin is not None
        ours.stdin.close()
        assert ours.wait(timeout=20) == 0
    _write(database)
    assert not log.exists()  # what keeps it is the process, not the test
    with closing(sqlite3.connect(database)) as theirs:
        assert theirs.execute("SELECT count(*) FROM t").fetchall() == [(4 if how == "fork" else 3,)]


def _write(database: Path) -> None:
    with closing(sqlite3.connect(database, timeout=20)) as theirs, theirs:
        theirs.execute("INSERT INTO t VALUES (2)")

"""SQLite's log stays where it is while a process of ours lives, and its writers take turns."""

import os
import sqlite3
import subprocess
import sys
import threading
from contextlib import closing
from pathlib import Path

import pytest

from config.sqlite.base import WritersQueue
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


HOLDER = """
import sys, django
django.setup()
from django.db import connection, transaction
how = sys.argv[1]
with connection.cursor() as cursor:
    cursor.execute("CREATE TABLE IF NOT EXISTS t (a)")
try:
    with transaction.atomic():
        with connection.cursor() as cursor:
            cursor.execute("INSERT INTO t VALUES (3)")
        print("inside", flush=True)
        sys.stdin.readline()
        if how == "rollback":
            raise ValueError
except ValueError:
    pass
print("outside", flush=True)
sys.stdin.readline()
"""


def _holder(folder: Path, how: str) -> subprocess.Popen[str]:
    environment = {name: value for name, value in os.environ.items() if name != "DATABASE_URL"}
    environment |= {"TOUCHSTONE_DATA_DIR": str(folder), "DJANGO_SETTINGS_MODULE": "config.settings"}
    command = [sys.executable, "-c", HOLDER, how]
    pipe = subprocess.PIPE
    return subprocess.Popen(command, cwd=BASE_DIR, env=environment, stdin=pipe, stdout=pipe, text=True)


def _turn(queue: WritersQueue, took: list[bool]) -> threading.Thread:
    def wait() -> None:
        queue.enter()
        took.append(True)
        queue.leave()

    waiting = threading.Thread(target=wait, daemon=True)
    waiting.start()
    return waiting


@pytest.mark.parametrize("how", ["commit", "rollback", "kill"])
def test_writers_take_turns_across_processes(tmp_path: Path, how: str) -> None:
    holder = _holder(tmp_path, how)
    with holder:
        assert holder.stdout is not None
        assert holder.stdin is not None
        assert holder.stdout.readline() == "inside\n"
        queue, took = WritersQueue(tmp_path / "touchstone.sqlite3-queue"), list[bool]()
        waiting = _turn(queue, took)
        waiting.join(timeout=0.2)
        assert not took, "two writers were inside"
        if how == "kill":
            holder.kill()
        else:
            holder.stdin.write("\n")
            holder.stdin.flush()
            assert holder.stdout.readline() == "outside\n"
        waiting.join(timeout=20)
        assert took == [True]
        queue.close()
        holder.kill()
    with closing(sqlite3.connect(tmp_path / "touchstone.sqlite3")) as theirs:
        assert theirs.execute("SELECT count(*) FROM t").fetchall() == [(1 if how == "commit" else 0,)]


def test_whoever_leaves_twice_or_was_never_inside_disturbs_nobody(tmp_path: Path) -> None:
    first, second = WritersQueue(tmp_path / "q"), WritersQueue(tmp_path / "q")
    second.leave()
    first.enter()
    second.leave()
    took: list[bool] = []
    waiting = _turn(second, took)
    waiting.join(timeout=0.2)
    assert not took
    first.close()
    first.close()
    waiting.join(timeout=20)
    assert took == [True]
    second.close()

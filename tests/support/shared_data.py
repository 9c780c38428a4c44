"""Where the public data sets are that some tests read: TOUCHSTONE_DATA, or the folder beside the repository."""

from __future__ import annotations

import csv
import json
import os
from functools import cache
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).resolve().parents[2]


def shared_data(name: str = "") -> Path:
    """The path of file `name` in the shared data; without it the test is skipped.

    With TOUCHSTONE_REQUIRE_ALL=1 the test fails instead, so that a run that must be complete can't be silently thin.
    """
    named = os.environ.get("TOUCHSTONE_DATA")
    path = (Path(named) if named else ROOT.parent / "shared" / "data") / name
    if path.exists():
        return path
    reason = f"the shared data is absent: {path} (set TOUCHSTONE_DATA)"
    if os.environ.get("TOUCHSTONE_REQUIRE_ALL", "") not in {"", "0"}:
        pytest.fail(f"TOUCHSTONE_REQUIRE_ALL is set, but {reason}")
    pytest.skip(reason)


@cache
def _cases(path: Path) -> dict[str, dict[str, Any]]:
    return {case["id"]: case for case in json.loads(path.read_text(encoding="utf-8"))["cases"]}


def expected_case(case: str) -> dict[str, Any]:
    """The expected values of a case, by its id (for example "A02_pandalm")."""
    expected: dict[str, Any] = _cases(shared_data("expected.json"))[case]["expected"]
    return expected


def read_csv(name: str) -> list[dict[str, str]]:
    """The rows of a shared CSV file with a header."""
    with shared_data(name).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def read_jsonl(name: str) -> list[dict[str, Any]]:
    """The objects of a shared JSON-lines file."""
    with shared_data(name).open(encoding="utf-8") as file:
        return [json.loads(line) for line in file]

"""``manage.py simulate``: what the command says, and what it refuses."""

import io
import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command

ROOT = Path(__file__).resolve().parents[2]
SMALL = ("--raters", "16", "--items", "300", "--hours", "3", "--through", "memory")


def said(*arguments: str) -> str:
    out = io.StringIO()
    call_command("simulate", *arguments, stdout=out, stderr=io.StringIO())
    return out.getvalue()


def test_the_same_seed_gives_the_same_bytes_and_another_one_another_day():
    assert said(*SMALL, "--seed", "3", "--json") == said(*SMALL, "--seed", "3", "--json")
    assert said(*SMALL, "--seed", "3", "--json") != said(*SMALL, "--seed", "4", "--json")


def test_what_a_day_says():
    found: dict[str, Any] = json.loads(said(*SMALL, "--seed", "7", "--policy", "adaptive", "--overlap", "3", "--json"))
    assert found["quality"]["accuracy_low"] < found["quality"]["accuracy"] < found["quality"]["accuracy_high"]
    assert found["quality"]["accuracy"] > 0.9
    assert 0.3 < found["quality"]["alpha"] < 1
    assert set(found["spammers"]) >= {"recall", "precision", "median_judgments"}
    assert found["honest_paused"] == 0
    assert set(found["fatigue"]) >= {"hits", "false_alarms", "delay_minutes"}
    assert 0 < found["rater_hours"] <= 48
    assert found["breaks"] >= 0
    assert found["settings"]["rules"]["most_votes"] == 4


def test_a_table_to_read_and_progress_beside_it():
    out, err = io.StringIO(), io.StringIO()
    call_command("simulate", *SMALL, "--policy", "fixed", stdout=out, stderr=err)
    assert "spammers: share caught" in out.getvalue()
    assert "rater-hours" in out.getvalue()
    assert "hour 0.5" in err.getvalue()
    assert "hour" not in out.getvalue().splitlines()[0]


@pytest.mark.parametrize(
    ("arguments", "reason"),
    [
        (["--raters", "0"], "'0' is not a whole number from 1 to 1000"),
        (["--hours", "-1"], "does not lie between"),
        (["--hours", "long"], "is not a number"),
        (["--hours", "nan"], "does not lie between"),
        (["--overlap", "x"], "is not a whole number"),
        (["--policy", "hope"], "invalid choice: 'hope'"),
        (["--confidence", "0.2"], "does not lie between 0.5"),
        (["--seed", "-3"], "is not a whole number"),
        (["--policy", "fixed", "--confidence", "0.9"], "--confidence goes with --policy adaptive"),
        (["--first-votes", "9"], "--first-votes 9 is above the most that --overlap 3 allows (4)"),
    ],
)
def test_bad_arguments_are_refused_with_the_reason(arguments, reason):
    with pytest.raises(CommandError) as refused:
        said(*arguments)
    assert reason in str(refused.value)


def test_on_a_fresh_machine_no_data_folder_is_made(tmp_path):
    """Run as a person would, from a copy of nothing but the command line, with a data folder that must stay away."""
    folder, tiny = tmp_path / "var", ("--raters", "2", "--items", "2", "--hours", "0.2")
    result = subprocess.run(
        [sys.executable, str(ROOT / "manage.py"), "simulate", *tiny, "--json"],
        capture_output=True,
        text=True,
        check=False,
        timeout=170,
        env={**os.environ, "TOUCHSTONE_DATA_DIR": str(folder), "DATABASE_URL": f"sqlite:///{folder}/own.sqlite3"},
    )
    assert result.returncode == 0, result.stderr
    assert json.loads(result.stdout)["settings"]["through"] == "services"
    assert not folder.exists()

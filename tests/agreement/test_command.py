"""``manage.py agreement_report``."""

import io
import json

import pytest
from django.core.management import CommandError, call_command

from tests.agreement.world import make_study, noisy_votes

pytestmark = pytest.mark.django_db


def said(*arguments: str) -> str:
    out = io.StringIO()
    call_command("agreement_report", *arguments, stdout=out)
    return out.getvalue()


def test_it_prints_alpha_with_interval_or_everything() -> None:
    study = make_study()
    study.vote(study.question(), noisy_votes(50, ["r1", "r2"], agree=0.9, seed=1, values=["a", "b"]))
    study.question("verdict", "choice", choices=[{"value": "safe", "label": "Safe"}])
    project = str(study.project.pk)
    first, reading, second = said(project).splitlines()
    assert first.startswith("better: alpha 0.")
    assert "customary" in reading
    assert second == "verdict: unknown (no judgments)"
    assert [part["question"] for part in json.loads(said(project, "--json"))["questions"]] == ["better", "verdict"]


def test_what_is_absent_is_named() -> None:
    with pytest.raises(CommandError, match="no project 404"):
        said("404")
    project = str(make_study().project.pk)
    with pytest.raises(CommandError, match=r"plan\.question"):
        said(project, "--question", "nope")

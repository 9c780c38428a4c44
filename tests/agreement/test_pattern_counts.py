"""Patterns counted by the database are those of the answers read one by one."""

import io
import json
from datetime import timedelta
from typing import Any

import numpy as np
import pytest
from django.core.management import call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext

from agreement.datasets import read_question
from agreement.pattern_counts import NotCountable, count_patterns
from agreement.statistics.counts import count_matrix, patterns_of
from annotator.models import JudgmentSource, Question, QuestionKind, RaterKind
from tests.agreement.world import NOW, make_study, noisy_votes

pytestmark = [pytest.mark.django_db, pytest.mark.both_databases]
ALL = 10**9
LIVE: dict[str, Any] = {"source": JudgmentSource.LIVE}


def assert_same(question: Question, *, include_models: bool = False, until: int = ALL) -> None:
    data = read_question(question, include_models=include_models, until=until)
    slow = patterns_of(count_matrix(data.ratings))
    found, scale = count_patterns(question, include_models=include_models, until=until)
    assert scale == list(data.ratings.scale)
    expected = {tuple(row): n for row, n in zip(slow.counts.tolist(), slow.items.tolist(), strict=True)}
    assert {tuple(row): n for row, n in zip(found.counts.tolist(), found.items.tolist(), strict=True)} == expected


def test_preferences_of_people_and_of_models() -> None:
    study = make_study()
    better = study.question()
    study.add_raters(["bot"], kind=RaterKind.MODEL)
    rng = np.random.default_rng(1)
    votes = [
        (f"i{item}", rater, str(rng.choice(["a", "b", "tie"]))) for item in range(30) for rater in ("x", "y", "bot")
    ]
    made = study.vote(better, [vote for vote in votes if rng.random() < 0.8], source=JudgmentSource.LIVE)
    assert_same(better)
    assert_same(better, include_models=True)
    assert_same(better, until=made[20].pk)
    with CaptureQueriesContext(
        connection,
    ) as seen:
        count_patterns(better, include_models=False, until=ALL)
    assert len(seen) == 2  # whether votes were imported, and the counts


def test_scores_on_and_off_the_declared_scale_choices_and_rankings() -> None:
    study = make_study()
    score = study.question("score", QuestionKind.LIKERT, scale_min=0, scale_max=4)
    study.vote(score, [("i1", "x", 0.0), ("i1", "y", 2.5), ("i2", "x", 4.0), ("i2", "y", 4.0)], **LIVE)
    assert_same(score)
    topic = study.question("topic", QuestionKind.CHOICE, choices=[{"value": "p"}, {"value": "q"}])
    study.vote(topic, [("i1", "x", "p"), ("i1", "y", "q"), ("i3", "x", "q")], **LIVE)
    assert_same(topic)
    order = study.question("order", QuestionKind.RANKING)
    study.vote(order, [("i1", "x", {0: 1, 1: 3}), ("i1", "y", {0: 3, 1: 1})], **LIVE)
    assert_same(order)
    nobody = study.question("nobody")
    assert_same(nobody)


def test_the_later_of_an_imported_and_a_live_vote_counts() -> None:
    study = make_study()
    better = study.question()
    study.vote(better, [("i1", "x", "a"), ("i1", "y", "a"), ("i2", "x", "b"), ("i2", "y", "b")])
    study.vote(better, [("i1", "x", "b")], source=JudgmentSource.LIVE, at=NOW + timedelta(hours=1))
    assert_same(better)
    found, _ = count_patterns(better, include_models=False, until=ALL)
    assert found.counts.sum() == 4


def test_several_choices_must_be_read() -> None:
    study = make_study()
    topics = study.question("topics", QuestionKind.CHOICE, choices=[{"value": "p"}], multiple=True)
    with pytest.raises(NotCountable, match="topics"):
        count_patterns(topics, include_models=False, until=ALL)


def test_the_quick_look_is_the_report_without_pairs() -> None:
    study = make_study()
    better = study.question()
    study.vote(better, noisy_votes(60, ["x", "y", "z"], agree=0.6, seed=2, values=["a", "b", "tie"]))

    def printed(*flags: str) -> Any:
        out = io.StringIO()
        call_command("agreement_report", str(study.project.pk), *flags, stdout=out)
        return out.getvalue()

    (quick,) = json.loads(printed("--quick", "--json"))
    (whole,) = json.loads(printed("--json"))["questions"]
    for name in ("percent_agreement", "fleiss_kappa", "krippendorff_alpha", "gwet_ac1"):
        assert quick[name]["value"] == pytest.approx(whole[name]["value"], abs=1e-12)
        assert quick[name]["low"] == pytest.approx(whole[name]["low"], abs=0.05)
    assert "krippendorff_alpha" in printed("--quick")
    assert "leave --quick out" in printed("--quick", "--question", "absent")

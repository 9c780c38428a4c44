"""What rest is worth in a project: from rows to estimates, over the services."""

import random
import uuid

import pytest
from rest_framework.test import APIClient

from agreement.services.rest_effects import rest_effects
from annotator.models import Assignment, Judgment
from annotator.services import shifts
from tests.support.world import Study, study, user_of

pytestmark = [pytest.mark.django_db, pytest.mark.both_databases]


def worked() -> Study:
    """Four raters, who pass checks early after a break and miss them later, and get faster."""
    made = study(
        overlap=4, gold_rate=0.5, gold_pass_threshold=0, batch_min=6, batch_max=6, break_trial=True, day_cap_minutes=0
    )
    made.items(24)
    for _ in range(20):
        made.item(gold={"better": {"outcome": "a"}})
    rng = random.Random(1)
    for _ in range(4):
        rater = made.rater()
        for _ in range(2):
            shift = shifts.start_shift(rater=rater, now=made.now)
            for part in range(3):
                for task in made.claim(rater).tasks:
                    made.later(minutes=3)
                    shown = Assignment.objects.get(key=task.key).shown_positions
                    right = rng.random() < 0.95 - 0.25 * part
                    answers = [{"question": "better", "outcome": "ab"[shown.index(0 if right else 1)]}]
                    active_ms = int(40_000 * 0.8**part * rng.lognormvariate(0, 0.2))
                    made.submit(rater, task.key, answers, active_ms=active_ms, key=uuid.UUID(int=rng.getrandbits(128)))
            shifts.end_shift(actor=user_of(rater), shift_id=shift.pk, now=made.now)
    return made


def test_checks_and_pace_against_the_time_since_a_break():
    made = worked()
    found = rest_effects(project=made.project)
    assert found.gold_per_hour.n_items == 4
    assert found.gold_per_hour.n_judgments == Judgment.objects.filter(purpose="gold").count()
    assert found.gold_per_hour.value is not None
    assert found.gold_per_hour.value < 0
    assert found.pace_per_hour.value is not None
    assert found.pace_per_hour.high is not None
    assert found.pace_per_hour.high < 0
    assert [arm.arm for arm in found.arms] == ["a", "b"]
    assert [arm.shifts for arm in found.arms] == [4, 4]
    assert sum(arm.checks for arm in found.arms) == found.gold_per_hour.n_judgments
    assert found.gold_by_arm.n_items == 4
    assert found.pace_by_arm.value == pytest.approx(0, abs=0.3)


def test_a_project_without_anything_says_so():
    made = study()
    found = rest_effects(project=made.project)
    assert found.gold_per_hour.value is None
    assert found.gold_per_hour.reason == "nothing was observed"
    assert found.arms == []


def test_leads_see_it_and_raters_do_not():
    made = study()
    rater = made.rater()
    client = APIClient()
    client.force_login(made.lead)
    answer = client.get(f"/api/v1/projects/{made.project.pk}/rest-effects/")
    assert answer.status_code == 200
    assert answer.json()["gold_per_hour"]["reason"] == "nothing was observed"
    day = client.get(f"/api/v1/projects/{made.project.pk}/rhythm/", {"day": made.now.date().isoformat()})
    assert [row["alias"] for row in day.json()] == [rater.alias]
    assert client.get(f"/api/v1/projects/{made.project.pk}/rhythm/", {"day": "soon"}).status_code == 400
    client.force_login(user_of(rater))
    for path in ("rest-effects", "rhythm"):
        assert client.get(f"/api/v1/projects/{made.project.pk}/{path}/").status_code == 403

"""The verdict's state on the rater's row: kept up check by check, the same as rebuilt from all of them."""

from random import Random

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from annotator.models import Assignment, GoldCheck, Membership, MembershipState, Purpose, QualityBy, RepeatCheck
from annotator.services import standing
from annotator.services.gold_management import edit_answer, retire_gold
from annotator.services.raters import resume_rater
from tests.support.world import Study, study

pytestmark = [pytest.mark.django_db, pytest.mark.both_databases]


def checked_study(**policies) -> Study:
    given = {
        "overlap": 1,
        "gold_rate": 0.4,
        "gold_min_checks": 4,
        "batch_min": 10,
        "batch_max": 10,
        "repeat_after_judgments": 3,
        "repeat_after_minutes": 0,
        **policies,
    }
    made = study(**given)
    made.items(120)
    for _ in range(60):
        made.item(gold={"better": {"outcome": "a"}})
    return made


def state_of(rater: Membership) -> dict[str, object]:
    rater.refresh_from_db()
    return {name: getattr(rater, name) for name in standing.STATE_FIELDS}


def rebuilt_state_of(rater: Membership, made: Study) -> dict[str, object]:
    fresh = Membership.objects.select_related("project").get(pk=rater.pk)
    standing._keep(fresh, standing._rebuilt(fresh))
    return {name: getattr(fresh, name) for name in standing.STATE_FIELDS}


@pytest.mark.parametrize("quality_by", [QualityBy.GOLD, QualityBy.REPEATS, QualityBy.MIX])
@pytest.mark.parametrize("seed", range(3))
def test_kept_up_is_the_same_as_rebuilt(quality_by: str, seed: int):
    """A life of checks, repeats, corrections, changed answers, retired gold, pauses and other thresholds."""
    made = checked_study(quality_by=quality_by, repeat_rate=0.3)
    rater, rng = made.rater(), Random(seed)
    for _ in range(10):
        rater.refresh_from_db()
        if rater.state == MembershipState.PAUSED:
            resume_rater(rater=rater, actor=made.lead, now=made.later(minutes=1))
            made.later(seconds=1)  # what comes in the same instant is taken to be before
        for task in made.claim(rater).tasks:
            made.later(seconds=rng.choice([0, 1, 30]))
            assignment = Assignment.objects.get(key=task.key)
            right = rng.random() < 0.6
            outcome = "ab"[assignment.shown_positions.index(0 if right else 1)]
            made.submit(rater, task.key, [{"question": "better", "outcome": outcome}])
            if rng.random() < 0.1:
                made.submit(rater, task.key, [{"question": "better", "outcome": rng.choice(["a", "b", "tie"])}])
        checks = list(GoldCheck.objects.filter(rater=rater).order_by("id"))
        if checks and rng.random() < 0.4:
            gold = {"gold": {"better": rng.choice(["b", ["a", "tie"]])}}
            edit_answer(item=rng.choice(checks).item, actor=made.lead, now=made.later(seconds=1), answer=gold)
        if checks and rng.random() < 0.3:
            retire_gold(item=rng.choice(checks).item, actor=made.lead, now=made.later(seconds=1), void=True)
        if rng.random() < 0.2:
            made.project.gold_pass_threshold = rng.choice([0.4, 0.5, 0.7])
            made.project.save()
        rater.refresh_from_db()
        standing.verdict_on(Membership.objects.select_related("project").get(pk=rater.pk))
        assert state_of(rater) == rebuilt_state_of(rater, made)
    assert GoldCheck.objects.exists()
    assert RepeatCheck.objects.exists()


def submit_queries(made: Study, rater: Membership, purpose: str, nth: int) -> int:
    """Return the queries of the ``nth`` submit of that purpose."""
    seen = 0
    while True:
        for task in made.claim(rater).tasks:
            made.later(seconds=1)
            assignment = Assignment.objects.get(key=task.key)
            outcome = "ab"[assignment.shown_positions.index(0)]
            with CaptureQueriesContext(
                connection,
            ) as queries:
                made.submit(rater, task.key, [{"question": "better", "outcome": outcome}])
            seen += assignment.purpose == purpose
            if seen == nth and assignment.purpose == purpose:
                return len(queries)


def test_the_submit_of_a_check_reads_no_earlier_checks():
    made = checked_study()
    rater = made.rater()
    first = submit_queries(made, rater, Purpose.GOLD, 2)
    later = submit_queries(made, rater, Purpose.GOLD, 25)
    assert later == first


def test_a_claim_reads_no_checks():
    made = checked_study()
    rater = made.rater()
    submit_queries(made, rater, Purpose.GOLD, 12)
    Assignment.objects.filter(state="held").update(state="released")
    with CaptureQueriesContext(connection) as queries:
        made.claim(rater)
    assert not [query for query in queries if "annotator_goldcheck" in query["sql"]]


def test_another_threshold_is_another_test_from_the_next_claim_on():
    made = checked_study(gold_min_checks=50)
    rater = made.rater()
    submit_queries(made, rater, Purpose.GOLD, 3)
    before = state_of(rater)
    made.project.gold_pass_threshold = 0.9
    made.project.save()
    Assignment.objects.filter(state="held").update(state="released")
    made.claim(rater)
    after = state_of(rater)
    assert after["check_test"] != before["check_test"]
    assert after["checks_made"] == before["checks_made"]
    assert after["check_evidence"] != before["check_evidence"]


def test_repeats_alone_pause_who_never_says_the_same_twice():
    made = checked_study(quality_by=QualityBy.REPEATS, repeat_rate=0.3, gold_rate=0.0)
    rater = made.rater()
    while rater.state != MembershipState.PAUSED:
        tasks = made.claim(rater).tasks
        assert tasks, "the study is too small"
        for task in tasks:
            made.later(seconds=1)
            made.submit(rater, task.key, [{"question": "better", "outcome": "a"}])  # always the first side
        rater.refresh_from_db()
    checks = RepeatCheck.objects.filter(rater=rater)
    assert not checks.filter(consistent=True).exists()
    assert set(checks.values_list("side", flat=True)) == {0}
    assert "repeat" not in rater.state_reason.lower()


def test_checks_that_do_not_count_move_nothing():
    made = checked_study(quality_by=QualityBy.PEERS)
    rater = made.rater()
    for task in made.claim(rater).tasks:
        made.submit(rater, task.key, [{"question": "better", "outcome": "tie"}])
    assert GoldCheck.objects.filter(passed=False).exists()
    assert state_of(rater)["checks_made"] == 0

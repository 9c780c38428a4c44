"""The rhythm on the shift's row, and what the services make of it."""

import random
import uuid

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from annotator.errors import InvalidInput, NotFound
from annotator.models import Break, Judgment, Membership, Purpose, Role, Shift
from annotator.policies.rhythm import LIMIT, State, start
from annotator.services import rhythm, shifts
from annotator.services.fatigue import advice_for
from annotator.services.rhythm import RhythmMoved, answer_as_shown, recomputed, worked_elsewhere
from annotator.services.shifts import BreakNotOver, DayOver
from annotator.services.timeline import own_day, project_day
from tests.support.world import Study, study, user_of

pytestmark = [pytest.mark.django_db, pytest.mark.both_databases]


def busy(made: Study, rater: Membership, *, judgments: int, rng: random.Random, seconds: float = 20.0) -> None:
    """Let the rater judge so many tasks, with varied answers and times."""
    done = 0
    while done < judgments:
        tasks = made.claim(rater).tasks
        assert tasks, "the study is too small, or a break is due"
        for task in tasks[: judgments - done]:
            took = seconds * rng.lognormvariate(0, 0.3)
            made.later(seconds=took + 1)
            outcome = rng.choice(["a", "b", "b", "tie"])
            answers = [{"question": "better", "outcome": outcome}]
            made.submit(rater, task.key, answers, active_ms=int(took * 1000), focus_changes=rng.randrange(2))
            done += 1


def rest(made: Study, rater: Membership, *, minutes: float) -> None:
    shift = rater.shifts.get(ended_at=None)
    shifts.start_break(actor=user_of(rater), shift_id=shift.pk, suggested=False, now=made.now)
    shifts.end_break(actor=user_of(rater), shift_id=shift.pk, now=made.later(minutes=minutes))


@pytest.mark.parametrize("seed", range(3))
def test_the_row_says_what_follows_from_the_stored_judgments(seed: int):
    rng = random.Random(seed)
    made = study(overlap=1, gold_rate=0.3, gold_pass_threshold=0, batch_min=4, batch_max=4)
    made.items(60)
    for _ in range(20):
        made.item(gold={"better": {"outcome": "a"}})
    rater = made.rater()
    for _ in range(4):
        busy(made, rater, judgments=rng.randint(5, 14), rng=rng)
        rest(made, rater, minutes=rng.choice([1, 8]))
        fresh = rng.randint(0, 5)
        shift = rater.shifts.get()
        rhythm.note_freshness(actor=user_of(rater), shift_id=shift.pk, fresh=fresh, now=made.later(seconds=30))
    shift = rater.shifts.get()
    stored = State.from_json(shift.rhythm)
    assert stored == recomputed(shift, beginning=start())
    assert stored.judged == Judgment.objects.filter(shift=shift, revision=1).count()
    assert Judgment.objects.filter(purpose=Purpose.GOLD).exists()
    assert stored.pace.n > 10


def test_the_next_shift_starts_from_the_baseline_of_the_last():
    made = study(overlap=1, batch_max=10)
    made.items(40)
    rater = made.rater()
    busy(made, rater, judgments=30, rng=random.Random(1))
    first = rater.shifts.get()
    shifts.end_shift(actor=user_of(rater), shift_id=first.pk, now=made.later(minutes=1))
    second = shifts.start_shift(rater=rater, now=made.later(hours=1))
    first.refresh_from_db()
    assert State.from_json(second.rhythm) == start(State.from_json(first.rhythm))
    assert State.from_json(second.rhythm).pace.n == 10


def test_corrections_and_retries_do_not_move_the_rhythm():
    made = study(overlap=1)
    made.items(3)
    rater = made.rater()
    task, key = made.claim(rater).tasks[0], uuid.uuid4()
    made.submit(rater, task.key, key=key, active_ms=9000)
    before = rater.shifts.get().rhythm
    made.submit(rater, task.key, key=key, active_ms=9000)
    made.submit(rater, task.key, [{"question": "better", "outcome": "tie"}], active_ms=100)
    assert rater.shifts.get().rhythm == before
    assert before["judged"] == 1


def test_a_stale_row_is_a_lost_race_and_not_a_lost_judgment():
    made = study(overlap=1)
    made.items(3)
    rater = made.rater()
    tasks = made.claim(rater).tasks
    stale = rater.shifts.get()
    made.submit(rater, tasks[0].key)
    with pytest.raises(RhythmMoved):
        rhythm.note_rest(shift=stale)
    made.submit(rater, tasks[1].key)
    assert rater.shifts.get().rhythm["judged"] == 2


def test_advice_asks_the_database_nothing():
    made = study(overlap=1, batch_max=20)
    made.items(30)
    rater = made.rater()
    busy(made, rater, judgments=12, rng=random.Random(2))
    shift = Shift.objects.get()
    with CaptureQueriesContext(connection) as asked:
        advice_for(project=made.project, shift=shift, now=made.now)
    assert len(asked) == 0


def test_drift_against_the_own_start_is_told_and_makes_batches_smaller():
    made = study(overlap=1, batch_min=1, batch_max=90)
    made.items(90)
    rater, rng = made.rater(), random.Random(3)
    for n, task in enumerate(made.claim(rater).tasks):
        took = 10 * rng.lognormvariate(0, 0.2) / (1 if n < 42 else 4)
        made.later(seconds=10)
        made.submit(rater, task.key, [{"question": "better", "outcome": rng.choice("ab")}], active_ms=int(took * 1000))
    advice = shifts.heartbeat(rater=rater, now=made.now).advice
    assert "faster than your usual pace" in " ".join(advice.reasons)
    assert advice.break_suggested
    assert advice.batch_size < 90
    rest(made, rater, minutes=10)
    assert not shifts.heartbeat(rater=rater, now=made.now).advice.break_suggested


def test_a_required_break_holds_back_work_until_it_was_long_enough():
    made = study(overlap=1, breaks_required=True, break_after_minutes=30, break_minutes=10, batch_min=3, batch_max=3)
    made.items(9)
    rater = made.rater()
    held = made.claim(rater).tasks
    made.later(minutes=31)
    assert [task.key for task in made.claim(rater).tasks] == [task.key for task in held]  # what is held stays
    for task in held:
        made.submit(rater, task.key)
    refused = made.claim(rater)
    assert (refused.tasks, refused.finished) == ([], False)
    assert "without a rest" in refused.message
    shift = rater.shifts.get()
    started = shifts.start_break(actor=user_of(rater), shift_id=shift.pk, suggested=True, now=made.now)
    pause = started.breaks.get()
    assert (pause.required, pause.minutes) == (True, 10)
    assert "without a rest" in pause.reason
    with pytest.raises(BreakNotOver, match="4 more minutes"):
        shifts.end_break(actor=user_of(rater), shift_id=shift.pk, now=made.later(minutes=6))
    shifts.end_break(actor=user_of(rater), shift_id=shift.pk, now=made.later(minutes=4))
    assert len(made.claim(rater).tasks) == 3


def test_the_day_ends_at_its_cap_over_all_projects_and_begins_again_after_a_night():
    made = study(overlap=1, day_cap_minutes=120, break_after_minutes=240)
    made.items(9)
    rater = made.rater()
    shift = rater.shifts.get()
    for _ in range(11):
        shifts.heartbeat(rater=rater, now=made.later(minutes=9))
    shifts.end_shift(actor=user_of(rater), shift_id=shift.pk, now=made.now)
    assert worked_elsewhere(rater, now=made.now) == 99 * 60
    other = shifts.start_shift(rater=rater, now=made.later(minutes=1))
    assert other.worked_before_s == 99 * 60
    for _ in range(4):
        shifts.heartbeat(rater=rater, now=made.later(minutes=9))
    claimed = made.claim(rater)
    assert claimed.advice.day_over
    assert claimed.tasks == []
    assert "enough for one day" in claimed.message
    shifts.end_shift(actor=user_of(rater), shift_id=other.pk, now=made.now)
    with pytest.raises(DayOver, match=r"2\.2 hours|2\.3 hours"):
        shifts.start_shift(rater=rater, now=made.later(minutes=5))
    assert shifts.start_shift(rater=rater, now=made.later(hours=16)).worked_before_s == 0


def test_a_model_judge_has_no_day_and_needs_no_break():
    made = study(overlap=1, day_cap_minutes=30, breaks_required=True, break_after_minutes=20)
    made.items(9)
    rater = made.rater()
    Membership.objects.filter(pk=rater.pk).update(kind="model")
    for _ in range(6):
        shifts.heartbeat(rater=rater, now=made.later(minutes=9))
    claimed = made.claim(rater)
    assert claimed.tasks
    assert not claimed.advice.day_over
    shifts.end_shift(actor=user_of(rater), shift_id=rater.shifts.get().pk, now=made.now)
    assert shifts.start_shift(rater=rater, now=made.later(minutes=1)).ended_at is None


def test_time_without_a_sign_of_life_is_no_work_for_the_cap_but_no_break_either():
    made = study(overlap=1)
    made.items(3)
    rater = made.rater()
    shifts.heartbeat(rater=rater, now=made.later(minutes=100))
    shift = rater.shifts.get()
    assert shift.away_s == 6000
    summary = shifts.end_shift(actor=user_of(rater), shift_id=shift.pk, now=made.later(minutes=1))
    assert summary.minutes == 101  # recorded time is never lowered


def test_work_in_another_project_of_the_same_person_counts():
    made = study(overlap=1)
    made.items(3)
    rater = made.rater()
    project = made.project
    project.pk = None
    project.name = "Another"
    project.save()
    second = Membership.objects.create(
        project=project, user=user_of(rater), role=Role.RATER, alias="again", created_at=made.now
    )
    shifts.heartbeat(rater=rater, now=made.later(minutes=8))
    shift = shifts.start_shift(rater=second, now=made.now)
    assert shift.worked_before_s == 480
    shifts.heartbeat(rater=rater, now=made.later(minutes=8))
    shifts.heartbeat(rater=second, now=made.now)
    shift.refresh_from_db()
    assert shift.worked_before_s == 480  # the eight minutes in both at once count once


def test_a_trial_of_break_policies_draws_an_arm_for_each_shift_and_follows_it():
    made = study(overlap=1, break_trial=True, break_after_minutes=50, trial_break_after_minutes=25)
    made.items(3)
    arms = []
    for _ in range(4):
        rater = made.rater()
        shift = rater.shifts.get()
        arms.append(shift.break_arm)
        made.later(minutes=26)
        advice = advice_for(project=made.project, shift=shift, now=made.now)
        assert advice.break_suggested == (shift.break_arm == "b")
        shifts.end_shift(actor=user_of(rater), shift_id=shift.pk, now=made.now)
        again = shifts.start_shift(rater=rater, now=made.now)
        assert {shift.break_arm, again.break_arm} == {"a", "b"}
    plain = study_without_trial(made)
    assert plain.break_arm == ""


def study_without_trial(made: Study) -> Shift:
    made.project.break_trial = False
    made.project.save()
    return made.rater().shifts.get()


def test_how_fresh_somebody_feels_is_kept_and_believed():
    made = study(overlap=1)
    rater, other = made.rater(), made.rater()
    shift = rater.shifts.get()
    made.later(minutes=5)
    advice = rhythm.note_freshness(actor=user_of(rater), shift_id=shift.pk, fresh=1, now=made.now)
    assert advice.freshness == pytest.approx(0.4)
    assert advice.change_suggested
    shift.refresh_from_db()
    assert shift.reports == [[300, 1]]
    with pytest.raises(InvalidInput):
        rhythm.note_freshness(actor=user_of(rater), shift_id=shift.pk, fresh=6, now=made.now)
    with pytest.raises(NotFound):
        rhythm.note_freshness(actor=user_of(other), shift_id=shift.pk, fresh=3, now=made.now)


def test_answers_are_compared_as_they_were_shown():
    assert answer_as_shown([("a", None, None, None)], 0) == "a"
    assert answer_as_shown([("a", None, None, None)], 1) == "b"
    assert answer_as_shown([("tie", None, None, None)], 1) == "tie"
    assert answer_as_shown([(None, 4.0, None, None), (None, 2.5, None, None)], 0) == "4|2.5"
    assert answer_as_shown([(None, None, 2, None), (None, None, None, "safe")], 0) == "#2|safe"
    assert answer_as_shown([(None, None, None, None)], 0) == ""


def test_a_day_on_a_timeline_costs_a_fixed_number_of_queries_and_hides_checks_from_raters():
    made = study(overlap=1, gold_rate=0.4, gold_pass_threshold=0, batch_min=5, batch_max=5)
    made.items(60)
    for _ in range(20):
        made.item(gold={"better": {"outcome": "a"}})

    def cost() -> tuple[int, int]:
        with CaptureQueriesContext(connection) as leads:
            project_day(project=made.project, day=made.now.date(), now=made.now)
        with CaptureQueriesContext(connection) as own:
            own_day(rater=made.raters[0], now=made.now)
        return len(leads), len(own)

    first = made.rater()
    busy(made, first, judgments=15, rng=random.Random(4))
    cost()  # loads the project once
    before = cost()
    second = made.rater()
    busy(made, second, judgments=15, rng=random.Random(5))
    rest(made, second, minutes=5)
    busy(made, second, judgments=15, rng=random.Random(6))
    assert cost() == before
    assert before[0] <= 5
    assert before[1] <= 3
    days = project_day(project=made.project, day=made.now.date(), now=made.now)
    assert [day.rater.alias for day in days] == ["rater1", "rater2"]
    [shift] = days[1].shifts
    assert sum(part.judgments for part in shift.ten_minutes) == 30
    checks = Judgment.objects.filter(rater=second, purpose=Purpose.GOLD).count()
    assert sum(part.passed + part.missed for part in shift.ten_minutes) == checks > 0
    assert len(shift.breaks) == Break.objects.filter(shift=shift.shift).count() == 1
    paces = [part.pace for part in shift.ten_minutes if part.pace is not None]
    assert all(0.6 < pace < 1.7 for pace in paces)
    assert paces
    assert shift.freshness
    [own] = own_day(rater=second, now=made.now)
    assert sum(part.passed + part.missed for part in own.ten_minutes) == 0
    assert (own.freshness, own.alarms, own.warnings) == ([], [], [])


def test_active_time_that_cannot_be_is_cut_kept_and_shown_to_leads():
    made = study(overlap=1)
    made.items(5)
    rater = made.rater()
    task = made.claim(rater).tasks[0]
    made.later(seconds=30)
    made.submit(rater, task.key, active_ms=600_000)
    judgment = Judgment.objects.get()
    assert (judgment.active_ms, judgment.active_claimed_ms) == (30_000, 600_000)
    [day] = project_day(project=made.project, day=made.now.date(), now=made.now)
    assert any("more active time than the clock allows: 1." in words for words in day.shifts[0].warnings)


def test_evidence_at_its_limit_is_an_alarm_that_leads_see():
    made = study(overlap=1)
    made.items(2)
    rater = made.rater()
    shift = rater.shifts.get()
    state = State(faster=LIMIT, judged=1, alarms=((600, "faster"),))
    Shift.objects.filter(pk=shift.pk).update(rhythm=state.as_json())
    [day] = project_day(project=made.project, day=made.now.date(), now=made.now)
    assert [mark.what for mark in day.shifts[0].alarms] == ["faster than usual"]
    assert day.fresh_now == pytest.approx(0.5)

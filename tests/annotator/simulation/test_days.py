"""Whole days: through the services as in memory, always the same, and never on the wall's clock or the user's data."""

import re
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from statistics import median

import pytest
from django.db import connection
from django.db.models import F
from django.utils import timezone

from annotator.models import Break, Project, User
from annotator.policies.sides import generator
from annotator.simulation.day import database, outcome, through_services
from annotator.simulation.day.database import throw_away_database
from annotator.simulation.day.driver import Timesheet, WorkingDay
from annotator.simulation.day.in_memory import Memory
from annotator.simulation.day.items import make_items
from annotator.simulation.day.office import Books, Office
from annotator.simulation.day.outcome import Day
from annotator.simulation.day.people import Person, Population
from annotator.simulation.day.rules import ADAPTIVE, FIXED, with_overlap
from annotator.simulation.day.run import Settings, run_day
from annotator.simulation.day.through_services import Services

SMALL = Settings(population=Population(raters=9, spammers=1 / 3, tired=0.5), items=60, hours=1.5, seed=3)
ROOM = Path(database.__file__).parent


@pytest.fixture(scope="module")
def through_the_services(django_db_setup, django_db_blocker) -> Day:
    with django_db_blocker.unblock():
        return run_day(SMALL)


def in_memory(settings: Settings) -> Day:
    return run_day(replace(settings, through="memory"))


def test_every_item_is_judged_by_different_raters_until_it_is_settled(through_the_services):
    votes = outcome.votes_by_item(through_the_services)
    assert set(votes) == set(through_the_services.items)
    for given in votes.values():
        assert len({vote.rater for vote in given}) == len(given)
        assert 2 <= len(given) <= ADAPTIVE.most_votes
    assert {len(given) for given in votes.values()} > {2}


def test_spammers_are_caught_and_honest_raters_are_not(through_the_services):
    assert outcome.honest_paused(through_the_services) == 0
    assert outcome.spammers(through_the_services)["recall"] >= 1 / 3
    voters = {vote.rater for vote in through_the_services.books.votes}
    assert not voters & set(through_the_services.books.stopped)  # what they did was set aside
    assert through_the_services.books.set_aside > 0


def test_raters_rest_skip_and_are_paid_by_the_hour(through_the_services):
    sheets = through_the_services.sheets.values()
    assert all(0 <= sheet.hours <= SMALL.hours for sheet in sheets)
    given = sum(sheet.judgments for sheet in sheets)
    books = through_the_services.books
    assert given == len(books.votes) + books.set_aside + sum(checked for _, checked in books.checks.values())


@pytest.mark.both_databases
@pytest.mark.django_db
def test_the_users_data_is_not_touched_and_the_wall_clock_not_asked(monkeypatch):
    User.objects.create_user("own@example.org")
    own = connection.settings_dict["NAME"]
    tiny = replace(SMALL, population=Population(raters=4, spammers=0.25), items=8, hours=1.0)

    class Migrated:
        """Makes the wall's clock fail once the tables are there: Django notes by it when it migrated."""

        def __init__(self, **settings):
            monkeypatch.setattr(timezone, "now", self.refused)
            self.office = through_services.Services(**settings)

        def __getattr__(self, name):
            return getattr(self.office, name)

        @staticmethod
        def refused():
            raise AssertionError("the wall's clock was asked")

    monkeypatch.setattr("annotator.simulation.day.run.Services", Migrated)
    first = run_day(tiny)
    monkeypatch.undo()
    again = run_day(tiny)
    assert first.books == again.books
    assert first.sheets == again.sheets
    assert connection.settings_dict["NAME"] == own
    assert not Project.objects.exists()
    assert [user.email for user in User.objects.all()] == ["own@example.org"]


def test_no_module_of_the_day_reads_a_clock():
    for module in ROOM.glob("*.py"):
        assert not re.search(r"timezone\.now|datetime\.now|time\.time|monotonic|utcnow", module.read_text()), module


@pytest.mark.both_databases
@pytest.mark.django_db
def test_a_day_that_fails_gives_the_users_database_back():
    before = connection.settings_dict["NAME"]

    def fail() -> None:
        with throw_away_database():
            assert not Project.objects.exists()
            raise RuntimeError("the day went wrong")

    with pytest.raises(RuntimeError, match="went wrong"):
        fail()
    assert connection.settings_dict["NAME"] == before


def test_memory_gives_the_services_quality_within_chance(through_the_services, django_db_blocker):
    """Both offices meet the same people and items, seed by seed; what differs in the mean is chance."""
    with django_db_blocker.unblock():
        others = [run_day(replace(SMALL, seed=seed)) for seed in range(4, 7)]
    services = [figures_of(day) for day in (through_the_services, *others)]
    memory = [figures_of(in_memory(replace(SMALL, seed=seed))) for seed in range(3, 19)]
    for name in services[0]:
        paired = [mine[name] - theirs[name] for mine, theirs in zip(services, memory, strict=False)]
        known = [figures[name] for figures in memory]
        mean = sum(known) / len(known)
        deviation = (sum((each - mean) ** 2 for each in known) / (len(known) - 1)) ** 0.5
        assert abs(sum(paired) / len(paired)) <= 4 * deviation * (2 / len(paired)) ** 0.5, (name, paired, deviation)


def figures_of(day: Day) -> dict[str, float]:
    return {
        "accuracy": outcome.by_weight(day).accuracy or 0.0,
        "votes": len(day.books.votes),
        "checks": sum(checked for _, checked in day.books.checks.values()),
        "hours": sum(sheet.hours for sheet in day.sheets.values()),
        "breaks": sum(sheet.breaks for sheet in day.sheets.values()),
        "set aside": day.books.set_aside,
    }


def test_each_kind_of_spammer_is_caught_soon():
    """Nobody but spammers, so that a few days show many of them."""
    crowd = Population(raters=24, spammers=1.0)
    days = [in_memory(Settings(population=crowd, items=600, hours=3, seed=seed)) for seed in range(3)]
    for kind in ("random", "left", "fast"):
        shares = [outcome.spammers(day)["by_kind"][kind] for day in days]
        assert sum(shares) / len(shares) >= 0.9, kind
    assert 20 <= median(judgments for day in days for judgments in day.books.stopped.values()) <= 45


def test_honest_raters_are_not_paused():
    crowd = Population(raters=24, spammers=0.0)
    days = [in_memory(Settings(population=crowd, items=1000, seed=seed)) for seed in range(3)]
    assert sum(outcome.honest_paused(day) or 0 for day in days) / len(days) < 0.02


def test_the_usual_bar_pauses_good_raters_and_lets_spammers_do_more():
    twenty = Settings(population=Population(raters=20, spammers=0.15), items=1200)
    fixed = [in_memory(replace(twenty, rules=FIXED, seed=seed)) for seed in range(3)]
    adaptive = [in_memory(replace(twenty, seed=seed)) for seed in range(3)]
    paused = [sum(outcome.honest_paused(day) or 0 for day in days) / 3 for days in (fixed, adaptive)]
    assert paused[0] > paused[1] + 0.05
    late = [outcome.spammers(day)["median_judgments"] for day in fixed]
    assert min(late) > max(outcome.spammers(day)["median_judgments"] for day in adaptive)
    assert all(sheet.breaks == 0 for day in fixed for sheet in day.sheets.values())
    assert all(day.books.set_aside == 0 for day in fixed)
    right = [outcome.by_weight(day).accuracy or 0 for day in adaptive]
    assert sum(right) > sum(outcome.by_majority(day).accuracy or 1 for day in fixed)


def test_fixed_rules_through_the_services_give_each_item_its_votes(django_db_setup, django_db_blocker):
    rules = replace(with_overlap(FIXED, 2), gold_rate=0.5)
    with django_db_blocker.unblock():
        day = run_day(replace(SMALL, rules=rules, items=30, population=Population(raters=4, spammers=0.5)))
    assert {len(given) for given in outcome.votes_by_item(day).values()} == {2}
    assert len(day.books.stopped) >= 1
    assert day.books.set_aside == 0


def test_the_votes_of_who_walked_away_come_back():
    day = in_memory(replace(SMALL, population=Population(raters=30), items=300, seed=8))
    assert len(outcome.votes_by_item(day)) == 300


TIRING = Person(0, "honest", accuracy=0.9, seconds=30.0, tires_at_h=1.0)


def day_alone(office: Office, person: Person, *, hours: float, rests: bool) -> tuple[Timesheet, Books]:
    day = WorkingDay(
        people=[person],
        items={item.name: item for item in ITEMS},
        office=office,
        hours=hours,
        rests=rests,
        full_rest_minutes=10,
        seed=5,
    )
    return day.run()[0], office.books()


ITEMS = make_items(generator("items", 5), 600, hardness=0.0)
ALONE = replace(with_overlap(FIXED, 1), gold_rate=0.0)


def test_both_offices_watch_the_rhythm_and_find_who_tires(django_db_setup, django_db_blocker):
    rushed = replace(TIRING, seconds=25.0)
    with django_db_blocker.unblock(), throw_away_database():
        services = Services(n_raters=1, items=ITEMS, gold=[], rules=ALONE, seed=5)
        found = day_alone(services, rushed, hours=4.0, rests=False)
    memory = Memory(n_raters=1, items=ITEMS, gold=[], rules=ALONE, seed=5)
    for sheet, books in (found, day_alone(memory, rushed, hours=4.0, rests=False)):
        assert sheet.breaks == 0
        after = [hour for hour in books.alarms[0] if hour >= 1.0]
        assert after, books.alarms
        assert sheet.until_h > min(after)


def test_who_rests_takes_the_time_that_is_advised_and_breaks_that_are_required(django_db_setup, django_db_blocker):
    resting = replace(ALONE, rest_minutes=7, break_after_minutes=20)
    memory = Memory(n_raters=1, items=ITEMS, gold=[], rules=resting, seed=5)
    sheet, _ = day_alone(memory, TIRING, hours=1.5, rests=True)
    assert 1 <= sheet.breaks <= 4
    with django_db_blocker.unblock(), throw_away_database():
        services = Services(n_raters=1, items=ITEMS, gold=[], rules=resting, seed=5)
        Project.objects.update(breaks_required=True)
        sheet, _ = day_alone(services, TIRING, hours=1.5, rests=False)
        ended = Break.objects.filter(required=True, ended_at__isnull=False)
        taken = list(ended.values_list(F("ended_at") - F("started_at"), flat=True))
    assert sheet.breaks == len(taken) >= 2
    assert set(taken) == {timedelta(minutes=7)}


def test_a_day_is_over_after_eight_hours_of_work(django_db_setup, django_db_blocker):
    slow = replace(TIRING, seconds=120.0, tires_at_h=None)
    memory = Memory(n_raters=1, items=ITEMS, gold=[], rules=ALONE, seed=5)
    with django_db_blocker.unblock(), throw_away_database():
        services = Services(n_raters=1, items=ITEMS, gold=[], rules=ALONE, seed=5)
        sheets = [day_alone(office, slow, hours=12.0, rests=False)[0] for office in (services, memory)]
    for sheet in sheets:
        assert 8.0 <= sheet.hours < 9.5


def test_nobody_watched_and_nobody_was_there_is_unknown_and_not_zero():
    day = in_memory(replace(SMALL, population=Population(raters=5, spammers=0.0, tired=0.0), items=20))
    assert outcome.spammers(day)["recall"] is None
    assert outcome.fatigue(day)["hits"] is None
    nothing = in_memory(replace(SMALL, hours=0.001))
    assert outcome.by_majority(nothing).accuracy is None
    assert outcome.connection(nothing)["median_common"] is None

"""``manage.py simulate``: a day with known truth, the same each time, which shows what the policies are worth."""

import io
import json
from typing import Any

import pytest
from django.core.management import CommandError, call_command

from annotator.policies.sides import generator
from annotator.simulation.day.desk import Adaptive, Fixed
from annotator.simulation.day.people import Person, crew
from annotator.simulation.day.run import Simulation, make_items


def said(*arguments: str) -> str:
    out = io.StringIO()
    call_command("simulate", *arguments, stdout=out)
    return out.getvalue()


def day(*arguments: str) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(said("--raters", "24", "--items", "900", "--hours", "4", *arguments, "--json"))
    return found


def test_the_same_seed_gives_the_same_day_and_another_one_another():
    assert day("--seed", "3") == day("--seed", "3")
    assert day("--seed", "3")["quality"] != day("--seed", "4")["quality"]


def test_what_a_day_says():
    found = day("--seed", "7", "--policy", "adaptive", "--overlap", "3")
    assert 0.9 < found["quality"]["accuracy"] <= 1
    assert 0.3 < found["quality"]["alpha"] < 1
    assert found["spammers"]["recall"] == 1
    assert found["spammers"]["median_judgments"] < 90
    assert found["honest_paused"] <= 0.05
    assert set(found["fatigue"]) >= {"hits", "false_alarms", "delay_minutes"}
    assert found["judgments"] == 2700
    assert 0 < found["rater_hours"] <= 96
    assert found["breaks"] > 0


def test_the_fixed_rule_pauses_good_raters_and_spammers_late():
    fixed = [day("--seed", str(seed), "--policy", "fixed") for seed in range(3)]
    adaptive = [day("--seed", str(seed)) for seed in range(3)]
    assert sum(found["honest_paused"] for found in fixed) > sum(found["honest_paused"] for found in adaptive) + 0.05
    late = [found["spammers"]["median_judgments"] or 0 for found in fixed]
    assert max(late) > max(found["spammers"]["median_judgments"] for found in adaptive)
    assert all(found["breaks"] == 0 for found in fixed)
    right = [sum(found["quality"]["accuracy"] for found in group) for group in (adaptive, fixed)]
    assert right[0] > right[1]


@pytest.mark.parametrize("desk", [Adaptive(), Fixed()])
def test_no_item_is_over_its_overlap_and_nobody_judges_one_twice(desk):
    people = list(crew(generator("crew", 1), raters=12, spammers=0.25, tired=0.5))
    items = make_items(generator("items", 1), 200)
    done = Simulation(items=items, people=people, overlap=3, hours=8, desk=desk, rng=generator("day", 1)).run()
    pairs = [(row.person, row.item) for row in done.judged]
    assert len(set(pairs)) == len(pairs)
    per_item = [sum(row.item == item for row in done.judged) for item in range(200)]
    assert max(per_item) == 3
    assert sum(per_item) == 600  # what was set aside was judged again by others
    again = {(row.person, row.item) for row in done.set_aside} & set(pairs)
    assert not again


def test_a_perfect_rater_is_never_wrong_and_a_tired_one_more_often():
    rng = generator("person")
    fresh = Person(0, "honest", accuracy=0.9, seconds=30)
    wrong = {}
    for hours in (0.0, 2.0):
        said = [fresh.says(rng, better_first=True, longer_is_better=True, tired_h=hours) for _ in range(20_000)]
        wrong[hours] = 1 - said.count("a") / len(said)
    assert wrong[0.0] == pytest.approx(0.1, abs=0.01)
    assert wrong[2.0] == pytest.approx(0.2, abs=0.015)
    sharp = Person(0, "honest", accuracy=1 - 1e-12, seconds=30)
    assert {sharp.says(rng, better_first=False, longer_is_better=False, tired_h=0) for _ in range(200)} == {"b"}


def test_a_table_to_read_and_settings_that_make_no_sense():
    assert "spammers: share stopped" in said("--raters", "5", "--items", "20", "--hours", "1")
    for wrong in (["--raters", "0"], ["--hours", "-1"], ["--overlap", "x"], ["--policy", "hope"]):
        with pytest.raises(CommandError):
            said(*wrong)


def test_an_empty_crew_of_spammers_and_few_items_give_none_and_not_zero():
    found = day("--spammers", "0", "--tired", "0", "--seed", "1")
    assert found["spammers"]["recall"] is None
    assert found["fatigue"]["hits"] is None

"""Simulated people behave as they are said to, and the clock is theirs alone."""

from datetime import timedelta

import pytest

from annotator.policies.sides import generator
from annotator.simulation.day.clock import MORNING, Clock
from annotator.simulation.day.people import Person, Population, Tiredness, crew


def share_right(person: Person, *, tired_h: float = 0.0, hardness: float = 0.0) -> float:
    rng = generator("person", person.kind, str(tired_h))
    right = 0
    for _ in range(20_000):
        better_first, longer = rng.random() < 0.5, rng.random() < 0.6
        said = person.says(
            rng, better_first=better_first, longer_is_better=longer, tired_h=tired_h, ease=rng.gauss(0, hardness)
        )
        right += said == ("a" if better_first else "b")
    return right / 20_000


@pytest.mark.parametrize("accuracy", [0.80, 0.95])
def test_the_stated_accuracy_is_the_one_over_all_items_whatever_else_plays_in(accuracy):
    plain = Person(0, "honest", accuracy, seconds=30)
    assert share_right(plain) == pytest.approx(accuracy, abs=0.01)
    mixed = Person(0, "honest", accuracy, 30, length_bias=0.3, side_bias=-0.3, lapses=0.03, hardness=0.7)
    assert share_right(mixed, hardness=0.7) == pytest.approx(accuracy, abs=0.015)


def test_errors_double_in_two_hours_of_tiredness():
    person = Person(0, "honest", 0.9, seconds=30)
    assert 1 - share_right(person, tired_h=2.0) == pytest.approx(0.2, abs=0.015)


def test_a_short_rest_takes_its_share_of_tiredness_which_then_grows_again():
    tiredness = Tiredness(tires_at_h=1.0, full_rest_minutes=10)
    assert tiredness.at(0.9) == 0
    assert tiredness.at(2.0) == pytest.approx(1.0)
    tiredness.rested(began_h=2.0, until_h=2.0 + 5 / 60)
    assert tiredness.at(2.0 + 5 / 60) == pytest.approx(0.5)
    assert tiredness.at(3.0 + 5 / 60) == pytest.approx(1.5)
    tiredness.rested(began_h=4.0, until_h=4.25)
    assert tiredness.at(4.25) == 0
    never = Tiredness(tires_at_h=None, full_rest_minutes=10)
    assert never.at(20) == 0


def test_spammers_do_what_they_are_named_after():
    rng = generator("spam")

    def answers(person: Person) -> list[str]:
        return [person.says(rng, better_first=True, longer_is_better=True, last="b") for _ in range(1000)]

    assert set(answers(Person(0, "left", 0.5, 30))) == {"a"}
    assert set(answers(Person(0, "random", 0.5, 30))) == {"a", "b"}
    fast = Person(0, "fast", 0.5, 30)
    assert 900 < answers(fast).count("b") < 1000
    assert fast.takes(rng, tired_h=0, length=1.4) < 10


def test_a_crew_has_the_shares_that_were_asked_for():
    people = list(crew(generator("crew"), Population(raters=50, spammers=0.12, tired=1.0)))
    assert [person.kind for person in people[:7]] == ["random", "left", "fast", "random", "left", "fast", "honest"]
    assert all(0.8 <= person.accuracy <= 0.95 and person.tires_at_h for person in people if person.honest)


def test_the_clock_takes_acts_in_the_order_of_their_times():
    clock, seen = Clock(), []

    def life(name, *waits):
        for wait in waits:
            yield wait
            seen.append((name, clock.seconds))

    clock.run([life("slow", 10, 10), life("fast", 4, 4, 4)])
    assert seen == [("fast", 4), ("fast", 8), ("slow", 10), ("fast", 12), ("slow", 20)]
    assert clock.now == MORNING + timedelta(seconds=20)

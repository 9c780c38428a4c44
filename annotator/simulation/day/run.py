"""One simulated day from its settings to what it left behind."""

from collections.abc import Callable, Sequence
from contextlib import nullcontext
from dataclasses import dataclass, field
from typing import Literal

from annotator.policies.sides import generator
from annotator.simulation.day.database import throw_away_database
from annotator.simulation.day.driver import Progress, Timesheet, WorkingDay
from annotator.simulation.day.in_memory import Memory
from annotator.simulation.day.items import Item, make_gold, make_items
from annotator.simulation.day.office import Office
from annotator.simulation.day.outcome import Day
from annotator.simulation.day.people import Person, Population, crew
from annotator.simulation.day.rules import ADAPTIVE, Rules
from annotator.simulation.day.through_services import Services

Through = Literal["services", "memory"]
GOLD_ITEMS, LEAST_GOLD = 600, 30
"""More than anybody meets in a day, and never fewer than the items of work: nobody runs out of checks."""


@dataclass(frozen=True)
class Settings:
    """What a day is made from. People, items and gold depend on ``seed`` alone: all rules meet the same ones."""

    rules: Rules = ADAPTIVE
    population: Population = field(default_factory=Population)
    hours: float = 8.0
    items: int = 5000
    seed: int = 0
    through: Through = "services"


def run_day(settings: Settings, *, progress: Progress | None = None) -> Day:
    """Return the day. Through the services it runs on a database of its own; the user's isn't touched.

    ``progress`` is told the hour and the judgments given, now and then.
    """
    population, seed = settings.population, settings.seed
    people = list(crew(generator("crew", seed), population))
    items = make_items(generator("items", seed), settings.items, hardness=population.hardness)
    gold_rng = generator("gold-items", seed)
    n_gold = min(GOLD_ITEMS, max(settings.items, LEAST_GOLD))
    gold = make_gold(gold_rng, n_gold, hardness=population.hardness, wrong=population.gold_wrong)
    offices: dict[Through, Callable[..., Office]] = {"services": Services, "memory": Memory}
    with throw_away_database() if settings.through == "services" else nullcontext():
        office = offices[settings.through](
            n_raters=population.raters, items=items, gold=gold, rules=settings.rules, seed=seed
        )
        sheets = _work(settings, people, [*items, *gold], office, progress)
        return Day(people, {item.name: item for item in items}, sheets, office.books())


def _work(
    settings: Settings, people: Sequence[Person], shown: Sequence[Item], office: Office, progress: Progress | None
) -> dict[int, Timesheet]:
    day = WorkingDay(
        people=people,
        items={item.name: item for item in shown},
        office=office,
        hours=settings.hours,
        rests=settings.rules.rest_minutes > 0,
        full_rest_minutes=settings.population.full_rest_minutes,
        seed=settings.seed,
        progress=progress,
    )
    return day.run()

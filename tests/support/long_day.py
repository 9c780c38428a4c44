"""A long day in a running product's database: what screens about rhythm need, and no test can wait for.

Run as a program with the product's TOUCHSTONE_DATA_DIR: ``python -m tests.support.long_day make EMAIL`` lets three
simulated raters work long shifts in the days before today for the lead of that address, and prints project and day;
``… age EMAIL MINUTES`` moves the start of that rater's open shift back, ``… rest EMAIL`` ends their break as if it had
lasted.
"""

import json
import os
import random
import sys
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
if __name__ == "__main__":
    django.setup()

from django.db.models import F
from django.utils import timezone

from annotator.models import Break, Item, Role, Shift, User
from annotator.services import shifts
from annotator.services.invitations import create_membership
from annotator.services.projects import create_project, update_project
from annotator.simulation.raters import SimulatedRater
from annotator.simulation.study import work_shift
from tests.support.studies import import_rows
from tests.support.world import user_of

HABITS = (
    SimulatedRater("Ines", sharpness=14, words_per_minute=330),
    SimulatedRater("Jonas", sharpness=12, words_per_minute=300, fatigue_per_hour=0.75, careless=0.1),
    SimulatedRater("Karla", sharpness=11, words_per_minute=360, fatigue_per_hour=0.3),
)
DAYS = 4


def make(email: str) -> dict[str, Any]:
    """Make a project with two gold items in five and let everybody work on four days up to yesterday."""
    lead, now, rng = User.objects.get(email=email), timezone.now(), random.Random(11)
    yesterday = (now - timedelta(days=1)).replace(hour=8, minute=0, second=0, microsecond=0)
    policies = {"overlap": 3, "gold_rate": 0.12, "gold_pass_threshold": 0.0, "break_trial": True}
    project = create_project(actor=lead, now=yesterday, seed=5, name="A long day", preset="pairwise", policies=policies)
    truth = {f"long-{n}": (rng.random(), rng.random()) for n in range(900)}
    rows = [_row(name, qualities, gold=n % 3 == 0, rng=rng) for n, (name, qualities) in enumerate(truth.items())]
    run = import_rows(project, rows)
    assert run.rows_failed == 0, run.error
    update_project(project=project, actor=lead, changes={"state": "active"}, version=project.version, now=yesterday)
    project.refresh_from_db()
    for number, habits in enumerate(HABITS):
        user = User.objects.create_user(f"{habits.name.lower()}@long.example", None, name=habits.name)
        rater = create_membership(project=project, user=user, role=Role.RATER, now=yesterday)
        for back in reversed(range(DAYS)):
            start = yesterday - timedelta(days=back) + timedelta(minutes=25 * number)
            tasks = 150 if back == 0 else 45
            work_shift(rater=rater, habits=habits, truth=truth, start=start, tasks=tasks, rng=rng)
            rater.refresh_from_db()
    return {
        "project": project.pk,
        "day": yesterday.date().isoformat(),
        "items": Item.objects.filter(project=project).count(),
    }


def _row(name: str, qualities: tuple[float, float], *, gold: bool, rng: random.Random) -> dict[str, Any]:
    responses = [{"model": f"m{side}", "text": "word " * rng.randint(40, 220)} for side in (1, 2)]
    row: dict[str, Any] = {"id": name, "prompt": f"What of {name}?", "responses": responses}
    if gold:
        row["gold"] = {"preference": "a" if qualities[0] > qualities[1] else "b"}
    return row


def age(email: str, minutes: str) -> dict[str, Any]:
    """Let the open shift of that person have begun ``minutes`` earlier, with signs of life until now."""
    back = timedelta(minutes=int(minutes))
    rows = Shift.objects.filter(rater__user__email=email, ended_at=None)
    return {"shifts": rows.update(started_at=F("started_at") - back, last_seen_at=timezone.now())}


def rest(email: str) -> dict[str, Any]:
    """Let that person's break have begun long enough ago, and end it."""
    shift = Shift.objects.select_related("rater__user").get(rater__user__email=email, ended_at=None)
    back = timedelta(minutes=15)
    Shift.objects.filter(pk=shift.pk).update(
        started_at=F("started_at") - back, on_break_since=F("on_break_since") - back
    )
    Break.objects.filter(shift=shift, ended_at=None).update(started_at=F("started_at") - back)
    shifts.end_break(actor=user_of(shift.rater), shift_id=shift.pk, now=timezone.now())
    return {"ended": True}


COMMANDS: dict[str, Callable[..., dict[str, Any]]] = {"make": make, "age": age, "rest": rest}

if __name__ == "__main__":
    command, *arguments = sys.argv[1:]
    print(json.dumps(COMMANDS[command](*arguments)))

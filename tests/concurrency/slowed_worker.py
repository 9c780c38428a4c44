"""The real Celery application, with an agreement computation that notes each start and, while told to, doesn't go on.

A process of its own runs it: ``celery -A tests.concurrency.slowed_worker worker``. As a script it makes the database,
a study, and the request for its report, whose id it prints.
"""

import os
import time
from dataclasses import replace
from pathlib import Path
from typing import Any

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
import django

django.setup()

from django.conf import settings  # noqa: E402
from django.core.management import call_command  # noqa: E402

from agreement.services import computations  # noqa: E402
from agreement.services.agreement_report import AGREEMENT  # noqa: E402
from agreement.services.runs import request_report  # noqa: E402
from config.celery import app  # noqa: E402

HOLD, STARTS = settings.DATA_DIR / "hold", settings.DATA_DIR / "starts"


def held_run(inputs: computations.Inputs) -> dict[str, Any]:
    """Note the start and wait while the file ``hold`` is there; then compute what is always computed."""
    with STARTS.open("a") as file:
        file.write(f"{os.getpid()}\n")
    while HOLD.exists():
        time.sleep(0.05)
    return AGREEMENT.run(inputs)


HELD = replace(AGREEMENT, run=held_run, refreshed=False)
computations.register("held", "tests.concurrency.slowed_worker.HELD")


def make_world() -> int:
    """Migrate, judge, request. Returns the report's id."""
    from tests.agreement.world import NOW, make_study, noisy_votes

    call_command("migrate", verbosity=0)
    study = make_study()
    study.vote(study.question(), noisy_votes(200, ["r1", "r2", "r3"], agree=0.9, seed=1, values=["a", "b"]))
    return request_report(project=study.project, kind="held", wanted={}, actor=None, now=NOW).pk


if __name__ == "__main__":
    Path(HOLD).touch()
    print(make_world())

__all__ = ["app"]

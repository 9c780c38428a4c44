"""A study for a crowd of raters in a database of its own, and the audit of what they left there.

Run as a program on the database that DATABASE_URL names: ``python -m tests.support.crowd seed '{"items": 500, …}'``
makes the study and prints its project and everybody's credentials; ``… audit PROJECT`` prints what must be true
afterwards as counts, ``… expire PROJECT`` the same two days later, ``… reports PROJECT`` the state of each report.
"""

import json
import os
import sys
from collections.abc import Callable
from datetime import timedelta
from importlib import import_module
from typing import Any

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
if __name__ == "__main__":
    django.setup()

from django.conf import settings
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
from django.core.management import call_command
from django.utils import timezone
from knox.models import AuthToken

from agreement.models import Report
from annotator.models import Assignment, AssignmentState, Judgment, Purpose, Slot, SlotState, User
from annotator.queries.counted import COUNTED
from annotator.services.leases import expire_leases
from tests.support.audit import wrong
from tests.support.world import study, user_of


def seed(*, items: int, overlap: int, raters: int, gold: int = 0, **policies: Any) -> dict[str, Any]:
    """Migrate the database and fill it. Returns the project's id and everybody's token and session key."""
    call_command("migrate", verbosity=0)
    made = study(overlap=overlap, **policies)
    made.now = timezone.now()
    made.items(items)
    for _ in range(gold):
        made.item(gold={"better": {"outcome": "a"}})
    people = [_credentials(user_of(made.rater())) for _ in range(raters)]
    return {"project": made.project.pk, "lead": _credentials(made.lead), "raters": people}


def _credentials(user: User) -> dict[str, str]:
    return {"token": AuthToken.objects.create(user=user)[1], "session": _session_of(user)}


def _session_of(user: User) -> str:
    session = import_module(settings.SESSION_ENGINE).SessionStore()
    session[SESSION_KEY] = str(user.pk)
    session[BACKEND_SESSION_KEY] = settings.AUTHENTICATION_BACKENDS[0]
    session[HASH_SESSION_KEY] = user.get_session_auth_hash()
    session.save()
    return str(session.session_key)


def audit(project: int) -> dict[str, Any]:
    """Return counts of what went wrong (all must be 0) and of what there is, with the keys of all judgments."""
    judgments = Judgment.objects.filter(project=project, is_current=True)
    return {
        "wrong": {name: len(found) for name, found in wrong(project).items()},
        "counted": judgments.filter(COUNTED).count(),
        "gold": judgments.filter(purpose=Purpose.GOLD).count(),
        "surplus": judgments.filter(surplus=True).count(),
        "open": Slot.objects.filter(project=project, state=SlotState.OPEN).count(),
        "keys": [str(key) for key in Judgment.objects.filter(project=project).values_list("key", flat=True)],
    }


def expire(project: int) -> dict[str, Any]:
    """Expire every lease as if two days had passed, and return the audit with what is held still."""
    expire_leases(now=timezone.now() + timedelta(days=2))
    held = Assignment.objects.filter(project=project, state=AssignmentState.HELD).count()
    return {**audit(project), "held": held}


def reports(project: int) -> dict[str, str]:
    """Return the state of each report by its id."""
    return {str(pk): state for pk, state in Report.objects.filter(project=project).values_list("pk", "state")}


COMMANDS: dict[str, Callable[[int], Any]] = {"audit": audit, "expire": expire, "reports": reports}

if __name__ == "__main__":
    command, argument = sys.argv[1:]
    found = seed(**json.loads(argument)) if command == "seed" else COMMANDS[command](int(argument))
    print(json.dumps(found))

"""A study for a crowd of raters in a database of its own, and the audit of what they left there.

Run as a program on the database that DATABASE_URL names: ``python -m tests.support.crowd seed '{"items": 500, …}'``
makes the study and prints its project and the raters' credentials; ``… audit PROJECT`` prints what must be true
afterwards as counts.
"""

import json
import os
import sys
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

from annotator.models import Judgment, Purpose, Slot, SlotState, User
from annotator.queries.counted import COUNTED
from tests.support.audit import wrong
from tests.support.world import Study, study


def seed(*, items: int, overlap: int, raters: int, gold: int = 0, **policies: Any) -> dict[str, Any]:
    """Migrate the database and fill it. Returns the project's id and per rater a token and a session key."""
    call_command("migrate", verbosity=0)
    made = study(overlap=overlap, **policies)
    made.now = timezone.now()
    made.items(items)
    for _ in range(gold):
        made.item(gold={"better": {"outcome": "a"}})
    return {"project": made.project.pk, "raters": [_credentials(made) for _ in range(raters)]}


def _credentials(made: Study) -> dict[str, str]:
    user = made.rater().user
    assert user is not None
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


if __name__ == "__main__":
    command, argument = sys.argv[1:]
    print(json.dumps(seed(**json.loads(argument)) if command == "seed" else audit(int(argument))))

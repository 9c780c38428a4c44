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
from django.db.models import Count, F, Q
from django.utils import timezone
from knox.models import AuthToken

from annotator.models import Assignment, AssignmentState, Item, Judgment, Purpose, Slot, SlotState, User
from annotator.queries.counted import COUNTED, COUNTED_FIELDS
from tests.support.world import Study, study

TAKEN = ("held", "submitted", "skipped")


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
    assignments = Assignment.objects.filter(project=project)
    judgments = Judgment.objects.filter(project=project, is_current=True)
    counted = judgments.filter(COUNTED)
    taken = assignments.filter(state__in=TAKEN)
    answered = Slot.objects.filter(project=project, state=SlotState.ANSWERED)
    by_item = Item.objects.filter(project=project).annotate(
        n=Count("judgments", filter=Q(**{f"judgments__{name}": value for name, value in COUNTED_FIELDS.items()}))
    )
    return {
        "wrong": {
            "slots_answered_twice": _more_than_once(counted, "assignment__slot"),
            "items_over_overlap": by_item.filter(purpose="work", n__gt=F("project__overlap")).count(),
            "rater_twice_on_item": _more_than_once(taken, "rater", "item"),
            "judged_twice_by_rater": _more_than_once(judgments, "rater", "item"),
            "counted_without_answered_slot": counted.exclude(assignment__slot__state=SlotState.ANSWERED).count(),
            "answered_without_counted": answered.exclude(
                pk__in=counted.filter(assignment__slot__isnull=False).values("assignment__slot")
            ).count(),
            "held_slots_without_holder": Slot.objects.filter(project=project, state=SlotState.HELD)
            .exclude(pk__in=assignments.filter(state=AssignmentState.HELD, slot__isnull=False).values("slot"))
            .count(),
            "judgments_without_answer": judgments.filter(answers__isnull=True).count(),
            "current_twice": _more_than_once(judgments, "assignment"),
        },
        "counted": counted.count(),
        "gold": judgments.filter(purpose=Purpose.GOLD).count(),
        "surplus": judgments.filter(surplus=True).count(),
        "open": Slot.objects.filter(project=project, state=SlotState.OPEN).count(),
        "keys": [str(key) for key in Judgment.objects.filter(project=project).values_list("key", flat=True)],
    }


def _more_than_once(rows: Any, *fields: str) -> int:
    return int(rows.order_by().values(*fields).annotate(n=Count("pk")).filter(n__gt=1).count())


if __name__ == "__main__":
    command, argument = sys.argv[1:]
    print(json.dumps(seed(**json.loads(argument)) if command == "seed" else audit(int(argument))))

"""Sessions in the database, read with a statement that is compiled once: every request of a browser asks for one."""

from typing import Any

from django.contrib.sessions.backends.db import SessionStore as DatabaseStore
from django.contrib.sessions.models import Session
from django.db.models import CharField, DateTimeField
from django.utils import timezone

from annotator.models.statements import Given, Prepared

LIVE_SESSION = Prepared(
    lambda: Session.objects.filter(session_key=Given("key", CharField()), expire_date__gt=Given("now", DateTimeField()))
)


class SessionStore(DatabaseStore):
    """Django's own store in all but how a session is read."""

    def _get_session_from_db(self) -> Any:
        session = LIVE_SESSION.first(key=self.session_key, now=timezone.now())
        if session is None:
            self._session_key = None
        return session
